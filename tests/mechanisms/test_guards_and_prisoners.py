"""Guards of a camp who side with prisoners on strike, and what they then leave undone."""

import math

import pytest
from toy import apply, one_and_two, params, put, run, world, written

from thaw.mechanisms.coercion.fire_on_crowd import fire_on_crowd
from thaw.mechanisms.coercion.guards_and_prisoners import guards_and_prisoners as f
from thaw.mechanisms.coercion.police_repression import police_repression


def camp(acting=500, **columns):
    w = put(world(), places__kind=2, places__population=1000.0, places__acting=acting)
    return put(w, **columns)


def test_by_hand():
    """Half are out: 0.05 x 0.5 / 0.6 = 0.041667 up, 0.03 down: to 0.5814 at 0.071667 a day."""
    w = camp()
    apply(f, w, params(f))
    up = 0.05 * 0.5 / 0.6
    assert written(f, w)[0] == pytest.approx(up / (up + 0.03) * (1 - math.exp(-up - 0.03)))


def test_half_steps_and_zero():
    one, two = one_and_two(f, lambda: camp(places__sided=0.2), params(f))
    assert one == pytest.approx(two, rel=1e-12)
    w = camp(places__sided=0.2)
    apply(f, w, params(f, side=0.0))
    assert written(f, w) == [0.2]


def test_only_in_camps_and_only_while_prisoners_are_out():
    town = camp(places__kind=0)
    quiet = camp(acting=0, places__sided=0.3)
    for w in (town, quiet):
        run(f, w, params(f), 30)
    assert town.places.sided[0] == 0.0
    assert quiet.places.sided[0] == pytest.approx(0.3 * math.exp(-0.9))


@pytest.mark.parametrize("less, more", [(0.0, 0.5), (0.5, 1.0)])
def test_guards_who_side_neither_arrest_nor_fire(less, more):
    def arrests(sided):
        w = camp(places__sided=sided, places__police=20.0)
        put(w, towns__population=1000.0, towns__strikers=300, polities__police_loyalty=1.0)
        return police_repression(0, w, params(police_repression), (1, 2, 3, 0))

    def effect(sided):
        w = camp(places__sided=sided, places__police=20.0)
        put(w, towns__population=1000.0, towns__demonstrators=400, towns__fired=1.0)
        return fire_on_crowd(0, w, params(fire_on_crowd, rate=1e-9), (1, 2, 3, 0))[2]

    assert arrests(less) > arrests(more)
    assert effect(less) > effect(more) >= 0.0
