"""Differences of pairs: the mean, its interval, and what is not told from nought."""

from __future__ import annotations

import numpy as np
import pytest

from thaw.inference.paired import FEWEST, paired, weighted


def test_nothing_differs():
    made = paired(np.zeros(20))
    assert made[:3] == (0, 0, 0) and made[3:] == (20, 0, 0) and made.sign == 0


def test_no_pair_has_no_mean():
    made = paired(np.zeros(0))
    assert np.isnan(made[:3]).all() and made.pairs == 0 and made.sign == 0


def test_few_pairs_have_no_interval():
    made = paired(np.ones(FEWEST - 1))
    assert made.mean == 1 and np.isnan([made.low, made.high]).all() and made.sign == 0


@pytest.mark.parametrize("moved, sign", [(4, 0), (5, 0), (7, 1), (9, 1)])
def test_a_sign_needs_six_pairs_of_one_sign(moved, sign):
    """As the permutation of signs: with k of twenty moved, all upward, 2 ** -k must be rare."""
    d = np.zeros(20)
    d[:moved] = 1.0
    assert paired(d).sign == sign and paired(-d).sign == -sign


@pytest.mark.parametrize("draw", ["standard_normal", "standard_cauchy"])
def test_the_interval_holds_the_centre_as_often_as_it_says(draw):
    """Whatever the spread: of a Cauchy distribution too, which has no mean for others to rest on."""
    rng = np.random.default_rng(3)
    inside = 0
    for _ in range(400):
        made = paired(getattr(rng, draw)(12))
        inside += made.low <= 0 <= made.high
    assert 0.92 <= inside / 400 <= 0.985


def test_weights_are_those_of_accounts_with_enough_pairs():
    found = {"a": np.full(10, 1.0), "b": np.full(8, 3.0), "few": np.full(2, 900.0)}
    made = weighted(found, {"a": 0.6, "b": 0.2, "few": 0.2})
    assert made.mean == pytest.approx(0.75 * 1 + 0.25 * 3) and made.pairs == 18
    assert made.low == pytest.approx(made.mean) == pytest.approx(made.high)
    assert weighted(found, {"few": 1.0}).pairs == 0


def test_the_same_bits_each_time():
    d = np.random.default_rng(0).normal(size=30)
    assert paired(d) == paired(d.copy())
