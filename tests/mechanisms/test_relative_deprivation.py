"""Relative deprivation: a norm rise by hand, adaptation, relief, strata, step and zero laws."""

import pytest
import toy

from thaw.mechanisms.society.relative_deprivation import relative_deprivation as f

QUIET = {"groups__grievance_econ": 0.45}


def build(stratum=0, **columns):
    return toy.put(toy.world(), 0, groups__stratum=stratum, **(QUIET | columns))


def test_norm_rise_by_hand():
    # norm 1.1 costs a worker 1.5 * 0.1 = 0.15; step over 5 days = 1 - exp(-1) = 0.632121
    # first: standard 1 - 0.15 * 0.632121 = 0.905182, grievance still 0.45 (read before the sweep)
    # second: target 0.45 + 2 * 0.094818 = 0.639636, so 0.45 + 0.189636 * 0.632121 = 0.569873
    w, p = build(polities__norm=1.1), toy.params(f, adapt_down=0.0)
    w.clock.dt[0] = 5.0
    toy.apply(f, w, p)
    assert toy.written(f, w) == pytest.approx([0.905182, 1.0, 0.45], abs=1e-6)
    toy.apply(f, w, p)
    assert w.groups.grievance_econ[0] == pytest.approx(0.569873, abs=1e-6)


def test_norms_touch_workers_only_and_prices_touch_peasants_less():
    def after(stratum, **columns):
        w = build(stratum, **columns)
        toy.run(f, w, toy.params(f), 30)
        return w.groups.grievance_econ[0], w.groups.standard[0]

    assert after(0, polities__norm=1.1)[1] < 0.86
    assert after(2, polities__norm=1.1)[1] == 1.0
    assert after(0, polities__price=1.2)[1] < after(1, polities__price=1.2)[1] < 1.0


def test_the_loss_fades_and_a_gain_is_never_felt():
    p = toy.params(f)
    w = build(polities__norm=1.1)
    toy.run(f, w, p, 40)
    peak = w.groups.grievance_econ[0]
    toy.run(f, w, p, 1500)
    assert peak > 0.65 and 0.45 < w.groups.grievance_econ[0] < 0.47
    gain = build(polities__living=1.3)
    toy.run(f, gain, p, 100)
    assert gain.groups.grievance_econ[0] == pytest.approx(0.45, abs=1e-9)
    assert gain.groups.expectation[0] > 1.15


def test_a_believed_concession_relieves_and_an_unbelieved_one_does_not():
    def after(credibility):
        w = build(polities__pay=0.8, polities__credibility=credibility)
        toy.run(f, w, toy.params(f), 60)
        return w.groups.grievance_econ[0]

    assert after(0.0) == pytest.approx(0.45)
    assert after(1.0) == pytest.approx(0.45 - 0.25 * 0.8, abs=1e-4)


def test_groups_settle_at_their_own_level():
    # What stands when expectation is met is the case's own starting grievance of the group.
    settled = []
    for level in (0.2, 0.45, 0.7):
        w = build(groups__base_econ=level)
        toy.run(f, w, toy.params(f), 100)
        settled.append(round(float(w.groups.grievance_econ[0]), 3))
    assert settled == [0.2, 0.45, 0.7]


def test_zero_rates_change_nothing():
    w = build(polities__norm=1.2, polities__living=0.8, groups__expectation=1.2)
    p = toy.params(f, felt=0.0, adapt_up=0.0, adapt_down=0.0)
    assert f(0, w, p, toy.key) == (1.0, 1.2, 0.45)


def test_two_half_steps_are_close_to_one():
    one, two = toy.one_and_two(f, lambda: build(polities__norm=1.1), toy.params(f), dt=1.0)
    assert one == pytest.approx(two, abs=0.004)
