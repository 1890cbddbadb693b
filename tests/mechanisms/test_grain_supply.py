"""Hand cases and laws of grain_supply, and what is felt of it in relative_deprivation."""

import math

import pytest
from luck import halves, same
from toy import key, params, put, run, world

from thaw.mechanisms.economy.grain_supply import grain_supply as fn
from thaw.mechanisms.society.relative_deprivation import relative_deprivation

KEPT, CROP, GRAIN, FARM, DEAD = range(5)


def scene(**columns):
    """A country with one group of a million growers, each with one more mouth."""
    w = put(world(polities=1), groups__stratum=1, groups__population=1e6, groups__household=2)
    return put(put(w, clock__dt=30.0), **columns)


def settled(days=7000.0, p=None, **columns):
    w = scene(**columns)
    run(fn, w, p or params(fn), days)
    return w.polities


def test_at_the_start_nothing_moves():
    assert same(fn, scene(), params(fn))
    start = scene(polities__collective=0.6, polities__start_collective=0.6)
    assert same(fn, start, params(fn))


def test_growers_keep_back_what_a_fast_plan_pays_too_little_for():
    one, two = (settled(polities__plan_pace=1 + x).withheld[0] for x in (0.5, 1.0))
    assert one == pytest.approx(0.3 * 0.5, rel=1e-6) and two == pytest.approx(2 * one)
    assert settled(polities__plan_pace=0.5).withheld[0] == 0
    held = settled(polities__plan_pace=2.0, polities__collective=1.0)
    assert held.withheld[0] == pytest.approx(0, abs=1e-9)
    assert settled(polities__plan_pace=2.0).grain[0] < 1 < settled(polities__plan_pace=2.0).farm[0]


def test_collective_farms_feed_towns_and_starve_villages_by_hand():
    q = settled(polities__collective=0.5)
    # .17 x (1 + 1.5 x .5) = .2975 of the crop is taken, where .17 was
    assert q.grain[0] == pytest.approx(0.2975 / 0.17, rel=1e-4)
    assert q.farm[0] == pytest.approx(0.7025 / 0.83, rel=1e-4)


def test_lost_herds_and_bad_weather_lower_the_crop():
    assert settled(polities__herds=0.5).crop[0] == pytest.approx(0.85, rel=1e-4)
    assert settled(polities__harvest=0.6).crop[0] == pytest.approx(0.6, rel=1e-4)


def test_more_workers_eat_more():
    assert settled(polities__workers=3.0).grain[0] == pytest.approx(1 / 1.7, rel=1e-4)


def test_people_die_in_proportion_to_what_is_missing():
    def dead(farm):
        w = scene(polities__farm=farm, polities__crop=farm, polities__harvest=farm)
        return fn(0, put(w, clock__dt=0.01), params(fn), key)[DEAD]

    assert dead(0.75) == dead(1.0) == 0
    year = 0.01 / 365.25
    assert dead(0.65) == pytest.approx(2e6 * 0.4 * 0.10 * year, rel=1e-2)
    assert dead(0.55) == pytest.approx(2 * dead(0.65), rel=1e-2)


def test_at_zero_it_is_absent():
    w = scene(polities__harvest=0.3, polities__plan_pace=3.0, polities__farm=0.4)
    assert same(fn, w, params(fn, year=0.0))


def test_half_steps_agree():
    for whole, half in halves(fn, lambda: scene(polities__harvest=0.5), params(fn)):
        assert whole == pytest.approx(half, rel=2e-2, abs=1e-6)


def test_villages_feel_what_they_keep_and_towns_feel_bread():
    def standard(stratum, **columns):
        w = put(put(world(polities=1), groups__stratum=stratum, clock__dt=1e6), **columns)
        return relative_deprivation(0, w, params(relative_deprivation), key)[0]

    assert standard(1, polities__farm=0.5) == pytest.approx(1 - 0.7 * 0.5)
    assert standard(1, polities__grain=0.5) == 1
    assert standard(0, polities__grain=0.5) == pytest.approx(1 - 0.4 * 0.5)
    assert standard(0, polities__farm=0.5) == 1
    assert standard(0, polities__grain=1.5) == 1  # nobody eats bread twice
    assert math.isclose(standard(2, polities__grain=1.0), 1.0)
