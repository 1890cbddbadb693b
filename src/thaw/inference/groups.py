"""Accounts that a record cannot tell apart share one probability, and which group is in front.

Inside a group the classifier's answers are noise: an account and its copy would differ by decibans.
The evidence is therefore weighed for the group as a whole, and divided among its members as the
prior divides it. In front is the group with the highest joint probability, tempered; it is named
only where every answer drawn anew from the same runs puts it in front as well, and by more than luck: the
lead must exceed the 97.5 % point of Student's t times its standard deviation over those answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.special import logsumexp
from scipy.stats import t as student

from thaw.inference.results import InFront


def positions(groups: Sequence[Sequence[str]], names: Sequence[str]) -> list[list[int]]:
    """Groups as positions in `names`; an account of no group is a group of its own."""
    place = {a: k for k, a in enumerate(names)}
    made = [[place[a] for a in g if a in place] for g in groups]
    held = {k for g in made for k in g}
    return [g for g in made if g] + [[k] for k in range(len(names)) if k not in held]


def shared(p: np.ndarray, prior: np.ndarray, groups: Sequence[Sequence[int]]) -> np.ndarray:
    """Probabilities [..., n_accounts] with each group's sum divided as the prior divides it."""
    out = np.array(p, float)
    for g in groups:
        if len(g) > 1:
            part = out[..., g].sum(axis=-1, keepdims=True)
            out[..., g] = part * (prior[g] / prior[g].sum())
    return out


def shared_log(logp: np.ndarray, groups: Sequence[Sequence[int]]) -> np.ndarray:
    """Log probabilities [..., n_accounts] with that of its whole group for every account."""
    out = np.array(logp, float)
    for g in groups:
        if len(g) > 1:
            out[..., g] = logsumexp(out[..., g], axis=-1, keepdims=True)
    return out


def leading(
    p: Mapping[str, float], groups: Iterable[Sequence[str]], among: Iterable[str] | None = None
) -> list[str]:
    """The group with the highest joint probability; empty where two groups hold exactly the same.

    Parameters
    ----------
    p : mapping
        Account to probability.
    groups : iterable of sequences of str
        Accounts joined; those of no group stand alone.
    among : iterable of str, optional
        Accounts that may lead: a group of none of them is passed over.
    """
    allowed = set(p if among is None else among)
    sets = [[a for a in g if a in p] for g in groups]
    held = {a for g in sets for a in g}
    sets += [[a] for a in p if a not in held]
    sets = [g for g in sets if allowed & set(g)]
    if not sets:
        return []
    joint = [sum(p[a] for a in g) for g in sets]
    best = int(np.argmax(joint))
    tied = sum(j >= joint[best] - 1e-12 for j in joint) > 1
    return [] if tied else sets[best]


def in_front(
    p: Mapping[str, float],
    redraws: Sequence[Mapping[str, float]],
    groups: Sequence[Sequence[str]],
    among: Iterable[str],
) -> InFront:
    """The group in front, in how many answers drawn anew it is so too, and whether it may be named.

    Parameters
    ----------
    p : mapping
        Account to tempered probability.
    redraws : sequence of mappings
        The same from parts or resamples of the same runs.
    groups : sequence of sequences of str
    among : iterable of str
        Accounts that may lead.
    """
    among = list(among)
    first = leading(p, groups, among)
    others = [leading(q, groups, among) for q in redraws]
    joint = [_joint(q, first) for q in redraws]
    second = leading({a: v for a, v in p.items() if a not in first}, groups, among)
    gaps = [_joint(q, first) - _joint(q, second) for q in redraws]
    spread = float(np.std(gaps, ddof=1)) if len(gaps) > 1 else 0.0
    gap = _joint(p, first) - _joint(p, second)
    agree = sum(bool(first) and o == first for o in others)
    limit = float(student.ppf(0.975, len(gaps) - 1)) if len(gaps) > 1 else 0.0
    return InFront(
        group=list(first),
        probability=_joint(p, first),
        se=float(np.std(joint, ddof=1)) if len(joint) > 1 and first else None,
        redraws=len(others),
        agree=agree,
        gap=gap,
        gap_se=spread,
        firm=bool(first) and agree == len(others) and gap > limit * spread,
    )


def _joint(p: Mapping[str, float], group: Sequence[str]) -> float:
    return float(sum(p.get(a, 0.0) for a in group))
