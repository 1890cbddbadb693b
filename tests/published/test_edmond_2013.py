"""Manipulated signals: the unmanipulated game is the plain global game, and the regime does its best."""

from __future__ import annotations

import math

import numpy as np
import pytest

from thaw.published.models.edmond_2013 import belief, best, equilibrium
from thaw.published.models.global_game import thresholds


@pytest.mark.parametrize("cost", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("precision", [0.5, 20.0])
def test_without_control_it_is_the_global_game_without_public_news(cost, precision):
    plain = thresholds(1e-9, precision, 0.5, cost)[0]
    made = equilibrium(precision, math.inf, cost)
    assert made["threshold"] == pytest.approx(plain, abs=1e-4) and made["bias"] == 0.0


def test_the_regime_shows_what_leaves_it_most():
    from scipy.special import ndtr

    shown = best(np.array([0.2]), 0.9, 9.0, 2.0)[0]
    left = [-ndtr(3 * (0.9 - y)) - (y - 0.2) ** 2 for y in np.linspace(0.2, 1.2, 100_001)]
    assert shown == pytest.approx(np.linspace(0.2, 1.2, 100_001)[int(np.argmax(left))], abs=1e-3)


def test_at_equilibrium_both_are_indifferent():
    made = equilibrium(4.0, 1.0, 0.3)
    assert belief(made["threshold"], made["cutoff"], 4.0, 1.0) == pytest.approx(0.3, abs=1e-6)
    # the weakest who survives has just what attack and bias cost
    assert made["threshold"] == pytest.approx(made["attack"] + made["bias"] ** 2 / 2, abs=1e-6)


@pytest.mark.thorough
def test_only_precision_over_price_matters():
    assert equilibrium(8.0, 8.0, 0.3)["threshold"] == pytest.approx(
        equilibrium(1.0, 1.0, 0.3)["threshold"], abs=1e-6
    )
