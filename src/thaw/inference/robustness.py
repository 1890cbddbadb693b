"""Probabilities of the accounts, and how far they move with what might have been chosen otherwise.

Sets of summaries, widths of priors, learners and readings of the record are each varied alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

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
    """

    data: Prepared
    stack: Stack
    refits: Refits
    answers: np.ndarray
    at_whole: int
    at_class: dict[str, int]
    prior: np.ndarray

    @classmethod
    def of(
        cls, data: Prepared, stack: Stack, questions: Questions, refits: Refits,
        answers: np.ndarray, prior: np.ndarray,
    ) -> Asked:  # fmt: skip
        """Find the questions among all that were asked."""
        return cls(
            data, stack, refits, answers,
            at_whole=questions.place[("upto", None, len(data.episodes))],
            at_class={name: questions.place[("class", key)] for name, key in SUMMARIES.items()},
            prior=prior,
        )  # fmt: skip

    @property
    def whole(self) -> np.ndarray:
        """Log probabilities for the whole record, [n_accounts]."""
        return self.answers[self.at_whole]

    def posterior(self, logp: np.ndarray, heat: float) -> np.ndarray:
        """Probabilities at a temperature; see `thaw.inference.probability.posterior`."""
        return posterior(logp, self.stack.base, self.prior, heat)

    def named(self, p: np.ndarray) -> dict[str, float]:
        """Numbers [n_accounts] by account."""
        return dict(zip(self.data.names, p.tolist(), strict=True))

    def odds(self, logp: np.ndarray, heat: float, runs: np.ndarray | None = None) -> Odds:
        """Untempered and tempered probabilities; `runs` [n_accounts] are effective runs."""
        return Odds(
            self.named(self.posterior(logp, 1.0)), self.named(self.posterior(logp, heat)),
            None if runs is None else self.named(runs),
        )  # fmt: skip


def probabilities(asked: Asked, seed: int, settings: Settings) -> Probabilities:
    """Probabilities, tempered against hybrids, under every set of summaries and prior width."""
    data, stack = asked.data, asked.stack
    mixed = hybrid_answers(
        stack, data.reduction, data.X, data.y, data.items, data.visible, settings.hybrids, seed
    )
    t = temperature(mixed, stack.base, asked.prior)
    sure = [float((asked.posterior(mixed, x).max(axis=1) > CERTAIN).mean()) for x in (1.0, t)]
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
        data.F, data.y, data.log_ratio, data.features[None], seed,
        replace(settings.size, rows=len(data.y)),
    )  # fmt: skip
    return {
        width: asked.odds(asked.whole + delta[0], heat, left[width])
        for width, delta in change.items()
    }


def spread(asked: Asked, found: Probabilities) -> Spread:
    """How far tempered probabilities move over refits and over readings of the record."""
    heat = 1.0 if found.temperature is None else found.temperature
    again = asked.refits.answers[:, asked.at_whole]
    learners = [asked.posterior(p, heat) for p in again]
    data = asked.data
    readings = data.reduction(data.readings)
    p = asked.posterior(asked.stack.log_proba(readings, np.ones(readings.shape, bool)), heat)
    top = int(asked.posterior(asked.whole, heat).argmax())
    tops = np.bincount(p.argmax(axis=1), minlength=len(data.names)) / len(p)
    return Spread(
        learners={
            label: asked.named(x) for label, x in zip(asked.refits.labels, learners, strict=True)
        },
        readings=ReadingSpread(
            n=len(p),
            top_account_changes=float((p.argmax(axis=1) != top).mean()),
            share_on_top=asked.named(tops),
            sd=asked.named(p.std(axis=0)),
        ),
    )
