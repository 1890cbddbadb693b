"""Hand cases and laws of order_troops."""

import math

import pytest
from luck import same
from toy import params, put, world

from thaw.mechanisms.rulers.order_troops import order_troops as fn


def town(demonstrators=0, armed=0, order=0.0, **columns):
    w = world(places=1, polities=2)
    put(w, places__population=100_000, places__order=order)
    put(w, places__demonstrators=demonstrators, places__armed=armed)
    return put(w, polities__army_loyalty=1.0, **columns)


def mean_order(w, p, draws=4000):
    return sum(fn(0, w, p, (1, 2, 3, s)) for s in range(draws)) / draws


def test_chance_of_the_call_worked_by_hand():
    # 2,000 of 100,000 in the street is the half point: hazard 6 * .5 * .5 = 1.5 a day
    chance = 1 - math.exp(-1.5)
    assert mean_order(town(2000), params(fn)) == pytest.approx(chance, abs=0.025)


def test_leave_to_fire_against_arms():
    # 50 of 100,000 in arms is the half point: hazard 3 * .5 * .5 = .75 a day, less the way back
    w = town(armed=50, order=1.0)
    chance = 1 - math.exp(-0.75)
    assert mean_order(w, params(fn, calm=0.0)) == pytest.approx(1 + chance, abs=0.025)


def test_orders_are_taken_back_when_the_street_is_empty():
    assert mean_order(town(order=2.0), params(fn)) == pytest.approx(1 + math.exp(-0.2), abs=0.025)
    assert mean_order(town(), params(fn)) == 0


def test_an_army_that_is_not_trusted_is_called_late():
    doubted = put(town(2000), polities__army_loyalty=0.2)
    assert mean_order(doubted, params(fn)) < 0.5 * mean_order(town(2000), params(fn))


def test_half_steps_agree():
    p, whole, half = params(fn, call=0.5), town(2000), put(town(2000), clock__dt=0.5)
    two = 1 - (1 - mean_order(half, p)) ** 2
    assert mean_order(whole, p) == pytest.approx(two, abs=0.02)


def test_at_call_zero_it_is_absent():
    assert same(fn, town(9000, 900, order=1.0), params(fn, call=0.0))
