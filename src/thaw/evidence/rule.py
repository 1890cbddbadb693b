"""Items by rule: from the kind and quantity of the rows of any record, with no row named.

**Sizes.** Figures of persons taking part, dead, arrested or interned, fled, of foreign troops (those of
several states added up), and of how long a strike lasted and the working days lost in it, over the days
of the event and as long after as such figures go on to count (`AFTER`). Rows of one polity whose days
touch cannot be told apart in a run: the one with the largest figure is the item, the others tell of a
part, or, of dead and arrested in a record that says ``apart: true``, are added to it. Where the record
says which places of its rows are places of the case, people taking part and dead are told of each such
place apart, and other figures of places are parts of no item. **First dates.** Of
every kind of event that an episode of the case has in a polity (outside episodes: a year), when the first
is dated to the day. **Series.** By the words of the id (`SERIES_WORDS`); those of a country outside that
has a party abroad tell of its members; members of a union or church are none of the ruling party.
**Councils.** From rows of kind council_formed to council_banned.

`thaw.evidence.over_span` asks sizes and first days over the whole span instead, where a record says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from thaw.evidence.specs import Specs
from thaw.record import Record, edtf
from thaw.record.declared import Council, First, Size, Told
from thaw.record.vocabulary import (
    AND_BODY,
    AT_END,
    COUNCIL_KINDS,
    IN_BODY,
    ORGANISATION_WORDS,
    PLACED,
    PURGED,
    RELATIVE,
    SERIES_UNITS,
    SERIES_WORDS,
    SUPPLY_WORDS,
    factor,
    size_of,
)

AFTER = {
    "participants": 1,
    "deaths": 14,
    "arrests": 30,
    "refugees": 0,
    "troops": 3,
    "days_lost": 1,
    "duration": 14,
}
"""Days after an event over which figures of it are counted. Assumed."""

CLASH = frozenset(
    {
        "strike",
        "general_strike",
        "camp_strike",
        "demonstration",
        "uprising",
        "fraternisation",
        "police_fire",
        "army_repression",
        "foreign_intervention",
        "emergency_rule",
    }
)
ADDED = ("deaths", "arrests")
"""Sizes that add up over rows that are each an event of its own, where the record says that they are."""
STRIKES = frozenset({"strike", "general_strike", "camp_strike"})
KINDS = {
    "participants": CLASH,
    "deaths": CLASH,
    "arrests": CLASH | {"arrest"},
    "refugees": CLASH | {"refugee_flow"},
    "troops": frozenset({"foreign_intervention"}),
    "days_lost": STRIKES,
    "duration": STRIKES,
}
"""Kinds of event whose figures a run can tell: persons killed in a war or put to death are none."""

OUTSIDE = "outside the years of the case"
OF_NO_RUN = "a kind or quantity that no run tells"
PART = "tells of a part of what another row sizes"
MEMBERS = "members of a {}: no measure of a run tells it"
SUPPLY = "rations and queues: no measure of a run tells them"
LEFT = "set aside by items.yaml: {}"
NO_BASE = "an index without a figure for the base year"
ELSEWHERE = "of a part of the polity of which runs do not tell it"
NO_EVIDENCE = "no evidence by items.yaml"
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
    places = frozenset(p.name for p in getattr(case, "places", ()))
    abroad = {p.name: case.hegemon for p in getattr(case, "parties", ())}
    series = _series(record, (polities, places, abroad), (case.start, until), specs, aside)
    dates = [f for f in _firsts(events, specs, case) if f.what not in specs.left]
    return replace(
        specs,
        sizes=_beside(specs.sizes, sizes),
        dates=_beside(specs.dates, dates),
        series=_beside(specs.series, series),
        aside=aside,
    )


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
    have = {_about(s) for s in named}
    return (*named, *(s for s in found if _about(s) not in have))


def _about(spec: Any) -> tuple[str, ...]:
    """What an item is about: two of them are one."""
    return (*spec[:4], getattr(spec, "at", ""), *getattr(spec, "bodies", ()))


class _Sized(NamedTuple):
    """A row with figures of one size."""

    event: str
    first: dt.date
    last: dt.date
    quantities: tuple[str, ...]
    plus: tuple[str, ...]
    largest: float


def _sizes(
    record: Record,
    events: pd.DataFrame,
    specs: Specs,
    until: dt.date,
    aside: dict[tuple[str, str], str],
) -> list[Size]:
    """One item for each polity, size and stretch of days."""
    rows = {r.id: r for r in events.itertuples()}
    found: dict[tuple[str, str, str], list[_Sized]] = {}
    for (event, what), told in _figures(record).items():
        row = rows.get(event)
        if row is None:
            continue
        if event in specs.rows and specs.rows[event].kinds == ():
            aside.update({(event, q): NO_EVIDENCE for q in told})
            continue
        if row.kind not in KINDS[what] or what in specs.left:
            why = OF_NO_RUN if row.kind not in KINDS[what] else LEFT.format(specs.left[what])
            aside.update({(event, q): why for q in told})
            continue
        at = _at(row, what, specs)
        if at is None:
            aside.update({(event, q): ELSEWHERE for q in told})
            continue
        main, plus = _main(what, told)
        aside.update({(event, q): PART for q in told if q not in (*main, *plus)})
        largest = max(told[q] for q in main) + sum(told[q] for q in plus)
        sized = _Sized(event, *days(row), main, plus, largest)
        found.setdefault((specs.polity_of(row), what, at), []).append(sized)
    made = []
    for (polity, what, at), sized_rows in sorted(found.items()):
        for group in _touching(sized_rows):
            top = max(group, key=lambda s: (s.largest, s.event))
            lesser = [s for s in group if s is not top]
            added = lesser if specs.apart and what in ADDED else []
            if not added:
                aside.update({(s.event, q): PART for s in lesser for q in (*s.quantities, *s.plus)})
            after = dt.timedelta(days=specs.after.get(what, AFTER[what]))
            last = min(max(s.last for s in group) + after, until)
            told_, plus_ = (
                tuple((top.event, q) for q in names) for names in (top.quantities, top.plus)
            )
            plus_ += tuple((s.event, q) for s in added for q in (s.quantities[0], *s.plus))
            first = min(s.first for s in group)
            made.append(Size(what, polity, str(first), str(last), told_, plus_, at))
    return made


def _at(row: Any, what: str, specs: Specs) -> str | None:
    """Place or area that figures of a row are about; empty: the polity; None: no run tells of it there."""
    if specs.places is None or not row.place:
        return ""
    at = specs.place_of(row)
    return at if not at or what in PLACED else None


def _main(what: str, told: Mapping[str, float]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Quantities that give the whole of a size, and those added to each of them.

    A quantity of the name of the size is the whole, and the others are its parts; without one, troops of
    several states add up to the figures of the largest, and of other quantities the largest counts.
    """
    if what in told:
        return (what,), ()
    if what == "troops":
        largest = max(told, key=lambda q: (told[q], q))
        return (largest,), tuple(sorted(q for q in told if q != largest))
    return tuple(told), ()


