"""Hold the accounts of a reference table against a record.

Nothing is simulated here: every answer comes from the table. The order of the parts is the order in
which they should be read (`Comparison`): whether any account could give such a record, whether the
record could tell accounts apart, predictive scores, and only then weights and probabilities.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import scipy
import sklearn

from thaw.errors import ThawError
from thaw.inference.comparison import ComparedAccount, Comparison, Episode, Provenance, RunCount
from thaw.inference.disputes import rank_disputes
from thaw.inference.equal_runs import equal_runs
from thaw.inference.experiments import rank_experiments
from thaw.inference.features import random_masks
from thaw.inference.flags import raise_flags
from thaw.inference.groups import positions
from thaw.inference.learners import Stack, fit_stack, quiet
from thaw.inference.misfit import misspecification
from thaw.inference.prepare import Observed, Prepared, prepare
from thaw.inference.probability import family_prior
from thaw.inference.recovery import recovery
from thaw.inference.robustness import Asked, probabilities, spread
from thaw.inference.score_accounts import score_accounts, span_of
from thaw.inference.settings import Settings
from thaw.inference.table import Bank
from thaw.inference.weights import Questions, refit, weigh

__all__ = ["Comparison", "Observed", "Settings", "compare"]

Accounts = Sequence[Mapping[str, Any]]
Episodes = Sequence[Mapping[str, Any]]


def compare(
    bank: Bank,
    observed: Observed,
    accounts: Accounts,
    seed: int = 0,
    *,
    episodes: Episodes | None = None,
    log_prior_ratio: np.ndarray | None = None,
    settings: Settings | None = None,
    progress: Callable[[str], None] | None = None,
) -> Comparison:
    """Compare the accounts of a table on one record.

    Parameters
    ----------
    bank : Bank
        Runs of every account, as the record's sources would have reported them.
    observed : Observed
        The record.
    accounts : sequence of mapping
        ``id`` and, where known, ``says, written, grade, family, ranked, speaks_to``; in any order.
        The null account is the one of family "null" (or called so).
    seed : int
        Same inputs and seed, same answer.
    episodes : sequence of mapping, optional
        ``id, title, start, end`` in order of time.
    log_prior_ratio : float [n_runs, 2], optional
        Log density of each run's parameters under priors half and twice as wide, over the one they
        were drawn from.
    settings : Settings, optional
    progress : callable, optional
        Told what is being done.

    Raises
    ------
    ThawError
        When the arrays do not fit the table, an account has no runs, or the record shows nothing.
    """
    known = {str(a["id"]): dict(a) for a in accounts}
    absent = [a for a in known if a not in bank.accounts]
    if absent:
        raise ThawError(
            f"the reference table holds no runs of {', '.join(absent)}", todo="run `thaw table`"
        )
    meta = [known[a] for a in bank.accounts if a in known]
    settings = settings or Settings()
    say = progress or (lambda _: None)
    with quiet():
        say("reducing reports to features")
        kept, left_out = equal_runs(bank, list(known), seed)
        whole, bank = bank, bank.rows(kept)
        if log_prior_ratio is not None and len(log_prior_ratio) == len(kept):
            log_prior_ratio = log_prior_ratio[kept]
        data = prepare(
            bank,
            observed.readings,
            observed.evidence,
            meta,
            [str(m["id"]) for m in meta],
            episodes,
            log_prior_ratio,
            settings.features,
        )
        meta = [placed_on(m, topics, data) for m, topics in zip(meta, data.topics, strict=True)]
        made, stack = _parts(data, meta, episodes, seed, settings, say)
    made.case, made.record = observed.case, observed.record
    made.n_runs = {a: _runs(whole, a, left_out[a]) for a in data.names}
    made.settings = _provenance(bank, settings, seed, data, stack)
    made.flags = raise_flags(made)
    return made


def _parts(
    data: Prepared,
    meta: Accounts,
    episodes: Episodes | None,
    seed: int,
    settings: Settings,
    say: Callable[[str], None],
) -> tuple[Comparison, Stack]:
    """The parts of the comparison in the order in which they are read, and the fitted learners."""

    def masks(n: int, rng: np.random.Generator) -> np.ndarray:
        return random_masks(data.reduction, n, data.topics, rng)

    null = _null(meta)
    say("asking whether any account could give such a record")
    wrong = misspecification(data.full, data.y, data.told, data.items, data.names, seed)
    say("scoring predictions")
    scores, cover = score_accounts(data, meta, null, episodes, seed, settings)
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
    say("weighing episodes")
    questions = Questions.of(data.reduction, data.topics)
    refits = refit(data.F, data.y, masks, data.features, questions, stack.base, seed, settings)
    told_apart = recovery(stack.held_out, data.y, data.names)
    groups = positions(told_apart.groups, data.names)
    weights, answers = weigh(
        stack, data.features, questions, refits, data.names, data.topics, data.episodes, groups
    )
    say("tempering against hybrids")
    asked = Asked.of(data, stack, questions, refits, answers, family_prior(meta), groups)
    odds = probabilities(asked, seed, settings)
    moved = spread(asked, odds, [str(m["id"]) for m in meta if m.get("ranked", True)], null)
    say("ranking evidence not yet collected")
    experiments = rank_experiments(
        data.full, data.y, stack.held_out, asked.whole, data.items, data.told, data.names, seed
    )
    heat = 1.0 if odds.temperature is None else odds.temperature
    disputes = rank_disputes(
        data.record,
        data.readings,
        data.items,
        data.reduction,
        lambda F: asked.posterior(stack.log_proba(F, np.ones(F.shape, bool)), heat),
        data.names,
    )
    made = Comparison(
        accounts=[_described(m, null) for m in meta],
        episodes=_episodes(data, episodes),
        misspecification=wrong,
        recovery=told_apart,
        scores=scores,
        weights=weights,
        probabilities=odds,
        coverage=cover,
        experiments=experiments[: settings.experiments],
        disputes=disputes[: settings.experiments],
        spread=moved,
    )
    return made, stack


def placed_on(
    m: Mapping[str, Any], topics: frozenset[str] | None, data: Prepared
) -> dict[str, Any]:
    """What is known of an account, and whether it is ranked on this record.

    Parameters
    ----------
    m : mapping
        As in `compare`.
    topics : frozenset of str or None
        Topics that it speaks to; None for all.
    data : Prepared

    Returns
    -------
    dict
        The same with ``silent``, whether it speaks to nothing that the record tells. It is then not
        ``ranked``, nor where it is ``outside``: nobody is in front for what he says nothing about.
    """
    told = {str(i.topic) for i, seen in zip(data.items, data.visible, strict=True) if seen}
    silent = topics is not None and not topics & told
    ranked = bool(m.get("ranked", True)) and not silent and not m.get("outside", False)
    return {**m, "ranked": ranked, "silent": silent}


def _runs(bank: Bank, account: str, left_out: int) -> RunCount:
    mine = bank.y == bank.accounts.index(account)
    return RunCount(int(mine.sum()), int(bank.failed[mine].sum()), left_out)


def _episodes(data: Prepared, episodes: Episodes | None) -> list[Episode]:
    """Episodes as the comparison lists them."""
    known = {str(e["id"]): e for e in episodes or []}
    count = np.bincount(data.item_episode[data.visible], minlength=len(data.episodes))
    out = []
    for k, name in enumerate(data.episodes):
        e = known.get(name, {})
        start, end = span_of(e)
        out.append(Episode(name, str(e.get("title", name)), start, end, int(count[k])))
    return out


def _null(meta: Accounts) -> str | None:
    """The account skills are measured against."""
    for m in meta:
        if str(m.get("family")) == "null" or str(m["id"]) in ("null", "base_rates"):
            return str(m["id"])
    return None


def _described(m: Mapping[str, Any], null: str | None) -> ComparedAccount:
    told = {
        k: None if m.get(k) is None else str(m[k])
        for k in ("title", "says", "grade", "written", "family")
    }
    ident = str(m["id"])
    return ComparedAccount(
        id=ident,
        in_ranking=bool(m.get("ranked", True)),
        is_null=ident == null,
        silent=bool(m.get("silent", False)),
        outside=bool(m.get("outside", False)),
        **told,
    )


def _provenance(
    bank: Bank, settings: Settings, seed: int, data: Prepared, stack: Stack
) -> Provenance:
    """What is needed to repeat the comparison."""
    return Provenance(
        **{f.name: getattr(settings, f.name) for f in fields(settings)},
        seed=seed,
        hashes=dict(bank.hashes),
        n_features=len(data.reduction.names),
        n_items_weighed=int(data.visible.sum()),
        n_items_told=int((~np.isnan(data.told)).sum()),
        n_cells_told_unweighed=int(data.unweighed.sum()),
        pool=dict(zip(stack.kinds, stack.exponents.tolist(), strict=True)),
        versions={
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "scikit-learn": sklearn.__version__,
            "python": platform.python_version(),
        },
    )
