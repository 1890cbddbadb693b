"""Hand cases and laws of order_troops."""

import math

import pytest
from luck import same
from toy import apply, params, put, world

from thaw.mechanisms.rulers.order_troops import order_troops as fn


def town(demonstrators=0, armed=0, order=0.0, **columns):
    w = world(places=1, polities=2)
    put(w, towns__population=100_000, towns__order=order)
    put(w, towns__demonstrators=demonstrators, towns__armed=armed)
    return put(w, polities__army_loyalty=1.0, **columns)


def orders(w, p, draws=4000):
    return [fn(0, w, p, (1, 2, 3, s)) for s in range(draws)]


def mean_order(w, p, draws=4000):
    return sum(orders(w, p, draws)) / draws


def test_chance_of_the_call_worked_by_hand():
    # 600 of 100,000 in the street: by share .006 / (.006 + .006) = .5, by number 600 / 800 = .75;
    # hazard 4 * .375 * .5 = .75 a day
    p = params(fn, call=4.0, half_crowd=0.006, licence=0.0, calm=0.0)
    assert mean_order(town(600), p) == pytest.approx(1 - math.exp(-0.75), abs=0.025)


def test_strikers_call_the_army_too():
    # 2,000 strikers weigh as 600 in the street; they give no leave to fire
    p = params(fn, call=4.0, half_crowd=0.006, calm=0.0)
    strike = town(towns__strikers=2000)
    assert mean_order(strike, p) == pytest.approx(1 - math.exp(-0.75), abs=0.025)
    assert max(orders(strike, params(fn))) == 1.0
    assert same(fn, strike, params(fn, strikers=0.0))


def test_one_gang_on_strike_is_left_to_the_police():
    # 40 strikers weigh as 12: 12 / 512 by share, 12 / 212 by number; 10 * .001327 * .5 = .0066 a day
    assert mean_order(town(towns__strikers=40), params(fn)) < 0.015
    by_share = params(fn, small=0.0)
    assert mean_order(town(towns__strikers=40), by_share) == pytest.approx(0.111, abs=0.02)


def test_leave_to_fire_against_arms():
    # 50 of 100,000 in arms is the half point: hazard 3 * .5 * .5 = .75 a day, less the way back
    w = town(armed=50, order=1.0)
    chance = 1 - math.exp(-0.75)
    assert mean_order(w, params(fn, calm=0.0)) == pytest.approx(1 + chance, abs=0.025)


def test_call_and_leave_to_fire_may_come_on_one_day():
    # Call at 3 a day, then leave to fire at 1: both within a day 1 - (3 exp(-1) - exp(-3)) / 2
    # = .473075; none exp(-3) = .049787.
    w = town(10**9, 10**9, polities__repression=1.0)
    p = params(fn, call=3.0, licence=1.0)
    found = orders(w, p)
    assert sum(o == 2.0 for o in found) / 4000 == pytest.approx(0.473075, abs=0.03)
    assert sum(o == 0.0 for o in found) / 4000 == pytest.approx(0.049787, abs=0.015)


@pytest.mark.thorough
def test_orders_are_taken_back_when_the_street_is_empty():
    # Steps back at .2 a day: in a day one expects min(Poisson(.2), 2) = 1 - exp(-.2) + 1 -
    # 1.2 exp(-.2) = .198792; in 60 days all are back.
    assert mean_order(town(order=2.0), params(fn)) == pytest.approx(2 - 0.198792, abs=0.025)
    assert mean_order(put(town(order=2.0), clock__dt=60.0), params(fn)) < 0.01
    assert mean_order(town(), params(fn)) == 0


def test_a_large_strike_keeps_the_army_in_town():
    stays = mean_order(town(order=1.0, towns__strikers=20_000), params(fn))
    assert stays > 0.95 > mean_order(town(order=1.0), params(fn))


def test_an_army_that_is_not_trusted_is_called_late():
    p = params(fn, call=2.0)
    doubted = put(town(600), polities__army_loyalty=0.2)
    assert mean_order(doubted, p) < 0.5 * mean_order(town(600), p)


@pytest.mark.thorough
def test_intervention_brings_the_army_out_and_lets_it_fire():
    p = params(fn)
    weak = town(400, polities__repression=0.0)
    assert mean_order(weak, p) == 0.0
    assert mean_order(put(weak, polities__intervention=1), p) > 0.7
    assert mean_order(put(weak, polities__intervention=2), p) > 1.3


@pytest.mark.thorough
def test_a_day_in_parts_is_one_day():
    """The same law in one step of a day and in eight of three hours, up, up again and back."""
    p = params(fn, call=4.0, licence=12.0, calm=3.0)

    def law(parts, draws=3000):
        counts = [0, 0, 0]
        for s in range(draws):
            w = town(700, 30, clock__dt=1 / parts)
            for part in range(parts):
                apply(fn, w, p, draw_key=(1, 2, 3, 100 * s + part))
            counts[int(w.towns.order[0])] += 1
        return [n / draws for n in counts]

    assert law(1) == pytest.approx(law(8), abs=0.04)


def test_at_call_zero_it_is_absent():
    assert same(fn, town(9000, 900, order=1.0), params(fn, call=0.0))
