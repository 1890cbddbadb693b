"""Blame by hand: of what is known, by what is named; one man alone; step and absence."""

import math

import pytest
from bureau import country
from luck import halves, same, unlucky
from toy import params

from thaw.mechanisms.rulers.blame_allocation import blame_allocation


def test_blame_by_hand_and_by_what_is_named():
    # half of .4 and half of .2 known, one class named of ten: .3 * (1 - .8 * (1 - .06)) * .5 guilt
    told = {
        "polities__known": 0.4,
        "polities__known_party": 0.2,
        "polities__complicity": 0.5,
        "polities__victims": 0.1,
    }
    answer = blame_allocation(1, country(**told), params(blame_allocation), unlucky(1))
    target = 0.3 * (1 - 0.8 * (1 - 0.6 * 0.1)) * 0.5
    assert answer == pytest.approx(target * (1 - math.exp(-0.01)))
    wide = country(**{**told, "polities__victims": 1.0})
    p = params(blame_allocation)
    assert blame_allocation(1, wide, p, unlucky(1)) > answer
    alone = params(blame_allocation, one_man=1.0, wider=0.0)
    assert blame_allocation(1, wide, alone, unlucky(1)) == 0


def test_at_zero_strength_it_is_absent_and_half_steps_agree():
    make = lambda: country(polities__known=0.4, polities__victims=0.3)  # noqa: E731
    assert same(blame_allocation, make(), params(blame_allocation, ask=0.0), row=1)
    assert not same(blame_allocation, make(), params(blame_allocation), row=1)
    for whole, half in halves(blame_allocation, make, params(blame_allocation), row=1):
        assert whole == pytest.approx(half, rel=1e-5)
