"""Kuran's ten people."""

from __future__ import annotations

import pytest

from thaw.errors import ThawError
from thaw.published import simulate_published


def rest(thresholds, **more):
    return simulate_published("kuran_1991", [0], thresholds=thresholds, **more).iloc[0]


@pytest.mark.thorough
def test_four_people_by_hand():
    # 0 joins (25 percent), 25 joins (50), 60 does not; 75 and 100 percent answer themselves as well
    made = rest([0, 25, 60, 100])
    assert (made.opposition, made.from_everybody, made.resting_points) == (50, 100, 3)


def test_counting_oneself_lowers_the_bar():
    assert rest([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]).opposition == 0
    assert (
        rest([10, 20, 30, 40, 50, 60, 70, 80, 90, 100], counting="with_oneself").opposition == 100
    )


def test_order_of_people_does_not_matter():
    a = rest([0, 10, 20, 30, 40, 50, 60, 70, 80, 100])
    assert a.equals(rest([100, 80, 70, 60, 50, 40, 30, 20, 10, 0]))
    assert a.opposition == 90


def test_a_threshold_that_is_no_number():
    with pytest.raises(ThawError, match="not a number"):
        rest([0, "few", 20])
