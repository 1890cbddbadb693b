"""See: a hand case, Epstein's ratio, the floor, step and zero laws."""

import pytest
import toy

from thaw.mechanisms.society.see import see


def crowd(dt=1.0):
    w = toy.world(dt=dt)
    return toy.put(
        w,
        0,
        towns__population=10_000,
        towns__demonstrators=80,
        towns__strikers=40,
        places__police=2,
        towns__troops=6,
        towns__soviet=1,
        polities__army_loyalty=0.5,
    )


def test_hand_case():
    # out = 80 + 0.5 * 40 = 100 of 10,000: v = 0.01, seen = 0.01 / (0.01 + 0.01) = 0.5
    # C = 2 + (0.5 * 6 + 1) = 6 against 10 per 1000: arrest = 1 - exp(-2.3 * 0.6) = 0.748421
    seen, arrest = see(0, crowd(), toy.params(see), toy.key)
    assert seen == pytest.approx(0.5, abs=1e-9)
    assert arrest == pytest.approx(0.748421, abs=1e-6)


def test_quiet_town_reckons_with_the_floor():
    # nobody out: arrest = 1 - exp(-2.3 * 2 / 1) = 0.989948
    seen, arrest = see(0, toy.put(toy.world(), 0, towns__population=1e5), toy.params(see), toy.key)
    assert (seen, arrest) == pytest.approx((0.0, 0.989948), abs=1e-6)


def test_police_are_those_of_the_towns_place():
    # Towns 0 and 2 lie in place 0 with 2 policemen per 1000, town 1 in place 1 with 6.
    w = toy.put(toy.world(places=2, towns=3), towns__population=10_000, towns__demonstrators=100)
    w.towns.place[:] = 0, 1, 0
    w.places.police[:] = 2, 6
    arrests = [see(i, w, toy.params(see), toy.key)[1] for i in range(3)]
    # 1 - exp(-2.3 * 0.2) = 0.368716; 1 - exp(-2.3 * 0.6) = 0.748421
    assert arrests == pytest.approx([0.368716, 0.748421, 0.368716], abs=1e-6)


def test_more_people_lower_arrest_and_more_force_raises_it():
    p = toy.params(see)
    base = see(0, crowd(), p, toy.key)
    many = see(0, toy.put(crowd(), 0, towns__demonstrators=800), p, toy.key)
    force = see(0, toy.put(crowd(), 0, towns__soviet=20), p, toy.key)
    disloyal = see(0, toy.put(crowd(), 0, polities__army_loyalty=0.1), p, toy.key)
    assert many[0] > base[0] and many[1] < base[1]
    assert force[0] == base[0] and force[1] > base[1] > disloyal[1]


def test_zero_attention_changes_nothing():
    w = toy.put(crowd(), 0, towns__seen=0.2, towns__arrest=0.7)
    assert see(0, w, toy.params(see, attention=0.0), toy.key) == (0.2, 0.7)


def test_two_half_steps_make_one():
    one, two = toy.one_and_two(see, crowd, toy.params(see), dt=1 / 24)
    assert one == pytest.approx(two, rel=1e-12)
    assert 0.3 < one[0] < 0.5


def test_empty_town_gives_finite_numbers():
    seen, arrest = see(0, toy.world(), toy.params(see), toy.key)
    assert seen == 0.0 and 0.0 <= arrest <= 1.0
