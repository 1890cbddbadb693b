"""Could any account give such a record? Asked before any verdict.

The record's distance from an account's runs is compared with the distances of held-out runs of the
same account. It sees the record over its whole span (`whole`), not by episodes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from sklearn.covariance import LedoitWolf
from sklearn.metrics import pairwise_distances
from threadpoolctl import threadpool_limits

from thaw.inference.results import FailedItem, Misfit, Misspecification
from thaw.inference.whole import seen_whole

FAIL_CELL = 0.02
"""Probability below which an account is taken not to expect what a cell shows."""
FAIL_TAIL = 0.01
"""Tail probability below which it is taken not to expect a size, date or series."""
RUNS_TO_FAIL = math.ceil(0.5 / FAIL_TAIL)
"""Runs of an account below which no size, date or series can be that far out: half a run of so few is more."""
FLAG_P = 0.05
"""An account whose p value is lower is flagged."""
PROBES = 5
"""Runs of every account that are taken for the record, to tell how many items usually fail."""
NEIGHBOURS = 10
"""Nearest runs whose mean distance is taken."""


def discrepancy(F: np.ndarray, record: np.ndarray, seed: int) -> Misfit:
    """How unusual the record is among one account's own runs.

    Parameters
    ----------
    F : float [n, n_features]
        The account's runs.
    record : float [n_features]
    seed : int
        Of the two halves, each held out from the other.

    Returns
    -------
    Misfit
    """
    rng = np.random.default_rng([seed, 11])
    silent = np.isnan(F)
    share = silent.mean(axis=0)
    flags = np.flatnonzero((share > 0) | np.isnan(record))
    Z = np.concatenate([F, silent[:, flags]], axis=1)
    r = np.concatenate([record, np.isnan(record)[flags]]).astype(float)
    order = rng.permutation(len(Z))
    counts = {"mahalanobis": 0, "neighbours": 0}
    for own, out in (np.array_split(order, 2), np.array_split(order, 2)[::-1]):
        A, B = _standard(Z[own], np.vstack([Z[out], r]), len(F[0]))
        with threadpool_limits(1):
            model = LedoitWolf().fit(A)
            far = model.mahalanobis(B)
            near = np.sort(pairwise_distances(B, A), axis=1)[:, :NEIGHBOURS].mean(axis=1)
        counts["mahalanobis"] += int((far[:-1] >= far[-1]).sum())
        counts["neighbours"] += int((near[:-1] >= near[-1]).sum())
    share_as_far = {k: (c + 1) / (len(Z) + 1) for k, c in counts.items()}
    p_value = min(1.0, 2 * min(share_as_far.values()))
    least_p = min(1.0, 2 / (len(Z) + 1))
    return Misfit(
        **share_as_far,
        p_value=p_value,
        least_p=least_p,
        flagged=p_value < FLAG_P,
        untold=least_p >= FLAG_P,
        runs=len(Z),
    )


def _standard(A: np.ndarray, B: np.ndarray, values: int) -> tuple[np.ndarray, np.ndarray]:
    """Both standardised by `A`; silence reads as the mean, no spread is below that of a rarity."""
    seen = ~np.isnan(A)
    n = np.maximum(seen.sum(axis=0), 1)
    mean = np.where(seen, A, 0).sum(axis=0) / n
    sd = np.sqrt(np.where(seen, (A - mean) ** 2, 0).sum(axis=0) / n)
    least = np.where(np.arange(A.shape[1]) < values, 0.05, (1.0 / (len(A) + 2)) ** 0.5)
    scale = np.maximum(sd, least)

    def scaled(M: np.ndarray) -> np.ndarray:
        return np.clip(np.where(np.isnan(M), 0, (M - mean) / scale), -6, 6)

    return scaled(A), scaled(B)


class _Expected(NamedTuple):
    """By account and item: probability of what is shown, runs like it, of how many, and whether few tell it."""

    chance: np.ndarray
    hits: np.ndarray
    of: np.ndarray
    scarce: np.ndarray


def _expected(
    X: np.ndarray, y: np.ndarray, record: np.ndarray, items: Sequence[Any], accounts: int
) -> _Expected:
    """How far each account's runs expect what a record shows; arrays [n_accounts, n_items], 1 where silent."""
    shown = np.flatnonzero(~np.isnan(record))
    is_cell = np.array([i.kind == "cell" for i in items], bool)
    chance = np.ones((accounts, X.shape[1]))
    hits, of = (np.zeros((accounts, X.shape[1]), int) for _ in range(2))
    scarce = np.zeros((accounts, X.shape[1]), bool)
    for a in range(accounts):
        runs = X[y == a]
        for at in range(0, len(shown), 500):
            j = shown[at : at + 500]
            part = runs[:, j]
            seen = ~np.isnan(part)
            n = seen.sum(axis=0)
            cell = is_cell[j]
            same = ((part == record[j]) & seen).sum(axis=0)
            low = ((part <= record[j]) & seen).sum(axis=0)
            high = ((part >= record[j]) & seen).sum(axis=0)
            tail = (np.minimum(low, high) + 0.5) / (n + 1)
            told = (n + 0.5) / (len(runs) + 1)
            other = np.where(told < FAIL_CELL, told, tail * FAIL_CELL / FAIL_TAIL)
            chance[a, j] = np.where(cell, (same + 0.5) / (n + 1), other)
            rare = scarce[a, j] = ~cell & (told < FAIL_CELL)
            hits[a, j] = np.select([cell, rare], [same, n], np.minimum(low, high))
            of[a, j] = np.where(rare, len(runs), n)
    return _Expected(chance, hits, of, scarce)


