"""Granovetter's crowds: hand cases, the closed form against the map, and the blind twin."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest

from thaw.published import load_published, settings_of, simulate_published
from thaw.published.models import granovetter_1978 as model

MODEL = "granovetter_1978"


@pytest.fixture(scope="module")
def twin():
    file = Path(__file__).parent / "twins" / "granovetter_1978_twin.py"
    spec = importlib.util.spec_from_file_location("granovetter_1978_twin", file)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_a_crowd_of_five_by_hand():
    # thresholds 0 1 1 3 9: one, then three, then the one with 3; the one with 9 stays
    assert model.at_rest(np.array([0.0, 1.0, 1.0, 3.0, 9.0])) == (4, 3)


def test_nobody_starts_where_nobody_has_threshold_zero():
    assert model.at_rest(np.array([1.0, 1.0, 2.0])) == (0, 0)


@pytest.mark.parametrize("crowd, joined", [("ladder", 100), ("ladder_changed", 1)])
def test_the_ladder_agrees_with_the_twin(twin, crowd, joined):
    thresholds = model.thresholds(settings_of(load_published(MODEL), None, {"crowd": crowd}))
    assert model.at_rest(thresholds)[0] == twin.final_size(list(thresholds)) == joined


@pytest.mark.parametrize("spread", [8.0, 12.0, 12.5, 20.0])
def test_the_map_agrees_with_plain_repetition(twin, spread):
    assert model.resting_point(100, 25.0, spread) == pytest.approx(
        twin.map_at_rest(25.0, spread), abs=1e-6
    )


@pytest.mark.parametrize("mean", [10.0, 25.0, 40.0])
def test_tangency_by_search_and_by_formula(mean):
    _, spread, joined = model.critical_point(100, mean)
    assert model.critical_spread(100, mean) == pytest.approx(spread, abs=1e-6)
    assert model.resting_point(100, mean, spread - 1e-9) == pytest.approx(joined, abs=1e-3)
    assert model.resting_point(100, mean, spread + 1e-6) > 2 * mean


@pytest.mark.parametrize("spread", [11.0, 13.0, 15.0])
@pytest.mark.thorough
def test_random_crowds_agree_with_the_twin(twin, spread):
    theirs, crowds = twin.swept(25.0, spread, crowds=1500, seed=3), 4000
    ours = simulate_published(MODEL, [5], spread=spread, crowds=crowds).swept.iloc[0]
    error = math.sqrt(ours * (1 - ours) * (1 / 1500 + 1 / crowds))
    assert abs(ours - theirs) < 4 * error


def test_thresholds_drawn_again_leave_nobody_to_start():
    measures = simulate_published(MODEL, [1], negative="redraw", spread=12.2, crowds=200)
    assert measures.joined.iloc[0] == 0.0


def test_equal_seeds_give_equal_bits():
    first = simulate_published(MODEL, [3], crowds=50)
    assert first.equals(simulate_published(MODEL, [3], crowds=50))
    assert not first.equals(simulate_published(MODEL, [4], crowds=50))


@pytest.mark.parametrize("n, mean", [(100, 25.0), (100, 0.3), (100, 1e-4), (100, 49.9), (2, 0.3)])
def test_the_tangency_is_found_by_search_at_any_mean(n, mean):
    """Two ways to it agree: the map alone, and the closed form but for one root."""
    assert model.critical_spread(n, mean) == pytest.approx(
        model.critical_point(n, mean)[1], rel=1e-7
    )
