"""Parameters of one account given a record: regression-adjusted ABC on learned summaries.

Everything is done on the scale on which the prior of every parameter is a standard normal (the normal
quantile of its cumulative probability), so that no draw leaves the support of its parameter and "as
beforehand" is the same everywhere: mean 0, standard deviation 1.

1. A summary of each parameter is its best linear prediction from all features of a report (ridge, on
   runs held out in turn).
2. Only summaries that foretell their parameter in runs held out better than chance does are used; the
   others would be noise in the distance. Chance is the same fit on parameters dealt out among the runs
   anew; one in ten of the summaries that are used is expected to be a false alarm.
3. Runs are weighted by a kernel on the distance of their summaries from the record's, wide enough to
   leave `thaw.inference.scores.LEAST_RUNS` effective runs, and each parameter is moved along its own
   summary to where the record stands.

Sources: Beaumont, Zhang and Balding 2002, Genetics 162 (adjustment by local regression); Fearnhead and
Prangle 2012, JRSS B 74 (summaries learned from runs); Benjamini and Hochberg 1995, JRSS B 57 (which
are used).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import KFold
from threadpoolctl import threadpool_limits

from thaw.inference.learners import quiet
from thaw.inference.scores import LEAST_RUNS, effective, kernel_weights, weighted_quantile

FOLDS = 5
PENALTIES = (0.1, 1.0, 10.0, 100.0, 1000.0, 10_000.0)
"""Penalties of the regression tried, times the number of runs; the largest leaves the mean alone."""
DEALS = 99
"""Times the parameters are dealt out anew, for what chance foretells."""
FALSE_ALARMS = 0.1
"""Share of the summaries used that may be false alarms."""
SPARSE = (0.02, 0.98)
"""Silence of a feature is a feature of its own where this share of runs is silent."""
HALVES = 20
"""Halves of the runs that Monte Carlo errors come from."""
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles that are told."""
STEEPEST = 1.5
"""A parameter moves by at most this much where its summary moves by one."""


@dataclass(frozen=True)
class Summaries:
    """What reports foretell of parameters, on the normal scale.

    Attributes
    ----------
    held_out : float [n_runs, n_parameters]
        Each run's parameters as foretold from its report by fits that did not see the run.
    records : float [n_records, n_parameters]
        The same of other reports; the mean over the fits.
    skill : float [n_parameters]
        Share of the variance that is foretold in runs held out; below zero where nothing is.
    chance : float [n_parameters]
        Share of fits on parameters dealt out anew that foretell as much.
    used : bool [n_parameters]
    """

    held_out: np.ndarray
    records: np.ndarray
    skill: np.ndarray
    chance: np.ndarray
    used: np.ndarray


@dataclass(frozen=True)
class Sample:
    """Weighted draws of the parameters of one account.

    Attributes
    ----------
    z : float [n_runs, n_parameters]
        On the normal scale.
    weight : float [n_runs]
        Summing to one.
    """

    z: np.ndarray
    weight: np.ndarray

    @property
    def effective(self) -> float:
        """Effective number of draws."""
        return effective(self.weight)

    def moments(self) -> np.ndarray:
        """Mean, logarithm of the standard deviation, and quantiles at `LEVELS`; [7, n_parameters]."""
        mean = self.weight @ self.z
        sd = np.sqrt(self.weight @ (self.z - mean) ** 2)
        with np.errstate(divide="ignore"):
            head = np.stack([mean, np.log(sd)])
        return np.concatenate([head, weighted_quantile(self.z, self.weight, LEVELS)])


def columns(F: np.ndarray, sparse: np.ndarray) -> np.ndarray:
    """Features with silence as the mean, and flags of silence for the columns `sparse`."""
    return np.concatenate([np.nan_to_num(F), np.isnan(F)[:, sparse]], axis=1).astype(float)


