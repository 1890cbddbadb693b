"""Hidden preferences: the rule by hand, and settings in which the outcome is certain."""

from __future__ import annotations

import numpy as np
import pytest

from thaw.engine.kernel import kernel
from thaw.published import simulate_published
from thaw.published.models.makowsky_rubin_2013 import power, reveals, settle, similar

MODEL = "makowsky_rubin_2013"


def test_a_chain_of_three_by_hand():
    # punishment 4, both contacts each; distances 2.5, 1.5, 1.2: 6.25 > 4 reveals at once,
    # then 2.25 > 4 * 1/2, then 1.44 > 4 * 0
    contacts = np.array([[1, 2], [0, 2], [0, 1]])
    shown = np.zeros(3, dtype=bool)
    settle(np.array([2.5, 1.5, 1.2]), np.zeros(3), (4.0, 0.5, 2.0, 1), contacts, shown)
    assert shown.all()
    shown[:] = False
    settle(np.array([1.9, 1.5, 1.2]), np.zeros(3), (4.0, 0.5, 2.0, 1), contacts, shown)
    assert not shown.any()


def test_authorities_lose_their_power_apart():
    rule = (3.0, 0.25, 0.5, 2)
    assert power(np.array([0.6, 0.2]), rule, 0) == 3.0 * 0.25
    assert power(np.array([0.6, 0.2]), rule, 1) == 3.0
    assert power(np.array([0.9, 0.2]), rule, 1) == 3.0 * 0.75


@pytest.mark.thorough
def test_contacts_are_the_most_alike_within_reach():
    private = np.array([0.0, 5.0, 0.1, 9.0, 0.2, 7.0])
    assert set(kernel(similar)(private, 2, 2)[0]) == {2, 4}
    assert 3 not in kernel(similar)(private, 2, 4)[0]


@pytest.mark.thorough
def test_nobody_hides_from_an_authority_that_cannot_punish():
    made = simulate_published(MODEL, [0], sanction=0.0)
    assert made.hidden.iloc[0] == 0.0 and made.cascade.iloc[0] == 0.0
    assert reveals(0.1, 0.0, 0.0, 1.0)


def test_without_a_shock_nothing_more_comes_out():
    assert simulate_published(MODEL, range(3), shock=0.0).cascade.max() == 0.0
