"""Global games: every root satisfies both conditions, and none is missed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from thaw.published import simulate_published
from thaw.published.models.global_game import thresholds


def gaps(th, public, private, signal, cost):
    """What the two equilibrium conditions leave, straight from their statement."""
    x = th + norm.ppf(th) / math.sqrt(private)
    enough = norm.cdf(math.sqrt(private) * (x - th)) - th
    mean = (private * x + public * signal) / (public + private)
    indifferent = norm.cdf(math.sqrt(public + private) * (th - mean)) - cost
    return enough, indifferent


@pytest.mark.parametrize(
    "game",
    [(1, 0.1, 0.5, 0.5), (4, 1, 0.5, 0.5), (4, 1, 0.45, 0.6), (1, 2, -0.3, 0.2), (9, 2, 0.6, 0.4)],
)
def test_every_root_meets_both_conditions(game):
    for th in thresholds(*game):
        assert np.allclose(gaps(th, *game), 0.0, atol=1e-9)


@pytest.mark.parametrize("game", [(1, 0.1, 0.5, 0.5), (4, 1, 0.48, 0.5), (6, 1, 0.3, 0.5)])
def test_no_root_is_missed(game):
    grid = norm.cdf(np.linspace(-7, 7, 200_001))
    x = grid + norm.ppf(grid) / math.sqrt(game[1])
    mean = (game[1] * x + game[0] * game[2]) / (game[0] + game[1])
    left = norm.cdf(math.sqrt(game[0] + game[1]) * (grid - mean)) - game[3]
    assert len(thresholds(*game)) == int((np.diff(np.sign(left[left != 0])) != 0).sum())


def test_symmetry_of_strength_and_cost():
    # turning th into 1 - th, z into 1 - z and c into 1 - c leaves the game as it is
    a = thresholds(4, 1, 0.4, 0.45)
    b = thresholds(4, 1, 0.6, 0.55)
    assert np.allclose(a, [1 - th for th in reversed(b)], atol=1e-9)


def test_weaker_regimes_fall():
    weak = simulate_published("global_game", [1], private=1e4, public=1e-9, strength=0.3)
    strong = simulate_published("global_game", [1], private=1e4, public=1e-9, strength=0.7)
    assert weak.falls.iloc[0] == 1 and strong.falls.iloc[0] == 0