def _figures(record: Record) -> dict[tuple[str, str], dict[str, float]]:
    """(event, size) to its quantities, and the largest figure of each; seeds and the like left out."""
    kind = record.sources.set_index("source_id")["kind"]
    found: dict[tuple[str, str], dict[str, float]] = {}
    for row in whole(record, "attestations").itertuples():
        what = size_of(row.quantity)
        times = factor(what, row.unit) if what else None
        if what is None or times is None or row.weightless or kind[row.source_id] == "seed":
            continue
        told = found.setdefault((row.event_id, what), {})
        stated = [v * times for v in (row.low, row.best, row.high) if not np.isnan(v)]
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
            if at and to_the_day(at[0].date):
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


def to_the_day(date: str) -> bool:
    """Whether a date begins on a day that is not approximate."""
    begin = date.split("/")[0]
    return len(begin.rstrip("?")) == len("YYYY-MM-DD") and begin[-1] not in "~%"


def _series(
    record: Record,
    where: tuple[set[str], frozenset[str], dict[str, str]],
    span: tuple[dt.date, dt.date],
    specs: Specs,
    aside: dict[tuple[str, str], str],
) -> list[Told]:
    """One item for each polity, bodies, kind of series and time.

    `where` are polities, places, and countries of parties abroad with the hegemon that runs tell them of.
    """
    rows = whole(record, "series")
    figures = {(r.series_id, r.date.rstrip("?~%")) for r in rows.itertuples()}
    named = {key for told in specs.series for key in told.told}
    found: dict[tuple[str, str, str, str, tuple[str, ...]], list[tuple[str, str]]] = {}
    for row in rows.itertuples():
        name = (row.series_id, row.date.rstrip("?~%"))
        untold = why_untold(row.series_id, specs)
        what = None if untold else series_kind(row.series_id, row.unit)
        first, last = days(row)
        base = str(specs.base_of(what)) if what in RELATIVE else ""
        if (row.polity not in where[0] and row.polity not in where[2]) or name in named:
            continue
        polity, bodies = row.polity, bodies_of(row.series_id) if what in PURGED else ()
        if row.polity in where[2]:
            what = "members_abroad" if what == "party" else None
            polity, bodies = where[2][row.polity], (row.polity,) if what else ()
        if what is None or not {*where[1], *where[2]}.issuperset(bodies):
            aside[name] = untold or OF_NO_RUN
        elif what in specs.left:
            aside[name] = LEFT.format(specs.left[what])
        elif first < span[0] or last > span[1]:
            aside[name] = OUTSIDE
        elif base and (row.series_id, base) not in figures:
            aside[name] = NO_BASE
        elif base and name[1] == base:
            aside[name] = IS_BASE
        else:
            if what in ("party", "members_abroad"):
                first = last = first + (last - first) / 2
            told = found.setdefault((what, polity, str(first), str(last), bodies), [])
            if name not in told:
                told.append(name)
    return [Told(*key[:4], tuple(told), bodies=key[4]) for key, told in sorted(found.items())]


