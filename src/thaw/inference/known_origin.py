"""Records of known origin through the whole path: when the method decides, and when it errs.

The runs of a table are cut into parts. Each part is held out in turn; the features, the learners, refits,
groups and the temperature are made from the others alone, and every run held out is judged as a record
is, shown only as far as the record at hand shows. Records of hybrids, which belong to no account, are
judged too: there every name is a false alarm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.stats import binomtest

from thaw.inference.ask import Pool, fit_pool
from thaw.inference.groups import in_front
from thaw.inference.prepare import Observed, prepare
from thaw.inference.probability import hybrids
from thaw.inference.settings import Settings
from thaw.inference.table import Bank

PARTS = 2
"""Parts the runs are cut into; each is held out once."""
HYBRIDS = 100
EDGES = (0.0, 0.4, 0.6, 0.8, 0.9, 1.0001)
"""Bins of the probability of those in front."""
BUSY = 3
"""Classes of records by how many events they tell."""
LISTED = 10
"""Wrong verdicts listed, at most: those that were most sure."""
RIGHT, GROUP, UNDECIDED, WRONG = "right", "group", "undecided", "wrong"


@dataclass(frozen=True)
class Share:
    """A share of records with its interval of 95 % (Wilson).

    Attributes
    ----------
    n, of : int
    share, low, high : float
    """

    n: int
    of: int
    share: float
    low: float
    high: float

    @classmethod
    def count(cls, n: int, of: int) -> Share:
        """`n` of `of` records; nought of none."""
        if not of:
            return cls(0, 0, 0.0, 0.0, 1.0)
        found = binomtest(n, of).proportion_ci(0.95, method="wilson")
        return cls(n, of, n / of, float(found.low), float(found.high))


@dataclass(frozen=True)
class Outcomes:
    """Verdicts on records of one kind.

    Attributes
    ----------
    name : str
        An account, or a class of records in words.
    right : Share
        The account alone was named.
    group : Share
        A group that holds it was named.
    undecided : Share
    wrong : Share
        Others were named.
    named : dict
        Who was named wrongly, to how often.
    """

    name: str
    right: Share
    group: Share
    undecided: Share
    wrong: Share
    named: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Bin:
    """Records whose group in front has a probability in a range, and how often it held the truth."""

    low: float
    high: float
    n: int
    said: float
    right: Share


@dataclass(frozen=True)
class Error:
    """A wrong verdict.

    Attributes
    ----------
    account, seed : str, int
        The run that was the record.
    named : list of str
    probability : float
        Of those named.
    of_truth : float
        Of the account whose run it was.
    events : int
        Cells in which something happened.
    """

    account: str
    seed: int
    named: list[str]
    probability: float
    of_truth: float
    events: int


@dataclass(frozen=True)
class KnownOrigin:
    """How verdicts on records of known origin came out.

    Attributes
    ----------
    accounts : list of Outcomes
        By the account whose runs were the records.
    by_events : list of Outcomes
        By how many events the record tells, few first.
    reliability : list of Bin
        Tempered probability of those in front, and how often they hold the truth.
    hybrids : Share
        Records of hybrids for which anybody was named: false alarms.
    groups : list of list of list of str
        Groups found from the runs of each part's complement.
    temperatures : list of float
        Likewise.
    log_score, brier : float
        Mean over records of the tempered probability of the truth: natural logarithm, higher is better;
        and summed squared error over accounts, lower is better.
    errors : list of Error
        The wrong verdicts that were most sure.
    """

    accounts: list[Outcomes]
    by_events: list[Outcomes]
    reliability: list[Bin]
    hybrids: Share
    groups: list[list[list[str]]]
    temperatures: list[float]
    log_score: float
    brier: float
    errors: list[Error]


@dataclass
class _Judged:
    """Verdicts on the records of one part."""

    truth: np.ndarray
    seed: np.ndarray
    events: np.ndarray
    p: np.ndarray
    fronts: list[list[str]]
    firm: np.ndarray
    joint: np.ndarray


def judged(pool: Pool, X: np.ndarray) -> tuple[np.ndarray, list[list[str]], np.ndarray, np.ndarray]:
    """Verdicts on records `X` [n, n_items]: tempered probabilities, who leads, whether named, and how sure.

    The rule is that of a comparison: named only where every refit and each part of the pool put the same
    group in front, by more than they differ.
    """
    data = pool.data
    F = data.reduction(np.where(data.visible, X, np.nan))
    every = np.ones(F.shape, bool)
    answer = pool.ask(F)
    p = pool.probability(answer.log)
    parts = [pool.stack.log_proba(F, every, fold=f) for f in range(len(pool.stack.folds))]
    again = [pool.probability(a) for a in (*answer.again, *parts)]
    groups = [[pool.names[k] for k in g] for g in pool.groups]
    found = [
        in_front(pool.named(p[i]), [pool.named(q[i]) for q in again], groups, pool.ranked)
        for i in range(len(X))
    ]
    return (
        p,
        [f.group for f in found],
        np.array([f.firm for f in found], bool),
        np.array([f.probability for f in found]),
    )


def known_origin(
    bank: Bank,
    observed: Observed,
    meta: Sequence[Mapping[str, Any]],
    episodes: Sequence[Mapping[str, Any]],
    seed: int,
    settings: Settings,
    progress: Callable[[str], None] | None = None,
) -> KnownOrigin:
    """Judge every run of a table as a record, by a method made from other runs.

    Parameters
    ----------
    bank : Bank
    observed : Observed
        The record at hand: it fixes what is shown of each run.
    meta : sequence of mapping
        As in `thaw.inference.compare.compare`, in the order of the bank, silent accounts unranked.
    episodes : sequence of mapping
    seed : int
    settings : Settings
    progress : callable, optional
        Told what is being done.
    """
    bank = bank.rows(~bank.failed)
    rng = np.random.default_rng([seed, 61])
    part = np.zeros(len(bank.y), int)
    for a in range(len(bank.accounts)):
        rows = np.flatnonzero(bank.y == a)
        part[rng.permutation(rows)] = np.arange(len(rows)) % PARTS
    made: list[_Judged] = []
    mixed: list[np.ndarray] = []
    groups, heats = [], []
    for k in range(PARTS):
        data = prepare(
            bank.rows(part != k),
            observed.readings,
            observed.evidence,
            meta,
            list(bank.accounts),
            episodes,
            None,
            settings.features,
        )
        pool = fit_pool(data, meta, seed, settings, progress=progress)
        out = bank.rows(part == k)
        X = np.where(data.visible, _cells_known(out.X, data.kinds, data.items), np.nan)
        p, fronts, firm, joint = judged(pool, X)
        cells = data.kinds == "cell"
        events = (X[:, cells] == 1).sum(axis=1)
        made.append(_Judged(out.y, out.seeds, events, p, fronts, firm, joint))
        many = HYBRIDS // PARTS
        mixed.append(judged(pool, hybrids(X, out.y, data.items, many, rng))[2])
        groups.append([[pool.names[j] for j in g] for g in pool.groups])
        heats.append(pool.heat)
    return _summary(made, list(bank.accounts), np.concatenate(mixed), groups, heats)


def _cells_known(X: np.ndarray, kinds: np.ndarray, items: Sequence[Any]) -> np.ndarray:
    """Reports in which silence about a cell the record cannot see is nought, as `prepare` has it."""
    blind = (kinds == "cell") & np.array([not getattr(i, "visible", True) for i in items])
    out = X.copy()
    out[:, blind] = np.nan_to_num(out[:, blind])
    return out


def _summary(
    made: list[_Judged],
    names: list[str],
    mixed: np.ndarray,
    groups: list[list[list[str]]],
    heats: list[float],
) -> KnownOrigin:
    truth = np.concatenate([m.truth for m in made])
    seeds = np.concatenate([m.seed for m in made])
    events = np.concatenate([m.events for m in made])
    p = np.concatenate([m.p for m in made])
    firm = np.concatenate([m.firm for m in made])
    joint = np.concatenate([m.joint for m in made])
    fronts = [f for m in made for f in m.fronts]
    verdict = np.array(
        [_verdict(names[t], f, s) for t, f, s in zip(truth, fronts, firm, strict=True)]
    )
    holds = np.array([names[t] in f for t, f in zip(truth, fronts, strict=True)])
    order = np.argsort(events, kind="stable")
    classes = _classes(events, order)
    wrong = sorted(np.flatnonzero(verdict == WRONG).tolist(), key=lambda i: -joint[i])
    bins = []
    for low, high in pairwise(EDGES):
        rows = (joint >= low) & (joint < high)
        if rows.any():
            right = Share.count(int(holds[rows].sum()), int(rows.sum()))
            bins.append(Bin(low, min(high, 1.0), int(rows.sum()), float(joint[rows].mean()), right))
    own = p[np.arange(len(truth)), truth]
    return KnownOrigin(
        accounts=[
            _outcomes(name, np.flatnonzero(truth == k), verdict, fronts)
            for k, name in enumerate(names)
        ],
        by_events=[
            _outcomes(f"{events[c].min()} to {events[c].max()} events", c, verdict, fronts)
            for c in classes
        ],
        reliability=bins,
        hybrids=Share.count(int(mixed.sum()), len(mixed)),
        groups=groups,
        temperatures=heats,
        log_score=float(np.log(np.maximum(own, 1e-12)).mean()),
        brier=float(((p - np.eye(len(names))[truth]) ** 2).sum(axis=1).mean()),
        errors=[
            Error(
                names[truth[i]],
                int(seeds[i]),
                fronts[i],
                float(joint[i]),
                float(own[i]),
                int(events[i]),
            )
            for i in wrong[:LISTED]
        ],
    )


def _verdict(truth: str, front: Sequence[str], firm: bool) -> str:
    if not firm:
        return UNDECIDED
    if truth not in front:
        return WRONG
    return RIGHT if len(front) == 1 else GROUP


def _classes(events: np.ndarray, order: np.ndarray) -> list[np.ndarray]:
    """Records in classes of about equal size, in order of their number of events, none of which parts a number."""
    cuts = {events[c[0]] for c in np.array_split(order, BUSY) if len(c)}
    at = np.searchsorted(sorted(cuts)[1:], events, side="right")
    return [c for k in range(len(cuts)) if len(c := np.flatnonzero(at == k))]


def _outcomes(
    name: str, rows: np.ndarray, verdict: np.ndarray, fronts: Sequence[Sequence[str]]
) -> Outcomes:
    def share(kind: str) -> Share:
        return Share.count(int((verdict[rows] == kind).sum()), len(rows))

    named: dict[str, int] = {}
    for i in rows:
        if verdict[i] == WRONG:
            who = ", ".join(fronts[i])
            named[who] = named.get(who, 0) + 1
    return Outcomes(name, share(RIGHT), share(GROUP), share(UNDECIDED), share(WRONG), named)
