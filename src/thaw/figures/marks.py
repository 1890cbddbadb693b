"""The record as a timeline shows it: dated events in lanes, and figures of crowds with their ranges."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from thaw.record import Record
from thaw.record.vocabulary import GRID_OF_KIND, MASS
from thaw.report.sources import source

CROWDS = ("participants", "strikers", "demonstrators")
"""Quantities that count people taking part."""

LANES = ("mass", "decision", "other")
LANE_TITLES = {"mass": "unrest", "decision": "decisions", "other": "other events"}
SHAPES = {
    "strike": ("^", "strike"),
    "demonstration": ("o", "demonstration"),
    "rising": ("*", "rising"),
    "concession": ("D", "concession"),
    "disclosure": ("s", "disclosure"),
    "leader": ("P", "change of leader"),
    "intervention": ("X", "intervention"),
    "": ("|", "other event"),
}
"""Marker and title of a kind of the grid; shapes, so that no colour is needed."""

APART = {"strike": 0.24, "rising": -0.24, "concession": 0.2, "disclosure": -0.2, "leader": -0.05}
"""Kinds of one lane are drawn a little apart, so that those of one day can be told."""


class Mark(NamedTuple):
    """A dated event: its kind of the grid (empty for none), lane, days, and whether it rests on memory."""

    kind: str
    lane: str
    first: np.datetime64
    last: np.datetime64
    unsure: bool


class Crowd(NamedTuple):
    """What one source says of the people who took part in an event, persons; NaN for what it leaves open."""

    day: np.datetime64
    low: float
    best: float
    high: float
    source: str


def events(record: Record, polity: str, first: np.datetime64, last: np.datetime64) -> list[Mark]:
    """Events of a polity within a span, by day."""
    out = []
    for row in record.events.itertuples():
        days = _days(row)
        if row.polity != polity or days[1] < first or days[0] > last:
            continue
        kind = GRID_OF_KIND.get(str(row.kind), "")
        lane = "mass" if kind in MASS else "decision" if kind else "other"
        out.append(Mark(kind, lane, max(days[0], first), min(days[1], last), bool(row.memory)))
    return sorted(out, key=lambda m: (m.first, m.kind, m.last))


def _days(row: object) -> tuple[np.datetime64, np.datetime64]:
    first, last = (pd.Timestamp(getattr(row, w)) for w in ("first", "last"))
    return np.datetime64(first, "D"), np.datetime64(last, "D")


def crowds(record: Record, polity: str, first: np.datetime64, last: np.datetime64) -> list[Crowd]:
    """Figures of crowds of a polity within a span, one a source: rivals stand side by side."""
    mine = record.events[record.events["polity"] == polity]
    dates = {str(row.id): _days(row)[0] for row in mine.itertuples()}
    out = []
    for row in record.attestations.itertuples():
        day = dates.get(str(row.event_id))
        if day is None or row.quantity not in CROWDS or row.unit != "persons":
            continue
        if not first <= day <= last:
            continue
        low, best, high = (float(getattr(row, c)) for c in ("low", "best", "high"))
        known = [v for v in (low, best, high) if math.isfinite(v)]
        if known:
            middle = best if math.isfinite(best) else math.exp(sum(map(_log, known)) / len(known))
            middle = min(max(middle, min(known)), max(known))
            out.append(Crowd(day, min(known), middle, max(known), str(row.source_id)))
    return sorted(out)


def _log(x: float) -> float:
    return math.log(max(x, 1.0))


def named(record: Record, idents: Iterable[str], most: int = 12) -> str:
    """Short names of sources in order of the alphabet; how many more where there are many."""
    known = [c for c in ("author", "title", "year") if c in record.sources]
    rows = {r["source_id"]: {n: r[n] for n in known} for _, r in record.sources.iterrows()}
    short = sorted({source(i, rows).short for i in idents})
    more = f" and {len(short) - most} more" if len(short) > most else ""
    return "; ".join(short[:most]) + more
