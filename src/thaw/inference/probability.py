"""Probabilities among the accounts of one table, tempered against accounts nobody has written.

When every account is wrong, posterior probabilities run to 0 or 1 by themselves. The evidence is
therefore divided by a temperature at which records from hybrids of the accounts, which belong to no
account, seldom make any account look certain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import log_softmax

from thaw.inference.features import Reduction
from thaw.inference.learners import Stack, fit_one
from thaw.inference.settings import Size

CERTAIN = 0.8
ALLOWED = 0.2
HOTTEST = 64.0


def family_prior(accounts: Sequence[Mapping[str, Any]]) -> np.ndarray:
    """Equal shares for families, then equal shares for accounts within a family."""
    family = [str(a.get("family") or a["id"]) for a in accounts]
    share = 1 / len(set(family))
    return np.array([share / family.count(f) for f in family])


def posterior(
    logp: np.ndarray, base: np.ndarray, prior: np.ndarray, temperature: float
) -> np.ndarray:
    """Probabilities: prior times evidence^(1/T), from a classifier's answer `logp`.

    `base` is the classifier's answer to an empty record, which carries no evidence.
    """
    return np.exp(log_softmax((logp - base) / temperature + np.log(prior), axis=-1))


def hybrids(
    X: np.ndarray, y: np.ndarray, items: Sequence[Any], n: int, rng: np.random.Generator
) -> np.ndarray:
    """Reports of `n` regimes that are none of the accounts.

    In turn: each episode from one of two runs of different accounts; each polity and kind of item
    from one of two; and cells drawn on their own from a mixture of accounts' rates (as many events,
    without any account's clustering), the rest from one run.
    """
    accounts = np.unique(y)
    by_episode = np.unique([str(i.episode) for i in items], return_inverse=True)[1]
    by_block = np.unique([f"{i.polity} {i.what}" for i in items], return_inverse=True)[1]
    cell = np.array([i.kind == "cell" for i in items], bool)
    out = np.empty((n, X.shape[1]), np.float32)
    rates: dict[int, np.ndarray] = {}
    for h in range(n):
        a, b = rng.choice(accounts, 2, replace=False)
        first, second = rng.choice(np.flatnonzero(y == a)), rng.choice(np.flatnonzero(y == b))
        if h % 3 < 2:
            block = by_episode if h % 3 == 0 else by_block
            side = rng.random(block.max() + 1) < 0.5
            out[h] = np.where(side[block], X[first], X[second])
            continue
        for c in (a, b):
            if c not in rates:
                rates[c] = _cell_rates(X[y == c], cell)
        share = rng.random()
        mean = share * rates[a] + (1 - share) * rates[b]
        out[h] = np.where(rng.random() < share, X[first], X[second])
        drawn = (rng.poisson(mean) > 0).astype(np.float32)
        out[h, cell] = np.where(np.isnan(out[h, cell]), np.nan, drawn)
    return out


def _cell_rates(X: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """Poisson mean of each cell that gives an account's share of ones."""
    part = X[:, cell]
    seen = ~np.isnan(part)
    share = (np.where(seen, part, 0).sum(axis=0) + 0.05) / (seen.sum(axis=0) + 0.1)
    return -np.log1p(-np.minimum(share, 0.99))


def hybrid_answers(
    stack: Stack,
    reduction: Reduction,
    X: np.ndarray,
    y: np.ndarray,
    items: Sequence[Any],
    visible: np.ndarray,
    n: int,
    seed: int,
) -> np.ndarray:
    """Log probabilities [n, n_accounts] of hybrids, by learners that saw neither parent."""
    rng = np.random.default_rng([seed, 5])
    parts = []
    folds = len(stack.folds)
    for f in range(folds):
        rows = np.flatnonzero(stack.fold_of == f)
        count = n // folds + (f < n % folds)
        if count == 0:
            continue
        made = hybrids(X[rows], y[rows], items, count, rng)
        made[:, ~visible] = np.nan
        F = reduction(made)
        parts.append(stack.log_proba(F, np.ones(F.shape, bool), fold=f))
    return np.concatenate(parts)


def temperature(answers: np.ndarray, base: np.ndarray, prior: np.ndarray) -> float:
    """Least temperature (at least 1) at which hybrids seldom look like any account.

    Seldom: at most `ALLOWED` of them give some account more than `CERTAIN`.
    """

    def too_sure(t: float) -> bool:
        return bool((posterior(answers, base, prior, t).max(axis=1) > CERTAIN).mean() > ALLOWED)

    low, high = 1.0, 1.0
    if not too_sure(1.0):
        return 1.0
    while too_sure(high) and high < HOTTEST:
        low, high = high, high * 2
    for _ in range(20):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if too_sure(middle) else (low, middle)
    return high


def prior_widths(
    F: np.ndarray, y: np.ndarray, log_ratio: np.ndarray, records: np.ndarray, seed: int, size: Size
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Change of the log probabilities of the record under other widths of the parameters' priors.

    A logistic learner is fitted with and without importance weights on the same runs; the
    difference is added to the stack's answer by the caller. Weights are cut off at the root of the
    number of runs times their mean (Ionides 2008, J. Comput. Graph. Stat. 17, truncated importance
    sampling).

    Parameters
    ----------
    F : float32 [n_runs, n_features]
    y : int [n_runs]
    log_ratio : float [n_runs, 2]
        Log density of each run's parameters under priors half and two times as wide, over the one
        they were drawn from.
    records : float [n_records, n_features]
    seed : int
    size : Size
        Work of each of the three fits.

    Returns
    -------
    change : dict
        "half" and "twice" to [n_records, n_accounts].
    effective : dict
        The same keys to the effective number of runs of each account.
    """
    accounts = int(y.max()) + 1
    shown = np.ones(records.shape, bool)

    def masks(n: int, _: np.random.Generator) -> np.ndarray:
        return np.ones((n, F.shape[1]), bool)

    plain = fit_one("logistic", F, y, masks, seed, size).log_proba(records, shown)
    change, left = {}, {}
    for j, name in enumerate(("half", "twice")):
        w = np.zeros(len(y))
        left[name] = np.zeros(accounts)
        for a in range(accounts):
            rows = np.flatnonzero(y == a)
            r = np.exp(log_ratio[rows, j] - log_ratio[rows, j].max())
            r = np.minimum(r, r.mean() * len(rows) ** 0.5)
            w[rows] = r / r.mean()
            left[name][a] = w[rows].sum() ** 2 / (w[rows] ** 2).sum()
        model = fit_one("logistic", F, y, masks, seed, size, weight=w)
        change[name] = model.log_proba(records, shown) - plain
    return change, left
