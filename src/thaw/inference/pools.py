"""A linear pool of runs and base rates: each counts for as much as it foretold of the record so far.

Runs of a case that was put together from a record say little of how often anything happens in that country; the
record itself does. What runs know, and base rates do not, is what moves what. The pool lets the past decide.

Source: the linear opinion pool (Stone 1961, Ann. Math. Stat. 32, 1339-1342) with its weight set by the
logarithmic score of the past (Hall and Mitchell 2007, Int. J. Forecasting 23, 1-13; Geweke and Amisano 2011,
J. Econometrics 164, 130-141), here its mean under an even prior and not the best one, since the past is short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from thaw.inference.baselines import Baseline, baselines
from thaw.inference.foretell import Forecaster

STEPS = 201
NAME = "with base rates"


@dataclass(frozen=True)
class Weight:
    """What runs count for in the pool.

    Attributes
    ----------
    mean, low, high : float
        Share of the runs, and the interval of 90 % that the past leaves; even where it tells nothing.
    cells : int
        Cells of the past that runs and base rates both foretold.
    """

    mean: float
    low: float
    high: float
    cells: int


def weight_of_runs(runs: np.ndarray, base: np.ndarray, record: np.ndarray) -> Weight:
    """How much of the pool the runs are, from what both said of cells of the past.

    Parameters
    ----------
    runs, base : float [n_cells]
        Chances; NaN where nothing is said.
    record : float [n_cells]
        1 or 0; NaN where silent.

    Returns
    -------
    Weight
    """
    both = ~np.isnan(runs) & ~np.isnan(base) & ~np.isnan(record)
    share = np.linspace(0.0, 1.0, STEPS)
    p = share[:, None] * runs[both] + (1 - share[:, None]) * base[both]
    came = np.where(record[both] == 1, p, 1 - p)
    log = np.log(np.maximum(came, 1e-12)).sum(axis=1)
    mass = np.exp(log - log.max())
    mass /= mass.sum()
    below = np.cumsum(mass)
    low, high = (float(share[np.searchsorted(below, q)]) for q in (0.05, 0.95))
    return Weight(float(mass @ share), low, high, int(both.sum()))


def base_rates_so_far(items: Sequence[Any], record: np.ndarray, past: np.ndarray) -> np.ndarray:
    """The chance that base rates gave each cell of the past, from the cells that ended before it began.

    Parameters
    ----------
    items : sequence of items
    record : float [n_items]
    past : bool [n_items]

    Returns
    -------
    float [n_items]
        NaN for what is no such cell, and where none of its kind in its country came before.
    """
    out = np.full(len(items), np.nan)
    cells = [j for j in np.flatnonzero(past).tolist() if items[j].kind == "cell"]
    for day in sorted({items[j].first for j in cells}):
        now = np.zeros(len(items), bool)
        now[[j for j in cells if items[j].first == day]] = True
        earlier = past & np.array([i.last < day for i in items], bool)
        made = next(b for b in baselines(items, record, earlier, now) if b.name == "base rates")
        out[now] = made.p[now]
    return out


def pooled(runs: Forecaster, base: Baseline, share: float) -> Forecaster:
    """Chances and ensembles of runs and base rates together; of one of them where the other says nothing.

    Parameters
    ----------
    runs : Forecaster
    base : Baseline
    share : float
        Of the runs, 0 to 1.
    """
    both = share * runs.p + (1 - share) * base.p
    p = np.where(np.isnan(both), np.where(np.isnan(runs.p), base.p, runs.p), both)
    se = np.where(np.isnan(base.p), runs.se, share * runs.se)
    ensembles = {}
    for j in {*runs.ensembles, *base.values}:
        parts = []
        if j in runs.ensembles:
            parts.append((*runs.ensembles[j], share))
        if j in base.values:
            values = base.values[j]
            parts.append((values, np.full(len(values), 1 / len(values)), 1 - share))
        alone = len(parts) == 1
        ensembles[j] = (
            np.concatenate([v for v, _, _ in parts]),
            np.concatenate([w if alone else w * s for _, w, s in parts]),
        )
    return Forecaster(NAME, p, se, ensembles)
