"""Hand cases and laws of collectivisation: campaign, overshoot, check, return, and what it is opened by."""

import math

import pytest
from luck import halves, lucky, same, unlucky
from toy import params, put, run, world

from thaw.mechanisms.economy.collectivisation import collectivisation as fn

ON, INSIDE, WILLING, OPENED, STOPPED, HERDS = range(6)
QUIET = unlucky(0, (0, 1))


def scene(**columns):
    return put(put(world(polities=1), clock__dt=30.0), **columns)


def test_a_campaign_brings_in_faster_than_it_persuades_by_hand():
    w = scene(polities__farm_drive=1, polities__collective=0.1, polities__consent=0.1)
    p = params(fn, join=1.8, settle=1.0, slaughter=0.8, check=0.0, regrow=0.0)
    out = fn(0, w, p, QUIET)
    t = 30 / 365.25
    inside = 0.1 + 0.9 * (1 - math.exp(-1.8 * t))
    assert out[INSIDE] == pytest.approx(inside)
    assert out[WILLING] == pytest.approx(0.1 + (inside - 0.1) * (1 - math.exp(-t)))
    assert out[HERDS] == pytest.approx(math.exp(-0.8 * (inside - 0.1)))
    assert out[ON] == 1


def test_once_stopped_those_who_would_not_stay_leave():
    w = scene(polities__collective=0.57, polities__consent=0.2)
    p = params(fn, open=0.0, leave=4.0)
    run(fn, w, p, 150.0)
    left = 0.2 + 0.37 * math.exp(-4.0 * 150 / 365.25)
    assert w.polities.collective[0] == pytest.approx(left) and w.polities.consent[0] == 0.2


def test_a_stop_needs_many_who_are_forced_and_unrest_hastens_it():
    def stopped(inside, unrest=0.0, key=None):
        w = scene(polities__farm_drive=1, polities__collective=inside, polities__unrest=unrest)
        return fn(0, w, params(fn), key)[STOPPED]

    seldom = lucky(0, 1, below=0.3)
    assert stopped(0.55, 0.0, seldom) == 1  # 6 x 1.1^3+ a year: two thirds of a chance in a month
    assert stopped(0.05, 0.0, seldom) == 0
    rare = next(
        k
        for k in ((1, 2, 3, s) for s in range(10000))
        if stopped(0.3, 0.0, k) == 0 and stopped(0.3, 0.8, k) == 1
    )
    assert rare


def test_grain_withheld_and_a_hard_line_open_a_campaign_in_proportion():
    def share(**columns):
        hits = 0
        for s in range(400):
            hits += fn(0, scene(**columns), params(fn, open=0.3), (1, 2, 3, s))[OPENED]
        return hits / 400

    base = share()
    assert base < 0.06
    assert share(polities__withheld=0.15) > 3 * base + 0.05
    assert share(polities__line=-0.6) > 3 * base + 0.05
    assert share(polities__threat=0.9) > base
    assert share(polities__withheld=0.15, polities__collective=0.97, polities__consent=0.97) < 0.1


def test_the_cycle_overshoot_check_and_resumption_happens_by_itself():
    """Grain stays short: in nearly all of 40 lives a campaign is stopped, falls back, and goes on."""
    fell, resumed, ended = 0, 0, []
    for life in range(40):
        w = scene(polities__withheld=0.2, polities__collective=0.02, polities__consent=0.02)
        top, drop = 0.0, 0.0
        for step in range(240):
            values = fn(0, w, params(fn), (life, 2, 3, step))
            for column, value in zip(fn.mechanism.writes, values, strict=True):
                getattr(w.polities, column.split(".")[1])[0] = value
            top = max(top, w.polities.collective[0])
            drop = max(drop, top - w.polities.collective[0])
        fell += drop > 0.1
        resumed += w.polities.n_farm_drive[0] > 1
        ended.append(w.polities.collective[0])
    assert fell > 30 and resumed > 30 and min(ended) > 0.5


def test_at_zero_it_is_absent_and_open_zero_opens_nothing():
    w = scene(polities__farm_drive=1, polities__collective=0.4, polities__withheld=0.5)
    assert same(fn, w, params(fn, year=0.0))
    w = scene(polities__withheld=0.9, polities__herds=1.0)
    assert same(fn, w, params(fn, open=0.0))


def test_half_steps_agree():
    make = lambda: scene(polities__farm_drive=1, polities__collective=0.2)  # noqa: E731
    for whole, half in halves(fn, make, params(fn)):
        assert whole == pytest.approx(half, rel=1e-3, abs=1e-5)
