"""Hand cases and laws of norms_and_prices."""

import math

import pytest
from luck import halves, lucky, same, unlucky
from toy import params, put, world

from thaw.draw import uniform
from thaw.mechanisms.economy.norms_and_prices import norms_and_prices as fn


def scene(**columns):
    return put(put(world(polities=2), polities__population=1e6), 1, **columns)


def test_a_quiet_day_worked_by_hand():
    # fully hard line, obedience .8: the gap aims at .15*(1+1.2*.8) = .294 at .0055 a day from .1;
    # a norm of 1.1 slips back at .3 a year; consumption grows by 4 % a year
    w = scene(polities__line=-1.0, polities__plan_gap=0.1, polities__norm=1.1)
    norm, price, gap, count, living = fn(1, w, params(fn), unlucky(1))
    assert norm == pytest.approx(1 + 0.1 * math.exp(-0.3 / 365.25))
    assert (price, count) == (1, 0)
    assert gap == pytest.approx(0.294 - 0.194 * math.exp(-0.0055))
    assert living == pytest.approx(math.exp(0.04 / 365.25))


@pytest.mark.parametrize("kind", ["norm", "price"])
def test_a_rise_worked_by_hand(kind):
    # ten per cent on norms or twelve on prices; half the gap is closed
    keys = (lucky(1, below=0.02), *((1, 2, 3, s) for s in range(5000)))
    by_norm = kind == "norm"
    fit = [k for k in keys if uniform(k, 1, 0) < 0.05 and (uniform(k, 1, 1) < 0.5) == by_norm]
    w = scene(polities__line=-1.0, polities__plan_gap=0.2)
    p = params(fn, rate=0.1, adjust=0.0)
    norm, price, gap, count, _ = fn(1, w, p, fit[0])
    assert norm == pytest.approx(1.1 if by_norm else 1)
    assert price == pytest.approx(1 if by_norm else 1.12)
    assert gap == pytest.approx(0.1)
    assert count == 1


def test_planners_see_part_of_what_is_held_back():
    # a tenth held back, .3 of it seen: without a hard line the gap aims at .03
    w = scene(polities__line=1.0, polities__withholding=0.1)
    gap = fn(1, w, params(fn), unlucky(1))[2]
    assert gap == pytest.approx(0.03 * (1 - math.exp(-0.0055)))
    assert fn(1, w, params(fn, slack=0.0), unlucky(1))[2] == 0


def chance(w):
    p = params(fn, rate=0.02)
    return sum(fn(1, w, p, (1, 2, 3, s))[3] for s in range(4000)) / 4000


def test_gap_and_hard_line_raise_and_unrest_lowers_the_chance():
    hard = scene(polities__line=-1.0, polities__plan_gap=0.3)
    assert chance(hard) > 2 * chance(scene(polities__line=-1.0))
    assert chance(scene(polities__line=1.0, polities__plan_gap=0.3)) == 0
    assert chance(hard) > 3 * chance(put(hard, 1, polities__memory_of_unrest=0.8))


def test_at_zero_it_is_absent():
    w = scene(polities__line=-1.0, polities__norm=1.2, polities__plan_gap=0.4)
    assert same(fn, w, params(fn, rate=0.0, trend=0.0), row=1)


def test_half_steps_agree():
    make = lambda: scene(polities__norm=1.2, polities__plan_gap=0.4)  # noqa: E731
    for whole, half in halves(fn, make, params(fn), row=1):
        assert whole == pytest.approx(half, rel=1e-9)
