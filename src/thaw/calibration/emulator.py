"""Emulators of what runs give at parameters not run, and the region that wanted values leave.

One emulator a quantity, in the manner of Bayes linear history matching (Craig, Goldstein, Seheult and
Smith 1997; Vernon, Goldstein and Bower 2010, Bayesian Analysis 5(4) 619-669): a polynomial in all
parameters, a Gaussian process over those that matter most, and a remainder that is left to luck.
A point is implausible when the distance from the wanted interval is many standard deviations of all
that is uncertain about it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

ACTIVE = 7
"""Parameters over which the Gaussian process of one quantity goes."""

FEWEST = 40
"""Draws with a value below which a quantity is not emulated."""

FITTED = 300
"""Draws on which lengths and variances of a process are fitted."""

FOLDS = 5


@dataclass(frozen=True)
class Emulator:
    """A quantity as a function of parameters in the unit cube.

    Attributes
    ----------
    trend, process : fitted scikit-learn models
    active : int array
        Columns that the process sees.
    luck : float
        Variance between draws at the same parameters: runs differ, and what parameters left out do.
    inflate : float
        Factor on the process's own variance, by which it covers draws it was not shown.
    explained : float
        Share of the variance of draws not shown that it tells.
    draws : int
        Draws it was fitted on.
    """

    trend: Any
    process: Any
    active: np.ndarray
    luck: float
    inflate: float
    explained: float
    draws: int

    def at(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean and variance of the expected value at points.

        Parameters
        ----------
        x : float array, shape (n, d), in the unit cube

        Returns
        -------
        two float arrays, shape (n,)
        """
        rest, sd = self.process.predict(_centre(x)[:, self.active], return_std=True)
        variance = np.maximum(sd**2 - _white(self.process), 0.0)
        return self.trend.predict(_terms(x)) + rest, self.inflate * variance

    def mean(self, x: np.ndarray) -> np.ndarray:
        """The mean of `at` alone, at a fraction of the time."""
        return self.trend.predict(_terms(x)) + self.process.predict(_centre(x)[:, self.active])

    @property
    def most(self) -> float:
        """A variance that `at` never exceeds."""
        return self.inflate * float(self.process.kernel_.k1.k1.constant_value)


@dataclass(frozen=True)
class Wanted:
    """An interval that a quantity should lie in, and how far outside is still no fault (one sd)."""

    name: str
    low: float
    high: float
    tolerance: float

    def miss(self, value: np.ndarray) -> np.ndarray:
        """Distance from the interval, 0 inside."""
        return np.maximum(np.maximum(self.low - value, value - self.high), 0.0)


def fit(x: np.ndarray, y: np.ndarray, noise: np.ndarray | None = None) -> Emulator | None:
    """An emulator of `y`, or None with too few draws that have a value.

    Parameters
    ----------
    x : float array, shape (n, d), in the unit cube
    y : float array, shape (n,); nan where a draw has no value
    noise : float array, shape (n,), optional
        Variance of each value by the runs it is a mean of, as far as known.
    """
    known = np.isfinite(y)
    if known.sum() < max(FEWEST, x.shape[1] + 10):
        return None
    x, y = x[known], y[known]
    noise = np.zeros(y.size) if noise is None else noise[known]
    trend, active, process = _fit_once(x, y, noise)
    spread, miss = _tested(x, y, noise, active, process)
    luck = float(_white(process) + np.median(noise))
    return Emulator(
        trend,
        process,
        active,
        luck,
        max(1.0, spread),
        1.0 - miss / max(float(np.var(y)), 1e-12),
        int(known.sum()),
    )


