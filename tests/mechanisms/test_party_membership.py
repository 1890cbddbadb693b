"""Party membership: by hand, the Hungarian collapse and return, step and zero laws."""

import pytest
import toy

from thaw.mechanisms.rulers.party_membership import party_membership as f

NORM = 859_037.0


def build(**columns):
    start = {"polities__party": NORM, "polities__party_norm": NORM}
    return toy.put(toy.world(), 0, **(start | columns))


def test_hand_case():
    # leave 0.12 * 0.5 = 0.06, slow 0.12 / 365.25 = 0.000328542, pace 0.060328542
    # rest at 0.000328542 / 0.060328542 = 0.005446; exp(-0.060328542) = 0.941455
    # 0.005446 + 0.994554 * 0.941455 = 0.941774
    w = build(polities__dual_power=0.5)
    assert f(0, w, toy.params(f), toy.key) / NORM == pytest.approx(0.941774, abs=1e-5)


def test_hungary_october_1956_to_june_1957():
    # hun_ruling_party_members: 37,818 on 1 December, 101,806 on 1 January, 40.2 percent in June
    w, p = build(polities__dual_power=0.7, polities__unrest=1.0), toy.params(f)
    toy.run(f, w, p, 39)
    december = w.polities.party[0]
    toy.put(w, 0, polities__dual_power=0.0, polities__unrest=0.0)
    toy.run(f, w, p, 31)
    january = w.polities.party[0]
    toy.run(f, w, p, 151)
    assert 25_000 < december < 75_000
    assert 80_000 < january < 180_000
    assert 0.3 < w.polities.party[0] / NORM < 0.5


def test_quiet_years_grow_by_a_percent():
    w = build()
    toy.run(f, w, toy.params(f), 3650)
    assert 1.0 < w.polities.party[0] / NORM < 1.11


def test_disclosure_and_unrest_cost_members():
    p = toy.params(f)
    quiet = f(0, build(), p, toy.key)
    assert f(0, build(polities__disclosure=0.5), p, toy.key) < quiet
    assert f(0, build(polities__disclosure=0.5, polities__known_party=0.5), p, toy.key) == quiet
    assert f(0, build(polities__unrest=1.0), p, toy.key) < quiet


def test_a_speech_in_moscow_costs_a_satellite_party_members():
    # told .7 * .6 = .42; leave .005 * .42 = .0021, slow .12 / 365.25 = .000328542, pace .002428542
    # rest at .135284; 1 - (1 - .135284) (1 - exp(-.002428542)) = .997903
    w = toy.world(polities=2)
    toy.put(w, 1, polities__party=NORM, polities__party_norm=NORM)
    toy.put(w, 0, polities__disclosure=0.6)
    p = toy.params(f, doubt=0.005)
    assert f(1, w, p, toy.key) / NORM == pytest.approx(0.997903, abs=1e-6)
    toy.put(w, 1, polities__known_party=0.42)  # no news any more
    assert f(1, w, p, toy.key) == pytest.approx(NORM, rel=1e-12)
    assert f(1, w, toy.params(f, doubt=0.005, abroad=0.0), toy.key) == pytest.approx(NORM)


def test_zero_speed_changes_nothing():
    assert f(0, build(polities__dual_power=1.0), toy.params(f, speed=0.0), toy.key) == NORM


def test_two_half_steps_make_one():
    one, two = toy.one_and_two(f, lambda: build(polities__dual_power=0.5), toy.params(f), dt=1.0)
    assert one == pytest.approx(two, rel=1e-6)
