"""Hand cases and laws of base_rates."""

import math

import pytest
from luck import halves, lucky, same
from toy import params, put, run, world

from thaw.draw import exp, normal
from thaw.mechanisms.rulers.base_rates import base_rates as fn

NONE = dict.fromkeys(
    (
        "strike",
        "demonstration",
        "rising",
        "concession",
        "disclosure",
        "leader",
        "intervention",
        "norm_rise",
    ),
    0.0,
)


def scene(**columns):
    return put(put(world(polities=2), polities__population=1e7), **columns)


def test_a_strike_wave_worked_by_hand():
    # 600 of an old wave fall by e^(-1/3); a new one of 5,000 e^(1.8 z) is added
    key = lucky(1, 0, below=1e-3)
    w = scene(polities__base_strikers=600.0)
    strikers = fn(1, w, params(fn), key)[0]
    expected = 600 * math.exp(-1 / 3) + min(2e6, 5000 * exp(1.8 * normal(key, 1, 10)))
    assert strikers == pytest.approx(min(2e6, expected))


@pytest.mark.thorough
def test_counts_come_at_their_rates():
    # ten thousand days at 2 a year: 54.8 expected, deviation 7.4
    w = scene()
    run(fn, w, params(fn, **(NONE | {"concession": 2.0, "leader": 2.0})), days=10_000, row=1)
    assert abs(w.polities.n_concession[1] - 54.8) < 23
    assert abs(w.polities.n_leader[1] - 54.8) < 23
    assert w.polities.n_disclosure[1] == w.polities.n_intervention[1] == 0


def test_moscow_is_never_intervened_in():
    w = scene()
    run(fn, w, params(fn, intervention=50.0), days=200, row=0)
    run(fn, w, params(fn, intervention=50.0), days=200, row=1)
    assert w.polities.n_intervention[0] == 0 < w.polities.n_intervention[1]


def test_nothing_else_in_the_world_matters():
    calm = scene()
    wild = scene(polities__unrest=1.0, polities__line=1.0, polities__leader_dead=1.0)
    p = params(fn, concession=50.0, rising=50.0)
    for step in range(100):
        assert fn(1, calm, p, (1, 2, 3, step)) == fn(1, wild, p, (1, 2, 3, step))


def test_at_zero_nothing_happens():
    assert same(fn, scene(), params(fn, **NONE), row=1)


def test_half_steps_agree():
    make = lambda: scene(polities__base_strikers=600.0, polities__base_armed=50.0)  # noqa: E731
    for whole, half in halves(fn, make, params(fn), row=1):
        assert whole == pytest.approx(half, rel=1e-9)
