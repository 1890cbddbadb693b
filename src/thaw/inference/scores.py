"""Predictive scores: how well each account foretold an episode from the episodes before it.

The runs of an account are weighted by how well they agree with the record so far, on the summaries
that predict the next episode; cells get log and Brier scores, sizes, dates and series the
continuous ranked probability score. Retrodiction and prediction are never added together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from thaw.inference.features import Reduction

LEAST_RUNS = 150
"""Effective number of runs that a weighting must leave."""
COMPONENTS = 6
"""Directions of an episode that past summaries are fitted to."""
INTERVAL = (5, 95)
"""Percentiles of the bootstrap interval."""


def crps(values: np.ndarray, weight: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score of weighted ensembles; lower is better.

    Parameters
    ----------
    values : float [n_members, n_items]
        NaN members are left out.
    weight : float [n_members]
    observed : float [n_items]

    Returns
    -------
    float [n_items]
        In the unit of the values; NaN where no member has weight.

    Source: Gneiting and Raftery 2007, JASA 102, eq. 20-21 (kernel form).
    """
    absent = np.isnan(values)
    w = np.where(absent, 0.0, np.asarray(weight, float)[:, None])
    with np.errstate(invalid="ignore", divide="ignore"):
        w = w / w.sum(axis=0)
    x = np.where(absent, 0.0, values)
    order = np.argsort(x, axis=0, kind="stable")
    x, w = np.take_along_axis(x, order, 0), np.take_along_axis(w, order, 0)
    below = np.cumsum(w, axis=0)
    return (w * np.abs(x - observed)).sum(axis=0) - (w * x * (2 * below - w - 1)).sum(axis=0)


def weighted_quantile(
    values: np.ndarray, weight: np.ndarray, levels: Sequence[float]
) -> np.ndarray:
    """Quantiles [n_levels, n_items] of weighted columns; NaN members are left out."""
    absent = np.isnan(values)
    w = np.where(absent, 0.0, np.asarray(weight, float)[:, None])
    order = np.argsort(np.where(absent, np.inf, values), axis=0, kind="stable")
    x, w = np.take_along_axis(values, order, 0), np.take_along_axis(w, order, 0)
    total = w.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        at = (np.cumsum(w, axis=0) - w / 2) / total
    out = np.full((len(levels), values.shape[1]), np.nan)
    for j in np.flatnonzero(total > 0):
        n = int((~absent[:, j]).sum())
        out[:, j] = np.interp(levels, at[:n, j], x[:n, j])
    return out


def fill_absent(X: np.ndarray, kinds: np.ndarray, latest: np.ndarray) -> np.ndarray:
    """Reports with silence on sizes read as one person and on dates as the latest date.

    A run in which the event did not happen predicted no size and no date; leaving it out would
    score an account only on the runs in which it was lucky. Silent series stay NaN and are left
    out.
    """
    default = np.where(kinds == "size", 0.0, np.where(kinds == "date", latest, np.nan))
    return np.where(np.isnan(X), default, X).astype(np.float32)


