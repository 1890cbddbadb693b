"""Camps and settlements: hand cases, the zero law, the step law and directions."""

import math

import pytest
from toy import apply, key, params, put, run, world

from thaw.mechanisms.coercion.camps_and_settlements import camps_and_settlements

PRISONERS, SETTLERS, CAMP = 7, 8, 2


def camp(stratum=PRISONERS, kind=CAMP, **columns):
    w = put(world(), groups__stratum=stratum, places__kind=kind, groups__population=20_000)
    put(w, groups__grievance_pol=0.6, groups__efficacy=0.1, polities__terror=0.5)
    return put(w, **columns)


def answer(w, **override):
    return camps_and_settlements(0, w, params(camps_and_settlements, **override), key)


def test_special_camp_by_hand():
    # Open succession 1, line 0.5: 0.02 x 1.5 = 0.03 a day, ten days: 1 - 0.9 exp(-0.3) = 0.333264.
    # Amnesty 0.5, nothing disclosed, all political: 0.03 x 0.5 x 10 = 0.15:
    # 1.2 - 0.6 exp(-0.15) = 0.683575. Intake 0.5 x 0.5 balances term 0.25; nobody is freed.
    w = camp(polities__succession=1, polities__line=0.5, polities__amnesty=0.5)
    w.clock.dt[0] = 10
    grievance, efficacy, people = answer(w)
    assert efficacy == pytest.approx(0.333264, rel=1e-5)
    assert grievance == pytest.approx(0.683575, rel=1e-5)
    assert people == pytest.approx(20_000)


def test_general_camps_and_settlers_by_hand():
    # General camps, amnesty 0.5: freed 4 x 0.78 x 0.5 = 1.56 a year; in a tenth of a year
    # 20,000 exp(-0.156) = 17,111.2. Grievance at 0.22 of the rate: 1.2 - 0.6 exp(-0.03 x 0.22 x
    # 0.5 x 36.525) = 0.668131.
    w = camp(kind=0, polities__amnesty=0.5)
    w.clock.dt[0] = 36.525
    grievance, efficacy, people = answer(w)
    assert people == pytest.approx(17_111.2, rel=1e-5)
    assert grievance == pytest.approx(0.668131, rel=1e-5)
    assert efficacy == pytest.approx(0.1)
    # Settlers, disclosure 0.5 and line 0.5, half the classes of victims named: freed 8 x 0.5 x 0.5 x 0.5
    # = 1 a year, none sent: exp(-0.1).
    w = camp(SETTLERS, kind=0, polities__disclosure=0.5, polities__line=0.5, polities__victims=0.5)
    w.clock.dt[0] = 36.525
    assert answer(w)[2] == pytest.approx(20_000 * math.exp(-0.1), rel=1e-6)


def test_whose_names_are_not_given_back_stay():
    told = {"polities__disclosure": 0.5, "polities__line": 0.5, "polities__terror": 0.5}
    assert answer(camp(**told, polities__victims=0.0))[2] == 20_000.0
    assert (
        answer(camp(**told, polities__victims=1.0))[2]
        < answer(camp(**told, polities__victims=0.3))[2]
    )


def test_others_keep_what_they_have():
    w = camp(0, polities__succession=1, polities__amnesty=1, polities__line=1)
    assert answer(w) == (0.6, 0.1, 20_000.0)


def test_zero_is_absence():
    w = camp(polities__succession=1, polities__amnesty=1, polities__terror=0.9)
    assert answer(w, weight=0) == (0.6, pytest.approx(0.1, rel=1e-15), 20_000.0)


def test_two_half_steps_are_one():
    p = params(camps_and_settlements)
    one, two = (
        camp(kind=0, polities__succession=1, polities__amnesty=0.5, polities__terror=0.8)
        for _ in range(2)
    )
    one.clock.dt[0], two.clock.dt[0] = 30, 15
    apply(camps_and_settlements, one, p)
    apply(camps_and_settlements, two, p)
    apply(camps_and_settlements, two, p)
    for column in ("grievance_pol", "efficacy", "population"):
        a, b = getattr(one.groups, column)[0], getattr(two.groups, column)[0]
        assert b == pytest.approx(a, rel=1e-12)


def test_directions():
    left_out = answer(camp(polities__amnesty=0.5))[0]
    assert left_out > answer(camp(polities__amnesty=0.5, polities__disclosure=0.8))[0]
    assert left_out > answer(camp(SETTLERS, polities__amnesty=0.5))[0] > 0.6
    assert answer(camp(polities__line=0.5))[1] > answer(camp(polities__line=-0.5))[1]
    assert answer(camp(polities__terror=1))[2] > 20_000 > answer(camp(polities__terror=0))[2]
    # A grievance above the ceiling is left to others to calm.
    assert answer(camp(groups__grievance_pol=1.5, polities__amnesty=1))[0] == 1.5


def test_amnesty_of_1953_frees_about_half():
    # Concession 0.5 fading over 120 days; record: 1.2-1.5 of 2.5 million within months.
    w = camp(kind=0, groups__population=2_500_000)
    p = params(camps_and_settlements)
    for day in range(270):
        w.polities.amnesty[0] = 0.5 * math.exp(-day / 120)
        run(camps_and_settlements, w, p, 1)
    assert 0.3 < 1 - w.groups.population[0] / 2_500_000 < 0.6