def bodies_of(series_id: str) -> tuple[str, ...]:
    """The bodies whose losses a series tells, by the words of its id; none: of the whole polity."""
    _, found, names = series_id.partition(IN_BODY)
    return tuple(names.split(AND_BODY)) if found else ()


def series_kind(series_id: str, unit: str) -> str | None:
    """What a series tells of, by the words of its id and its unit; None: nothing a run tells."""
    for what, words in SERIES_WORDS.items():
        if what in AT_END and not series_id.endswith(words):
            continue
        if _says(series_id, words) and unit in SERIES_UNITS.get(what, ("persons",)):
            return what
    return None


def why_untold(series_id: str, specs: Specs) -> str | None:
    """Why no run tells of a series that a record may well hold; None for any other.

    Series that the record puts under an organisation, else those whose id names a kind of one and no
    party, count members of something beside the ruling party; others tell of rations or queues.
    """
    kind = specs.members.get(series_id)
    if (
        kind is None
        and _says(series_id, ("members", "membership"))
        and not _says(series_id, ("party",))
    ):
        kind = next((k for k, words in ORGANISATION_WORDS.items() if _says(series_id, words)), None)
    if kind is not None:
        return MEMBERS.format(kind)
    return SUPPLY if _says(series_id, SUPPLY_WORDS) else None


def _says(series_id: str, words: Iterable[str]) -> bool:
    """Whether one of these words stands in an id."""
    text = f"_{series_id.replace('-', '_')}_"
    return any(f"_{w}_" in text for w in words)
