"""Hand cases and laws of foreign_line."""

import math

import pytest
from luck import halves, same
from toy import key, params, put, world

from thaw.mechanisms.inter_state.foreign_line import foreign_line as fn


def scene(**columns):
    w = put(world(polities=2), polities__line=-0.8, polities__start_line=-0.8)
    return put(put(w, polities__succession=0.0, polities__obedience=0.75), **columns)


def test_at_the_start_nothing_moves():
    assert same(fn, scene(), params(fn)) and same(fn, scene(), params(fn), row=1)


def test_a_softer_line_at_home_accommodates_and_lowers_the_threat_by_hand():
    w = put(put(scene(), 0, polities__line=0.2), clock__dt=365.25)
    new, shift = fn(0, w, params(fn), key)
    assert new == pytest.approx(0.5 * (1 - math.exp(-2)))
    assert shift == pytest.approx(-0.1 * new)
    assert fn(0, put(w, 0, polities__line=-1.0), params(fn), key)[1] > 0


def test_heirs_need_peace():
    open_contest = put(put(scene(), 0, polities__succession=1.0), clock__dt=1e6)
    assert fn(0, open_contest, params(fn, heirs=0.2), key)[0] == pytest.approx(0.2)
    assert fn(0, open_contest, params(fn, heirs=0.0), key)[0] == pytest.approx(0.0)


def test_a_satellite_follows_by_its_obedience():
    w = put(put(scene(), 0, polities__foreign_line=0.4), clock__dt=1e6)
    assert fn(1, w, params(fn), key)[0] == pytest.approx(0.75 * 0.4)
    put(w, 1, polities__obedience=0.0)
    assert fn(1, w, params(fn), key)[0] == pytest.approx(0.0)


def test_what_stands_of_treaties_stays():
    w = put(scene(), 0, polities__threat_shift=-0.2, polities__line=0.2)
    put(w, clock__dt=1e6)
    assert fn(0, w, params(fn), key)[1] == pytest.approx(-0.2 - 0.05)


def test_at_zero_it_is_absent():
    assert same(fn, put(scene(), 0, polities__line=1.0), params(fn, pace=0.0))


def test_half_steps_agree():
    for whole, half in halves(fn, lambda: put(scene(), polities__line=0.5), params(fn)):
        assert whole == pytest.approx(half, rel=1e-12)
