"""Weight of evidence by episode, in decibans, from one classifier of masked records.

By Bayes' rule the predictive ratio of an account to the field is the ratio of its posterior after
an episode to the one before it:

    p(e_k | e_<k, a) / p(e_k | e_<k, field) = p(a | e_<=k) / p(a | e_<k),

the field being all accounts of the table in proportion to their standing so far. The classifier is
put both questions and the logarithms subtracted, so the weights of all episodes add to the total.

An account is weighed only on topics it speaks to: for its row, every other topic is hidden from
first to last, so an episode wholly about other topics weighs exactly nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.special import log_softmax
from threadpoolctl import threadpool_limits

from thaw.inference.features import Reduction
from thaw.inference.groups import shared_log
from thaw.inference.learners import Masks, Model, Stack, fit_one, in_threads, pool_exponents
from thaw.inference.results import AccountWeights, Weights
from thaw.inference.settings import Settings

DECIBAN = 10 / np.log(10)
REFIT_KINDS = ("boost", "logistic")
"""Kinds of learners that are refitted: the two quickest of the pool."""


@dataclass
class Questions:
    """All masks the record is shown under, asked at once.

    Attributes
    ----------
    masks : bool [n_questions, n_features]
    place : dict
        Key to row: ("upto", topics, k), ("without", topics, k) or ("class", name).
    """

    masks: np.ndarray
    place: dict[tuple, int] = field(default_factory=dict)

    @classmethod
    def of(cls, reduction: Reduction, topic_sets: Sequence[frozenset[str] | None]) -> Questions:
        """Prefixes and leave-one-out for each set of topics, and the classes of summaries."""
        n = len(reduction.episodes)
        masks: list[np.ndarray] = []
        place: dict[tuple, int] = {}

        def ask(key: tuple, mask: np.ndarray) -> None:
            place[key] = len(masks)
            masks.append(mask)

        for topics in dict.fromkeys([None, *topic_sets]):
            for k in range(n + 1):
                ask(("upto", topics, k), reduction.mask(range(k), topics))
            for k in range(n):
                ask(("without", topics, k), reduction.mask([e for e in range(n) if e != k], topics))
        for which in ("cells", "other"):
            ask(("class", which), reduction.mask(which=which))
        return cls(np.array(masks), place)


@dataclass
class Refits:
    """Small refits on bootstrapped runs: what a different table and learner would have said.

    Attributes
    ----------
    labels : list of str
        Learner and number of each refit.
    answers : float [n_refits, n_questions, n_accounts]
        Log probabilities for the record.
    """

    labels: list[str]
    answers: np.ndarray


def refit(
    F: np.ndarray,
    y: np.ndarray,
    masks: Masks,
    record: np.ndarray,
    questions: Questions,
    base: np.ndarray,
    seed: int,
    settings: Settings,
) -> Refits:
    """Refit each of `REFIT_KINDS` on resampled tables and ask it all questions.

    Parameters
    ----------
    F : float32 [n_runs, n_features]
    y : int [n_runs]
    masks : callable
        As for `thaw.inference.learners.fit_stack`.
    record : float [n_features]
    questions : Questions
    base : float [n_accounts]
        What a learner says when it sees nothing, log probabilities.
    seed : int
    settings : Settings
        Its ``bootstraps`` and ``refit_size`` are used.
    """
    shown = np.broadcast_to(record, questions.masks.shape)
    seen = questions.masks.any(axis=1, keepdims=True)

    def work(job: tuple[int, int]) -> np.ndarray:
        i, b = job
        at = int(np.random.SeedSequence([seed, 7, i, b]).generate_state(1)[0])
        model = fit_one(REFIT_KINDS[i], F, y, masks, at, settings.refit_size, bootstrap=True)
        with threadpool_limits(1):
            exponent = sharpness(model, F, y, masks, at)
            logp = log_softmax(exponent * model.log_proba(shown, questions.masks), axis=1)
        return np.where(seen, logp, base)

    jobs = [(i, b) for i in range(len(REFIT_KINDS)) for b in range(settings.bootstraps)]
    answers = in_threads(work, jobs)
    labels = [f"{REFIT_KINDS[i]} {b + 1}" for i, b in jobs]
    return Refits(labels, np.array(answers).reshape(len(labels), len(questions.masks), len(base)))


def sharpness(model: Model, F: np.ndarray, y: np.ndarray, masks: Masks, seed: int) -> float:
    """The exponent that gives one learner's probabilities the best log score on 3,000 runs."""
    rng = np.random.default_rng([seed, 8])
    rows = rng.permutation(len(y))[:3000]
    logp = model.log_proba(F[rows], masks(len(rows), rng))
    return min(float(pool_exponents(logp[None], y[rows])[0]), 1.0)


def decibans(
    answers: np.ndarray,
    questions: Questions,
    topic_sets: Sequence[frozenset[str] | None],
    episodes: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights of every account by episode.

    Parameters
    ----------
    answers : float [n_questions, n_accounts]
        Log probabilities of the accounts for the record under each mask.
    questions : Questions
    topic_sets : sequence
        Topics each account speaks to; None for all.
    episodes : int
        Their number.

    Returns
    -------
    prequential : float [n_accounts, n_episodes]
        Adds along episodes to `total`.
    leave_one_out : float [n_accounts, n_episodes]
        Change when an episode is taken away from the whole record; does not add.
    total : float [n_accounts]
    """
    accounts = answers.shape[1]
    prequential = np.zeros((accounts, episodes))
    left_out = np.zeros((accounts, episodes))
    total = np.zeros(accounts)
    for a, topics in enumerate(topic_sets):
        upto = [answers[questions.place[("upto", topics, k)], a] for k in range(episodes + 1)]
        without = [answers[questions.place[("without", topics, k)], a] for k in range(episodes)]
        prequential[a] = DECIBAN * np.diff(upto)
        left_out[a] = DECIBAN * (upto[-1] - np.array(without))
        total[a] = DECIBAN * (upto[-1] - upto[0])
    return prequential, left_out, total


def weigh(
    stack: Stack,
    record: np.ndarray,
    questions: Questions,
    refits: Refits,
    accounts: Sequence[str],
    topic_sets: Sequence[frozenset[str] | None],
    episodes: Sequence[str],
    groups: Sequence[Sequence[int]] = (),
) -> tuple[Weights, np.ndarray]:
    """The table of weights with standard errors over refits, and the stack's answers.

    Accounts of one of `groups` (positions) are weighed as the whole group, each on the topics it
    speaks to.
    """
    n = len(episodes)
    shown = np.broadcast_to(record, questions.masks.shape)
    answers = stack.log_proba(shown, questions.masks)
    prequential, left_out, total = decibans(shared_log(answers, groups), questions, topic_sets, n)
    again = [decibans(r, questions, topic_sets, n) for r in shared_log(refits.answers, groups)]
    se: list[np.ndarray] | None = None
    if len(again) > 1:
        se = [np.std([a[i] for a in again], axis=0, ddof=1) for i in range(3)]
    by_account = {
        name: AccountWeights(
            prequential=prequential[a].tolist(),
            se=None if se is None else se[0][a].tolist(),
            leave_one_out=left_out[a].tolist(),
            leave_one_out_se=None if se is None else se[1][a].tolist(),
            total=float(total[a]),
            total_se=None if se is None else float(se[2][a]),
            topics=None if (t := topic_sets[a]) is None else sorted(t),
        )
        for a, name in enumerate(accounts)
    }
    return Weights(episodes=list(episodes), accounts=by_account), answers
