"""Members of parties abroad by hand: who leaves, who turns, who splits; dose, step, absence."""

import math

import pytest
from luck import lucky, same, unlucky
from toy import apply, params, put, run, world

from thaw.mechanisms.inter_state.members_abroad import members_abroad as members


def abroad(n=1, **columns):
    """Parties of 1000, tied and ordinary unless said otherwise."""
    w = world(parties=n)
    put(w, parties__members=1000.0, parties__norm=1000.0, parties__tie=1.0, parties__start_tie=1.0)
    return put(w, **columns)


def lost(days=200, p=None, **columns):
    w = abroad(**{"parties__doubt": 0.5} | columns)
    p = p or params(members, split=0.0)
    run(members, w, p, days)
    return w


def test_one_day_of_members_by_hand():
    """doubt 0.5: a quarter of `leave`; the searching at 1, the others at `drop`; nobody turns or joins."""
    p = params(
        members, leave=0.4, drop=0.5, wake=0.0, reconcile=0.0, join=0.0, reform=0.0, split=0.0
    )
    w = abroad(parties__doubt=0.5, parties__searching=0.2, parties__reconciled=0.1)
    apply(members, w, p)
    left = 200.0 * math.exp(-0.1) + 800.0 * math.exp(-0.05)
    assert w.parties.members[0] == pytest.approx(left, abs=1e-9)
    assert w.parties.left[0] == pytest.approx(1000.0 - left, abs=1e-9)
    assert w.parties.searching[0] == pytest.approx(200.0 * math.exp(-0.1) / left, abs=1e-12)


def test_more_doubt_more_leave_and_roots_hold():
    few, many = (lost(parties__doubt=d).parties.members[0] for d in (0.2, 0.8))
    assert 1000.0 > few > many
    rooted = lost(parties__doubt=0.8, parties__rooted=0.7).parties.members[0]
    assert rooted > many
    assert lost(parties__doubt=0.8, parties__rooted=1.0).parties.members[0] == 1000.0


def test_the_shaken_turn_to_both_wings_and_more_to_searching():
    t = lost(60, parties__doubt=0.8).parties
    assert t.searching[0] > t.reconciled[0] > 0.1
    assert t.searching[0] + t.reconciled[0] < 1.0


def test_a_party_forms_anew_when_doubt_is_gone():
    w = lost(200, parties__doubt=0.8)
    low, searching = w.parties.members[0], w.parties.searching[0]
    put(w, parties__doubt=0.0)
    run(members, w, params(members), 2000)
    assert low < w.parties.members[0] < 1000.0
    assert 0.1 <= w.parties.searching[0] < searching


def test_a_split_takes_part_of_the_other_wings():
    columns = {"parties__doubt": 1.0, "parties__searching": 0.3, "parties__reconciled": 0.2}
    p = params(
        members, split=1.0, torn=0.4, wake=0.0, reconcile=0.0, leave=0.0, join=0.0, reform=0.0
    )
    w = abroad(**columns)
    apply(members, w, p, draw_key=lucky(0))
    t = w.parties
    assert t.n_split[0] == 1.0
    assert t.apart[0] == pytest.approx(0.4 * 500.0, abs=1e-9)
    assert t.members[0] == pytest.approx(800.0, abs=1e-9)
    assert t.searching[0] == pytest.approx(180.0 / 800.0, abs=1e-12)
    none = abroad(**columns)
    apply(members, none, params(members, split=0.01), draw_key=unlucky(0))
    assert none.parties.n_split[0] == 0.0


def test_no_split_without_doubt_or_without_wings():
    p = params(members, split=5.0)
    for columns in (
        {"parties__doubt": 0.0},
        {"parties__searching": 0.0, "parties__reconciled": 0.0},
    ):
        w = abroad(**{"parties__doubt": 0.0} | columns)
        run(members, w, p, 100)
        assert w.parties.n_split[0] == 0.0


def test_days_in_halves_come_to_the_same():
    def months(dt):
        w = abroad(parties__doubt=0.5)
        w.clock.dt[0] = dt
        run(members, w, params(members, split=0.0), 240)
        return float(w.parties.members[0])

    assert months(0.5) == pytest.approx(months(1.0), rel=1e-3)


def test_members_at_zero_strength_is_absent():
    w = abroad(parties__doubt=0.9, parties__members=700.0, parties__searching=0.5)
    assert same(members, w, params(members, speed=0.0))
