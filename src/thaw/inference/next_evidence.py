"""What to look up next: by how much an answer is expected to move the odds between two accounts.

Everything is in decibans and means the same: by how far, on average over the answers that may come out, the
odds between the two are moved, whichever way. Ten decibans are odds of ten to one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from thaw.inference.ask import Answer, Pool
from thaw.inference.experiments import block_value as value_of
from thaw.inference.experiments import in_classes as classed
from thaw.inference.experiments import missing_blocks
from thaw.inference.leave_out import LEAST
from thaw.inference.weights import DECIBAN

NEAREST = 200
"""Runs of the two accounts taken, those whose odds lie nearest to the record's."""
LEAST_EACH = 12
"""Runs of either account that a block must have to be judged."""
SHUFFLES = 100
LITTLE = 5.0
"""Decibans below which the record has not told two accounts apart, however sure."""


@dataclass(frozen=True)
class Pair:
    """Two accounts that the record does not tell apart.

    Attributes
    ----------
    one, other : str
    decibans, se : float
        Weight of evidence for `one` against `other`, untempered.
    auc : float
        How well runs of known origin are told apart by what the record shows.
    """

    one: str
    other: str
    decibans: float
    se: float
    auc: float


@dataclass(frozen=True)
class Worth:
    """What an answer would be worth between two accounts.

    Attributes
    ----------
    decibans, se : float
        Expected shift of the odds, less what luck gives so few runs, and its Monte Carlo error.
    high, low : float or None
        What the first and the second account expect: a number of cells, or a mean; of new evidence.
    runs : int
        Runs behind it; 0 for answers of the learners.
    """

    decibans: float
    se: float
    high: float | None = None
    low: float | None = None
    runs: int = 0

    @property
    def told(self) -> bool:
        """Whether it is above nought by more than two errors, and by enough to matter."""
        return self.decibans > 2 * self.se and self.decibans >= LEAST


def open_pairs(pool: Pool, answer: Answer, names: Sequence[str]) -> list[Pair]:
    """Pairs of `names` that are of one group, or whose odds are small or within their error.

    Parameters
    ----------
    pool : Pool
    answer : Answer
        For the record alone.
    names : sequence of str
    """
    made = []
    for a, one in enumerate(pool.names):
        for b in range(a + 1, len(pool.names)):
            other = pool.names[b]
            if one not in names or other not in names:
                continue
            weight = float(pool.decibans(answer.log[0], [a], [b]))
            se = float(pool.decibans(answer.again[:, 0], [a], [b]).std(ddof=1))
            joined = any(a in g and b in g for g in pool.groups)
            if joined or abs(weight) < max(LITTLE, 2 * se):
                made.append(Pair(one, other, weight, se, pool.told_apart.auc[a][b]))
    return made


def expected_shift(label: np.ndarray, answer: np.ndarray) -> float:
    """Mean absolute weight of evidence of an answer for one of two accounts, decibans.

    Parameters
    ----------
    label : int [n]
        0 or 1: the account of each run.
    answer : int [n]
        Class of what it reports.

    Returns
    -------
    float
        With chances smoothed by half a run in each class, both accounts being equally likely.
    """
    n = int(answer.max()) + 1
    p = np.stack([np.bincount(answer[label == k], minlength=n) + 0.5 for k in (0, 1)])
    p = p / p.sum(axis=1, keepdims=True)
    return float((p.mean(axis=0) * np.abs(DECIBAN * np.log(p[0] / p[1]))).sum())


def worth_of_blocks(
    pool: Pool, here: np.ndarray, pair: Pair, seed: int
) -> list[tuple[tuple[str, str, str, str], int, Worth]]:
    """Blocks of evidence on which the record is silent, and what each is worth between two accounts.

    Parameters
    ----------
    pool : Pool
    here : float [n_accounts]
        Log probabilities for the record.
    pair : Pair
    seed : int
        Of the shuffles.

    Returns
    -------
    list of (block, items in it, Worth)
        Best first. A block is (polity, what, year, kind).
    """
    data = pool.data
    a, b = pool.names.index(pair.one), pool.names.index(pair.other)
    rng = np.random.default_rng([seed, 51, a, b])
    rows = np.flatnonzero((data.y == a) | (data.y == b))
    odds = pool.stack.held_out[rows, a] - pool.stack.held_out[rows, b]
    near = rows[np.argsort(np.abs(odds - (here[a] - here[b])), kind="stable")[:NEAREST]]
    label = (data.y[near] == b).astype(int)
    found = []
    for block, columns in missing_blocks(data.items, data.told).items():
        value = value_of(data.full[np.ix_(near, np.array(columns))], block[3])
        seen = ~np.isnan(value)
        mine = label[seen]
        if min((mine == 0).sum(), (mine == 1).sum()) < LEAST_EACH or np.ptp(value[seen]) == 0:
            continue
        answer = classed(value[seen])
        if answer.max() == 0:
            continue
        luck = [expected_shift(rng.permutation(mine), answer) for _ in range(SHUFFLES)]
        found.append(
            (
                block,
                len(columns),
                Worth(
                    decibans=expected_shift(mine, answer) - float(np.mean(luck)),
                    se=float(np.std(luck)),
                    high=float(value[seen][mine == 0].mean()),
                    low=float(value[seen][mine == 1].mean()),
                    runs=len(mine),
                ),
            )
        )
    return sorted(found, key=lambda f: -f[2].decibans)


def worth_of_settling(pool: Pool, answer: Answer, chance: np.ndarray, pair: Pair) -> Worth:
    """What it is worth to learn which of several answers holds.

    Parameters
    ----------
    pool : Pool
    answer : Answer
        For the record with each answer put in.
    chance : float [n_answers]
    pair : Pair
    """
    a, b = pool.names.index(pair.one), pool.names.index(pair.other)

    def shift(log: np.ndarray) -> np.ndarray:
        odds = pool.decibans(log, [a], [b])
        mean = (odds * chance).sum(axis=-1, keepdims=True)
        return (np.abs(odds - mean) * chance).sum(axis=-1)

    again = shift(answer.again)
    return Worth(float(shift(answer.log)), float(again.std(ddof=1)))


def put(record: np.ndarray, rows: Sequence[int], answers: np.ndarray) -> np.ndarray:
    """The record with each answer in its place, [n_answers, n_items]."""
    out = np.repeat(np.asarray(record)[None], len(answers), axis=0)
    out[:, list(rows)] = answers
    return out


def answered(pool: Pool, values: Sequence[np.ndarray]) -> list[Answer]:
    """Answers for several sets of records [n_answers, n_items], asked at once."""
    data = pool.data
    if not values:
        return []
    told = np.where(data.visible, np.concatenate(values), np.nan)
    every: Any = pool.ask(data.reduction(told))
    ends = np.cumsum([len(v) for v in values])
    starts = ends - [len(v) for v in values]
    return [Answer(every.log[s:e], every.again[:, s:e]) for s, e in zip(starts, ends, strict=True)]
