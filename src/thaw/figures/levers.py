"""What levers change, side by side: mean paired differences with their intervals, by account."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from thaw.case import load_case
from thaw.errors import ThawError
from thaw.figures.opening import EFFECT, effect_in
from thaw.figures.sheet import drawn, sheet, size_of, wide
from thaw.files import shipped
from thaw.report import svg
from thaw.report.names import account_name
from thaw.run.names import one_of
from thaw.run.outcomes import BY_NAME, OUTCOMES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WEIGHTED = "weighted"
MOST = 4
"""Panels unless outcomes are chosen."""

MOST_FILES = 8
ROW = 0.2
"""Inches of an account."""

STEEP = 50.0
"""A scale is logarithmic beyond a tenth where the largest difference is so many times a usual one."""

_NAME = re.compile(
    r"(?P<case>[^.]+)\.(?P<lever>.+?)(\.seeds(?P<first>\d+)-(?P<last>\d+))?(\.[0-9a-f]{8})?$"
)


class Effect(NamedTuple):
    """The table of a file, and what its name tells: case, lever, title for readers, seeds."""

    case: str
    lever: str
    title: str
    seeds: str
    table: pd.DataFrame


@drawn
def levers(
    files: str | Path | Sequence[str | Path],
    *,
    outcomes: str | Sequence[str] | None = None,
    size: str = "page",
) -> Figure:
    """Draw what levers change under each account, given that the occasion arises.

    Parameters
    ----------
    files : path or several
        What `thaw lever` wrote, ending in ``.effect.csv``; at most eight, of one case.
    outcomes : str or sequence of str, optional
        Names as in the files; the first four that move in any of them unless given.
    size : {"page", "column"}

    Returns
    -------
    matplotlib.figure.Figure
        A panel an outcome: mean difference, with the lever less without, over pairs of runs with the same
        people and luck, and its 95 % interval; grey where that holds zero. The weighted mean of the accounts is a
        diamond.

    Raises
    ------
    ThawError
        For a file that is no table of effects, files of several cases, or an unknown outcome.
    """
    form = size_of(size)
    given = [files] if isinstance(files, str | Path) else list(files)
    if not 1 <= len(given) <= MOST_FILES:
        raise ThawError(f"{len(given)} files of effects", expected=f"1 to {MOST_FILES}")
    effects = [_read(Path(f)) for f in given]
    cases = {e.case for e in effects}
    if len(cases) > 1:
        raise ThawError(
            f"these effects are of {len(cases)} cases: {', '.join(sorted(cases))}",
            expected="effects of one case",
        )
    chosen = _chosen(effects, outcomes)
    rows = [(e, a) for e in effects for a in _accounts(e)]
    labels = [_label(a, e) for e, a in rows]
    across = min(form.columns, len(chosen))
    down = -(-len(chosen) // across)
    heads = len(effects) if len(effects) > 1 else 0
    height = ROW * (len(rows) + heads) + 0.55
    what = " and ".join(e.lever for e in effects) if len(effects) < 3 else f"{len(effects)} levers"
    paper = sheet(
        form,
        down * height + 0.1,
        f"What changes with {what}, under each account, where the occasion arises. {_home(effects)}",
        key=_key(),
        columns=4,
        foot=[
            *(f"{e.lever}: {e.title.rstrip('.')}." for e in effects if e.title),
            "Mean of pairs of runs with the same people and luck, with the lever less without; lines are "
            "95 % intervals. In brackets: pairs in which the occasion arises, of all.",
            f"Made by `thaw lever` on {effects[0].case}: "
            + "; ".join(", ".join(t for t in (e.lever, e.seeds) if t) for e in effects)
            + ".",
        ],
    )
    grid = paper.grid(
        down,
        across,
        left=wide([*labels, *((e.lever + "bold" for e in effects) if heads else ())]),
        bottom=0.32,
        wspace=0.12,
        hspace=0.55 / (height - 0.55),
    )
    for k, name in enumerate(chosen):
        panel = paper.figure.add_subplot(grid[divmod(k, across)])
        _panel(panel, effects, name, heads > 0, labelled=k % across == 0)
    return paper.figure


def _read(path: Path) -> Effect:
    table = effect_in(path)
    told = _NAME.match(path.name.removesuffix(EFFECT))
    case, lever = (told["case"], told["lever"]) if told else ("", path.name.removesuffix(EFFECT))
    seeds = f"seeds {told['first']} to {told['last']}" if told and told["first"] else ""
    title = ""
    if case in shipped("cases"):
        known = load_case(case).levers
        title = known[lever].title if lever in known else ""
    return Effect(case, lever.replace("_", " "), title, seeds, table)


def _home(effects: Sequence[Effect]) -> str:
    case = effects[0].case
    return load_case(case).title if case in shipped("cases") else case


def _given(e: Effect) -> pd.DataFrame:
    return e.table[(e.table["given"] == "occasion") & (e.table["polity"] == "all")]


def _chosen(effects: Sequence[Effect], outcomes: Any) -> list[str]:
    """Outcomes to draw: those asked for, else the first that move."""
    there = {str(o) for e in effects for o in _given(e)["outcome"]}
    order = [o.name for o in OUTCOMES if o.name in there] + sorted(there - set(BY_NAME))
    if outcomes is not None:
        asked = [outcomes] if isinstance(outcomes, str) else list(outcomes)
        return [one_of(o, order, "outcome") for o in dict.fromkeys(asked)]
    moved = {
        str(o)
        for e in effects
        for o in _given(e).loc[np.nan_to_num(_given(e)["mean"].to_numpy(float)) != 0, "outcome"]
    }
    found = [o for o in order if o in moved][:MOST]
    if not found:
        raise ThawError(
            "nothing differs in any pair of these files: there is nothing to draw",
            expected="effects of a lever that bites, or outcomes by name",
        )
    return found


def _accounts(e: Effect) -> list[str]:
    return [str(a) for a in dict.fromkeys(e.table["account"])]


def _pairs(e: Effect, account: str, given: str) -> int:
    mine = e.table[(e.table["account"] == account) & (e.table["given"] == given)]
    mine = mine[mine["polity"] == "all"]
    return int(mine["pairs"].max()) if len(mine) else 0


def _label(account: str, e: Effect) -> str:
    name = "weighted" if account == WEIGHTED else account_name(account)
    return f"{name} ({_pairs(e, account, 'occasion')} of {_pairs(e, account, 'all pairs')})"


def _panel(
    panel: Axes, effects: Sequence[Effect], outcome: str, heads: bool, labelled: bool
) -> None:
    """One outcome: levers below one another, accounts below their lever."""
    y, ticks, names, ends = 0.0, [], [], []
    for e in effects:
        if heads:
            ticks.append(y)
            names.append(e.lever)
            y -= 1
        rows = _given(e)
        for account in _accounts(e):
            mine = rows[(rows["account"] == account) & (rows["outcome"] == outcome)]
            ticks.append(y)
            names.append(_label(account, e))
            if len(mine):
                ends += _row(panel, y, account, mine.iloc[0])
            y -= 1
    panel.axvline(0, color=svg.INK, lw=0.8)
    panel.set_yticks(ticks, names if labelled else [""] * len(names))
    if heads and labelled:
        for label in panel.get_yticklabels():
            if label.get_text() in {e.lever for e in effects}:
                label.set_fontweight("bold")
    panel.tick_params(axis="y", length=0)
    panel.set_ylim(y + 0.4, 0.6)
    found = np.abs([v for v in ends if math.isfinite(v) and v != 0])
    if found.size and found.max() > STEEP * np.median(found):
        unit = 10.0 ** np.floor(np.log10(np.median(found)))
        panel.set_xscale("symlog", linthresh=float(max(unit, 1e-3)), linscale=0.6)
        panel.minorticks_off()
    if len(panel.get_xticks()) > 5:
        panel.locator_params(axis="x", nbins=4) if panel.get_xscale() == "linear" else None
    panel.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.4g}".replace("-", "−")))
    panel.grid(axis="x")
    o = BY_NAME.get(outcome)
    unit_ = o.unit if o else ""
    told = f" ({unit_})" if unit_ not in ("", "1", "persons") else ""
    panel.set_title((o.title if o else outcome.replace("_", " ")) + told, pad=3)


def _row(panel: Axes, y: float, account: str, row: Any) -> list[float]:
    mean, low, high = (float(row[c]) for c in ("mean", "low", "high"))
    if not math.isfinite(mean):
        where = panel.get_yaxis_transform()
        style: dict[str, Any] = {"fontsize": 6.3, "color": "#555555", "transform": where}
        panel.text(0.03, y, "the occasion never arises", va="center", **style)
        return []
    told = math.isfinite(low + high) and (low > 0 or high < 0)
    colour = svg.BLUE if told else svg.HALF
    if math.isfinite(low + high):
        panel.plot([low, high], [y, y], color=colour, lw=1.4)
    both = account == WEIGHTED
    panel.plot([mean], [y], "D" if both else "o", color=colour, ms=4.8 if both else 4.2)
    return [mean, low, high]


def _key() -> list[Any]:
    def point(marker: str, colour: str, label: str) -> Line2D:
        return Line2D([], [], marker=marker, color=colour, lw=1.4, ms=4.4, label=label)

    return [
        point("o", svg.BLUE, "an account"),
        point("D", svg.BLUE, "weighted mean of accounts"),
        point("o", svg.HALF, "not told from zero"),
    ]
