"""The two forms of the epidemic in bench/threshold_sir.py are one process."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

BENCH = Path(__file__).parents[2] / "bench"
N, STEPS, START, SEEDS = 20_000, 120, 200, 12


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCH))
    import threshold_sir

    return threshold_sir


def epidemics(bench, form):
    runs = [bench.run_thaw(form, N, STEPS, 2 / 7, START, seed) for seed in range(SEEDS)]
    return {k: np.array([r[k] for r in runs]) for k in ("attack", "peak", "peak_day")}


@pytest.mark.thorough
def test_both_forms_agree_in_distribution(bench):
    event, touching = epidemics(bench, "event"), epidemics(bench, "all")
    for measure in event:
        a, b = event[measure], touching[measure]
        error = math.sqrt((a.var(ddof=1) + b.var(ddof=1)) / SEEDS)
        assert abs(a.mean() - b.mean()) < 4 * error, measure


def test_the_final_size_is_that_of_theory(bench):
    # share ever infected z: 1 - z = (1 - start share) exp(-R0 z)
    z = 0.8
    for _ in range(200):
        z = 1 - (1 - START / N) * math.exp(-2 * z)
    made = epidemics(bench, "event")["attack"]
    assert abs(made.mean() - z) < 4 * made.std(ddof=1) / math.sqrt(SEEDS) + 0.002


def test_an_epidemic_that_cannot_spread(bench):
    made = bench.run_thaw("event", N, 30, 0.0, START, 1)
    assert made["attack"] == pytest.approx(START / N) and made["peak"] == 0.0


def test_equal_seeds_give_equal_epidemics(bench):
    a, b = (bench.run_thaw("all", N, 40, 0.5, START, 3) for _ in range(2))
    assert all(a[k] == b[k] for k in ("attack", "peak", "peak_day"))


def test_infectious_from_the_day_after_for_as_many_days_as_drawn(bench):
    import threshold_sir_kernel as kernel

    law = (4, 5, 9)
    periods = {kernel.period(i, law) for i in range(300)}
    assert periods == {5, 6, 7, 8, 9}
    state, follow = np.ones(3, dtype=np.uint8), np.full(3, -1, dtype=np.int32)
    head = np.full((1, 10), -1, dtype=np.int32)
    kernel.enter(follow, head, 0, 2, 7, law)
    last = 7 + kernel.period(2, law)
    gone = [kernel.recover(state, follow, head, 0, t) for t in range(8, 18)]
    assert gone.index(1) + 8 == last and state.tolist() == [1, 1, 2]
