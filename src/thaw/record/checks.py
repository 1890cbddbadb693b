"""Every check on a record; a failure names file, line, key, what was expected, the nearest name."""

from __future__ import annotations

import csv
import hashlib
import math
import re
from pathlib import Path
from typing import Any

from thaw.errors import ThawError, nearest_name
from thaw.files import Document
from thaw.record import edtf

Rows = list[dict[str, Any]]

COLUMNS = {
    "events": (
        "id", "date", "rival_dates", "polity", "place", "kind", "support", "memory", "weightless",
        "summary",
    ),
    "attestations": (
        "event_id", "quantity", "low", "best", "high", "bound", "unit", "of", "date", "source_id",
        "memory", "weightless", "note",
    ),
    "series": (
        "series_id", "polity", "date", "low", "best", "high", "bound", "unit", "note", "source_id",
        "memory", "weightless",
    ),
    "nonevents": (
        "id", "date", "polity", "place", "kind", "summary", "source_id", "memory", "weightless",
    ),
    "sources": (
        "source_id", "title", "author", "year", "kind", "locator", "derived_from", "relation",
        "memory", "weightless", "reliability_note",
    ),
}  # fmt: skip
TABLES = tuple(COLUMNS)

_KINDS = """
    leader_death leadership_change congress plenum revelation leak purge trial execution arrest
    deportation rehabilitation amnesty prisoner_release concession_economic concession_political
    concession_retracted norm_rise price_rise price_cut currency_reform collectivisation
    decollectivisation economic_plan famine strike general_strike camp_strike demonstration uprising
    fraternisation defection police_fire army_repression foreign_intervention emergency_rule
    troop_movement troop_withdrawal council_formed council_banned negotiation treaty party_formation
    party_split press_opening publication statement cult_symbol institution_change refugee_flow
    election technology war external_threat assassination"""
KINDS = tuple(_KINDS.split())
"""Kinds of event, in the words of research on contentious politics and on authoritarian rule."""

SOURCE_KINDS = ("archive", "scholarship", "press", "encyclopedia", "memory", "seed")
SUPPORT = ("page", "seed", "memory")
BOUNDS = ("exact", "range", "at_least", "up_to")
NEEDED_KEYS = ("record", "title", "polities", "licence")


def read_table(folder: Path, table: str) -> Rows:
    """Rows of one CSV file, each with its `line`.

    Raises
    ------
    ThawError
        The file is missing, is not CSV in UTF-8, lacks a column or has a row of another length.
    """
    file = folder / f"{table}.csv"
    rows: Rows = []
    try:
        with file.open(newline="", encoding="utf-8") as lines:
            reader = csv.reader(lines)
            header = next(reader, [])
            _check_header(file, table, header)
            last = reader.line_num
            for cells in reader:
                line, last = last + 1, reader.line_num
                if len(cells) != len(header):
                    raise ThawError(
                        f"the row has {len(cells)} cells", file=file, line=line,
                        key=cells[0] if cells else None,
                        expected=f"{len(header)} cells, as in line 1",
                    )  # fmt: skip
                rows.append(dict(zip(header, cells, strict=True)) | {"line": line})
    except (OSError, UnicodeDecodeError) as problem:
        raise ThawError(f"cannot be read: {problem}", file=file, line=1, key=table) from None
    return rows


def _check_header(file: Path, table: str, header: list[str]) -> None:
    for column in COLUMNS[table]:
        if column not in header:
            raise ThawError(
                f"the column {column!r} is missing", file=file, line=1, key=column,
                expected=", ".join(COLUMNS[table]),
                nearest=nearest_name(column, set(header) - set(COLUMNS[table])),
            )  # fmt: skip


