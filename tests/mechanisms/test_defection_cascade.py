"""Soldiers who go over: by hand, conserved, a cascade, and absent at zero."""

import math

import pytest
from toy import apply, one_and_two, params, put, run, world, written

from thaw.mechanisms.coercion.army_repression import army_repression
from thaw.mechanisms.coercion.defection_cascade import defection_cascade as f


def garrison(units=1, **columns):
    w = put(world(units=units), units__kind=1, units__strength=1000.0, units__loyalty=0.6)
    put(w, units__contact=2.0, units__informed=0.5, polities__population=1e6)
    put(w, polities__armed=200)  # as many as make the rate half
    return put(w, 0, **columns)


def test_by_hand():
    """400 unwilling; 0.1 x half contact x half informed x half armed = 0.0125 a day; those who obey stay 600."""
    w = garrison()
    apply(f, w, params(f))
    men, loyal, gone, ever = written(f, w)
    assert gone == ever == pytest.approx(400 * (1 - math.exp(-0.0125)))
    assert men + gone == pytest.approx(1000.0)
    assert men * loyal == pytest.approx(600.0)


def test_going_back_by_hand():
    """Of 100, a day at 0.02: 98.02 are still over; under an assault 0.32: 72.6."""
    for level, rate in ((1.0, 0.02), (2.0, 0.32)):
        w = garrison(units__gone=100.0, units__contact=0.0)
        put(w, polities__intervention=level)
        apply(f, w, params(f))
        men, _, gone, ever = written(f, w)
        assert gone == pytest.approx(100 * math.exp(-rate))
        assert men + gone == pytest.approx(1100.0) and ever == 0.0


def test_absent_at_zero_and_no_police():
    before = written(f, garrison())
    for w in (garrison(), put(garrison(), units__kind=0)):
        apply(f, w, params(f, cross=0.0 if w.units.kind[0] else 0.5))
        assert written(f, w) == before


def test_half_steps():
    one, two = one_and_two(f, lambda: garrison(units__gone=50.0), params(f), dt=0.5)
    assert one == pytest.approx(two, rel=1e-2)  # others who go within the step pull in the next


def test_each_who_goes_makes_it_easier():
    alone, after_others = garrison(units=2), garrison(units=2)
    put(after_others, 1, units__gone=800.0, units__strength=200.0)
    for w in (alone, after_others):
        apply(f, w, params(f))
    assert written(f, after_others)[2] > 2 * written(f, alone)[2]
    single = garrison(units=2)
    put(single, 1, units__gone=800.0, units__strength=200.0)
    apply(f, single, params(f, pull=0.0))
    assert written(f, single)[2] == pytest.approx(written(f, alone)[2])


def test_nobody_goes_over_to_a_crowd_without_arms():
    w = put(garrison(), polities__armed=0)
    before = written(f, w)
    apply(f, w, params(f))
    assert written(f, w) == before
    many = put(garrison(), polities__armed=20000)
    apply(f, many, params(f))
    some = garrison()
    apply(f, some, params(f))
    assert written(f, many)[2] > 1.5 * written(f, some)[2]


def foreigners(appeal):
    w = put(garrison(), units__kind=2, units__polity=1)
    put(w, polities__call_soldiers=appeal)
    run(f, w, params(f), 20)
    return written(f, w)[3] / 1000.0


def test_foreign_troops_stay_unless_they_are_called_on():
    """In twenty days of full contact a few in a thousand go; a steady appeal tells."""
    assert 0.0 < foreigners(0.0) < 0.0025 < foreigners(0.5) < foreigners(1.0)


def test_those_who_went_over_tie_down_the_army():
    def left(gone):
        w = put(world(), places__population=1e5, towns__population=1e5, polities__population=1e5)
        put(w, places__army_men=2000.0, polities__army_men=2000.0, places__gone_men=gone)
        put(w, towns__order=2.0, towns__troops=10.0, towns__demonstrators=2000)
        put(w, places__demonstrators=2000, polities__demonstrators=2000)
        return army_repression(0, w, params(army_repression), (1, 2, 3, 0))[2]

    assert left(1000.0) < left(100.0) < left(0.0)
