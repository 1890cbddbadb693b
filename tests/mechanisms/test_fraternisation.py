"""Fraternisation: a hand case, the zero law, the step law and directions."""

import pytest
from toy import apply, key, params, put, run, world

from thaw.mechanisms.coercion.fraternisation import fraternisation

ARMY, POLICE, SOVIET = 1, 0, 2


def unit(kind=ARMY, **columns):
    """One unit in place 0 of polity 1; half of all that can be seen is seen where people act."""
    w = put(world(units=1), places__polity=1, places__met=0.5, places__order=1)
    put(w, polities__population=1_000_000, polities__intervention=1)
    put(w, units__kind=kind, units__polity=0 if kind == SOVIET else 1)
    return put(w, **columns)


def loyalty(w, days, **override):
    run(fraternisation, w, params(fraternisation, **override), days)
    return w.units.loyalty[0]


def test_by_hand():
    # Contact tends to 0.5 x 10 = 5 at 0.1 a day: after a day 5 (1 - exp(-0.1)) = 0.475813, on
    # average 5 - 0.475813 / 0.1 = 0.241871. Learning 0.3 x 0.241871 = 0.0725613 against 0.03:
    # target (0.0725613 + 0.03 x 0.2) / 0.1025613 = 0.765994, reached: 0.255171.
    # Loss 0.25 x 0.241871 x (0.2 + 0.255171) / 2 = 0.0137615 against 0.03 back to 1 - 0.3 x 0.7 =
    # 0.79: end 0.0237 / 0.0437615 = 0.541571, and 0.541571 + 0.358429 x exp(-0.0437615) = 0.884653.
    contact, informed, loyal = fraternisation(0, unit(), params(fraternisation), key)
    assert contact == pytest.approx(0.475813, rel=1e-5)
    assert informed == pytest.approx(0.255171, rel=1e-5)
    assert loyal == pytest.approx(0.884653, rel=1e-5)


def test_zero_is_absence():
    w = unit(units__contact=2, units__informed=0.6, units__loyalty=0.4)
    assert fraternisation(0, w, params(fraternisation, melt=0), key) == (2.0, 0.6, 0.4)


def test_two_half_steps_are_nearly_one():
    p = params(fraternisation)
    one, two = unit(places__met=0.9), unit(places__met=0.9)
    two.clock.dt[0] = 0.5
    apply(fraternisation, one, p)
    apply(fraternisation, two, p)
    apply(fraternisation, two, p)
    assert two.units.contact[0] == pytest.approx(one.units.contact[0], rel=1e-12)
    assert two.units.informed[0] == pytest.approx(one.units.informed[0], rel=0.02)
    assert two.units.loyalty[0] == pytest.approx(one.units.loyalty[0], rel=0.02)


def test_army_is_lost_before_soviet_troops_and_police():
    # Five days of full streets, as from 23 to 28 October 1956.
    army, police, soviet = (loyalty(unit(k, places__met=0.95), 5) for k in (ARMY, POLICE, SOVIET))
    assert army < 0.3 < 0.5 < soviet < police


def test_an_appeal_to_soviet_troops_tells():
    plain = loyalty(unit(SOVIET, places__met=0.95), 5)
    assert loyalty(unit(SOVIET, places__met=0.95), 5, kin_soviet=1.0) < plain - 0.3


def test_no_crowd_no_loss():
    w = unit(places__met=0, units__loyalty=0.5)
    assert loyalty(w, 300) == pytest.approx(0.79, abs=0.01)  # 1 - 0.3 x (1 - 0.3)
    assert w.units.contact[0] == 0.0 and w.units.informed[0] == pytest.approx(0.2)


def test_barracks_shield_and_replacement_restores():
    assert loyalty(unit(places__order=0), 5) > loyalty(unit(), 5)
    spent = {"units__contact": 4.0, "units__informed": 0.8, "units__loyalty": 0.3}
    first = loyalty(unit(SOVIET, **spent), 3)
    second = loyalty(unit(SOVIET, polities__intervention=2, **spent), 3)
    assert second > first + 0.3
    # An army of the country itself is not exchanged.
    assert loyalty(unit(ARMY, polities__intervention=2, **spent), 3) < 0.3


def test_units_sent_about_the_country_meet_its_crowds():
    w = unit(places__met=0, polities__demonstrators=50_000)
    assert loyalty(w, 5) < loyalty(unit(places__met=0), 5) - 0.2
