"""The page's own modules as one script, so that it opens from a disk, where browsers load none."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "page"
IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?function |const |let |class )", re.MULTILINE)


def script(first: str = "main", folder: Path = FOLDER) -> str:
    """A module and all that it imports, each once, after those that it needs.

    Modules share one scope: no two may declare the same name, which the tests hold.

    Parameters
    ----------
    first : str
        Name of the module that begins.
    folder : path

    Returns
    -------
    str
        Script without imports and exports.
    """
    done: dict[str, str] = {}

    def take(name: str) -> None:
        if name in done:
            return
        text = (folder / f"{name}.js").read_text(encoding="utf-8")
        done[name] = ""
        for needed in IMPORT.findall(text):
            take(needed)
        del done[name]
        done[name] = EXPORT.sub("", IMPORT.sub("", text)).strip()

    take(first)
    return "\n".join(done.values())
