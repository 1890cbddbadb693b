"""National grievance: intervention by hand, slow fading, step and zero laws."""

import pytest
import toy

from thaw.mechanisms.society.national_grievance import national_grievance as f


def build(**columns):
    return toy.put(toy.world(), 0, **({"groups__grievance_nat": 0.249} | columns))


def test_hand_case():
    # target 0.83 * 0.3 + 0.15 * 1 = 0.399; 0.249 + 0.15 * (1 - exp(-0.1)) = 0.263274
    w = build(polities__intervention=1.0)
    assert f(0, w, toy.params(f), toy.key) == pytest.approx(0.263274, abs=1e-6)


def test_quiet_is_at_rest():
    assert f(0, build(), toy.params(f), toy.key) == pytest.approx(0.249, abs=1e-12)


def test_it_rises_in_weeks_and_fades_in_years():
    w, p = build(polities__intervention=2.0), toy.params(f)
    toy.run(f, w, p, 40)
    peak = w.groups.grievance_nat[0]
    w.polities.intervention[0] = 0.0
    toy.run(f, w, p, 365)
    # a year at 0.5 a year leaves exp(-0.5) = 0.607 of the excess
    assert peak > 0.53
    assert (w.groups.grievance_nat[0] - 0.249) / (peak - 0.249) == pytest.approx(0.607, abs=0.002)


def test_zero_rates_change_nothing():
    w = build(polities__intervention=2.0)
    assert f(0, w, toy.params(f, rise=0.0, fade=0.0), toy.key) == 0.249


def test_two_half_steps_make_one():
    one, two = toy.one_and_two(f, lambda: build(polities__intervention=2.0), toy.params(f), dt=30)
    assert one == pytest.approx(two, rel=1e-12)
