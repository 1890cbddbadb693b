"""The whole comparison on four invented theories, and laws its parts must keep."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import toy_bank

from thaw.errors import ThawError
from thaw.inference.compare import Comparison, Observed, Settings, compare, placed_on
from thaw.inference.comparison import RunCount
from thaw.inference.features import episode_order, random_masks, reduce_items
from thaw.inference.learners import Size, fit_stack
from thaw.inference.probability import family_prior, hybrid_answers, hybrids, posterior, temperature
from thaw.inference.weights import Questions, decibans, refit, weigh

pytestmark = pytest.mark.thorough

SMALL = Settings(
    size=Size(rows=1600, trees=30, networks=1, epochs=10),
    refit_size=Size(rows=600, trees=10),
    bootstraps=2,
    own_records=4,
    hybrids=90,
    resamples=400,
)
TALKS = [dict(m, speaks_to=["leader"]) if m["id"] == "shock" else m for m in toy_bank.META]


@pytest.fixture(scope="module")
def bank():
    made = toy_bank.bank(300)
    made.X[3] = np.nan  # a failed run
    return made


@pytest.fixture(scope="module")
def record(bank):
    made = toy_bank.simulate("cascade", 9, 99)[0]
    strikes = [i.what == "strike" for i in bank.items]
    made = made[made[:, strikes].sum(axis=1).argmax()]  # a quiet cascade looks like no theory
    blank = [i.what == "leader" and i.polity == "B" for i in bank.items]
    made[np.array(blank)] = np.nan
    return made


def run(bank, record, **more):
    observed = Observed(record, np.stack([record, record, record]))
    return compare(bank, observed, TALKS, 3, episodes=toy_bank.EPISODES, settings=SMALL, **more)


@pytest.fixture(scope="module")
def found(bank, record):
    return run(bank, record, log_prior_ratio=toy_bank.prior_ratio(bank.theta))


@pytest.fixture(scope="module")
def fitted(bank):
    """Features, a stack and questions, for laws that need no whole comparison."""
    good = ~bank.failed
    X, y = bank.X[good], bank.y[good]
    visible = np.ones(X.shape[1], bool)
    reduction = reduce_items(
        X, y, bank.items, visible, episode_order(bank.items, toy_bank.EPISODES)
    )
    topics = [None, None, frozenset({"leader"}), None]

    def masks(n, rng):
        return random_masks(reduction, n, topics, rng)

    F = reduction(X)
    return X, y, F, reduction, topics, masks, fit_stack(F, y, masks, 1, size=SMALL.size), visible


def test_it_is_plain_data_and_comes_back_from_json(found):
    text = json.dumps(found.to_dict(), allow_nan=False)
    again = Comparison.from_dict(json.loads(text))
    assert again == found and again.to_dict() == found.to_dict()


def test_the_same_seed_gives_the_same_answer_on_any_number_of_threads(
    bank, record, found, monkeypatch
):
    monkeypatch.setattr("thaw.inference.learners.os.cpu_count", lambda: 1)
    again = run(bank, record, log_prior_ratio=toy_bank.prior_ratio(bank.theta))
    assert again.to_dict() == found.to_dict()


def test_runs_are_recovered_above_chance_and_failures_left_out(found):
    assert (np.diag(found.recovery.matrix) > 0.4).all()  # chance is a quarter
    assert found.n_runs["cascade"] == RunCount(runs=300, failed=1, left_out=0)
    assert found.n_runs["shock"] == RunCount(runs=300, failed=0, left_out=1)
    assert found.recovery.n_test == 4 * 299


def test_a_record_from_the_set_is_possible_and_its_account_does_well(found):
    assert found.misspecification.accounts["cascade"].p_value > 0.01
    tempered = found.probabilities.tempered
    assert max(tempered, key=tempered.get) == "cascade"
    assert found.scores.ranking["retrodiction"][0] == "cascade"
    assert found.weights.accounts["cascade"].total > 0
    assert found.scores.null == "constant"
    assert found.scores.accounts["constant"].retrodiction.log.skill == 0


def test_probabilities_are_given_under_all_the_choices_asked_for(found):
    p = found.probabilities
    assert set(p.by_summaries) == {"all", "cells", "sizes, dates and series"}
    assert set(p.by_prior_width) == {"half", "one", "twice"}
    rows = [p.prior, p.untempered, p.tempered]
    rows += [r.tempered for r in (*p.by_summaries.values(), *p.by_prior_width.values())]
    assert all(sum(r.values()) == pytest.approx(1) for r in rows)
    assert p.hybrids.share_tempered <= 0.2 and p.temperature >= 1
    assert len(found.spread.learners) == 4
    assert found.spread.readings.top_account_changes == 0


def test_what_was_written_in_between_is_split_there(found):
    parts = {e.episode: e.part for e in found.scores.accounts["shock"].by_episode}
    assert parts["e2"] == "retrodiction" and parts["e3"] == "prediction"  # written March 1954
    assert found.scores.accounts["cascade"].prediction is None


def test_only_blocks_the_record_lacks_are_proposed(found, bank, record):
    blank = {(i.polity, i.what) for i, v in zip(bank.items, record, strict=True) if np.isnan(v)}
    assert {(e.polity, e.what) for e in found.experiments} <= blank
    years = [e.year for e in found.experiments if (e.polity, e.what) == ("B", "leader")]
    assert sorted(years) == ["1953", "1954", "1955"]


def test_weights_add_to_the_total(fitted):
    _, y, F, reduction, topics, masks, stack, _ = fitted
    questions = Questions.of(reduction, topics)
    refits = refit(F, y, masks, F[5], questions, stack.base, 1, replace(SMALL, bootstraps=1))
    table, answers = weigh(
        stack, F[5], questions, refits, toy_bank.ACCOUNTS, topics, reduction.episodes
    )
    for a, name in enumerate(toy_bank.ACCOUNTS):
        entry = table.accounts[name]
        assert sum(entry.prequential) == pytest.approx(entry.total, abs=1e-9)
        shown = questions.place[("upto", topics[a], 6)]
        odds = 10 * np.log10(np.exp(answers[shown, a]) / np.exp(stack.base[a]))
        assert entry.total == pytest.approx(odds, abs=1e-9)
        assert sum(entry.leave_one_out) != pytest.approx(entry.total, abs=1e-3)
        assert entry.total_se > 0
    ratio = np.exp(answers[questions.place[("upto", None, 6)]])
    assert ratio.sum() == pytest.approx(1)


def test_an_episode_on_topics_an_account_is_silent_about_weighs_nothing(fitted):
    _, _, F, reduction, _, _, stack, _ = fitted
    topics = [frozenset({"nothing"}), frozenset({"leader"}), None, None]
    questions = Questions.of(reduction, topics)
    answers = stack.log_proba(np.broadcast_to(F[5], questions.masks.shape), questions.masks)
    prequential, left_out, total = decibans(answers, questions, topics, 6)
    assert (prequential[0] == 0).all() and (left_out[0] == 0).all() and total[0] == 0
    assert (prequential[1] != 0).any() and (prequential[2] != 0).all()


def test_an_account_that_speaks_to_nothing_told_is_not_ranked():
    """Topics of items that the record leaves blank do not count as told."""
    items = [SimpleNamespace(topic=t) for t in ("leader", "rising", "exit")]
    data = SimpleNamespace(items=items, visible=np.array([True, True, False]))
    told = [None, {"rising", "army"}, {"exit"}, {"legitimacy"}]
    placed = [placed_on({"id": "a"}, t and frozenset(t), data) for t in told]
    assert [p["ranked"] for p in placed] == [True, True, False, False]
    assert [p["silent"] for p in placed] == [False, False, True, True]
    reported = placed_on({"id": "a", "ranked": False}, None, data)
    assert not reported["ranked"] and not reported["silent"]


def test_when_all_accounts_are_wrong_none_looks_certain(fitted, bank):
    X, y, _, reduction, _, _, stack, visible = fitted
    prior = family_prior(toy_bank.META)
    answers = hybrid_answers(stack, reduction, X, y, bank.items, visible, 200, 1)
    t = temperature(answers, stack.base, prior)
    fresh = toy_bank.bank(60, seed=8)
    wrong = hybrids(fresh.X, fresh.y, fresh.items, 300, np.random.default_rng(9))
    F = reduction(wrong)
    logp = stack.log_proba(F, np.ones(F.shape, bool))
    sure = (posterior(logp, stack.base, prior, t).max(axis=1) > 0.8).mean()
    before = (posterior(logp, stack.base, prior, 1.0).max(axis=1) > 0.8).mean()
    # A fifth, and two standard errors of the two sets of hybrids (200 and 300).
    assert sure <= 0.2 + 2 * np.sqrt(0.16 / 200 + 0.16 / 300) and before > sure


def test_cells_where_silence_means_nothing_are_never_weighed(bank, record):
    data = record.copy()
    blind = [i for i in bank.items if i.what == "leader" and i.polity == "C"]
    for i in blind:
        i.visible = False
    try:
        told = next(j for j, i in enumerate(bank.items) if i in blind)
        answers = []
        for value in (np.nan, 1.0):
            data[[j for j, i in enumerate(bank.items) if i in blind]] = np.nan
            data[told] = value
            answers.append(run(bank, data))
    finally:
        for i in blind:
            del i.visible
    assert answers[0].probabilities == answers[1].probabilities
    assert answers[1].settings.n_cells_told_unweighed == 1
    assert any("never weighed" in f for f in answers[1].flags)


def test_what_does_not_fit_is_refused(bank, record):
    with pytest.raises(ThawError, match="items"):
        run(bank, record[:-1])
    with pytest.raises(ThawError, match="nothing that the record shows here is told by any run"):
        run(bank, np.full_like(record, np.nan))
    with pytest.raises(ThawError, match="no runs of unheard"):
        compare(bank, Observed(record, record[None]), [*TALKS, {"id": "unheard"}], settings=SMALL)
    with pytest.raises(ThawError, match="log_prior_ratio"):
        run(bank, record, log_prior_ratio=np.zeros((3, 2)))
