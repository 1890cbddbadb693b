"""What a comparison found, as figures: scores and probabilities, and whether the record could tell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from thaw.errors import ThawError
from thaw.figures.opening import comparison_in
from thaw.figures.sheet import drawn, sheet, size_of, wide
from thaw.inference.comparison import Comparison
from thaw.report import svg
from thaw.report.cite import command
from thaw.report.reading import SPLITS, Estimate, View, read_comparison
from thaw.report.verdict import verdict as said_of
from thaw.run.names import one_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

UNITS = {
    "log": "log score above the null account's, nats\nfor each cell of country, month and kind",
    "brier": "Brier score below the null account's,\nas a share of it",
    "crps": "CRPS below the null account's,\nas a share of it",
}
ROW = 0.2
"""Inches of an account."""


@drawn
def verdict(
    comparison: Comparison | str | Path, *, metric: str | None = None, size: str = "page"
) -> Figure:
    """Draw how much better than the null account each account foretold the record, and its probability.

    Parameters
    ----------
    comparison : Comparison or path
        Or the folder that `thaw compare` wrote.
    metric : {"log", "brier", "crps"}, optional
        Score of the left panel, by default the one that leads in the comparison: a full point is
        prediction, of what came after the account was written; an open one retrodiction.
        Lines are 90 % intervals over episodes.
    size : {"page", "column"}

    Returns
    -------
    matplotlib.figure.Figure
        Its title is the sentence of the verdict. The right panel has the tempered probability of each
        account, or of the group that the record cannot tell apart, with its standard error, and the untempered
        one as a cross.

    Raises
    ------
    ThawError
        For another metric or size, or a folder without a comparison.
    """
    form, found = size_of(size), _comparison(comparison)
    view = read_comparison(found)
    metric = view.metric if metric is None else metric
    one_of(metric, list(UNITS), "metric")
    who = [*view.order][::-1]
    says = said_of(view)
    rows = max(len(who), 3)
    beside = form.columns > 1
    room = ROW * rows + 0.85
    paper = sheet(
        form,
        room if beside else 2 * room + 0.1,
        says.sentence,
        key=_key(view, metric),
        columns=5,
        foot=[*_doubts(view), _provenance_line(found)],
    )
    labels = [view.name(i) + ("" if i in view.ranked or i == view.null else " *") for i in who]
    left = wide(labels)
    more: dict[str, Any] = {"bottom": 0.55, "wspace": 0.1}
    if beside:
        grid = paper.grid(1, 2, left=left, width_ratios=(1.15, 1), **more)
    else:
        grid = paper.grid(2, 1, left=left, hspace=0.85 / (ROW * rows), bottom=0.55)
    scores, odds = (paper.figure.add_subplot(grid[k]) for k in (0, 1))
    _scores(scores, view, who, metric)
    _odds(odds, view, who)
    for k, panel in enumerate((scores, odds)):
        panel.set_yticks(range(len(who)), labels if k == 0 or not beside else [""] * len(who))
        panel.set_ylim(-0.7, len(who) - 0.3)
        panel.tick_params(axis="y", length=0)
        panel.grid(axis="x")
    return paper.figure


def _comparison(given: Comparison | str | Path) -> Comparison:
    made = given if isinstance(given, Comparison) else comparison_in(given)
    if not made.accounts:
        raise ThawError("the comparison names no account", expected="one made by `thaw compare`")
    return made


def _scores(panel: Axes, view: View, who: Sequence[str], metric: str) -> None:
    """Skill with its interval: prediction above, retrodiction below the line of an account."""
    for row, ident in enumerate(who):
        if ident == view.null:
            continue
        known = [s for s in SPLITS if view.skill.get((ident, s, metric), Estimate()).known]
        for split in known:
            e = view.skill[ident, split, metric]
            y = row + (0.0 if len(known) == 1 else 0.16 if split == SPLITS[0] else -0.16)
            told = e.low > 0 or e.high < 0
            colour = svg.INK if told else svg.HALF
            if math.isfinite(e.low) and math.isfinite(e.high):
                panel.plot([e.low, e.high], [y, y], color=colour, lw=1.4)
            face = colour if split == SPLITS[0] else "white"
            panel.plot([e.value], [y], "o", color=colour, mfc=face, ms=4.2, mew=1.1)
    panel.axvline(0, color=svg.INK, lw=0.9)
    panel.xaxis.set_major_locator(MaxNLocator(5))
    panel.set_xlabel(UNITS[metric], loc="left")
    panel.set_title("Better than base rates: to the right", pad=3)


def _odds(panel: Axes, view: View, who: Sequence[str]) -> None:
    """Probability of each group, drawn once, joined along its members."""
    at = {ident: row for row, ident in enumerate(who)}
    for first in view.firsts_of_groups():
        rows = [at[i] for i in view.group_of(first) if i in at]
        e = view.joint.get(first, Estimate())
        if not e.known or not rows:
            continue
        y = sum(rows) / len(rows)
        if len(rows) > 1:
            panel.plot([e.value] * 2, [min(rows), max(rows)], color=svg.BLUE, lw=0.9)
        if math.isfinite(e.se):
            ends = [max(e.value - e.se, 0.0), min(e.value + e.se, 1.0)]
            panel.plot(ends, [y, y], color=svg.BLUE, lw=1.6)
        panel.plot([e.value], [y], "o", color=svg.BLUE, ms=4.6, clip_on=False, zorder=3)
        cold = view.joint_untempered.get(first, Estimate())
        if cold.known:
            panel.plot([cold.value], [y], "x", color=svg.VERMILLION, ms=4.6, mew=1.1, clip_on=False)
    panel.set_xlim(0, 1)
    panel.set_xticks([0, 0.25, 0.5, 0.75, 1.0], ["0", ".25", ".5", ".75", "1"])
    panel.set_xlabel("probability among these accounts,\nas coded here", loc="left")
    panel.set_title("Probability", pad=3)


def _key(view: View, metric: str) -> list[Any]:
    there = {s for (_, s, m), e in view.skill.items() if m == metric and e.known}
    made = [
        Line2D(
            [],
            [],
            marker="o",
            color=svg.INK,
            lw=1.4,
            ms=4.2,
            mfc=svg.INK if s == SPLITS[0] else "white",
            label=s,
        )
        for s in SPLITS
        if s in there
    ]
    grey = Line2D([], [], marker="o", color=svg.HALF, lw=1.4, ms=4.2, label="not told from 0")
    tempered = Line2D([], [], marker="o", color=svg.BLUE, lw=1.6, ms=4.6, label="tempered ± s.e.")
    cold = Line2D([], [], marker="x", ls="", color=svg.VERMILLION, ms=4.6, label="untempered")
    return [*made, grey, tempered, cold]


def _doubts(view: View) -> list[str]:
    said = said_of(view)
    star = any(i not in view.ranked and i != view.null for i in view.order)
    joined = any(len(view.group_of(i)) > 1 for i in view.order)
    return [
        said.fails,
        "A line that joins accounts: the record cannot tell them apart, and the probability is theirs together."
        if joined
        else "",
        "* run beside the others and not ranked." if star else "",
    ]


def _provenance_line(c: Comparison) -> str:
    """A line of the foot on a comparison: what was compared with what, and how it is made again."""
    runs = sorted({n.runs for n in c.n_runs.values()})
    many = f"{runs[0]:,}" if len(runs) == 1 else f"{runs[0]:,} to {runs[-1]:,}" if runs else "no"
    rest = f"; record {c.settings.record_hash[:8]}" if c.settings.record_hash else ""
    version = c.settings.versions.get("thaw", "")
    return (
        f"{c.case} against {c.record}, {many} runs an account; made by `{command(c)}`{rest}"
        + (f"; thaw {version}" if version else "")
        + "."
    )


@drawn
def recovery(comparison: Comparison | str | Path, *, size: str = "page") -> Figure:
    """Draw how often a record simulated from each account is traced back to it, or taken for another.

    Parameters
    ----------
    comparison : Comparison or path
        Or the folder that `thaw compare` wrote.
    size : {"page", "column"}

    Returns
    -------
    matplotlib.figure.Figure
        Rows are the account that a run was simulated from, columns what it was taken for, percent of the
        row. Frames join accounts that this record cannot tell apart.

    Raises
    ------
    ThawError
        For another size, a folder without a comparison, or one without runs of known origin.
    """
    form, found = size_of(size), _comparison(comparison)
    view = read_comparison(found)
    seen = found.recovery
    if not seen.matrix:
        raise ThawError(
            "the comparison holds no runs of known origin", expected="a full comparison"
        )
    order = [i for i in view.order if i in seen.labels]
    at = [seen.labels.index(i) for i in order]
    matrix = np.array(seen.matrix, float)[np.ix_(at, at)]
    labels = [view.name(i) for i in order]
    left = wide(labels, most=1.6)
    side = min((form.width - left - 0.25) / len(order), 0.5)
    right = float(np.mean(np.diag(matrix)))
    up = wide(labels, most=1.6)
    paper = sheet(
        form,
        side * len(order) + up + 0.1,
        f"{right:.0%} of records simulated from an account are traced back to it; "
        f"by luck it would be {1 / len(order):.0%}",
        "Row: what a record was simulated from. Column: what it was taken for. Percent of the row.",
        foot=[
            f"{seen.n_test:,} runs of known origin that were not learnt from."
            if seen.n_test
            else "",
            "A frame joins accounts that this record cannot tell apart: they are weighed together."
            if any(len(g) > 1 for g in seen.groups)
            else "",
            _provenance_line(found),
        ],
    )
    free = form.width - left - side * len(order)
    panel = paper.figure.add_subplot(paper.grid(left=left, right=free, top=up, bottom=0.1)[0])
    _matrix(panel, matrix, side)
    panel.set_xticks(range(len(order)), labels, rotation=90)
    panel.set_yticks(range(len(order)), labels)
    panel.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    _frames(panel, [[order.index(i) for i in g if i in order] for g in seen.groups])
    return paper.figure


def _matrix(panel: Axes, matrix: np.ndarray, side: float) -> None:
    small = 7.5 if side > 0.4 else 6.3 if side > 0.24 else 5.0
    for i, row in enumerate(matrix):
        for j, v in enumerate(row):
            fill = svg.sequential(v)
            panel.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, fc=fill, ec="white", lw=0.8))
            shown = f"{100 * v:.0f}" if math.isfinite(v) else "–"
            bold = "bold" if i == j else "normal"
            style: dict[str, Any] = {"fontsize": small, "color": svg.ink_on(fill)}
            panel.text(j, i, shown, ha="center", va="center", weight=bold, **style)
    panel.set_xlim(-0.5, len(matrix) - 0.5)
    panel.set_ylim(len(matrix) - 0.5, -0.5)
    panel.spines[:].set_visible(False)


def _frames(panel: Axes, groups: Sequence[Sequence[int]]) -> None:
    """A frame around each run of neighbours of a group, since order keeps its members together."""
    for rows in groups:
        if len(rows) < 2:
            continue
        low, many = min(rows), max(rows) - min(rows) + 1
        frame = Rectangle((low - 0.5, low - 0.5), many, many, fc="none", ec=svg.VERMILLION, lw=1.5)
        panel.add_patch(frame)
