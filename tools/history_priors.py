"""What history matching leaves, written down: priors, a report in Markdown, figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from history_rounds import Round, own_implausibility
from history_setup import Axis, Setup

from thaw.files import data_folder

SAMPLE = 4000
"""Points of the region that is left, from which margins are fitted."""

WIDTHS = (1.0, 0.75, 0.5)
"""Widths of independent priors of which it is said how much of them is plausible."""

FLAT = 0.9
"""A margin whose spread is at least this part of an even one's is written as even."""


def fitted_prior(axis: Axis, values: np.ndarray) -> dict[str, list[float]]:
    """A prior fitted to a margin of plausible draws: even where it fills its range, else (log)normal."""
    if axis.log:
        logs = np.log(values)
        return {"lognormal": [_short(logs.mean()), _short(max(logs.std(), 1e-3))]}
    if values.std() >= FLAT * (axis.high - axis.low) / math.sqrt(12):
        return {"uniform": [axis.low, axis.high]}
    return {"normal": [_short(values.mean()), _short(max(values.std(), 1e-4))]}


def _short(x: float) -> float:
    return float(f"{x:.4g}")


def priors_yaml(setup: Setup, points: np.ndarray, gap: np.ndarray | None) -> str:
    """The shared block as text for _nuisance.yaml."""
    lines = [
        "# Numbers no author speaks to but every run needs: one prior for all accounts, set by history",
        "# matching on base rates of unrest under closed rule (docs/ideas/base-rates.md). An account's own",
        "# prior on the same number replaces the line here.",
        "# lognormal: [natural log of the median, sd of the log].",
        "priors:",
    ]
    for k, axis in enumerate(setup.axes):
        values = axis.value(points[:, k])
        prior, name = fitted_prior(axis, values), axis.name
        note = f"median {np.median(values):.3g}"
        if axis.solves and gap is not None:
            lines.append(f"  # {axis.name}: {prior}, {note}, from which follows:")
            prior = {"normal": [_short(gap.mean()), _short(gap.std())]}
            name, note = axis.solves, f"median {np.median(gap):.3g}; see the correlations"
        ((form, pair),) = prior.items()
        lines.append(f"  {name}: {{{form}: [{pair[0]:g}, {pair[1]:g}]}}  # {note}")
    lines += ["  # left as they were:", *_other_lines(setup)]
    return "\n".join(lines) + "\n"


def _other_lines(setup: Setup) -> list[str]:
    """Lines of the present shared block on numbers that were not drawn here."""
    drawn = {a.solves or a.name for a in setup.axes}
    text = (data_folder("accounts") / "_nuisance.yaml").read_text(encoding="utf-8")
    held = text.partition("priors:\n")[2].splitlines()
    names = [line.strip().partition(":")[0] for line in held]
    return [
        x for x, n in zip(held, names, strict=True) if "." in n and n not in drawn and n[0] != "#"
    ]


def share_of_product(
    inside: Callable[[np.ndarray], np.ndarray], points: np.ndarray, width: float
) -> float:
    """How much of independent margins, at a multiple of their width, is plausible: what a list of priors gives."""
    rng = np.random.default_rng(3)
    middle = np.median(points, axis=0)
    drawn = np.stack(
        [rng.permutation(np.resize(points[:, k], SAMPLE)) for k in range(points.shape[1])], axis=1
    )
    return float(inside(np.clip(middle + width * (drawn - middle), 0, 1)).mean())


def rank_correlations(points: np.ndarray) -> np.ndarray:
    """Spearman's correlations between columns."""
    ranks = np.argsort(np.argsort(points, axis=0), axis=0)
    return np.corrcoef(ranks, rowvar=False)


def report(
    setup: Setup,
    rounds: Sequence[Round],
    points: np.ndarray,
    some: np.ndarray,
    gap: np.ndarray | None,
    share: float,
    inside: Callable[[np.ndarray], np.ndarray],
) -> str:
    """What came of it, in Markdown."""
    widths = [f"{w:g}: {share_of_product(inside, points, w):.0%}" for w in WIDTHS]
    parts = [
        f"{len(rounds)} rounds, {sum(len(r.points) for r in rounds)} draws of "
        f"{sum(setup.runs.values())} runs each. Of the box {share:.2%} is left.\n",
        "Share of draws whose own runs are within 3 on every target, by round: "
        + ", ".join(f"{np.mean(own_implausibility(setup, r) < 3):.0%}" for r in rounds)
        + ".\n",
        "Of independent priors with the plausible margins, plausible by width: "
        + ", ".join(widths)
        + ".\n",
        _target_lines(setup, rounds),
        "Rank correlations beyond .25 among plausible draws:\n",
        _tied(setup, points),
    ]
    if gap is not None:
        parts.append(_of_gap(setup, some, gap))
    return "\n".join(parts)


