"""An army unready by the commanders it has lost: by hand; zero and step laws."""

import math

import pytest
from luck import halves, same, unlucky
from toy import params, put, run, world

from thaw.mechanisms.rulers.war_readiness import war_readiness

YEAR = 365.25


def country(**columns):
    w = world(polities=2, officials=3)
    put(w, officials__polity=1, polities__population=1e7)
    return put(w, 1, **columns)


def army(*fates):
    w = country()
    put(w, officials__army=1.0, officials__rank=4.0)
    for k, fate in enumerate(fates):
        put(w, k, officials__fate=fate)
    return w


def test_an_army_is_unready_by_the_share_taken_and_recovers():
    w = army(4.0, 0.0, 0.0)
    unready, lost = war_readiness(1, w, params(war_readiness), unlucky(1))
    assert (unready, lost) == (pytest.approx(1 / 3), pytest.approx(1 / 3))
    put(w, 1, polities__unready=unready, polities__officers_lost=lost)
    run(war_readiness, w, params(war_readiness), 365, row=1)
    assert w.polities.unready[1] == pytest.approx(math.exp(-0.3 * 365 / YEAR) / 3)


def test_high_commanders_weigh_more_and_those_let_go_come_back():
    w = put(army(4.0, 0.0, 0.0), 0, officials__rank=1.0)
    top = math.exp(0.9)
    assert war_readiness(1, w, params(war_readiness), unlucky(1))[1] == pytest.approx(
        top / (top + 2)
    )
    back = put(army(5.0, 0.0, 0.0), 1, polities__unready=0.4, polities__officers_lost=1 / 3)
    assert war_readiness(1, back, params(war_readiness), unlucky(1))[0] < 0.1


def test_an_event_of_a_case_stands_where_officers_have_no_rows():
    w = country(polities__unready=0.5)
    put(w, officials__army=0.0)
    assert war_readiness(1, w, params(war_readiness, learn=0.0), unlucky(1)) == (0.5, 0.0)


BUSY = {"polities__unready": 0.4}


def test_at_zero_strength_it_is_absent_and_half_steps_agree():
    def make():
        return put(country(**BUSY), officials__position=0.8)

    assert same(war_readiness, make(), params(war_readiness, count=0.0, learn=0.0), row=1)
    assert not same(war_readiness, make(), params(war_readiness), row=1)
    for whole, half in halves(war_readiness, make, params(war_readiness), row=1):
        assert whole == pytest.approx(half, rel=1e-4)
