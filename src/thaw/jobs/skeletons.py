"""`thaw new`: commented, valid skeletons of a mechanism, an account, a case or a record.

The templates lie in ``data/templates`` as they read; only NAME and YEAR are put in.
"""

from __future__ import annotations

import datetime as dt
import keyword
import re
import shlex
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from thaw.errors import ThawError, nearest_name
from thaw.files import data_folder, mechanism_names, shipped
from thaw.writing import write_new

FILES: Mapping[str, Mapping[str, str]] = {
    "mechanism": {"mechanism.py.txt": "NAME.py", "test_mechanism.py.txt": "test_NAME.py"},
    "account": {"account.yaml": "NAME.yaml"},
    "case": {"case.yaml": "NAME.yaml"},
    "record": {
        f"record/{name}": f"NAME/{name}"
        for name in (
            "record.yaml",
            "events.csv",
            "attestations.csv",
            "series.csv",
            "nonevents.csv",
            "sources.csv",
        )
    },
}
"""Template, and the file that is made of it, by kind."""

_FOLLOWING = {
    "mechanism": (
        "python -m pytest {test_NAME.py}",
        "then name ./NAME.py in an account beside it, under `steps` or `after`",
    ),
    "account": ("thaw accounts {NAME.yaml}", "then fill in what stands in <angle brackets>"),
    "case": ("thaw cases {NAME.yaml}", "then fill in what stands in <angle brackets>"),
    "record": ("thaw record {NAME}", "then put rows of your own for those named example"),
}
"""The command to type next, files in braces, and what to do after it."""


@dataclass(frozen=True)
class Written:
    """What was written, the command to type next, and what to do after it."""

    files: tuple[Path, ...]
    command: str
    then: str


def write(kind: str, name: str, out: str | Path = ".") -> Written:
    """Write the skeleton of a kind of input.

    Parameters
    ----------
    kind : {"mechanism", "account", "case", "record"}
    name : str
        Its id: small letters, digits and underscores.
    out : path
        Folder to write into; made if missing.

    Raises
    ------
    ThawError
        For a name that cannot be one or is taken, a file that is there already, or a folder that
        cannot be written.
    """
    check_name(kind, name)
    files = {Path(out) / to.replace("NAME", name): source for source, to in FILES[kind].items()}
    home = data_folder("templates")
    texts = {}
    for file, source in files.items():
        text = (home / source).read_text(encoding="utf-8")
        texts[file] = re.sub(r"\bNAME\b", name, text).replace("YEAR", str(dt.date.today().year))
    there = [file for file in files if file.exists()]
    begun = len(there) < len(files) and all(_holds(f, texts[f]) for f in there)
    if there and not begun:  # what a stopped call left of a skeleton is gone on with
        raise _taken(there[0])
    for file in files:
        if file not in there:
            try:
                write_new(file, texts[file])
            except FileExistsError:
                raise _taken(file) from None
    command, then = (part.replace("NAME", name) for part in _FOLLOWING[kind])
    command = re.sub(r"\{(.*)\}", lambda m: shlex.quote(str(Path(out) / m[1])), command)
    return Written(tuple(files), command, then)


def _holds(file: Path, text: str) -> bool:
    with suppress(OSError, UnicodeDecodeError):
        return file.read_text(encoding="utf-8") == text
    return False


def _taken(file: Path) -> ThawError:
    return ThawError(
        "is there already, and nothing is overwritten",
        file=file,
        todo="choose another name, or another folder with --out",
    )


def check_name(kind: str, name: str) -> None:
    """Refuse a name that a reader would refuse, or that a shipped input has.

    Raises
    ------
    ThawError
    """
    if kind not in FILES:
        raise ThawError(
            f"there is no kind of file called {kind!r}",
            expected=", ".join(FILES),
            nearest=nearest_name(kind, FILES),
        )
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        meant = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
        good = re.fullmatch(r"[a-z][a-z0-9_]*", meant) and not keyword.iskeyword(meant)
        raise ThawError(
            f"{name!r} cannot be the name of {'an' if kind == 'account' else 'a'} {kind}",
            expected="small letters, digits and underscores, a letter first, such as my_name_2025",
            nearest=meant if good else None,
        )
    if name in ("null", "true", "false"):
        raise ThawError(f"{name!r} means something else in YAML", todo="choose another name")
    taken = mechanism_names() if kind == "mechanism" else list(shipped(kind + "s"))
    if name in taken:
        raise ThawError(f"a shipped {kind} is called {name!r} already", todo="choose another name")