class Check:
    """The rows of one table of one record, with errors that know where they stand."""

    def __init__(self, folder: Path, table: str, rows: Rows, key: tuple[str, ...]) -> None:
        self.file, self.rows, self.key = folder / f"{table}.csv", rows, key

    def fail(self, row: dict, column: str, problem: str, **more: Any) -> ThawError:
        """An error at `row`, keyed by what identifies the row and the column at fault."""
        name = "/".join(str(row[k]) for k in self.key)
        return ThawError(problem, file=self.file, line=row["line"], key=f"{name}.{column}", **more)

    def one_of(self, row: dict, column: str, valid: Any, what: str) -> None:
        """The cell is one of `valid`."""
        value = row[column]
        if value not in valid:
            names = list(valid)
            raise self.fail(
                row, column, f"no {what} is called {value!r}" if value else f"names no {what}",
                expected=", ".join(names) if len(names) <= 24 else f"one of {len(names)} names",
                nearest=nearest_name(value, names),
            )  # fmt: skip

    def date(self, row: dict, column: str = "date") -> edtf.When:
        """The cell is a date of the calendar."""
        try:
            return edtf.read(row[column])
        except ValueError as problem:
            raise self.fail(row, column, str(problem), expected=edtf.FORM) from None

    def unique(self, columns: tuple[str, ...]) -> None:
        """No two rows agree in all `columns`."""
        seen: dict[tuple, int] = {}
        for row in self.rows:
            name = tuple(row[c] for c in columns)
            if name in seen:
                raise self.fail(
                    row, columns[0], "the row appears twice",
                    expected=f"one row each; the first is on line {seen[name]}",
                )  # fmt: skip
            seen[name] = row["line"]

    def flags(self, row: dict) -> None:
        """memory and weightless are yes or empty."""
        for column in ("memory", "weightless"):
            if row[column] not in ("", "yes"):
                raise self.fail(row, column, f"is {row[column]!r}", expected="yes, or nothing")

    def number(self, row: dict, column: str) -> float | None:
        """The cell as a finite number, None when empty."""
        if row[column] == "":
            return None
        try:
            value = float(row[column])
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise self.fail(
                row, column, f"{row[column]!r} is not a number", expected="a number, or nothing"
            )
        return value

    def values(self, row: dict) -> None:
        """low <= best <= high, and the bound agrees with which of them are stated."""
        low, best, high = (self.number(row, c) for c in ("low", "best", "high"))
        if low is not None and high is not None and low > high:
            raise self.fail(
                row, "low", f"low {row['low']} is above high {row['high']}", expected="low <= high"
            )
        for value, column, ok in (
            (low, "best", lambda a, b: a <= b), (high, "best", lambda a, b: b <= a),
        ):  # fmt: skip
            if best is not None and value is not None and not ok(value, best):
                raise self.fail(
                    row, column, f"best {row['best']} lies outside low and high",
                    expected="low <= best <= high",
                )  # fmt: skip
        self.one_of(row, "bound", BOUNDS, "bound")
        stated = (low is not None, high is not None)
        right = {
            "exact": (False, False),
            "range": (True, True),
            "at_least": (True, False),
            "up_to": (False, True),
        }
        if stated != right[row["bound"]]:
            fits = next(b for b, s in right.items() if s == stated)
            raise self.fail(
                row, "bound", f"{row['bound']!r} does not fit the ends that are stated",
                expected=f"{fits!r}, or other ends",
            )  # fmt: skip
        if not row["unit"]:
            raise self.fail(row, "unit", "has no unit", expected="a unit such as persons")
        if best is None and stated == (False, False):
            raise self.fail(row, "best", "states no value", expected="low, best or high")


def check_record(folder: Path, about: Document, rows: dict[str, Rows]) -> None:
    """All checks, in the order of `TABLES` but sources first.

    Raises
    ------
    ThawError
        On the first mistake.
    """
    polities = _about(about)
    sources = _sources(Check(folder, "sources", rows["sources"], ("source_id",)))
    events = _events(Check(folder, "events", rows["events"], ("id",)), polities)
    _attestations(
        Check(folder, "attestations", rows["attestations"], ("event_id", "quantity", "source_id")),
        events, sources,
    )  # fmt: skip
    _series(
        Check(folder, "series", rows["series"], ("series_id", "date", "source_id")),
        sources,
        polities,
    )
    _nonevents(Check(folder, "nonevents", rows["nonevents"], ("id",)), events, sources, polities)
    _sums(folder, about)


