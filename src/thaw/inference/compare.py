"""Hold the accounts of a reference table against a record.

Nothing is simulated here: every answer comes from the table. The order of the parts is the order in
which they should be read (`Comparison`): whether any account could give such a record, whether the
record could tell accounts apart, predictive scores, and only then weights and probabilities.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import scipy
import sklearn

from thaw.errors import ThawError
from thaw.inference import probability as prob
from thaw.inference.check import misspecification, recovery
from thaw.inference.comparison import Comparison
from thaw.inference.experiments import rank_experiments
from thaw.inference.features import random_masks
from thaw.inference.flags import raise_flags
from thaw.inference.learners import LEARNERS, Size, Stack, fit_stack, quiet
from thaw.inference.prepare import Prepared, prepare
from thaw.inference.scoring import score, span_of
from thaw.inference.table import Bank
from thaw.inference.weights import Questions, Refits, refit, weigh

__all__ = ["Comparison", "Settings", "compare"]


@dataclass(frozen=True)
class Settings:
    """How much work a comparison does. The defaults take about two minutes on two cores."""

    folds: int = 2
    learners: tuple[str, ...] = tuple(LEARNERS)
    size: Size = field(default_factory=Size)
    refit_size: Size = field(default_factory=lambda: Size(rows=6000, trees=40))
    bootstraps: int = 3
    features: int = 220
    hybrids: int = 200
    resamples: int = 2000
    own_records: int = 8
    experiments: int = 25


def compare(
    bank: Bank,
    record_readings: np.ndarray,
    evidence: np.ndarray,
    accounts: Sequence[Mapping[str, Any]],
    seed: int = 0,
    *,
    episodes: Sequence[Mapping[str, Any]] | None = None,
    log_prior_ratio: np.ndarray | None = None,
    case: str = "",
    record: str = "",
    settings: Settings | None = None,
    progress: Callable[[str], None] | None = None,
) -> Comparison:
    """Compare the accounts of a table on one record.

    Parameters
    ----------
    bank : Bank
        Runs of every account, as the record's sources would have reported them.
    record_readings : float [n_readings, n_items]
        Attested readings of the record, one source and value per item each; NaN where it is silent.
    evidence : float [n_items]
        The reading the answer rests on; its silence defines what is hidden.
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
    with quiet():
        return _compare(
            bank, record_readings, evidence, accounts, seed, episodes, log_prior_ratio, case,
            record, settings or Settings(), progress or (lambda _: None),
        )  # fmt: skip


def _compare(
    bank: Bank, record_readings: np.ndarray, evidence: np.ndarray,
    accounts: Sequence[Mapping[str, Any]], seed: int, episodes: Sequence[Mapping[str, Any]] | None,
    log_prior_ratio: np.ndarray | None, case: str, record: str, settings: Settings,
    say: Callable[[str], None],
) -> Comparison:  # fmt: skip
    """`compare`, with the numerical libraries held to one thread each."""
    known = {str(a["id"]): dict(a) for a in accounts}
    absent = [a for a in known if a not in bank.accounts]
    if absent:
        raise ThawError(
            f"the reference table holds no runs of {', '.join(absent)}", todo="run `thaw table`"
        )
    names = [a for a in bank.accounts if a in known]
    meta = [known[a] for a in names]
    null = _null(meta)
    say("reducing reports to features")
    data = prepare(
        bank, record_readings, evidence, meta, names, episodes, log_prior_ratio, settings.features
    )
    n_runs = {
        a: {"runs": int((bank.y == bank.accounts.index(a)).sum()),
            "failed": int(bank.failed[bank.y == bank.accounts.index(a)].sum())}
        for a in names
    }  # fmt: skip

    def masks(n: int, rng: np.random.Generator) -> np.ndarray:
        return random_masks(data.reduction, n, data.topics, rng)

    say("asking whether any account could give such a record")
    wrong = misspecification(
        data.F, data.full, data.y, data.features, data.told, data.items, names, seed
    )
    say("scoring predictions")
    scores, cover = score(
        data, meta, null, episodes, seed, settings.resamples, settings.own_records
    )
    stack = fit_stack(
        data.F, data.y, masks, seed, folds=settings.folds, kinds=settings.learners,
        size=settings.size, progress=say,
    )  # fmt: skip
    found = recovery(stack.held_out, data.y, names)
    say("weighing episodes")
    questions = Questions.of(data.reduction, data.topics)
    refits = refit(
        data.F, data.y, masks, data.features, questions, stack.base, seed, settings.bootstraps,
        settings.refit_size,
    )  # fmt: skip
    weights, answers = weigh(
        stack, data.features, questions, refits, names, data.topics, data.episodes
    )
    say("tempering against hybrids")
    probabilities, spread = _probabilities(
        data, meta, stack, questions, refits, answers, seed, settings
    )
    say("ranking evidence not yet collected")
    whole = answers[questions.place[("upto", None, len(data.episodes))]]
    experiments = rank_experiments(
        data.full, data.y, stack.held_out, whole, data.items, data.told, names, seed,
        settings.experiments,
    )  # fmt: skip
    made = Comparison(
        case, record, [_described(m, null) for m in meta], n_runs,
        _episodes(data, episodes), wrong, found, scores, weights, probabilities, cover, experiments,
        spread, [], _settings(bank, settings, seed, data, stack),
    )  # fmt: skip
    made.flags = raise_flags(made)
    return Comparison.from_dict(made.to_dict())


