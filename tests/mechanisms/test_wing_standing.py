"""Hand cases and laws of wing_standing."""

import math

import pytest
from luck import halves, lucky, same, unlucky
from toy import apply, params, put, world

from thaw.mechanisms.rulers.complicity import complicity as share
from thaw.mechanisms.rulers.succession_struggle import succession_struggle as contest
from thaw.mechanisms.rulers.wing_standing import wing_standing as fn


def scene(position=0.5, **columns):
    w = put(world(polities=2, officials=1), officials__polity=1, officials__position=position)
    put(w, officials__rank=1.0)
    return put(w, **columns)


def test_standing_worked_by_hand():
    # aims at .5 + .5*(.5*.8) unrest + .125*(1-.5) agreement - .3*.6*.5 known = .6725; at .01 a day
    w = scene(polities__unrest=0.8, polities__known=0.5)
    standing = fn(0, w, params(fn), unlucky(0))
    assert standing == pytest.approx(0.6725 - 0.1725 * math.exp(-0.01))


def test_unrest_lifts_one_wing_and_tanks_the_other():
    p, key = params(fn), unlucky(0)
    quiet = fn(0, scene(), p, key)
    assert fn(0, scene(polities__unrest=1.0), p, key) > quiet
    assert fn(0, scene(polities__intervention=2.0), p, key) < quiet
    hard = fn(0, scene(-0.5), p, key)
    assert fn(0, scene(-0.5, polities__unrest=1.0), p, key) < hard
    assert fn(0, scene(-0.5, polities__intervention=2.0), p, key) > hard


def test_the_dead_have_no_standing():
    w = scene(officials__rank=0.0, officials__alive=0.0, officials__standing=1.0)
    assert fn(0, w, params(fn), lucky(0, 0)) == 0
    assert fn(0, put(w, officials__alive=1.0), params(fn), lucky(0, 0)) > 0.9


@pytest.mark.parametrize("f, column", [(contest, "reform_wing"), (share, "complicity")])
def test_nobody_reckons_with_the_dead_on_the_day_itself(f, column):
    def after(**dead):
        w = put(world(polities=1, officials=2), officials__position=0.8, officials__complicity=0.1)
        put(w, 0, officials__position=-1.0, officials__complicity=1.0, **dead)
        apply(f, w, params(f), row=0, draw_key=(1, 2, 3, 4))
        return getattr(w.polities, column)[0]

    gone = after(officials__alive=0.0)
    assert gone == after(officials__in_office=0.0) != after()


def test_at_pace_zero_it_is_absent():
    w = scene(polities__unrest=1.0, officials__standing=0.1)
    assert same(fn, w, params(fn, pace=0.0))


def test_half_steps_agree():
    for whole, half in halves(fn, lambda: scene(polities__unrest=1.0), params(fn)):
        assert whole == pytest.approx(half, rel=1e-9)
