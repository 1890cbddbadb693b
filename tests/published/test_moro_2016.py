"""Rioters, revolutionaries and police: pieces by hand, and settings in which the outcome is certain."""

from __future__ import annotations

import numpy as np
import pytest

from thaw.published import simulate_published
from thaw.published.models.moro_2016 import around, near

MODEL = "moro_2016"


def test_counts_around_a_corner_wrap():
    counts = np.zeros(25, dtype=np.int64)
    counts[24] = 3  # the cell opposite the first, one step away on a torus of 5 x 5
    total = around(counts, 5, 1)
    assert total[0] == 3 and total[12] == 0 and total.sum() == 27


def test_one_of_those_near_each_as_likely():
    head, follow = np.full(25, -1, dtype=np.int64), np.full(3, -1, dtype=np.int64)
    head[6], follow[0] = 0, 1  # persons 0 and 1 in cell 6, person 2 in cell 18
    head[18] = 2
    assert [near(12, 5, head, follow, u) for u in (0.1, 0.4, 0.9)] == [0, 1, 2]
    assert near(10, 5, head, follow, 0.5) == 1 and near(3, 5, head, follow, 0.5) == -1


@pytest.mark.thorough
def test_police_who_never_miss_against_rebels_who_always_do():
    made = simulate_published(MODEL, [0], police_precision=1.0, rebel_precision=0.0, steps=100)
    assert made.police_dead.iloc[0] == 0.0 and made.failure.iloc[0] == 1.0


def test_police_who_cannot_shoot_are_overcome():
    made = simulate_published(MODEL, [0], police_precision=0.0, rebel_precision=1.0)
    assert made.success.iloc[0] == 1.0 and made.rebels_dead.iloc[0] == 0.0


def test_outcomes_exclude_each_other():
    for preset in ("upper", "middle", "lower"):
        made = simulate_published(MODEL, range(2), preset)
        assert (made.success + made.anarchy + made.failure == 1).all()


def test_content_people_do_not_riot():
    made = simulate_published(MODEL, [0], threshold=5.0, rebels=0)
    assert made.biggest.iloc[0] == 0.0


@pytest.mark.slow
def test_success_falls_with_the_precision_of_the_police():
    share = [
        simulate_published(
            MODEL, range(40), police_precision=p, rebel_precision=0.25
        ).success.mean()
        for p in (0.4, 0.6, 0.8)
    ]
    assert share[0] >= share[1] >= share[2] and share[0] > share[2]
