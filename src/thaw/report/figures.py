"""Timelines of simulated bands against the record, and the forest plot of predictive scores."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from thaw.report import bands, svg, words
from thaw.report.reading import HEADLINE, SPLITS, Estimate, View
from thaw.report.svg import Drawing

WIDTH, LEFT, RIGHT, TOP = 860, 118, 14, 34
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


def forest(view: View, metric: str = HEADLINE) -> tuple[Drawing, str] | None:
    """Advantage over the null account, prediction and retrodiction in panels of their own.

    Parameters
    ----------
    view : View
    metric : str
        ``log``, ``brier`` or ``crps``.

    Returns
    -------
    (Drawing, str) or None
        The figure and its title, which states how many intervals lie above zero; None when the
        comparison holds no such score beside a null account.
    """
    field = [i for i in view.order if i != view.null]
    splits = [s for s in SPLITS if any((i, s, metric) in view.skill for i in field)]
    who = [i for i in field if any((i, s, metric) in view.skill for s in splits)]
    if not who:
        return None
    ends = [
        v
        for i in who
        for s in splits
        for v in view.skill.get((i, s, metric), Estimate())[:3]
        if math.isfinite(v)
    ]
    low, high = _nice(min([*ends, 0.0]), max([*ends, 0.0]))
    left, gap, step, top = 208, 26, 26, 48
    wide = (WIDTH - left - RIGHT - gap * (len(splits) - 1)) / len(splits)
    bottom = top + step * len(who)
    title = _forest_title(view, who, splits, metric)
    rows = "; ".join(
        f"{i}, {s}: {words.interval(view.skill[i, s, metric])}"
        for i in who
        for s in splits
        if (i, s, metric) in view.skill
    )
    d = Drawing(WIDTH, bottom + 48, f"Forest plot. {title}. {rows}.", f"forest-{metric}")
    for k, split in enumerate(splits):
        x0 = left + k * (wide + gap)
        at = lambda v, x0=x0: x0 + (v - low) / (high - low) * wide  # noqa: E731
        d.text(x0 + wide / 2, 14, SPLIT_TITLES[split], "middle", cls="b")
        for v in _ticks(low, high):
            d.line(at(v), top - 8, at(v), bottom, svg.RULE)
            d.text(at(v), bottom + 16, words.signed(v, _digits(low, high)), "middle", fill=svg.GREY)
        d.line(at(0), top - 12, at(0), bottom + 3, svg.INK, 1.5)
        d.text(at(0), top - 16, "null", "middle", size=12)
        for row, i in enumerate(who):
            _forest_row(
                d, view.skill.get((i, split, metric), Estimate()), at, top + step * (row + 0.5), i
            )
    for row, i in enumerate(who):
        mark = "" if i in view.ranked else " *"
        d.text(left - 12, top + step * (row + 0.5) + 4, i + mark, "end", cls="i" if mark else "")
    d.text((left + WIDTH - RIGHT) / 2, bottom + 38, _AXIS[metric], "middle")
    return d, title


SPLIT_TITLES = {
    "prediction": "prediction (after it was written)",
    "retrodiction": "retrodiction (before)",
}
_FOREST_SHAPES = {svg.BLUE: "circle", svg.VERMILLION: "square", svg.GREY: "diamond"}
_AXIS = {
    "log": "log score above the null account's, nats per cell (right is better)",
    "brier": "Brier score below the null account's, as a share of it (right is better)",
    "crps": "CRPS below the null account's, as a share of it (right is better)",
}
_SCORED = {
    "log": "happenings (log score)",
    "brier": "happenings (Brier)",
    "crps": "sizes and series (CRPS)",
}


def _forest_title(view: View, who: Sequence[str], splits: Sequence[str], metric: str) -> str:
    parts = []
    for split in splits:
        mine = [view.skill[i, split, metric] for i in who if (i, split, metric) in view.skill]
        parts.append(f"{sum(e.low > 0 for e in mine)} of {len(mine)} accounts in {split}")
    return f"Better than base rates beyond chance on {_SCORED[metric]}: " + words.listed(parts)


def _forest_row(d: Drawing, e: Estimate, at: Any, y: float, ident: str) -> None:
    if not e.known:
        d.text(at(0) + 6, y + 4, "no such items", fill=svg.GREY, size=12)
        return
    colour = svg.BLUE if e.low > 0 else svg.VERMILLION if e.high < 0 else svg.GREY
    if math.isfinite(e.low) and math.isfinite(e.high):
        d.line(at(e.low), y, at(e.high), y, colour, 2.5)
    d.marker(
        _FOREST_SHAPES[colour], at(e.value), y, 5, fill=colour, tip=f"{ident}: {words.interval(e)}"
    )


def _nice(low: float, high: float) -> tuple[float, float]:
    pad = 0.06 * (high - low or 1.0)
    return low - pad, high + pad


def _ticks(low: float, high: float, most: int = 6) -> list[float]:
    """A few round numbers between two limits, zero among them."""
    raw = (high - low) / most
    unit = 10 ** math.floor(math.log10(raw))
    step = next(unit * m for m in (1, 2, 5, 10) if unit * m >= raw)
    return [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _digits(low: float, high: float) -> int:
    ticks = _ticks(low, high)
    return max(0, -math.floor(math.log10(ticks[1] - ticks[0]) + 1e-9)) if len(ticks) > 1 else 1


def timeline(
    polity: str,
    title: str,
    best: tuple[str, Any],
    second: tuple[str, Any] | None,
    evidence: Any,
    episodes: Sequence[Shade],
    span: Sequence | None = None,
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

    Returns
    -------
    (Drawing, str)
        The figure and a title that says how many sized events lie in the 90 % band.
    """
    monthly = bands.participants(best[1], polity, span)
    q = bands.quantiles(monthly)
    points = bands.sized_points(evidence, polity)
    points = [p for p in points if monthly.edges[0] <= p.date < monthly.edges[-1]]
    other = bands.quantiles(bands.participants(second[1], polity, span)) if second else q
    top_power = max(_top_power(q, points), _top_power(other, points))
    height = TOP + PLOT_HEIGHT + 22 + STRIP * 1.35 * len(bands.STRIPS)
    inside = sum(_inside(p, monthly.edges, q) for p in points)
    finding = f"{title}: {_count_words(inside, len(points))}"
    alt = (
        f"Timeline for {title}. Largest number of participants on one day of each month, "
        f"simulated by {best[0]} (median, 50 and 90 percent of runs) on a log scale, against "
        f"{len(points)} sized events of the record, of which {inside} lie inside the 90 percent "
        "band; strips below compare months with decisions."
    )
    d = Drawing(WIDTH, height, alt, f"time-{polity.lower()}")
    x = _time_scale(monthly.edges)
    edges = [x(e) for e in monthly.edges]
    y = lambda n: _height(n, top_power)  # noqa: E731
    _episodes(d, episodes, polity, x, monthly.edges)
    _frame(d, monthly.edges, x, top_power)
    if q.size:
        rows = [[y(v) for v in row] for row in q]
        d.path(svg.step_band(edges, rows[0], rows[4]), fill=svg.SKY, opacity=0.38)
        d.path(svg.step_band(edges, rows[1], rows[3]), fill=svg.BLUE, opacity=0.42)
        d.path(svg.steps(edges, rows[2]), stroke=svg.BLUE, width=2)
    if second is not None and other.size and other.shape[1] == len(edges) - 1:
        for k, dash, wide in ((4, "5 3", 1.3), (2, "", 1.6)):
            d.path(
                svg.steps(edges, [y(v) for v in other[k]]),
                stroke=svg.VERMILLION,
                width=wide,
                dash=dash,
            )
    sized = {p.date.astype("datetime64[M]") for p in points}
    for kind in bands.UNREST_KINDS:
        for date, sources in bands.marks(evidence, polity, kind):
            if (
                monthly.edges[0] <= date < monthly.edges[-1]
                and date.astype("datetime64[M]") not in sized
            ):
                d.marker(
                    "triangle",
                    x(date) + _MONTH_SHIFT[kind],
                    TOP + PLOT_HEIGHT - 4,
                    3.4,
                    tip=f"{date}: {kind} in the record, size not attested; {sources}",
                )
    for p in points:
        _point(d, p, x(p.date), y)
    base = TOP + PLOT_HEIGHT + 22
    for row, kind in enumerate(bands.STRIPS):
        _strip(
            d,
            base + row * STRIP * 1.35,
            kind,
            bands.decision_share(best[1], polity, kind, span),
            bands.marks(evidence, polity, kind),
            x,
        )
    return d, finding


