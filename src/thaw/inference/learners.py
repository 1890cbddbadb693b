"""Classifiers of runs by account, trained on randomly masked records, pooled on held-out log score.

Three kinds (boosted trees, an ensemble of small networks, multinomial logistic) are fitted on each
fold and pooled: p proportional to the product of p_l ** w_l, with w >= 0 chosen on runs none of
them saw. The sum of the exponents is a temperature, so no other calibration follows.
"""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from thaw.inference.settings import LEARNER_KINDS, Size

ABSENT = -9.0
"""What a tree reads where a run is silent; a hidden feature is NaN."""
FLOOR = np.log(1e-6)
"""No learner may say less than this: tens of thousands of runs cannot tell smaller chances."""

Masks = Callable[[int, np.random.Generator], np.ndarray]


class Model(Protocol):
    """A fitted learner."""

    def log_proba(self, F: np.ndarray, mask: np.ndarray) -> np.ndarray:
        """Log probability of each account, [n, n_accounts]."""


def shown(F: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Features for trees: NaN where hidden, `ABSENT` where the run is silent."""
    return np.where(mask, np.where(np.isnan(F), np.float32(ABSENT), F), np.float32(np.nan))


def indicators(F: np.ndarray, mask: np.ndarray, sparse: np.ndarray) -> np.ndarray:
    """Features for linear layers: values, flags of hiding, and of silence for `sparse`."""
    silent = np.isnan(F)
    value = np.where(mask & ~silent, F, 0)
    return np.concatenate([value, ~mask, silent[:, sparse] & mask[:, sparse]], 1).astype(np.float32)


def bounded(logp: np.ndarray) -> np.ndarray:
    """Log probabilities no lower than `FLOOR`, summing to one."""
    return log_softmax(np.maximum(log_softmax(logp, axis=1), FLOOR), axis=1)


class Boost:
    """Gradient-boosted trees with early stopping."""

    def __init__(
        self,
        F: np.ndarray,
        mask: np.ndarray,
        y: np.ndarray,
        weight: np.ndarray | None,
        seed: int,
        size: Size,
    ) -> None:
        self.model = HistGradientBoostingClassifier(
            max_iter=size.trees,
            learning_rate=size.rate,
            max_leaf_nodes=size.leaves,
            min_samples_leaf=25,
            l2_regularization=1.0,
            early_stopping=True,
            max_features=0.5,
            validation_fraction=0.12,
            n_iter_no_change=6,
            max_bins=63,
            random_state=seed,
        ).fit(shown(F, mask), y, sample_weight=weight)

    def log_proba(self, F: np.ndarray, mask: np.ndarray) -> np.ndarray:
        """See `Model`."""
        return bounded(np.log(self.model.predict_proba(shown(F, mask)) + 1e-12))


class Networks:
    """The mean log probability of a few small networks."""

    def __init__(
        self,
        F: np.ndarray,
        mask: np.ndarray,
        y: np.ndarray,
        weight: np.ndarray | None,
        seed: int,
        size: Size,
    ) -> None:
        self.sparse = np.flatnonzero(np.isnan(F).mean(axis=0) > 0.005)
        Z = indicators(F, mask, self.sparse)
        # Early stopping keeps a tenth; a batch larger than the rest is cut with a warning.
        batch = min(256, len(Z) - math.ceil(0.1 * len(Z)))
        self.models = [
            MLPClassifier(
                (size.hidden,),
                alpha=1e-2,
                batch_size=batch,
                learning_rate_init=2e-3,
                max_iter=size.epochs,
                early_stopping=True,
                validation_fraction=0.1,
                n_iter_no_change=4,
                random_state=seed + j,
            ).fit(Z, y, sample_weight=weight)
            for j in range(size.networks)
        ]

    def log_proba(self, F: np.ndarray, mask: np.ndarray) -> np.ndarray:
        """See `Model`."""
        Z = indicators(F, mask, self.sparse)
        return bounded(np.mean([np.log(m.predict_proba(Z) + 1e-9) for m in self.models], axis=0))


class Logistic:
    """Multinomial logistic regression; the seed that all learners are given changes nothing here."""

    def __init__(
        self,
        F: np.ndarray,
        mask: np.ndarray,
        y: np.ndarray,
        weight: np.ndarray | None,
        _seed: int,
        size: Size,
    ) -> None:
        self.sparse = np.flatnonzero(np.isnan(F).mean(axis=0) > 0.005)
        self.model = LogisticRegression(C=size.ridge, max_iter=80, tol=1e-3).fit(
            indicators(F, mask, self.sparse), y, sample_weight=weight
        )

    def log_proba(self, F: np.ndarray, mask: np.ndarray) -> np.ndarray:
        """See `Model`."""
        logit = self.model.decision_function(indicators(F, mask, self.sparse))
        if logit.ndim == 1:
            logit = np.stack([-logit / 2, logit / 2], axis=1)
        return bounded(logit)


LEARNERS: dict[str, Any] = dict(zip(LEARNER_KINDS, (Boost, Networks, Logistic), strict=True))


def fit_one(
    kind: str,
    F: np.ndarray,
    y: np.ndarray,
    masks: Masks,
    seed: int,
    size: Size,
    weight: np.ndarray | None = None,
    bootstrap: bool = False,
) -> Model:
    """One learner on at most ``size.rows`` masked runs (drawn with replacement for a bootstrap)."""
    rng = np.random.default_rng(seed)
    n = len(y)
    if bootstrap:
        rows = balanced(y, min(size.rows, n), rng)
    elif n >= size.rows:
        rows = rng.permutation(n)[: size.rows]
    else:
        copies = min(-(-size.rows // n), 4)
        rows = np.concatenate([rng.permutation(n) for _ in range(copies)])[: size.rows]
    w = None if weight is None else weight[rows]
    with threadpool_limits(1):
        return LEARNERS[kind](F[rows], masks(len(rows), rng), y[rows], w, seed % 2**31, size)


def balanced(y: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """About `n` rows drawn with replacement, as many of each account."""
    classes = np.unique(y)
    each = max(n // len(classes), 1)
    return np.concatenate([rng.choice(np.flatnonzero(y == c), each) for c in classes])


@dataclass
class Stack:
    """Learners fitted on all folds but one each, with common exponents of the pool.

    Attributes
    ----------
    kinds : list of str
    folds : list of lists of models
        One list per fold, in order of `kinds`.
    fold_of : int [n_runs]
        Fold in which each run was held out.
    exponents : float [n_kinds]
    base : float [n_accounts]
        Log share of each account among the runs: what the pool says when it sees nothing.
    held_out : float [n_runs, n_accounts]
        Log probabilities of runs shown whole, by learners that never saw them.
    """

    kinds: list[str]
    folds: list[list[Model]]
    fold_of: np.ndarray
    exponents: np.ndarray
    base: np.ndarray
    held_out: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))

    def log_proba(self, F: np.ndarray, mask: np.ndarray, fold: int | None = None) -> np.ndarray:
        """Log probabilities [n, n_accounts]; the mean over folds by default.

        Where a mask hides everything the answer is `base`.
        """
        F, mask = np.atleast_2d(F), np.atleast_2d(mask)
        folds = range(len(self.folds)) if fold is None else [fold]
        with threadpool_limits(1):
            parts = [
                sum(
                    w * m.log_proba(F, mask)
                    for w, m in zip(self.exponents, self.folds[f], strict=True)
                )
                for f in folds
            ]
        logp = log_softmax(np.mean(parts, axis=0), axis=1)
        return np.where(mask.any(axis=1, keepdims=True), logp, self.base)


def fit_stack(
    F: np.ndarray,
    y: np.ndarray,
    masks: Masks,
    seed: int,
    *,
    folds: int = 2,
    kinds: Sequence[str] = LEARNER_KINDS,
    size: Size | None = None,
    progress: Callable[[str], None] | None = None,
) -> Stack:
    """Fit every kind of learner on every fold and pool them.

    Parameters
    ----------
    F : float32 [n_runs, n_features]
        Standardised features; NaN where a run is silent.
    y : int [n_runs]
    masks : callable
        ``masks(n, rng)`` draws n masks [n, n_features] to train and pool under.
    seed : int
        Same seed and arrays, same bits, whatever the number of threads.
    folds : int
        Parts the runs are cut into; each is held out once.
    kinds : sequence of str
        Of `LEARNERS`.
    size : Size, optional
        Work of each fit.
    progress : callable, optional
        Told what is being fitted.
    """
    size = size or Size()
    rng = np.random.default_rng([seed, 1])
    n, accounts = len(y), int(y.max()) + 1
    fold_of = np.zeros(n, int)
    order = rng.permutation(np.bincount(y, minlength=accounts).max())
    for c in range(accounts):  # one order for all: runs shared by two accounts share a fold
        rows = np.flatnonzero(y == c)
        fold_of[rows[order[order < len(rows)]]] = np.arange(len(rows)) % folds
    whole = np.ones((n, F.shape[1]), bool)
    drawn = masks(n, rng)
    hidden = np.empty((len(kinds), n, accounts))
    clear = np.empty((len(kinds), n, accounts))

    def work(job: tuple[int, int]) -> Model:
        f, i = job
        train, test = np.flatnonzero(fold_of != f), np.flatnonzero(fold_of == f)
        if progress:
            progress(f"fitting {kinds[i]}, fold {f + 1} of {folds}")
        model = fit_one(kinds[i], F[train], y[train], masks, _seed(seed, f, i), size)
        with threadpool_limits(1):
            hidden[i, test] = model.log_proba(F[test], drawn[test])
            clear[i, test] = model.log_proba(F[test], whole[test])
        return model

    jobs = [(f, i) for i in range(len(kinds)) for f in range(folds)]
    models = in_threads(work, jobs)
    fitted = [[m for (g, _), m in zip(jobs, models, strict=True) if g == f] for f in range(folds)]
    exponents = pool_exponents(np.concatenate([hidden, clear], axis=1), np.concatenate([y, y]))
    held_out = log_softmax(np.tensordot(exponents, clear, 1), axis=1)
    base = np.log(np.bincount(y, minlength=accounts) / n)
    return Stack(list(kinds), fitted, fold_of, exponents, base, held_out)


def in_threads(work: Callable[[Any], Any], jobs: Sequence[Any]) -> list[Any]:
    """`work` of every job, over cores; one thread a job, so their number changes no bits.

    The numerical libraries' own threads are held to one: two layers of threads on a busy machine
    were measured at five times the time.
    """
    with quiet(), ThreadPoolExecutor(min(os.cpu_count() or 1, 4)) as pool:
        return list(pool.map(work, jobs))


@contextmanager
def quiet() -> Iterator[None]:
    """Libraries held to one thread, and silent about fits stopped early on purpose."""
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def pool_exponents(logp: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Exponents of the log pool with the best log score.

    Parameters
    ----------
    logp : float [n_learners, n, n_accounts]
    y : int [n]
    """

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        pooled = log_softmax(np.tensordot(w, logp, 1), axis=1)
        rows = np.arange(len(y))
        slope = (logp[:, rows, y] - (np.exp(pooled) * logp).sum(axis=2)).mean(axis=1)
        return -pooled[rows, y].mean(), -slope

    start = np.full(len(logp), 1 / len(logp))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, 3)] * len(logp))
    return found.x


def _seed(*parts: int) -> int:
    """A seed at an address."""
    return int(np.random.SeedSequence(list(parts)).generate_state(1)[0])
