"""Could the record tell accounts apart? How often runs of known origin are given back to theirs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse.csgraph import connected_components
from scipy.stats import rankdata

from thaw.inference.results import Recovery

MERGE_BELOW = 0.75
"""Accounts whose pairwise AUC is lower cannot be told apart by this record; fixed beforehand."""


def auc(score: np.ndarray, positive: np.ndarray) -> float:
    """Chance that a positive outscores a negative (Mann-Whitney), ties counting half."""
    n = int(positive.sum())
    ranks = rankdata(score)
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(score) - n)))


def recovery(held_out: np.ndarray, y: np.ndarray, accounts: Sequence[str]) -> Recovery:
    """What the classifier makes of runs it never saw, shown as far as the record shows.

    Parameters
    ----------
    held_out : float [n_runs, n_accounts]
        Log probabilities.
    y : int [n_runs]
        Position in `accounts`.
    accounts : sequence of str

    Returns
    -------
    Recovery
        Accounts are joined, by single linkage, wherever a pair's AUC is below `MERGE_BELOW`.
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
    return Recovery(
        labels=list(accounts),
        matrix=(counts / counts.sum(axis=1, keepdims=True)).tolist(),
        auc=pairs.tolist(),
        merge_below=MERGE_BELOW,
        groups=groups,
        n_test=len(y),
        log_score=float(-held_out[np.arange(len(y)), y].mean()),
        accuracy=float((given == y).mean()),
        ece=calibration_error(np.exp(held_out), y),
    )


def calibration_error(p: np.ndarray, y: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error of the top probability, over equally filled bins."""
    top = p.max(axis=1)
    right = p.argmax(axis=1) == y
    parts = np.array_split(np.argsort(top, kind="stable"), bins)
    gaps = [len(b) * abs(top[b].mean() - right[b].mean()) for b in parts if len(b)]
    return float(sum(gaps) / len(y))
