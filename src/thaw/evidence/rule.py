"""Items by rule: from the kind and quantity of the rows of any record, with no row named.

**Sizes.** Figures of persons taking part, dead, arrested or interned, fled, and of foreign troops,
over the days of the event and as long after as such figures go on to count (`AFTER`). Rows of one
polity whose days touch cannot be told apart in a run: the one with the largest figure is the item,
the others tell of a part. **First dates.** Of every kind of event that an episode of the case has in
a polity (outside episodes: a year), when the first is dated to the day. **Series.** By the words of
the id (`SERIES_WORDS`). **Councils.** From rows of kind council_formed to council_banned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from thaw.evidence.specs import Specs
from thaw.record import Record, edtf
from thaw.record.declared import Council, First, Size, Told
from thaw.record.vocabulary import COUNCIL_KINDS, SERIES_WORDS, SIZE_OF_QUANTITY

AFTER = {"participants": 1, "deaths": 14, "arrests": 30, "refugees": 0, "troops": 3}
"""Days after an event over which figures of it are counted. Assumed."""

CLASH = frozenset({
    "strike", "general_strike", "camp_strike", "demonstration", "uprising", "fraternisation",
    "police_fire", "army_repression", "foreign_intervention", "emergency_rule",
})  # fmt: skip
KINDS = {
    "participants": CLASH, "deaths": CLASH, "arrests": CLASH | {"arrest"},
    "refugees": CLASH | {"refugee_flow"}, "troops": frozenset({"foreign_intervention"}),
}  # fmt: skip
"""Kinds of event whose figures a run can tell: persons killed in a war or put to death are none."""

OUTSIDE = "outside the years of the case"
OF_NO_RUN = "a kind or quantity that no run tells"
PART = "tells of a part of what another row sizes"
NO_BASE = "an index without a figure for the base year"
IS_BASE = "the base year of its index"


def with_rule(specs: Specs, record: Record, case: Any) -> Specs:
    """`specs` with the items that the rule finds beside those that the record names."""
    polities = {getattr(p, "name", p) for p in case.polities}
    until = case.tail.until if case.tail else case.end
    events = whole(record, "events")
    if len(events):
        kept = [
            specs.polity_of(r) in polities and days(r)[0] >= case.start and days(r)[1] <= until
            for r in events.itertuples()
        ]
        events = events[kept]
    councils = {**_councils(events, specs), **specs.councils}
    specs = replace(specs, councils=councils)
    aside: dict[tuple[str, str], str] = {}
    sizes = _sizes(record, events, specs, until, aside)
    series = _series(record, polities, (case.start, until), specs.base_year, aside)
    dates = list(_firsts(events, specs, case))
    return replace(
        specs, sizes=_beside(specs.sizes, sizes), dates=_beside(specs.dates, dates),
        series=_beside(specs.series, series), aside=aside,
    )  # fmt: skip


def whole(record: Record, table: str) -> pd.DataFrame:
    """Rows of a table with those that are switched off: items do not depend on switches."""
    off = record.switched_off.get(table)
    kept = getattr(record, table)
    return kept if off is None or not len(off) else pd.concat([kept, off], ignore_index=True)


def days(row: Any) -> tuple[dt.date, dt.date]:
    """First and last day of a row."""
    return row.first.date(), row.last.date()


def _beside(named: tuple, found: list) -> tuple:
    """Named items and those found, less those that are named already."""
    have = {s[:4] for s in named}
    return (*named, *(s for s in found if s[:4] not in have))


class _Sized(NamedTuple):
    """A row with figures of one size."""

    event: str
    first: dt.date
    last: dt.date
    quantities: tuple[str, ...]
    largest: float


def _sizes(
    record: Record, events: pd.DataFrame, specs: Specs, until: dt.date,
    aside: dict[tuple[str, str], str],
) -> list[Size]:  # fmt: skip
    """One item for each polity, size and stretch of days."""
    rows = {r.id: r for r in events.itertuples()}
    found: dict[tuple[str, str], list[_Sized]] = {}
    for (event, what), told in _figures(record).items():
        row = rows.get(event)
        if row is None:
            continue
        if row.kind not in KINDS[what]:
            aside.update({(event, q): OF_NO_RUN for q in told})
            continue
        main = [q for q in told if q == what] or list(told)
        aside.update({(event, q): PART for q in told if q not in main})
        largest = max(told[q] for q in main)
        sized = _Sized(event, *days(row), tuple(main), largest)
        found.setdefault((specs.polity_of(row), what), []).append(sized)
    made = []
    for (polity, what), sized_rows in sorted(found.items()):
        for group in _touching(sized_rows):
            top = max(group, key=lambda s: (s.largest, s.event))
            aside.update({(s.event, q): PART for s in group if s is not top for q in s.quantities})
            last = min(max(s.last for s in group) + dt.timedelta(days=AFTER[what]), until)
            told_ = tuple((top.event, q) for q in top.quantities)
            made.append(Size(what, polity, str(min(s.first for s in group)), str(last), told_))
    return made


def _figures(record: Record) -> dict[tuple[str, str], dict[str, float]]:
    """(event, size) to its quantities, and the largest figure of each; seeds and the like left out."""
    kind = record.sources.set_index("source_id")["kind"]
    found: dict[tuple[str, str], dict[str, float]] = {}
    for row in whole(record, "attestations").itertuples():
        what = SIZE_OF_QUANTITY.get(row.quantity)
        if what is None or row.unit != "persons" or row.weightless or kind[row.source_id] == "seed":
            continue
        told = found.setdefault((row.event_id, what), {})
        stated = [v for v in (row.low, row.best, row.high) if not np.isnan(v)]
        told[row.quantity] = max(told.get(row.quantity, 0.0), *stated)
    return found


def _touching(rows: list[_Sized]) -> Iterator[list[_Sized]]:
    """Groups of rows whose days overlap or follow one another."""
    group: list[_Sized] = []
    for row in sorted(rows, key=lambda s: (s.first, s.last, s.event)):
        if group and row.first > max(s.last for s in group) + dt.timedelta(days=1):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _councils(events: pd.DataFrame, specs: Specs) -> dict[str, Council]:
    """Councils of every polity that has rows of them; without an end they end where they begin."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for row in events.itertuples():
        if row.kind in COUNCIL_KINDS:
            at = found.setdefault(specs.polity_of(row), ([], []))
            at[COUNCIL_KINDS.index(row.kind)].append(row.id)
    return {p: Council(tuple(a), tuple(b or a)) for p, (a, b) in found.items() if a}