_MONTH_SHIFT = {"strike": 2.0, "demonstration": 6.0, "rising": 10.0}
"""Set apart within a month, in drawing units, so that three kinds can be told from one."""


def _count_words(inside: int, n: int) -> str:
    if n == 0:
        return "the record holds no sized event here"
    if n == 1:
        where = "inside" if inside else "outside"
        return f"the one sized event of the record lies {where} the 90 % band"
    how_many = "none" if inside == 0 else "all" if inside == n else str(inside)
    verb = "lies" if inside == 1 else "lie"
    return f"{how_many} of the record's {n} sized events {verb} inside the 90 % band"


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


def _time_scale(edges: np.ndarray) -> Callable[[Any], float]:
    first, last = edges[0].astype(int), edges[-1].astype(int)
    return lambda date: (
        LEFT
        + (WIDTH - LEFT - RIGHT) * ((np.datetime64(date, "D").astype(int) - first) / (last - first))
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


def _frame(d: Drawing, edges: np.ndarray, x: Any, top_power: float) -> None:
    for power, label in TICKS.items():
        if power <= top_power:
            y = _height(10.0**power, top_power)
            d.line(LEFT, y, WIDTH - RIGHT, y, svg.RULE if power > FLOOR else svg.GREY)
            d.text(LEFT - 8, y + 4, label, "end", fill=svg.GREY)
    d.upward(14, TOP + PLOT_HEIGHT / 2, "participants a day")
    years = np.arange(edges[0].astype("datetime64[Y]"), edges[-1].astype("datetime64[Y]") + 1)
    for year in years:
        start, after = year.astype("datetime64[D]"), (year + 1).astype("datetime64[D]")
        a, b = max(start, edges[0]), min(after, edges[-1])
        if b <= a:
            continue
        d.line(x(a), TOP, x(a), TOP + PLOT_HEIGHT + 5, svg.RULE if a > edges[0] else svg.GREY)
        d.text((x(a) + x(b)) / 2, TOP + PLOT_HEIGHT + 16, str(year), "middle", fill=svg.GREY)


def _point(d: Drawing, p: bands.Point, x: float, y: Any) -> None:
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


def _strip(d: Drawing, y: float, kind: str, share: bands.Monthly, marks: Sequence, x: Any) -> None:
    title = bands.STRIP_TITLES[kind]
    d.text(LEFT - 8, y + STRIP - 4, title, "end")
    d.rect(LEFT, y, WIDTH - LEFT - RIGHT, STRIP, "#ffffff", stroke=svg.RULE)
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
