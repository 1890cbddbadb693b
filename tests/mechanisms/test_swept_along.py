"""A mass campaign in the heads of people, by hand: swept along, sobered; step and absence."""

import math

import pytest
from luck import same
from toy import one_and_two, params, put, run, world

from thaw.mechanisms.society.swept_along import swept_along as swept


def told(**columns):
    w = put(world(), groups__conviction=0.5, groups__grievance_pol=0.2)
    return put(w, 0, **columns)


def after_100_days(**columns):
    w = told(**columns)
    run(swept, w, params(swept), 100)
    return float(w.groups.conviction[0]), float(w.groups.grievance_pol[0])


def test_people_are_swept_along_by_hand():
    conviction, anger = after_100_days(polities__campaign=1.0)
    assert conviction == pytest.approx(1.0 - 0.5 * math.exp(-0.2), abs=1e-9)
    assert anger == 0.2


def test_excess_sobers_and_angers_by_hand():
    conviction, anger = after_100_days(polities__overshoot=1.0)
    assert conviction == pytest.approx(0.5 * math.exp(-0.4), abs=1e-9)
    assert anger > 0.2


def test_half_steps_agree():
    one, two = one_and_two(swept, lambda: told(polities__campaign=1.0), params(swept))
    assert one == pytest.approx(two, abs=1e-12)


def test_without_a_campaign_and_at_zero_strength_it_is_absent():
    assert same(swept, told(), params(swept))
    busy = told(polities__campaign=1.0, polities__overshoot=0.5)
    assert same(swept, busy, params(swept, speed=0.0))
    assert not same(swept, busy, params(swept))
