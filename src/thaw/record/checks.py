"""Every check on a record; a failure names file, line, key, what was expected, the nearest name."""

from __future__ import annotations

import csv
import hashlib
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from thaw.errors import Problems, ThawError, nearest_name
from thaw.files import Document
from thaw.keys import NOTE, TEXT, Form, Table, choice, list_of, map_of, may, must
from thaw.record import edtf
from thaw.record.items_form import COVER, ORGANISATION
from thaw.record.vocabulary import TROOPS_OF

Rows = list[dict[str, Any]]

_KINDS = """
    leader_death leadership_change congress plenum revelation leak purge trial execution arrest
    deportation rehabilitation amnesty prisoner_release concession_economic concession_political
    concession_retracted norm_rise price_rise price_cut currency_reform collectivisation
    decollectivisation economic_plan famine strike general_strike camp_strike demonstration uprising
    fraternisation defection police_fire army_repression foreign_intervention emergency_rule
    troop_movement troop_withdrawal council_formed council_banned negotiation treaty party_formation
    party_split press_opening publication statement cult_symbol institution_change refugee_flow
    election technology war external_threat assassination rationing rationing_ended queues"""
KINDS = tuple(_KINDS.split())
"""Kinds of event, in the words of research on contentious politics and on authoritarian rule."""

SOURCE_KINDS = ("archive", "scholarship", "press", "encyclopedia", "memory", "seed")
SUPPORT = ("page", "seed", "memory")
BOUNDS = ("exact", "range", "at_least", "up_to")
ID = r"^[a-z0-9][a-z0-9-]*$"

SIGNED = ("percent", "percentage points", "degrees", "index", "1")
"""Units of figures that can lie below zero: changes, temperatures, plain numbers."""

FLAG: Form = {"enum": ["", "yes"]}
CELL: Form = {"type": "string"}
FILLED: Form = {"type": "string", "minLength": 1}
WHEN: Form = {"type": "string", "pattern": r"^\d{4}[-0-9?~%/]*$", "description": edtf.FORM}
AMOUNT: Form = {"type": "string", "pattern": r"^$|^[-+.0-9eE]+$"}
_VALUES = {
    "low": must(AMOUNT),
    "best": must(AMOUNT),
    "high": must(AMOUNT),
    "bound": must(choice(BOUNDS)),
    "unit": must(FILLED),
}
_FLAGS = {
    "memory": must(FLAG, "rests on the compiler alone"),
    "weightless": must(FLAG, "must not carry a fit"),
}
COLUMNS = {
    "events": Table(
        {
            "id": must({"type": "string", "pattern": ID}),
            "date": must(WHEN),
            "rival_dates": must(CELL, "other dates, with spaces between"),
            "polity": must(FILLED),
            "place": must(CELL),
            "kind": must(choice(KINDS)),
            "support": must(choice(SUPPORT)),
            **_FLAGS,
            "summary": must(CELL),
            "rank": may(
                {"type": "string", "pattern": r"^\d*$"}, "post of a change of leader; 0 is first"
            ),
        }
    ),
    "attestations": Table(
        {
            "event_id": must(FILLED),
            "quantity": must(FILLED),
            **_VALUES,
            "of": must(AMOUNT, "denominator"),
            "date": must(CELL),
            "source_id": must(FILLED),
            **_FLAGS,
            "note": must(CELL),
        }
    ),
    "series": Table(
        {
            "series_id": must(CELL),
            "polity": must(FILLED),
            "date": must(WHEN),
            **_VALUES,
            "note": must(CELL),
            "source_id": must(FILLED),
            **_FLAGS,
        }
    ),
    "nonevents": Table(
        {
            "id": must(CELL),
            "date": must(WHEN),
            "polity": must(FILLED),
            "place": must(CELL),
            "kind": must(choice(KINDS)),
            "summary": must(CELL),
            "source_id": must(FILLED),
            **_FLAGS,
        }
    ),
    "sources": Table(
        {
            "source_id": must(CELL),
            "title": must(CELL),
            "author": must(CELL),
            "year": must(CELL),
            "kind": must(choice(SOURCE_KINDS)),
            "locator": must(FILLED),
            "derived_from": must(CELL),
            "relation": must(CELL),
            **_FLAGS,
            "reliability_note": must(CELL),
        }
    ),
}
"""Columns that each table must have, and what a cell of each holds; others may stand beside them."""

TABLES = tuple(COLUMNS)
ABOUT = Table(
    record=must(TEXT, "its id"),
    title=must(TEXT),
    polities=must(list_of(NOTE), "codes used in the tables"),
    licence=must(TEXT),
    output_sha256=may(map_of(TEXT), "checksums of the tables"),
    covers=may(
        list_of(COVER), "where silence means that nothing happened; elsewhere it means nothing"
    ),
    organisations=may(map_of(ORGANISATION), "mass organisations beside the ruling party"),
)
"""Keys of record.yaml; others may stand beside them."""


