"""Tables without events: each row tells figures of a country in a year, as V-Dem does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from thaw.importing.figures import Unread, is_missing, number
from thaw.importing.rows import Aside, Reading, Refused, UnreadFigure, days_of, place_of
from thaw.importing.sheet import Broken, Row, Sheet


@dataclass(frozen=True)
class Point:
    """One figure of a series; ends are None where they are not stated."""

    line: int
    series: str
    code: str
    date: str
    low: float | None
    best: float | None
    high: float | None
    unit: str
    note: str


def read_points(sheet: Sheet, r: Reading) -> tuple[list[Point], list[Aside], list[Broken]]:
    """Figures of all rows; a row without any is set aside, one of a country and year told before refused."""
    points: list[Point] = []
    aside: list[Aside] = []
    refused: list[Broken] = []
    seen: dict[tuple[str, str], int] = {}
    for row in sheet.rows:
        try:
            days = days_of(row, r, r.layout.date, ())
            place = place_of(row, r, (days.last, days.first))
            if r.only and place.code not in r.only:
                aside.append(Aside(row.line, "of a country that was not asked for"))
                continue
            first = seen.setdefault((place.code, days.edtf), row.line)
            if first != row.line:
                raise Refused(
                    r.layout.date[0], f"{place.code} in {days.edtf} stands on line {first} already"
                )
            found = [
                p
                for name, entry in r.layout.series.items()
                if (p := _point(row, r, (name, entry), (place.code, days.edtf)))
            ]
        except Refused as problem:
            refused.append(Broken(row.line, problem.column.rstrip("?"), problem.why))
            continue
        points += found
        if not found:
            aside.append(Aside(row.line, "states none of the figures"))
    return points, aside, refused


def _point(
    row: Row, r: Reading, series: tuple[str, dict[str, Any]], at: tuple[str, str]
) -> Point | None:
    name, entry = series
    values: list[float | None] = []
    for key in ("low", "column", "high"):
        text = r.cell(row, str(entry.get(key) or ""))
        try:
            values.append(
                None
                if is_missing(text)
                else number(text, r.decimal) * float(entry.get("times") or 1)
            )
        except Unread as problem:
            r.unread.append(UnreadFigure(row.line, str(entry[key]).rstrip("?"), text, str(problem)))
            values.append(None)
    low, best, high = values
    if best is None:
        r.counted["not stated"] += 1
        return None
    if low is None or high is None:
        low = high = None
    elif not low <= best <= high:
        why = f"{low:g}, {best:g}, {high:g}: not in this order; low and high are left out"
        r.unread.append(UnreadFigure(row.line, str(entry["column"]), f"{best:g}", why))
        low = high = None
    r.counted["read"] += 1
    code, date = at
    return Point(
        row.line,
        f"{name}_{code.lower()}",
        code,
        date,
        low,
        best,
        high,
        str(entry["unit"]),
        str(entry.get("says") or ""),
    )
