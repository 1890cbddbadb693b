"""Scores: against hand cases and scoringrules; the true account scores best; intervals hold."""

from __future__ import annotations

import numpy as np
import pytest
import scoringrules
import toy_bank

from thaw.inference.features import episode_order, reduce_items
from thaw.inference.scores import (
    Columns,
    Conditioner,
    Forecast,
    crps,
    effective,
    fill_absent,
    forecast,
    item_scales,
    kernel_weights,
    weighted_quantile,
)
from thaw.inference.skill import summarise

pytestmark = pytest.mark.thorough

KINDS = np.array(["size", "date", "series"])


def test_crps_by_hand():
    # Members 0 and 2 with weights 3/4 and 1/4, observed 1: E|x-y| = 1; E|x-x'| = 2*(3/4)(1/4)*2
    # = 3/4; score = 1 - 3/8 = 5/8. One member alone: |5 - 1| = 4.
    values = np.array([[0.0, 5.0], [2.0, np.nan]])
    assert crps(values, np.array([0.75, 0.25]), np.array([1.0, 1.0])) == pytest.approx([0.625, 4.0])


def test_crps_equals_scoringrules():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(40, 15)), rng.normal(size=15)
    ours = crps(x, np.full(40, 1 / 40), y)
    assert ours == pytest.approx(scoringrules.crps_ensemble(y, x.T), abs=1e-12)
    whole = rng.integers(1, 5, 40)
    repeated = np.repeat(x, whole, axis=0)
    assert crps(x, whole, y) == pytest.approx(scoringrules.crps_ensemble(y, repeated.T), abs=1e-12)


def test_quantiles_of_weighted_members():
    x = np.arange(1000.0)[:, None]
    q = weighted_quantile(np.c_[x, x], np.ones(1000), (0.05, 0.5))
    assert q[:, 0] == pytest.approx([49.5, 499.5], abs=0.6)
    heavy = np.where(x[:, 0] < 100, 9.0, 1.0)  # half of all weight lies below 100
    assert weighted_quantile(x, heavy, (0.5,))[0, 0] == pytest.approx(100, abs=1.5)
    assert np.isnan(weighted_quantile(np.full((5, 1), np.nan), np.ones(5), (0.5,))[0, 0])


def test_quantiles_follow_hazen_where_weights_are_equal():
    """numpy agrees where it can; with weights it knows only the step function, which jumps."""
    x = np.random.default_rng(6).normal(size=(11, 3))
    levels = (0.05, 0.25, 0.5, 0.95)
    hazen = np.quantile(x, levels, axis=0, method="hazen")
    assert weighted_quantile(x, np.full(11, 0.3), levels) == pytest.approx(hazen)
    # Members 0 and 2 with weights 3/4 and 1/4 stand at 3/8 and 7/8: half way between is 5/8.
    two = np.array([[0.0], [2.0]])
    assert weighted_quantile(two, np.array([0.75, 0.25]), (0.625,))[0, 0] == pytest.approx(1)


def test_silence_is_no_size_and_the_latest_date():
    x = np.array([[np.nan, np.nan, np.nan]])
    assert fill_absent(x, KINDS, np.array([9.0, 9.0, 9.0]))[0][:2] == (pytest.approx([0, 9]))
    assert np.isnan(fill_absent(x, KINDS, np.zeros(3))[0, 2])


def test_kernel_keeps_enough_runs_and_prefers_near_ones():
    squared = np.linspace(0, 30, 600) ** 2
    w = kernel_weights(squared, 150)
    assert 150 <= effective(w) < 160 and w.sum() == pytest.approx(1)
    assert (np.diff(w) <= 0).all()
    assert effective(kernel_weights(np.zeros(600), 150)) == pytest.approx(600)


@pytest.fixture(scope="module")
def foretold():
    """Forecasts by every theory of eight records of each, [truth][record][theory]."""
    bank = toy_bank.bank(300)
    kinds = np.array([i.kind for i in bank.items])
    episodes = episode_order(bank.items, toy_bank.EPISODES)
    at = np.array([episodes.index(i.episode) for i in bank.items])
    shown = np.ones(len(kinds), bool)
    reduction = reduce_items(bank.X, bank.y, bank.items, shown, episodes)
    F = reduction(bank.X)
    columns = Columns.of(bank.X, bank.X[0], kinds, at, len(episodes))
    by = [Conditioner(F[bank.y == a], reduction) for a in range(4)]
    out = {}
    for truth in toy_bank.ACCOUNTS:
        records = toy_bank.simulate(truth, 8, 77)[0]
        features = reduction(records)
        out[truth] = [
            [forecast(by[a], bank.X[bank.y == a], r, f, columns) for a in range(4)]
            for r, f in zip(records, features, strict=True)
        ]
    return out, at, episodes