def learn(
    F: np.ndarray, z: np.ndarray, records: np.ndarray, seed: int, used: np.ndarray | None = None
) -> Summaries:
    """Learn a summary of every parameter and choose those that are used.

    Parameters
    ----------
    F : float [n_runs, n_features]
        Standardised features of the runs of one account; NaN where silent.
    z : float [n_runs, n_parameters]
        Their parameters, on the normal scale.
    records : float [n_records, n_features]
    seed : int
        Of the folds and of what chance deals.
    used : bool [n_parameters], optional
        Use these, and do not ask what chance would foretell.
    """
    n, p = z.shape
    silent = np.isnan(F).mean(axis=0)
    sparse = (silent > SPARSE[0]) & (silent < SPARSE[1])
    A, R = columns(F, sparse), columns(np.atleast_2d(records), sparse)
    rng = np.random.default_rng([seed, 31])
    deals = 0 if used is not None else DEALS
    targets = np.concatenate([z, *(z[rng.permutation(n)] for _ in range(deals))], axis=1)
    fitted = np.zeros_like(targets)
    told = np.zeros((len(R), p))
    folds = KFold(min(FOLDS, n), shuffle=True, random_state=seed % 2**31)
    with quiet(), threadpool_limits(1):
        for train, test in folds.split(A):
            model = RidgeCV(n * np.array(PENALTIES), alpha_per_target=True)
            model.fit(A[train], targets[train])
            fitted[test] = model.predict(A[test]).reshape(len(test), -1)
            told += model.predict(R).reshape(len(R), -1)[:, :p] / folds.n_splits
    skill = 1 - ((targets - fitted) ** 2).sum(axis=0) / ((targets - targets.mean(0)) ** 2).sum(0)
    own, dealt = skill[:p], skill[p:]
    if used is not None:
        return Summaries(fitted[:, :p], told, own, np.full(p, np.nan), used)
    # Parameters are exchangeable on the normal scale: the deals of all serve each.
    chance = (1 + (dealt[None] >= own[:, None]).sum(axis=1)) / (1 + len(dealt))
    return Summaries(fitted[:, :p], told, own, chance, discoveries(chance, FALSE_ALARMS))


def discoveries(chance: np.ndarray, share: float) -> np.ndarray:
    """Which p values stand out, at most `share` of them by chance (Benjamini and Hochberg)."""
    order = np.argsort(chance)
    below = chance[order] <= share * np.arange(1, len(chance) + 1) / len(chance)
    kept = np.zeros(len(chance), bool)
    if below.any():
        kept[order[: np.flatnonzero(below).max() + 1]] = True
    return kept


def posterior(
    z: np.ndarray, known: Summaries, at: np.ndarray, rows: np.ndarray | None = None
) -> Sample:
    """The draws that a record leaves.

    Parameters
    ----------
    z : float [n_runs, n_parameters]
    known : Summaries
        Of the same runs.
    at : float [n_parameters]
        The record's summaries.
    rows : int array, optional
        Use these runs alone.

    Returns
    -------
    Sample
        Parameters whose summary is not used keep their prior draws.
    """
    S = known.held_out
    if rows is not None:
        z, S = z[rows], S[rows]
    n = len(z)
    use = np.flatnonzero(known.used)
    if not len(use):
        return Sample(z.copy(), np.full(n, 1 / n))
    scale = (z - S)[:, use].std(axis=0) + 1e-6
    far = (((S[:, use] - at[use]) / scale) ** 2).sum(axis=1)
    w = kernel_weights(far, min(LEAST_RUNS, n))
    out = z.copy()
    centred = S[:, use] - w @ S[:, use]
    slope = (w @ (centred * z[:, use])) / np.maximum(w @ centred**2, 1e-9)
    out[:, use] += (at[use] - S[:, use]) * np.clip(slope, 0.0, STEEPEST)
    return Sample(out, w)


def monte_carlo_error(
    F: np.ndarray, z: np.ndarray, record: np.ndarray, used: np.ndarray, seed: int
) -> np.ndarray:
    """Standard errors of `Sample.moments` from the table's being of this size and no larger.

    The whole fit, but for the choice of summaries, is made on `HALVES` random halves of the runs.
    Since a half leaves out as many runs as it holds, the spread over halves estimates the error of the
    whole (delete-d jackknife).

    Source: Shao and Wu 1989, Annals of Statistics 17, eq. 2.2.

    Returns
    -------
    float [7, n_parameters]
    """
    rng = np.random.default_rng([seed, 32])
    n = len(z)
    made = []
    for _ in range(HALVES):
        rows = rng.permutation(n)[: n // 2]
        known = learn(F[rows], z[rows], record[None], seed, used)
        made.append(posterior(z[rows], known, known.records[0]).moments())
    return np.std(made, axis=0, ddof=1)
