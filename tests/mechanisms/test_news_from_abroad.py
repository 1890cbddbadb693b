"""Hand cases and laws of news_from_abroad, and what stations carry elsewhere."""

import math

import pytest
from luck import halves, same
from toy import key, params, put, world

from thaw.mechanisms.information.censorship_and_rumour import censorship_and_rumour
from thaw.mechanisms.information.news_from_abroad import news_from_abroad as fn
from thaw.mechanisms.inter_state.contagion import contagion


def scene(**columns):
    w = put(world(polities=2), polities__listeners=0.4, polities__start_listeners=0.4)
    return put(w, **columns)


def test_at_the_start_nothing_moves():
    assert same(fn, scene(), params(fn))


def test_people_tune_in_when_something_happens_by_hand():
    w = put(scene(polities__unrest=0.5), clock__dt=10.0)
    heard, _ = fn(0, w, params(fn), key)
    assert heard == pytest.approx(0.4 + 0.1 * (1 - math.exp(-1)))
    assert fn(0, put(scene(), polities__news_abroad=0.5, clock__dt=10.0), params(fn), key)[
        0
    ] == pytest.approx(heard)


def test_a_softer_line_silences_jammers_and_a_harder_sets_more():
    def heard(line):
        return fn(0, put(scene(polities__line=line), clock__dt=1e6), params(fn), key)[0]

    assert heard(0.5) == pytest.approx(0.4 * math.exp(0.1)) and heard(-0.5) < 0.4
    assert put(scene(polities__line=9.0), clock__dt=1e6) and heard(9.0) == 1.0


def test_neighbours_grow_as_the_case_says():
    w = put(scene(polities__abroad_growth=0.05), clock__dt=365.25)
    assert fn(0, w, params(fn), key)[1] == pytest.approx(math.exp(0.05))


def test_stations_carry_news_by_listeners_above_the_start():
    def home(listeners):
        w = put(scene(polities__unrest=0.5, polities__censorship=0.9), clock__dt=1e6)
        put(w, polities__listeners=listeners)
        return censorship_and_rumour(0, w, params(censorship_and_rumour), key)

    def abroad(listeners):
        w = put(put(scene(), 1, polities__unrest=0.5), clock__dt=1e6)
        put(w, polities__listeners=listeners)
        return contagion(0, w, params(contagion), key)

    assert home(0.6) - home(0.4) == pytest.approx(0.5 * 0.5 * 0.2)
    assert abroad(0.6) == pytest.approx(1.1 * abroad(0.4)) and abroad(0.2) < abroad(0.4)


def test_at_zero_it_is_absent():
    w = scene(polities__unrest=1.0, polities__abroad_growth=0.1)
    assert same(fn, w, params(fn, habit=0.0))


def test_half_steps_agree():
    make = lambda: scene(polities__unrest=1.0, polities__abroad_growth=0.1)  # noqa: E731
    for whole, half in halves(fn, make, params(fn)):
        assert whole == pytest.approx(half, rel=1e-12)
