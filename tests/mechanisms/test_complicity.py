"""Hand cases and laws of complicity."""

import math

import pytest
from luck import halves, same
from toy import key, params, put, world

from thaw.mechanisms.rulers.complicity import complicity as fn


def scene():
    # two in office: (.9*.6 + .3*.4) / 1 = .66; the third, out of office, does not count
    w = put(world(polities=2, officials=3), officials__polity=1)
    put(w, 0, officials__complicity=0.9, officials__standing=0.6)
    put(w, 1, officials__complicity=0.3, officials__standing=0.4)
    return put(w, 2, officials__complicity=0.0, officials__in_office=0.0)


def test_worked_by_hand():
    w = put(scene(), polities__complicity=0.5)
    assert fn(1, w, params(fn), key) == pytest.approx(0.66 - 0.16 * math.exp(-0.03))


def test_the_fall_of_the_guilty_lowers_it():
    w = scene()
    before = fn(1, w, params(fn), key)
    assert fn(1, put(w, 0, officials__standing=0.1), params(fn), key) < before


def test_without_officials_it_stays():
    assert fn(0, scene(), params(fn), key) == 0.6


def test_at_pace_zero_it_is_absent():
    assert same(fn, scene(), params(fn, pace=0.0), row=1)


def test_half_steps_agree():
    for whole, half in halves(fn, scene, params(fn), row=1):
        assert whole == pytest.approx(half, rel=1e-9)
