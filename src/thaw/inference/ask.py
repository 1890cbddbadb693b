"""Learners fitted once and asked about records that were varied.

The learners are those of a comparison, trained on masked records, with masks among them like those that
are asked. Every answer has its Monte Carlo error from refits on resampled runs, which are asked the
same; since a refit answers both the record and its variation, the error of a change is smaller than
that of either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.special import log_softmax, logsumexp

from thaw.inference.features import Reduction, random_masks
from thaw.inference.groups import leading, positions, shared
from thaw.inference.learners import Masks, Model, Stack, fit_one, fit_stack, in_threads, quiet
from thaw.inference.prepare import Prepared
from thaw.inference.probability import family_prior, hybrid_answers, posterior, temperature
from thaw.inference.recovery import recovery
from thaw.inference.results import Recovery
from thaw.inference.settings import Settings
from thaw.inference.weights import DECIBAN, REFIT_KINDS, sharpness

LIKE_ASKED = 0.4
"""Share of masks the learners are trained under that hide what is asked about, or features at random."""


def hiding_masks(data: Prepared, asked: np.ndarray) -> Masks:
    """Masks to train under: those of a comparison, and some that hide as `asked` does.

    Parameters
    ----------
    data : Prepared
    asked : bool [n_masks, n_features]
        Masks that will be asked; may be none.
    """

    def masks(n: int, rng: np.random.Generator) -> np.ndarray:
        made = random_masks(data.reduction, n, data.topics, rng)
        kind = rng.random(n)
        at_random = kind < LIKE_ASKED / 2
        share = rng.random(n)[:, None]
        made[at_random] = (rng.random(made.shape) < share)[at_random]
        like = (kind >= LIKE_ASKED / 2) & (kind < LIKE_ASKED)
        if len(asked):
            made[like] = asked[rng.integers(0, len(asked), n)][like]
        return made

    return masks


def shown_features(reduction: Reduction, hidden: np.ndarray) -> np.ndarray:
    """Features that still show something when items are hidden, bool [n_features]."""
    return np.array([not hidden[m].all() for m in reduction.members], bool)


@dataclass
class Answer:
    """Log probabilities of the accounts for several records.

    Attributes
    ----------
    log : float [n_records, n_accounts]
        Of the pool.
    again : float [n_refits, n_records, n_accounts]
        Of refits.
    """

    log: np.ndarray
    again: np.ndarray


@dataclass
class Pool:
    """Fitted learners, the groups they tell apart, and the temperature of their answers.

    Attributes
    ----------
    data : Prepared
    stack : Stack
    refits : list of (Model, float)
        Learners refitted on resampled runs, and the exponent of each.
    prior : float [n_accounts]
    heat : float
    told_apart : Recovery
    ranked : list of str
        Accounts that may be in front.
    """

    data: Prepared
    stack: Stack
    refits: list[tuple[Model, float]]
    prior: np.ndarray
    heat: float
    told_apart: Recovery
    ranked: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """Accounts."""
        return self.data.names

    @property
    def groups(self) -> list[list[int]]:
        """Accounts that the record cannot tell apart, by position."""
        return positions(self.told_apart.groups, self.names)

    def ask(self, F: np.ndarray, masks: np.ndarray | None = None) -> Answer:
        """What the learners say of records with features `F` [n, n_features], as far as shown."""
        F = np.atleast_2d(F)
        shown = np.ones(F.shape, bool) if masks is None else np.atleast_2d(masks)
        with quiet():
            log = self.stack.log_proba(F, shown)
            seen = shown.any(axis=1, keepdims=True)
            again = [
                np.where(seen, log_softmax(w * m.log_proba(F, shown), axis=1), self.stack.base)
                for m, w in self.refits
            ]
        return Answer(log, np.array(again))

    def probability(self, log: np.ndarray) -> np.ndarray:
        """Tempered probabilities, a group's divided among its accounts as the prior does."""
        p = posterior(log, self.stack.base, self.prior, self.heat)
        return shared(p, self.prior, self.groups)

    def named(self, p: np.ndarray) -> dict[str, float]:
        """Numbers [n_accounts] by account."""
        return dict(zip(self.names, np.asarray(p, float).tolist(), strict=True))

    def in_front(self, p: np.ndarray) -> list[str]:
        """The group in front; empty for a tie."""
        groups = [[self.names[k] for k in g] for g in self.groups]
        return leading(self.named(p), groups, self.ranked or self.names)

    def decibans(self, log: np.ndarray, one: Sequence[int], other: Sequence[int]) -> np.ndarray:
        """Weight of evidence for accounts `one` against accounts `other`, decibans; untempered.

        Each is a group, taken together; the share of their runs in the table counts for nothing.
        """
        base = self.stack.base

        def joint(part: Sequence[int]) -> np.ndarray:
            rows = list(part)
            return logsumexp(log[..., rows], axis=-1) - logsumexp(base[rows])

        return DECIBAN * (joint(one) - joint(other))


def fit_pool(
    data: Prepared,
    meta: Sequence[Mapping[str, Any]],
    seed: int,
    settings: Settings,
    asked: np.ndarray | None = None,
    progress: Callable[[str], None] | None = None,
) -> Pool:
    """Fit the learners of a comparison, refits, groups and temperature.

    Parameters
    ----------
    data : Prepared
    meta : sequence of mapping
        As in `thaw.inference.compare.compare`, in the order of ``data.names``.
    seed : int
    settings : Settings
    asked : bool [n_masks, n_features], optional
        Masks that will be asked.
    progress : callable, optional
        Told what is being done.
    """
    none = np.zeros((0, data.F.shape[1]), bool)
    masks = hiding_masks(data, none if asked is None else asked)
    say = progress or (lambda _: None)
    with quiet():
        stack = fit_stack(
            data.F,
            data.y,
            masks,
            seed,
            folds=settings.folds,
            kinds=settings.learners,
            size=settings.size,
            progress=say,
        )
        say("refitting on resampled runs")
        refits = refitted(data.F, data.y, masks, seed, settings)
        say("tempering against hybrids")
        prior = family_prior(meta)
        mixed = hybrid_answers(
            stack, data.reduction, data.X, data.y, data.items, data.visible, settings.hybrids, seed
        )
    return Pool(
        data,
        stack,
        refits,
        prior,
        temperature(mixed, stack.base, prior),
        recovery(stack.held_out, data.y, data.names),
        [str(m["id"]) for m in meta if m.get("ranked", True)],
    )


def refitted(
    F: np.ndarray, y: np.ndarray, masks: Masks, seed: int, settings: Settings
) -> list[tuple[Model, float]]:
    """Each of `REFIT_KINDS` refitted ``settings.bootstraps`` times on resampled runs."""

    def work(job: tuple[int, int]) -> tuple[Model, float]:
        i, b = job
        at = int(np.random.SeedSequence([seed, 7, i, b]).generate_state(1)[0])
        model = fit_one(REFIT_KINDS[i], F, y, masks, at, settings.refit_size, bootstrap=True)
        return model, sharpness(model, F, y, masks, at)

    jobs = [(i, b) for i in range(len(REFIT_KINDS)) for b in range(settings.bootstraps)]
    return in_threads(work, jobs)