def test_the_true_account_scores_best(foretold):
    out, _, _ = foretold
    for a, truth in enumerate(toy_bank.ACCOUNTS):
        log = np.array([[np.nansum(f.log) for f in row] for row in out[truth]])
        brier = np.array([[np.nansum(f.brier) for f in row] for row in out[truth]])
        assert log.mean(axis=0).argmax() == a and brier.mean(axis=0).argmin() == a


def test_intervals_hold_what_they_should_when_the_account_is_true(foretold):
    out, _, _ = foretold
    inside = [
        (f.inside90, f.inside50)
        for a, truth in enumerate(toy_bank.ACCOUNTS)
        for row in out[truth]
        for f in [row[a]]
    ]
    share90 = np.nanmean([x for x, _ in inside])
    share50 = np.nanmean([x for _, x in inside])
    assert 0.86 <= share90 <= 0.95 and 0.44 <= share50 <= 0.60


def test_cells_are_foretold_with_calibrated_chances(foretold):
    out, _, _ = foretold
    for a, truth in enumerate(toy_bank.ACCOUNTS):
        p = np.concatenate([row[a].p for row in out[truth]])
        brier = np.concatenate([row[a].brier for row in out[truth]])
        known = ~np.isnan(p)
        happened = np.abs(np.sqrt(brier[known]) - p[known]) > 1e-6
        assert happened.mean() == pytest.approx(p[known].mean(), abs=0.03)


def test_the_past_narrows_the_forecast(foretold):
    out, _, _ = foretold
    left = np.array([row[0].effective for row in out["cascade"]])
    assert (left[:, 0] == pytest.approx(300)) and (left[:, 1:] < 299).all() and left.min() >= 149


def test_retrodiction_and_prediction_are_kept_apart():
    nothing = np.full(4, np.nan)
    at, effective_runs = np.array([0, 0, 1, 2]), np.ones(3)

    def told(log):
        log = np.array(log, float)
        return Forecast(nothing, log, -log, nothing, nothing, nothing, effective_runs)

    forecasts = {"a": told([-1, -3, -5, -7]), "null": told([-2, -2, -2, -2])}
    later = {"a": np.array([False, False, True]), "null": np.zeros(3, bool)}
    s = summarise(forecasts, at, later, "null", ["x", "y", "z"], seed=1, resamples=400)
    # Retrodiction: cells of x and y, mean of -1, -3, -5 = -3; null -2, so skill -1.
    assert s["a"].retrodiction.log.value == pytest.approx(-3)
    assert s["a"].retrodiction.log.skill == pytest.approx(-1)
    assert s["a"].prediction.log.value == pytest.approx(-7)
    assert s["a"].prediction.n_episodes == 1 and s["null"].prediction is None
    # Episodes are resampled whole: twice x gives -2, twice y gives -5.
    entry = s["a"].retrodiction.log
    assert (entry.low, entry.high) == (pytest.approx(-5), pytest.approx(-2))
    assert s["a"].retrodiction.crps is None
    assert [e.part for e in s["a"].by_episode] == ["retrodiction"] * 2 + ["prediction"]


def test_all_accounts_are_scored_on_the_same_resamples():
    """The null account's own skill is nothing in every resample, and two equal accounts agree."""
    rng = np.random.default_rng(7)
    nothing, at = np.full(40, np.nan), np.repeat(np.arange(8), 5)
    log = rng.normal(-1, 0.5, 40)

    def told(values):
        return Forecast(nothing, values, nothing, nothing, nothing, nothing, np.ones(8))

    forecasts = {"null": told(log), "same": told(log), "better": told(log + 0.2)}
    later = dict.fromkeys(forecasts, np.zeros(8, bool))
    s = summarise(forecasts, at, later, "null", list("abcdefgh"), seed=2, resamples=300)
    null, same, better = (s[a].retrodiction.log for a in forecasts)
    assert (null.skill, null.skill_low, null.skill_high) == (0, 0, 0) and null == same
    # Paired: the gain is 0.2 in each episode, so its interval has no width though the score's has.
    assert (better.skill_low, better.skill_high) == pytest.approx((0.2, 0.2))
    assert better.high - better.low > 0.05


@pytest.mark.parametrize(
    ("kind", "miss", "most"), [("size", 4.0, 14), ("date", 900.0, 30), ("series", 1.0, 50)]
)
def test_an_item_on_which_all_runs_agree_does_not_count_for_hundreds(kind, miss, most):
    """A size of 10,000 where no run has anybody: 4 of log10, thirteen times a factor of two."""
    X, record = np.full((40, 1), 900.0), np.array([900.0 - miss])
    scale, _ = item_scales(X, np.array([kind]), record)
    assert 1 < crps(X, np.full(40, 1 / 40), record)[0] / scale[0] <= most
