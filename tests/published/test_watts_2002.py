"""Cascades: the network is what it should be, the window is exact, cascades follow the rule."""

from __future__ import annotations

import math

import numpy as np
import pytest

from thaw.engine.kernel import kernel
from thaw.published import simulate_published
from thaw.published.models.watts_2002 import condition, network, reach, window, without_repeats


@pytest.mark.thorough
def test_the_network_is_poisson_and_has_no_repeats():
    n, z = 20_000, 4.0
    start, neighbours = without_repeats(*kernel(network)(n, z, (3, 0, 5, 0)))
    degree = np.diff(start)
    assert abs(degree.mean() - z) < 0.08
    assert abs(degree.var() - z) < 0.25
    pairs = {(i, j) for i in range(n) for j in neighbours[start[i] : start[i + 1]]}
    assert len(pairs) == neighbours.size
    assert all((j, i) in pairs and i != j for i, j in list(pairs)[:2000])


@pytest.mark.parametrize("phi", [0.1, 0.18, 0.25])
def test_the_window_has_the_condition_inside_it_only(phi):
    low, high = window(phi)
    assert condition((low + high) / 2, phi) > 0
    assert condition(low - 0.01, phi) < 0 and condition(high + 0.01, phi) < 0


def test_no_window_above_a_quarter():
    assert all(math.isnan(edge) for edge in window(0.26))


def test_reach_vanishes_outside_the_window():
    assert reach(0.9, 0.18) < 1e-3 and reach(6.5, 0.18) < 1e-3 < reach(4.0, 0.18)


def test_cascades_match_the_generating_function():
    made = simulate_published("watts_2002", range(6), degree=3.0)
    error = made.cascades.std(ddof=1) / math.sqrt(6)
    assert abs(made.cascades.mean() - made.reach.iloc[0]) < max(4 * error, 0.03)


def test_threshold_one_moves_only_those_with_one_neighbour_or_whole_groups():
    assert simulate_published("watts_2002", [0], threshold=1.0).cascades.iloc[0] == 0.0
