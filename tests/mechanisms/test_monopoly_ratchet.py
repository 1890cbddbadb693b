"""Hand cases and laws of monopoly_ratchet."""

import math

import pytest
from luck import halves, same
from toy import key, params, put, world

from thaw.mechanisms.rulers.monopoly_ratchet import monopoly_ratchet as fn


def scene(**columns):
    return put(put(world(polities=2), polities__monopoly=0.9), 1, **columns)


def test_opening_worked_by_hand():
    # no narrowing: contest fully open, from .9 towards .6 at .011 a day
    w = scene(polities__succession=1.0)
    new = fn(1, w, params(fn, ratchet=0.0), key)
    assert new == pytest.approx(0.6 + 0.3 * math.exp(-0.011))


def test_narrowing_worked_by_hand():
    # .08/365.25 * .5 * (1 + .3+.2) = .06/365.25 a day towards 1, from .5
    w = scene(polities__monopoly=0.5, polities__unrest=0.2)
    new = fn(1, w, params(fn), key)
    assert new == pytest.approx(1 - 0.5 * math.exp(-0.06 / 365.25))


def test_tension_and_narrowness_speed_it_and_disclosure_slows_it():
    p = params(fn, release=0.0)

    def rise(m, **columns):
        return (fn(1, scene(polities__monopoly=m, **columns), p, key) - m) / (1 - m)

    assert rise(0.8) > 1.5 * rise(0.4) > 0
    assert rise(0.8, polities__threat=0.9) > rise(0.8)
    assert rise(0.8, polities__disclosure=1.0) < 0.3 * rise(0.8)


def test_a_satellite_copies_an_open_moscow():
    w = put(scene(), 0, polities__monopoly=0.6)
    assert fn(1, w, params(fn), key) < 0.9
    assert fn(1, put(w, 1, polities__obedience=0.0), params(fn), key) > 0.9


def test_a_generation_of_tension_leads_to_one_man():
    w = put(scene(polities__monopoly=0.35, polities__threat=0.9), clock__dt=30.0)
    for _ in range(12 * 15):
        w.polities.monopoly[1] = fn(1, w, params(fn), key)
    assert 0.75 < w.polities.monopoly[1] < 1


def test_at_zero_it_is_absent():
    w = scene(polities__succession=1.0, polities__unrest=1.0)
    assert same(fn, w, params(fn, ratchet=0.0, release=0.0), row=1)


def test_half_steps_agree():
    for whole, half in halves(fn, lambda: scene(polities__succession=1.0), params(fn), row=1):
        assert whole == pytest.approx(half, rel=1e-6)
