"""Hand cases and laws of line_transmission."""

import math

import pytest
from luck import halves, same
from toy import key, params, put, world

from thaw.mechanisms.inter_state.line_transmission import line_transmission as fn


def scene(**columns):
    w = put(world(polities=3), polities__line=-0.6)
    return put(w, 1, **columns)


def test_moscow_follows_its_own_balance_worked_by_hand():
    # a wing of .6 aims at .2; at .02 a day from -.6
    w = put(scene(), 0, polities__reform_wing=0.6)
    assert fn(0, w, params(fn), key) == pytest.approx(0.2 - 0.8 * math.exp(-0.02))


def test_a_satellite_follows_moscow_worked_by_hand():
    # .8 of Moscow's .5 plus .2 of its own 2*.3-1 = -.4: .32
    w = put(scene(), 0, polities__line=0.5)
    assert fn(1, w, params(fn), key) == pytest.approx(0.32 - 0.92 * math.exp(-0.02))


def test_unrest_bends_threat_and_assault_harden():
    p = params(fn)
    calm = fn(0, scene(), p, key)
    assert fn(0, put(scene(), 0, polities__unrest=0.8), p, key) > calm
    assert fn(0, put(scene(), 0, polities__threat=0.9), p, key) < calm
    assert fn(0, scene(polities__intervention=2.0), p, key) < calm


def test_moscow_cools_after_tanks_in_the_street_and_while_that_is_remembered():
    # half of .3 below 2*.3-1 = -.4 while troops stand there; e^-1 of that two years on
    p = params(fn)
    after = lambda aim: aim + (-0.6 - aim) * math.exp(-0.02)  # noqa: E731
    assert fn(0, scene(polities__intervention=1.0), p, key) == pytest.approx(after(-0.55))
    assert fn(0, scene(polities__stepped_in=1.0), p, key) == pytest.approx(after(-0.55))
    then = scene(polities__stepped_in=math.exp(-1))
    assert fn(0, then, p, key) == pytest.approx(after(-0.4 - 0.15 * math.exp(-1)))
    assert fn(0, scene(polities__stepped_in=3.0), p, key) == pytest.approx(after(-0.7))
    one, other = (
        fn(0, scene(polities__stepped_in=1.0), params(fn, recoil=r), key) for r in (0.0, 1.5)
    )
    assert other < one


def test_the_sign_of_the_bend_is_the_accounts_own():
    risen, calm = put(scene(), 0, polities__unrest=0.8), scene()
    for bend in (-0.2, 0.2):
        p = params(fn, bend=bend)
        assert (fn(0, risen, p, key) > fn(0, calm, p, key)) == (bend > 0)


def test_kramers_moscow_hardens_on_balance_after_a_rising_is_put_down():
    # his median of recoil, exp(-.7) = .5: .25 against .1 of unrest .9 and news of .4, which is .13
    risen = scene(polities__stepped_in=1.0, polities__unrest=0.9)
    put(risen, 0, polities__unrest=0.9, polities__news_abroad=0.4)
    p = params(fn, recoil=math.exp(-0.7))
    assert fn(0, risen, p, key) < fn(0, scene(), p, key)


def test_at_pace_zero_it_is_absent():
    w = put(scene(), 0, polities__line=0.9)
    assert same(fn, w, params(fn, pace=0.0), row=1)
    assert same(fn, w, params(fn, pace=0.0), row=0)


def test_half_steps_agree():
    for row in (0, 1):
        for whole, half in halves(fn, scene, params(fn), row=row):
            assert whole == pytest.approx(half, rel=1e-9)
