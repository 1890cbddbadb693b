"""Leipzig: the record, the belief it feeds, and what the model does without information."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from thaw.engine.kernel import kernel
from thaw.mechanisms.society.efficacy_from_turnout import beta_mean
from thaw.published import simulate_published
from thaw.published.models.lohmann_1994 import crowd, leipzig, takes_part


def test_every_monday_is_a_monday_with_an_interval():
    record = leipzig()
    assert len(record) == 15 and all(day.weekday() == 0 for day in record)
    assert all(0 < low <= high for low, high in record.values())
    assert max(record, key=lambda day: sum(record[day])) == dt.date(1989, 11, 6)


def test_halving_counts_as_counting_does():
    heights = np.sort(np.random.default_rng(1).normal(2.0, 1.0, 500))
    for stake in (0.0, 2.0, 6.0, 20.0):
        plain = sum(takes_part(h, stake, 0.4, 0.1) for h in heights)
        assert kernel(crowd)(heights, stake, 0.4, 0.1) == plain


def test_belief_is_the_mechanism_of_the_main_model():
    # prior 0.2 worth 4 observations, then 3 successes and 1 failure: (0.8 + 3) / 8
    assert beta_mean(4.0, 0.2, 3.0, 1.0) == pytest.approx(0.475)


@pytest.mark.thorough
def test_the_first_crowd_by_hand():
    # without luck, prior times stake is 5.5: a share of 1 / (1 + e^(9.3 - 5.5)) takes part
    made = simulate_published(
        "lohmann_1994", [2], prior=0.1, inform=0.0, weather=0.0, weeks=20, patience=1e4
    )
    share = 1 / (1 + np.exp(9.3 - 55 * 0.1))
    assert made.peak_1.iloc[0] / 1e6 == pytest.approx(share, abs=0.002)


def test_evidence_loses_its_force():
    made = simulate_published("lohmann_1994", range(3))
    assert (made.learning_5 < 0.7 * made.learning_1).all()


def test_expecting_growth_to_go_on_disappoints():
    habit = simulate_published("lohmann_1994", range(3), audience="discounts_expected")
    plain = simulate_published("lohmann_1994", range(3))
    assert habit.peak_1.mean() < plain.peak_1.mean()
