"""Shipped files by name: accounts, cases, records and mechanisms; a path stands for a file of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from thaw.errors import ThawError, nearest_name


def data_folder(kind: str) -> Path:
    """The folder of shipped files of one kind: accounts, cases, records or tables."""
    return Path(__file__).parent / "data" / kind


def mechanism_names() -> list[str]:
    """Names of the shipped mechanisms, without loading any."""
    return sorted(
        file.stem
        for file in (Path(__file__).parent / "mechanisms").glob("*/*.py")
        if not file.name.startswith("_")
    )


def shipped(kind: str) -> dict[str, Path]:
    """Names of the shipped accounts, cases (YAML files) or records (folders), in order of name.

    Names that begin with an underscore are shared parts of other files and are left out.
    """
    folder = data_folder(kind)
    if not folder.is_dir():
        return {}
    found = {}
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(("_", ".")):
            continue
        if entry.suffix == ".yaml" or (entry.is_dir() and kind == "records"):
            found[entry.stem] = entry
    return found


_COMMANDS = {"records": "record"}
"""Commands that list a kind of file, where they are not called as it is."""


def find(kind: str, name_or_path: str | Path) -> Path:
    """The file behind a name or a path.

    Parameters
    ----------
    kind : str
        accounts, cases or records.
    name_or_path : str or Path
        A shipped name such as ``bloc_1953``, also of a folder beside them, as in
        ``apparatus/deutscher_1956``, or the path of a file of one's own.

    Raises
    ------
    ThawError
        There is neither; the nearest shipped name is given.
    """
    text = str(name_or_path)
    path = Path(text)
    looks_like_path = path.suffix in (".yaml", ".yml") or len(path.parts) > 1
    if path.exists() and (looks_like_path or kind == "records"):
        return path
    names = shipped(kind)
    if text in names:
        return names[text]
    inner = data_folder(kind) / f"{text}.yaml"
    if len(path.parts) == 2 and inner.is_file():
        return inner
    shelves = {f"{f.parent.name}/{f.stem}": f for f in sorted(data_folder(kind).glob("*/*.yaml"))}
    if looks_like_path:
        near = nearest_name(text, shelves) if path.suffix == "" else None
        raise ThawError(
            "there is no such file", file=path, expected=f"a file of the {kind} kind", nearest=near
        )
    if text in shipped("published"):
        raise ThawError(
            f"{text} is a published model, not one of the {kind}",
            todo=f"see `thaw published {text}`",
        )
    addresses = [address for address, file in shelves.items() if file.stem == text]
    if addresses:
        raise ThawError(
            f"no {kind.rstrip('s')} beside the shelves is called {text!r}",
            todo=f"write {' or '.join(addresses)}",
        )
    raise ThawError(
        f"no {kind.rstrip('s')} is called {text!r}",
        expected=_list(names),
        nearest=_nearest(text, names, shelves),
        todo=f"see `thaw {_COMMANDS.get(kind, kind)}` for the names, or give a path"
        + (f", such as {text}.yaml here" if Path(f"{text}.yaml").is_file() else "")
        + ("; of runs or a comparison with --case PATH" if kind == "cases" else ""),
    )


def _nearest(text: str, names: Mapping[str, Path], shelves: Mapping[str, Path]) -> str | None:
    """The nearest name, of a file on a shelf with that of the shelf."""
    where = {file.stem: address for address, file in shelves.items()} | {n: n for n in names}
    near = nearest_name(text, where)
    return where[near] if near else None


def _list(names: Mapping[str, Path]) -> str:
    return ", ".join(names) or "a path; none are shipped"
