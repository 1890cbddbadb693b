"""What to settle first: evidence the record has, but that can be read in more than one way.

A record that is silent nowhere has no block of evidence still to collect (`thaw.inference.experiments`). What can
lead further then is to find out which of the sources that disagree is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from thaw.inference.experiments import entropy, year_of
from thaw.inference.features import Reduction


@dataclass(frozen=True)
class Dispute:
    """A block of evidence that attested readings of the record give differently.

    Attributes
    ----------
    polity, what, year, kind : str
        The block; `kind` is ``cells`` for whether something happened in a month.
    n_items : int
        Items of the block that the readings give differently.
    bits, se : float
        Expected gain of information about the account from settling it, and its standard error over
        readings.
    account : str
        The account whose probability moves most.
    low, high : float
        The least and the greatest probability of that account over readings of this block alone,
        tempered.
    """

    polity: str
    what: str
    year: str
    kind: str
    n_items: int
    bits: float
    se: float
    account: str
    low: float
    high: float


def disputed_blocks(
    items: Sequence[Any], record: np.ndarray, readings: np.ndarray
) -> dict[tuple[str, str, str, str], list[int]]:
    """Items that some reading gives otherwise than the record, by polity, what, year, and cell or not.

    Parameters
    ----------
    items : sequence of items
    record : float [n_items]
        NaN where silent or hidden; such items are in no block.
    readings : float [n_readings, n_items]
    """
    same = (readings == record) | (np.isnan(readings) & np.isnan(record))
    blocks: dict[tuple[str, str, str, str], list[int]] = {}
    for j in np.flatnonzero(~same.all(axis=0) & ~np.isnan(record)).tolist():
        i = items[j]
        kind = "cells" if i.kind == "cell" else str(i.kind)
        blocks.setdefault((str(i.polity), str(i.what), year_of(i), kind), []).append(j)
    return blocks


def settled(p: np.ndarray) -> tuple[float, float]:
    """Expected drop in entropy when one of equally likely answers is revealed, and its standard error.

    Parameters
    ----------
    p : float [n_answers, n_accounts]
        Probabilities given each answer.

    Returns
    -------
    (float, float)
        Entropy of the mean less the mean entropy, bits; jackknife over answers (NaN for fewer than two).
    """
    n = len(p)
    each = np.array([entropy(q) for q in p])
    bits = entropy(p.mean(axis=0)) - float(each.mean())
    if n < 2:
        return bits, float("nan")
    left = [
        entropy((p.sum(axis=0) - p[k]) / (n - 1)) - (each.sum() - each[k]) / (n - 1)
        for k in range(n)
    ]
    return bits, float(np.sqrt((n - 1) * np.var(left)))


def rank_disputes(
    record: np.ndarray,
    readings: np.ndarray,
    items: Sequence[Any],
    reduction: Reduction,
    ask: Callable[[np.ndarray], np.ndarray],
    accounts: Sequence[str],
) -> list[Dispute]:
    """Disputed blocks of evidence ranked by what settling them would tell of the account, best first.

    One block at a time is given as each reading has it, with everything else as the record has it, and the
    learners are asked. How far their answers then differ is the gain that is expected from knowing which
    reading is right, all being equally likely. A block that no feature is made of, or whose readings leave
    every feature as it is, moves nothing and is left out.

    Parameters
    ----------
    record : float [n_items]
        NaN where silent or hidden.
    readings : float [n_readings, n_items]
    items : sequence of items
    reduction : Reduction
    ask : callable
        Features [n, n_features] to probabilities [n, n_accounts].
    accounts : sequence of str
    """
    n = len(readings)
    as_it_is = reduction(record[None])
    moving: list[tuple[tuple[str, str, str, str], int, np.ndarray]] = []
    for block, columns in disputed_blocks(items, record, readings).items():
        told = np.repeat(record[None], n, axis=0)
        told[:, columns] = readings[:, columns]
        features = reduction(told)
        if not np.array_equal(features, np.repeat(as_it_is, n, axis=0), equal_nan=True):
            moving.append((block, len(columns), features))
    if not moving:
        return []
    answers = ask(np.concatenate([features for _, _, features in moving]))
    found = []
    for k, ((polity, what, year, kind), n_items, _) in enumerate(moving):
        p = answers[k * n : (k + 1) * n]
        bits, se = settled(p)
        most = int(np.argmax(np.ptp(p, axis=0)))
        ends = float(p[:, most].min()), float(p[:, most].max())
        found.append(Dispute(polity, what, year, kind, n_items, bits, se, accounts[most], *ends))
    return sorted(found, key=lambda d: (-d.bits, d.what, d.polity, d.year))
