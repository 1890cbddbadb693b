"""A whole table: every row used, set aside with the reason, or refused; the three add up."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from thaw.errors import ThawError, nearest_name
from thaw.files import data_folder
from thaw.importing.days import Order
from thaw.importing.figures import Decimal, Unread
from thaw.importing.folder import write_record
from thaw.importing.kinds import Kinds, by_name, changed, check_met, met, read_kinds
from thaw.importing.layout import Layout, fitting, layouts_of, read_layout
from thaw.importing.rows import (
    NOT_IN_TABLE,
    Aside,
    Nothing,
    Reading,
    Refused,
    Told,
    read_row,
    reading_of,
)
from thaw.importing.series import Point, read_points
from thaw.importing.sheet import Broken, Sheet, read_sheet
from thaw.importing.states import lacks
from thaw.record.form import KINDS

TABLE = "table"
"""The format of a table of one's own, described by --columns."""


@dataclass(frozen=True)
class Ways:
    """What a user says of a file that the file does not say itself.

    Attributes
    ----------
    columns : path, optional
        A layout of one's own.
    kinds : path, optional
        A table of kinds of one's own.
    encoding, separator, sheet : str, optional
    decimal : {".", ","}, optional
    dates : {"day", "month"}, optional
        Which comes first in 3/4/1989.
    countries : dict
        Name as written to the code to use.
    only : tuple of str
        Codes of the countries that are wanted; all unless given.
    covers : {"all", "most", "few"}, optional
        How many of the events of its span the file has; without it silence means nothing.
    replace : bool
        Replace a record that was made this way and not changed since.
    as_kinds : dict
        Type of event, or first part of types, to the kinds it counts as, instead of those of the table of kinds.
    """

    columns: Path | None = None
    kinds: Path | None = None
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    decimal: Decimal | None = None
    dates: Order | None = None
    countries: Mapping[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    covers: str | None = None
    replace: bool = False
    as_kinds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Brought:
    """What became of a table.

    Attributes
    ----------
    folder : Path
        The record.
    layout : Layout
    rows : int
        Rows of the file; `used`, `aside` and `refused` add up to it.
    used : dict
        Line to the ids of events, non-events or series that it is part of.
    aside, refused : list
        Line and reason; of a refused row also the column.
    reading : Reading
        Types of event, states by other names, figures that could not be read.
    notes : list of str
        What was found out of the file and not told by the user.
    """

    folder: Path
    layout: Layout
    rows: int
    used: dict[int, tuple[str, ...]]
    aside: list[Aside]
    refused: list[Broken]
    reading: Reading
    notes: list[str]

    def reasons(self) -> list[tuple[str, str, int, int]]:
        """(outcome, reason, rows, first line) of rows set aside and refused, the most frequent first.

        Rows whose reasons differ in what is quoted of a cell, in days or in a type that the table of kinds
        lacks are counted together; the reason is that of the first.
        """
        told = [("set aside", a.why, a.line) for a in self.aside]
        told += [
            ("refused", f"{b.column}: {b.why}" if b.column else b.why, b.line) for b in self.refused
        ]
        kinds = [(outcome, _alike(outcome, why)) for outcome, why, _ in told]
        counts = Counter(kinds)
        first = {kind: entry for kind, entry in reversed(list(zip(kinds, told, strict=True)))}
        order = sorted(counts, key=lambda kind: (kind[0] == "refused", -counts[kind], kind[1]))
        return [(first[k][0], first[k][1], counts[k], first[k][2]) for k in order]


def _alike(outcome: str, why: str) -> str:
    """What reasons that differ in what they quote have in common."""
    if outcome == "set aside":
        return NOT_IN_TABLE if why.endswith(NOT_IN_TABLE) else why
    return re.sub(r"'[^']*'|\([^)]*\)|\d{4}-\d\d-\d\d|did you mean [^:]*", "", why)


@dataclass
class Gathered:
    """Outcome of all rows, before anything is written."""

    told: list[Told] = field(default_factory=list)
    nothing: list[Nothing] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    refused: list[Broken] = field(default_factory=list)


def bring(format_: str, file: str | Path, out: str | Path, ways: Ways | None = None) -> Brought:
    """Read a table of events into a record.

    Parameters
    ----------
    format_ : str
        One of `formats`, or ``table`` with `Ways.columns`.
    file : path
    out : path
        Folder of the record, whose name is the record's id; made, never overwritten.
    ways : Ways, optional

    Returns
    -------
    Brought
        Its `used`, `aside` and `refused` add up to the rows of the file.

    Raises
    ------
    ThawError
        The file is no table, is of another vintage, has no row that can be used, or `out` is there already.
    """
    ways = ways or Ways()
    layouts = [read_layout(ways.columns)] if ways.columns else _known(format_)
    sheet = read_sheet(
        file, ways.encoding, ways.separator, ways.sheet, [f.names for f in layouts if f.names]
    )
    layout, at = fitting(layouts, sheet.header, sheet.file)
    kinds = changed(_kinds(layout, ways), ways.as_kinds)
    try:
        r = reading_of(
            sheet,
            layout,
            at,
            kinds,
            decimal=ways.decimal,
            orders={"": ways.dates} if ways.dates else {},
            countries=ways.countries,
            only=ways.only,
        )
    except Unread as problem:
        raise ThawError(
            f"mixes two orders: {problem}", file=sheet.file, todo="give --dates, or mend the rows"
        ) from None
    found = _gathered(sheet, r)
    check_met(ways.as_kinds, r.types, kinds)
    r.kinds = met(kinds, r.types)
    if not (found.told or found.nothing or found.points):
        raise _useless(sheet, found, r)
    about = {
        "format": layout.format,
        "vintage": layout.vintage,
        "file": sheet.file.name,
        "sha256": hashlib.sha256(sheet.file.read_bytes()).hexdigest(),
        "rows": len(sheet.rows) + len(sheet.broken),
    }
    used = write_record(Path(out), found, r, about, (ways.covers, ways.replace))
    total = len(used) + len(found.aside) + len(found.refused)
    if total != about["rows"]:
        raise AssertionError(f"{total} rows are accounted for, of {about['rows']}")
    unknown = lacks(layout.polity) if layout.polity and not layout.called else ""
    notes = [*sheet.notes, *([f"{unknown}; or give it a name with `called`"] if unknown else [])]
    return Brought(Path(out), layout, total, used, found.aside, found.refused, r, notes)


def _known(format_: str) -> list[Layout]:
    if format_ in (TABLE, "csv"):
        raise ThawError(
            "a table of one's own needs a file that says which column is what",
            expected="--columns FILE",
            todo="see docs/how-to/import-events.md",
        )
    return layouts_of(format_)


def _kinds(layout: Layout, ways: Ways) -> Kinds:
    """The table of kinds; of one's own table, names of kinds stand for themselves."""
    shipped = data_folder("imports")
    beside = layout.file.parent / (layout.kinds or "")
    if ways.kinds:
        made = read_kinds(ways.kinds)
    elif not layout.kinds:
        made = Kinds({}, {}, {})
    else:
        made = read_kinds(beside if beside.is_file() else shipped / layout.kinds)
    return made if layout.file.parent == shipped else by_name(made)


def _gathered(sheet: Sheet, r: Reading) -> Gathered:
    """Every row's outcome; the second of two rows of one name is set aside, or refused where they differ."""
    found = Gathered(refused=list(sheet.broken))
    if r.layout.series:
        found.points, found.aside, refused = read_points(sheet, r)
        found.refused += refused
        return found
    seen: dict[str, tuple[int, tuple[str, ...]]] = {}
    for row in sheet.rows:
        try:
            told = read_row(row, r)
            if not isinstance(told, Aside) and r.layout.id:
                before = seen.setdefault(told.name, (row.line, row.cells))
                if before[0] != row.line:
                    if before[1] != row.cells:
                        raise Refused(
                            r.layout.id[0],
                            f"the name of line {before[0]}, which says something else",
                        )
                    told = Aside(row.line, "the same as an earlier row")
        except Refused as problem:
            found.refused.append(Broken(row.line, problem.column.rstrip("?"), problem.why))
            continue
        if isinstance(told, Aside):
            found.aside.append(told)
        elif isinstance(told, Nothing):
            found.nothing.append(told)
        else:
            found.told.append(told)
    return found


def _useless(sheet: Sheet, found: Gathered, r: Reading) -> ThawError:
    """No row is of use: the commonest reasons, and the first lines."""
    told = [(a.line, a.why) for a in found.aside]
    told += [(b.line, f"{b.column}: {b.why}" if b.column else b.why) for b in found.refused]
    told.sort()
    return ThawError(
        f"none of its {len(told)} rows can be used" if told else "has no rows",
        file=sheet.file,
        line=told[0][0] if told else 1,
        expected="; ".join(f"line {line}: {why}" for line, why in told[:3])
        or "rows below the names of columns",
        todo=_kind_to_give(r) or "mend what is named, or give a table of kinds with --kinds",
    )


def _kind_to_give(r: Reading) -> str:
    """What to give with --kind, where the commonest type of the rows stands in no table of kinds."""
    lacking = [t for t in r.types if r.kinds.find(t) is None]
    if not lacking:
        return ""
    most = max(lacking, key=lambda t: r.types[t])
    near = nearest_name(most.lower().replace(" ", "_"), KINDS) or "KIND"
    return f'say what each type counts as: --kind "{most}={near}", or a table with --kinds'
