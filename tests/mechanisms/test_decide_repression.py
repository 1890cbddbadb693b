"""Hand cases and laws of decide_repression."""

import math

import pytest
from luck import halves, lucky, same, unlucky
from toy import params, put, world

from thaw.mechanisms.rulers.decide_repression import decide_repression as fn


def scene(**columns):
    w = world(polities=2)
    put(w, polities__population=1e6)
    return put(w, 1, **columns)


def test_levels_worked_by_hand():
    # resolve aims at .45 - .15*.2 (safety) + .25*.3 (threat) = .495; from .5 at .05 a day
    # terror aims at .9*.5*(1-.5*.4) = .36; from .5 at .011 a day; past follows terror
    w = scene(polities__disclosure=0.4, polities__terror_past=0.7)
    resolve, martial, terror, past = fn(1, w, params(fn), unlucky(1))
    assert resolve == pytest.approx(0.495 + 0.005 * math.exp(-0.05))
    assert martial == 0
    assert terror == pytest.approx(0.36 + 0.14 * math.exp(-0.011))
    assert past == pytest.approx(0.5 + 0.2 * math.exp(-0.1 / 365.25))


def test_martial_law_comes_with_unrest_and_is_lifted_in_calm():
    stirred = scene(polities__unrest=0.9)
    assert fn(1, stirred, params(fn), lucky(1, below=0.1))[1] == 1
    calm = scene(polities__emergency=1.0)
    assert fn(1, calm, params(fn), unlucky(1))[1] == pytest.approx(math.exp(-0.03))
    assert fn(1, scene(), params(fn), lucky(1, below=1e-3))[1] == 0


def test_at_pace_zero_it_is_absent():
    w = scene(polities__unrest=0.9, polities__emergency=0.4, polities__terror_past=0.1)
    assert same(fn, w, params(fn, pace=0.0), row=1)


def test_half_steps_agree():
    make = lambda: scene(polities__emergency=0.5, polities__terror_past=0.7)  # noqa: E731
    for whole, half in halves(fn, make, params(fn), row=1):
        assert whole == pytest.approx(half, rel=1e-3)


@pytest.mark.parametrize(
    ("column", "value", "sign"),
    [("unrest", 0.5, 1), ("threat", 0.9, 1), ("line", 0.8, -1), ("elite_security", 0.9, -1)],
)
def test_direction_of_resolve(column, value, sign):
    p, key = params(fn), unlucky(1)
    moved = fn(1, scene(**{f"polities__{column}": value}), p, key)[0] - fn(1, scene(), p, key)[0]
    assert moved * sign > 0
