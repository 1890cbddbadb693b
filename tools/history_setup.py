"""What tools/history_match.yaml says: what is drawn, what is wanted, what runs of a draw are summed up by."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from base_rates import main_steps, plan_for, ranked_accounts

from thaw.calibration import base_rate_tables as pooled
from thaw.calibration.base_rates import SIZES, Rates
from thaw.calibration.emulator import Wanted
from thaw.calibration.ignition import Raw, distance, gap_for, moments, raw_of
from thaw.jobs.replicate import run_once


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
