"""Probabilities of the accounts, and how far they move with what might have been chosen otherwise.

Sets of summaries, widths of priors, learners and readings of the record are each varied alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from thaw.inference.groups import in_front, leading, shared
from thaw.inference.learners import Stack
from thaw.inference.prepare import Prepared
from thaw.inference.probability import (
    ALLOWED,
    CERTAIN,
    hybrid_answers,
    posterior,
    prior_widths,
    temperature,
)
from thaw.inference.results import Hybrids, Odds, Probabilities, ReadingSpread, Spread
from thaw.inference.settings import Settings
from thaw.inference.weights import Questions, Refits

SUMMARIES = {"cells": "cells", "sizes, dates and series": "other"}
"""Sets of summaries in words, to the class of features the record is shown by."""


@dataclass(frozen=True)
class Asked:
    """What the learners were asked and answered.

    Attributes
    ----------
    data : Prepared
    stack : Stack
    refits : Refits
    answers : float [n_questions, n_accounts]
        Log probabilities of the stack.
    at_whole : int
        The question that shows the whole record.
    at_class : dict
        Set of summaries to the question that shows it alone.
    prior : float [n_accounts]
    groups : list of list of int
        Accounts joined, by position.
    """

    data: Prepared
    stack: Stack
    refits: Refits
    answers: np.ndarray
    at_whole: int
    at_class: dict[str, int]
    prior: np.ndarray
    groups: list[list[int]] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        data: Prepared,
        stack: Stack,
        questions: Questions,
        refits: Refits,
        answers: np.ndarray,
        prior: np.ndarray,
        groups: list[list[int]],
    ) -> Asked:
        """Find the questions among all that were asked."""
        return cls(
            data,
            stack,
            refits,
            answers,
            at_whole=questions.place[("upto", None, len(data.episodes))],
            at_class={name: questions.place[("class", key)] for name, key in SUMMARIES.items()},
            prior=prior,
            groups=groups,
        )

    @property
    def whole(self) -> np.ndarray:
        """Log probabilities for the whole record, [n_accounts]."""
        return self.answers[self.at_whole]

    def posterior(self, logp: np.ndarray, heat: float) -> np.ndarray:
        """Probabilities at a temperature, a group's divided among its accounts as the prior does.

        See `thaw.inference.probability.posterior`.
        """
        return shared(posterior(logp, self.stack.base, self.prior, heat), self.prior, self.groups)

    def named(self, p: np.ndarray) -> dict[str, float]:
        """Numbers [n_accounts] by account."""
        return dict(zip(self.data.names, p.tolist(), strict=True))

    def odds(self, logp: np.ndarray, heat: float, runs: np.ndarray | None = None) -> Odds:
        """Untempered and tempered probabilities; `runs` [n_accounts] are effective runs."""
        return Odds(
            self.named(self.posterior(logp, 1.0)),
            self.named(self.posterior(logp, heat)),
            None if runs is None else self.named(runs),
        )


def probabilities(asked: Asked, seed: int, settings: Settings) -> Probabilities:
    """Probabilities, tempered against hybrids, under every set of summaries and prior width."""
    data, stack = asked.data, asked.stack
    mixed = hybrid_answers(
        stack, data.reduction, data.X, data.y, data.items, data.visible, settings.hybrids, seed
    )
    t = temperature(mixed, stack.base, asked.prior)
    each = [posterior(mixed, stack.base, asked.prior, x).max(axis=1) for x in (1.0, t)]
    sure = [float((p > CERTAIN).mean()) for p in each]
    whole = asked.odds(asked.whole, t)
    return Probabilities(
        prior=asked.named(asked.prior),
        untempered=whole.untempered,
        tempered=whole.tempered,
        temperature=t,
        by_summaries={
            "all": whole,
            **{name: asked.odds(asked.answers[j], t) for name, j in asked.at_class.items()},
        },
        se_untempered=_error(asked, 1.0),
        se_tempered=_error(asked, t),
        hybrids=Hybrids(len(mixed), CERTAIN, ALLOWED, *sure),
        by_prior_width={"one": whole, **_other_widths(asked, t, seed, settings)},
    )


def _error(asked: Asked, heat: float) -> dict[str, float] | None:
    """Standard deviation over refits; None with fewer than two."""
    p = asked.posterior(asked.refits.answers[:, asked.at_whole], heat)
    return asked.named(p.std(axis=0, ddof=1)) if len(p) > 1 else None


def _other_widths(asked: Asked, heat: float, seed: int, settings: Settings) -> dict[str, Odds]:
    """Under priors half and twice as wide; empty when their densities were not given."""
    data = asked.data
    if data.log_ratio is None:
        return {}
    change, left = prior_widths(
        data.F,
        data.y,
        data.log_ratio,
        data.features[None],
        seed,
        replace(settings.size, rows=len(data.y)),
    )
    return {
        width: asked.odds(asked.whole + delta[0], heat, left[width])
        for width, delta in change.items()
    }


def spread(asked: Asked, found: Probabilities, ranked: Sequence[str], null: str | None) -> Spread:
    """How far tempered probabilities move over refits, halves of the pool and readings.

    Accounts of `ranked`, and the null account, may be in front.
    """
    heat = 1.0 if found.temperature is None else found.temperature
    again = asked.refits.answers[:, asked.at_whole]
    learners = [asked.posterior(p, heat) for p in again]
    data = asked.data
    readings = data.reduction(data.readings)
    p = asked.posterior(asked.stack.log_proba(readings, np.ones(readings.shape, bool)), heat)
    groups = [[data.names[k] for k in g] for g in asked.groups]
    among = [*ranked, *([null] if null else [])]
    top = leading(asked.named(asked.posterior(asked.whole, heat)), groups, among)
    firsts = [leading(asked.named(q), groups, among) for q in p]
    shown = np.ones((1, len(data.features)), bool)
    halves = [
        asked.posterior(asked.stack.log_proba(data.features, shown, fold=f)[0], heat)
        for f in range(len(asked.stack.folds))
    ]
    redraws = [asked.named(x) for x in (*learners, *halves)]
    return Spread(
        learners={
            label: asked.named(x) for label, x in zip(asked.refits.labels, learners, strict=True)
        },
        readings=ReadingSpread(
            n=len(p),
            top_account_changes=float(np.mean([f != top for f in firsts])),
            share_on_top={a: float(np.mean([a in f for f in firsts])) for a in data.names},
            sd=asked.named(p.std(axis=0)),
        ),
        in_front=in_front(found.tempered, redraws, groups, among),
    )
