"""Reading single fields of a case: numbers with units, texts, names, dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

from thaw.case.case import Number
from thaw.errors import nearest_name
from thaw.files import Document, Path_, read_date
from thaw.world import COLUMNS

RANGES = {"share": (0.0, 1.0), "probability": (0.0, 1.0), "persons": (0.0, 1e10)}
WIDE = (-1e12, 1e12)


def as_table(d: Document, value: Any, path: Path_) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise d.error("is not a table of keys", path)
    return value


def as_list(d: Document, key: str) -> list[Any]:
    value = d.data.get(key) or []
    if not isinstance(value, list):
        raise d.error("is not a list", (key,))
    return value


def as_text(d: Document, value: Any, path: Path_) -> str:
    if not isinstance(value, str) or not value.strip():
        raise d.error("must be a text", path)
    return value


def as_plain(d: Document, value: Any, path: Path_, low: float, high: float) -> float:
    """A bare number in [low, high], where the file's layout fixes its unit."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise d.error("is not a number", path)
    if not low <= value <= high:
        raise d.error(f"{value} lies outside [{low:g}, {high:g}]", path)
    return float(value)


def as_number(d: Document, entry: Any, unit: str, path: Path_) -> Number:
    """A number written ``{value, unit, spread, source}`` in the unit that is due."""
    if not isinstance(entry, dict):
        raise d.error(
            f"{entry!r} has no unit, spread and source", path,
            expected=f"{{value: ..., unit: {unit}, spread: ..., source: ...}}",
        )  # fmt: skip
    d.keys(entry, ("value", "unit", "spread", "source", "note"), path=path)
    for word in ("value", "unit", "spread", "source"):
        if entry.get(word) is None:
            raise d.error(f"the number has no {word}", path, expected=f"{word}: {unit}"
                          if word == "unit" else f"a line {word}:")  # fmt: skip
    if str(entry["unit"]) != unit:
        raise d.error(
            f"the unit is {entry['unit']!r}", (*path, "unit"), expected=unit,
            nearest=nearest_name(entry["unit"], [unit]),
        )  # fmt: skip
    low, high = RANGES.get(unit, WIDE)
    value = as_plain(d, entry["value"], (*path, "value"), low, high)
    spread = as_plain(d, entry["spread"], (*path, "spread"), 0.0, 1e6)
    return Number(value, unit, spread, as_text(d, str(entry["source"]), (*path, "source")))


def as_columns(d: Document, entry: Any, table: str, path: Path_) -> dict[str, Number]:
    """Starting values of columns of `table`, each in the column's own unit."""
    made = {}
    for name, value in as_table(d, entry or {}, path).items():
        d.one_of(name, COLUMNS[table], f"column of {table}", (*path, name))
        made[name] = as_number(d, value, COLUMNS[table][name].unit, (*path, name))
    return made


def new_id(d: Document, name: Any, taken: list[str], path: Path_) -> str:
    if name in taken:
        raise d.error(f"the id {name!r} appears twice", path, expected="each id once")
    return as_text(d, name, path)


def date_within(d: Document, value: Any, path: Path_, start: dt.date, last: dt.date) -> dt.date:
    on = read_date(d, value, path)
    if not start <= on <= last:
        raise d.error(f"{on} lies outside the span", path, expected=f"{start} .. {last}")
    return on
