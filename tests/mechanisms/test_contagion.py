"""News from abroad: three countries by hand, success, step and zero laws."""

import pytest
import toy

from thaw.mechanisms.inter_state.contagion import contagion as f


def build():
    w = toy.world(polities=3)
    w.polities.unrest[1] = 0.4
    w.polities.concession[2], w.polities.memory_of_unrest[2] = 0.5, 0.8
    return w


def test_hand_case():
    # 1: 0.5 * 0.4 = 0.2; 2: 0.5 * (0.5 * 0.5 * 0.8) = 0.1; known 1 - 0.8 * 0.9 = 0.28
    # censor 0.9: 0.28 * (1 - 0.36) = 0.1792; * (1 - exp(-0.5)) = 0.070510
    assert f(0, build(), toy.params(f), toy.key) == pytest.approx(0.070510, abs=1e-6)


def test_ones_own_unrest_is_no_news_from_abroad():
    w = toy.world(polities=3)
    w.polities.unrest[1] = 0.9
    assert f(1, w, toy.params(f), toy.key) == 0.0
    assert f(0, w, toy.params(f), toy.key) == f(2, w, toy.params(f), toy.key) > 0.0


def test_success_abroad_counts_only_after_unrest():
    w = toy.world()
    w.polities.concession[1] = 1.0
    assert f(0, w, toy.params(f), toy.key) == 0.0
    w.polities.memory_of_unrest[1] = 0.5
    assert f(0, w, toy.params(f), toy.key) > 0.0
    assert f(0, w, toy.params(f, success=0.0), toy.key) == 0.0


def test_it_fades_in_three_weeks():
    w = toy.put(toy.world(), 0, polities__news_abroad=0.4)
    toy.run(f, w, toy.params(f), 20)
    assert w.polities.news_abroad[0] == pytest.approx(0.4 * 0.367879, abs=1e-4)


def test_zero_rates_change_nothing():
    assert f(0, build(), toy.params(f, carry=0.0, fade=0.0), toy.key) == 0.0


def test_two_half_steps_make_one():
    one, two = toy.one_and_two(f, build, toy.params(f), dt=2.0)
    assert one == pytest.approx(two, rel=1e-12)
