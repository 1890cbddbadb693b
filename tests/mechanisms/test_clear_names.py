"""Who is cleared, first and last, what comes back to him and who pays; zero and step laws."""

import math

import pytest
from luck import halves, lucky, same, unlucky
from toy import params, put, run, world

from thaw.mechanisms.rulers.clear_names import clear_names


def office(n=4, **columns):
    """A hegemon and a country that obeys it with n officials, each with an address of his own."""
    w = world(polities=2, officials=n)
    w.officials.address[:] = range(1, n + 1)
    put(w, officials__polity=1, polities__population=1e6)
    return put(w, 1, **columns)


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


def test_standing_falls_alike_whatever_the_step():
    w = put(office(polities__cleared_now=0.1), 0, officials__standing=0.6)
    run(clear_names, w, params(clear_names, reckon=0.0), 5)
    assert w.officials.standing[0] == pytest.approx(0.6 * math.exp(-0.5 * 0.6 * 0.1 * 5))


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


def test_at_zero_strength_it_is_absent():
    w = office(polities__clearing=0.3, polities__cleared_now=0.5, polities__obedience=1.0)
    put(w, 0, polities__monopoly=1.0, polities__terror=1.0, officials__accused=2.0)
    assert same(clear_names, w, params(clear_names, clear=0.0, reckon=0.0))


def test_half_steps_agree():
    def make():
        w = office(polities__clearing=0.01, polities__obedience=1.0)
        return put(w, 0, officials__accused=2.0, officials__police=1.0)

    for whole, half in halves(clear_names, make, params(clear_names)):
        assert whole == pytest.approx(half, rel=1e-9)
