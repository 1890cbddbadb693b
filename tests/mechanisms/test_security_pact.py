"""Hand cases and laws of security_pact."""

import math

import pytest
from luck import halves, same
from toy import key, params, put, world

from thaw.mechanisms.rulers.security_pact import security_pact as fn


def scene(**columns):
    return put(world(polities=1), **columns)


def test_worked_by_hand():
    # pact .4 * 1.5 (contest open) = .6, dread .6 * .5 = .3: aims at 2/3 at .006 * .9 a day
    w = scene(polities__monopoly=0.6, polities__succession=1.0, polities__terror=0.5)
    expected = 2 / 3 + (0.2 - 2 / 3) * math.exp(-0.0054)
    assert fn(0, w, params(fn), key) == pytest.approx(expected)


def test_one_man_and_terror_undo_it():
    w = scene(polities__elite_security=0.6, polities__monopoly=0.95, polities__terror=0.9)
    assert fn(0, w, params(fn), key) < 0.6
    assert fn(0, put(w, polities__monopoly=0.5, polities__terror=0.1), params(fn), key) > 0.6


def test_no_one_safe_or_afraid_when_both_rates_vanish():
    w = scene(polities__monopoly=1.0, polities__terror=0.0)
    assert fn(0, w, params(fn), key) == 0.2


def test_at_pace_zero_it_is_absent():
    assert same(fn, scene(polities__succession=1.0), params(fn, pace=0.0))


def test_half_steps_agree():
    for whole, half in halves(fn, lambda: scene(polities__monopoly=0.6), params(fn)):
        assert whole == pytest.approx(half, rel=1e-9)
