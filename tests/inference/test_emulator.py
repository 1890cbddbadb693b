"""Emulators: on functions with known answers, and the region they leave."""

from __future__ import annotations

import numpy as np
import pytest

from thaw.calibration.emulator import (
    Wanted,
    fit,
    implausibility,
    plausible,
    plausible_points,
    sobol,
    spread_out,
)

pytestmark = pytest.mark.thorough

X = sobol(160, 10, 3)


def truth(x: np.ndarray) -> np.ndarray:
    return 2.0 * x[:, 0] - x[:, 3] + np.sin(5.0 * x[:, 0]) * x[:, 1]


@pytest.fixture(scope="module")
def fitted():
    noise = np.random.default_rng(1).normal(0, 0.1, len(X))
    return fit(X, truth(X) + noise)


def test_an_emulator_tells_what_it_was_not_shown(fitted):
    fresh = sobol(64, 10, 9)
    mean, variance = fitted.at(fresh)
    error = mean - truth(fresh)
    assert np.sqrt(np.mean(error**2)) < 0.15
    assert np.mean(np.abs(error) < 3 * np.sqrt(variance) + 0.05) > 0.9
    assert fitted.explained > 0.9 and {0, 3} <= set(fitted.active)


def test_luck_between_draws_is_told_apart_from_ignorance(fitted):
    assert fitted.luck == pytest.approx(0.01, rel=0.9)


def test_draws_without_a_value_are_left_out_and_too_few_give_none():
    y = truth(X)
    y[::2] = np.nan
    assert fit(X, y).draws == 80
    y[20:] = np.nan
    assert fit(X, y) is None


def test_the_distance_from_an_interval():
    want = Wanted("x", 1.0, 2.0, 0.5)
    assert want.miss(np.array([0.0, 1.0, 1.5, 2.0, 4.0])) == pytest.approx([1, 0, 0, 0, 2])


def test_the_region_that_is_left(fitted):
    want = [Wanted("x", 2.0, 9.0, 0.05), Wanted("none", 0.0, 0.0, 1.0)]

    def inside(x):
        return implausibility(want, [fitted, None], x).max(axis=1) < 2.0

    points, share = plausible_points(inside, 10, 300, seed=1, tries=1024)
    assert len(points) >= 300 and 0.0 < share < 0.4
    assert np.mean(truth(points) > 1.6) > 0.95
    assert np.all((points >= 0) & (points <= 1))


def test_the_quick_way_rules_out_the_same_points(fitted):
    want = [Wanted("x", 0.8, 9.0, 0.05), Wanted("y", -1.0, 1.2, 0.01)]
    points = sobol(512, 10, 4)
    for luck in (1.0, 0.25):
        slow = implausibility(want, [fitted, fitted], points, luck).max(axis=1) <= 1.5
        assert np.array_equal(plausible(want, [fitted, fitted], points, 1.5, luck), slow)
        assert 0 < slow.sum() < 512


def test_an_empty_region_gives_no_points():
    points, share = plausible_points(lambda x: np.zeros(len(x), bool), 4, 10, 1, 64)
    assert len(points) == 0 and share == 0.0


def test_chosen_points_keep_their_distance():
    line = np.linspace(0, 1, 101)[:, None]
    chosen = np.sort(spread_out(line, 5, 1).ravel())
    assert len(chosen) == 5 and np.diff(chosen).min() > 0.1
