"""Western pressure: by hand, cooling where workers lead, Moscow's row, step and zero laws."""

import pytest
import toy

from thaw.mechanisms.inter_state.external_pressure import external_pressure as f


def build(unrest=0.5, dual_power=0.5):
    w = toy.world(polities=3)
    return toy.put(w, 1, polities__unrest=unrest, polities__dual_power=dual_power)


def test_hand_case():
    # call 0.5 * (1 - 0.8 * 0.5) = 0.3; target 0.3 + 0.4 * 0.3 = 0.42
    # 0.3 + 0.12 * (1 - exp(-0.03)) = 0.303547
    assert f(1, build(), toy.params(f), toy.key) == pytest.approx(0.303547, abs=1e-6)


def test_moscow_hears_of_unrest_anywhere_and_others_do_not():
    w, p = build(), toy.params(f)
    assert f(0, w, p, toy.key) == f(1, w, p, toy.key)
    assert f(2, w, p, toy.key) == pytest.approx(0.3, abs=1e-12)


def test_support_cools_where_councils_lead():
    p = toy.params(f)
    assert f(1, build(dual_power=1.0), p, toy.key) < f(1, build(dual_power=0.0), p, toy.key)
    same = toy.params(f, cooling=0.0)
    assert f(1, build(dual_power=1.0), same, toy.key) == f(1, build(dual_power=0.0), same, toy.key)


def test_it_returns_to_the_baseline():
    w = toy.put(build(0.0), 1, polities__pressure=0.8)
    toy.run(f, w, toy.params(f), 300, 1)
    assert w.polities.pressure[1] == pytest.approx(0.3, abs=1e-3)


def test_zero_pace_changes_nothing():
    assert f(1, build(), toy.params(f, pace=0.0), toy.key) == 0.3


def test_two_half_steps_make_one():
    one, two = toy.one_and_two(f, build, toy.params(f), row=1, dt=7)
    assert one == pytest.approx(two, rel=1e-12)
