"""Hand cases and laws of outgrown_rule."""

import math

import pytest
from luck import halves, same
from toy import key, params, put, world

from thaw.mechanisms.rulers.outgrown_rule import outgrown_rule as fn

YEAR = 365.25


def scene(**columns):
    """Polity 1 with groups of 100 and 300, of whom 160 work for wages; polity 0 with one of a million."""
    w = put(world(polities=2, groups=3), groups__polity=1)
    put(w, 0, groups__polity=0, groups__population=1e6, polities__workforce=9e5)
    put(w, 1, groups__population=100.0, polities__workforce=160.0)
    put(w, 2, groups__population=300.0)
    return put(w, 1, **columns)


def test_what_is_known_first_is_what_colleagues_see():
    # 160 of 400 work for wages: .4; halfway from one man (1) to a faction (.6) half is seen
    w = scene(polities__monopoly=0.8, polities__outgrown=-1.0)
    assert fn(1, w, params(fn), key) == pytest.approx(0.2)


def test_under_one_man_nobody_knows():
    w = scene(polities__monopoly=1.0, polities__outgrown=-1.0)
    assert fn(1, w, params(fn), key) == 0.0
    assert fn(1, w, params(fn, apart=1.0), key) == pytest.approx(0.4)


def test_number_and_schooling_of_workers_make_it_grow():
    # a tenth more: .4 x 1.1, seen in full under one faction
    w = scene(
        polities__monopoly=0.5, polities__outgrown=-1.0, polities__worker_strength=math.log(1.1)
    )
    assert fn(1, w, params(fn), key) == pytest.approx(0.44)


def test_it_is_learnt_within_a_year_or_so():
    w = scene(polities__monopoly=0.6, polities__outgrown=0.0)
    assert fn(1, w, params(fn), key) == pytest.approx(0.4 * (1 - math.exp(-1 / YEAR)))


def test_at_weight_zero_it_is_absent():
    w = scene(polities__monopoly=0.6, polities__outgrown=0.1)
    assert same(fn, w, params(fn, weight=0.0), row=1)


def test_half_steps_agree():
    make = lambda: scene(polities__monopoly=0.7, polities__outgrown=0.1)  # noqa: E731
    for whole, half in halves(fn, make, params(fn), row=1):
        assert whole == pytest.approx(half, rel=1e-6)
