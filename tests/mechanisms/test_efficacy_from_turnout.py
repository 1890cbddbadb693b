"""Efficacy: the beta mean by hand, success and failure, step and zero laws."""

import pytest
import toy

from thaw.mechanisms.society.efficacy_from_turnout import efficacy_from_turnout as f


def build(**columns):
    return toy.put(toy.world(), 0, **({"groups__efficacy": 0.15} | columns))


def test_hand_case():
    # start 0.15 + 0.1 * 0.5 = 0.2; success 0.6 * 0.5 + 0.4 * 0.25 + 0.4 * 0.25 = 0.5
    # target (0.2 + 0.5) / 1.5 = 0.466667; 0.2 + 0.266667 * (1 - exp(-0.5)) = 0.304925
    w = build(
        groups__efficacy=0.2,
        places__tradition=0.5,
        places__seen=0.5,
        places__news=0.25,
        polities__news_abroad=0.25,
    )
    assert f(0, w, toy.params(f), toy.key) == pytest.approx(0.304925, abs=1e-6)


def test_quiet_is_at_rest():
    assert f(0, build(), toy.params(f), toy.key) == 0.15


def test_each_success_raises_and_each_failure_lowers():
    p = toy.params(f)
    for column in ("places__seen", "places__news", "polities__news_abroad"):
        assert f(0, build(**{column: 0.5}), p, toy.key) > 0.15
    assert f(0, build(polities__won=0.5), p, toy.key) > 0.15
    assert f(0, build(polities__concession=0.5), p, toy.key) == 0.15
    crushed = build(places__seen=0.5, polities__emergency=1.0)
    assert f(0, crushed, p, toy.key) < f(0, build(places__seen=0.5), p, toy.key)
    assert f(0, build(polities__intervention=2.0), p, toy.key) < 0.15


def test_what_was_won_is_worth_some_e_folds():
    # (0.15 + 3 * 0.5) / (1 + 1.5) = 0.66: up 0.51, 0.255 motive at a stake of 0.5
    w = build(polities__won=0.5)
    toy.run(f, w, toy.params(f), 60)
    assert w.groups.efficacy[0] == pytest.approx(0.66, abs=1e-6)


def test_rulers_at_odds_give_hope_where_an_account_says_so():
    # (0.15 + 0.5 * 1) / (1 + 0.5) = 0.433333
    w = build(polities__succession=1.0)
    assert f(0, w, toy.params(f), toy.key) == 0.15
    toy.run(f, w, toy.params(f, contest=0.5), 60)
    assert w.groups.efficacy[0] == pytest.approx(0.433333, abs=1e-6)


def test_a_contest_in_the_state_that_rules_from_outside_counts_by_obedience():
    w = build(groups__polity=1, polities__succession=1.0)
    toy.put(w, 1, polities__succession=0.0, polities__obedience=0.8)
    toy.run(f, w, toy.params(f, contest=1.0), 60)
    # (0.15 + 0.8) / (1 + 0.8) = 0.527778
    assert w.groups.efficacy[0] == pytest.approx(0.527778, abs=1e-6)


def test_what_is_admitted_and_known_gives_hope_where_an_account_says_so():
    w = build(polities__known=0.5)
    assert f(0, w, toy.params(f), toy.key) == 0.15
    toy.run(f, w, toy.params(f, licence=1.0), 60)
    assert w.groups.efficacy[0] == pytest.approx((0.15 + 0.5) / 1.5, abs=1e-6)


def test_it_stays_a_probability():
    w = build(places__seen=1.0, places__news=1.0, polities__news_abroad=1.0)
    toy.run(f, w, toy.params(f, here=20.0, heard=20.0), 100)
    assert 0.9 < w.groups.efficacy[0] <= 1.0


def test_zero_rates_change_nothing():
    w = build(places__seen=1.0)
    assert f(0, w, toy.params(f, learn=0.0, forget=0.0), toy.key) == 0.15


def test_two_half_steps_make_one():
    one, two = toy.one_and_two(f, lambda: build(places__seen=0.5), toy.params(f), dt=3.0)
    assert one == pytest.approx(two, rel=1e-12)
