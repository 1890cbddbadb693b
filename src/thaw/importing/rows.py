"""One row of a table by its layout: what happened, when, where, how many, or why it is not used."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from thaw.importing.days import Days, Order, order_of, read_days
from thaw.importing.figures import Decimal, Unread, is_missing
from thaw.importing.kinds import Kinds
from thaw.importing.layout import Figure, Layout
from thaw.importing.sheet import Row, Sheet
from thaw.importing.sizes import Size, read_sizes, sized
from thaw.importing.states import coded, state_of, two_letters

NOT_IN_TABLE = "is not in the table of kinds"


class Place(NamedTuple):
    """Where a row is set: the code of its state, its number in the list of states (or empty), and the spot."""

    code: str
    gw: str
    name: str
    latitude: str
    longitude: str


@dataclass(frozen=True)
class Told:
    """What a row tells."""

    line: int
    name: str
    kinds: tuple[str, ...]
    days: Days
    place: Place
    figures: tuple[tuple[str, Size], ...]
    sources: str
    summary: str
    together: tuple[str, ...]


@dataclass(frozen=True)
class Nothing:
    """A row that says that nothing happened in its time."""

    line: int
    name: str
    kind: str
    days: Days
    place: Place
    says: str


@dataclass(frozen=True)
class Aside:
    """A row that is left out, and why."""

    line: int
    why: str


class Refused(Exception):
    """A row that cannot be used: the column at fault and why."""

    def __init__(self, column: str, why: str) -> None:
        self.column, self.why = column, why
        super().__init__(f"{column}: {why}")


class UnreadFigure(NamedTuple):
    """A figure that could not be read, of a row that is used all the same."""

    line: int
    column: str
    text: str
    why: str


@dataclass
class Reading:
    """How rows of one file are read, and what was found on the way.

    Attributes
    ----------
    types : dict
        Type of event as written to its number of rows.
    renamed : dict
        What the file calls a state, and what the list calls it on that day, to the number of rows.
    names : dict
        Codes that the user gave to what the file calls those countries.
    unread : list of UnreadFigure
    counted : dict
        Figures read, not stated, and zero where a format writes 0 for nothing known.
    """

    layout: Layout
    at: Mapping[str, int]
    kinds: Kinds
    decimal: Decimal | None = None
    orders: dict[str, Order | None] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    letters: bool = False
    types: dict[str, int] = field(default_factory=dict)
    renamed: dict[tuple[str, str], int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    unread: list[UnreadFigure] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=lambda: {"read": 0, "not stated": 0, "zero": 0})

    def cell(self, row: Row, column: str) -> str:
        """The cell of a column, empty where the file has no such column or the cell says nothing."""
        k = self.at.get(column.rstrip("?"), -1)
        text = row.cells[k].strip() if k >= 0 and column else ""
        if text in self.layout.missing:
            return ""
        return self._whole(row, column, text) if column in self.layout.codes else text

    def _whole(self, row: Row, column: str, text: str) -> str:
        """A code of digits with the zeros in front that a program dropped."""
        rule, text = self.layout.codes[column], text.removesuffix(".0")
        if not text.isdigit():
            return text
        if rule.get("begins"):
            first = self.cell(row, str(rule["begins"]))
            return f"0{text}" if first and not text.startswith(first) else text
        return text.zfill(int(rule.get("digits") or 1))


def reading_of(
    sheet: Sheet, layout: Layout, at: Mapping[str, int], kinds: Kinds, **ways: Any
) -> Reading:
    """How the rows of a sheet are read: whether days or months come first is found from whole columns.

    Raises
    ------
    Unread
        A column writes some dates day first and some month first.
    """
    made = Reading(layout, at, kinds, **ways)
    given = made.orders.pop("", None)
    for column in (*layout.date, *layout.until):
        k = at.get(column.rstrip("?"), -1)
        if k >= 0:
            made.orders[column] = given or order_of(row.cells[k] for row in sheet.rows)
    for scheme in ("iso2", "fips"):
        k = at.get(layout.country.get(scheme, "").rstrip("?"), -1)
        made.letters = made.letters or (k >= 0 and two_letters(row.cells[k] for row in sheet.rows))
    return made


def read_row(row: Row, r: Reading) -> Told | Nothing | Aside:
    """What a row tells.

    Raises
    ------
    Refused
        A cell without which the row is of no use cannot be read.
    """
    layout = r.layout
    none = layout.nothing
    if none and r.cell(row, str(none["column"])) == str(none["value"]):
        days = days_of(row, r, (str(none["time"]),), ())
        place = place_of(row, r, (days.first, days.last))
        if r.only and place.code not in r.only:
            return Aside(row.line, "of a country that was not asked for")
        return Nothing(row.line, _name(row, r), str(none["kind"]), days, place, str(none["says"]))
    for column, values in layout.aside.items():
        if (told := r.cell(row, column).removesuffix(".0")) in values:
            return Aside(row.line, f"{column.rstrip('?')} is {told}: {values[told]}")
    types = _types(row, r)
    days = days_of(row, r, layout.date, layout.until)
    place = place_of(row, r, (days.first, days.last))
    if r.only and place.code not in r.only:
        return Aside(row.line, "of a country that was not asked for")
    for type_ in types:
        r.types[type_] = r.types.get(type_, 0) + 1
    first = r.kinds.find(types[0]) if types else None
    if layout.type and not types:
        raise Refused(layout.type[0], "tells no type of event")
    if layout.type and first is None:
        return Aside(row.line, f"the type {types[0]!r} {NOT_IN_TABLE}")
    kinds = [k for t in types for k in r.kinds.of.get(r.kinds.find(t) or "", ())]
    if not r.kinds.of[first or ""]:
        why = r.kinds.why[first or ""]
        spelt = r.kinds.spelt[first or ""]
        return Aside(row.line, f"type {spelt!r} has no kind" + (f": {why}" if why else ""))
    figures = _figures(row, r)
    return Told(
        row.line,
        _name(row, r),
        tuple(dict.fromkeys(kinds)),
        days,
        place,
        tuple(figures),
        _joined(row, r, layout.sources, "; "),
        _joined(row, r, layout.summary, ": "),
        tuple(r.cell(row, c) for c in layout.together),
    )


def _types(row: Row, r: Reading) -> list[str]:
    """The type of a row first, then its further types, each as it stands in the table of kinds."""
    cells = [told for c in r.layout.type if (told := r.cell(row, c))]
    cells = cells[:1] if r.layout.type_is == "first" else cells
    by = r.cell(row, r.layout.type_by).removesuffix(".0") if cells else ""
    found = [" / ".join([*cells, by] if by else cells)]
    for word, columns in r.layout.more_types.items():
        found += [
            f"{word} / {told}" for c in columns if (told := r.cell(row, c)) and not is_missing(told)
        ]
    return [t for t in dict.fromkeys(found) if t]


def _name(row: Row, r: Reading) -> str:
    return _joined(row, r, r.layout.id, "-") or f"row-{row.line}"


def _joined(row: Row, r: Reading, columns: tuple[str, ...], sign: str) -> str:
    return sign.join(filter(None, (" ".join(r.cell(row, c).split()) for c in columns)))


def days_of(row: Row, r: Reading, begin: tuple[str, ...], until: tuple[str, ...]) -> Days:
    """Days of a row; of three columns a day, a month and a year that may lack its end."""
    texts = []
    for columns in (begin, until):
        cells = [r.cell(row, c) for c in columns]
        if len(cells) > 1:
            known = [c.removesuffix(".0") for c in cells]
            known = known[: next((k for k, c in enumerate(known) if is_missing(c)), 3)]
            texts.append("-".join(c if k == 0 else c.zfill(2) for k, c in enumerate(known)))
        else:
            texts.append(
                "" if not cells or (cells[0] != ".." and is_missing(cells[0])) else cells[0]
            )
    if not texts[0]:
        raise Refused(begin[0], "tells no date")
    try:
        days = read_days(texts[0], texts[1], r.orders.get(begin[0]))
        return _as_sure(days, row, r)
    except Unread as problem:
        raise Refused(begin[0], str(problem)) from None


def _as_sure(days: Days, row: Row, r: Reading) -> Days:
    """The days with what a column of precision says of them."""
    rule = r.layout.precision
    if not rule:
        return days
    told = r.cell(row, str(rule["column"])).removesuffix(".0")

    def says(key: str) -> bool:
        return told in {str(v) for v in rule.get(key) or ()}

    text = days.edtf
    if says("month") or says("year"):
        text = "/".join(
            dict.fromkeys(part[: 7 if says("month") else 4] for part in text.split("/"))
        )
    elif says("near") and not text.endswith(("?", "~", "%")):
        text = "/".join(f"{part}~" for part in text.split("/"))
    return Days(text, days.hour, days.open, days.text)


@lru_cache(maxsize=1 << 16)
def _state(scheme: str, value: str, day: dt.date) -> tuple[str, str, str]:
    found = state_of(scheme, value, day)
    return found.code, found.gw, found.name


def place_of(row: Row, r: Reading, when: tuple[dt.date, dt.date]) -> Place:
    """Where a row is set; a state need be one on some of its first and last day, as in the year it began."""
    layout = r.layout
    spot = [r.cell(row, layout.latitude), r.cell(row, layout.longitude)]
    name = _joined(row, r, layout.place, ", ")
    rest = ("" if is_missing(name) else name, *_degrees(spot, layout))
    if layout.polity:
        if layout.called:
            r.names.setdefault(layout.polity, layout.called)
        on = (s.gw for s in coded(layout.polity) if any(s.on(day) for day in when))
        return Place(layout.polity, next(on, ""), *rest)
    return _in_state(row, r, when, rest)


def _in_state(
    row: Row, r: Reading, when: tuple[dt.date, dt.date], rest: tuple[str, str, str]
) -> Place:
    """The place with the state that the columns of countries name on one of those days."""
    layout = r.layout
    told = {
        s: (c.rstrip("?"), row.cells[r.at[c.rstrip("?")]].strip())
        for s, c in layout.country.items()
        if r.at.get(c.rstrip("?"), -1) >= 0
    }
    for column, value in told.values():
        code = r.countries.get(value) or layout.countries.get(value)
        if code:
            words = next((v for s, (_, v) in told.items() if s == "name"), value)
            r.names.setdefault(str(code), words)
            return Place(str(code), "", *rest)
        if value == "NA" and r.letters:
            if not any(v and not is_missing(v) for c, v in told.values() if c != column):
                raise Refused(
                    column,
                    "NA is Namibia, or nothing: say which with --country NA=NAM, or mend the row",
                )
    told = {
        s: (column, value)
        for s, (column, value) in told.items()
        if value
        and value not in layout.missing
        and not (is_missing(value) and not (value == "NA" and r.letters))
    }
    if not told:
        columns = [c.rstrip("?") for c in layout.country.values()]
        raise Refused(
            next((c for c in reversed(columns) if c in r.at), columns[-1]), "names no country"
        )
    state, words = _agreed(told, when)
    if words and words.casefold() not in (state[0].casefold(), state[2].casefold()):
        said = words, f"{state[0]}, {state[2]}"
        r.renamed[said] = r.renamed.get(said, 0) + 1
    return Place(state[0], state[1], *rest)


def _agreed(
    told: Mapping[str, tuple[str, str]], when: tuple[dt.date, dt.date]
) -> tuple[tuple[str, str, str], str]:
    """The state that columns name on the first of two days or, if they name none then, the second.

    Also the words in which they do; empty where only a code does.
    """
    first: Refused | None = None
    for day in when:
        try:
            return _on(told, day)
        except Refused as problem:
            first = first or problem
    raise first or AssertionError("no day")


def _on(told: Mapping[str, tuple[str, str]], day: dt.date) -> tuple[tuple[str, str, str], str]:
    found: list[tuple[str, str, str, tuple[str, str, str]]] = []
    why: list[tuple[str, str]] = []
    for scheme, (column, value) in told.items():
        try:
            found.append((scheme, column, value, _state(scheme, value, day)))
        except Unread as problem:
            why.append((column, str(problem)))
    if not found:
        raise Refused(*why[-1])
    _, column, value, state = found[0]
    for _, other, said, second in found[1:]:
        if second != state:
            raise Refused(
                other,
                f"says {said} ({second[2]}), and {column} says {value} ({state[2]}): say which with "
                f"--country {said}=CODE or --country {value}=CODE",
            )
    return state, next((v for s, _, v, _ in found if s == "name"), "")


def _degrees(spot: list[str], layout: Layout) -> tuple[str, str]:
    """Latitude and longitude, or two empty texts where either is missing."""
    if any(is_missing(s) for s in spot):
        return "", ""
    for text, column, most in zip(
        spot, (layout.latitude, layout.longitude), (90.0, 180.0), strict=True
    ):
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = most + 1
        if not abs(value) <= most:
            raise Refused(
                column.rstrip("?"), f"{text!r} is no number of degrees, -{most:g} to {most:g}"
            )
    return spot[0].replace(",", "."), spot[1].replace(",", ".")


def _figures(row: Row, r: Reading) -> list[tuple[str, Size]]:
    """Figures of a row; what cannot be read is noted and listed, and the row is used without it."""
    found: list[tuple[str, Size]] = []
    for quantity, figure in r.layout.figures.items():
        try:
            sizes = _sizes(row, r, figure, quantity)
        except Refused as problem:
            text = r.cell(row, problem.column)
            r.unread.append(UnreadFigure(row.line, problem.column, text, problem.why))
            continue
        if figure.zero == "unknown" and sizes and all(s.best == 0 and s.low is None for s in sizes):
            r.counted["zero"] += 1
            continue
        r.counted["read" if sizes else "not stated"] += max(len(sizes), 1)
        found += [(quantity, s) for s in sizes]
    return found


def _sizes(row: Row, r: Reading, figure: Figure, quantity: str) -> tuple[Size, ...]:
    if not figure.text:
        names = (figure.low, figure.best, figure.high)
        low, best, high = (r.cell(row, c) for c in names)
        try:
            one = sized(low, best, high, r.decimal)
        except Unread as problem:
            column = next(c for c, t in zip(names, (low, best, high), strict=True) if c and t)
            raise Refused(column.rstrip("?"), str(problem)) from None
        return (one,) if one else ()
    last: Refused | None = None
    for column in filter(None, (figure.text, figure.instead)):
        try:
            sizes = _worded(r.cell(row, column), figure, r.decimal, quantity)
        except Unread as problem:
            last = last or Refused(column.rstrip("?"), str(problem))
            continue
        if sizes:
            if last:
                why = f"{last.why}; {column.rstrip('?')} is taken"
                r.unread.append(UnreadFigure(row.line, last.column, r.cell(row, last.column), why))
            return sizes
    if last:
        raise last
    return ()


def _worded(text: str, figure: Figure, decimal: Decimal | None, quantity: str) -> tuple[Size, ...]:
    if figure.within:
        hit = re.search(figure.within, text, re.IGNORECASE)
        text = hit[1] if hit else ""
    plain = text.removesuffix(".0")
    if figure.sizes:
        if plain and plain not in figure.sizes and not is_missing(plain):
            raise Unread(f"{plain!r} is no class of sizes: {', '.join(figure.sizes)}")
        text = figure.sizes.get(plain, "")
    return read_sizes(text, decimal, quantity)
