"""Troops and dispersal: a hand case, the zero law, the step law and directions."""

import pytest
from toy import apply, key, params, put, world

from thaw.engine.loop import muster
from thaw.mechanisms.coercion.army_repression import army_repression


def city(**columns):
    """Place 0 of polity 1: 100,000 of 1,000,000 inhabitants, 4,000 soldiers of whom half obey."""
    w = put(world(units=1), places__polity=1, places__population=100_000)
    put(w, units__polity=1, units__kind=1, units__strength=4000, units__loyalty=0.5)
    put(w, polities__population=1_000_000, places__order=1, places__demonstrators=1000)
    put(w, **columns)
    w.polities.demonstrators[1] = w.places.demonstrators.sum()
    w.polities.strikers[1] = w.places.strikers.sum()
    return w


def answer(w, **override):
    muster(w)
    return army_repression(0, w, params(army_repression, **override), key)


def test_own_army_by_hand():
    # 2,000 obey. Share of the place (1000 + 1 x 100) / (1000 + 1 x 1000) = 0.55, so
    # 0.5 x 2000 + 0.5 x 2000 x 0.55 = 1,550 could come; 0.5 x 1000 + 1 x 100 = 600 are sent: 6 per
    # 1000. After 6 hours 6 x (1 - 1/e) = 3.792723. Force 379.2723 to 1,000: 0.3792723;
    # all are in the street: 10 x 0.3792723 / 0.5792723 = 6.547390.
    w = city()
    w.clock.dt[0] = 0.25
    troops, soviet, disperse = answer(w)
    assert troops == pytest.approx(3.792723, rel=1e-6)
    assert soviet == 0.0
    assert disperse == pytest.approx(6.547390, rel=1e-6)


def test_soviet_troops_by_hand():
    # No garrison. A general assault brings 6 x 0.5 x 2 x 1000 = 6,000, of whom 0.55 x 6000 = 3,300
    # could come here; twice 600 are sent: 12 per 1000. At level 1: 600, 6 per 1000.
    w = city(places__order=0, polities__intervention=2)
    assert answer(w, deploy=100)[1] == pytest.approx(12)
    w.polities.intervention[1] = 1
    troops, soviet, _ = answer(w, deploy=100)
    assert (troops, soviet) == (0.0, pytest.approx(6))
    # A garrison of 5,000 in the place: half stays, 0.5 x 5000 x 0.55 + 0.55 x 3000 come: 5,525,
    # of whom with `ratio` 10 (need 10,100) all are sent: 55.25 per 1000.
    put(w, units__kind=2, units__polity=0, units__strength=5000, units__loyalty=1.0)
    assert answer(w, deploy=100, ratio=10)[1] == pytest.approx(55.25)


def test_strikers_in_the_works_are_dispersed_less_than_a_crowd():
    # As the hand case but 1,000 strikers: 6 per 1000 arrive (need 600), no crowd, so the floor
    # of 100 holds: force 6.0; 10 x 0.8 x 6 / 6.2 = 7.7419355.
    w = city(places__demonstrators=0, places__strikers=1000)
    assert answer(w, deploy=100)[2] == pytest.approx(7.7419355, rel=1e-6)


def test_zero_is_absence():
    w = city(places__troops=3, places__soviet=2, places__disperse_rate=1.5)
    assert answer(w, deploy=0) == (3.0, 2.0, 1.5)


@pytest.mark.parametrize("order", [0, 1])
def test_two_half_steps_are_one(order):
    p = params(army_repression)
    one, two = (city(places__order=order, places__troops=3, places__soviet=2) for _ in range(2))
    one.clock.dt[0], two.clock.dt[0] = 0.2, 0.1
    apply(army_repression, one, p)
    apply(army_repression, two, p)
    apply(army_repression, two, p)
    for column in ("troops", "soviet", "disperse_rate"):
        a, b = getattr(one.places, column)[0], getattr(two.places, column)[0]
        assert b == pytest.approx(a, rel=1e-12)


def test_directions():
    assert answer(city(places__order=0))[0] == 0.0
    loyal = answer(city(units__loyalty=0.9), ratio=10)
    disloyal = answer(city(units__loyalty=0.1), ratio=10)
    assert loyal[0] > disloyal[0] > 0 and loyal[2] > disloyal[2]
    unarmed = answer(city())[2]
    assert answer(city(places__armed=1000))[2] < unarmed
    gone = city(places__order=0, places__troops=5)
    assert 3 < answer(gone)[0] < 5  # withdrawal takes days


def test_no_more_troops_than_there_are():
    w = city(places__demonstrators=50_000)
    assert answer(w, deploy=100)[0] <= 2000 / 100
