"""The pool of runs and base rates: the past decides which of them is trusted."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pytest

from thaw.inference.baselines import Baseline
from thaw.inference.foretell import Forecaster
from thaw.inference.pools import base_rates_so_far, pooled, weight_of_runs


def coins(n: int, chance: np.ndarray) -> np.ndarray:
    return (np.random.default_rng(2).random(n) < chance).astype(float)


def test_whoever_foretold_the_past_counts():
    n = 300
    truth = np.tile([0.8, 0.05], n // 2)
    record = coins(n, truth)
    flat = np.full(n, record.mean())
    assert weight_of_runs(truth, flat, record).mean > 0.85
    assert weight_of_runs(flat * 0 + 0.02, flat, record).mean < 0.15


def test_a_silent_past_leaves_both_alike():
    nothing = np.full(4, np.nan)
    w = weight_of_runs(np.full(4, 0.3), nothing, np.ones(4))
    assert (w.mean, w.cells) == (pytest.approx(0.5), 0)
    assert w.low == pytest.approx(0.05, abs=0.01) and w.high == pytest.approx(0.95, abs=0.01)


def test_runs_that_never_saw_what_came_are_not_trusted_however_sure():
    w = weight_of_runs(np.zeros(3), np.full(3, 0.2), np.array([1.0, 0.0, 0.0]))
    assert w.mean < 0.5


def months(n: int) -> list:
    first = [dt.date(1971 + k // 12, k % 12 + 1, 1) for k in range(n)]
    return [
        SimpleNamespace(
            kind="cell", polity="ZEM", what="strike", first=d, last=d + dt.timedelta(days=27)
        )
        for d in first
    ]


def test_base_rates_of_the_past_know_only_what_came_before():
    record = np.array([0.0, 1.0, 1.0, 0.0])
    got = base_rates_so_far(months(4), record, np.ones(4, bool))
    assert np.isnan(got[0])
    assert got[1:] == pytest.approx([0.5 / 2, 1.5 / 3, 2.5 / 4])
    later = base_rates_so_far(months(4), np.array([0.0, 1.0, 1.0, 1.0]), np.ones(4, bool))
    assert np.array_equal(got[1:], later[1:])


def test_one_that_says_nothing_leaves_the_other_alone():
    runs = Forecaster(
        "mixture",
        np.array([0.8, np.nan, 0.6, np.nan]),
        np.array([0.1, np.nan, 0.1, np.nan]),
        {3: (np.array([1.0, 2.0]), np.array([0.25, 0.75]))},
    )
    base = Baseline("base rates", np.array([0.2, 0.4, np.nan, np.nan]), {3: np.array([5.0])})
    made = pooled(runs, base, 0.75)
    assert made.p[:3] == pytest.approx([0.65, 0.4, 0.6])
    assert made.se[:3:2] == pytest.approx([0.075, 0.1])
    values, weight = made.ensembles[3]
    assert values.tolist() == [1, 2, 5]
    assert weight == pytest.approx([0.1875, 0.5625, 0.25])
    alone = pooled(runs, Baseline("base rates", base.p, {}), 0.75).ensembles[3]
    assert alone[1].sum() == pytest.approx(1)
    assert pooled(runs, base, 0.0).ensembles[3][1] == pytest.approx([0, 0, 1])
