"""What shakes parties abroad, by hand: news, tanks, leaders, second centres; sign, dose, absence."""

import math

import pytest
from luck import same
from toy import apply, params, put, run, world

from thaw.mechanisms.inter_state.hegemon_decision import hegemon_decision
from thaw.mechanisms.inter_state.world_movement import drawn, lost_abroad
from thaw.mechanisms.inter_state.world_movement import world_movement as news

DRAWN, LOST = (getattr(f, "py_func", f) for f in (drawn, lost_abroad))


def abroad(n=1, **columns):
    """Parties of 1000, tied and ordinary unless said otherwise."""
    w = world(parties=n)
    put(w, parties__members=1000.0, parties__norm=1000.0, parties__tie=1.0, parties__start_tie=1.0)
    return put(w, **columns)


def shaken(days=1, p=None, **columns):
    w = abroad(**columns)
    run(news, w, p or params(news), days)
    return w


def test_a_disclosure_said_aloud_by_hand():
    """Told 0.5 in public, one day at 0.1: news 0.5 (1 - e^-0.1), doubt 1 - exp(-2 news) at full trust."""
    p = params(news, carry=0.1, own_word=2.0)
    w = shaken(1, p, polities__disclosure=0.5, polities__told_public=0.5)
    heard = 0.5 * (1.0 - math.exp(-0.1))
    assert w.parties.heard[0] == pytest.approx(heard, abs=1e-12)
    assert w.parties.doubt[0] == pytest.approx(1.0 - math.exp(-2.0 * heard), abs=1e-12)


def test_a_source_counts_by_its_credit():
    """What is said aloud shakes more than a text in the papers of others, that more than none; the tie doubles it."""
    told = {"polities__disclosure": 0.5}
    aloud = shaken(60, polities__told_public=0.5, **told).parties.doubt[0]
    text = shaken(60, parties__press=1.0, **told).parties.doubt[0]
    closed = shaken(60, parties__press=0.0, **told).parties.doubt[0]
    assert aloud > text > closed == 0.0
    loose = shaken(60, polities__told_public=0.5, parties__tie=0.2, parties__start_tie=0.2, **told)
    assert 0.0 < loose.parties.doubt[0] < aloud / 2


def test_tanks_shake_those_who_know_the_past():
    def after(heard, sent):
        w = abroad(parties__heard=heard)
        put(w, 1, polities__n_intervention=sent)
        run(news, w, params(news), 1)
        return w.parties.doubt[0]

    assert after(0.0, 0.0) == 0.0
    assert 0.0 < after(0.0, 1.0) < after(0.3, 1.0) < after(0.3, 2.0) < after(0.6, 2.0)
    assert after(0.0, 1.0) == pytest.approx(1.0 - math.exp(-2.0 * 0.05), abs=1e-12)


def test_what_is_counted_is_not_counted_again():
    w = abroad(parties__heard=0.5)
    put(w, 1, polities__n_intervention=1.0)
    put(w, 0, polities__n_leader=1.0)
    run(news, w, params(news), 1)
    first = w.parties.doubt[0]
    run(news, w, params(news), 1)
    assert w.parties.doubt[0] < first, "it only fades"
    assert (w.parties.entries_counted[0], w.parties.leaders_counted[0]) == (1.0, 1.0)


def test_a_change_of_leader_shakes():
    w = abroad()
    put(w, 0, polities__n_leader=1.0)
    run(news, w, params(news, leader=0.5), 1)
    assert w.parties.doubt[0] == pytest.approx(1.0 - math.exp(-0.5), abs=1e-12)


def test_a_centre_draws_those_who_doubt_and_stand_near_it():
    w = abroad(2, parties__doubt=0.5, parties__searching=0.0, parties__reconciled=0.1)
    put(w, 1, parties__pull=0.4, parties__lean=-1.0, parties__tie=0.25)
    # leaning 0.1 - 0.9 = -0.8; near 0.8; 0.5 * (0.4 * 0.75 * 0.8)
    assert DRAWN(0, w) == pytest.approx(0.5 * 0.4 * 0.75 * 0.8, abs=1e-12)
    assert DRAWN(1, w) == 0.0, "not itself"
    put(w, 1, parties__lean=1.0)
    assert DRAWN(0, w) == 0.0, "a centre of reform draws no servile party"
    put(w, 0, parties__reconciled=0.9)
    assert DRAWN(0, w) > 0.0
    put(w, 0, parties__doubt=0.0)
    assert DRAWN(0, w) == 0.0


def test_a_centre_of_the_old_line_that_was_not_asked_comes_loose():
    def tie(**changed):
        columns = {"parties__pull": 0.4, "parties__lean": -1.0} | changed
        w = abroad(2, polities__disclosure=0.5, polities__told_public=0.5)
        put(w, 1, **columns)
        p = params(news, own_word=0.0, unasked=0.8, pace=0.05)
        for _ in range(300):
            apply(news, w, p, 1)
        return w.parties.tie[1]

    assert tie() == pytest.approx(1.0 - 0.8 * 0.5, abs=0.01)
    assert tie(parties__lean=1.0) == pytest.approx(1.0, abs=1e-9)
    assert tie(parties__pull=0.0) == pytest.approx(1.0, abs=1e-9), "a party is not a centre"


def test_news_at_zero_strength_is_absent():
    w = abroad(polities__disclosure=0.5, polities__told_public=0.5)
    put(w, 1, polities__n_intervention=2.0)
    assert same(news, w, params(news, speed=0.0))
    assert same(news, abroad(), params(news)), "nothing told, nothing sent: nothing moves"


def test_the_hegemon_heeds_members_abroad_only_where_an_account_says_so():
    """With all members lost, weight 40 makes of a hazard next to nothing one that acts."""
    w = world(parties=2)
    put(w, parties__norm=1000.0, parties__members=1000.0)
    put(w, 0, parties__members=0.0)
    assert LOST(w) == pytest.approx(0.5)
    put(w, 1, parties__pull=0.3, parties__members=0.0)
    assert LOST(w) == 1.0, "a second centre is not counted"
    assert LOST(world()) == 0.0
    put(w, polities__population=1000.0, polities__party=1.0, polities__party_norm=1.0)
    put(w, 1, polities__unrest=1.0)

    def entries(movement):
        p = params(hegemon_decision, base=1e-12, movement=movement)
        return sum(hegemon_decision(1, w, p, (1, 2, 3, step))[0] > 0.0 for step in range(400))

    assert entries(0.0) == 0 < entries(40.0)
