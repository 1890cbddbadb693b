"""Checks printed before any verdict: could an account give such a record, could the record tell.

Misspecification compares the record's distance from an account's runs with the distances of
held-out runs of the same account. Recovery asks how often runs of known origin are given back to
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse.csgraph import connected_components
from scipy.stats import rankdata
from sklearn.covariance import LedoitWolf
from sklearn.metrics import pairwise_distances
from threadpoolctl import threadpool_limits

MERGE_BELOW = 0.75
"""Accounts whose pairwise AUC is lower cannot be told apart by this record; fixed beforehand."""
FAIL_CELL = 0.02
FAIL_TAIL = 0.01
FLAG_P = 0.05
NEIGHBOURS = 10


def discrepancy(F: np.ndarray, record: np.ndarray, seed: int) -> dict[str, float]:
    """How unusual the record is among one account's own runs.

    Parameters
    ----------
    F : float [n, n_features]
        The account's runs.
    record : float [n_features]

    Returns
    -------
    dict
        ``mahalanobis`` and ``neighbours``: shares of held-out runs at least as far away as the
        record; ``p_value``: twice the smaller, at most 1; ``least_p``: the smallest that so few runs can give.
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
    found = {k: (c + 1) / (len(Z) + 1) for k, c in counts.items()}
    found["p_value"] = min(1.0, 2 * min(found.values()))
    found["least_p"] = min(1.0, 2 / (len(Z) + 1))
    return found


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


def items_all_fail(
    X: np.ndarray, y: np.ndarray, record: np.ndarray, items: Sequence[Any], accounts: Sequence[str]
) -> list[dict[str, Any]]:
    """Items of the record that no account expects, worst first.

    A cell fails an account when it gives what happened a probability below `FAIL_CELL`; a size,
    date or series when the record lies outside its central 98 %, or when fewer than `FAIL_CELL` of
    its runs report the item at all.
    """
    shown = np.flatnonzero(~np.isnan(record)).tolist()
    chance = np.ones((len(accounts), X.shape[1]))
    for a in range(len(accounts)):
        runs = X[y == a]
        for at in range(0, len(shown), 500):
            j = shown[at : at + 500]
            part = runs[:, j]
            seen = ~np.isnan(part)
            n = seen.sum(axis=0)
            cell = np.array([items[i].kind == "cell" for i in j], bool)
            hits = ((part == record[j]) & seen).sum(axis=0)
            low = ((part <= record[j]) & seen).sum(axis=0)
            high = ((part >= record[j]) & seen).sum(axis=0)
            tail = (np.minimum(low, high) + 0.5) / (n + 1)
            told = (n + 0.5) / (len(runs) + 1)
            other = np.where(told < FAIL_CELL, told, tail * FAIL_CELL / FAIL_TAIL)
            chance[a, j] = np.where(cell, (hits + 0.5) / (n + 1), other)
    best = chance.max(axis=0)
    failing = [j for j in shown if best[j] < FAIL_CELL]
    failing.sort(key=lambda j: (best[j], j))
    return [
        {
            "item": str(items[j].id), "episode": str(items[j].episode), "kind": items[j].kind,
            "polity": str(items[j].polity), "what": str(items[j].what), "value": float(record[j]),
            "best_account": accounts[int(chance[:, j].argmax())], "chance": float(best[j]),
        }
        for j in failing
    ]  # fmt: skip


def misspecification(
    F: np.ndarray, X: np.ndarray, y: np.ndarray, features: np.ndarray, record: np.ndarray,
    items: Sequence[Any], accounts: Sequence[str], seed: int,
) -> dict[str, Any]:  # fmt: skip
    """Point 1 of the comparison: `discrepancy` of every account, and `items_all_fail`."""
    found = {}
    for a, name in enumerate(accounts):
        entry: dict[str, Any] = discrepancy(F[y == a], features, seed)
        entry["flagged"] = bool(entry["p_value"] < FLAG_P)
        entry["untold"] = bool(entry["least_p"] >= FLAG_P)
        found[name] = entry
    return {"accounts": found, "items_all_fail": items_all_fail(X, y, record, items, accounts)}


def auc(score: np.ndarray, positive: np.ndarray) -> float:
    """Chance that a positive outscores a negative (Mann-Whitney), ties counting half."""
    n = int(positive.sum())
    ranks = rankdata(score)
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(score) - n)))


def recovery(held_out: np.ndarray, y: np.ndarray, accounts: Sequence[str]) -> dict[str, Any]:
    """Point 2: what the classifier makes of runs it never saw, shown as far as the record shows.

    Parameters
    ----------
    held_out : float [n_runs, n_accounts]
        Log probabilities.

    Returns
    -------
    dict
        ``matrix``: share of runs of each row account given to each column account; ``auc``: pairs;
        ``groups``: accounts joined, by single linkage, wherever the pair's AUC is below
        `MERGE_BELOW`; ``log_score``, ``ece``, ``n_test``.
    """
    n = len(accounts)
    given = held_out.argmax(axis=1)
    counts = np.zeros((n, n))
    np.add.at(counts, (y, given), 1)
    pairs = np.ones((n, n))
    for a in range(n):
        for b in range(a + 1, n):
            rows = (y == a) | (y == b)
            pairs[a, b] = pairs[b, a] = auc(held_out[rows, a] - held_out[rows, b], y[rows] == a)
    _, label = connected_components(pairs < MERGE_BELOW, directed=False)
    groups = [
        [accounts[i] for i in np.flatnonzero(label == g).tolist()] for g in range(label.max() + 1)
    ]
    return {
        "labels": list(accounts),
        "matrix": (counts / counts.sum(axis=1, keepdims=True)).tolist(),
        "auc": pairs.tolist(),
        "merge_below": MERGE_BELOW,
        "groups": groups,
        "n_test": len(y),
        "log_score": float(-held_out[np.arange(len(y)), y].mean()),
        "accuracy": float((given == y).mean()),
        "ece": calibration_error(np.exp(held_out), y),
    }


def calibration_error(p: np.ndarray, y: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error of the top probability, over equally filled bins."""
    top = p.max(axis=1)
    right = p.argmax(axis=1) == y
    parts = np.array_split(np.argsort(top, kind="stable"), bins)
    gaps = [len(b) * abs(top[b].mean() - right[b].mean()) for b in parts if len(b)]
    return float(sum(gaps) / len(y))


def coverage(
    p: np.ndarray, record: np.ndarray, inside50: np.ndarray, inside90: np.ndarray
) -> dict[str, Any]:
    """Shares of sizes, dates and series inside the central intervals, and reliability of cells."""
    edges = np.array([0, 0.01, 0.03, 0.1, 0.3, 0.6, 1.0001])
    cells = np.flatnonzero(~np.isnan(p))
    bin_of = np.digitize(p[cells], edges) - 1
    table = [
        {
            "from": float(edges[b]), "to": float(min(edges[b + 1], 1.0)),
            "n": int((bin_of == b).sum()),
            "foretold": float(p[cells][bin_of == b].mean()),
            "happened": float(record[cells][bin_of == b].mean()),
        }
        for b in range(len(edges) - 1) if (bin_of == b).any()
    ]  # fmt: skip
    known = ~np.isnan(inside90)
    return {
        "n": int(known.sum()),
        "inside50": float(inside50[known].mean()) if known.any() else None,
        "inside90": float(inside90[known].mean()) if known.any() else None,
        "cells": table,
    }
