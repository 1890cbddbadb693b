"""Memory of casualties: a hand case, nothing counted twice, the step law."""

import pytest
from toy import apply, key, one_and_two, params, put, world

from thaw.mechanisms.society.casualty_memory import casualty_memory


def place(**columns):
    hurt = {
        "places__deaths": 3,
        "places__arrests": 40,
        "places__casualties": 10.0,
        "places__casualties_counted": 50.0,
    }
    return put(world(), **(hurt | columns))


def test_by_hand():
    # 40 + 20 x 3 = 100, of which 50 are counted: 10 x exp(-1/45) + 50 = 59.780224.
    memory, counted = casualty_memory(0, place(), params(casualty_memory), key)
    assert memory == pytest.approx(59.780224, rel=1e-6)
    assert counted == 100.0


def test_nothing_is_counted_twice():
    w = place()
    for _ in range(2):
        apply(casualty_memory, w, params(casualty_memory))
    assert w.places.casualties[0] == pytest.approx(59.780224 * 0.978022, rel=1e-5)


def test_quiet_place_forgets_alike_in_one_step_and_two():
    quiet = {"places__deaths": 0, "places__arrests": 0, "places__casualties_counted": 0.0}
    one, two = one_and_two(casualty_memory, lambda: place(**quiet), params(casualty_memory), dt=9.0)
    assert two == pytest.approx(one, rel=1e-12)
    assert one[0] == pytest.approx(10 * 0.818731, rel=1e-5)