def read_table(folder: Path, table: str, problems: Problems | None = None) -> Rows:
    """Rows of one CSV file, each with its `line`.

    Parameters
    ----------
    problems : Problems, optional
        Where mistakes are noted; without it the first is raised.

    Raises
    ------
    ThawError
        The file is missing, is not CSV in UTF-8, lacks a column or has a row of another length.
    """
    file = folder / f"{table}.csv"
    rows: Rows = []
    problems = problems or Problems()
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            reader = csv.reader(lines)
            header = next(reader, [])
            _refuse_other_separator(file, table, header)
            _check_header(file, table, header, problems)
            last = reader.line_num
            for cells in reader:
                line, last = last + 1, reader.line_num
                if not any(cell.strip() for cell in cells):  # an empty line, or one of commas alone
                    continue
                if len(cells) != len(header):
                    problems.note(
                        ThawError(
                            f"the row has {len(cells)} cells",
                            file=file,
                            line=line,
                            key=cells[0] if cells else None,
                            expected=f"{len(header)} cells, as in line 1",
                        )
                    )
                    cells = [*cells, *[""] * len(header)][: len(header)]
                    rows.append(
                        dict(zip(header, cells, strict=True)) | {"line": line, "short": True}
                    )
                    continue
                rows.append(dict(zip(header, cells, strict=True)) | {"line": line})
    except OSError as problem:
        raise ThawError(
            f"cannot be read: {problem.strerror}",
            file=file,
            line=1,
            key=table,
            expected=f"a table in {folder}",
        ) from None
    except UnicodeDecodeError as problem:
        raise ThawError(
            f"cannot be read: {problem}",
            file=file,
            line=1,
            key=table,
            expected="text in UTF-8",
            todo="save it again with the encoding UTF-8",
        ) from None
    except csv.Error as problem:
        raise ThawError(
            f"cannot be read: {problem}", file=file, line=reader.line_num, key=table
        ) from None
    return rows


def _refuse_other_separator(file: Path, table: str, header: list[str]) -> None:
    """Tell a table whose cells are separated by something else than commas as such."""
    for sign, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(header) == 1 and sign in header[0]:
            raise ThawError(
                f"its cells are separated by {name}",
                file=file,
                line=1,
                key=table,
                expected="commas between cells, and a point in numbers",
                todo="save it again as CSV with commas",
            )


def _check_header(file: Path, table: str, header: list[str], problems: Problems) -> None:
    for column in COLUMNS[table].required:
        if column not in header:
            problems.note(
                ThawError(
                    f"the column {column!r} is missing",
                    file=file,
                    line=1,
                    key=column,
                    expected=", ".join(COLUMNS[table].required),
                    nearest=nearest_name(column, set(header) - set(COLUMNS[table])),
                )
            )


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


def check_record(
    folder: Path, about: Document, rows: dict[str, Rows], problems: Problems | None = None
) -> None:
    """All checks, in the order of `TABLES` but sources first.

    Parameters
    ----------
    problems : Problems, optional
        Where mistakes are noted; without it the first is raised. A table that is not among `rows`,
        since it could not be read, is passed over.

    Raises
    ------
    ThawError
        On the first mistake.
    """
    problems = problems or Problems()

    def table(name: str, *key: str) -> Check:
        return Check(folder, name, rows[name], key, problems)

    polities, sources, events = None, None, None
    with problems.apart():
        polities = _about(about, problems)
    with problems.apart():
        sources = _sources(table("sources", "source_id"))
    with problems.apart():
        events = _events(table("events", "id"), polities)
    with problems.apart():
        attested = table("attestations", "event_id", "quantity", "source_id")
        _attestations(attested, events, sources, polities)
    with problems.apart():
        _series(table("series", "series_id", "date", "source_id"), sources, polities)
    with problems.apart():
        _nonevents(table("nonevents", "id"), events, sources, polities)
    with problems.apart():
        _sums(folder, about, problems)


def _about(about: Document, problems: Problems) -> list[str] | None:
    """Codes of the polities, None when nothing can be said of them."""
    data = about.data if isinstance(about.data, dict) else {}
    for key in ABOUT.required:
        if not data.get(key):
            problems.note(
                about.error(
                    f"the key {key!r} is missing or empty",
                    (key,),
                    expected=", ".join(ABOUT.required),
                )
            )
    polities = data.get("polities")
    if polities and not isinstance(polities, list):
        raise about.error("is not a list", ("polities",), expected="a list of codes")
    return [str(p) for p in polities] if polities else None


