"""Rehabilitation one by one, what it costs, purge abroad, rectification: by hand, sign, step and zero laws."""

import math

import pytest
from luck import halves, lucky, same, unlucky
from toy import apply, params, put, run, world

from thaw.mechanisms.rulers.clear_names import clear_names
from thaw.mechanisms.rulers.contest_at_the_top import contest_at_the_top, seized
from thaw.mechanisms.rulers.purge_abroad import purge_abroad
from thaw.mechanisms.rulers.rectification import rectification
from thaw.mechanisms.rulers.rehabilitation import rehabilitation

YEAR = 365.25


def office(n=4, **columns):
    """A hegemon and a country that obeys it with n officials, each with an address of his own."""
    w = world(polities=2, officials=n)
    w.officials.address[:] = range(1, n + 1)
    put(w, officials__polity=1, polities__population=1e6)
    return put(w, 1, **columns)


def test_the_rate_by_hand():
    # half told, the rest looked into: .5 + .5 * 1 * .5; full guilt takes e^-1
    w = office(polities__disclosure=0.5, polities__inquiry=1.0, polities__complicity=1.0)
    rate, living, cleared, now = rehabilitation(1, w, params(rehabilitation), unlucky(1))
    assert rate == pytest.approx(0.8 / YEAR * 0.75 * math.exp(-1.0))
    assert (living, cleared, now) == (0.0, 0.0, 0.0)


def test_pressure_and_cases_cleared_raise_it_and_a_stop_frees_the_living():
    told = {"polities__disclosure": 0.5, "polities__complicity": 0.5}
    p = params(rehabilitation)
    calm = rehabilitation(1, office(**told), p, unlucky(1))[0]
    assert rehabilitation(1, office(**told, polities__unrest=1.0), p, unlucky(1))[0] > calm
    w = put(office(**told), 0, officials__fate=4.0, officials__cleared_on=3.0)
    put(w, 1, officials__fate=3.0)
    rate, _, cleared, now = rehabilitation(1, w, p, unlucky(1))
    assert rate == pytest.approx(calm * math.exp(0.5))
    assert (cleared, now) == (1.0, 0.5)
    put(w, 1, polities__n_cleared=1.0)
    assert rehabilitation(1, w, p, unlucky(1))[3] == 0.0, "each is counted once"
    stopped = office(polities__n_correction=1.0)
    assert rehabilitation(1, stopped, p, unlucky(1))[1] == pytest.approx(0.15 / YEAR)
    put(stopped, 1, polities__purging=1.0)
    assert rehabilitation(1, stopped, p, unlucky(1))[1] == 0.0


def test_nothing_told_nothing_seen_nobody_cleared():
    assert rehabilitation(1, office(), params(rehabilitation), unlucky(1))[0] == 0.0


def share(days=1.0, seeds=4000, **columns):
    """Share of seeds in which official 0, in a camp, is cleared in a step."""
    w = office(polities__clearing=0.1)
    put(w, 0, officials__fate=3.0, officials__in_office=0.0, **columns)
    w.clock.dt[0] = days
    p = params(clear_names)
    return sum(clear_names(0, w, p, (s, 2, 3, 4))[0] >= 0.0 for s in range(seeds)) / seeds


def test_who_once_stood_against_them_comes_last():
    own, other = share(), share(officials__opposed=1.0)
    assert own == pytest.approx(1 - math.exp(-0.1), abs=0.02)
    assert other == pytest.approx(1 - math.exp(-0.01), abs=0.01)


def test_those_who_owed_him_their_posts_follow_a_patron():
    w = office(polities__clearing=0.1)
    put(w, 0, officials__fate=3.0, officials__patron=1)
    p = params(clear_names)
    alone = sum(clear_names(0, w, p, (s, 2, 3, 4))[0] >= 0 for s in range(2000))
    put(w, 1, officials__fate=4.0, officials__cleared_on=5.0)
    after = sum(clear_names(0, w, p, (s, 2, 3, 4))[0] >= 0 for s in range(2000))
    assert after > 2 * alone


def test_the_living_go_free_with_standing_and_the_dead_are_named():
    w = office(polities__clearing=0.3)
    put(w, 0, officials__fate=3.0, officials__in_office=0.0, officials__standing=0.5)
    on, fate, _, office_, _, standing = clear_names(0, w, params(clear_names), lucky(1))
    assert (on, fate, office_) == (0.0, 5.0, 0.0)
    assert standing == pytest.approx(0.7)
    put(w, 0, officials__fate=4.0, officials__alive=0.0, officials__standing=0.0)
    on, fate, _, _, _, standing = clear_names(0, w, params(clear_names), lucky(1))
    assert (on, fate, standing) == (0.0, 4.0, 0.0)


def test_a_post_is_returned_only_where_it_stands_empty():
    w = office()
    put(w, 0, officials__fate=5.0, officials__cleared_on=1.0, officials__in_office=0.0)
    p = params(clear_names, posts=100.0)
    assert clear_names(0, w, p, lucky(1, 1))[3:5] == (0.0, 1.0), "another holds it"
    put(w, 0, officials__filled=0.0)
    assert clear_names(0, w, p, lucky(1, 1))[3:5] == (1.0, 1.0)


def test_the_complicit_lose_standing_by_hand_and_as_often_as_cases_are_cleared():
    w = office(polities__cleared_now=0.5)
    put(w, 0, officials__complicity=0.8, officials__standing=0.6)
    standing = clear_names(0, w, params(clear_names), unlucky(1))[5]
    assert standing == pytest.approx(0.6 * math.exp(-0.5 * 0.8 * 0.5))
    put(w, 0, officials__complicity=0.0)
    assert clear_names(0, w, params(clear_names), unlucky(1))[5] == 0.6


