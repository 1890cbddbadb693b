"""Set the shared block of priors by history matching on base rates of unrest under closed rule.

python tools/history_match.py --out out/history                all rounds, then priors and figures
python tools/history_match.py --out out/history --rounds 1     no more than the first round
python tools/history_match.py --out out/history --only-write   priors and figures from what is there

A round draws points over the region not yet ruled out, makes several runs a draw, fits an emulator to
each target on all draws to date, and rules out what those say is implausible. Parameters, ranges and
targets stand in tools/history_match.yaml; which years or places had risings is used nowhere. Every
round is kept in OUT (draws, runs, statistics, emulators as CSV or lines of JSON); a job that was ended
goes on where it was. The outcome is OUT/priors.yaml, OUT/report.md and figures (SVG) in --figures.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml

sys.path.insert(0, str(Path(__file__).parent))

from base_rates import (
    Task,
    attempt,
    main_steps,
    plan_for,
    ranked_accounts,
    rates_in,
    run_all,
    stamp_of,
    write_csv,
)

from thaw.calibration import base_rate_tables as pooled
from thaw.calibration.base_rates import SIZES, Rates
from thaw.calibration.emulator import (
    Emulator,
    Wanted,
    fit,
    implausibility,
    plausible,
    plausible_points,
    sobol,
    spread_out,
)
from thaw.calibration.ignition import Raw, distance, gap_for, moments, raw_of
from thaw.files import data_folder
from thaw.jobs.run_pool import run_seed
from thaw.jobs.simulate import run_once

HERE = Path(__file__).parent
FIGURES = HERE.parent / "docs" / "ideas"
SAMPLE = 4000
"""Points of the region that is left, from which margins are fitted."""

WIDTHS = (1.0, 0.75, 0.5)
"""Widths of independent priors of which it is said how much of them is plausible."""

FLAT = 0.9
"""A margin whose spread is at least this part of an even one's is written as even."""


# What is drawn


@dataclass(frozen=True)
class Axis:
    """One parameter of the box."""

    name: str
    low: float
    high: float
    log: bool = False
    solves: str | None = None

    def value(self, u: np.ndarray) -> np.ndarray:
        """From the unit interval to the parameter's scale."""
        if self.log:
            return self.low * (self.high / self.low) ** u
        return self.low + (self.high - self.low) * u


@dataclass(frozen=True)
class Setup:
    """The YAML file, read."""

    case: str
    reference: str
    draws: tuple[int, ...]
    runs: dict[str, int]
    cutoff: tuple[float, ...]
    luck: float
    limit: float
    axes: tuple[Axis, ...]
    targets: tuple[dict[str, Any], ...]
    accounts: tuple[str, ...]

    @property
    def wanted(self) -> list[Wanted]:
        """The intervals of the targets."""
        return [
            Wanted(t["name"], float(t["low"]), float(t["high"]), float(t["tolerance"]))
            for t in self.targets
        ]

    @cached_property
    def at_rest(self) -> tuple[np.ndarray, np.ndarray, float, dict[str, float]]:
        """Where workers stand a quarter of a year into a quiet run in which nobody can act."""
        plan = plan_for(self.reference, self.case, False)
        steps = min(90, main_steps(plan))
        run = run_once(plan, 1, "median", parameters={"speak_out.gap": 3.0}, steps=steps)
        below, weights, spread = distance(run.world, run.parameters, moments(plan.case.traits))
        return below, weights, spread, run.parameters

    def values(self, u: np.ndarray) -> list[dict[str, float]]:
        """Parameters of each draw, those that are solved for put in.

        Parameters
        ----------
        u : float array, shape (n, d), in the unit cube
        """
        drawn = [
            {a.name: float(a.value(p)) for a, p in zip(self.axes, row, strict=True)} for row in u
        ]
        return [self._solved(one) for one in drawn]

    def _solved(self, drawn: dict[str, float]) -> dict[str, float]:
        out = dict(drawn)
        for axis in self.axes:
            if axis.solves:
                wanted = out.pop(axis.name)
                below, weights, spread, usual = self.at_rest
                raw: Raw = raw_of({**usual, **out}, spread)
                noise = usual["speak_out.noise"]
                out[axis.solves] = gap_for(wanted, raw, below, weights, noise)
        return out