def _fit_once(
    x: np.ndarray, y: np.ndarray, noise: np.ndarray, kernel: Any = None, active: Any = None
) -> tuple[Any, np.ndarray, Any]:
    """Trend, active columns and process.

    A kernel that is given is taken as it is, one that is not is fitted on at most `FITTED` draws.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
    from sklearn.linear_model import RidgeCV

    trend = RidgeCV(np.logspace(-1, 4, 21)).fit(_terms(x), y)
    rest = y - trend.predict(_terms(x))
    if active is None:
        d = x.shape[1]
        weight = np.abs(trend.coef_[:d]) + np.abs(trend.coef_[d:])
        active = np.sort(np.argsort(-weight)[:ACTIVE])
    at = _centre(x)[:, active]
    if kernel is None:
        scale = max(float(np.var(rest)), 1e-8)
        kernel = ConstantKernel(scale / 2, (scale * 1e-3, scale * 3)) * RBF(
            np.full(len(active), 1.5), (0.3, 20.0)
        ) + WhiteKernel(scale / 2, (scale * 1e-3, scale * 3))
        some = np.linspace(0, len(y) - 1, min(len(y), FITTED)).astype(int)
        first = GaussianProcessRegressor(kernel, alpha=noise[some] + 1e-9)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            kernel = first.fit(at[some], rest[some]).kernel_
    process = GaussianProcessRegressor(kernel, alpha=noise + 1e-9, optimizer=None).fit(at, rest)
    return trend, active, process


def _tested(
    x: np.ndarray, y: np.ndarray, noise: np.ndarray, active: np.ndarray, process: Any
) -> tuple[float, float]:
    """Mean squared standardised error, and mean squared error, on draws left out by turns."""
    fold = np.arange(y.size) % FOLDS
    error, variance = np.zeros(y.size), np.zeros(y.size)
    for k in range(FOLDS):
        shown, held = fold != k, fold == k
        trend, _, part = _fit_once(x[shown], y[shown], noise[shown], process.kernel_, active)
        rest, sd = part.predict(_centre(x[held])[:, active], return_std=True)
        error[held] = y[held] - trend.predict(_terms(x[held])) - rest
        variance[held] = sd**2 + noise[held]
    return float(np.mean(error**2 / np.maximum(variance, 1e-12))), float(np.mean(error**2))


def _white(process: Any) -> float:
    return float(process.kernel_.k2.noise_level)


def _centre(x: np.ndarray) -> np.ndarray:
    return 2.0 * np.asarray(x, float) - 1.0


def _terms(x: np.ndarray) -> np.ndarray:
    c = _centre(x)
    return np.hstack([c, c**2 - 1.0 / 3.0])


def implausibility(
    wanted: Sequence[Wanted], emulators: Sequence[Emulator | None], x: np.ndarray, luck: float = 1.0
) -> np.ndarray:
    """How implausible each point is by each quantity; 0 for a quantity without emulator.

    Parameters
    ----------
    luck : float
        Part of the variance between draws at one point that counts: 1 where what is wanted is one
        such draw, less where it is the mean of many.

    Returns
    -------
    float array, shape (n points, n quantities)
    """
    out = np.zeros((len(x), len(wanted)))
    for k, (want, emulator) in enumerate(zip(wanted, emulators, strict=True)):
        if emulator is not None:
            mean, variance = emulator.at(x)
            out[:, k] = want.miss(mean) / np.sqrt(
                variance + luck * emulator.luck + want.tolerance**2
            )
    return out


def plausible(
    wanted: Sequence[Wanted],
    emulators: Sequence[Emulator | None],
    x: np.ndarray,
    cutoff: float,
    luck: float = 1.0,
) -> np.ndarray:
    """Whether each point is at most `cutoff` implausible by every quantity.

    The same as asking `implausibility`, but a point that one quantity rules out is not asked by the
    next, and a variance is reckoned only where it decides.
    """
    left = np.arange(len(x))
    for want, emulator in zip(wanted, emulators, strict=True):
        if emulator is None or left.size == 0:
            continue
        miss = want.miss(emulator.mean(x[left]))
        known = luck * emulator.luck + want.tolerance**2
        ok = miss <= cutoff * np.sqrt(known)
        open_ = ~ok & (miss <= cutoff * np.sqrt(known + emulator.most))
        if open_.any():
            _, variance = emulator.at(x[left[open_]])
            ok[open_] = miss[open_] <= cutoff * np.sqrt(known + variance)
        left = left[ok]
    out = np.zeros(len(x), bool)
    out[left] = True
    return out


def sobol(n: int, d: int, seed: int) -> np.ndarray:
    """The first `n` points of a scrambled Sobol sequence in the unit cube of `d` dimensions."""
    from scipy.stats import qmc

    points = qmc.Sobol(d, rng=np.random.default_rng(seed))
    return points.random_base2(max(int(np.ceil(np.log2(max(n, 2)))), 1))[:n]


def plausible_points(
    inside: Callable[[np.ndarray], np.ndarray],
    d: int,
    n: int,
    seed: int,
    tries: int = 2**15,
    known: np.ndarray | None = None,
) -> tuple[np.ndarray, float]:
    """About `n` points spread over the region that `inside` leaves, and its share of the cube.

    Points of a Sobol sequence are sifted; where too few stay, those that did (and `known` ones) walk
    within the region.

    Parameters
    ----------
    inside : callable
        Points, shape (m, d), to bool array, shape (m,).

    Returns
    -------
    points : float array, shape (at most n, d); none when the region is empty
    share : float
    """
    tried = sobol(tries, d, seed)
    kept = tried[inside(tried)]
    share = len(kept) / tries
    start = kept if known is None else np.vstack([kept, known[inside(known)]])
    if len(start) == 0:
        return start, share
    if len(start) < n:
        start = _walk(inside, start, n, np.random.default_rng(seed + 1))
    return start, share


def _walk(
    inside: Callable[[np.ndarray], np.ndarray], start: np.ndarray, n: int, rng: np.random.Generator
) -> np.ndarray:
    """Points of random walks that stay inside, begun at `start` in turn, until there are `n`."""
    d = start.shape[1]
    at = start[np.arange(max(n, len(start))) % len(start)]
    size = np.full(len(at), 0.25)
    for _ in range(40):
        step = rng.normal(size=at.shape) * np.maximum(start.std(axis=0), 0.08)
        moved = np.abs(at + size[:, None] * step / np.sqrt(d) * 2.0)
        moved = np.where(moved > 1.0, 2.0 - moved, moved)
        ok = np.all((moved >= 0) & (moved <= 1), axis=1) & inside(np.clip(moved, 0, 1))
        at = np.where(ok[:, None], moved, at)
        size = np.clip(size * np.where(ok, 1.15, 0.8), 0.02, 1.5)
    return at


def spread_out(points: np.ndarray, n: int, seed: int) -> np.ndarray:
    """`n` of the points: of thrice as many, each next as far as can be from those chosen."""
    if len(points) <= n:
        return points
    rng = np.random.default_rng(seed)
    pool = points[rng.permutation(len(points))[: 3 * n]]
    chosen = [0]
    nearest = np.sum((pool - pool[0]) ** 2, axis=1)
    while len(chosen) < n:
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, np.sum((pool - pool[chosen[-1]]) ** 2, axis=1))
    return pool[chosen]
