"""Figures of a record that a polity has, one a row, against what runs would have told of the same."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from thaw.report import bands, svg, words
from thaw.report.names import day_words, span_words, what_name
from thaw.report.svg import Drawing

UNIT = "log10 persons"
MOST = 70
"""Figures drawn, at most: those with the widest gap between record and runs are kept."""

HEAD, GAP = 30.0, 26.0


class Form(NamedTuple):
    """Width of a figure, where its plot begins, height of a row, and whether labels stand above their rows."""

    width: float
    left: float
    row: float
    above: bool


SHAPES = {"": Form(860, 425, 19, False), "-narrow": Form(390, 16, 34, True)}
"""On a page and on a phone."""


class Told(NamedTuple):
    """One figure of the record and what runs tell of it, persons; `runs` by account drawn."""

    what: str
    label: str
    value: float
    low: float
    high: float
    runs: tuple[np.ndarray, ...]
    sources: str


def told_rows(
    evidence: Any, polity: str, reports: Sequence[np.ndarray], names: Mapping[str, str]
) -> list[Told]:
    """Figures in persons of one polity that the record holds and runs tell, by kind and date.

    Parameters
    ----------
    evidence : Evidence
        The record's items.
    polity : str
    reports : sequence of float [n_runs, n_items]
        What the runs of each account drawn would have told; NaN where nothing.
    names : mapping
        Place to its name for readers.
    """
    found = []
    for n in range(len(evidence) if hasattr(evidence, "items") else 0):
        item = evidence.items[n]
        if item.kind not in ("size", "series") or item.unit != UNIT or item.polity != polity:
            continue
        values = [float(getattr(evidence, c)[n]) for c in ("value", "low", "high")]
        known = [v for v in values if math.isfinite(v)]
        if not known:
            continue
        middle = values[0] if math.isfinite(values[0]) else sum(known) / len(known)
        least, most = (10.0**v - 1.0 for v in (min(known), max(known)))
        label = f"{_bodies(item.bodies, names)}{_when(item, evidence.items.start)}"
        runs = tuple(10.0 ** r[:, n][np.isfinite(r[:, n])].astype(float) - 1.0 for r in reports)
        sources = ", ".join(bands.sources_of({"sources": evidence.sources[n]}))
        row = Told(item.what, label, 10.0**middle - 1.0, least, most, runs, sources)
        found.append((item.what, bool(item.bodies), str(item.first), row))
    rows = [r[-1] for r in sorted(found, key=lambda r: r[:3])]
    if len(rows) > MOST:
        kept = sorted(rows, key=_gap, reverse=True)[:MOST]
        rows = [r for r in rows if r in kept]
    return rows


def _bodies(bodies: Sequence[str], names: Mapping[str, str]) -> str:
    """The first of some bodies and how many more, with a colon; empty for none."""
    if not bodies:
        return ""
    more = f" and {len(bodies) - 1} more" if len(bodies) > 1 else ""
    return f"{names.get(bodies[0], bodies[0].replace('_', ' '))}{more}: "


def _when(item: Any, start: dt.date) -> str:
    """The days of an item, months in three letters; only their end where they begin with the case."""
    text = span_words(str(item.first), str(item.last))
    if item.first == start and item.last > start:
        text = f"to {day_words(item.last)}"
    for month in calendar.month_name[1:]:
        text = text.replace(month, month[:3])
    return text


def _gap(row: Told) -> float:
    """How far the record lies from the median of the first account's runs, powers of ten."""
    if not row.runs or not row.runs[0].size:
        return 0.0
    return abs(math.log10(max(row.value, 1.0) / max(float(np.median(row.runs[0])), 1.0)))


def inside(row: Told) -> bool:
    """Whether the record's figure, or its range, touches the band of nine tenths of the first account's runs."""
    runs = row.runs[0] if row.runs else np.zeros(0)
    if not runs.size:
        return False
    low, high = np.quantile(runs, (0.05, 0.95))
    return bool(row.low <= high and row.high >= low)


def told_figure(
    title: str, accounts: Sequence[str], rows: Sequence[Told], shape: str = ""
) -> tuple[Drawing, str] | None:
    """Rows of figures: points are the record's, bands and medians those of runs.

    Parameters
    ----------
    title : str
        Name of the polity.
    accounts : sequence of str
        Names of the accounts drawn: the first as bands, the second as its median.
    rows : sequence of Told
    shape : {"", "-narrow"}

    Returns
    -------
    (Drawing, str) or None
        The figure and a title that says how many figures lie within the runs; None without rows.
    """
    if not rows:
        return None
    form = SHAPES[shape]
    width, left = form.width, form.left
    groups = sum(a.what != b.what for a, b in pairwise(rows)) + 1
    bottom = HEAD + form.row * len(rows) + GAP * groups
    n = sum(map(inside, rows))
    finding = (
        f"{title}: {n} of {len(rows)} figures of the record lie within nine tenths of the runs of "
        f"{accounts[0]}"
    )
    ident = f"told-{title.lower().replace(' ', '-')}{shape}"
    d = Drawing(width, bottom + 40, f"Figures of the record against runs. {finding}.", ident)
    top = max(
        [10.0, *(r.high for r in rows), *(float(x.max()) for r in rows for x in r.runs if x.size)]
    )
    powers = math.ceil(math.log10(top))
    at = lambda v: left + (width - left - 14) * math.log10(max(v, 1.0)) / powers  # noqa: E731
    for k in range(0, powers + 1, 2 if form.above or powers > 5 else 1):
        d.line(at(10.0**k), HEAD - 6, at(10.0**k), bottom, svg.RULE)
        side = "middle" if at(10.0**k) < width - 40 else "end"
        d.text(at(10.0**k), bottom + 16, words.count(10.0**k), side, fill=svg.GREY, size=11)
    d.text((left + width - 14) / 2, bottom + 34, "persons, log scale", "middle")
    y, what = HEAD, ""
    for row in rows:
        if row.what != what:
            what = row.what
            y += GAP
            name = what_name(what)
            d.text(8, y - 6, name[:1].upper() + name[1:], cls="b")
        _row(d, row, at, y, form)
        y += form.row
    return d, finding


def _row(d: Drawing, row: Told, at: Any, top: float, form: Form) -> None:
    if form.above:
        d.text(form.left, top + 11, row.label, size=11.5)
    else:
        d.text(form.left - 8, top + form.row / 2 + 4, row.label, "end", size=12)
    y = top + form.row - 9
    if row.runs and row.runs[0].size:
        q = np.quantile(row.runs[0], bands.QUANTILES)
        for a, b, fill, tall in ((q[0], q[4], svg.SKY, 12), (q[1], q[3], svg.BLUE, 7)):
            d.rect(at(a), y - tall / 2, max(at(b) - at(a), 1.5), tall, fill, opacity=0.42)
        d.line(at(q[2]), y - 6, at(q[2]), y + 6, svg.BLUE, 2)
    else:
        d.text(at(1.0) + 4, y + 4, "no run tells it", size=11, fill=svg.GREY)
    if len(row.runs) > 1 and row.runs[1].size:
        m = at(float(np.median(row.runs[1])))
        d.line(m, y - 7, m, y + 7, svg.VERMILLION, 2)
    if row.high > row.low:
        d.line(at(row.low), y, at(row.high), y, svg.INK, 1.6)
    span = f" ({words.count(row.low)} to {words.count(row.high)})" if row.high > row.low else ""
    tip = f"{row.label}: {words.count(row.value)}{span}; {row.sources}"
    d.marker("circle", at(row.value), y, 4, tip=tip)
