"""Emboldenment: one day after a concession by hand, bounds, step and zero laws."""

import pytest
import toy

from thaw.mechanisms.society.emboldenment import emboldenment as f


def build(**columns):
    quiet = {"groups__efficacy": 0.15, "groups__fear": 0.6, "polities__concession": 0.5}
    quiet["polities__pay"] = 0.5
    return toy.put(toy.world(), 0, **(quiet | columns))


def test_hand_case():
    # efficacy 0.15 + 0.85 * (1 - exp(-0.04)) = 0.15 + 0.85 * 0.0392106 = 0.183329
    # fear 0.6 * exp(-0.01) = 0.594030; expectation 1 + 0.1 * (1 - exp(-0.1)) = 1.009516
    answer = f(0, build(), toy.params(f, embolden=0.08, relax=0.02, aspire=0.2), toy.key)
    assert answer == pytest.approx((0.183329, 0.594030, 1.009516), abs=1e-6)


def test_one_of_another_kind_raises_no_expectation():
    answer = f(0, build(polities__pay=0.0), toy.params(f), toy.key)
    assert answer[2] == 1.0
    assert answer[:2] == f(0, build(), toy.params(f), toy.key)[:2]


def test_without_concessions_nothing_moves():
    w = build(polities__concession=0.0, polities__pay=0.0, groups__expectation=0.9)
    assert f(0, w, toy.params(f), toy.key) == (0.15, 0.6, 0.9)


def test_expectation_stops_a_margin_above_what_is_had():
    w = build(polities__concession=1.0, polities__pay=1.0)
    toy.run(f, w, toy.params(f, embolden=0.12, relax=0.05), 365)
    assert w.groups.expectation[0] == pytest.approx(1.06, abs=1e-6)
    assert 0.0 < w.groups.fear[0] < 0.01 and 0.99 < w.groups.efficacy[0] <= 1.0


@pytest.mark.parametrize("embolden, lift", [(None, 0.041), (0.02, 0.06)])
def test_a_usual_concession_lifts_motive_by_a_fifth_to_a_third_of_an_e_fold(embolden, lift):
    # At rest against the pull back to 0.15 at 0.1 a day and to 0.6 in 60 days. Efficacy 0.15 + 0.85 *
    # 0.005 / 0.105 = 0.1905, up 0.0405: 0.020 motive at a stake of 0.5; at the 0.02 of the account that
    # claims it 0.85 * 0.01 / 0.11 = 0.0773, 0.039. Fear 0.6 * 0.016667 / 0.017917 = 0.5581, down
    # 0.0419: 0.021 at mean risk aversion 0.5.
    w = build()
    p = toy.params(f) if embolden is None else toy.params(f, embolden=embolden)
    for _ in range(4000):
        toy.apply(f, w, p)
        w.groups.efficacy[0] += (0.15 - w.groups.efficacy[0]) * 0.1
        w.groups.fear[0] += (0.6 - w.groups.fear[0]) / 60.0
    assert 0.5 * (w.groups.efficacy[0] - 0.15) + 0.5 * (0.6 - w.groups.fear[0]) == pytest.approx(
        lift, abs=0.005
    )


def test_it_never_lowers_expectation():
    w = build(groups__expectation=1.5)
    assert f(0, w, toy.params(f), toy.key)[2] == 1.5


def test_zero_speed_changes_nothing():
    assert f(0, build(), toy.params(f, speed=0.0), toy.key) == (0.15, 0.6, 1.0)


def test_two_half_steps_make_one():
    one, two = toy.one_and_two(f, build, toy.params(f), dt=10.0)
    assert one == pytest.approx(two, rel=1e-12)
