"""What to look up next: for each pair of theories that the record leaves apart by too little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from thaw.evidence.open_questions import CONTESTED, UNDATED, UNSOURCED, Question, open_questions
from thaw.inference.ask import Answer, Pool, fit_pool
from thaw.inference.next_evidence import (
    Pair,
    Worth,
    answered,
    open_pairs,
    put,
    worth_of_blocks,
    worth_of_settling,
)
from thaw.inference.settings import Settings
from thaw.jobs.compare import QUICK
from thaw.jobs.scope import outside
from thaw.jobs.study import Study
from thaw.jobs.tables_for import Inputs, inputs, opened, written
from thaw.record import switch
from thaw.report.names import item_name, polity_name, what_name

MISSING = "missing"
EACH = 5
"""Suggestions for each pair."""


@dataclass(frozen=True)
class Suggestion:
    """Something to look up.

    Attributes
    ----------
    kind : str
        missing, contested, unsourced or undated.
    decibans, se : float
        By how far the odds between the two are expected to move, and its Monte Carlo error.
    todo : str
        What to look up, in words.
    """

    kind: str
    decibans: float
    se: float
    todo: str


@dataclass(frozen=True)
class PairNext:
    """What to look up next to tell two accounts apart.

    Attributes
    ----------
    one, other : str
    decibans, se : float
        Where the record leaves them: weight of evidence for `one`, untempered.
    auc : float
        How well runs of known origin are told apart by what the record shows; 0.5 is guessing.
    suggestions : list of Suggestion
        Largest first; only those worth half a deciban and more than two Monte Carlo errors.
    asked : int
        Open questions and blocks that were asked.
    """

    one: str
    other: str
    decibans: float
    se: float
    auc: float
    suggestions: list[Suggestion]
    asked: int


@dataclass(frozen=True)
class Next:
    """What to look up next.

    Attributes
    ----------
    case, record, table : str
    pairs : list of PairNext
        Pairs that the record does not tell apart, nearest odds first.
    told : int
        Pairs that it does.
    questions : dict
        How many rows of the record are contested, unsourced and undated, and blocks it is silent on.
    runs : dict
        Account to finished runs.
    seed : int
    outside : list of str
        Accounts none of whose predictions falls into the case: no pair is made with them.
    """

    case: str
    record: str
    table: str
    pairs: list[PairNext]
    told: int
    questions: dict[str, int]
    runs: dict[str, int] = field(default_factory=dict)
    seed: int = 1
    outside: list[str] = field(default_factory=list)


def what_next(
    case: str | Path | Study,
    accounts: Sequence[str] | None = None,
    *,
    record: str | Path | None = None,
    table: str | Path | None = None,
    verified: bool = False,
    quick: bool = False,
    seed: int = 1,
    out: str | Path | None = None,
) -> Next:
    """What to look up next, for each pair of accounts that the record cannot tell apart.

    Parameters
    ----------
    case : str, Path or Study
    accounts : sequence of str, optional
        Only these, and the null account.
    record, table : str or Path, optional
        Others than the case's own record and the shipped table.
    verified : bool
        Leave out rows that rest on memory alone.
    quick : bool
        Few runs and small fits.
    seed : int
    out : path, optional
        Folder for runs that have to be made, and for its file, ``next.<case>...json``.

    Returns
    -------
    Next

    Raises
    ------
    ThawError
        For anything misspelt or missing in the inputs.
    """
    study = opened(case, accounts, record=record, verified=verified, quick=quick, seed=seed)
    folder = None if out is None else Path(out) / "tables"
    seen = inputs(study, folder, table)
    made = next_of(seen)
    if out is not None:
        written(seen, made, out, "next")
    return made


def next_of(seen: Inputs) -> Next:
    """See `what_next`."""
    study = seen.study
    assert study.record is not None
    settings = QUICK if study.quick else Settings()
    data = seen.prepared(settings.features)
    done, stages = 0, 3 + settings.folds * len(settings.learners)
    with study.way.bar("asking the learners") as move:

        def step(_: str) -> None:
            nonlocal done
            done += 1
            move(min(done, stages), stages)

        pool = fit_pool(data, seen.placed(data), study.seed, settings, progress=step)
        record = switch(study.record, memory=not study.verified, weightless=True)
        asked = [q for q in open_questions(record, seen.told) if data.visible[list(q.rows)].any()]
        here = pool.ask(data.features)
        answers = answered(pool, [put(data.record, q.rows, q.answers) for q in asked])
        away = {a.name for a in study.accounts if outside(a, study.case)}
        inside = [name for name in pool.names if name not in away]
        pairs = open_pairs(pool, here, inside)
        step("ranking")
        made = [_pair(seen, pool, here, p, asked, answers) for p in pairs]
    n = len(inside)
    count = {k: sum(q.kind == k for q in asked) for k in (CONTESTED, UNSOURCED, UNDATED)}
    return Next(
        study.case.name,
        study.record.name,
        seen.origin,
        sorted(made, key=lambda p: (abs(p.decibans), p.one, p.other)),
        n * (n - 1) // 2 - len(pairs),
        {**count, MISSING: int((np.isnan(data.told)).sum())},
        {a: int((data.y == k).sum()) for k, a in enumerate(data.names)},
        study.seed,
        sorted(away & set(pool.names)),
    )


def _pair(
    seen: Inputs, pool: Pool, here: Answer, pair: Pair, asked: list[Question], answers: list[Answer]
) -> PairNext:
    names = {p.name: p.title for p in seen.study.case.polities}
    found = []
    blocks = worth_of_blocks(pool, here.log[0], pair, seen.study.seed)
    for block, n, worth in blocks:
        if worth.told:
            words = _missing(block, n, worth, pair, names)
            found.append(Suggestion(MISSING, worth.decibans, worth.se, words))
    for question, answer in zip(asked, answers, strict=True):
        worth = worth_of_settling(pool, answer, question.chance, pair)
        if worth.told:
            words = _settle(question, seen, names)
            found.append(Suggestion(question.kind, worth.decibans, worth.se, words))
    found.sort(key=lambda s: -s.decibans)
    return PairNext(
        pair.one,
        pair.other,
        pair.decibans,
        pair.se,
        pair.auc,
        found[:EACH],
        len(asked) + len(blocks),
    )


def _missing(
    block: tuple[str, str, str, str], n: int, worth: Worth, pair: Pair, names: dict[str, str]
) -> str:
    """What to look for where the record is silent, and what either account expects."""
    polity, what, year, kind = block
    where = f"{what_name(what)} in {polity_name(polity, names)}, {year}"
    assert worth.high is not None and worth.low is not None
    more, less = (pair.one, pair.other) if worth.high > worth.low else (pair.other, pair.one)
    top, low = max(worth.high, worth.low), min(worth.high, worth.low)
    if kind == "cells":
        many = f"in {top:.1f} of {n} months" if n > 1 else f"with a chance of {top:.0%}"
        few = f"in {low:.1f}" if n > 1 else f"of {low:.0%}"
        return f"Look for {where}: {more} expects it {many}, {less} {few}."
    return f"Look for figures of {where}: {more} expects more than {less} ({top:.3g}, {low:.3g})."


def _settle(question: Question, seen: Inputs, names: dict[str, str]) -> str:
    """What to find out about a row that the record has."""
    item = seen.study.items[question.rows[0]]
    days = str(item.first), str(item.last)
    about = item_name(item.id, item.kind, item.what, item.polity, names, days)
    if question.kind == CONTESTED:
        return f"Find out who is right about {about}: {question.says}."
    if question.kind == UNSOURCED:
        return f"Find a page for this, which rests on memory alone: {question.says}."
    return f"Date this more closely: {question.says}."