class Conditioner:
    """Weights of one account's runs given the record before an episode.

    A ridge regression finds the summaries of the past that predict the episode to come (fitted on
    runs alone); runs are weighted by a Gaussian kernel on the distance between their fitted values
    and the record's, in units of the residual. Where the past tells nothing the weights are equal.
    The kernel widens until `LEAST_RUNS` effective runs remain.

    Source: Fearnhead and Prangle 2012, JRSS B 74, semi-automatic summaries; kernel of Beaumont et
    al. 2002.
    """

    def __init__(self, F: np.ndarray, reduction: Reduction, least: int = LEAST_RUNS) -> None:
        self.episode, self.least = reduction.episode, min(least, len(F))
        silent = np.isnan(F)
        seen = np.maximum((~silent).sum(axis=0), 1)
        self.mean = np.where(silent, 0, F).sum(axis=0) / seen
        spread = np.where(silent, 0, F - self.mean) ** 2
        self.sd = np.sqrt(spread.sum(axis=0) / seen) + 0.05
        share = silent.mean(axis=0)
        self.sparse = np.flatnonzero((share > 0.02) & (share < 0.98))
        self.columns = np.concatenate([self.episode, self.episode[self.sparse]])
        self.Z = self._standard(F)
        self._fitted: dict[int, tuple[np.ndarray, np.ndarray, np.ndarray] | None] = {}

    def _standard(self, F: np.ndarray) -> np.ndarray:
        silent = np.isnan(F)
        z = np.where(silent, 0, np.clip((F - self.mean) / self.sd, -4, 4))
        return np.concatenate([z, 2.0 * silent[:, self.sparse]], axis=1)

    def _fit(self, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
        past, now = np.flatnonzero(self.columns < k), np.flatnonzero(self.columns == k)
        if not len(past) or not len(now):
            return None
        T = self.Z[:, now] - self.Z[:, now].mean(axis=0)
        values, vectors = np.linalg.eigh(T.T @ T / len(T))
        top = [j for j in np.argsort(-values)[:COMPONENTS] if values[j] > 1e-6]
        T = T @ vectors[:, top]
        A = self.Z[:, past]
        centre = A.mean(axis=0)
        A = A - centre
        B = np.linalg.solve(A.T @ A + 0.1 * len(A) * np.eye(len(past)), A.T @ T)
        fit = A @ B
        scale = (T - fit).std(axis=0) + 1e-6
        return B / scale, centre, fit / scale

    def weights(self, record: np.ndarray, k: int) -> np.ndarray:
        """Weights [n_runs], summing to one, for episode `k` given features `record` before it."""
        if k not in self._fitted:
            self._fitted[k] = self._fit(k)
        n = len(self.Z)
        found = self._fitted[k]
        if found is None:
            return np.full(n, 1 / n)
        B, centre, fit = found
        past = np.flatnonzero(self.columns < k)
        here = (self._standard(record[None])[:, past] - centre) @ B
        return kernel_weights(((fit - here) ** 2).sum(axis=1), self.least)


def kernel_weights(squared: np.ndarray, least: int, narrowest: float = 0.35) -> np.ndarray:
    """Gaussian weights of squared distances, as narrow as leaves `least` effective runs."""
    squared = squared - squared.min()

    def at(width: float) -> np.ndarray:
        w = np.exp(-squared / (2 * width**2))
        return w / w.sum()

    low, high = narrowest, narrowest
    while effective(at(high)) < least and high < 1e6:
        low, high = high, high * 2
    for _ in range(12 if high > low else 0):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if effective(at(middle)) < least else (low, middle)
    return at(high)


def effective(w: np.ndarray) -> float:
    """Effective number of runs of weights that sum to one."""
    return float(1.0 / (w**2).sum())


@dataclass
class Forecast:
    """What one account foretold, item by item; NaN where the item is hidden or of the other kind.

    Attributes
    ----------
    p : float [n_items]
        Probability of a one in each cell, smoothed by half a one and half a zero.
    log, brier, crps : float [n_items]
        Scores of the record; log in natural units (higher is better), the others lower is better,
        CRPS in units of the item's spread over all accounts.
    inside50, inside90 : float [n_items]
        Whether the record lies in the central interval.
    effective : float [n_episodes]
    """

    p: np.ndarray
    log: np.ndarray
    brier: np.ndarray
    crps: np.ndarray
    inside50: np.ndarray
    inside90: np.ndarray
    effective: np.ndarray


def forecast(
    conditioner: Conditioner, X: np.ndarray, record: np.ndarray, features: np.ndarray,
    kinds: np.ndarray, item_episode: np.ndarray, scale: np.ndarray, latest: np.ndarray,
    episodes: int,
) -> Forecast:  # fmt: skip
    """Foretell every episode of `record` from the ones before it, with one account's runs `X`."""
    n_items = len(record)
    blank = np.full((6, n_items), np.nan)
    p, log, brier, score, inside50, inside90 = blank
    out = Forecast(p, log, brier, score, inside50, inside90, np.zeros(episodes))
    shown = ~np.isnan(record)
    for k in range(episodes):
        w = conditioner.weights(features, k)
        out.effective[k] = effective(w)
        here = shown & (item_episode == k)
        j = np.flatnonzero(here & (kinds == "cell"))
        if len(j):
            part = X[:, j]
            seen = ~np.isnan(part)
            mass = w @ seen
            with np.errstate(invalid="ignore", divide="ignore"):
                mean = np.where(mass > 0, (w @ np.where(seen, part, 0)) / mass, 0.5)
            count = out.effective[k] * mass
            out.p[j] = chance = (count * mean + 0.5) / (count + 1)
            o = record[j]
            out.log[j] = np.log(np.where(o == 1, chance, 1 - chance))
            out.brier[j] = (chance - o) ** 2
        j = np.flatnonzero(here & (kinds != "cell"))
        if len(j):
            part = fill_absent(X[:, j], kinds[j], latest[j])
            out.crps[j] = crps(part, w, record[j]) / scale[j]
            q = weighted_quantile(part, w, (0.05, 0.25, 0.75, 0.95))
            known = ~np.isnan(q[0])
            out.inside90[j] = np.where(known, (q[0] <= record[j]) & (record[j] <= q[3]), np.nan)
            out.inside50[j] = np.where(known, (q[1] <= record[j]) & (record[j] <= q[2]), np.nan)
    return out


def item_scales(
    X: np.ndarray, kinds: np.ndarray, record: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Spread of every item over all accounts' runs, and the latest date anything gives."""
    scale, latest = np.ones(X.shape[1]), np.zeros(X.shape[1])
    for j in np.flatnonzero(kinds != "cell"):
        v = X[:, j]
        v = v[~np.isnan(v)]
        latest[j] = np.nanmax(np.append(v, record[j])) if len(v) or not np.isnan(record[j]) else 0.0
        filled = fill_absent(X[:, [j]], kinds[[j]], latest[[j]])
        scale[j] = max(float(np.nanstd(filled)) if len(v) or kinds[j] != "series" else 0.0, 1e-2)
    return scale, latest


def summarise(
    forecasts: dict[str, Forecast], item_episode: np.ndarray, predicted: dict[str, np.ndarray],
    null: str | None, episodes: Sequence[str], seed: int, resamples: int = 2000,
) -> dict[str, Any]:  # fmt: skip
    """Scores per account with intervals over episodes, retrodiction and prediction apart.

    Parameters
    ----------
    predicted : dict
        Account to bool [n_episodes]: the episode began after the account was written. All others
        are retrodiction.
    null : str or None
        Account the skills are measured against, on the same episodes.

    Returns
    -------
    dict
        Account to ``{"retrodiction": ..., "prediction": ..., "by_episode": [...]}``. Of each
        score: value (mean per item), low, high, skill, skill_low, skill_high. Skill is 1 -
        score/null's for Brier and CRPS, and the difference to the null in natural units per cell
        for log.
    """
    k_of = item_episode
    n = len(episodes)
    sums = {
        name: {a: _by_episode(getattr(f, name), k_of, n) for a, f in forecasts.items()}
        for name in ("log", "brier", "crps")
    }
    rng = np.random.default_rng([seed, 3])
    draws = rng.random((resamples, n))
    out: dict[str, Any] = {}
    for account in forecasts:
        later = predicted[account]
        out[account] = {
            "retrodiction": _part(sums, account, null, np.flatnonzero(~later), draws),
            "prediction": _part(sums, account, null, np.flatnonzero(later), draws),
            "by_episode": [
                {
                    "episode": episodes[k],
                    "part": "prediction" if later[k] else "retrodiction",
                    **{s: _ratio(sums[s][account][:, k]) for s in sums},
                    "n_cells": int(sums["log"][account][1, k]),
                    "n_other": int(sums["crps"][account][1, k]),
                }
                for k in range(n)
            ],
        }
    return out


def _by_episode(values: np.ndarray, k_of: np.ndarray, n: int) -> np.ndarray:
    """Sum and number of known scores per episode, [2, n]."""
    known = ~np.isnan(values)
    total = np.bincount(k_of[known], values[known], minlength=n)
    return np.array([total, np.bincount(k_of[known], minlength=n)])


def _ratio(pair: np.ndarray) -> float | None:
    return float(pair[0] / pair[1]) if pair[1] > 0 else None


def _part(
    sums: dict[str, dict[str, np.ndarray]], account: str, null: str | None, which: np.ndarray,
    draws: np.ndarray,
) -> dict[str, Any] | None:  # fmt: skip
    """Scores of some episodes, with bootstrap intervals; None when there are none."""
    if not len(which):
        return None
    chosen = which[(draws[:, : len(which)] * len(which)).astype(int)]
    part: dict[str, Any] = {"n_episodes": len(which)}
    for name, by_account in sums.items():
        mine = by_account[account]
        value = _ratio(mine[:, which].sum(axis=1))
        if value is None:
            part[name] = None
            continue
        with np.errstate(invalid="ignore", divide="ignore"):
            boot = mine[0, chosen].sum(axis=1) / mine[1, chosen].sum(axis=1)
        low, high = np.nanpercentile(boot, INTERVAL)
        entry = {
            "value": value,
            "low": float(low),
            "high": float(high),
            "n": int(mine[1, which].sum()),
        }
        if null is not None:
            other = by_account[null]
            rival = _ratio(other[:, which].sum(axis=1))
            with np.errstate(invalid="ignore", divide="ignore"):
                boot_null = other[0, chosen].sum(axis=1) / other[1, chosen].sum(axis=1)
                skills = boot - boot_null if name == "log" else 1 - boot / boot_null
            if rival is not None and np.isfinite(skills).any():
                low, high = np.nanpercentile(skills, INTERVAL)
                skill = value - rival if name == "log" else 1 - value / rival if rival else 0.0
                entry.update(skill=float(skill), skill_low=float(low), skill_high=float(high))
        part[name] = entry
    return part
