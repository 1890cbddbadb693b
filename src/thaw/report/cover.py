"""One compact picture for a front page: three countries against the record, and the scores."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.report import bands, svg, timeline
from thaw.report.names import polity_name
from thaw.report.reading import View, read_comparison
from thaw.report.run_figures import dataset, drawn_accounts
from thaw.writing import write_whole

if TYPE_CHECKING:
    from thaw.inference.comparison import Comparison


def cover_figure(
    comparison: Comparison,
    runs: Mapping[str, Any],
    evidence: Any,
    case_info: Mapping,
    out: str | Path,
    polities: Sequence[str] | None = None,
) -> Path:
    """Draw simulated bands against the record for a few countries, and the predictive scores.

    Parameters
    ----------
    comparison, runs, evidence, case_info
        As for `thaw.report.write_report`.
    out : path
        ``.svg`` or ``.png``; the same input gives the same bytes.
    polities : sequence of str, optional
        Countries to show, from the top; those of the case's `cover`, else its first three.

    Returns
    -------
    pathlib.Path
        The file written.
    """
    import matplotlib
    from matplotlib.figure import Figure

    view = read_comparison(comparison)
    polities = polities or case_info.get("cover") or list(case_info.get("polities") or {})[:3]
    drawn = drawn_accounts(view, runs)
    style: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": "thaw",
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": "#888888",
        "font.family": "sans-serif",
        "text.parse_math": False,
    }
    with matplotlib.rc_context(style):
        fig = Figure(figsize=(9.6, 6.0), facecolor="white", layout="constrained")
        grid = fig.add_gridspec(len(polities), 2, width_ratios=(1.9, 1))
        shared = None
        for row, polity in enumerate(polities):
            ax = fig.add_subplot(grid[row, 0], sharex=shared)
            shared = shared or ax
            _country(ax, polity, dataset(runs[drawn[0]]) if drawn else None, evidence, case_info)
            if row == len(polities) // 2:
                ax.set_ylabel("people taking part on the largest day of the month, log scale")
            if row == 0:
                _key(ax, view.name(drawn[0]) if drawn else "no runs")
        _scores(fig.add_subplot(grid[:, 1]), view)
        path = Path(out)
        silent = {"Date": None, "Creator": None} if path.suffix == ".svg" else {"Software": None}
        held = io.BytesIO()
        fig.savefig(held, format=path.suffix[1:] or "png", dpi=160, metadata=silent)
    return write_whole(path, held.getvalue())


def _country(ax: Any, polity: str, runs: Any, evidence: Any, case_info: Mapping) -> None:
    title = polity_name(polity, dict(case_info.get("polities") or {}))
    floor = 10.0**timeline.FLOOR
    span = case_info.get("span")
    points = bands.sized_points(evidence, polity)
    if runs is not None:
        monthly = bands.participants(runs, polity, span)
        q = np.maximum(bands.quantiles(monthly), floor)
        if q.size:
            for a, b, colour, alpha in ((0, 4, svg.SKY, 0.4), (1, 3, svg.BLUE, 0.45)):
                ax.stairs(
                    q[b], monthly.edges, baseline=q[a], fill=True, color=colour, alpha=alpha, lw=0
                )
            ax.stairs(q[2], monthly.edges, baseline=None, color=svg.BLUE, lw=1.4)
            points = [p for p in points if monthly.edges[0] <= p.date < monthly.edges[-1]]
            title += f": {timeline.in_runs(monthly, points)}"
            ax.set_xlim(monthly.edges[0], monthly.edges[-1])
    # What the bands are worth: how often as many are out in that month, and in others.
    ax.set_title(title.replace(": then", ":\nthen"), loc="left", fontsize=8.2, pad=3)
    for p in points:
        low = p.low if math.isfinite(p.low) else p.value
        high = p.high if math.isfinite(p.high) else p.value
        ax.plot([p.date, p.date], [max(low, floor), max(high, floor)], color=svg.INK, lw=1.2)
        ax.plot([p.date], [max(p.value, floor)], "o", color=svg.INK, ms=5, mec="white", mew=0.6)
    ax.set_yscale("log")
    ax.set_ylim(floor * 0.9, 10**7)
    ax.set_yticks([10**k for k in (2, 4, 6)], ["<100", "10,000", "1 million"])
    ax.minorticks_off()
    ax.grid(axis="y", color="#e4e4e0", lw=0.6)
    ax.set_axisbelow(True)


def _key(ax: Any, who: str) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    keys = [
        Line2D([], [], color=svg.BLUE, lw=1.6, label=f"{who}: median of runs"),
        Patch(color=_mixed(), label="half of the runs"),
        Patch(color=svg.SKY, alpha=0.4, label="nine in ten"),
        Line2D([], [], marker="o", color=svg.INK, lw=1.2, ms=5, label="record, low to high"),
    ]
    ax.figure.legend(
        handles=keys,
        loc="outside upper left",
        ncols=4,
        frameon=False,
        fontsize=8.5,
        title="Simulated months against the record: a band that reaches as high in every month "
        "foretells none",
        alignment="left",
        title_fontproperties={"size": 10, "weight": "bold"},
    )


def _mixed() -> str:
    """The colour of the inner band, which is drawn over the outer one."""
    return svg.blend((svg.blend(("#ffffff", svg.SKY), 0.4), svg.BLUE), 0.45)


_SCORE = {
    "log": "score above base rates, nats\nfor each kind of event, country\nand month",
    "crps": "error of sizes, dates and series\nsaved beside base rates,\nshare of theirs",
}


def _scores(ax: Any, view: View) -> None:
    who = [i for i in view.order if i != view.null and view.headline(i)[0].known][::-1]
    for row, ident in enumerate(who):
        e, split = view.headline(ident)
        told = e.low > 0 or e.high < 0
        colour = svg.INK if told else svg.HALF  # blue is for runs: one meaning a colour
        ax.plot([e.low, e.high], [row, row], color=colour, lw=2)
        face = colour if split == "prediction" else "white"
        ax.plot([e.value], [row], "o", color=colour, ms=6, mec=colour, mfc=face, mew=1.4)
    ax.axvline(0, color=svg.INK, lw=1)
    few = [view.n_scored.get((i, view.headline(i)[1])) == 1 for i in who]
    ax.set_yticks(
        range(len(who)),
        [
            f"{view.name(i)}\none episode" if one else view.name(i)
            for i, one in zip(who, few, strict=True)
        ],
    )
    ax.set_ylim(-0.7, max(len(who) - 0.3, 0.7))
    ax.tick_params(axis="y", length=0)
    ax.set_title("Forecasts against base rates", loc="left", fontsize=9.5, fontweight="bold", pad=3)
    ax.set_xlabel(
        f"{_SCORE[view.metric]}; right is better\n"
        "filled: prediction\nopen: retrodiction\ngrey: not told from base rates",
        fontsize=8,
    )
    ax.grid(axis="x", color="#e4e4e0", lw=0.6)
    ax.set_axisbelow(True)
