"""Word of strikes in a place: hand cases, the zero law and the step law."""

import math

import pytest
from toy import key, one_and_two, params, put, run, world

from thaw.mechanisms.information.word_of_strikes import word_of_strikes as f


def place(**columns):
    return put(world(polities=1), **({"places__communications": 0.55} | columns))


def test_by_hand():
    # 0.27 x (1 - exp(-(0.6 / 1.2)^2)) = 0.059724; after half a day 0.059724 x (1 - 1/e) = 0.037753
    w = place(polities__heard=0.6)
    w.clock.dt[0] = 0.5
    assert f(0, w, params(f, reach=0.27), key) == pytest.approx(0.037753, abs=1e-6)
    put(w, places__communications=0.11)
    assert f(0, w, params(f, reach=0.27), key) == pytest.approx(0.037753 / 5, abs=1e-6)


def test_two_towns_are_more_than_twice_one():
    settled = []
    for heard in (0.3, 0.6, 3.0, 6.0):
        w = place(polities__heard=heard)
        run(f, w, params(f, reach=0.27), 20)
        settled.append(w.places.word[0])
    assert settled[1] > 3.5 * settled[0]
    assert settled[3] == pytest.approx(settled[2], rel=0.01)


def test_it_saturates_and_fades():
    w = place(polities__heard=3.0)
    run(f, w, params(f, reach=0.27), 20)
    assert w.places.word[0] == pytest.approx(0.27 * (1 - math.exp(-6.25)))
    put(w, polities__heard=0.0)
    run(f, w, params(f, reach=0.27), 20)
    assert w.places.word[0] < 1e-9


def test_zero_is_absence():
    assert f(0, place(places__word=0.1, polities__heard=1.0), params(f, reach=0), key) == 0.1
    assert f(0, place(), params(f, reach=0.27), key) == 0.0


def test_two_half_steps_are_one():
    build = lambda: place(places__word=0.2, polities__heard=0.5)  # noqa: E731
    one, two = one_and_two(f, build, params(f, reach=0.27))
    assert two == pytest.approx(one, rel=1e-12)