def read_setup(file: Path, accounts: Sequence[str] | None = None) -> Setup:
    """The setup in a YAML file, checked against what statistics there are."""
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    for target in data["targets"]:
        if target["statistic"] not in STATISTICS or target["of"] not in ("events", "quiet", "both"):
            raise SystemExit(
                f"{file.name}: target {target['name']!r} names no statistic or set of runs"
            )
    axes = tuple(
        Axis(n, float(a["low"]), float(a["high"]), a.get("log", False), a.get("solves"))
        for n, a in data["parameters"].items()
    )
    return Setup(
        data["case"],
        data["reference"],
        tuple(data["draws"]),
        data["runs"],
        tuple(data["cutoff"]),
        float(data["luck"]),
        float(data["limit"]),
        axes,
        tuple(data["targets"]),
        tuple(accounts or ranked_accounts()),
    )


# What runs of one draw are summed up by: a number, or nan where there is nothing to tell it by

Statistic = Callable[[Sequence[Rates]], float]


def _log_years(size: int) -> Statistic:
    def of(runs: Sequence[Rates]) -> float:
        found = pooled.countries(runs)
        if not found:
            return math.nan
        years = sum(c.years for c in found)
        hits = sum(c.by_size[SIZES.index(size)] for c in found)
        return math.log10((hits + 0.5) / (years + 1.0))

    return of


def _log_days(share: float) -> Statistic:
    def of(runs: Sequence[Rates]) -> float:
        days = pooled.length_quantile(runs, share)
        return math.log10(min(days, 2000.0)) if days == days else math.nan

    return of


def log_longest(runs: Sequence[Rates]) -> float:
    """Mean over runs of the logarithm of the longest wave's days; of a run given up, 1,000."""
    longest = [
        1000 if r.stopped else max((c.longest for c in r.countries), default=0) for r in runs
    ]
    return float(np.mean(np.log10(np.maximum(longest, 1))))


def endless_runs(runs: Sequence[Rates]) -> float:
    """Share of runs in which a country acts without end."""
    return float(np.mean([pooled.endless(r) for r in runs]))


def log_deaths(runs: Sequence[Rates]) -> float:
    """Mean logarithm of deaths per 100,000 where fire was opened; none counts as half a death."""
    fired = [w for w in pooled.waves(runs) if w.fired and w.took_part > 0]
    rates = [1e5 * max(w.deaths, 0.5) / w.took_part for w in fired]
    return float(np.mean(np.log10(rates))) if rates else math.nan


def log_heads(runs: Sequence[Rates]) -> float:
    """Events per head in the largest country over that elsewhere, half an event added to both."""
    found = pooled.countries(runs)
    largest = max((c.inhabitants for c in found), default=0.0)
    sums = {True: [0.5, 0.0], False: [0.5, 0.0]}
    for c in found:
        sums[c.inhabitants >= largest][0] += c.events
        sums[c.inhabitants >= largest][1] += c.years * c.inhabitants
    if sum(c.events for c in found) < 10:
        return math.nan
    big, small = sums[True], sums[False]
    return math.log10(big[0] / big[1] / (small[0] / small[1]))


STATISTICS: dict[str, Statistic] = {
    "log_years_1000": _log_years(1_000),
    "log_years_10000": _log_years(10_000),
    "log_years_100000": _log_years(100_000),
    "log_median_days": _log_days(0.5),
    "log_long_days": _log_days(0.9),
    "log_longest": log_longest,
    "endless_runs": endless_runs,
    "local_waves": lambda runs: pooled.share_of_waves(runs, lambda w: w.local),
    "again_broken": lambda runs: pooled.recurrence(runs, ("broken",)),
    "again_granted": lambda runs: pooled.recurrence(runs, ("granted", "both")),
    "log_deaths": log_deaths,
    "councils": lambda runs: pooled.share_of_waves(
        runs, lambda w: w.council > pooled.COUNCILS, pooled.national_strike
    ),
    "log_heads": log_heads,
}


