"""What a cell of a record may hold; a mistake names its file, line, row and column."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from thaw.errors import Problems, ThawError, nearest_name
from thaw.record import edtf
from thaw.record.form import BOUNDS, SIGNED
from thaw.record.rows import Rows


class Check:
    """The rows of one table of one record, with mistakes that know where they stand."""

    def __init__(
        self, folder: Path, table: str, rows: Rows, key: tuple[str, ...], problems: Problems
    ) -> None:
        self.file, self.rows, self.key, self.problems = folder / f"{table}.csv", rows, key, problems

    def each(self) -> Iterator[dict]:
        """Rows that have all their cells."""
        return (row for row in self.rows if not row.get("short"))

    def note(self, row: dict, column: str, problem: str, **more: Any) -> None:
        """Tell a mistake at `row`, keyed by what identifies the row and the column at fault."""
        name = "/".join(str(row[k]) for k in self.key)
        self.problems.note(
            ThawError(problem, file=self.file, line=row["line"], key=f"{name}.{column}", **more)
        )

    def one_of(self, row: dict, column: str, valid: Any, what: str) -> None:
        """The cell is one of `valid`; None, of which nothing could be read, holds any."""
        value = row[column]
        if valid is not None and value not in valid:
            names = list(valid)
            self.note(
                row,
                column,
                f"no {what} is called {value!r}" if value else f"names no {what}",
                expected=", ".join(names) if len(names) <= 24 else f"one of {len(names)} names",
                nearest=nearest_name(value, names),
            )

    def date(self, row: dict, column: str = "date") -> None:
        """The cell is a date of the calendar."""
        try:
            edtf.read(row[column])
        except ValueError as problem:
            self.note(row, column, str(problem), expected=edtf.FORM)

    def unique(self, columns: tuple[str, ...]) -> None:
        """No two rows agree in all `columns`."""
        seen: dict[tuple, int] = {}
        for row in self.each():
            name = tuple(row[c] for c in columns)
            if name in seen:
                self.note(
                    row,
                    columns[0],
                    "the row appears twice",
                    expected=f"one row each; the first is on line {seen[name]}",
                )
            seen.setdefault(name, row["line"])

    def flags(self, row: dict) -> None:
        """memory and weightless are yes or empty."""
        for column in ("memory", "weightless"):
            if row[column] not in ("", "yes"):
                self.note(row, column, f"is {row[column]!r}", expected="yes, or nothing")

    def number(self, row: dict, column: str) -> float | None:
        """The cell as a finite number, None when empty; NaN once it is told to be none."""
        if row[column] == "":
            return None
        try:
            value = float(row[column])
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self.note(
                row, column, f"{row[column]!r} is not a number", expected="a number, or nothing"
            )
            return math.nan
        return value

    def amount(self, row: dict, column: str) -> float | None:
        """As `number`; below zero only in a unit of `SIGNED`, and no share above one."""
        value = self.number(row, column)
        unit = row["unit"]
        if value is None or math.isnan(value):
            return value
        if value < 0 and unit not in SIGNED:
            self.note(
                row,
                column,
                f"{row[column]} {unit} cannot be: it is below zero",
                expected="zero or more, or nothing where it is unknown: codes such as -9 and -99 "
                "are left empty; below zero only in " + ", ".join(SIGNED),
            )
            return math.nan
        if value > 1 and unit in ("share", "probability"):
            self.note(
                row,
                column,
                f"a {unit} of {row[column]} cannot be",
                expected="0 to 1, or the unit percent",
            )
            return math.nan
        return value

    def values(self, row: dict) -> None:
        """low <= best <= high, and the bound agrees with which of them are stated."""
        low, best, high = (self.amount(row, c) for c in ("low", "best", "high"))
        if low is not None and high is not None and low > high:
            self.note(
                row, "low", f"low {row['low']} is above high {row['high']}", expected="low <= high"
            )
        for value, column, ok in ((low, "best", "above"), (high, "best", "below")):
            if (
                best is not None
                and value is not None
                and (best < value if ok == "above" else best > value)
            ):
                self.note(
                    row,
                    column,
                    f"best {row['best']} lies outside low and high",
                    expected="low <= best <= high",
                )
                break
        self.one_of(row, "bound", BOUNDS, "bound")
        if not row["unit"]:
            self.note(row, "unit", "has no unit", expected="a unit such as persons")
        stated = (low is not None, high is not None)
        right = {
            "exact": (False, False),
            "range": (True, True),
            "at_least": (True, False),
            "up_to": (False, True),
        }
        if row["bound"] not in BOUNDS:
            return
        if stated != right[row["bound"]]:
            fits = next(b for b, s in right.items() if s == stated)
            self.note(
                row,
                "bound",
                f"{row['bound']!r} does not fit the ends that are stated",
                expected=f"{fits!r}, or other ends",
            )
        if best is None and stated == (False, False):
            self.note(row, "best", "states no value", expected="low, best or high")