def test_those_who_made_the_cases_are_taken_as_a_stopped_purge_runs_down():
    def taken(**columns):
        w = office(polities__purge=1.0, **columns)
        put(w, 0, officials__police=1.0, officials__rank=2.0)
        p = params(clear_names)
        return sum(clear_names(0, w, p, (s, 2, 3, 4))[1] == 1.0 for s in range(4000)) / 4000

    rate = 0.01 * math.exp(1.0)
    assert taken(polities__n_correction=1.0) == pytest.approx(1 - math.exp(-rate), abs=0.01)
    assert taken() == 0.0
    assert taken(polities__n_correction=1.0, polities__purging=1.0) == 0.0


def test_abroad_the_hand_of_the_hegemon_by_hand():
    def rate(**hegemon):
        w = office(polities__obedience=0.8)
        put(w, 0, polities__monopoly=1.0, polities__terror=0.5, polities__line=-0.8)
        put(w, 0, **hegemon)
        put(w, officials__position=0.2)
        w.clock.dt[0] = 100.0
        p = params(purge_abroad, reach=2.0)
        return sum(purge_abroad(0, w, p, (s, 2, 3, 4))[0] == 1.0 for s in range(4000)) / 4000

    told = rate()
    hazard = 2.0 / YEAR * 0.8 * 0.5 * math.exp(0.7)
    assert told == pytest.approx(1 - math.exp(-100 * hazard), abs=0.025)
    assert rate(polities__disclosure=1.0) < 0.3 * told, "frame-ups were renounced"
    assert rate(polities__monopoly=0.6) == 0.0, "no man rules alone"


def test_abroad_the_first_in_post_and_the_hegemon_are_spared():
    w = office(polities__obedience=1.0, polities__leader=0)
    put(w, 0, polities__monopoly=1.0, polities__terror=1.0, polities__leader=1)
    p = params(purge_abroad, reach=20.0)
    assert same(purge_abroad, w, p, row=0)
    assert not same(purge_abroad, w, p, row=1)
    put(w, 1, officials__polity=0)
    assert same(purge_abroad, w, p, row=1)
    free = office(polities__obedience=0.0)
    put(free, 0, polities__monopoly=1.0, polities__terror=1.0)
    assert same(purge_abroad, free, p, row=1)


def test_arrest_of_the_fallen_is_ruled_out_once_all_is_told():
    def taken(told):
        w = office(polities__elite_security=0.0, polities__disclosure=told)
        put(w, 0, officials__police=1.0)
        return sum(seized((s, 2, 3, 4), 0, w, params(contest_at_the_top)) for s in range(4000))

    assert taken(0.0) / 4000 == pytest.approx(0.5, abs=0.03)
    assert taken(1.0) / 4000 == pytest.approx(0.1, abs=0.02)


def test_criticism_answers_accusations_but_not_those_of_a_plotter():
    w = put(office(), 0, officials__accused=2.0)
    assert same(rectification, w, params(rectification)), "by default nobody is answered so"
    p = params(rectification, answer=0.1)
    left, answered = rectification(0, w, p, unlucky(1))
    assert left == pytest.approx(2.0 * math.exp(-0.1))
    assert answered == pytest.approx(2.0 - left)
    assert same(rectification, put(w, 0, officials__plotting=1.0), p)


def test_a_years_worth_clears_more_than_half_at_full_telling():
    w = office(40, polities__disclosure=1.0, polities__complicity=0.0)
    put(w, officials__fate=3.0, officials__in_office=0.0)
    for step in range(365):
        apply(rehabilitation, w, params(rehabilitation), 1)
        for k in range(40):
            apply(clear_names, w, params(clear_names), k, (1, 2, 3, step))
        w.clock.t[0] += 1
    assert 20 < (w.officials.cleared_on >= 0).sum() <= 40
    assert w.polities.n_cleared[1] > 20


STRENGTHS = (
    (clear_names, {"clear": 0.0, "reckon": 0.0}, 0),
    (purge_abroad, {"reach": 0.0}, 0),
    (rectification, {"answer": 0.0}, 0),
)


@pytest.mark.parametrize("f, still, row", STRENGTHS)
def test_at_zero_strength_each_is_absent(f, still, row):
    w = office(polities__clearing=0.3, polities__cleared_now=0.5, polities__obedience=1.0)
    put(w, 0, polities__monopoly=1.0, polities__terror=1.0, officials__accused=2.0)
    assert same(f, w, params(f, **still), row=row)


def test_at_zero_strength_no_case_is_taken_up():
    w = office(polities__disclosure=1.0, polities__n_correction=1.0)
    p = params(rehabilitation, base=0.0, corrected=0.0)
    assert same(rehabilitation, w, p, row=1)


@pytest.mark.parametrize("f", [clear_names, purge_abroad, rectification])
def test_half_steps_agree(f):
    def make():
        w = office(polities__clearing=0.01, polities__obedience=1.0)
        return put(w, 0, officials__accused=2.0, officials__police=1.0)

    p = params(f, **({"answer": 0.1} if f is rectification else {}))
    for whole, half in halves(f, make, p):
        assert whole == pytest.approx(half, rel=1e-9)


def test_standing_falls_alike_whatever_the_step():
    w = put(office(polities__cleared_now=0.1), 0, officials__standing=0.6)
    run(clear_names, w, params(clear_names, reckon=0.0), 5)
    assert w.officials.standing[0] == pytest.approx(0.6 * math.exp(-0.5 * 0.6 * 0.1 * 5))
