"""A lever by month: mean difference of pairs under each account, and weighted with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import FuncFormatter

from thaw.report import svg
from thaw.report.names import account_name
from thaw.run.plotting import RunFigure

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WEIGHTED = "weighted"
COLOURS = (svg.BLUE, svg.ORANGE, svg.GREEN, svg.VERMILLION, svg.PURPLE, svg.SKY)
DASHES = ("-", (0, (4, 1.5)), (0, (1, 1.2)))
"""A second and third round of colours is told apart by its line."""

STEEP = 50.0
"""A scale is logarithmic beyond a tenth where the largest difference is so many times a usual one."""

MOST = 5
"""Panels."""


def lever_figure(
    months: pd.DataFrame,
    outcomes: Mapping[str, tuple[str, str]],
    counts: Mapping[str, tuple[int, int]],
    title: str,
    weighed: str,
    chosen: Sequence[str] | None = None,
) -> Figure:
    """Panels of outcomes that move, over the months in which anything does.

    Parameters
    ----------
    months : DataFrame
        Columns account, outcome, month, mean, low, high; the account "weighted" is their mean.
    outcomes : mapping
        Name to title and unit.
    counts : mapping
        Account to pairs in which the occasion arises, of how many.
    title, weighed : str
        What was tried; where weights come from.
    chosen : sequence of str, optional
        Outcomes to draw; the first five that move unless given.
    """
    moved = months[np.nan_to_num(months["mean"]) != 0]
    names = chosen or [o for o in outcomes if o in set(moved["outcome"])][:MOST]
    figure = RunFigure(figsize=(8.6, 1.2 + 1.45 * max(len(names), 1)), layout="constrained")
    figure.suptitle(f"{title}\n{_caption(counts)}", fontsize=10, x=0.01, ha="left")
    if not len(moved):
        figure.text(0.5, 0.4, "Nothing differs in any pair.", ha="center", fontsize=11)
        return figure
    first, last = (np.datetime64(str(m)) for m in (moved["month"].min(), moved["month"].max()))
    style = {
        a: (COLOURS[k % len(COLOURS)], DASHES[k // len(COLOURS) % len(DASHES)])
        for k, a in enumerate(counts)
    }
    panels = figure.subplots(len(names), 1, sharex=True, squeeze=False)[:, 0]
    for panel, name in zip(panels, names, strict=True):
        _panel(panel, months[months["outcome"] == name], style, (first - 1, last + 2))
        head, unit = outcomes[name]
        panel.set_title(head + _unit(unit), loc="left", fontsize=9, pad=3)
    locator = AutoDateLocator(minticks=3, maxticks=9)
    panels[-1].xaxis.set_major_locator(locator)
    panels[-1].xaxis.set_major_formatter(ConciseDateFormatter(locator))
    _key(figure, panels[0], weighed)
    return figure


def _unit(unit: str) -> str:
    return "" if unit in ("1", "persons") or "=" in unit else f" ({unit})"


def _caption(counts: Mapping[str, tuple[int, int]]) -> str:
    arises = sum(n for n, _ in counts.values())
    every = sum(n for _, n in counts.values())
    return (
        f"with the lever less without, mean by month over the {arises} of {every} pairs in which the "
        "occasion arises"
    )


def _panel(panel: Axes, rows: pd.DataFrame, style: Mapping[str, Any], span: tuple) -> None:
    """One outcome: a line an account, the weighted mean in black with its interval."""
    size = []
    for account, (colour, dash) in style.items():
        mine = rows[rows["account"] == account]
        if mine["mean"].isna().all():
            continue
        panel.plot(
            _edges(mine),
            _to_edges(mine, "mean"),
            color=colour,
            ls=dash,
            lw=1.1,
            drawstyle="steps-post",
            label=account_name(account),
        )
        size.append(np.abs(mine["mean"].to_numpy(float)))
    both = rows[rows["account"] == WEIGHTED]
    if not both["mean"].isna().all():
        edges = _edges(both)
        panel.fill_between(
            edges,
            _to_edges(both, "low"),
            _to_edges(both, "high"),
            step="post",
            color="#888888",
            alpha=0.3,
            lw=0,
        )
        panel.plot(
            edges,
            _to_edges(both, "mean"),
            color=svg.INK,
            lw=1.8,
            drawstyle="steps-post",
            label="weighted, with 95 %",
        )
        size += [np.abs(both[c].to_numpy(float)) for c in ("low", "high")]
    found = np.concatenate(size) if size else np.zeros(0)
    found = found[np.isfinite(found) & (found > 0)]
    if found.size and found.max() > STEEP * np.median(found):
        unit = 10.0 ** np.floor(np.log10(np.median(found)))
        panel.set_yscale("symlog", linthresh=float(max(unit, 1e-3)), linscale=0.6)
        panel.minorticks_off()
        if len(panel.get_yticks()) > 6:
            panel.set_yticks(panel.get_yticks()[::2])
    panel.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:,.6g}".replace("-", "−")))
    panel.axhline(0, color=svg.INK, lw=0.7)
    panel.set_xlim(*(s.astype("datetime64[D]") for s in span))
    panel.tick_params(labelsize=8)
    panel.grid(color="#e4e4e0", lw=0.6)
    panel.set_axisbelow(True)
    panel.spines[["top", "right"]].set_visible(False)


def _edges(rows: pd.DataFrame) -> np.ndarray:
    """Days at which months begin, and the end of the last."""
    months = rows["month"].to_numpy("datetime64[M]")
    return np.append(months, months[-1] + 1).astype("datetime64[D]")


def _to_edges(rows: pd.DataFrame, column: str) -> np.ndarray:
    """A column by month, its last value once more, so that the last month has its width."""
    values = rows[column].to_numpy(float)
    return np.append(values, values[-1])


def _key(figure: Figure, panel: Axes, weighed: str) -> None:
    handles, labels = panel.get_legend_handles_labels()
    figure.legend(
        handles,
        labels,
        loc="outside lower left",
        ncols=min(5, len(labels)),
        frameon=False,
        fontsize=8,
        title=f"weights: {weighed}",
        title_fontsize=8,
        alignment="left",
    )
