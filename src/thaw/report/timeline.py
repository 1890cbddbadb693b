"""Timelines of a report: simulated bands of one country against the record, month by month."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from thaw.report import bands, svg, words
from thaw.report.names import span_words
from thaw.report.shape import RIGHT, WIDE, Shape, ident
from thaw.report.svg import Drawing

TOP = 34
PLOT_HEIGHT, STRIP = 168, 17
FLOOR = 2.0
"""Lowest power of ten on the axis of participants: fewer than 100 are drawn on the base line."""
TICKS = {2: "under 100", 3: "1,000", 4: "10,000", 5: "100,000", 6: "1 million", 7: "10 million"}


class Shade(NamedTuple):
    """An episode as a timeline shades it.

    Attributes
    ----------
    title : str
    cells : sequence of mapping
        ``start`` and ``end`` (ISO), and ``polities`` where it does not cover all.
    """

    title: str
    cells: Sequence[Mapping[str, Any]]


def anything(
    polity: str,
    drawn: Sequence[tuple[str, Any] | None],
    evidence: Any,
    span: Sequence | None = None,
) -> bool:
    """Whether a timeline of a polity would show anybody who acts or any decision, of runs or record."""
    runs = [d[1] for d in drawn if d is not None]
    return (
        bool(bands.sized_points(evidence, polity))
        or any(bands.marks(evidence, polity, kind) for kind in (*bands.UNREST_KINDS, *bands.STRIPS))
        or any((bands.participants(r, polity, span).values >= 10**FLOOR).any() for r in runs)
        or any(
            np.nan_to_num(bands.decision_share(r, polity, kind, span).values).any()
            for r in runs
            for kind in bands.STRIPS
        )
    )


def timeline(
    polity: str,
    title: str,
    best: tuple[str, Any],
    second: tuple[str, Any] | None,
    evidence: Any,
    episodes: Sequence[Shade],
    span: Sequence | None = None,
    shape: Shape = WIDE,
) -> tuple[Drawing, str]:
    """Simulated participants by month against the record, with strips of decisions below.

    Parameters
    ----------
    polity, title : str
        Its id in the runs and its name for readers.
    best, second : (account id, xarray.Dataset)
        The account drawn as bands and the one drawn as an outline.
    evidence : pandas.DataFrame
        The record's items.
    episodes : list of Shade
        Shaded and numbered from 1.
    span : two dates, optional
        The main span of the case.
    shape : Shape

    Returns
    -------
    (Drawing, str)
        The figure and a title that says in how many runs as many people are out in the month of
        the record's largest event, against other months.
    """
    monthly = bands.participants(best[1], polity, span)
    q = bands.quantiles(monthly)
    points = bands.sized_points(evidence, polity)
    points = [p for p in points if monthly.edges[0] <= p.date < monthly.edges[-1]]
    other = bands.quantiles(bands.participants(second[1], polity, span)) if second else q
    top_power = max(_top_power(q, points), _top_power(other, points))
    pitch = STRIP * (2.1 if shape.narrow else 1.35)
    height = TOP + PLOT_HEIGHT + 22 + pitch * len(bands.STRIPS)
    inside = sum(_inside(p, monthly.edges, q) for p in points)
    finding = f"{title}: {in_runs(monthly, points)}"
    alt = (
        f"Timeline for {title}. Largest number of participants on one day of each month, "
        f"simulated by {best[0]} (median, 50 and 90 percent of runs) on a log scale, against "
        f"{len(points)} sized events of the record, of which {inside} lie inside the 90 percent "
        "band; strips below compare months with decisions."
    )
    d = Drawing(shape.width, height, alt, ident(f"time-{polity.lower()}", shape))
    x = _time_scale(monthly.edges, shape)
    _episodes(d, episodes, polity, x, monthly.edges)
    _frame(d, monthly.edges, x, top_power, shape)
    edges = [x(e) for e in monthly.edges]
    if q.size:
        _bands(d, edges, q, top_power)
    if second is not None and other.size and other.shape[1] == len(edges) - 1:
        _outline(d, edges, other, top_power)
    _unsized(d, polity, evidence, points, x, monthly.edges, shape)
    for p in points:
        _point(d, p, x(p.date), top_power)
    base = TOP + PLOT_HEIGHT + 22
    for row, kind in enumerate(bands.STRIPS):
        share = bands.decision_share(best[1], polity, kind, span)
        dates = bands.marks(evidence, polity, kind)
        _strip(d, base + row * pitch, kind, share, dates, x, shape)
    return d, finding


def _bands(d: Drawing, edges: Sequence[float], q: np.ndarray, top_power: float) -> None:
    """Median and bands of 50 and 90 percent of runs."""
    rows = [[_height(v, top_power) for v in row] for row in q]
    d.path(svg.step_band(edges, rows[0], rows[4]), fill=svg.SKY, opacity=0.38)
    d.path(svg.step_band(edges, rows[1], rows[3]), fill=svg.BLUE, opacity=0.42)
    d.path(svg.steps(edges, rows[2]), stroke=svg.BLUE, width=2)


def _outline(d: Drawing, edges: Sequence[float], q: np.ndarray, top_power: float) -> None:
    """The second account: upper end of its band of 90 percent, and median."""
    for k, dash, wide in ((4, "5 3", 1.3), (2, "", 1.6)):
        if not np.any(q[k] > 10**FLOOR):
            continue  # a line along the axis would be taken for the axis
        line = svg.steps(edges, [_height(v, top_power) for v in q[k]])
        d.path(line, stroke=svg.VERMILLION, width=wide, dash=dash)


def _unsized(
    d: Drawing,
    polity: str,
    evidence: Any,
    points: Sequence[bands.Point],
    x: Callable[[Any], float],
    edges: np.ndarray,
    shape: Shape,
) -> None:
    """Events of the record without a size, in months that have no sized one."""
    sized = {p.date.astype("datetime64[M]") for p in points}
    for kind in bands.UNREST_KINDS:
        for date, sources in bands.marks(evidence, polity, kind):
            if edges[0] <= date < edges[-1] and date.astype("datetime64[M]") not in sized:
                d.marker(
                    "triangle",
                    x(date) + _MONTH_SHIFT[kind] * (0.4 if shape.narrow else 1),
                    TOP + PLOT_HEIGHT - 4,
                    3.4,
                    tip=f"{date}: {kind} in the record, size not attested; {sources}",
                )


_MONTH_SHIFT = {"strike": 2.0, "demonstration": 6.0, "rising": 10.0}
"""Set apart within a month, in drawing units, so that three kinds can be told from one."""


def in_runs(monthly: bands.Monthly, points: Sequence[bands.Point]) -> str:
    """In how many runs as many people are out as at the record's largest event, by month.

    A band that reaches as high in every month says nothing of this one; so the months of the event
    are held against as many others.
    """
    if not points:
        return "the record holds no sized event here"
    p = max(points, key=lambda p: p.value)
    when = span_words(str(p.date)[:7])
    runs = len(monthly.values)
    least = p.low if math.isfinite(p.low) else p.value
    head = f"at least {words.count(round(least, 2 - len(str(int(least)))))} out, as in {when}"
    if not runs:
        return f"{head}: no runs to hold against it"
    reached = monthly.values >= least
    first, last = (_month_of(d, monthly.edges) for d in (p.date, p.last))
    here = reached[:, first : last + 1].any(axis=1)
    width = last - first + 1
    starts = [k for k in range(reached.shape[1] - width + 1) if k > last or k + width <= first]
    others = np.array([reached[:, k : k + width].any(axis=1) for k in starts])
    elsewhere = float(others.mean()) if others.size else math.nan
    share = float(here.mean())
    error = math.sqrt(max(share * (1 - share), elsewhere * (1 - elsewhere), 1 / runs / 4) / runs)
    text = f"{head}: then {words.out_of(int(here.sum()), runs)}"
    if not math.isfinite(elsewhere):
        return text
    if int(here.sum()) == 0 and elsewhere < 0.005:
        return text + " and in almost none at any other time"
    gap = share - elsewhere
    beside = (
        "no more often than" if abs(gap) <= 2 * error else "more than" if gap > 0 else "less than"
    )
    return text + f", {beside} at other times ({elsewhere:.0%} of runs)"


def _month_of(day: Any, edges: np.ndarray) -> int:
    return min(max(int(np.searchsorted(edges, day, side="right")) - 1, 0), len(edges) - 2)


def _inside(p: bands.Point, edges: np.ndarray, q: np.ndarray) -> bool:
    """Whether an attested size, or its range, touches the 90 % band of one of its months."""
    if not q.size:
        return False
    first, last = (
        min(max(int(np.searchsorted(edges, d, side="right")) - 1, 0), q.shape[1] - 1)
        for d in (p.date, p.last)
    )
    low = p.low if math.isfinite(p.low) else p.value
    high = p.high if math.isfinite(p.high) else p.value
    months = q[:, first : last + 1]
    return bool(min(low, p.value) <= months[4].max() and max(high, p.value) >= months[0].min())


def _top_power(q: np.ndarray, points: Sequence[bands.Point]) -> float:
    most = max(
        [
            10.0**4,
            *(p.high if math.isfinite(p.high) else p.value for p in points),
            float(np.max(q)) if q.size else 0.0,
        ]
    )
    return min(7.5, math.log10(most) + 0.15)


def _height(n: float, top_power: float) -> float:
    power = math.log10(max(n, 10**FLOOR))
    return TOP + PLOT_HEIGHT * (1 - (power - FLOOR) / (top_power - FLOOR))


def _time_scale(edges: np.ndarray, shape: Shape) -> Callable[[Any], float]:
    first, last = edges[0].astype(int), edges[-1].astype(int)
    return lambda date: (
        shape.left
        + (shape.width - shape.left - RIGHT)
        * ((np.datetime64(date, "D").astype(int) - first) / (last - first))
    )


def _episodes(
    d: Drawing, episodes: Sequence[Shade], polity: str, x: Any, edges: np.ndarray
) -> None:
    """Grey columns with episode numbers, in two rows where they would collide."""
    last_x = [-99.0, -99.0]
    for k, e in enumerate(episodes, start=1):
        for cell in e.cells:
            start, end = bands.date_of(cell.get("start")), bands.end_of(cell.get("end"))
            home = cell.get("polities")
            if np.isnat(start) or np.isnat(end) or end < edges[0] or start >= edges[-1]:
                continue
            if home and polity not in home:
                continue
            a, b = x(max(start, edges[0])), x(min(end + 1, edges[-1]))
            tip = f"Episode {k}: {e.title}"
            d.rect(a, TOP, max(b - a, 2), PLOT_HEIGHT, ("#f1f1ee", "#e7e7e2")[k % 2], tip=tip)
            mid = (a + b) / 2
            row = 0 if mid - last_x[0] > 15 else 1
            last_x[row] = mid
            d.text(mid, TOP - 5 - 13 * row, str(k), "middle", fill=svg.GREY, size=11.5, tip=tip)


def _frame(d: Drawing, edges: np.ndarray, x: Any, top_power: float, shape: Shape) -> None:
    for power, label in TICKS.items():
        if power <= top_power:
            y = _height(10.0**power, top_power)
            d.line(shape.left, y, shape.width - RIGHT, y, svg.RULE if power > FLOOR else svg.GREY)
            d.text(
                shape.left - 6, y + 4, label, "end", fill=svg.GREY, size=11 if shape.narrow else 0
            )
    if not shape.narrow:
        d.upward(14, TOP + PLOT_HEIGHT / 2, "participants a day, log scale")
    years = np.arange(edges[0].astype("datetime64[Y]"), edges[-1].astype("datetime64[Y]") + 1)
    for year in years:
        start, after = year.astype("datetime64[D]"), (year + 1).astype("datetime64[D]")
        a, b = max(start, edges[0]), min(after, edges[-1])
        if b <= a:
            continue
        d.line(x(a), TOP, x(a), TOP + PLOT_HEIGHT + 5, svg.RULE if a > edges[0] else svg.GREY)
        d.text((x(a) + x(b)) / 2, TOP + PLOT_HEIGHT + 16, str(year), "middle", fill=svg.GREY)


def _point(d: Drawing, p: bands.Point, x: float, top_power: float) -> None:
    def y(n: float) -> float:
        return _height(n, top_power)

    if math.isfinite(p.low) or math.isfinite(p.high):
        a = y(p.low if math.isfinite(p.low) else p.value)
        b = y(p.high if math.isfinite(p.high) else p.value)
        d.line(x, a, x, b, svg.INK, 1.6)
        for end in (a, b):
            d.line(x - 3, end, x + 3, end, svg.INK, 1.6)
    span = (
        f" ({words.count(p.low)} to {words.count(p.high)})" if math.isfinite(p.low + p.high) else ""
    )
    d.marker(
        "circle",
        x,
        y(p.value),
        4.2,
        tip=f"{p.date}: {p.what}, {words.count(p.value)}{span}; {p.sources}",
    )


def _strip(
    d: Drawing, y: float, kind: str, share: bands.Monthly, marks: Sequence, x: Any, shape: Shape
) -> None:
    title = bands.STRIP_TITLES[kind]
    if shape.narrow:
        y += 14
        d.text(shape.left, y - 3, title, size=11.5)
    else:
        d.text(shape.left - 8, y + STRIP - 4, title, "end")
    d.rect(shape.left, y, shape.width - shape.left - RIGHT, STRIP, "#ffffff", stroke=svg.RULE)
    for k, v in enumerate(share.values):
        if math.isfinite(v) and v >= 0.005:
            a, b = x(share.edges[k]), x(share.edges[k + 1])
            month = str(share.edges[k])[:7]
            d.rect(
                a, y, b - a, STRIP, svg.sequential(v), tip=f"{month}: {title} in {v:.0%} of runs"
            )
    for date, sources in marks:
        if share.edges[0] <= date < share.edges[-1]:
            d.marker(
                "diamond",
                x(date),
                y + STRIP / 2,
                5,
                fill=svg.VERMILLION,
                tip=f"{date}: {title} in the record; {sources}",
            )
