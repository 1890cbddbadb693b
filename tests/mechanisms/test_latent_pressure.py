"""Hand cases and laws of latent_pressure."""

import math

import pytest
from luck import halves, same
from toy import key, params, put, world

from thaw.mechanisms.information.latent_pressure import latent_pressure as fn


def scene(**columns):
    """Polity 1 with two groups of 100 and 300; polity 0 with one."""
    w = put(world(polities=2, groups=3), groups__polity=1, groups__grievance_econ=0.5)
    put(w, 0, groups__polity=0, groups__population=1e6, groups__grievance_econ=9.0)
    put(w, 1, groups__population=100.0)
    put(w, 2, groups__population=300.0)
    return put(w, 1, **columns)


def test_the_first_mood_is_the_usual_one():
    # all three grievances .5, 0, 0; belief .2 everywhere: mood .5 x 1.2 = .6
    w = put(scene(), groups__efficacy=0.2)
    usual, felt = fn(1, w, params(fn), key)
    assert usual == pytest.approx(0.6) and felt == 0


def test_a_rise_is_learnt_by_and_by():
    # a quarter of the people at .9: mood .25*.9 + .75*.5 = .6, a fifth above the usual .5
    w = put(
        scene(polities__mood_usual=0.5), 1, groups__grievance_econ=0.5, groups__grievance_pol=0.4
    )
    put(w, groups__efficacy=0.0)
    usual, felt = fn(1, w, params(fn), key)
    assert felt == pytest.approx(0.2 * (1 - math.exp(-0.05)))
    assert usual == pytest.approx(0.5 + 0.1 * (1 - math.exp(-0.1 / 365.25)))


def test_people_who_believe_in_success_press_more():
    calm = scene(polities__mood_usual=0.5)
    bold = put(scene(polities__mood_usual=0.5), groups__efficacy=0.5)
    assert fn(1, bold, params(fn), key)[1] > fn(1, calm, params(fn), key)[1]


def test_at_share_zero_it_is_absent():
    w = scene(polities__mood_usual=0.3, polities__ferment=0.4)
    assert same(fn, w, params(fn, share=0.0), row=1)


def test_half_steps_agree():
    make = lambda: scene(polities__mood_usual=0.4, polities__ferment=0.1)  # noqa: E731
    for whole, half in halves(fn, make, params(fn), row=1):
        assert whole == pytest.approx(half, rel=1e-4)
