"""The forest plot of predictive scores: each account's advantage over base rates, with its interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from thaw.report import svg, words
from thaw.report.reading import SPLITS, Estimate, View
from thaw.report.shape import RIGHT, WIDE, Shape, ident
from thaw.report.svg import Drawing


def forest(view: View, metric: str = "log", shape: Shape = WIDE) -> tuple[Drawing, str] | None:
    """Advantage over the null account, prediction and retrodiction in panels of their own.

    Parameters
    ----------
    view : View
    metric : str
        ``log``, ``brier`` or ``crps``.
    shape : Shape

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
    plot = _plot(view, metric, who, splits, shape)
    title = _forest_title(view, who, splits, metric)
    rows = "; ".join(
        f"{view.name(i)}, {s}: {words.interval(view.skill[i, s, metric])}"
        for i in who
        for s in splits
        if (i, s, metric) in view.skill
    )
    d = Drawing(
        shape.width,
        plot.bottom + 48,
        f"Forest plot. {title}. {rows}.",
        ident(f"forest-{metric}", shape),
    )
    for k, split in enumerate(splits):
        _panel(d, view, metric, split, who, plot, plot.left + k * (plot.wide + GAP))
    for row, i in enumerate(who):
        mark = "" if i in view.ranked else " *"
        d.text(
            plot.left - 10,
            TOP + STEP * (row + 0.5) + 4,
            view.name(i) + mark,
            "end",
            cls="i" if mark else "",
            size=11 if shape.narrow else 0,
        )
    axis = _AXIS_NARROW if shape.narrow else _AXIS
    middle = shape.width / 2 if shape.narrow else (plot.left + shape.width - RIGHT) / 2
    d.text(middle, plot.bottom + 38, axis[metric], "middle")
    return d, title


GAP, STEP, TOP = 26, 26, 48
"""Drawing units between panels, from one account to the next, and above the first."""


class _Plot(NamedTuple):
    """What the panels share: limits of their scale, and where they lie in drawing units."""

    low: float
    high: float
    left: float
    wide: float
    bottom: float
    narrow: bool


def _plot(
    view: View, metric: str, who: Sequence[str], splits: Sequence[str], shape: Shape
) -> _Plot:
    """Room for a panel a split, on a scale that holds every interval and zero."""
    ends = [
        v
        for i in who
        for s in splits
        for v in view.skill.get((i, s, metric), Estimate())[:3]
        if math.isfinite(v)
    ]
    low, high = _nice(min([*ends, 0.0]), max([*ends, 0.0]))
    left = shape.forest_left
    wide = (shape.width - left - RIGHT - GAP * (len(splits) - 1)) / len(splits)
    return _Plot(low, high, left, wide, TOP + STEP * len(who), shape.narrow)


def _panel(
    d: Drawing, view: View, metric: str, split: str, who: Sequence[str], plot: _Plot, x0: float
) -> None:
    """Scale, base line and accounts of one split, from `x0` on."""
    low, high, most = plot.low, plot.high, 3 if plot.narrow else 6

    def at(v: float) -> float:
        return x0 + (v - low) / (high - low) * plot.wide

    head = split if plot.narrow else SPLIT_TITLES[split]
    d.text(x0 + plot.wide / 2, 14, head, "middle", cls="b")
    for v in _ticks(low, high, most):
        d.line(at(v), TOP - 8, at(v), plot.bottom, svg.RULE)
        label = words.signed(v, _digits(low, high, most))
        d.text(at(v), plot.bottom + 16, label, "middle", fill=svg.GREY)
    d.line(at(0), TOP - 12, at(0), plot.bottom + 3, svg.INK, 1.5)
    d.text(at(0), TOP - 16, "base rates", "middle", size=12)
    for row, i in enumerate(who):
        e = view.skill.get((i, split, metric), Estimate())
        _forest_row(d, e, at, x0, TOP + STEP * (row + 0.5), view.name(i))


SPLIT_TITLES = {
    "prediction": "prediction (after it was written)",
    "retrodiction": "retrodiction (before)",
}
ROOM = 90
"""Drawing units that the words for an account without items take."""
_FOREST_SHAPES = {svg.BLUE: "circle", svg.VERMILLION: "square", svg.GREY: "diamond"}
_AXIS = {
    "log": "log score above that of base rates, nats per cell (right is better)",
    "brier": "Brier score below that of base rates, as a share of it (right is better)",
    "crps": "CRPS below that of base rates, as a share of it (right is better)",
}
_AXIS_NARROW = {
    "log": "nats per cell above base rates (right is better)",
    "brier": "share of base rates' Brier (right is better)",
    "crps": "share of base rates' CRPS (right is better)",
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


def _forest_row(
    d: Drawing, e: Estimate, at: Callable[[float], float], x0: float, y: float, name: str
) -> None:
    """One account in a panel that begins at `x0`; where it has nothing, words on the side that has room."""
    if not e.known:
        left = at(0) - x0 >= ROOM
        where = at(0) - 6 if left else at(0) + 6
        d.text(where, y + 4, "no such items", "end" if left else "start", fill=svg.GREY, size=12)
        return
    colour = svg.BLUE if e.low > 0 else svg.VERMILLION if e.high < 0 else svg.GREY
    if math.isfinite(e.low) and math.isfinite(e.high):
        d.line(at(e.low), y, at(e.high), y, colour, 2.5)
    d.marker(
        _FOREST_SHAPES[colour], at(e.value), y, 5, fill=colour, tip=f"{name}: {words.interval(e)}"
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


def _digits(low: float, high: float, most: int = 6) -> int:
    ticks = _ticks(low, high, most)
    return max(0, -math.floor(math.log10(ticks[1] - ticks[0]) + 1e-9)) if len(ticks) > 1 else 1
