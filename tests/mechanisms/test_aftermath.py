"""How a rising ended: concessions under unrest, dread of other towns, size, zero and step laws."""

import math

import pytest
from toy import apply, key, one_and_two, params, put, run, world, written

from thaw.mechanisms.society.aftermath import aftermath as f


def country(towns=20, crushed=0, dread=0.6, **columns):
    """Polity 1 of `towns` towns of 100,000 in two places; the first `crushed` were put down."""
    w = world(places=3, towns=towns + 1)
    w.places.polity[:] = 1, 1, 0
    w.places.first_town[:] = 0, towns // 2, towns
    w.places.towns[:] = towns // 2, towns - towns // 2, 1
    w.towns.population[:] = 100_000
    w.towns.active[: crushed + 1] = 1
    w.towns.dread[:crushed] = dread
    w.towns.dread[towns] = 5.0  # the other country's
    w.towns.active[towns] = 1
    return put(w, 1, polities__population=100_000 * towns, **columns)


def test_a_concession_under_unrest_by_hand():
    w = country(polities__n_concession=2.0, polities__unrest=0.4)
    assert f(1, w, params(f), key) == (1.0, 2.0, 0.4, 0.0)
    apply(f, w, params(f), 1)
    run(f, w, params(f), 29, 1)
    assert w.polities.granted[1] == pytest.approx(1 / math.e)
    assert w.polities.won[1] == pytest.approx(0.4 * math.exp(-29 / 600))
    # A lesser success does not take from a greater one; a concession in peace counts as none.
    put(w, 1, polities__n_concession=3.0, polities__unrest=0.1)
    assert f(1, w, params(f), key)[2] == pytest.approx(0.4 * math.exp(-30 / 600))
    put(w, 1, polities__unrest=0.01)
    granted, counted, _, _ = f(1, w, params(f), key)
    assert (granted, counted) == (pytest.approx(math.exp(-30 / 29)), 3.0)


def test_others_take_up_to_a_share_of_the_dread_of_towns_put_down():
    # One town of 20 at 0.6: mean 0.03, of 0.1 of the people that is 0.3; times 0.5 is 0.15. A day at
    # 0.2 a day: 0.15 x (1 - exp(-0.2)) = 0.027190. With five of 20 the limit holds: 0.5 x 0.6 = 0.30.
    assert f(1, country(crushed=1), params(f, wide=0.1), key)[3] == pytest.approx(
        0.027190, abs=1e-6
    )
    assert f(1, country(crushed=1), params(f, carry=24, wide=0.1), key)[3] == pytest.approx(0.15)
    assert f(1, country(crushed=5), params(f, carry=24, wide=0.1), key)[3] == pytest.approx(0.30)
    assert f(1, country(crushed=5, dread=0.12), params(f, carry=24, wide=0.1), key)[
        3
    ] == pytest.approx(0.060)


def test_the_size_of_the_country_does_not_matter():
    small, large = country(20, 1), country(200, 10)
    assert f(1, small, params(f), key) == pytest.approx(f(1, large, params(f), key))


def test_towns_at_rest_do_not_count():
    w = country(crushed=2)
    w.towns.active[:20] = 0
    assert f(1, w, params(f), key) == (0.0, 0.0, 0.0, 0.0)


def test_zero_is_absence():
    w = country(crushed=3, polities__n_concession=1.0, polities__unrest=1.0, polities__won=0.5)
    before = written(f, w, 1)
    apply(f, w, params(f, speed=0.0), 1)
    assert written(f, w, 1) == before


def test_two_half_steps_are_one():
    build = lambda: country(  # noqa: E731
        crushed=3, polities__granted=0.8, polities__won=0.5, polities__dread=0.05
    )
    one, two = one_and_two(f, build, params(f), 1)
    assert two == pytest.approx(one, rel=1e-12)
