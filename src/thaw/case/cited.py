"""Whether what a case names as sources stands in its record: a misspelt id is told, with the nearest one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from thaw.case.case import Case
from thaw.errors import nearest_name

NO_SOURCE = frozenset(
    {"assumed", "derived", "definition", "invented", "memory", "carried", "none", "unknown"}
)
"""Words for what has no source of its own."""

ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
"""An id; what has a space is a citation or a remark, and left to the reader."""


def unknown_sources(case: Case, known: Iterable[str], record: str) -> list[str]:
    """Lines on ids that a case gives as a source and its record does not have, one for each id.

    Parameters
    ----------
    case : Case
        As read from a file; one made in Python has no lines and gives none.
    known : iterable of str
        Ids of sources, events and series of the record.
    record : str
        Name of the record.
    """
    ids = set(known)
    found: dict[str, list[tuple]] = {}
    for path, source in _sources(case.document.data if case.document else None, ()):
        if ID.match(source) and source not in NO_SOURCE and source not in ids:
            found.setdefault(source, []).append(path)
    lines = []
    for source, paths in found.items():
        near = nearest_name(source, ids)
        more = f", and {len(paths) - 1} more" if len(paths) > 1 else ""
        where = f"{case.file.name}:{case.document.line(paths[0])}{more}"
        meant = f"; did you mean {near}?" if near else ""
        lines.append(f"{where}: no source, event or series of {record} is called {source!r}{meant}")
    return lines


def _sources(value: Any, path: tuple) -> Iterator[tuple[tuple, str]]:
    """Every `source` of nested entries, with its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "source" and isinstance(inner, str):
                yield (*path, key), inner
            else:
                yield from _sources(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _sources(inner, (*path, number))
