"""Is a fit to be trusted? Runs of known parameters, taken as records, through the same fit.

Three checks, on runs whose own report and parameters the summaries did not see:

- ranks of the true parameter among its draws, uniform where the fit is calibrated (simulation-based
  calibration: Talts et al. 2018, arXiv 1804.06788);
- TARP: the share of draws nearer to a random point than the truth is, uniform as well, which sees the
  draws of all parameters together (Lemos et al. 2023, PMLR 202, Tests of Accuracy with Random Points);
- coverage of central intervals, and skill: how much smaller the continuous ranked probability score is
  than the prior's. A fit that gives back the prior passes the first two; skill then says nought.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import kstest

from thaw.inference.posterior import Summaries, posterior
from thaw.inference.scores import crps, effective

DOUBTFUL = 0.01
"""A check whose chance is lower, however many parameters were asked, is told as failed."""
BINS = 10


@dataclass(frozen=True)
class Checks:
    """Ranks and scores over runs of known parameters.

    Attributes
    ----------
    rank : float [n_runs, n_parameters]
        Share of the weight of draws below the true parameter, ties broken by chance; 0 to 1.
    tarp : float [n_runs]
        Share of the weight of draws nearer to a random point than the truth.
    skill : float [n_parameters]
        One less the mean CRPS over that of the prior's draws; NaN for parameters whose summary is not
        used.
    skill_se : float [n_parameters]
    """

    rank: np.ndarray
    tarp: np.ndarray
    skill: np.ndarray
    skill_se: np.ndarray

    def chance(self) -> np.ndarray:
        """Chance of ranks as uneven as these for each parameter (Kolmogorov and Smirnov)."""
        return np.array([kstest(column, "uniform").pvalue for column in self.rank.T])

    @property
    def tarp_chance(self) -> float:
        """Chance of random-point shares as uneven as these."""
        return float(kstest(self.tarp, "uniform").pvalue)

    def coverage(self, share: float, which: np.ndarray | None = None) -> tuple[float, float]:
        """How often the central interval of `share` holds the truth, and its standard error.

        The error is over runs, whose parameters all share one luck.
        """
        rank = self.rank if which is None else self.rank[:, which]
        inside = (np.abs(rank - 0.5) <= share / 2).mean(axis=1)
        return float(inside.mean()), float(inside.std(ddof=1) / len(inside) ** 0.5)

    def histogram(self, parameter: int) -> np.ndarray:
        """Counts of ranks in `BINS` equal bins."""
        return np.histogram(self.rank[:, parameter], BINS, (0, 1))[0]

    @property
    def failed(self) -> list[str]:
        """Which checks fail, in words; the chance of the ranks is Bonferroni's over parameters."""
        out = []
        least = float(self.chance().min() * self.rank.shape[1])
        if least < DOUBTFUL:
            out.append(f"ranks of the true parameters are uneven (p = {least:.1g})")
        if self.tarp_chance < DOUBTFUL:
            out.append(f"random points find draws too near or far (p = {self.tarp_chance:.1g})")
        return out


def check(z: np.ndarray, known: Summaries, seed: int) -> Checks:
    """Fit every run of a table as if it were the record, from all the others.

    Parameters
    ----------
    z : float [n_runs, n_parameters]
        True parameters, on the normal scale.
    known : Summaries
    seed : int
        Of ties and random points.
    """
    rng = np.random.default_rng([seed, 33])
    n, p = z.shape
    dims = known.used if known.used.any() else np.ones(p, bool)
    use = np.flatnonzero(known.used)
    rank, tarp = np.zeros((n, p)), np.zeros(n)
    score = np.full((2, n, len(use)), np.nan)
    every = np.arange(n)
    for t in range(n):
        others = every[every != t]
        made = posterior(z, known, known.held_out[t], others)
        left = effective(made.weight)
        below = made.weight @ (made.z < z[t])
        rank[t] = _between(below, left, rng.random(p))
        point = rng.standard_normal(int(dims.sum()))
        far = ((made.z[:, dims] - point) ** 2).sum(axis=1)
        near = made.weight @ (far < ((z[t, dims] - point) ** 2).sum())
        tarp[t] = _between(near, left, rng.random())
        if len(use):
            equal = np.full(n - 1, 1 / (n - 1))
            score[0, t] = crps(made.z[:, use], made.weight, z[t, use])
            score[1, t] = crps(z[others][:, use], equal, z[t, use])
    skill, se = np.full(p, np.nan), np.full(p, np.nan)
    if len(use):
        mean = score.mean(axis=1)
        skill[use] = 1 - mean[0] / mean[1]
        gap = score[0] - score[1] * (mean[0] / mean[1])
        se[use] = gap.std(axis=0, ddof=1) / n**0.5 / mean[1]
    return Checks(rank, tarp, skill, se)


def _between(share: Any, draws: float, luck: Any) -> Any:
    """A share of weighted draws as a rank that is uniform when the truth is one more draw of them."""
    return (share * draws + luck) / (draws + 1)
