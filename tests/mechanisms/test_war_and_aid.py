"""Hand cases and laws of war_and_aid."""

import math

import pytest
from luck import halves, same
from toy import key, params, put, run, world

from thaw.mechanisms.inter_state.war_and_aid import war_and_aid as fn


def scene(**columns):
    return put(put(world(polities=1), polities__population=1e8), **columns)


def test_a_war_by_hand():
    w = put(scene(polities__war=1.0), clock__dt=365.25)
    felt, dead, away, _, living = fn(0, w, params(fn), key)
    there = 1 - math.exp(-2)
    assert felt == pytest.approx(there) and away == pytest.approx(0.4 * there)
    assert dead == pytest.approx(4e6) and living == pytest.approx(math.exp(-0.5 * there))


def test_half_a_war_kills_half_and_peace_gives_back():
    w = put(scene(polities__war=0.5), clock__dt=365.25)
    assert fn(0, w, params(fn), key)[1] == pytest.approx(2e6)
    w = put(scene(polities__war=1.0), clock__dt=30.0)
    run(fn, w, params(fn), 1440.0)
    assert w.polities.living[0] < 0.65
    put(w, polities__war=0.0)
    run(fn, w, params(fn), 7200.0)
    assert w.polities.living[0] == pytest.approx(1, abs=1e-6)
    assert w.polities.away[0] == pytest.approx(0, abs=1e-6)


def test_aid_adds_its_share():
    w = put(scene(polities__aid=0.05), clock__dt=1e6)
    assert fn(0, w, params(fn), key)[4] == pytest.approx(math.exp(0.05))


def test_at_zero_it_is_absent_and_in_peace_nothing_moves():
    assert same(fn, scene(polities__war=1.0, polities__aid=0.1), params(fn, pace=0.0))
    assert same(fn, scene(), params(fn))


def test_half_steps_agree():
    for whole, half in halves(fn, lambda: scene(polities__war=1.0, polities__aid=0.1), params(fn)):
        assert whole == pytest.approx(half, rel=1e-12)


def test_an_unready_army_loses_more():
    def dead(unready):
        w = scene(polities__war=1.0, polities__unready=unready)
        return fn(0, w, params(fn), key)[1]

    assert dead(0.5) == pytest.approx(1.5 * dead(0.0))
    assert dead(0.0) > 0
