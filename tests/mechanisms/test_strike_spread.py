"""Spread of strikes between sites: hand cases, the zero law, the step law and directions."""

import pytest
from toy import apply, key, params, put, world

from thaw.mechanisms.counter_power.strike_spread import strike_spread


def town(sites=1, **columns):
    w = put(world(sites=sites), places__population=100_000, polities__workforce=50_000)
    return put(w, **columns)


def pull(w, i=0, **override):
    return strike_spread(i, w, params(strike_spread, **override), key)


def test_by_hand():
    # 6,000 on strike in town, 1,000 of them here: 5,000 / 100,000 = 0.05. Elsewhere 8,000 - 6,000 =
    # 2,000 of 50,000 = 0.04, times communications 0.5, times 3: 0.06. Heard 0.11:
    # 0.5 x 0.11 / 0.16 = 0.34375, after a day 0.34375 x (1 - 1/e) = 0.217291.
    w = town(places__strikers=6000, sites__striking=1000, polities__strikers=8000)
    assert pull(w, pace=50) == pytest.approx(0.34375)
    assert pull(w) == pytest.approx(0.217291, rel=1e-5)
    # Students: 0.3 of it.
    put(w, sites__stratum=3)
    assert pull(w, pace=50) == pytest.approx(0.103125)


def test_camps_look_to_camps():
    # Places 0, 1, 2 are camps of polity 0 (4,000 of 10,000 on strike in the others), 3 a city.
    w = world(places=4, sites=1)
    w.places.kind[:] = 2, 2, 2, 0
    w.places.population[:] = 5000, 6000, 4000, 1_000_000
    w.places.strikers[:] = 0, 4000, 0, 300_000
    put(w, sites__stratum=7, polities__strikers=304_000, polities__workforce=1_000_000)
    # 3 x 0.5 x 0.4 = 0.6: 0.5 x 0.6 / 0.65 = 0.461538.
    assert pull(w, pace=50) == pytest.approx(0.461538, rel=1e-5)
    w.places.strikers[1] = 0
    assert pull(w, pace=50) == 0.0


def test_zero_is_absence():
    assert pull(town(sites__pull=0.2, places__strikers=5000), reach=0) == 0.2


def test_two_half_steps_are_one():
    p = params(strike_spread)
    one, two = (town(sites__pull=0.1, places__strikers=6000) for _ in range(2))
    two.clock.dt[0] = 0.5
    apply(strike_spread, one, p)
    apply(strike_spread, two, p)
    apply(strike_spread, two, p)
    assert two.sites.pull[0] == pytest.approx(one.sites.pull[0], rel=1e-12)


def test_directions():
    w = town(places__strikers=1000, sites__striking=1000, polities__strikers=1000)
    assert pull(w) == 0.0  # one's own strike does not pull
    assert pull(town(sites__pull=0.3)) < 0.3  # and the push fades when all are back
    deaf = town(places__communications=0, polities__strikers=5000)
    heard = town(places__communications=1, polities__strikers=5000)
    assert pull(deaf) == 0.0 < pull(heard) < 0.5
