"""A comparison as the report reads it: in order of rank, with numbers that know their interval."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from thaw.report.names import name_all

if TYPE_CHECKING:
    from thaw.inference.comparison import ComparedAccount, Comparison
    from thaw.inference.results import Misfit, PartScores, Score

METRICS = ("log", "brier", "crps")
SPLITS = ("prediction", "retrodiction")
SKILL_UNIT = {
    "log": "nats per cell",
    "brier": "share of the null account's Brier score",
    "crps": "share of the null account's CRPS",
}
NAN = math.nan


class Estimate(NamedTuple):
    """A number with its interval and its Monte Carlo standard error; NaN where not given."""

    value: float = NAN
    low: float = NAN
    high: float = NAN
    se: float = NAN

    @classmethod
    def of(
        cls,
        value: float | None,
        low: float | None = None,
        high: float | None = None,
        se: float | None = None,
    ) -> Estimate:
        """Build from fields of a comparison, in which an absent number is None."""
        return cls(*(number(x) for x in (value, low, high, se)))

    @property
    def known(self) -> bool:
        """Whether there is a value at all."""
        return math.isfinite(self.value)


Ranges = dict[str, tuple[float, float]]
"""Account to its lowest and highest probability."""


@dataclass(frozen=True)
class View:
    """A comparison, and what the report works out of it once.

    Attributes
    ----------
    comparison : Comparison
    ranked : list of str
        Accounts that are ranked, without the null account.
    order : list of str
        All accounts, by the tempered probability of their group, highest first: ranked ones first,
        the null account last, accounts of a group together. The first ranked group, or the null
        account where it holds more, is in front (`front`).
    names : dict
        Account to its name for readers.
    joint, joint_untempered : dict
        Account to the probability of its group.
    scores, skill : dict
        (account, split, metric) to Estimate: the score, and its advantage over the null account.
    n_scored : dict
        (account, split) to the number of episodes scored.
    weights, left_out : dict
        (account, episode) to Estimate in decibans.
    totals : dict
        Account to the sum of its prequential weights, decibans.
    tempered, untempered : dict
        Account to its probability.
    spread, by_choice : dict
        What was varied (learners, readings; summaries, priors) to `Ranges`.
    """

    comparison: Comparison
    ranked: list[str]
    order: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    joint: dict[str, Estimate] = field(default_factory=dict)
    joint_untempered: dict[str, Estimate] = field(default_factory=dict)
    scores: dict[tuple[str, str, str], Estimate] = field(default_factory=dict)
    skill: dict[tuple[str, str, str], Estimate] = field(default_factory=dict)
    n_scored: dict[tuple[str, str], int] = field(default_factory=dict)
    weights: dict[tuple[str, str], Estimate] = field(default_factory=dict)
    left_out: dict[tuple[str, str], Estimate] = field(default_factory=dict)
    totals: dict[str, Estimate] = field(default_factory=dict)
    tempered: dict[str, Estimate] = field(default_factory=dict)
    untempered: dict[str, Estimate] = field(default_factory=dict)
    spread: dict[str, Ranges] = field(default_factory=dict)
    by_choice: dict[str, Ranges] = field(default_factory=dict)

    @property
    def null(self) -> str | None:
        """The account that skills are measured against."""
        return self.comparison.scores.null

    @property
    def groups(self) -> list[list[str]]:
        """Accounts joined because this record cannot tell them apart."""
        return self.comparison.recovery.groups

    def account(self, ident: str) -> ComparedAccount:
        """Return what is known of one account."""
        return next(a for a in self.comparison.accounts if a.id == ident)

    def misfit(self, ident: str) -> Misfit | None:
        """Return how unusual the record is among the runs of one account, where that was asked."""
        return self.comparison.misspecification.accounts.get(ident)

    def outside(self, idents: Iterable[str]) -> list[str]:
        """Return those accounts of `idents` whose runs the record lies outside of."""
        return [i for i in idents if (m := self.misfit(i)) is not None and m.flagged]

    def coverage(self, ident: str) -> tuple[float, int]:
        """Return the share inside an account's 90 % intervals (NaN for none), and of how many."""
        found = self.comparison.coverage.get(ident)
        return (NAN, 0) if found is None else (number(found.inside90), found.n)

    @property
    def metric(self) -> str:
        """The score that leads, by the rule of `thaw.inference.basis`."""
        return self.comparison.scores.basis.headline

    @property
    def skill_unit(self) -> str:
        """Unit of the advantage that leads."""
        return SKILL_UNIT[self.metric]

    def headline(self, ident: str) -> tuple[Estimate, str]:
        """Advantage over the null account in the score that leads, and the split it comes from.

        Prediction where the account has any; retrodiction is never mixed with it.
        """
        for split in SPLITS:
            found = self.skill.get((ident, split, self.metric), Estimate())
            if found.known:
                return found, split
        return Estimate(), ""

    def group_of(self, ident: str) -> list[str]:
        """Return the accounts that this record cannot tell from `ident`, itself included."""
        return next((g for g in self.groups if ident in g), [ident])

    def firsts_of_groups(self) -> list[str]:
        """Return the first account of every group, in order."""
        at = {a: k for k, a in enumerate(self.order)}
        return [i for i in self.order if i == min(self.group_of(i), key=lambda a: at.get(a, 10**9))]

    def name(self, ident: str) -> str:
        """Return the name of an account for readers."""
        return self.names.get(ident, ident)

    def front(self) -> list[str]:
        """Return the group with the highest joint probability; ranked accounts and null may lead."""
        field = [i for i in self.order if i in self.joint and self.joint[i].known]
        field = [i for i in field if i in self.ranked or i == self.null]
        if not field:
            return []
        best = max(field, key=lambda i: self.joint[i].value)
        return [i for i in field if i in self.group_of(best)]

    @property
    def one_group(self) -> bool:
        """Whether no account is told from any other: probability and weight of that group are then given."""
        return len(self.order) > 1 and len(self.group_of(self.order[0])) == len(self.order)

    @property
    def firm(self) -> bool:
        """Whether the group in front may be named: no answer drawn anew puts another there."""
        found = self.comparison.spread.in_front
        if found is not None:
            return found.firm
        top = sorted(
            {
                tuple(sorted(self.group_of(i))): self.joint[i].value
                for i in self.joint
                if self.joint[i].known
            }.values()
        )
        return len(top) < 2 or top[-1] > top[-2]


