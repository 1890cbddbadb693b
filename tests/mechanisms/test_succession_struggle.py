"""Hand cases and laws of succession_struggle."""

import math

import pytest
from luck import halves, lucky, same, unlucky
from toy import params, put, world

from thaw.mechanisms.rulers.succession_struggle import succession_struggle as fn


def scene(**columns):
    w = world(polities=2, officials=2)
    put(w, polities__population=1e6)
    put(w, officials__polity=1)
    put(w, 0, officials__position=0.6, officials__standing=0.6, officials__address=11)
    put(w, 1, officials__position=-0.4, officials__standing=0.4, officials__address=12)
    put(w, 1, officials__rank=1.0)
    return put(w, 1, **columns)


EXACT = {"luck": 0.0, "turn_of": 0.0, "near": 0.0, "call": 0.0}
"""Who has most standing comes first, whatever else."""


# Weighted position of the two officials: (.6*.6 - .4*.4)/1 = .2, a wing of .5 + .1 = .6.


def test_a_death_opens_the_contest_worked_by_hand():
    # obedience 0, so the new wing is the officials': .3 drifts by .004 of .3 a day, then half way
    w = scene(polities__leader_dead=1.0, polities__obedience=0.0)
    # towards half the officials' .6 and half the .8 of the first man's own .6
    contest, dead, count, wing, authority, first, since, motion = fn(
        1, w, params(fn, **EXACT), unlucky(1)
    )
    assert (contest, dead, count, first, since, motion) == (1, 0, 1, 0, 0, -1)
    drifted = 0.6 - 0.3 * math.exp(-0.004)
    assert wing == pytest.approx(drifted + 0.5 * (0.7 - drifted))
    assert authority == pytest.approx(0.3 * 0.7)


def test_moscow_has_a_say_in_who_comes_next():
    # full obedience in calm and Moscow's line of -1: the second by standing is nearer to it
    w = scene(polities__leader_dead=1.0, polities__obedience=1.0)
    put(w, 0, polities__line=-1.0)
    p = params(fn, **EXACT, hand=1.0)
    assert fn(1, w, p, unlucky(1))[5] == 1
    put(w, 1, polities__unrest=1.0)
    assert fn(1, w, p, unlucky(1))[5] == 0
    assert fn(1, put(w, 1, polities__unrest=0.0), p._replace(hand=0.0), unlucky(1))[5] == 0


def test_the_street_calls_for_one_who_would_concede_though_he_is_out():
    w = scene(polities__leader_dead=1.0)
    put(w, 0, officials__in_office=0.0, officials__standing=0.1)
    p = params(fn, **{**EXACT, "call": 2.0})
    assert fn(1, w, p, unlucky(1))[5] == 1
    put(w, 1, polities__unrest=0.9)
    assert fn(1, w, p, unlucky(1))[5] == 0
    put(w, 0, officials__fate=3.0)
    assert fn(1, w, p, unlucky(1))[5] == 1


def test_a_motion_is_no_change_until_the_first_man_is_voted_down():
    w = scene(polities__succession=0.8)
    p = params(fn, **EXACT, base=0.1, closing=0.0)
    contest, _, count, _, _, first, since, motion = fn(1, w, p, lucky(1, below=0.05))
    assert (contest, count, first, since, motion) == (0.8, 0, 0, 0, 0)
    put(w, 0, officials__lost_on=5.0)
    put(w, 1, polities__leader=0)
    w.clock.t[0] = 6.0
    contest, _, count, _, _, first, since, motion = fn(1, w, p, unlucky(1))
    assert contest == pytest.approx(0.8 * 0.7)
    assert (count, first, since, motion) == (1, 1, 6, -1)


def test_one_voted_down_long_ago_can_be_called_and_who_has_just_lost_cannot():
    w = scene(polities__leader=1, polities__leader_since=0.0, polities__unrest=0.9)
    put(w, 0, officials__in_office=0.0, officials__lost_on=50.0)
    put(w, 1, officials__lost_on=400.0)
    w.clock.t[0] = 401.0
    assert fn(1, w, params(fn, **EXACT), unlucky(1))[5] == 0
    put(w, 0, officials__fate=3.0)
    assert fn(1, w, params(fn, **EXACT), unlucky(1))[5] == -1  # nobody is left


