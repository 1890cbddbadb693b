"""Sizes and first days asked over the whole span: the largest, the total, the first.

A question that is asked in the days in which something happened is asked only because it did: no
society in which such things are rare puts one into a given week, so that each of its answers would
be "nothing". A record whose items.yaml says ``windows: span`` asks instead, of each polity, for the
largest crowd and the largest force, and for all dead and arrested, over the years of the case, and over
those of its tail apart; and for the first day of each kind of event in the years of the case, which are
told by steps short enough for it. When things happened is still
told month by month by the cells. Flight stays with its days: over years it is the flow of ordinary
times.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from thaw.evidence.coverage import named
from thaw.evidence.rule import days, to_the_day, whole
from thaw.evidence.specs import Specs
from thaw.record import Record
from thaw.record.declared import First, Size
from thaw.record.vocabulary import factor

LARGEST = ("participants", "troops", "duration")
"""Sizes of which the largest of the span is told."""

TOTAL = ("deaths", "arrests", "days_lost")
"""Sizes that are added up over the span."""

ASKED = frozenset((*LARGEST, *TOTAL))
"""Sizes told over the span; flight stays with its days."""

ORDERED = ("council", "council_end")
"""First and last days of what rows begin and end together."""

LESSER = "a larger one of the same polity is told of the whole span"


def over_span(specs: Specs, record: Record, case: Any) -> Specs:
    """`specs` with sizes and first days told over the span of the case, and over its tail."""
    spans = [(case.start, case.end)]
    if case.tail:
        spans.append((case.end + dt.timedelta(days=1), case.tail.until))
    largest = _largest(record)
    aside = dict(specs.aside)
    sizes = [s for s in specs.sizes if _span(s.first, spans) is None or s.what not in ASKED]
    for (what, _, _, span), found in _groups(specs.sizes, spans).items():
        if what in ASKED:
            made = _joined(found, span, largest)
            used = {*made.told, *made.plus}
            aside.update(
                {key: LESSER for s in found for key in (*s.told, *s.plus) if key not in used}
            )
            sizes.append(made)
    dates = [d for d in specs.dates if _span(d.first, spans) is None]
    for (what, _, _, span), firsts in _groups(specs.dates, spans).items():
        if what in ORDERED or firsts[0].rows:
            told = (max if what == "council_end" else min)(firsts, key=lambda d: d.month)
            dates.append(told._replace(first=str(span[0]), last=str(span[1])))
    found_ = _first_days(specs, record, case, spans[0])
    dates += [d for d in found_ if d.what not in specs.left]
    return replace(specs, sizes=tuple(sizes), dates=tuple(dates), aside=aside)


_Span = tuple[dt.date, dt.date]


def _span(first: str, spans: list[_Span]) -> _Span | None:
    """The span in which a window begins."""
    day = dt.date.fromisoformat(first)
    return next((s for s in spans if s[0] <= day <= s[1]), None)


def _groups(specs: Iterable[Any], spans: list[_Span]) -> dict[tuple[str, str, str, _Span], list]:
    """Sizes or first days that one question over a span takes the place of, in the order found."""
    groups: dict[tuple[str, str, str, _Span], list] = {}
    for spec in specs:
        span = _span(spec.first, spans)
        if span is not None:
            at = getattr(spec, "at", "")
            groups.setdefault((spec.what, spec.polity, at, span), []).append(spec)
    return groups


def _first_days(specs: Specs, record: Record, case: Any, span: _Span) -> Iterator[First]:
    """The first day of every kind of event that a polity has in the span, where it is told to the day."""
    polities = set(named(case))
    rows: dict[tuple[str, str], list[Any]] = {}
    for row in whole(record, "events").itertuples():
        inside = span[0] <= days(row)[0] and days(row)[1] <= span[1]
        if inside and specs.polity_of(row) in polities:
            for what in specs.kinds_of(row):
                rows.setdefault((specs.polity_of(row), what), []).append(row)
    for (polity, what), found in sorted(rows.items()):
        first = min(found, key=lambda r: (r.first, r.id))
        if to_the_day(first.date):
            yield First(what, polity, str(span[0]), str(span[1]), str(days(first)[0])[:7])


def _joined(
    found: list[Size], span: _Span, largest: Mapping[tuple[str, str], Mapping[str, float]]
) -> Size:
    """One size for all of `found`: the one with the largest figure, or all added up to it."""

    def most(key: tuple[str, str]) -> tuple[float, tuple[str, str]]:
        told = largest.get(key, {})
        times = {unit: factor(found[0].what, unit) or 0.0 for unit in told}
        return max((told[unit] * times[unit] for unit in told), default=0.0), key

    def height(size: Size) -> tuple[float, str]:
        return max((most(key)[0] for key in size.told), default=0.0), size.first

    top = max(found, key=height)
    plus = list(top.plus)
    for size in found if top.what in TOTAL else ():
        if size is not top:
            plus += [max(size.told, key=most), *size.plus] if size.told else size.plus
    return top._replace(first=str(span[0]), last=str(span[1]), plus=tuple(plus))


def _largest(record: Record) -> dict[tuple[str, str], dict[str, float]]:
    """(event, quantity) to the largest number that a row states of it in each unit; seeds and the like left out."""
    kind = record.sources.set_index("source_id")["kind"]
    found: dict[tuple[str, str], dict[str, float]] = {}
    for row in whole(record, "attestations").itertuples():
        stated = [v for v in (row.low, row.best, row.high) if not np.isnan(v)]
        if stated and not row.weightless and kind[row.source_id] != "seed":
            told = found.setdefault((row.event_id, row.quantity), {})
            told[row.unit] = max(told.get(row.unit, 0.0), *stated)
    return found