def _about(about: Document) -> list[str]:
    for key in NEEDED_KEYS:
        if not isinstance(about.data, dict) or not about.data.get(key):
            raise about.error(
                f"the key {key!r} is missing or empty", (key,), expected=", ".join(NEEDED_KEYS)
            )
    if not isinstance(about.data["polities"], list):
        raise about.error("is not a list", ("polities",), expected="a list of codes")
    return [str(p) for p in about.data["polities"]]


def _sources(check: Check) -> dict[str, dict]:
    check.unique(("source_id",))
    names = {r["source_id"]: r for r in check.rows}
    for row in check.rows:
        check.one_of(row, "kind", SOURCE_KINDS, "kind of source")
        check.flags(row)
        if not row["locator"]:
            raise check.fail(
                row, "locator", "cannot be found again", expected="an address, shelf mark or page"
            )
        if row["derived_from"]:
            check.one_of(row, "derived_from", names, "source")
        line = {row["source_id"]}
        step = row["derived_from"]
        while step:
            if step in line:
                raise check.fail(
                    row, "derived_from", "derives from itself in the end",
                    expected="a line that ends",
                )  # fmt: skip
            line.add(step)
            step = names[step]["derived_from"] if step in names else ""
    return names


def _events(check: Check, polities: list[str]) -> dict[str, dict]:
    check.unique(("id",))
    for row in check.rows:
        if not re.match(r"^[a-z0-9][a-z0-9-]*$", row["id"]):
            raise check.fail(
                row, "id", f"{row['id']!r} is no id", expected="small letters, digits and hyphens"
            )
        check.date(row)
        for rival in row["rival_dates"].split():
            check.date(row | {"rival_dates": rival}, "rival_dates")
        check.one_of(row, "polity", polities, "polity")
        check.one_of(row, "kind", KINDS, "kind of event")
        check.one_of(row, "support", SUPPORT, "support")
        check.flags(row)
    return {r["id"]: r for r in check.rows}


def _attestations(check: Check, events: dict, sources: dict) -> None:
    check.unique(("event_id", "quantity", "source_id", "low", "best", "high", "date"))
    for row in check.rows:
        check.one_of(row, "event_id", events, "event")
        check.one_of(row, "source_id", sources, "source")
        check.flags(row)
        if row["unit"] == "date":
            check.date(row)
        else:
            check.values(row)
        if row["quantity"] == "":
            raise check.fail(
                row, "quantity", "names no quantity", expected="a quantity such as deaths"
            )
        of = check.number(row, "of")
        if of is not None and of <= 0:
            raise check.fail(row, "of", f"the denominator is {row['of']}", expected="above zero")


def _series(check: Check, sources: dict, polities: list[str]) -> None:
    check.unique(("series_id", "date", "source_id"))
    for row in check.rows:
        check.one_of(row, "source_id", sources, "source")
        check.one_of(row, "polity", polities, "polity")
        check.date(row)
        check.values(row)
        check.flags(row)


def _nonevents(check: Check, events: dict, sources: dict, polities: list[str]) -> None:
    check.unique(("id",))
    for row in check.rows:
        if row["id"] in events:
            raise check.fail(
                row, "id", "is also the id of an event",
                expected=f"another id; line {events[row['id']]['line']} of events.csv has it",
            )  # fmt: skip
        check.one_of(row, "source_id", sources, "source")
        check.one_of(row, "polity", polities, "polity")
        check.one_of(row, "kind", KINDS, "kind of event")
        check.date(row)
        check.flags(row)


def _sums(folder: Path, about: Document) -> None:
    """Files that record.yaml has a checksum for have that checksum."""
    sums = about.data.get("output_sha256") or {}
    for name, expected in sums.items():
        path = ("output_sha256", name)
        if not (folder / name).is_file():
            raise about.error(
                "there is no such file", path, expected=", ".join(f"{t}.csv" for t in TABLES)
            )
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != expected:
            raise about.error(
                f"the file has SHA-256 {found[:12]}...", path, expected=f"{str(expected)[:12]}...",
                todo="convert the record again, or drop the line if the change is meant",
            )  # fmt: skip
