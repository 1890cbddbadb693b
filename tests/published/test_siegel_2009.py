"""Collective action in networks: networks as they should be, spread by hand."""

from __future__ import annotations

import numpy as np
import pytest

from thaw.engine.kernel import kernel
from thaw.published import simulate_published
from thaw.published.models.siegel_2009 import build, lists, spread

MODEL = "siegel_2009"


def test_spread_along_a_line_by_hand():
    # wishes 1.2, 0.6, 0.6, 0.2 on a line. The first acts alone. Outside motivation tends to
    # local - 1: -0.5 for the second, who then acts, -0.5 for the third, who acts, 0 for the last, who acts
    start, neighbours = lists(4, np.array([0, 1, 2]), np.array([1, 2, 3]))
    share, _, first = spread(start, neighbours, np.array([1.2, 0.6, 0.6, 0.2]), 0.5, 300)
    assert share == 1.0 and first == 0.25
    share, _, _ = spread(start, neighbours, np.array([1.2, 0.4, 0.6, 0.2]), 0.5, 300)
    assert share == 0.25


def test_a_ring_without_weak_ties():
    start, neighbours = build(12, (0, 2, 5, 0.0, 2.5, 3), 1)
    assert set(neighbours[start[0] : start[1]]) == {1, 2, 10, 11}


def test_villages_know_each_other_and_nobody_else():
    start, neighbours = build(10, (1, 2, 5, 0.0, 2.5, 3), 1)
    assert set(neighbours[start[6] : start[7]]) == {5, 7, 8, 9}


def test_a_hierarchy_is_a_tree():
    start, neighbours = build(13, (3, 2, 5, 0.0, 2.5, 3), 1)
    assert set(neighbours[start[1] : start[2]]) == {0, 4, 5, 6}
    assert neighbours.size == 2 * 12


def test_opinion_leaders_have_many_ties():
    made = simulate_published(MODEL, [1], network="opinion_leader")
    ring = simulate_published(MODEL, [1], network="small_world", weak_ties=0.0)
    assert made.biggest.iloc[0] > 5 * made.ties.iloc[0]
    assert ring.biggest.iloc[0] == ring.ties.iloc[0] == 10


def test_all_willing_all_act_and_none_willing_none():
    assert simulate_published(MODEL, [0], mean=5.0).participation.iloc[0] == 1.0
    assert simulate_published(MODEL, [0], mean=-5.0).participation.iloc[0] == 0.0


def test_compiled_equals_plain():
    plain, fast = build(60, (2, 2, 5, 0.1, 2.5, 3), 4), kernel(build)(60, (2, 2, 5, 0.1, 2.5, 3), 4)
    assert all(np.array_equal(a, b) for a, b in zip(plain, fast, strict=True))


@pytest.mark.parametrize("network", ["small_world", "village", "opinion_leader", "hierarchy"])
def test_equal_seeds_give_equal_bits(network):
    a, b = (simulate_published(MODEL, [5], network=network) for _ in range(2))
    assert a.equals(b)