def _sources(check: Check) -> dict[str, dict]:
    check.unique(("source_id",))
    names = {r["source_id"]: r for r in check.rows}
    circular: set[str] = set()
    for row in check.each():
        check.one_of(row, "kind", SOURCE_KINDS, "kind of source")
        check.flags(row)
        if not row["locator"]:
            check.note(
                row, "locator", "cannot be found again", expected="an address, shelf mark or page"
            )
        if row["derived_from"]:
            check.one_of(row, "derived_from", names, "source")
        line = {row["source_id"]}
        step = row["derived_from"]
        while step:
            if step in line:
                if not line & circular:
                    check.note(
                        row,
                        "derived_from",
                        "derives from itself in the end",
                        expected="a line that ends",
                    )
                circular |= line
                break
            line.add(step)
            step = names[step]["derived_from"] if step in names else ""
    return names


def _events(check: Check, polities: list[str] | None) -> dict[str, dict]:
    check.unique(("id",))
    for row in check.each():
        if not re.match(ID, row["id"]):
            check.note(
                row, "id", f"{row['id']!r} is no id", expected="small letters, digits and hyphens"
            )
        check.date(row)
        for rival in row["rival_dates"].split():
            check.date(row | {"rival_dates": rival}, "rival_dates")
        check.one_of(row, "polity", polities, "polity")
        check.one_of(row, "kind", KINDS, "kind of event")
        check.one_of(row, "support", SUPPORT, "support")
        check.flags(row)
        if not re.match(r"^\d*$", row.get("rank", "")):
            check.note(
                row,
                "rank",
                f"{row['rank']!r} is no rank",
                expected="0 for the first post, 1, 2 ...",
            )
    return {r["id"]: r for r in check.rows}


def _attestations(
    check: Check, events: dict | None, sources: dict | None, polities: list[str] | None
) -> None:
    check.unique(("event_id", "quantity", "source_id", "low", "best", "high", "date"))
    bad = {name for name in events or {} if not re.match(ID, name)}
    for row in check.each():
        if not bad or nearest_name(row["event_id"], events or {}) not in bad:
            check.one_of(row, "event_id", events, "event")
        check.one_of(row, "source_id", sources, "source")
        check.flags(row)
        if row["unit"] == "date":
            check.date(row)
            for column in ("low", "best", "high"):
                check.number(row, column)
        else:
            check.values(row)
        if row["quantity"] == "":
            check.note(row, "quantity", "names no quantity", expected="a quantity such as deaths")
        if row["quantity"].startswith(TROOPS_OF):
            code = {"quantity": row["quantity"].removeprefix(TROOPS_OF)}
            check.one_of(row | code, "quantity", polities, "polity")
        of = check.number(row, "of")
        if of is not None and of <= 0:
            check.note(row, "of", f"the denominator is {row['of']}", expected="above zero")
        elif of is not None and row["unit"] == "persons":
            least = check.number(row, "low" if row["low"] else "best")
            if least is not None and least > of:
                check.note(
                    row,
                    "of",
                    f"{least:g} of {row['of']} are more than all",
                    expected=f"{least:g} or more",
                )


def _series(check: Check, sources: dict | None, polities: list[str] | None) -> None:
    check.unique(("series_id", "date", "source_id"))
    for row in check.each():
        check.one_of(row, "source_id", sources, "source")
        check.one_of(row, "polity", polities, "polity")
        check.date(row)
        check.values(row)
        check.flags(row)


def _nonevents(
    check: Check, events: dict | None, sources: dict | None, polities: list[str] | None
) -> None:
    check.unique(("id",))
    for row in check.each():
        if events is not None and row["id"] in events:
            check.note(
                row,
                "id",
                "is also the id of an event",
                expected=f"another id; line {events[row['id']]['line']} of events.csv has it",
            )
        check.one_of(row, "source_id", sources, "source")
        check.one_of(row, "polity", polities, "polity")
        check.one_of(row, "kind", KINDS, "kind of event")
        check.date(row)
        check.flags(row)


def _sums(folder: Path, about: Document, problems: Problems) -> None:
    """Files that record.yaml has a checksum for have that checksum, unless a mistake in one is told."""
    sums = about.data.get("output_sha256") or {}
    spoilt = {Path(p.file).name for p in problems.found if p.file is not None}
    for name, expected in sums.items():
        path = ("output_sha256", name)
        if name in spoilt:
            continue
        if not (folder / name).is_file():
            problems.note(
                about.error(
                    "there is no such file", path, expected=", ".join(f"{t}.csv" for t in TABLES)
                )
            )
            continue
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != expected:
            problems.note(
                about.error(
                    f"the file has SHA-256 {found[:12]}...",
                    path,
                    expected=f"{str(expected)[:12]}...",
                    todo="convert the record again, or drop the line if the change is meant",
                )
            )
