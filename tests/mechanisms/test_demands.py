"""Aims of those who act: hand cases, doses, zero strength and silence."""

import math

import pytest
from toy import apply, key, one_and_two, params, put, run, world

from thaw.mechanisms.counter_power.demands import aims, demands

LOUD = {"places__peak_strikers": 2000, "places__acting": 2000, "places__population": 1e5}
MOVED = {
    "groups__grievance_econ": 0.5,
    "groups__grievance_pol": 0.2,
    "groups__grievance_nat": 0.3,
    "sites__striking": 2000,
    "sites__headcount": 4e4,
    "places__last_site": 1,
    "polities__legitimacy": 0.0,
}


def town(**columns):
    return put(world(sites=1), **{**MOVED, **LOUD, **columns})


def answer(w, **override):
    return demands(0, w, params(demands, **override), key)


def test_by_hand():
    # Motives .5, .2, .3: half of all is economic, and .7 of the other half keeps to it at first: .85.
    # 2,000 of 100,000 out are ten times half_crowd: 10/11 of a day's refusal, .25: .227, fading over
    # 40 days within the day. Economic .85 exp(-u); of what lies beyond it .3/.5 is of a national
    # source, and 1 - .7 exp(-u/2) of that is said.
    pushed, econ, pol, nat, loyal = answer(town())
    u = 0.25 * (0.02 / 0.022) * 40 * (1 - math.exp(-1 / 40))
    assert pushed == pytest.approx(u)
    assert econ == pytest.approx(0.85 * math.exp(-u))
    beyond = 1 - econ
    assert nat == pytest.approx(0.6 * beyond * (1 - 0.7 * math.exp(-u / 2)))
    assert pol == pytest.approx(beyond - nat)
    assert loyal == 0.0


def test_they_add_up_whatever_moves_people():
    p = params(demands)
    for motives in ((0.5, 0.2, 0.3, 0.0), (0.0, 0.4, 0.0, 0.2), (0.3, 0.0, 0.0, 2.0), (0, 0, 0, 0)):
        for pushed in (0.0, 0.5, 5.0):
            made = aims(motives, pushed, 0.3, p)
            assert sum(made) == pytest.approx(1.0)
            assert min(made) >= 0.0


def test_refusal_turns_pay_into_politics_and_politics_into_withdrawal():
    w, p = town(), params(demands)
    lead = []
    for _ in range(20):
        apply(demands, w, p)
        shares = [getattr(w.places, f"aim_{a}")[0] for a in ("economic", "political", "national")]
        lead.append(shares.index(max(shares)))
    assert lead == sorted(lead) and set(lead) == {0, 1, 2}


def test_fire_does_in_a_day_what_refusal_does_in_five():
    fired = town(places__fired=1.0, towns__active=1, towns__fired=1.0, towns__peak_strikers=2000)
    days = town()
    run(demands, days, params(demands), 5)
    assert answer(fired)[0] > days.places.pushed[0]
    assert answer(fired)[1] < 0.5 * answer(town())[1]


def test_fire_elsewhere_pushes_nobody_here():
    # Two towns of a place: fire in the one where nobody acted.
    w = put(
        world(sites=1, towns=2),
        **MOVED,
        **LOUD,
        places__fired=0.5,
        places__towns=2,
        towns__active=1,
    )
    put(w, 0, towns__peak_strikers=2000)
    put(w, 1, towns__fired=1.0)
    assert answer(w)[0] == answer(town())[0]


def test_what_is_granted_pushes_nobody_and_what_misses_the_demand_does():
    assert answer(town(polities__granted=1.0))[0] == 0.0
    half = answer(town(polities__granted=1.0, polities__answered=0.5))[0]
    assert half == pytest.approx(0.5 * answer(town())[0])


def test_it_comes_back_when_the_wave_is_over():
    w, p = town(), params(demands)
    run(demands, w, p, 15)
    pushed = w.places.pushed[0]
    put(w, places__peak_strikers=0, places__acting=0, sites__striking=0)
    run(demands, w, p, 120)
    assert w.places.pushed[0] == pytest.approx(pushed * math.exp(-3))
    assert w.places.aim_economic[0] > 0.7


def test_one_alone_is_no_refusal():
    assert answer(town(places__peak_strikers=1))[0] < 0.01 * answer(town())[0]


def test_no_withdrawal_is_asked_where_nobody_foreign_rules():
    assert answer(town(groups__grievance_nat=0.0, places__pushed=9.0))[3] == 0.0


def test_reforms_make_the_rest_sayable():
    calm = put(town(), places__peak_strikers=0)
    freer = put(town(), places__peak_strikers=0, polities__reform=1.0)
    assert answer(freer)[2] > answer(calm)[2]
    assert answer(freer, legal=0)[2] == answer(calm)[2]


def test_loyal_protest_by_hand():
    # Loyal protest 1.2 at conviction 1 against .9 of all other grievance: three widths of .1.
    w = town(groups__grievance_loyal=1.3, groups__conviction=1.0, places__peak_strikers=0)
    assert answer(w)[4] == pytest.approx(1 / (1 + math.exp(-3)))
    assert answer(town())[4] == 0.0


def test_those_who_act_speak_not_those_who_stay_quiet():
    w = put(world(groups=2, sites=2), **MOVED, **LOUD)
    put(w, places__last_site=2)
    put(w, 1, groups__grievance_econ=0.0, groups__grievance_pol=0.9)
    put(w, 1, sites__group=1, sites__striking=0)
    quiet = answer(w)[1]
    put(w, 0, sites__striking=0)
    put(w, 1, sites__striking=2000)
    assert answer(w)[1] < quiet


def test_two_half_steps_are_one():
    one, two = one_and_two(demands, town, params(demands))
    assert one == pytest.approx(two, rel=1e-12)


def test_at_zero_strength_nothing_is_said():
    assert answer(town(places__fired=1.0), voice=0.0) == (0.0, 0.0, 0.0, 0.0, 0.0)


def test_silence_leaves_no_push():
    w = town(places__acting=0, places__peak_strikers=0, sites__striking=0)
    assert answer(w)[0] == 0.0


def test_without_people_nothing_breaks():
    w = put(world(), places__population=0)
    assert all(math.isfinite(x) for x in answer(w))
