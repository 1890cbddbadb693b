"""The hegemon's purge in other countries: by hand, who is spared; zero and step laws."""

import math

import pytest
from luck import halves, same
from toy import params, put, world

from thaw.mechanisms.rulers.purge_abroad import purge_abroad

YEAR = 365.25


def office(n=4, **columns):
    """A hegemon and a country that obeys it with n officials, each with an address of his own."""
    w = world(polities=2, officials=n)
    w.officials.address[:] = range(1, n + 1)
    put(w, officials__polity=1, polities__population=1e6)
    return put(w, 1, **columns)


def test_abroad_the_hand_of_the_hegemon_by_hand():
    def rate(**hegemon):
        w = office(polities__obedience=0.8)
        put(w, 0, polities__monopoly=1.0, polities__terror=0.5, polities__line=-0.8)
        put(w, 0, **hegemon)
        put(w, officials__position=0.2)
        w.clock.dt[0] = 100.0
        p = params(purge_abroad, reach=2.0)
        return sum(purge_abroad(0, w, p, (s, 2, 3, 4))[0] == 1.0 for s in range(4000)) / 4000

    told = rate()
    hazard = 2.0 / YEAR * 0.8 * 0.5 * math.exp(0.7)
    assert told == pytest.approx(1 - math.exp(-100 * hazard), abs=0.025)
    assert rate(polities__disclosure=1.0) < 0.3 * told, "frame-ups were renounced"
    assert rate(polities__monopoly=0.6) == 0.0, "no man rules alone"


def test_abroad_the_first_in_post_and_the_hegemon_are_spared():
    w = office(polities__obedience=1.0, polities__leader=0)
    put(w, 0, polities__monopoly=1.0, polities__terror=1.0, polities__leader=1)
    p = params(purge_abroad, reach=20.0)
    assert same(purge_abroad, w, p, row=0)
    assert not same(purge_abroad, w, p, row=1)
    put(w, 1, officials__polity=0)
    assert same(purge_abroad, w, p, row=1)
    free = office(polities__obedience=0.0)
    put(free, 0, polities__monopoly=1.0, polities__terror=1.0)
    assert same(purge_abroad, free, p, row=1)


def test_at_zero_strength_it_is_absent():
    w = office(polities__clearing=0.3, polities__cleared_now=0.5, polities__obedience=1.0)
    put(w, 0, polities__monopoly=1.0, polities__terror=1.0, officials__accused=2.0)
    assert same(purge_abroad, w, params(purge_abroad, reach=0.0))


def test_half_steps_agree():
    def make():
        w = office(polities__clearing=0.01, polities__obedience=1.0)
        return put(w, 0, officials__accused=2.0, officials__police=1.0)

    for whole, half in halves(purge_abroad, make, params(purge_abroad)):
        assert whole == pytest.approx(half, rel=1e-9)
