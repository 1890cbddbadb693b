"""Differences of pairs: a mean with an interval that takes no form for granted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

FEWEST = 6
"""Pairs from which an interval is given: of fewer even equal signs are no rarer than one in twenty."""

SUBSETS = 8192
"""Subsets drawn for an interval."""

LEVEL = 0.95
NAN = float("nan")


class Paired(NamedTuple):
    """The mean difference of pairs.

    Attributes
    ----------
    mean, low, high : float
        NaN without pairs; the bounds also with fewer than `FEWEST`.
    pairs, up, down : int
        All pairs, those in which it is above 0, and those below.
    """

    mean: float
    low: float
    high: float
    pairs: int
    up: int
    down: int

    @property
    def sign(self) -> int:
        """1 or -1 where the interval lies on one side of nought, else 0."""
        return int(self.low > 0) - int(self.high < 0)

    def __str__(self) -> str:
        """The mean with its interval, as in 2.1 [1, 3.2]; "-" without pairs."""
        if not self.pairs:
            return "-"
        if self.low != self.low:
            return figure(self.mean)
        return f"{figure(self.mean)} [{figure(self.low)}, {figure(self.high)}]"


def figure(value: float) -> str:
    """A number at two or three digits, never "-0"."""
    if abs(value) >= 1000:
        return f"{round(value, 3 - len(f'{abs(value):.0f}')):,.0f}"
    made = f"{value:.2g}" if abs(value) < 10 else f"{value:.3g}"
    return made if float(made) else "0"


def paired(differences: np.ndarray) -> Paired:
    """Mean of the differences with an interval of 95 %.

    The interval holds the middle of the means of random subsets of the pairs (Hartigan 1969, J. Am.
    Stat. Assoc. 64: 1303-1317, typical values): exact where differences lie evenly about their centre,
    whatever their spread, as the permutation of signs is. An interval that leaves out 0 needs six
    pairs of one sign.

    Parameters
    ----------
    differences : float array, shape (pairs,)
    """
    d = np.asarray(differences, float)
    if not d.size:
        return Paired(NAN, NAN, NAN, 0, 0, 0)
    low, high = _middle(subset_means(d)) if d.size >= FEWEST else (NAN, NAN)
    return Paired(float(d.mean()), low, high, d.size, int((d > 0).sum()), int((d < 0).sum()))


def weighted(differences: Mapping[str, np.ndarray], weights: Mapping[str, float]) -> Paired:
    """The mean over several accounts by their weights, over those with `FEWEST` pairs or more.

    Returns
    -------
    Paired
        Its counts are sums over the accounts that entered.
    """
    enough = {
        a: np.asarray(d, float)
        for a, d in differences.items()
        if len(d) >= FEWEST and weights.get(a, 0.0) > 0
    }
    total = sum(weights[a] for a in enough)
    if not enough:
        return paired(np.zeros(0))
    share = {a: weights[a] / total for a in enough}
    drawn = sum(share[a] * subset_means(d, salt) for salt, (a, d) in enumerate(enough.items()))
    alone = [paired(d) for d in enough.values()]
    mean = sum(w * one.mean for w, one in zip(share.values(), alone, strict=True))
    low, high = _middle(np.asarray(drawn))
    counts = [sum(getattr(one, n) for one in alone) for n in ("pairs", "up", "down")]
    return Paired(float(mean), low, high, *counts)


def subset_means(d: np.ndarray, salt: int = 0) -> np.ndarray:
    """Means of `SUBSETS` random subsets, none of them empty; the same each time for one salt."""
    rng = np.random.default_rng([salt, d.size])
    chosen = rng.integers(0, 2, (SUBSETS, d.size)).astype(float)
    empty = ~chosen.any(axis=1)
    chosen[empty] = 1.0
    return chosen @ d / chosen.sum(axis=1)


def _middle(means: np.ndarray) -> tuple[float, float]:
    """The part of `LEVEL` in the middle, rounded outwards."""
    tail = (1 - LEVEL) / 2
    low = np.quantile(means, tail, method="lower")
    return float(low), float(np.quantile(means, 1 - tail, method="higher"))
