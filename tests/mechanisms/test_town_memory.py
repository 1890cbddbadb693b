"""Memory of a town: a wave worked by hand, put down or granted, the zero law and the step law."""

import math

import pytest
from toy import apply, one_and_two, params, put, run, world, written

from thaw.mechanisms.society.town_memory import town_memory as f


def town(**columns):
    return put(world(), **({"towns__population": 100_000} | columns))


def wave(w, p=None, **during):
    """Three days: 5,000 out, then 1,000 (under way still), then 400 (over)."""
    p = p or params(f, put_down=0.6)
    for out in (5000, 1000, 400):
        put(w, towns__acting=out, towns__peak_strikers=out, **during)
        apply(f, w, p)
    return w.towns.dread[0]


def test_a_rising_put_down_by_hand():
    w = town()
    put(w, towns__acting=5000, towns__order=1.0)
    apply(f, w, params(f, put_down=0.6))
    assert written(f, w) == [0.0, 0.0, 0.05, 0.0, 1.0]
    put(w, towns__acting=400, towns__order=0.0, towns__peak_strikers=600)
    apply(f, w, params(f, put_down=0.6))  # 600 within the day is more than a tenth of 5,000
    assert w.towns.wave_peak[0] == 0.05
    put(w, towns__peak_strikers=0)
    apply(f, w, params(f, put_down=0.6))
    assert written(f, w) == [pytest.approx(0.3), 0.0, 0.0, 0.0, 0.0]
    assert wave(town(), towns__order=2.0, towns__fired=1.0) == pytest.approx(0.6)
    assert wave(town(), towns__soviet=2.0) == pytest.approx(0.3)


def test_without_force_or_small_it_leaves_nothing():
    assert wave(town()) == 0.0
    small = town(towns__order=2.0, towns__acting=150)
    apply(f, small, params(f, put_down=0.6))
    put(small, towns__acting=0)
    apply(f, small, params(f, put_down=0.6))
    assert written(f, small) == [0.0] * 5


def test_often_put_down_it_stops_at_one_and_a_half():
    w = town()
    for _ in range(4):
        dread = wave(w, towns__order=2.0, towns__fired=1.0)
    assert dread == pytest.approx(0.9)


def test_granted_is_not_crushed():
    # Force in the three weeks after a concession adds no dread; the concession takes four fifths of
    # what there is, once.
    assert wave(town(polities__granted=0.6), towns__order=1.0) == 0.0
    assert wave(town(polities__granted=0.4), towns__order=1.0) == pytest.approx(0.3)
    w = town(towns__dread=0.5, polities__granted=1.0)
    apply(f, w, params(f, put_down=0.6))
    assert w.towns.dread[0] == pytest.approx(0.1, rel=1e-3)
    put(w, polities__granted=0.97)
    apply(f, w, params(f, put_down=0.6))
    assert w.towns.dread[0] == pytest.approx(0.1, rel=2e-3)


def test_dread_and_grievance_fade():
    w = town(towns__dread=0.6, towns__shock=0.3)
    run(f, w, params(f, put_down=0.6), 300)
    assert w.towns.dread[0] == pytest.approx(0.6 * math.exp(-0.2))
    assert w.towns.shock[0] == pytest.approx(0.3 / math.e)


def test_zero_is_absence():
    w = town(
        towns__dread=0.6,
        towns__shock=0.3,
        towns__acting=5000,
        towns__order=2.0,
        polities__granted=1.0,
    )
    before = written(f, w)
    apply(f, w, params(f, speed=0.0))
    assert written(f, w) == before


def test_two_half_steps_are_one():
    build = lambda: town(  # noqa: E731
        towns__dread=0.6, towns__shock=0.3, towns__acting=5000, towns__order=1.0
    )
    one, two = one_and_two(f, build, params(f, put_down=0.6))
    assert two == pytest.approx(one, rel=1e-12)
