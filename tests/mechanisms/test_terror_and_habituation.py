"""Terror: fear and resentment by hand, habituation, backlash, step and zero laws."""

import pytest
import toy

from thaw.case import load_case
from thaw.engine.start import blueprint, start_world
from thaw.mechanisms.society.terror_and_habituation import terror_and_habituation as f


def build(**columns):
    quiet = {"places__population": 1e5, "groups__fear": 0.6, "groups__grievance_pol": 0.15}
    return toy.put(toy.world(), 0, **(quiet | columns))


def test_hand_case():
    # 50 of 100,000 hurt: 0.5 per 1000, losses = 0.5 / (0.5 + 0.5) = 0.5
    # fear to 0.2 + 0.8 * 0.5 + 0.6 * 0.5 = 0.9 at 1/60 + 0.3 * 0.5 = 0.166667: 0.6 + 0.3 * 0.153518
    # grievance to 0.15 + 0.3 * 0.5 = 0.30 at 0.3: 0.15 + 0.15 * 0.259182
    answer = f(0, build(places__casualties=50), toy.params(f), toy.key)
    assert answer == pytest.approx((0.646055, 0.188877), abs=1e-6)


def test_quiet_is_at_rest():
    assert f(0, build(), toy.params(f), toy.key) == pytest.approx((0.6, 0.15), abs=1e-12)


def test_accumulated_terror_blunts_fear_and_feeds_grievance():
    def after(**override):
        w = build(polities__terror_past=1.0)
        toy.run(f, w, toy.params(f, **override), 400)
        return w.groups.fear[0], w.groups.grievance_pol[0]

    # blunted by 1.25 / 1.5: 0.2 + 0.4 * 0.833333 = 0.533333; resentment 0.15 + 0.3 * 0.5 = 0.30
    assert after() == pytest.approx((0.533333, 0.30), abs=1e-3)
    assert after(habituation=0.0)[0] == pytest.approx(0.6, abs=1e-3)
    assert after(backlash=0.0)[1] == pytest.approx(0.15, abs=1e-3)


@pytest.mark.parametrize("start", [0.45, 0.8])
def test_neither_effect_touches_the_quiet_of_the_start(start):
    # whatever a country had accumulated, at the start fear is .6 and grievance .15 with or without
    quiet = build(polities__terror_past=start, polities__start_terror_past=start)
    for override in (
        {},
        {"habituation": 0.0},
        {"backlash": 0.0},
        {"habituation": 3.0, "backlash": 2.0},
    ):
        assert f(0, quiet, toy.params(f, **override), toy.key) == pytest.approx(
            (0.6, 0.15), abs=1e-12
        )
    # and what comes on top counts the same from any start: .3 * .2
    toy.put(quiet, 0, polities__terror_past=start + 0.2)
    toy.run(f, quiet, toy.params(f), 400)
    assert quiet.groups.grievance_pol[0] == pytest.approx(0.21, abs=1e-3)


def test_fear_outlasts_neither_quiet_nor_less_terror():
    w = build(polities__emergency=1.0)
    toy.run(f, w, toy.params(f), 20)
    peak = w.groups.fear[0]
    w.polities.emergency[0] = 0.0
    w.polities.terror[0] = 0.25
    toy.run(f, w, toy.params(f), 300)
    assert peak > 0.95 and w.groups.fear[0] == pytest.approx(0.4, abs=0.02)


def test_fire_on_a_crowd_outrages_before_losses_are_known():
    answer = f(0, build(places__fired=1.0), toy.params(f), toy.key)
    assert answer[0] == pytest.approx(0.6) and answer[1] > 0.22


def test_prisoners_resent_more():
    w = build(groups__stratum=7)
    toy.run(f, w, toy.params(f), 60)
    assert w.groups.grievance_pol[0] == pytest.approx(0.375, abs=1e-3)


def test_zero_speed_changes_nothing():
    w = build(places__casualties=500, polities__emergency=1.0)
    assert f(0, w, toy.params(f, speed=0.0), toy.key) == (0.6, 0.15)


def test_two_half_steps_make_one():
    one, two = toy.one_and_two(f, lambda: build(places__casualties=50), toy.params(f), dt=4.0)
    assert one == pytest.approx(two, rel=1e-12)


def test_a_run_starts_from_each_countrys_own_past():
    w = start_world(blueprint(load_case("twin_republics_1971")), 7)
    assert (w.polities.start_terror_past == w.polities.terror_past).all()
    assert (w.polities.start_terror_past != 0.5).all()