def with_noise(of: Statistic, runs: Sequence[Rates]) -> tuple[float, float]:
    """A statistic of the runs of a draw, and its variance by leaving out one run after another."""
    value = of(runs)
    n = len(runs)
    if n < 2 or not math.isfinite(value):
        return value, math.nan
    left = np.array([of([r for m, r in enumerate(runs) if m != k]) for k in range(n)])
    left = left[np.isfinite(left)]
    if left.size < 2:
        return value, math.nan
    return value, float((n - 1) / n * np.sum((left - left.mean()) ** 2))


# Rounds


@dataclass(frozen=True)
class Round:
    """One round: points, statistics and their variances (draws by targets)."""

    points: np.ndarray
    values: np.ndarray
    noise: np.ndarray


def tasks_of(
    setup: Setup, number: int, parameters: Sequence[dict[str, float]], stamp: str
) -> list[Task]:
    """Runs of a round, the first of every draw first: accounts take turns, every run has its own seed."""
    kinds = [(which, k) for which, runs in setup.runs.items() for k in range(runs)]
    made = []
    for turn, (which, k) in enumerate(kinds):
        for draw, values in enumerate(parameters):
            account = setup.accounts[(draw + turn) % len(setup.accounts)]
            key = f"{number}/{draw}/{which}/{k}/{stamp}"
            seed = run_seed(7, f"{number}/{draw}/{which}", k)
            made.append(
                Task(key, account, setup.case, which == "events", seed, values, f"draw {draw}")
            )
    return made


def carry_out_round(
    setup: Setup,
    number: int,
    points: np.ndarray,
    out: Path,
    workers: int,
    stamp: str,
    run: Callable[[Task], dict[str, Any]] = attempt,
) -> Round:
    """Make the runs of a round, or those that are missing, and sum them up by draw."""
    parameters = setup.values(points)
    write_csv(
        out / f"round-{number}-draws.csv", [{"draw": k, **p} for k, p in enumerate(parameters)]
    )
    tasks = tasks_of(setup, number, parameters, stamp)
    rows = run_all(tasks, out / f"round-{number}.jsonl", workers, setup.limit, run)
    by_draw: list[list[dict[str, Any]]] = [[] for _ in points]
    for row in rows:
        by_draw[int(row["key"].split("/")[1])].append(row)
    found = np.array([summed_up(setup, each) for each in by_draw])
    made = Round(points, found[..., 0], found[..., 1])
    _write_statistics(setup, number, parameters, made, out)
    return made


def summed_up(setup: Setup, rows: Sequence[dict[str, Any]]) -> np.ndarray:
    """Value and variance of every target from the runs of one draw, shape (n_targets, 2)."""
    sets = {
        "events": rates_in(r for r in rows if r["events"]),
        "quiet": rates_in(r for r in rows if not r["events"]),
        "both": rates_in(rows),
    }
    return np.array(
        [
            with_noise(STATISTICS[t["statistic"]], sets[t["of"]])
            if sets[t["of"]]
            else (np.nan, np.nan)
            for t in setup.targets
        ]
    )


def _write_statistics(
    setup: Setup, number: int, parameters: Sequence[dict[str, float]], made: Round, out: Path
) -> None:
    own = own_implausibility(setup, made)
    rows = []
    for k, values in enumerate(parameters):
        told = {t["name"]: made.values[k, j] for j, t in enumerate(setup.targets)}
        rows.append({"draw": k, "implausibility": own[k], **told, **values})
    write_csv(out / f"round-{number}.csv", rows)