def own_failures(
    X: np.ndarray, y: np.ndarray, record: np.ndarray, items: Sequence[Any], accounts: int, seed: int
) -> list[int]:
    """How many items no account expects when runs are taken for the record: what is usual.

    Thousands of cells hold some that happen though each alone is rare. `PROBES` runs of every account
    take the record's place in turn, showing what it shows, each left out of the runs it is held against.

    Parameters
    ----------
    X, y, record, items
        As for `items_all_fail`.
    accounts : int
    seed : int
        Of the choice of runs.
    """
    rng = np.random.default_rng([seed, 12])
    counts = []
    for a in range(accounts):
        own = np.flatnonzero(y == a)
        for at in rng.permutation(own)[:PROBES].tolist():
            taken = np.where(np.isnan(record), np.nan, X[at])
            others = np.arange(len(y)) != at
            best = _expected(X[others], y[others], taken, items, accounts).chance.max(axis=0)
            counts.append(int((best < FAIL_CELL).sum()))
    return sorted(counts)


def items_all_fail(
    X: np.ndarray, y: np.ndarray, record: np.ndarray, items: Sequence[Any], accounts: Sequence[str]
) -> list[FailedItem]:
    """Items of the record that no account expects, worst first.

    A cell fails an account when it gives what happened a probability below `FAIL_CELL`; a size,
    date or series when the record lies outside its central 98 %, or when fewer than `FAIL_CELL` of
    its runs report the item at all. The account that comes nearest is named only where it is
    nearer than every other by more than Monte Carlo error (`_nearest`).
    """
    shown = np.flatnonzero(~np.isnan(record)).tolist()
    chance, hits, of, scarce = _expected(X, y, record, items, len(accounts))
    best = chance.max(axis=0)
    failing = [j for j in shown if best[j] < FAIL_CELL]
    failing.sort(key=lambda j: (best[j], j))
    made = []
    for f in failing:
        top, near = int(chance[:, f].argmax()), _nearest(hits[:, f], of[:, f], scarce[:, f])
        yes_no = items[f].kind == "cell"
        made.append(
            FailedItem(
                item=str(items[f].id),
                episode=str(items[f].episode),
                kind=str(items[f].kind),
                polity=str(items[f].polity),
                what=str(items[f].what),
                value=float(record[f]),
                best_account="" if near is None else accounts[near],
                chance=float(best[f]),
                unit=str(getattr(items[f], "unit", "")),
                hits=int(hits[top, f]),
                runs=int(of[top, f]),
                counted="same" if yes_no else "told" if scarce[top, f] else "as far",
                first=_day(items[f], "first"),
                last=_day(items[f], "last"),
            )
        )
    return made


def _day(item: Any, end: str) -> str:
    """The first or last day of an item, ISO; empty where it has none."""
    found = getattr(item, end, None)
    return "" if found is None else str(found)[:10]


def _nearest(hits: np.ndarray, of: np.ndarray, scarce: np.ndarray) -> int | None:
    """The account with the highest share of hits, if by more than two standard errors.

    Counts are held against each other only among accounts that are counted alike (`scarce`); one
    that reports the item often enough is nearer than those that hardly report it.
    """
    often = np.flatnonzero(~scarce)
    among = often if len(often) else np.arange(len(hits))
    share = hits[among] / np.maximum(of[among], 1)
    order = np.argsort(-share, kind="stable")
    best = int(among[order[0]])
    if hits[best] == 0:
        return None
    if len(order) == 1:
        return best
    second = int(among[order[1]])
    spread = [hits[k] / max(of[k], 1) ** 2 for k in (best, second)]
    gap = share[order[0]] - share[order[1]]
    return best if gap > 2 * sum(spread) ** 0.5 else None


def misspecification(
    X: np.ndarray,
    y: np.ndarray,
    record: np.ndarray,
    items: Sequence[Any],
    accounts: Sequence[str],
    seed: int,
) -> Misspecification:
    """`discrepancy` of every account, `items_all_fail`, and how many fail as a rule (`own_failures`).

    Parameters
    ----------
    X : float32 [n_runs, n_items]
        Reports; NaN where a run is silent.
    y : int [n_runs]
        Position in `accounts`.
    record : float [n_items]
        NaN where it is silent.
    items : sequence of items
    accounts : sequence of str
    seed : int
    """
    F, seen = seen_whole(X, record, items)
    return Misspecification(
        {name: discrepancy(F[y == a], seen, seed) for a, name in enumerate(accounts)},
        items_all_fail(X, y, record, items, accounts),
        own_failures(X, y, record, items, len(accounts), seed),
        *_events(X, y, record, items, accounts),
    )


def _events(
    X: np.ndarray, y: np.ndarray, record: np.ndarray, items: Sequence[Any], accounts: Sequence[str]
) -> tuple[int, dict[str, list[int]]]:
    """How many cells in which silence counts hold an event in the record, and the 5 % and 95 % points of runs."""
    counted = np.array([i.kind == "cell" and getattr(i, "visible", True) for i in items], bool)
    cells = np.flatnonzero(counted & ~np.isnan(record))
    counts = np.nansum(X[:, cells] == 1, axis=1)
    ends = {}
    for a, name in enumerate(accounts):
        if (y == a).any():
            low, high = np.quantile(counts[y == a], (0.05, 0.95), method="inverted_cdf")
            ends[name] = [int(low), int(high)]
    return int((record[cells] == 1).sum()), ends
