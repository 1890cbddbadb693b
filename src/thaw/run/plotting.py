"""Figures of runs: medians and bands over time, one panel a polity."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from thaw.errors import ThawError
from thaw.run.names import one_of, title_of
from thaw.run.tidy import main_span, names

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from thaw.run.run import Run

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
LINE, INNER, OUTER = "#0b4f79", "#5f9dc9", "#b9d6ea"
"""Blues that differ in lightness, so that colour vision and a grey printer make no difference."""

SCALES = ("auto", "linear", "log")
STEEP, LARGE = 100.0, 1000.0
"""A scale is logarithmic where the largest value is `LARGE`, and `STEEP` times a usual day's."""

LINEAR_TO = 10.0
"""A logarithmic scale is linear from 0 to here, so that nothing is left out."""

FEWEST = 4
"""Runs from which bands are drawn; fewer are drawn as single lines."""


class RunFigure(Figure):
    """A figure that a notebook shows once, whatever backend it has."""

    def _repr_png_(self) -> bytes:
        held = io.BytesIO()
        self.savefig(held, format="png", dpi=110, bbox_inches="tight")
        return held.getvalue()


def plot(
    run: Run,
    measure: str,
    polities: str | Sequence[str] | None = None,
    *,
    tail: bool = False,
    columns: int = 2,
    scale: str = "auto",
) -> Figure:
    """Panels of one measure: see `Run.plot`."""
    data = run.data
    one_of(measure, run.measures, "measure")
    whom = names(polities, data.polity.values, "polity")
    if columns < 1:
        raise ThawError(f"columns={columns} leaves no room", expected="1 or more")
    part = data.sel(measure=measure, polity=whom)
    if not tail:
        part = part.isel(time=main_span(part))
    one_of(scale, SCALES, "scale")
    across = min(columns, len(whom))
    down = -(-len(whom) // across)
    figure = RunFigure(figsize=(4.6 * across + 0.6, 2.1 * down + 1.0), layout="constrained")
    panels = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False)
    title_by = dict(zip(data.polity.values, _titles(data), strict=True))
    drawn = [_draw(panels.flat[k], part.sel(polity=name)) for k, name in enumerate(whom)]
    for panel, name in zip(panels.flat, whom, strict=False):
        panel.set_title(title_by[name], loc="left", fontsize=10)
    for panel in list(panels.flat)[len(whom) :]:
        panel.set_visible(False)
    log = scale == "log" or (scale == "auto" and _steep(np.array(drawn)))
    _dress(panels, len(whom), log)
    figure.supylabel(_axis_title(measure, part, log), fontsize=10)
    figure.suptitle(_heading(run, part), fontsize=10.5, x=0.02, ha="left")
    return figure


def _steep(upper: np.ndarray) -> bool:
    """Whether a few days tower over the rest, so that a linear scale would show nothing else."""
    usual = max(float(np.median(upper)), 1.0)
    return bool(upper.size) and upper.max() >= max(LARGE, STEEP * usual)


def _axis_title(measure: str, part: Any, log: bool) -> str:
    unit = str(part.unit.values) if "unit" in part.coords else ""
    about = [unit] if unit not in ("", "1") else []
    about += ["logarithmic from 10"] if log else []
    return measure.replace("_", " ") + (f" ({', '.join(about)})" if about else "")


def _titles(data: Any) -> np.ndarray:
    return data.polity_name.values if "polity_name" in data.coords else data.polity.values


def _heading(run: Run, part: Any) -> str:
    shown = "each run" if len(run) < FEWEST else "median, 50 % and 90 % of the runs"
    says = str(part.meaning.values) if "meaning" in part.coords else ""
    count = f"{len(run)} run" + ("" if len(run) == 1 else "s")
    first = f"{title_of(run.data)}: {count}; {shown}"
    return f"{first}\n{says}" if says and len(says) < 110 else first


def _draw(panel: Axes, part: Any) -> np.ndarray:
    """Bands and the median of one polity, or single lines for a handful of runs; the upper edge."""
    time, values = part.time.values, part.polity_measures.values
    if values.shape[0] < FEWEST:
        for row in values:
            panel.plot(time, row, color=LINE, linewidth=1.0, alpha=0.8)
        return values.max(axis=0)
    low, inner_low, middle, inner_high, high = np.quantile(values, QUANTILES, axis=0)
    panel.fill_between(time, low, high, color=OUTER, linewidth=0)
    panel.fill_between(time, inner_low, inner_high, color=INNER, linewidth=0)
    panel.plot(time, middle, color=LINE, linewidth=1.3)
    return high


def _dress(panels: np.ndarray, count: int, log: bool) -> None:
    """Dates, whole numbers with separators, a light grid; the lowest panel of a column has dates."""
    across = panels.shape[1]
    for k, panel in enumerate(panels.flat):
        if k >= count:
            continue
        locator = AutoDateLocator(minticks=3, maxticks=7)
        panel.xaxis.set_major_locator(locator)
        panel.xaxis.set_major_formatter(ConciseDateFormatter(locator))
        panel.tick_params(labelsize=9, labelbottom=k + across >= count)
        panel.margins(x=0.01)
        panel.grid(color="#dddddd", linewidth=0.6)
        panel.set_axisbelow(True)
        panel.spines[["top", "right"]].set_visible(False)
        least = min((line.get_ydata().min() for line in panel.get_lines()), default=0.0)
        if log:
            panel.set_yscale("symlog", linthresh=LINEAR_TO, linscale=0.5)
        if log or panel.get_ylim()[1] >= 1000:
            panel.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        if panel.get_ylim()[0] < 0 <= least:
            panel.set_ylim(bottom=0)
