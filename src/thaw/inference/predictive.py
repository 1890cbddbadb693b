"""What a fitted account expects of every item: chances and intervals, before and after the fit.

Runs are weighted by the posterior over the prior density of their parameters (a normal density with the
posterior's mean and covariance, on the scale on which the prior is standard normal), so the luck of a
run that happens to look like the record counts for nothing: what is predicted is another history under
the fitted parameters. Weights that would leave too few runs are flattened, which is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from thaw.inference.posterior import Sample
from thaw.inference.scores import effective, fill_absent, item_scales, weighted_quantile

LEAST = 30
"""Effective runs that weights must leave."""
WIDE = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class ItemPrediction:
    """What an account expects of one item of the record.

    Attributes
    ----------
    id, episode, polity, what, kind, unit : str
    first, last : str
        Days it is about, ISO.
    value : float
        What the record shows.
    before, after : float
        Cells: the chance of what the record shows, before and after the fit. Others: the share of runs
        that lie at the record's value or farther out, on its side of the median.
    se : float
        Monte Carlo error of `after`.
    low, middle, high : float or None
        5, 50 and 95 % of what is expected after the fit; None for cells.
    inside : bool
        Cells: the chance is 5 % or more. Others: the record lies within 5 to 95 %.
    bound : str
        at_least or up_to where all that is told of a figure is one end; otherwise empty.
    """

    id: str
    episode: str
    polity: str
    what: str
    kind: str
    unit: str
    first: str
    last: str
    value: float
    before: float
    after: float
    se: float
    low: float | None
    middle: float | None
    high: float | None
    inside: bool
    bound: str = ""


def importance(z: np.ndarray, sample: Sample, used: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights of runs by posterior over prior density, and the power they are flattened to.

    Parameters
    ----------
    z : float [n_runs, n_parameters]
        The parameters the runs were made with, standard normal beforehand.
    sample : Sample
    used : bool [n_parameters]
        Parameters that the record moved; the others count for nothing.

    Returns
    -------
    (float [n_runs], float)
        Weights that sum to one; 1 where nothing was flattened, 0 where all are equal.
    """
    n = len(z)
    if not used.any():
        return np.full(n, 1 / n), 1.0
    part = sample.z[:, used]
    mean = sample.weight @ part
    centred = part - mean
    spread = (centred * sample.weight[:, None]).T @ centred + 1e-3 * np.eye(int(used.sum()))
    off = z[:, used] - mean
    log = 0.5 * (z[:, used] ** 2).sum(axis=1)
    log -= 0.5 * np.einsum("ij,ij->i", off, np.linalg.solve(spread, off.T).T)

    def at(power: float) -> np.ndarray:
        w = np.exp(power * (log - log.max()))
        return w / w.sum()

    least = min(LEAST, 0.5 * n)
    if effective(at(1.0)) >= least:
        return at(1.0), 1.0
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(at(middle)) >= least else (low, middle)
    return at(low), low


def predict_items(
    X: np.ndarray, weight: np.ndarray, record: np.ndarray, items: Sequence[Any]
) -> list[ItemPrediction]:
    """What runs so weighted expect of every item that the record shows.

    Parameters
    ----------
    X : float32 [n_runs, n_items]
        Reports; NaN where silent.
    weight : float [n_runs]
        Summing to one.
    record : float [n_items]
        NaN where silent or hidden.
    items : sequence of items
    """
    kinds = np.array([i.kind for i in items])
    _, latest = item_scales(X, kinds, record)
    equal = np.full(len(X), 1 / len(X))
    made = []
    for j in np.flatnonzero(~np.isnan(record)).tolist():
        column = fill_absent(X[:, [j]], kinds[[j]], latest[[j]])
        seen = ~np.isnan(column[:, 0])
        if not seen.any():
            continue
        cell = kinds[j] == "cell"
        before = _chance(column[:, 0], equal, record[j], cell)
        after = _chance(column[:, 0], weight, record[j], cell)
        q: list[float] = []
        inside = after >= WIDE[0]
        if not cell:
            q = [float(v) for v in weighted_quantile(column, weight, WIDE)[:, 0]]
            inside = q[0] <= record[j] <= q[2]
        n = max(effective(weight) * float(weight[seen].sum()), 1.0)
        i = items[j]
        made.append(
            ItemPrediction(
                id=str(i.id),
                episode=str(i.episode),
                polity=str(i.polity),
                what=str(i.what),
                kind=str(i.kind),
                unit=str(getattr(i, "unit", "")),
                first=str(getattr(i, "first", ""))[:10],
                last=str(getattr(i, "last", ""))[:10],
                value=float(record[j]),
                before=before,
                after=after,
                se=float((after * (1 - after) / n) ** 0.5),
                low=q[0] if q else None,
                middle=q[1] if q else None,
                high=q[2] if q else None,
                inside=bool(inside),
            )
        )
    return made


def _chance(x: np.ndarray, weight: np.ndarray, value: float, cell: bool) -> float:
    """Chance of a cell, smoothed by half a one and half a nought; for others, of a tail as far out."""
    seen = ~np.isnan(x)
    mass = float(weight[seen].sum())
    n = max(effective(weight) * mass, 1.0)
    if cell:
        one = float(weight[seen & (x == value)].sum()) / max(mass, 1e-12)
        return (n * one + 0.5) / (n + 1)
    low, high = (float(weight[seen & t].sum()) / max(mass, 1e-12) for t in (x <= value, x >= value))
    return (n * min(low, high, 1.0) + 0.5) / (n + 1)
