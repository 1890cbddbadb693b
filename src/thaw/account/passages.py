"""Keys by which an account names a passage: the work in the bibliography, and where in it."""

from __future__ import annotations

from typing import Any

from thaw.bibliography import works
from thaw.files import Document, Path_

MOVED = ("seed", "lines")
"""Keys of earlier versions."""


def without_moved(d: Document, entry: Any, path: Path_) -> Any:
    """An entry without keys of earlier versions, once the author is told what to write instead."""
    if not isinstance(entry, dict):
        return entry
    old = [key for key in MOVED if key in entry]
    if old:
        d.note(
            f"the key {old[0]!r} is no more",
            (*path, old[0]),
            todo='write work: stein-1956 or the like (thaw cite lists works) and passage: "<heading>, '
            'par. 1-3", or pages',
        )
    return {key: value for key, value in entry.items() if key not in MOVED}


def check_work(d: Document, entry: dict[str, Any], path: Path_) -> None:
    """Refuse a work that is not in the bibliography."""
    if "work" in entry:
        d.one_of(entry["work"], works(), "work", (*path, "work"))