def own_implausibility(setup: Setup, made: Round) -> np.ndarray:
    """The largest implausibility of each draw by its own runs, no emulator in it."""
    worst = np.zeros(len(made.points))
    for j, want in enumerate(setup.wanted):
        known = made.noise[made.noise[:, j] > 0, j]
        usual = float(np.median(known)) if known.size else 0.0
        miss = want.miss(made.values[:, j]) / np.sqrt(usual + want.tolerance**2)
        worst = np.maximum(worst, np.where(np.isfinite(miss), miss, 0.0))
    return worst


def emulators_of(setup: Setup, rounds: Sequence[Round]) -> list[Emulator | None]:
    """An emulator of each target on all draws to date."""
    x = np.vstack([r.points for r in rounds])
    values, noise = np.vstack([r.values for r in rounds]), np.vstack([r.noise for r in rounds])
    made = []
    for j in range(len(setup.targets)):
        usual = np.nanmedian(noise[:, j]) if np.isfinite(noise[:, j]).any() else 0.0
        # three to six runs tell their own variance badly: halfway to what is usual
        own = np.where(np.isfinite(noise[:, j]), noise[:, j], usual)
        made.append(fit(x, values[:, j], 0.5 * usual + 0.5 * np.clip(own, usual / 5, usual * 5)))
    return made


