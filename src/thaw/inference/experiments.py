"""What to look for next: evidence the record lacks, by how much it should tell accounts apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from thaw.inference.results import Contrast, Experiment

NEAREST = 300
BINS = 4
SHUFFLES = 40
LEAST_SEEN = 0.5
"""A block is passed over when more than this share of the nearest runs report nothing in it."""


def year_of(item: Any) -> str:
    """The year an item falls in, from whichever date attribute it has; its episode otherwise."""
    for name in ("year", "first", "start", "month", "date", "span", "last"):
        value = getattr(item, name, None)
        if isinstance(value, tuple | list) and value:
            value = value[0]
        found = re.search(r"\b(1[5-9]\d\d|20\d\d)\b", str(value)) if value is not None else None
        if found:
            return found[1]
    return str(item.episode)


def missing_blocks(
    items: Sequence[Any], record: np.ndarray
) -> dict[tuple[str, str, str, str], list[int]]:
    """Items the record is silent on, by polity, what is measured, year, and cell or not."""
    blocks: dict[tuple[str, str, str, str], list[int]] = {}
    for j in np.flatnonzero(np.isnan(record)).tolist():
        i = items[j]
        kind = "cells" if i.kind == "cell" else str(i.kind)
        blocks.setdefault((str(i.polity), str(i.what), year_of(i), kind), []).append(j)
    return blocks


def entropy(p: np.ndarray) -> float:
    """Entropy in bits of probabilities or counts."""
    p = np.asarray(p, float)
    p = p[p > 0] / p.sum()
    return float(-(p * np.log2(p)).sum())


def information(label: np.ndarray, answer: np.ndarray, classes: int) -> float:
    """Mean drop in the entropy of `label` when `answer` (small integers) is revealed, in bits."""
    table = np.zeros((int(answer.max()) + 1, classes))
    np.add.at(table, (answer, label), 1)
    size = table.sum(axis=1)
    return entropy(table.sum(axis=0)) - sum(
        s / len(label) * entropy(t) for s, t in zip(size, table, strict=True) if s
    )


def rank_experiments(
    X: np.ndarray,
    y: np.ndarray,
    held_out: np.ndarray,
    here: np.ndarray,
    items: Sequence[Any],
    record: np.ndarray,
    accounts: Sequence[str],
    seed: int,
) -> list[Experiment]:
    """Missing blocks of evidence ranked by expected information gain, best first.

    The `NEAREST` runs whose log probabilities lie closest to the record's stand for what the world
    may be. In each block their reports (a count, or a mean value) are revealed in `BINS` classes;
    the gain is the mean drop in the entropy of the account, less the mean under shuffled labels,
    which is what so few runs give by luck.

    Parameters
    ----------
    X : float32 [n_runs, n_items]
        Reports; NaN where a run is silent.
    y : int [n_runs]
        Position in `accounts`.
    held_out : float [n_runs, n_accounts]
        Log probabilities of the runs by learners that did not see them.
    here : float [n_accounts]
        The record's log probabilities.
    items : sequence of items
    record : float [n_items]
        Missing blocks are those on which it is NaN.
    accounts : sequence of str
    seed : int
        Of the shuffles.
    """
    rng = np.random.default_rng([seed, 13])
    distance = ((held_out - here) ** 2).sum(axis=1)
    near = np.argsort(distance, kind="stable")[:NEAREST]
    label, classes = y[near], len(accounts)
    found: list[Experiment] = []
    for (polity, what, year, kind), columns in missing_blocks(items, record).items():
        value = block_value(X[np.ix_(near, np.array(columns))], kind)
        told = ~np.isnan(value)
        if told.mean() < LEAST_SEEN:
            continue
        answer = in_classes(value[told])
        if answer.max() == 0:
            continue
        mine = label[told]
        by_luck = [information(rng.permutation(mine), answer, classes) for _ in range(SHUFFLES)]
        bits = information(mine, answer, classes) - float(np.mean(by_luck))
        found.append(
            Experiment(
                polity=polity,
                what=what,
                year=year,
                kind=kind,
                n_items=len(columns),
                item=f"{what} in {polity}, {year}",
                bits=bits,
                se=float(np.std(by_luck)),
                entropy_now=entropy(np.bincount(label, minlength=classes)),
                separates=_extremes(mine, value[told], accounts),
            )
        )
    return sorted(found, key=lambda e: (-e.bits, e.item))


def block_value(part: np.ndarray, kind: str) -> np.ndarray:
    """One number per run: a count of ones or a mean; NaN when the run reports nothing."""
    seen = ~np.isnan(part)
    n = seen.sum(axis=1)
    total = np.where(seen, part, 0).sum(axis=1)
    scale = part.shape[1] if kind == "cells" else 1
    return np.where(n > 0, total / np.maximum(n, 1) * scale, np.nan)


def in_classes(value: np.ndarray) -> np.ndarray:
    """At most `BINS` classes of about equal size; equal values share a class."""
    edges = np.unique(np.quantile(value, np.linspace(0, 1, BINS + 1)[1:-1]))
    return np.unique(np.searchsorted(edges, value, side="left"), return_inverse=True)[1]


def _extremes(label: np.ndarray, value: np.ndarray, accounts: Sequence[str]) -> Contrast | None:
    """The accounts among the nearest runs that expect the least and the most, with their means."""
    means = {
        c: float(value[label == c].mean()) for c in np.unique(label) if (label == c).sum() >= 10
    }
    if len(means) < 2:
        return None
    low, high = min(means, key=means.__getitem__), max(means, key=means.__getitem__)
    return Contrast(accounts[low], means[low], accounts[high], means[high])
