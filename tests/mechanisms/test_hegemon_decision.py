"""Hand cases and laws of hegemon_decision."""

import math

import pytest
from luck import halves, lucky, same, unlucky
from toy import params, put, world

from thaw.mechanisms.inter_state.hegemon_decision import hegemon_decision as fn


def scene(units=0, **columns):
    w = put(world(polities=2, units=units), polities__population=1e7)
    put(w, polities__party=1e6, polities__party_norm=1e6)
    return put(w, 1, **columns)


def chance(w, **override):
    """Share of 3,000 draws in which the level rises."""
    p = params(fn, **override)
    return sum(fn(1, w, p, (1, 2, 3, s))[1] for s in range(3000)) / 3000


RISEN = {"polities__unrest": 0.93}
COUNCILS = {"polities__unrest": 0.9, "polities__dual_power": 0.7, "polities__party": 5e4}


def test_chance_of_tanks_worked_by_hand():
    # Moscow at .3 throughout with a line of 0; unrest .8: 16.2*.8 = 12.96; party intact under a
    # wing of .3: -3*.3 = -.9; nothing beyond the line: 1.5e-6 * e^12.06 = .26 a day
    w = scene(polities__unrest=0.8)
    expected = 1 - math.exp(-1.5e-6 * math.exp(12.06))
    assert chance(w) == pytest.approx(expected, abs=0.02)


def test_moscow_itself_and_a_quiet_satellite_see_none():
    w = scene()
    put(w, 0, polities__unrest=1.0, polities__population=1e8)
    p = params(fn)
    assert all(fn(0, w, p, (1, 2, 3, s)) == (0, 0, 0.3, 0) for s in range(100))
    assert chance(scene()) == 0


def test_the_assault_waits_for_councils_and_a_vanished_party():
    tanks = scene(**RISEN, polities__intervention=1.0)
    lost = scene(**COUNCILS, polities__intervention=1.0)
    assert chance(tanks) < 0.01 < 0.1 < chance(lost)


def test_a_reforming_leader_with_a_party_is_left_alone():
    risen, poland = scene(**RISEN), scene(**RISEN, polities__reform_wing=0.9)
    put(poland, 0, polities__line=0.8, polities__reform_wing=0.3)
    put(risen, 0, polities__line=0.8, polities__reform_wing=0.3)
    assert chance(poland) < 0.5 * chance(risen)  # the other is at the cap


def test_western_pressure_deters():
    busy, firm = scene(polities__unrest=0.8), scene(polities__unrest=0.8)
    put(busy, 0, polities__pressure=0.0)
    put(firm, 0, polities__pressure=1.0)
    assert chance(busy) > 2 * chance(firm)


def hazard(w, **override):
    """Hazard of the first step, read off the share of draws."""
    return -math.log(1 - chance(w, **override))


def test_revolt_elsewhere_spares_worked_by_hand():
    # a third country at .8 lowers the log hazard by 1 * .8: e^-.8 = .449 of the chance alone
    def three(**third):
        w = put(world(polities=3), polities__population=1e7)
        put(w, polities__party=1e6, polities__party_norm=1e6)
        put(w, 2, **third)
        return put(w, 1, polities__unrest=0.8)

    alone, busy = hazard(three()), hazard(three(polities__unrest=0.8))
    assert busy / alone == pytest.approx(math.exp(-0.8), abs=0.07)
    # Moscow's own strikes keep it busy as well; what is known in Moscow is not read again
    assert chance(put(three(), 0, polities__news_abroad=1.0)) == chance(three())
    assert chance(put(three(), 0, polities__unrest=0.8)) < 0.7 * chance(three())


def test_a_price_paid_before_holds_back_and_is_forgotten():
    # one step up remembered: e^-.5 of the hazard; after two years e^-.5/e
    def after(**columns):
        return hazard(scene(polities__unrest=0.8, **columns))

    assert after(polities__stepped_in=1.0) / after() == pytest.approx(math.exp(-0.5), abs=0.07)
    w = scene(polities__stepped_in=1.0)
    w.clock.dt[0] = 730.5
    assert fn(1, w, params(fn), (1, 2, 3, 4))[3] == pytest.approx(math.exp(-1))


def test_the_operation_under_way_is_no_memory_of_its_own():
    lost = scene(**COUNCILS, polities__intervention=1.0)
    begun = scene(**COUNCILS, polities__intervention=1.0, polities__stepped_in=1.0)
    assert chance(lost) == chance(begun)
    put(begun, 0, polities__stepped_in=1.0)
    assert chance(begun) < chance(lost)


def test_step_up_return_and_foreign_rule_worked_by_hand():
    # 20,000 Soviet soldiers among 10 million: 2 per 1,000, 2/7 of .25; obedience .8*.25 = .2
    w = scene(units=1, **RISEN)
    put(w, units__kind=2, units__strength=20_000.0)
    put(w, places__polity=1)
    level, count, rule, past = fn(1, w, params(fn), lucky(1, below=0.05))
    assert (level, count, past) == (1, 1, 1)
    seen = 0.2 + 0.25 * 2 / 7 + 0.2
    assert rule == pytest.approx(seen + (0.3 - seen) * math.exp(-0.008))
    calm = scene(polities__intervention=2.0, polities__n_intervention=2.0)
    level, count, _, _ = fn(1, calm, params(fn), lucky(1, 1, below=0.01))
    assert (level, count) == (0, 2)
    assert fn(1, calm, params(fn), unlucky(1))[0] == 2


def test_at_zero_it_is_absent():
    w = scene(**COUNCILS)
    p = params(fn, base=0.0, assault=0.0, garrison_pace=0.0)
    assert same(fn, w, p, row=1)


def test_half_steps_agree():
    for whole, half in halves(fn, lambda: scene(polities__intervention=1.0), params(fn), row=1):
        assert whole == pytest.approx(half, rel=1e-9)
