"""A premier carried along by a movement: by hand, who is not; zero and step laws."""

import math

import pytest
from luck import halves, same, unlucky
from toy import params, put, run, world

from thaw.mechanisms.inter_state.line_transmission import line_transmission
from thaw.mechanisms.rulers.carried_along import carried_along


def country(**columns):
    w = world(polities=2, officials=3)
    put(w, officials__polity=1, polities__population=1e7)
    return put(w, 1, **columns)


def premier(position=0.8, **columns):
    w = country(polities__leader=0, polities__obedience=1.0, **columns)
    return put(w, 0, officials__position=position)


def test_a_premier_is_carried_in_days_by_hand():
    # councils that half the workforce obeys: .5 / .6 of the way that he would go, at .2 a day
    w = premier(polities__dual_power=0.5)
    run(carried_along, w, params(carried_along), 8, row=1)
    assert w.polities.carried[1] == pytest.approx(0.8 * 0.5 / 0.6 * (1 - math.exp(-1.6)))


def test_who_would_hold_the_line_and_who_obeys_nobody_is_not_carried():
    p = params(carried_along)
    assert carried_along(1, premier(-0.5, polities__dual_power=0.9), p, unlucky(1)) == 0.0
    free = put(premier(polities__dual_power=0.9), 1, polities__obedience=0.0)
    assert carried_along(1, free, p, unlucky(1)) == 0.0
    assert carried_along(1, premier(), p, unlucky(1)) == 0.0, "without a movement nothing"
    assert carried_along(1, premier(polities__armed=5000), p, unlucky(1)) > 0.05


def test_an_assault_ends_it():
    w = premier(polities__dual_power=0.9, polities__carried=0.6, polities__intervention=2.0)
    run(carried_along, w, params(carried_along), 10, row=1)
    assert w.polities.carried[1] == pytest.approx(0.6 * math.exp(-2.0))


def test_the_hegemons_word_counts_less_where_the_premier_has_gone():
    def line(gone, **changed):
        w = country(polities__obedience=1.0, polities__carried=gone, polities__line=-0.8)
        put(w, 1, polities__reform_wing=0.8)
        put(w, 0, polities__line=-0.8)
        return line_transmission(1, w, params(line_transmission, **changed), unlucky(1))

    assert line(0.8) > line(0.0)
    assert line(0.0) == pytest.approx(-0.8)
    assert line(0.8, carried=0.0) == line(0.0)


BUSY = {"polities__dual_power": 0.5, "polities__leader": 0, "polities__obedience": 1.0}


def test_at_zero_strength_it_is_absent_and_half_steps_agree():
    def make():
        return put(country(**BUSY), officials__position=0.8)

    assert same(carried_along, make(), params(carried_along, pace=0.0), row=1)
    assert not same(carried_along, make(), params(carried_along), row=1)
    for whole, half in halves(carried_along, make, params(carried_along), row=1):
        assert whole == pytest.approx(half, rel=1e-4)
