"""Commanders by hand: they rise with troops in the street, and they alone; step and absence."""

import math

import pytest
from bureau import country
from luck import halves, same, unlucky
from toy import params, put

from thaw.mechanisms.rulers.generals_weight import generals_weight


def test_commanders_rise_with_troops_in_the_street():
    w = country(polities__intervention=1.0)
    put(w, 0, officials__army=1.0)
    p = params(generals_weight)
    general = generals_weight(0, w, p, unlucky(0))
    assert general == pytest.approx(1 - 0.5 * math.exp(-0.01 * 0.5))
    assert generals_weight(1, w, p, unlucky(0)) == 0.5
    assert generals_weight(0, put(w, polities__intervention=0.0), p, unlucky(0)) == 0.5


def test_at_zero_strength_it_is_absent_and_half_steps_agree():
    make = lambda: put(country(polities__intervention=1.0), officials__army=1.0)  # noqa: E731
    assert same(generals_weight, make(), params(generals_weight, lift=0.0), row=0)
    assert not same(generals_weight, make(), params(generals_weight), row=0)
    for whole, half in halves(generals_weight, make, params(generals_weight), row=0):
        assert whole == pytest.approx(half, rel=1e-5)