def left_by(
    setup: Setup, emulators: Sequence[Emulator | None], cutoff: float
) -> Callable[[np.ndarray], np.ndarray]:
    """Whether points are still plausible."""

    def inside(x: np.ndarray) -> np.ndarray:
        parts = [
            plausible(setup.wanted, emulators, part, cutoff, setup.luck)
            for part in np.array_split(x, max(1, len(x) // 4096))
        ]
        return np.concatenate(parts)

    return inside


def next_points(setup: Setup, rounds: Sequence[Round], number: int, out: Path) -> np.ndarray:
    """Points of round `number` (from 1): all over the box at first, then over the region left."""
    file = out / f"round-{number}-points.csv"
    if file.exists():
        return np.loadtxt(file, delimiter=",", ndmin=2)
    n, d = setup.draws[number - 1], len(setup.axes)
    if not rounds:
        points = sobol(n, d, 11)
    else:
        emulators = emulators_of(setup, rounds)
        cutoff = setup.cutoff[number - 2]
        best = np.vstack([r.points for r in rounds])
        region, share = plausible_points(
            left_by(setup, emulators, cutoff), d, 10 * n, 100 + number, known=best
        )
        _write_emulators(setup, emulators, number - 1, share, cutoff, out)
        if len(region) == 0:
            raise SystemExit(
                f"nothing is left after round {number - 1}: see round-{number - 1}-emulators.csv "
                "for the targets, and widen ranges or tolerances"
            )
        points = spread_out(region, n, number)
    np.savetxt(file, points, delimiter=",", fmt="%.8f")
    return points


def _write_emulators(
    setup: Setup,
    emulators: Sequence[Emulator | None],
    number: int,
    share: float,
    cutoff: float,
    out: Path,
) -> None:
    names = [a.name for a in setup.axes]
    probe = sobol(1024, len(names), 5)
    misses = implausibility(setup.wanted, emulators, probe, setup.luck)
    rows = []
    for j, (target, e) in enumerate(zip(setup.targets, emulators, strict=True)):
        row = {"target": target["name"], "draws": 0, "ruled_out": 0.0}
        if e is not None:
            row |= {
                "draws": e.draws,
                "explained": round(e.explained, 3),
                "inflate": round(e.inflate, 2),
                "luck_sd": round(e.luck**0.5, 4),
                "ruled_out": round(float((misses[:, j] > cutoff).mean()), 3),
                "active": " ".join(names[k] for k in e.active),
            }
        rows.append(row)
    write_csv(out / f"round-{number}-emulators.csv", rows)
    print(
        f"after round {number}: {share:.2%} of the box is left at a cutoff of {cutoff}",
        file=sys.stderr,
    )
    with (out / "shares.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"{number},{cutoff},{share}\n")


# The outcome


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


def conclude(setup: Setup, rounds: Sequence[Round], out: Path, figures: Path) -> None:
    """Priors, report and figures from all rounds."""
    emulators = emulators_of(setup, rounds)
    cutoff = setup.cutoff[min(len(rounds), len(setup.cutoff)) - 1]
    inside = left_by(setup, emulators, cutoff)
    best = np.vstack([r.points for r in rounds])
    points, share = plausible_points(inside, len(setup.axes), SAMPLE, 999, known=best)
    _write_emulators(setup, emulators, len(rounds), share, cutoff, out)
    if len(points) == 0:
        raise SystemExit("no point is plausible: no priors can be written")
    points = points[np.random.default_rng(2).permutation(len(points))[:SAMPLE]]
    solved = next((a.solves for a in setup.axes if a.solves), None)
    some = points[:300]
    gap = np.array([v[solved] for v in setup.values(some)]) if solved else None
    (out / "priors.yaml").write_text(priors_yaml(setup, points, gap), encoding="utf-8")
    text = report(setup, rounds, points, some, gap, share, inside)
    (out / "report.md").write_text(text, encoding="utf-8")
    figure_targets(setup, rounds, figures / "base-rates-targets.svg")
    figure_margins(setup, points, figures / "base-rates-margins.svg")
    print(text)
    print((out / "priors.yaml").read_text(encoding="utf-8"))


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


# The job


def kept_stamp(setup: Setup, out: Path, again: bool) -> str:
    """The stamp under which the runs of this folder are made: a change of code is not passed over."""
    now = stamp_of(plan_for(setup.reference, setup.case, True))
    file = out / "stamp.txt"
    if file.exists() and file.read_text(encoding="utf-8").strip() != now and not again:
        raise SystemExit(
            f"{out}: the engine, the case or mechanisms have changed since its first round; "
            "use another --out, or --anyway to go on with runs of two kinds"
        )
    if not file.exists():
        file.write_text(now + "\n", encoding="utf-8")
    return file.read_text(encoding="utf-8").strip()


def rounds_there(setup: Setup, out: Path) -> list[Round]:
    """Rounds whose statistics were written, read back; variances are reckoned from their runs."""
    found: list[Round] = []
    for number in range(1, len(setup.draws) + 1):
        if not (out / f"round-{number}.csv").exists():
            break
        with (out / f"round-{number}.csv").open(encoding="utf-8") as stream:
            n = len(list(csv.DictReader(stream)))
        points = np.loadtxt(out / f"round-{number}-points.csv", delimiter=",", ndmin=2)[:n]
        stamp = (out / "stamp.txt").read_text(encoding="utf-8").strip()
        found.append(carry_out_round(setup, number, points, out, 1, stamp))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--setup", type=Path, default=HERE / "history_match.yaml")
    parser.add_argument("--out", type=Path, default=Path("out/history"))
    parser.add_argument("--figures", type=Path, default=FIGURES)
    parser.add_argument("--accounts", nargs="*", help="by default all that are ranked")
    parser.add_argument("--rounds", type=int, help="stop after this many")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--anyway", action="store_true", help="go on although code has changed")
    parser.add_argument("--only-write", action="store_true")
    options = parser.parse_args()
    setup = read_setup(options.setup, options.accounts)
    options.out.mkdir(parents=True, exist_ok=True)
    stamp = kept_stamp(setup, options.out, options.anyway)
    last = min(options.rounds or len(setup.draws), len(setup.draws))
    rounds: list[Round] = rounds_there(setup, options.out) if options.only_write else []
    if not options.only_write:
        for number in range(1, last + 1):
            points = next_points(setup, rounds, number, options.out)
            rounds.append(
                carry_out_round(setup, number, points, options.out, options.workers, stamp)
            )
    conclude(setup, rounds, options.out, options.figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
