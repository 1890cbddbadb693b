"""How the answer changes when a part of the record is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from thaw.inference.ask import Pool, shown_features
from thaw.inference.prepare import Prepared

LEAST = 0.5
"""Decibans below which a change is none."""


@dataclass(frozen=True)
class Change:
    """What leaving out one part of the record does.

    Attributes
    ----------
    kind, name : str
        What was left out.
    hidden, moved : int
        Items that nothing is known of any more, and items that are told otherwise.
    decibans, se : float
        Change of the weight of evidence for the accounts in front against all others, untempered, and
        its Monte Carlo error: below nought where the part speaks for those in front.
    probability, probability_se : float
        Of those in front without the part, tempered.
    front : list of str
        In front without the part.
    turns : bool
        Another group is then in front.
    """

    kind: str
    name: str
    hidden: int
    moved: int
    decibans: float
    se: float
    probability: float
    probability_se: float
    front: list[str]
    turns: bool

    @property
    def felt(self) -> bool:
        """Whether the change is half a deciban or more, and larger than two Monte Carlo errors."""
        return abs(self.decibans) > max(2 * self.se, LEAST)


@dataclass(frozen=True)
class Varied:
    """A record without a part of it.

    Attributes
    ----------
    kind, name : str
        The part.
    value : float [n_items]
        NaN where nothing is known; hidden as the whole record hides.
    """

    kind: str
    name: str
    value: np.ndarray


def masks_of(data: Prepared, varied: Sequence[Varied]) -> np.ndarray:
    """Features that the varied records still show, bool [n_varied, n_features]."""
    return np.array(
        [shown_features(data.reduction, np.isnan(v.value) | ~data.visible) for v in varied], bool
    ).reshape(len(varied), len(data.reduction.names))


def changes(pool: Pool, varied: Sequence[Varied]) -> tuple[Change, list[Change]]:
    """The answer of the whole record, and what each varied record changes, largest first.

    Parameters
    ----------
    pool : Pool
    varied : sequence of Varied
        On the items of ``pool.data``.
    """
    data = pool.data
    values = np.array([data.record, *(np.where(data.visible, v.value, np.nan) for v in varied)])
    every = np.ones((1, len(data.features)), bool)
    answer = pool.ask(data.reduction(values), np.concatenate([every, masks_of(data, varied)]))
    front = pool.in_front(pool.probability(answer.log[0])) or pool.names[:1]
    ours = [pool.names.index(a) for a in front]
    rest = [k for k in range(len(pool.names)) if k not in ours]
    weight = pool.decibans(answer.log, ours, rest)
    again = pool.decibans(answer.again, ours, rest)
    found = []
    for k, v in enumerate([Varied("whole record", "", values[0]), *varied]):
        blank = np.isnan(v.value)
        p = pool.probability(answer.log[k])
        redrawn = pool.probability(answer.again[:, k])[:, ours].sum(axis=1)
        led = pool.in_front(p)
        found.append(
            Change(
                kind=v.kind,
                name=v.name,
                hidden=int((blank & data.visible).sum()),
                moved=int((~blank & data.visible & (v.value != data.record)).sum()),
                decibans=float(weight[k] - weight[0]),
                se=_spread(again[:, k] - again[:, 0]),
                probability=float(p[ours].sum()),
                probability_se=_spread(redrawn),
                front=led,
                turns=sorted(led) != sorted(front),
            )
        )
    return found[0], sorted(found[1:], key=lambda c: (-abs(c.decibans), c.kind, c.name))


def _spread(x: np.ndarray) -> float:
    """Standard deviation over refits."""
    return float(x.std(ddof=1)) if len(x) > 1 else float("nan")
