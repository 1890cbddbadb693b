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
    put(w, 0, officials__position=0.6, officials__standing=0.6)
    put(w, 1, officials__position=-0.4, officials__standing=0.4)
    return put(w, 1, **columns)


# Weighted position of the two officials: (.6*.6 - .4*.4)/1 = .2, a wing of .5 + .1 = .6.


def test_a_death_opens_the_contest_worked_by_hand():
    # obedience 0, so the new wing is the officials': .3 drifts by .004 of .3 a day, then half way
    w = scene(polities__leader_dead=1.0, polities__obedience=0.0)
    contest, dead, count, wing, authority = fn(1, w, params(fn), unlucky(1))
    assert (contest, dead, count) == (1, 0, 1)
    drifted = 0.6 - 0.3 * math.exp(-0.004)
    assert wing == pytest.approx(drifted + 0.5 * (0.6 - drifted))
    assert authority == pytest.approx(0.3 * 0.7)


def test_moscow_has_a_say_in_the_new_leader():
    # full obedience in calm: half the officials' .6, half Moscow's line of -1, a wing of 0: .3
    w = scene(polities__leader_dead=1.0, polities__obedience=1.0)
    put(w, 0, polities__line=-1.0)
    p = params(fn, drift=0.0, turn=1.0)
    assert fn(1, w, p, unlucky(1))[3] == pytest.approx(0.3)
    put(w, 1, polities__unrest=1.0)
    assert fn(1, w, p, unlucky(1))[3] == pytest.approx(0.6)


def test_quiet_contest_closes_slowly_and_the_wing_drifts():
    w = scene(polities__succession=0.8)
    contest, dead, count, wing, authority = fn(1, w, params(fn), unlucky(1))
    assert contest == pytest.approx(0.8 * math.exp(-0.0015))
    assert (dead, count, authority) == (0, 0, 0.3)
    assert wing == pytest.approx(0.6 - 0.3 * math.exp(-0.004))


def test_a_change_of_leader_closes_part_of_it():
    w = scene(polities__succession=0.8)
    contest, _, count, _, _ = fn(1, w, params(fn, base=0.1, closing=0.0), lucky(1, below=0.05))
    assert contest == pytest.approx(0.8 * 0.7)
    assert count == 1


def chance(w, **override):
    p = params(fn, **override)
    return sum(fn(1, w, p, (1, 2, 3, s))[2] for s in range(4000)) / 4000


@pytest.mark.thorough
def test_contest_unrest_and_distance_from_moscow_raise_the_chance():
    calm = scene(polities__line=-0.4)
    put(calm, 0, polities__line=-0.4)
    far = scene()
    put(far, 0, polities__line=0.9)
    assert chance(scene(polities__succession=1.0), base=0.01) > 1.5 * chance(calm, base=0.01)
    assert chance(scene(polities__unrest=0.8), base=0.005) > 4 * chance(calm, base=0.005)
    assert chance(far, base=0.01) > 2 * chance(calm, base=0.01)


def test_growth_can_steady_or_unsettle():
    fast = scene(polities__growth=0.08)
    steady, unsettle = chance(fast, base=0.02, growth=-30), chance(fast, base=0.02, growth=30)
    assert unsettle > 2 * steady


def test_without_officials_the_wing_stays():
    w = put(world(polities=2), polities__population=1e6)
    assert fn(1, w, params(fn), unlucky(1))[3] == 0.3


def test_at_base_zero_it_is_absent():
    w = scene(polities__leader_dead=1.0, polities__succession=0.5)
    assert same(fn, w, params(fn, base=0.0), row=1)


def test_half_steps_agree():
    make = lambda: scene(polities__succession=0.8)  # noqa: E731
    for whole, half in halves(fn, make, params(fn), row=1):
        assert whole == pytest.approx(half, rel=1e-9)
