"""Hand cases and laws of line_transmission."""

import math

import pytest
from luck import halves, same
from toy import key, params, put, world

from thaw.mechanisms.inter_state.line_transmission import line_transmission as fn


def scene(**columns):
    w = put(world(polities=3), polities__line=-0.6)
    return put(w, 1, **columns)


def test_moscow_follows_its_own_balance_worked_by_hand():
    # a wing of .6 aims at .2; at .02 a day from -.6
    w = put(scene(), 0, polities__reform_wing=0.6)
    assert fn(0, w, params(fn), key) == pytest.approx(0.2 - 0.8 * math.exp(-0.02))


def test_a_satellite_follows_moscow_worked_by_hand():
    # .8 of Moscow's .5 plus .2 of its own 2*.3-1 = -.4: .32
    w = put(scene(), 0, polities__line=0.5)
    assert fn(1, w, params(fn), key) == pytest.approx(0.32 - 0.92 * math.exp(-0.02))


def test_unrest_bends_threat_and_assault_harden():
    p = params(fn)
    calm = fn(0, scene(), p, key)
    assert fn(0, put(scene(), 0, polities__unrest=0.8), p, key) > calm
    assert fn(0, put(scene(), 0, polities__threat=0.9), p, key) < calm
    assert fn(0, scene(polities__intervention=2.0), p, key) < calm
    assert fn(0, scene(polities__intervention=1.0), p, key) == calm


def test_at_pace_zero_it_is_absent():
    w = put(scene(), 0, polities__line=0.9)
    assert same(fn, w, params(fn, pace=0.0), row=1)
    assert same(fn, w, params(fn, pace=0.0), row=0)


def test_half_steps_agree():
    for row in (0, 1):
        for whole, half in halves(fn, scene, params(fn), row=row):
            assert whole == pytest.approx(half, rel=1e-9)