def _firsts(events: pd.DataFrame, specs: Specs, case: Any) -> Iterator[First]:
    """First days of every kind, in each episode and polity that has an event of it."""
    begins = {i for c in specs.councils.values() for i in c.begin}
    ends = {i for c in specs.councils.values() for i in c.end} - begins
    dated: dict[tuple[str, str], list[Any]] = {}
    for row in events.itertuples():
        more = [w for w, ids in (("council", begins), ("council_end", ends)) if row.id in ids]
        for what in (*specs.kinds_of(row), *more):
            dated.setdefault((specs.polity_of(row), what), []).append(row)
    seen = set()
    for (polity, what), rows in sorted(dated.items()):
        for row in rows:
            window = _window(case, polity, days(row)[0])
            if window is None or (polity, what, window) in seen:
                continue
            seen.add((polity, what, window))
            inside = [r for r in rows if window[0] <= days(r)[0] and days(r)[1] <= window[1]]
            late = what == "council_end"
            at = sorted(inside, key=lambda r: r.last if late else r.first)[-1 if late else 0 :][:1]
            if at and _to_the_day(at[0].date):
                month = str(days(at[0])[1 if late else 0])[:7]
                yield First(what, polity, str(window[0]), str(window[1]), month)


def _window(case: Any, polity: str, day: dt.date) -> tuple[dt.date, dt.date] | None:
    """The months of the episode of a polity and day, else the year; None in the tail."""
    if not case.start <= day <= case.end:
        return None
    first, last = f"{day.year}-01", f"{day.year}-12"
    month = day.isoformat()[:7]
    for episode in case.episodes:
        for p, begin, end in episode.cells:
            if p == polity and begin <= month <= end:
                first, last = begin, end
    return max(edtf.read(first).first, case.start), min(edtf.read(last).last, case.end)


def _to_the_day(date: str) -> bool:
    """Whether a date begins on a day that is not approximate."""
    begin = date.split("/")[0]
    return len(begin.rstrip("?")) == len("YYYY-MM-DD") and begin[-1] not in "~%"


def _series(
    record: Record, polities: set[str], span: tuple[dt.date, dt.date], base_year: int,
    aside: dict[tuple[str, str], str],
) -> list[Told]:  # fmt: skip
    """One item for each polity, kind of series and time."""
    rows = whole(record, "series")
    based = {r.series_id for r in rows.itertuples() if r.date.rstrip("?~%") == str(base_year)}
    found: dict[tuple[str, str, str, str], list[tuple[str, str]]] = {}
    for row in rows.itertuples():
        name = (row.series_id, row.date.rstrip("?~%"))
        what = series_kind(row.series_id, row.unit)
        first, last = days(row)
        if row.polity not in polities:
            continue
        if what is None:
            aside[name] = OF_NO_RUN
        elif first < span[0] or last > span[1]:
            aside[name] = OUTSIDE
        elif what == "price" and row.series_id not in based:
            aside[name] = NO_BASE
        elif what == "price" and name[1] == str(base_year):
            aside[name] = IS_BASE
        else:
            if what == "party":
                first = last = first + (last - first) / 2
            told = found.setdefault((what, row.polity, str(first), str(last)), [])
            if name not in told:
                told.append(name)
    return [Told(*key, tuple(told)) for key, told in sorted(found.items())]


def series_kind(series_id: str, unit: str) -> str | None:
    """What a series tells of, by the words of its id and its unit; None: nothing a run tells."""
    text = f"_{series_id.replace('-', '_')}_"
    units: Mapping[str, tuple[str, ...]] = {"price": ("index", "percent")}
    for what, words in SERIES_WORDS.items():
        if any(f"_{w}_" in text for w in words) and unit in units.get(what, ("persons",)):
            return what
    return None
