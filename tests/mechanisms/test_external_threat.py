"""External threat: by hand, directions, step and zero laws."""

import pytest
import toy

from thaw.mechanisms.inter_state.external_threat import external_threat as f


def build(**columns):
    both = {"polities__pressure": 0.5, "polities__news_abroad": 0.5}
    return toy.put(toy.world(), 0, **(both | columns))


def test_hand_case():
    # target 0.3 + 0.5 * 0.2 + 0.2 * 0.5 = 0.5; 121.75 days at 3 a year: 1 - exp(-1) = 0.632121
    w = build()
    w.clock.dt[0] = 121.75
    assert f(0, w, toy.params(f), toy.key) == pytest.approx(0.3 + 0.2 * 0.632121, abs=1e-6)


def test_quiet_is_at_rest_and_detente_lowers_it():
    p = toy.params(f)
    assert f(0, toy.world(), p, toy.key) == pytest.approx(0.3, abs=1e-12)
    assert f(0, build(polities__pressure=0.0, polities__news_abroad=0.0), p, toy.key) < 0.3


def test_it_stays_a_share():
    w = build(polities__pressure=1.0, polities__news_abroad=1.0)
    toy.run(f, w, toy.params(f, siege=3.0, shaken=3.0), 2000)
    assert 0.99 < w.polities.threat[0] <= 1.0


def test_zero_pace_changes_nothing():
    assert f(0, build(), toy.params(f, pace=0.0), toy.key) == 0.3


def test_two_half_steps_make_one():
    one, two = toy.one_and_two(f, build, toy.params(f), dt=30)
    assert one == pytest.approx(two, rel=1e-12)