@pytest.mark.parametrize(
    "lost", [{"in_office": 0.0}, {"alive": 0.0}, {"fate": 1.0}, {"lost_on": 3.0}]
)
def test_the_post_is_taken_anew_when_its_holder_is_gone(lost):
    w = scene(polities__leader=0.0)
    put(w, 0, **{f"officials__{k}": v for k, v in lost.items()})
    w.clock.t[0] = 9.0
    assert fn(1, w, params(fn, **EXACT), unlucky(1))[2:7:3] == (1, 1)


def test_quiet_contest_closes_slowly_and_the_wing_drifts():
    w = scene(polities__succession=0.8)
    contest, dead, count, wing, authority, *_ = fn(1, w, params(fn), unlucky(1))
    assert contest == pytest.approx(0.8 * math.exp(-0.0015))
    assert (dead, count, authority) == (0, 0, 0.3)
    assert wing == pytest.approx(0.6 - 0.3 * math.exp(-0.004))


def chance(w, **override):
    p = params(fn, **override)
    return sum(fn(1, w, p, (1, 2, 3, s))[7] == 0.0 for s in range(4000)) / 4000


@pytest.mark.thorough
def test_contest_unrest_and_distance_from_moscow_raise_the_chance():
    calm = scene(polities__line=-0.4)
    put(calm, 0, polities__line=-0.4)
    far = scene()
    put(far, 0, polities__line=0.9)
    assert chance(scene(polities__succession=1.0), base=0.01) > 1.5 * chance(calm, base=0.01)
    assert chance(scene(polities__unrest=0.8), base=0.005) > 4 * chance(calm, base=0.005)
    assert chance(far, base=0.01) > 2 * chance(calm, base=0.01)


def test_those_who_hold_a_monopoly_together_fall_out_and_one_man_s_men_do_not():
    at = {m: chance(scene(polities__monopoly=m), base=0.02, rivals=1.5) for m in (0.0, 0.5, 1.0)}
    none = chance(scene(polities__monopoly=0.5), base=0.02)
    assert at[0.0] == at[1.0] == none
    assert at[0.5] == pytest.approx(math.exp(1.5) * none, rel=0.25)


def test_a_layer_of_its_own_at_the_top_unsettles_where_an_account_says_so():
    usual, grown = scene(polities__technocrats=0.15), scene(polities__technocrats=0.4)
    assert chance(grown, base=0.02) == chance(usual, base=0.02, stratum=6.0)
    more = chance(grown, base=0.02, stratum=6.0) / chance(usual, base=0.02, stratum=6.0)
    assert more == pytest.approx(math.exp(1.5), rel=0.25)


def test_growth_can_steady_or_unsettle():
    fast = scene(polities__growth=0.08)
    steady, unsettle = chance(fast, base=0.02, growth=-30), chance(fast, base=0.02, growth=30)
    assert unsettle > 2 * steady


def test_without_officials_the_wing_stays():
    w = put(world(polities=2), polities__population=1e6)
    assert fn(1, w, params(fn), unlucky(1))[3] == 0.3


def test_without_officials_the_motion_is_the_change():
    w = put(world(polities=2), polities__population=1e6)
    answer = fn(1, w, params(fn, base=0.1), lucky(1, below=0.05))
    assert (answer[2], answer[5], answer[7]) == (1, -1, -1)


def test_at_base_zero_it_is_absent():
    w = scene(polities__leader_dead=1.0, polities__succession=0.5)
    assert same(fn, w, params(fn, base=0.0), row=1)


def test_half_steps_agree():
    make = lambda: scene(polities__succession=0.8)  # noqa: E731
    for whole, half in halves(fn, make, params(fn), row=1):
        assert whole == pytest.approx(half, rel=1e-9)
