"""Disclosure becoming known: by hand, parts of legitimacy, step and zero laws."""

import pytest
import toy

from thaw.case import load_case
from thaw.engine.start import blueprint, start_world
from thaw.mechanisms.information.disclosure_signal import disclosure_signal as f


def build(row=0, **columns):
    return toy.put(toy.world(), row, **columns)


def test_hand_case():
    # pace 0.02 + 0.1 * 0.1 = 0.03; the many believe .85 of .5: news 0.425 * (1 - exp(-0.03)) = 0.012560
    # authority 0.3 * exp(-0.012560) = 0.296256; legitimacy reads what was known before: 0.3
    # members 0.5 * (1 - exp(-0.1)) = 0.047581
    answer = f(0, build(polities__disclosure=0.5), toy.params(f), toy.key)
    assert answer == pytest.approx((0.012560, 0.296256, 0.3, 0.047581, 0.425), abs=1e-6)


def test_what_is_said_in_public_is_known_to_all_within_days():
    p = toy.params(f)
    aloud = build(polities__disclosure=0.5, polities__told_public=0.5)
    read_out = build(polities__disclosure=0.5)
    for w in (aloud, read_out):
        toy.run(f, w, p, 7)
    assert aloud.polities.known[0] > 0.45 > 0.1 > read_out.polities.known[0]
    assert aloud.polities.known_party[0] == read_out.polities.known_party[0] > 0.2


def test_the_many_never_learn_all_of_what_is_not_said_aloud():
    w = build(polities__disclosure=0.5)
    toy.run(f, w, toy.params(f), 2000)
    assert w.polities.known[0] == pytest.approx(0.425)
    assert w.polities.known_party[0] == pytest.approx(0.5)
    deaf = build(polities__disclosure=0.5)
    toy.run(f, deaf, toy.params(f, hearsay=0.0), 2000)
    assert deaf.polities.known[0] == 0.0


def test_silence_leaves_all_as_it_is():
    assert f(0, build(), toy.params(f), toy.key) == (0.0, 0.3, 0.3, 0.0, 0.0)


def test_parts_of_legitimacy_by_hand():
    # 61 days at 1/60: weight 1 - exp(-61/60) = 0.638206; each change below is 0.1 * 0.638206
    for name, value, change in (
        ("threat", 0.8, 0.1),
        ("foreign_rule", 0.8, -0.1),
        ("living", 1.5, 0.1),
        ("authority", 0.55, 0.1),
        ("known", 1.0, -0.1),
    ):
        w = build(**{f"polities__{name}": value})
        w.clock.dt[0] = 61.0
        legitimacy = f(0, w, toy.params(f), toy.key)[2]
        assert legitimacy == pytest.approx(0.3 + 0.638206 * change, abs=1e-6), name


def test_half_of_what_is_believed_is_known_within_a_month_and_a_part_of_it_abroad():
    w, p = build(polities__disclosure=0.6), toy.params(f, hearsay=1.0)
    for row in (0, 1):
        toy.run(f, w, p, 24, row)
    assert w.polities.known[0] == pytest.approx(0.3, abs=0.02)
    assert w.polities.known[1] == pytest.approx(0.21, abs=0.014)
    assert w.polities.authority[1] < 0.3 and w.polities.legitimacy[0] < 0.29


def test_knowledge_never_falls():
    assert f(0, build(polities__known=0.4), toy.params(f), toy.key)[0] == 0.4


def test_a_run_starts_from_each_countrys_own_authority():
    w = start_world(blueprint(load_case("twin_republics_1971")), 7)
    assert (w.polities.start_authority == w.polities.authority).all()
    assert (w.polities.start_authority != 0.3).all()


def test_growth_may_stabilise_or_not():
    w = build(polities__living=1.5)
    assert f(0, w, toy.params(f, performance=-0.2), toy.key)[2] < 0.3


def test_zero_speed_changes_nothing():
    w = build(polities__disclosure=0.8, polities__threat=0.9, polities__authority=0.7)
    assert f(0, w, toy.params(f, speed=0.0), toy.key) == (0.0, 0.7, 0.3, 0.0, 0.0)


def test_two_half_steps_are_close_to_one():
    one, two = toy.one_and_two(f, lambda: build(polities__disclosure=0.8), toy.params(f), dt=1.0)
    assert one == pytest.approx(two, abs=1e-4)