def number(x: float | None) -> float:
    """`x`, or NaN for None."""
    return NAN if x is None else x


def read_comparison(comparison: Comparison) -> View:
    """Work out what the report needs of a comparison."""
    c = comparison
    ids = [a.id for a in c.accounts]
    view = View(c, [a.id for a in c.accounts if a.in_ranking and a.id != c.scores.null])
    _read_scores(view)
    _read_weights(view)
    p = c.probabilities
    for found, values, errors in (
        (view.tempered, p.tempered, p.se_tempered),
        (view.untempered, p.untempered, p.se_untempered),
    ):
        found.update({i: Estimate.of(v, se=(errors or {}).get(i)) for i, v in values.items()})
    _read_spread(view)
    view.names.update(name_all(ids, c.scores.null))
    view.joint.update({i: _joint(view, i, view.tempered) for i in view.tempered})
    view.joint_untempered.update({i: _joint(view, i, view.untempered) for i in view.untempered})
    view.order.extend(sorted(ids, key=lambda i: _rank(view, i, ids)))
    return view


def _joint(view: View, ident: str, store: Mapping[str, Estimate]) -> Estimate:
    """The probability of an account's group; its error is that of members that move as one."""
    found = [store[i] for i in view.group_of(ident) if i in store and store[i].known]
    if not found:
        return Estimate()
    errors = [e.se for e in found if math.isfinite(e.se)]
    se = math.fsum(errors) if len(errors) == len(found) else NAN
    return Estimate(math.fsum(e.value for e in found), se=min(se, 0.5) if errors else NAN)


def _read_scores(view: View) -> None:
    for ident, account in view.comparison.scores.accounts.items():
        for split, part in zip(SPLITS, (account.prediction, account.retrodiction), strict=True):
            if part is None:
                continue
            view.n_scored[ident, split] = part.n_episodes
            for metric, score in _metrics(part):
                if score is None:
                    continue
                value = Estimate.of(score.value, score.low, score.high)
                skill = Estimate.of(score.skill, score.skill_low, score.skill_high)
                if part.n_episodes == 1:  # resampling one episode says nothing
                    value, skill = (e._replace(low=NAN, high=NAN) for e in (value, skill))
                view.scores[ident, split, metric] = value
                if skill.known:
                    view.skill[ident, split, metric] = skill


def _metrics(part: PartScores) -> list[tuple[str, Score | None]]:
    return list(zip(METRICS, (part.log, part.brier, part.crps), strict=True))


def _read_weights(view: View) -> None:
    w = view.comparison.weights
    for ident, row in w.accounts.items():
        for store, values, errors in (
            (view.weights, row.prequential, row.se),
            (view.left_out, row.leave_one_out, row.leave_one_out_se),
        ):
            for k, episode in enumerate(w.episodes):
                se = None if errors is None else errors[k]
                store[ident, episode] = Estimate.of(values[k], se=se)
        view.totals[ident] = Estimate.of(row.total, se=row.total_se)


def _read_spread(view: View) -> None:
    c = view.comparison
    if c.spread.learners:
        view.spread["learners"] = _ranges(view, c.spread.learners.values())
    if c.spread.readings is not None:
        view.spread["readings"] = {
            i: (max(p.value - 2 * sd, 0.0), min(p.value + 2 * sd, 1.0))
            for i in view.tempered
            if (p := _joint(view, i, view.tempered)).known
            and (sd := _sum_over(view.group_of(i), c.spread.readings.sd)) is not None
        }
    for title, choices in (
        ("set of summaries", c.probabilities.by_summaries),
        ("width of priors", c.probabilities.by_prior_width),
    ):
        if choices:
            view.by_choice[title] = _ranges(view, (odds.tempered for odds in choices.values()))


def _sum_over(group: Iterable[str], store: Mapping[str, float]) -> float | None:
    found = [store[i] for i in group if i in store]
    return math.fsum(found) if found else None


def _ranges(view: View, rows: Iterable[Mapping[str, float]]) -> Ranges:
    """Lowest and highest probability of each account's group over rows of account to probability."""
    found: dict[str, list[float]] = {}
    for row in rows:
        for ident in row:
            joint = _sum_over(view.group_of(ident), row)
            found.setdefault(ident, []).append(0.0 if joint is None else joint)
    return {ident: (min(p), max(p)) for ident, p in found.items()}


def _rank(view: View, ident: str, ids: list[str]) -> tuple:
    group = view.group_of(ident)
    joint = view.joint.get(ident, Estimate()).value
    skill, split = view.headline(ident)
    return (
        view.null in group and len(group) == 1,
        not any(i in view.ranked for i in group),
        -joint if math.isfinite(joint) else math.inf,
        min(ids.index(i) for i in group if i in ids),
        ident not in view.ranked,
        SPLITS.index(split) if split else len(SPLITS),
        -skill.value if skill.known else math.inf,
        ids.index(ident),
    )
