"""Exit: means by hand and against the record, who cannot go, step and zero laws."""

import math

import pytest
import toy

from thaw.mechanisms.society.exit import exit as leave


def build(people=18.1e6, excess=0.0, **columns):
    # (0.45 + 0.15 + x) * 0.7 = 0.6 + excess
    w = toy.put(
        toy.world(),
        0,
        groups__population=people,
        groups__grievance_econ=0.45,
        groups__grievance_pol=0.15,
        polities__exit_open=1.0,
    )
    w.groups.grievance_nat[0] = (0.6 + excess) / 0.7 - 0.6
    return toy.put(w, 0, **columns)


def mean_flow(w, draws=200, **override):
    p = toy.params(leave, **override)
    return sum(leave(0, w, p, (1, 2, 3, s))[0] for s in range(draws)) / draws


def test_hand_case():
    # 1,000 people at 0.01 a day: mean 1000 * (1 - exp(-0.01)) = 9.95017, sd of 400 draws 0.158
    assert mean_flow(build(1000.0), 400, rate=0.01) == pytest.approx(9.95017, abs=0.6)


def test_people_balance():
    flow, left = leave(0, build(1000.0), toy.params(leave, rate=0.01), toy.key)
    assert flow > 0 and flow + left == 1000.0 and flow == math.floor(flow)


def test_quiet_and_crisis_months_of_the_gdr():
    # gdr_emigration_monthly: 22,396 in January and 58,605 in March 1953
    assert 15_000 < 30 * mean_flow(build()) < 30_000
    assert 45_000 < 31 * mean_flow(build(excess=0.33)) < 70_000


def test_hungary_before_and_after_the_assault():
    # hun_refugees_to_austria_period: 1,021 from January to October 1956, 113,810 in November
    before = build(9.9e6, polities__exit_open=0.02)
    after = build(
        9.9e6, 0.3, polities__exit_open=0.02, polities__intervention=2.0, polities__dual_power=0.5
    )
    assert 300 < 300 * mean_flow(before) < 4_000
    assert 60_000 < 30 * mean_flow(after) < 200_000


def test_soldiers_police_and_prisoners_stay():
    for stratum in (4, 5, 7, 8):
        assert leave(0, build(groups__stratum=stratum), toy.params(leave), toy.key) == (0.0, 18.1e6)


def test_nobody_leaves_twice():
    flow, left = leave(0, build(40.0), toy.params(leave, rate=0.01, push=20.0, quiet=0.0), toy.key)
    assert left == 0.0 and flow == 40.0


def test_zero_rate_changes_nothing():
    assert leave(0, build(), toy.params(leave, rate=0.0), toy.key) == (0.0, 18.1e6)


@pytest.mark.thorough
def test_two_half_steps_make_one_on_average():
    # about 180 leave in a day; the mean of 200 runs has sd 0.95
    def gone(dt):
        total = 0.0
        for s in range(200):
            w = build(18_000.0)
            w.clock.dt[0] = dt
            for k in range(round(1 / dt)):
                toy.apply(leave, w, toy.params(leave, rate=0.01), 0, (9, s, 3, k))
            total += 18_000.0 - w.groups.population[0]
        return total / 200

    assert gone(1.0) == pytest.approx(gone(0.5), abs=6.0)
