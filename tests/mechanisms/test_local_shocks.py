"""Grievances of a town's own: their rate by hand, by head and by step, and the zero law."""

import pytest
from toy import key, params, put, world

from thaw.mechanisms.society.local_shocks import local_shocks as f


def hits(days=1.0, people=10e6, steps=4000, **override):
    """Shocks in `steps` steps."""
    w = put(world(dt=days), places__population=people)
    p = params(f, **({"rate": 0.1} | override))
    return sum(f(0, w, p, (1, 2, 3, step))[0] for step in range(steps))


def test_rate_by_hand():
    # 100 times 100,000 people at 0.1 a year: 10 a year, 0.0273785 a day; 4,000 days: 109.5 +- 10.5.
    assert hits() == pytest.approx(109.5, abs=3 * 10.5)
    assert hits(people=20e6) == pytest.approx(219, abs=3 * 14.8)


def test_half_the_step_gives_as_many_in_the_same_time():
    assert hits(0.5, steps=8000) == pytest.approx(109.5, abs=3 * 10.5)


def test_size_and_type():
    w = put(world(), places__population=10e6)
    count, size = f(0, w, params(f, rate=100.0, size=0.15), key)
    assert isinstance(count, float) and count > 10
    assert size == 0.15


def test_zero_is_absence():
    assert f(0, put(world(), places__population=10e6), params(f, rate=0.0), key) == (0.0, 0.0)
