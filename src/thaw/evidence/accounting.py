"""What became of every row of a record: used for what, or set aside, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from thaw.evidence.attested import told_rows, usable
from thaw.evidence.coverage import named, unmet
from thaw.evidence.items import Items, watched_by
from thaw.evidence.rule import KINDS, LEFT, NO_EVIDENCE, OF_NO_RUN, OUTSIDE, days, why_untold
from thaw.evidence.specs import item_id, lesser
from thaw.record import Record, switch
from thaw.record.vocabulary import FIRST_OF_KIND, RELATIVE, factor, size_of

TABLES = ("events", "attestations", "series", "nonevents", "sources")

KIND = {"events": "kind", "attestations": "quantity", "series": "series_id", "nonevents": "kind"}
"""Column of a table that says what a row is about."""

CELL = "happened in a month, or first day of a kind"
COUNCIL = "begins or ends the time of councils"
NAMED_DAY = "tells a day that the record names"
FIGURE = "a figure held against runs"
ADDED = "added to a figure held against runs"
WITNESS = "names a source of such an event"
BASE = "the base of an index"
QUIET = "says that nothing happened"
BEHIND = "stands behind evidence"

MEMORY, WEIGHTLESS = "left out: rests on memory alone", "left out: must not carry a fit"
ELSEWHERE = "of a polity that the case does not have"
EXCEPTED = NO_EVIDENCE
LESSER = "a change of a post that is not the first"
LATER = "a kind whose first day alone may count"
UNNAMED = "a figure that items.yaml does not name"
SEED, OWN = "a party to the dispute", "the compiler's own: no witness"
EVENT_ASIDE = "its event is set aside"
NO_ROW = "stands behind no evidence"


class Line(NamedTuple):
    """Rows of one table that share a use, or a reason for which they are set aside."""

    table: str
    used: bool
    what: str
    n: int


@dataclass(frozen=True)
class Accounting:
    """What became of the rows of a record.

    Attributes
    ----------
    record, case : str
    lines : tuple of Line
        By table, uses first, largest first; every row of the record is in one line.
    kinds : tuple of Line
        The same rows but for sources, by kind of event or non-event, quantity of a figure, or series.
    places : int
        Events used for their polity whose place the case does not have.
    notes : tuple of str
        Polities without rows or without `covers`.
    """

    record: str
    case: str
    lines: tuple[Line, ...]
    places: int = 0
    notes: tuple[str, ...] = field(default=())
    kinds: tuple[Line, ...] = ()

    def count(self, table: str | None = None, used: bool | None = None) -> int:
        """Rows, of one table or all, that are used, set aside, or both."""
        return sum(
            line.n
            for line in self.lines
            if table in (None, line.table) and used in (None, line.used)
        )


def accounting(record: Record, case: Any, items: Items) -> Accounting:
    """Count what became of every row of a record in a comparison.

    Parameters
    ----------
    record : Record
        As it was compared with: rows left out by `memory` or `weightless` are set aside.
    case : Case
    items : Items
        Those of `items_for`.

    Returns
    -------
    Accounting
        For each table, rows = used + set aside.
    """
    record = switch(record, weightless=True)
    told = _Told(record, case, items)
    found: Counter[tuple[str, bool, str]] = Counter()
    kinds: Counter[tuple[str, bool, str]] = Counter()
    sources: set[str] = set()
    for table in TABLES[:-1]:
        for row in getattr(record, table).itertuples():
            used, what = getattr(told, table)(row)
            found[(table, used, what)] += 1
            kinds[(table, used, str(getattr(row, KIND[table])))] += 1
            if table != "events" and (used or told.witness(table, row)):
                sources.add(row.source_id)
        for row in _off(record, table).itertuples():
            found[(table, False, WEIGHTLESS if row.weightless else MEMORY)] += 1
            kinds[(table, False, str(getattr(row, KIND[table])))] += 1
    for name in record.sources["source_id"]:
        found[("sources", name in sources, BEHIND if name in sources else NO_ROW)] += 1
    order = sorted(
        found.items(), key=lambda f: (TABLES.index(f[0][0]), not f[0][1], -f[1], f[0][2])
    )
    lines = tuple(Line(*key, n) for key, n in order)
    return Accounting(
        record.name,
        str(case.name),
        lines,
        told.unplaced(),
        (*_of_import(record), *unmet(case, record)),
        tuple(Line(*key, n) for key, n in sorted(kinds.items())),
    )


def _of_import(record: Record) -> list[str]:
    """What became of the rows of the file that a record was imported from."""
    about = record.about.get("imported")
    if not isinstance(about, dict) or not {"file", "rows", "used"} <= set(about):
        return []
    return [
        f"{record.name} was imported from {about['file']}: of its {about['rows']:,} rows {about['used']:,} are "
        f"in it, {about.get('set aside', 0):,} set aside and {about.get('refused', 0):,} refused, each with the "
        "reason in import/rows.csv"
    ]


def _off(record: Record, table: str) -> pd.DataFrame:
    return record.switched_off.get(table, pd.DataFrame(columns=["weightless"]))


class _Told:
    """One answer for each row: whether it is used, and for what or why not."""

    def __init__(self, record: Record, case: Any, items: Items) -> None:
        self.record, self.case, self.items, self.specs = record, case, items, items.specs
        self.polities = set(named(case))
        self.until = case.tail.until if case.tail else case.end
        self.kind = record.sources.set_index("source_id")["kind"]
        dates = [i for i in items if i.kind == "date"]
        self.firsts = {(i.polity, i.what, i.first, i.last) for i in dates}
        self.councils = {
            r
            for p, c in self.specs.councils.items()
            for r in (*c.begin, *c.end)
            if any(i.polity == p and i.what.startswith("council") for i in dates)
        }
        self.named_days = {
            r for spec in self.specs.dates for r in spec.rows if item_id("date", spec) in items.row
        }
        self.readings = {
            at: (usable(r), items[row].what)
            for row, said in told_rows(record, items).items()
            for r, at in said
        }
        self.bases = {
            (series, str(self.specs.base_of(told.what)))
            for told in self.specs.series
            if told.what in RELATIVE
            for series, _ in told.told
        }
        self.added = {
            key for s in self.specs.sizes for key in s.plus if item_id("size", s) in items.row
        }
        self.event_kind = {r.id: r.kind for r in record.events.itertuples()}
        self.fate = {r.id: self.events(r) for r in record.events.itertuples()}
        off = {r.id for r in _off(record, "events").itertuples()}
        self.fate.update({name: (False, EVENT_ASIDE) for name in off})

    def _where(self, polity: str, row: Any) -> str | None:
        """Why a row of a polity and time is none of the case's."""
        if polity not in self.polities:
            return ELSEWHERE
        first, last = days(row)
        return OUTSIDE if last < self.case.start or first > self.until else None

    def events(self, row: Any) -> tuple[bool, str]:
        polity = self.specs.polity_of(row)
        outside = self._where(polity, row)
        if outside:
            return False, outside
        if self.specs.grid_of(row):
            return True, CELL
        if row.id in self.councils:
            return True, COUNCIL
        if row.id in self.named_days:
            return True, NAMED_DAY
        more = FIRST_OF_KIND.get(row.kind)
        if more in self.specs.kinds_of(row):
            if more in self.specs.left:
                return False, LEFT.format(self.specs.left[more])
            day = days(row)[0]
            first = any(p == polity and w == more and a <= day <= b for p, w, a, b in self.firsts)
            return (True, CELL) if first else (False, LATER)
        if row.id in self.specs.rows:
            return False, EXCEPTED
        return False, LESSER if row.kind == "leadership_change" and lesser(row) else OF_NO_RUN

    def attestations(self, row: Any) -> tuple[bool, str]:
        held = self.readings.get(("attestations", row.Index))
        if held is not None:
            return (True, FIGURE) if held[0] else (False, self._source(row))
        used, why = self.fate[row.event_id]
        if (row.event_id, row.quantity) in self.added:
            seed = self.kind[row.source_id] == "seed"
            return not seed, SEED if seed else ADDED
        what = size_of(row.quantity)
        if what and factor(what, row.unit) is not None and why not in PLACED:
            return False, self._figure(row, what)
        if not used:
            return False, why if why in PLACED else EVENT_ASIDE
        if self.kind[row.source_id] in ("seed", "memory"):
            return False, self._source(row)
        return True, WITNESS

    def _figure(self, row: Any, what: str) -> str:
        """Why a figure of a size is not held against runs."""
        found = self.specs.aside.get((row.event_id, row.quantity))
        if found or self.kind[row.source_id] == "seed":
            return found or SEED
        told = self.event_kind.get(row.event_id) in KINDS[what]
        return LEFT.format(self.specs.left[what]) if told and what in self.specs.left else UNNAMED

    def witness(self, table: str, row: Any) -> bool:
        """Whether a row whose figure is set aside still names a source of an event that is used."""
        if table != "attestations" or self.kind[row.source_id] in ("seed", "memory"):
            return False
        return self.fate[row.event_id][0]

    def series(self, row: Any) -> tuple[bool, str]:
        held = self.readings.get(("series", row.Index))
        if held is not None:
            return (True, FIGURE) if held[0] else (False, self._source(row))
        name = (row.series_id, row.date.rstrip("?~%"))
        if name in self.bases:
            return True, BASE
        outside = self._where(row.polity, row)
        if outside or name in self.specs.aside:
            return False, outside or self.specs.aside[name]
        return False, why_untold(row.series_id, self.specs) or UNNAMED

    def nonevents(self, row: Any) -> tuple[bool, str]:
        outside = self._where(row.polity, row)
        if outside:
            return False, outside
        cells = [f"cell/{p}/{period}/{what}" for p, period, what in watched_by(row)]
        if any(c in self.items.row for c in cells):
            return True, QUIET
        return False, OF_NO_RUN

    def _source(self, row: Any) -> str:
        return OWN if self.kind[row.source_id] == "memory" else SEED

    def unplaced(self) -> int:
        """Events that are used, and name a place that their polity does not have in the case."""
        known = {
            (p.polity, str(n).lower())
            for p in self.case.places
            for n in (p.name, getattr(p, "title", p.name))
        }
        return sum(
            self.fate[r.id][0]
            and bool(r.place)
            and self.specs.place_of(r) is None
            and (self.specs.polity_of(r), r.place.lower()) not in known
            for r in self.record.events.itertuples()
        )


PLACED = (ELSEWHERE, OUTSIDE)
"""Reasons of an event that are those of its figures too."""
