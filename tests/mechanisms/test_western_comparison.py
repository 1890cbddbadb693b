"""Hand cases and laws of western_comparison."""

import math

import pytest
from luck import halves, same
from toy import key, params, put, world

from thaw.mechanisms.society.western_comparison import western_comparison as fn


def comparing(**columns):
    w = put(world(polities=2), polities__listeners=0.4, polities__start_listeners=0.4)
    return put(w, **{"polities__exit_open": 0.0, "polities__abroad": 1.2} | columns)


def test_those_who_know_expect_what_neighbours_have_by_hand():
    w = put(comparing(), clock__dt=365.25)
    due = fn(0, w, params(fn), key)
    assert due == pytest.approx(1 + 0.2 * (1 - math.exp(-0.25 * 0.4)))
    more = fn(0, put(w, polities__exit_open=1.0), params(fn), key)
    assert more == pytest.approx(1 + 0.2 * (1 - math.exp(-0.25 * 0.9)))


def test_nobody_envies_those_who_fall_behind_or_whom_he_does_not_know():
    assert same(fn, comparing(polities__abroad=0.8), params(fn))
    assert same(fn, comparing(polities__listeners=0.0), params(fn))


def test_at_zero_it_is_absent():
    assert same(fn, comparing(), params(fn, look=0.0))


def test_half_steps_agree():
    for whole, half in halves(fn, comparing, params(fn)):
        assert whole == pytest.approx(half, rel=1e-12)
