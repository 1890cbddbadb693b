"""Disclosure felt: by hand, who reacts how, bounds, step and zero laws."""

import pytest
import toy

from thaw.mechanisms.society.conviction_and_disillusion import conviction_and_disillusion as f


def build(**columns):
    w = toy.put(
        toy.world(), 0, groups__conviction=0.5, groups__grievance_pol=0.15, groups__polity=1
    )
    w.polities.disclosure[0] = 0.4
    for name, value in columns.items():
        table, column = name.split("__")
        getattr(getattr(w, table), column)[1 if table == "polities" else 0] = value
    if "polities__believed" not in columns:  # all that is told is believed
        w.polities.believed[1] = max(w.polities.disclosure[1], 0.28)
    return w


def test_the_informed_hear_what_is_told_to_the_party_and_the_others_what_they_believe():
    p = toy.params(f)
    secret = {"polities__believed": 0.0}
    assert f(0, build(groups__stratum=0, **secret), p, toy.key) == (0.5, 0.15, 0.0)
    assert f(0, build(groups__stratum=6, **secret), p, toy.key)[1] > 0.15
    old = build(groups__stratum=6, polities__known_party=0.28)
    assert f(0, old, p, toy.key) == (0.5, 0.15, 0.0)


def test_hand_case():
    # told = 0.7 * 0.4 = 0.28, fresh 0.28; students: pace 0.07 * 0.5 * 0.28 * 1.5 = 0.0147
    # grievance 0.15 + 0.85 * 0.0145925 = 0.162404; conviction 0.5 * exp(-0.0056) = 0.497208
    # loyal to 2 * 0.25 * 0.28 / 0.48 = 0.291667: 0.291667 * 0.259182 = 0.075595
    answer = f(0, build(groups__stratum=3), toy.params(f), toy.key)
    assert answer == pytest.approx((0.497208, 0.162404, 0.075595), abs=1e-6)


def test_what_is_known_moves_nobody_any_more():
    w = build(polities__known=0.28)
    assert f(0, w, toy.params(f), toy.key) == (0.5, 0.15, 0.0)


def test_the_convinced_defend_and_the_others_do_not():
    loyal = []
    for conviction in (0.4, 0.9):
        w = build(groups__conviction=conviction, polities__disclosure=0.5)
        toy.run(f, w, toy.params(f), 10)
        loyal.append(w.groups.grievance_loyal[0])
    assert loyal[0] < 0.25 and loyal[1] > 0.9


def test_loyal_protest_subsides_within_weeks():
    w, p = build(groups__conviction=0.9, polities__disclosure=0.5), toy.params(f)
    toy.run(f, w, p, 10)
    peak = w.groups.grievance_loyal[0]
    w.polities.known[1] = 0.5
    toy.run(f, w, p, 30)
    assert w.groups.grievance_loyal[0] < 0.06 * peak


def test_students_react_sooner_than_workers():
    p = toy.params(f)
    assert f(0, build(groups__stratum=3), p, toy.key)[1] > f(0, build(), p, toy.key)[1] > 0.15


def test_grievance_and_conviction_stay_in_bounds():
    w = build(polities__disclosure=1.0, groups__conviction=1.0, groups__stratum=3)
    toy.run(f, w, toy.params(f, jolt=1.0, disillusion=0.0), 365)
    assert 0.99 < w.groups.grievance_pol[0] <= 1.0 and w.groups.conviction[0] == 1.0


def test_conviction_can_rise_worked_by_hand():
    # known .28, nothing fresh: 1 - .5 exp(-.2 * .28) = .527230 after a year; at 0 it never rises
    w = build(polities__known=0.28)
    w.clock.dt[0] = 365.25
    assert f(0, w, toy.params(f, cherish=0.2), toy.key)[0] == pytest.approx(0.527230, abs=1e-6)
    assert f(0, w, toy.params(f), toy.key)[0] == 0.5


def test_news_first_lowers_conviction_and_the_years_after_raise_it():
    # while .14 is fresh: .0028 a day against .2 / 365.25 * .14
    w, p = build(polities__known=0.14), toy.params(f, cherish=0.2)
    toy.run(f, w, p, 30)
    low = w.groups.conviction[0]
    assert low < 0.47
    w.polities.known[1] = 0.28
    toy.run(f, w, p, 2 * 365)
    assert w.groups.conviction[0] > low + 0.04


def test_zero_speed_changes_nothing():
    assert f(0, build(), toy.params(f, speed=0.0), toy.key) == (0.5, 0.15, 0.0)


def test_two_half_steps_are_close_to_one():
    one, two = toy.one_and_two(f, build, toy.params(f), dt=1.0)
    assert one == pytest.approx(two, abs=3e-4)