def _target_lines(setup: Setup, rounds: Sequence[Round]) -> str:
    lines = [
        "| target | wanted | " + " | ".join(f"round {k + 1}" for k in range(len(rounds))) + " |",
        "| --- " * (len(rounds) + 2) + "|",
    ]
    for j, want in enumerate(setup.wanted):
        cells = []
        for r in rounds:
            known = r.values[np.isfinite(r.values[:, j]), j]
            met = np.mean(want.miss(known) <= want.tolerance) if known.size else math.nan
            cells.append(f"{np.median(known):.2f} ({met:.0%} in)" if known.size else "none")
        lines.append(f"| {want.name} | {want.low:g} to {want.high:g} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _tied(setup: Setup, points: np.ndarray) -> str:
    r, names = rank_correlations(points), [a.name for a in setup.axes]
    pairs = [(abs(r[i, j]), i, j) for i in range(len(names)) for j in range(i)]
    lines = [
        f"- {names[i]}, {names[j]}: {r[i, j]:+.2f}"
        for size, i, j in sorted(pairs)[::-1]
        if size > 0.25
    ]
    return "\n".join(lines or ["- none"]) + "\n"


def _of_gap(setup: Setup, points: np.ndarray, gap: np.ndarray) -> str:
    """The height that was solved for, as a linear rule of the numbers drawn."""
    spread = points.std(axis=0)
    x = (points - points.mean(axis=0)) / np.maximum(spread, 1e-9)
    slope, *_ = np.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), gap, rcond=None)
    rest = gap - np.column_stack([np.ones(len(x)), x]) @ slope
    order = np.argsort(-np.abs(slope[1:]))[:6]
    told = ", ".join(f"{setup.axes[k].name} {slope[1 + k]:+.3f}" for k in order)
    return (
        f"speak_out.gap: mean {gap.mean():.3f}, sd {gap.std():.3f} motive; per sd of each: {told}; "
        f"what is left has sd {rest.std():.3f}.\n"
    )


STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "thaw",
    "font.size": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def figure_targets(setup: Setup, rounds: Sequence[Round], file: Path) -> None:
    """Each target's statistic over the draws of the first and of the last round, wanted interval shaded."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        columns = 3
        fig = Figure(
            figsize=(8.0, 1.5 * math.ceil(len(setup.targets) / columns)), layout="constrained"
        )
        for j, want in enumerate(setup.wanted):
            ax = fig.add_subplot(math.ceil(len(setup.targets) / columns), columns, j + 1)
            ax.axvspan(want.low, want.high, color="0.88", lw=0)
            parts = [r.values[np.isfinite(r.values[:, j]), j] for r in (rounds[0], rounds[-1])]
            both = np.concatenate([*parts, [want.low]])
            edges = np.linspace(both.min(), max(both.max(), both.min() + 1e-6), 25)
            for part, colour, word in zip(
                parts, ("0.55", "#b2182b"), ("before", "after"), strict=True
            ):
                if part.size:
                    weights = np.full(part.size, 1.0 / part.size)
                    ax.hist(
                        part,
                        edges,
                        weights=weights,
                        histtype="step",
                        color=colour,
                        label=word,
                        lw=1.2,
                    )
            ax.set_xlim(edges[0], edges[-1])
            ax.set_title(want.name, fontsize=8)
            ax.set_yticks([])
            if j == 0:
                ax.legend(frameon=False, fontsize=7)
        _save(fig, file)


def figure_margins(setup: Setup, points: np.ndarray, file: Path) -> None:
    """Margin of each parameter over its range: even before, as it is left after."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        columns = 4
        rows = math.ceil(len(setup.axes) / columns)
        fig = Figure(figsize=(8.0, 1.2 * rows), layout="constrained")
        for k, axis in enumerate(setup.axes):
            ax = fig.add_subplot(rows, columns, k + 1)
            ax.hist(points[:, k], 20, (0, 1), density=True, color="#b2182b", alpha=0.7)
            ax.axhline(1.0, color="0.4", lw=1)
            ax.set_xticks([0, 1], [f"{axis.low:g}", f"{axis.high:g}"])
            ax.set_yticks([])
            ax.set_title(axis.name + (" (log)" if axis.log else ""), fontsize=7)
        _save(fig, file)


def _save(fig: Any, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fig.savefig(file, format="svg", metadata={"Date": None})
    text = "\n".join(line.rstrip() for line in file.read_text(encoding="utf-8").splitlines())
    file.write_text(text + "\n", encoding="utf-8")
