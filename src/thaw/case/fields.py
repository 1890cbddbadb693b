"""Reading single fields of a case: numbers with units, texts, names, dates.

A field with a mistake in it reads as None (`Document.note`): whoever collects mistakes goes on.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from thaw.case.entities import Number
from thaw.case.keys import HEIGHT_NAMES, NUMBER
from thaw.errors import nearest_name
from thaw.files import MISSING, Document, Path_, read_date
from thaw.world import COLUMNS

RANGES = {
    "share": (0.0, 1.0),
    "probability": (0.0, 1.0),
    "persons": (0.0, 1e10),
    "persons/1000": (0.0, 1000.0),
    "persons/day": (0.0, 1e10),
    "motive": (0.0, 10.0),
    "index": (0.0, 100.0),
    "1/year": (-10.0, 10.0),
    "1/day": (0.0, 1000.0),
    "day": (0.0, 1e5),
}
"""Lowest and highest value by unit. Motives are told in thresholds, the rungs of the ladder reach 9."""

WIDE = (-1e6, 1e6)
"""Of every other unit: flags and counts of events."""

MOST_SPREAD = 3.0
"""Of a starting value. A relative one multiplies by its exponential: at 3, nine tenths lie within
a factor of 140 either way."""

OWN_KEYS = {
    "polities": {"population": "population", "party": "party", "party_norm": "party"},
    "places": {"population": "population", "capital": "capital", "towns": "town"},
    "groups": {f"height_{rung}": f"heights: {{{rung}: ...}}" for rung in HEIGHT_NAMES},
}
"""Columns of a table that a key of their own sets, with that key."""

WORKED_OUT = {
    "polities": {"workforce"},
    "places": {"polity", "kind", "first_town", "first_site", "last_site"},
    "groups": {"population", "household", "base_econ", "place", "polity", "stratum"},
}
"""Columns that follow from the rest of a case."""


def as_table(d: Document, value: Any, path: Path_) -> dict[str, Any]:
    """A table of keys; empty where it is missing or something else."""
    if value is MISSING:
        return {}
    if not isinstance(value, dict):
        d.note("is not a table of keys", path)
        return {}
    return value


def as_list(d: Document, key: str) -> list[Any]:
    """The list under a key of the top; empty where it is missing or something else."""
    return as_entries(d, d.data.get(key), (key,))


def as_entries(d: Document, value: Any, path: Path_) -> list[Any]:
    """A list; an empty line reads as no entry."""
    value = value or []
    if not isinstance(value, list):
        d.note("is not a list", path)
        return []
    return value


def as_text(d: Document, value: Any, path: Path_) -> Any:
    """A text that is not blank; None once a mistake is noted."""
    if value is MISSING:
        return None
    if not isinstance(value, str) or not value.strip():
        return d.note("must be a text", path)
    return value


def as_source(d: Document, entry: dict[str, Any], path: Path_) -> Any:
    """Where a number comes from: any words, or the bare number of a year or page."""
    source = entry["source"]
    return None if source is MISSING else as_text(d, str(source), (*path, "source"))


def as_plain(d: Document, value: Any, path: Path_, low: float, high: float) -> Any:
    """A bare number in [low, high], where the file's layout fixes its unit."""
    if value is MISSING:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return d.note("is not a number", path)
    if not low <= value <= high:
        return d.note(f"{value} lies outside [{low:g}, {high:g}]", path)
    return float(value)


def as_yes(d: Document, entry: dict[str, Any], word: str, path: Path_) -> bool:
    """Whether an entry says `word: true`; a line that is missing says no."""
    said = entry.get(word, False)
    if not isinstance(said, bool):
        return bool(d.note(f"{said!r} is no yes or no", (*path, word), expected="true, or no line"))
    return said


def as_number(d: Document, entry: Any, unit: str, path: Path_) -> Any:
    """A number written ``{value, unit, spread, source}`` in the unit that is due."""
    if entry is MISSING:
        return None
    if not isinstance(entry, dict):
        return d.note(
            f"{entry!r} has no unit, spread and source",
            path,
            expected=f"{{value: ..., unit: {unit}, spread: ..., source: ...}}",
        )
    d.keys(entry, tuple(NUMBER), path=path)
    for word in NUMBER.required:
        if entry.get(word) is None:
            d.note(
                f"the number has no {word}",
                path,
                expected=f"{word}: {unit}" if word == "unit" else f"a line {word}:",
            )
    if entry.get("unit") is not None and str(entry["unit"]) != unit:
        d.note(
            f"the unit is {entry['unit']!r}",
            (*path, "unit"),
            expected=unit,
            nearest=nearest_name(entry["unit"], [unit]),
        )
    value, spread, source = (
        MISSING if entry.get(word) is None else entry[word]
        for word in ("value", "spread", "source")
    )
    low, high = RANGES.get(unit, WIDE)
    return Number(
        as_plain(d, value, (*path, "value"), low, high),
        unit,
        as_plain(d, spread, (*path, "spread"), 0.0, MOST_SPREAD),
        as_source(d, {"source": source}, path),
    )


def as_columns(d: Document, entry: Any, table: str, path: Path_) -> dict[str, Number]:
    """Starting values of columns of `table`, each in the column's own unit."""
    made = {}
    for name, value in as_table(d, entry or {}, path).items():
        where = (*path, name)
        if d.one_of(name, COLUMNS[table], f"column of {table}", where) is None:
            continue
        if name in OWN_KEYS[table]:
            d.note("is no starting value", where, expected=f"the key `{OWN_KEYS[table][name]}`")
        elif name in WORKED_OUT[table]:
            d.note("is no starting value", where, expected="no line: it follows from the case")
        else:
            made[name] = as_number(d, value, COLUMNS[table][name].unit, where)
    return made


def new_id(d: Document, name: Any, taken: list[str], path: Path_) -> Any:
    """A name that no earlier entry has; it is entered among those taken."""
    if name is MISSING:
        return None
    if name in taken:
        return d.note(f"the id {name!r} appears twice", path, expected="each id once")
    taken.append(name)
    return as_text(d, name, path)


def date_within(d: Document, value: Any, path: Path_, start: dt.date, last: dt.date) -> Any:
    """A day within a span; None once a mistake is noted."""
    on = read_date(d, value, path)
    if on is not None and not start <= on <= last:
        return d.note(f"{on} lies outside the span", path, expected=f"{start} .. {last}")
    return on
