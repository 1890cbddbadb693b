"""Proper scores, and forecasts of an episode from the episodes before it.

The runs of an account are weighted by how well they agree with the record so far, on the summaries
that predict the next episode; cells get log and Brier scores, sizes, dates and series the
continuous ranked probability score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from thaw.inference.features import Reduction

LEAST_RUNS = 150
"""Effective number of runs that a weighting must leave."""
COMPONENTS = 6
"""Directions of an episode that past summaries are fitted to."""


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
    """Quantiles of weighted columns, interpolated between members; NaN members are left out.

    A member stands at the middle of its own share of the cumulated weight, and quantiles are linear
    between members. With equal weights this is Hazen's definition, type 5 of Hyndman and Fan (1996,
    American Statistician 50) and ``numpy.quantile(method="hazen")``. `numpy.quantile` takes weights
    with ``method="inverted_cdf"`` alone, which jumps from member to member: with the few effective
    runs that are left here, the ends of a 90 % interval would lie up to a whole member off.

    Parameters
    ----------
    values : float [n_members, n_items]
    weight : float [n_members]
    levels : sequence of float
        Between 0 and 1.

    Returns
    -------
    float [n_levels, n_items]
        NaN where no member has weight.
    """
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


@dataclass(frozen=True)
class Columns:
    """What the items of a table are, as forecasts use it.

    Attributes
    ----------
    kind : str [n_items]
        cell, size, date or series.
    episode : int [n_items]
        Position among the `n_episodes` episodes, in order of time.
    scale : float [n_items]
        Spread of every item over all accounts' runs, in its own unit; 1 for cells.
    latest : float [n_items]
        The latest date anything gives, days; what silence on a date is read as.
    """

    kind: np.ndarray
    episode: np.ndarray
    scale: np.ndarray
    latest: np.ndarray
    n_episodes: int

    @classmethod
    def of(
        cls,
        X: np.ndarray,
        record: np.ndarray,
        kind: np.ndarray,
        episode: np.ndarray,
        n_episodes: int,
    ) -> Columns:
        """Measure the items of all accounts' runs `X` [n_runs, n_items] and of the record."""
        return cls(kind, episode, *item_scales(X, kind, record), n_episodes)


def forecast(
    conditioner: Conditioner,
    X: np.ndarray,
    record: np.ndarray,
    features: np.ndarray,
    columns: Columns,
) -> Forecast:
    """Predict every episode of a record from the ones before it.

    Parameters
    ----------
    conditioner : Conditioner
        Of the account.
    X : float32 [n_runs, n_items]
        The account's runs.
    record : float [n_items]
    features : float [n_features]
        The record's.
    columns : Columns
    """
    blank = np.full(len(record), np.nan)
    out = Forecast(
        p=blank.copy(),
        log=blank.copy(),
        brier=blank.copy(),
        crps=blank.copy(),
        inside50=blank.copy(),
        inside90=blank.copy(),
        effective=np.zeros(columns.n_episodes),
    )
    shown = ~np.isnan(record)
    cell = columns.kind == "cell"
    for k in range(columns.n_episodes):
        w = conditioner.weights(features, k)
        out.effective[k] = effective(w)
        here = shown & (columns.episode == k)
        _forecast_cells(out, np.flatnonzero(here & cell), X, w, record)
        _forecast_others(out, np.flatnonzero(here & ~cell), X, w, record, columns)
    return out


def _forecast_cells(
    out: Forecast, j: np.ndarray, X: np.ndarray, w: np.ndarray, record: np.ndarray
) -> None:
    """Fill in probabilities and scores of the cells `j` of one episode, in place."""
    if not len(j):
        return
    part = X[:, j]
    seen = ~np.isnan(part)
    mass = w @ seen
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(mass > 0, (w @ np.where(seen, part, 0)) / mass, 0.5)
    count = effective(w) * mass
    out.p[j] = chance = (count * mean + 0.5) / (count + 1)
    o = record[j]
    out.log[j] = np.log(np.where(o == 1, chance, 1 - chance))
    out.brier[j] = (chance - o) ** 2


def _forecast_others(
    out: Forecast, j: np.ndarray, X: np.ndarray, w: np.ndarray, record: np.ndarray, columns: Columns
) -> None:
    """Fill in scores and intervals of the sizes, dates and series `j` of one episode, in place."""
    if not len(j):
        return
    part = fill_absent(X[:, j], columns.kind[j], columns.latest[j])
    out.crps[j] = crps(part, w, record[j]) / columns.scale[j]
    q = weighted_quantile(part, w, (0.05, 0.25, 0.75, 0.95))
    known = ~np.isnan(q[0])
    out.inside90[j] = np.where(known, (q[0] <= record[j]) & (record[j] <= q[3]), np.nan)
    out.inside50[j] = np.where(known, (q[1] <= record[j]) & (record[j] <= q[2]), np.nan)


CLOSEST = {"size": 0.3, "date": 30.0, "series": 0.02}
"""Least spread of an item: a size to a factor of two, as rival figures differ; a day to a month; a figure of a series
to a twentieth. Assumed."""


def item_scales(
    X: np.ndarray, kinds: np.ndarray, record: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Spread of every item over all accounts' runs, and the latest date anything gives.

    A spread is at least `CLOSEST`: where all runs agree, a record that does not would else count for more
    than all other items together.
    """
    scale, latest = np.ones(X.shape[1]), np.zeros(X.shape[1])
    for j in np.flatnonzero(kinds != "cell"):
        v = X[:, j]
        v = v[~np.isnan(v)]
        latest[j] = np.nanmax(np.append(v, record[j])) if len(v) or not np.isnan(record[j]) else 0.0
        filled = fill_absent(X[:, [j]], kinds[[j]], latest[[j]])
        scale[j] = max(
            float(np.nanstd(filled)) if len(v) or kinds[j] != "series" else 0.0,
            CLOSEST[str(kinds[j])],
        )
    return scale, latest
