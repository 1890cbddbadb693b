"""The record, mark by mark: what timelines draw, with the sources that attest it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from thaw.report import bands, words
from thaw.report.names import span_words, what_name
from thaw.report.sources import Source, cited


class MarkRow(NamedTuple):
    """A mark of a timeline: when, what, how many with the range of the sources, and the sources."""

    when: str
    what: str
    size: str
    sources: list[Source]


def mark_rows(evidence: Any, polity: str, given: Mapping[str, Any]) -> list[MarkRow]:
    """Marks of one polity in order of date.

    Parameters
    ----------
    evidence : pandas.DataFrame or Evidence
        As for `thaw.report.write_report`.
    polity : str
    given : mapping
        Source id to what the case tells of it.
    """
    rows: list[tuple[str, MarkRow]] = []
    for p in bands.sized_points(evidence, polity):
        size = words.count(p.value)
        if math.isfinite(p.low) and math.isfinite(p.high) and p.low != p.high:
            size += f" ({words.count(p.low)} to {words.count(p.high)})"
        when = span_words(str(p.date), str(p.last))
        sources = cited(p.sources.split(", ") if p.sources else [], given)
        rows.append((str(p.date), MarkRow(when, what_name(p.what), size, sources)))
    for kind in (*bands.UNREST_KINDS, *bands.STRIPS):
        for date, told in bands.marks(evidence, polity, kind):
            when = span_words(
                str(date) if _has_day(evidence, polity, kind, date) else str(date)[:7]
            )
            sources = cited(told.split(", ") if told else [], given)
            rows.append((str(date), MarkRow(when, what_name(kind), "", sources)))
    return [row for _, row in sorted(rows, key=lambda r: (r[0], r[1].what, r[1].size))]


def _has_day(evidence: Any, polity: str, kind: str, date: Any) -> bool:
    """Whether the record dates the mark to the day; otherwise it is known by its month."""
    return any(
        str(row.get("kind")).lower() == "date" and bands.date_of(row.get("date")) == date
        for row in bands.rows_of(evidence, polity)
        if kind == str(row.get("what")).lower()
    )
