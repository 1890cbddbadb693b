"""News of strikes in a town: hand cases, saturation, the zero law and the step law."""

import math

import pytest
from toy import apply, key, one_and_two, params, put, run, world

from thaw.mechanisms.counter_power.strike_news import strike_news as f


def town(**columns):
    return put(world(towns=1), **columns)


def test_by_hand():
    # 0.5 left of old news fades in a day to 0.5 / e^(1/3) = 0.358266; two breaks, one of them new,
    # add 1: 1.358266; 0.45 x (1 - exp(-4.074797)) = 0.442352.
    w = town(towns__heard=0.5, towns__breaks=2, towns__breaks_heard=1)
    heard, counted, word = f(0, w, params(f, reach=0.45), key)
    assert (heard, counted) == (pytest.approx(0.358266 + 1, abs=1e-6), 2.0)
    assert word == pytest.approx(0.442352, abs=1e-6)


def test_first_item_gives_nearly_all_and_a_hundred_last_no_longer_than_three():
    one, many = town(towns__breaks=1), town(towns__breaks=100)
    p = params(f, reach=0.45)
    for w in (one, many):
        apply(f, w, p)
    assert one.towns.word[0] == pytest.approx(0.45 * (1 - math.exp(-3)))
    assert one.towns.word[0] < many.towns.word[0] < 0.45
    assert many.towns.heard[0] == 3.0


def test_it_fades_to_nothing():
    w = town(towns__breaks=1)
    run(f, w, params(f, reach=0.45), 60)
    assert 0.0 < w.towns.word[0] < 0.005
    assert f(0, town(towns__breaks=3, towns__breaks_heard=3), params(f, reach=0.45), key) == (
        0.0,
        3.0,
        0.0,
    )


def test_zero_is_absence():
    w = town(towns__heard=0.5, towns__breaks=9, towns__word=0.1)
    assert f(0, w, params(f, reach=0), key) == (0.5, 0.0, 0.1)


def test_two_half_steps_are_one():
    build = lambda: town(towns__heard=0.8, towns__breaks=4, towns__breaks_heard=4)  # noqa: E731
    one, two = one_and_two(f, build, params(f, reach=0.45))
    assert two == pytest.approx(one, rel=1e-12)