def _probabilities(
    data: Prepared, meta: Sequence[Mapping[str, Any]], stack: Stack, questions: Questions,
    refits: Refits,
    answers: np.ndarray, seed: int, settings: Settings,
) -> tuple[dict[str, Any], dict[str, Any]]:  # fmt: skip
    """Point 5, and how far the answer moves with learners, readings, summaries and priors."""
    prior = prob.family_prior(meta)
    base, names = stack.base, data.names
    mixed = prob.hybrid_answers(
        stack, data.reduction, data.X, data.y, data.items, data.visible, settings.hybrids, seed
    )
    t = prob.temperature(mixed, base, prior)

    def named(p: np.ndarray) -> dict[str, float]:
        return dict(zip(names, p.tolist(), strict=True))

    def both(logp: np.ndarray) -> dict[str, Any]:
        return {"untempered": named(prob.posterior(logp, base, prior, 1.0)),
                "tempered": named(prob.posterior(logp, base, prior, t))}  # fmt: skip

    at = {
        "all": questions.place[("upto", None, len(data.episodes))],
        "cells": questions.place[("class", "cells")],
        "sizes, dates and series": questions.place[("class", "other")],
    }
    whole = answers[at["all"]]
    out: dict[str, Any] = {"prior": named(prior), **both(whole), "temperature": t}
    out["by_summaries"] = {name: both(answers[j]) for name, j in at.items()}
    again = refits.answers[:, at["all"]]
    for label, heat in (("untempered", 1.0), ("tempered", t)):
        p = prob.posterior(again, base, prior, heat)
        out[f"se_{label}"] = named(p.std(axis=0, ddof=1)) if len(p) > 1 else None
    sure = [
        (prob.posterior(mixed, base, prior, x).max(axis=1) > prob.CERTAIN).mean() for x in (1.0, t)
    ]
    out["hybrids"] = {"n": len(mixed), "certain": prob.CERTAIN, "allowed": prob.ALLOWED,
                      "share_untempered": float(sure[0]),
                      "share_tempered": float(sure[1])}  # fmt: skip
    out["by_prior_width"] = {"one": both(whole)}
    spread: dict[str, Any] = {}
    if data.log_ratio is not None:
        change, left = prob.prior_widths(
            data.F, data.y, data.log_ratio, data.features[None], seed,
            replace(settings.size, rows=len(data.y)),
        )  # fmt: skip
        for width, delta in change.items():
            out["by_prior_width"][width] = {
                **both(whole + delta[0]),
                "effective_runs": named(left[width]),
            }
    spread["learners"] = {
        label: named(prob.posterior(p, base, prior, t))
        for label, p in zip(refits.labels, again, strict=True)
    }  # fmt: skip
    readings = data.reduction(data.readings)
    p = prob.posterior(stack.log_proba(readings, np.ones(readings.shape, bool)), base, prior, t)
    top = int(prob.posterior(whole, base, prior, t).argmax())
    tops = np.bincount(p.argmax(axis=1), minlength=len(names)) / len(p)
    spread["readings"] = {"n": len(p),
                          "top_account_changes": float((p.argmax(axis=1) != top).mean()),
                          "share_on_top": named(tops), "sd": named(p.std(axis=0))}  # fmt: skip
    return out, spread


def _episodes(data: Prepared, episodes: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
    """Episodes as the comparison lists them."""
    known = {str(e["id"]): e for e in episodes or []}
    count = np.bincount(data.item_episode[data.visible], minlength=len(data.episodes))
    out = []
    for k, name in enumerate(data.episodes):
        e = known.get(name, {})
        start, end = span_of(e)
        out.append({"id": name, "title": str(e.get("title", name)), "start": start, "end": end,
                    "n_items": int(count[k])})  # fmt: skip
    return out


def _null(meta: Sequence[Mapping[str, Any]]) -> str | None:
    """The account skills are measured against."""
    for m in meta:
        if str(m.get("family")) == "null" or str(m["id"]) in ("null", "base_rates"):
            return str(m["id"])
    return None


def _described(m: Mapping[str, Any], null: str | None) -> dict[str, Any]:
    keys = ("id", "title", "says", "grade", "written", "family")
    return {**{k: m.get(k) for k in keys}, "in_ranking": bool(m.get("ranked", True)),
            "is_null": str(m["id"]) == null}  # fmt: skip


def _settings(
    bank: Bank, settings: Settings, seed: int, data: Prepared, stack: Stack
) -> dict[str, Any]:
    """What is needed to repeat the comparison."""
    return {
        "seed": seed, **asdict(settings), "hashes": bank.hashes,
        "n_features": len(data.reduction.names), "n_items_weighed": int(data.visible.sum()),
        "n_items_told": int((~np.isnan(data.told)).sum()),
        "n_cells_told_unweighed": int(data.unweighed.sum()),
        "pool": dict(zip(stack.kinds, stack.exponents.tolist(), strict=True)),
        "versions": {"numpy": np.__version__, "scipy": scipy.__version__,
                     "scikit-learn": sklearn.__version__, "python": platform.python_version()},
    }  # fmt: skip
