"""Who is voted out, arrested and taken back: by hand, dose, sign, zero strength."""

import math

import pytest
from luck import same
from toy import params, put, world

from thaw.mechanisms.rulers._votes import carried, dread
from thaw.mechanisms.rulers.contest_at_the_top import contest_at_the_top as fn
from thaw.mechanisms.rulers.contest_at_the_top import seized

OFTEN = 4000
QUIET = {"wings": 0.0, "master": 0.0, "street": 0.0, "esteem": 0.0, "guilt": 0.0, "fear": 0.0}
"""Weights at which a member leans neither way."""


def body(members=5, **columns):
    """One polity at rest with a body of equals, the first in post among them, row 0."""
    w = world(polities=1, officials=members)
    for k in range(members):
        put(w, k, officials__address=100 + k, officials__rank=float(k))
    put(w, polities__leader=0, polities__monopoly=0.6, polities__obedience=0.0)
    put(w, polities__authority=0.0, officials__standing=0.4)
    return put(w, **columns)


def times(w, row, p, what=0, value=0.0):
    """In how many of so many steps the answer has this value."""
    return sum(fn(row, w, p, (1, 2, 3, s))[what] == value for s in range(OFTEN))


def share(w, row, sign=1.0, **weights):
    p = params(fn, **weights)
    return sum(carried((1, 2, 3, s), row, w, p, sign) for s in range(OFTEN)) / OFTEN


def test_rate_of_motions_by_hand():
    # nobody leans; all vote for (one member besides him, sure by guilt): 0.06 a year of 365.25 days
    w = body(2, officials__complicity=1.0, polities__blame=1.0)
    w.clock.dt[0] = 365.25
    p = params(fn, **{**QUIET, "guilt": 40.0, "base": 0.06 * math.exp(-40.0)})
    expected = OFTEN * (1 - math.exp(-0.06))
    assert times(w, 1, p) == pytest.approx(expected, abs=4 * math.sqrt(expected))


def test_a_majority_of_heads_by_hand():
    # three members beside him, each for by chance 1/2: two or three of three, 1/2; of two: both, 1/4
    assert share(body(4), 1, **QUIET) == pytest.approx(0.5, abs=0.03)
    assert share(body(3), 1, **QUIET) == pytest.approx(0.25, abs=0.03)


def test_those_out_held_or_dead_have_no_vote():
    for column, value in (("in_office", 0.0), ("fate", 3.0), ("alive", 0.0)):
        w = body(4)
        put(w, 3, **{f"officials__{column}": value})
        assert share(w, 1, **QUIET) == pytest.approx(0.25, abs=0.03)


def test_whoever_holds_the_police_is_feared_while_others_are_not_safe():
    w = body(polities__elite_security=0.1)
    before = share(w, 2)
    put(w, 2, officials__police=1.0)
    feared = share(w, 2)
    assert feared > before + 0.3
    safe = put(body(polities__elite_security=0.9), 2, officials__police=1.0)
    assert share(safe, 2) < feared - 0.2
    assert share(w, 2, fear=0.0) == pytest.approx(before, abs=0.03)
    # under one man colleagues cannot act on it
    assert dread(0, put(w, polities__monopoly=1.0)) == 0.0
    assert dread(0, put(w, polities__monopoly=0.6)) == pytest.approx(0.9)


def test_wings_line_guilt_and_street_each_have_their_sign():
    far = put(body(), 1, officials__position=0.9)
    assert share(far, 1, **{**QUIET, "wings": 3.0}) > share(far, 1, **QUIET) + 0.15
    ordered = body(polities__obedience=1.0)
    put(ordered, polities__line=-1.0)
    put(ordered, 1, officials__position=0.9)
    assert share(ordered, 1, **{**QUIET, "master": 2.0}) > 0.9
    guilty = put(body(polities__blame=0.8), 1, officials__complicity=1.0)
    assert share(guilty, 1, **{**QUIET, "guilt": 3.0}) > 0.9
    for position, sign in ((0.9, -1), (-0.9, 1)):
        w = put(body(polities__unrest=1.0), 1, officials__position=position)
        moved = share(w, 1, **{**QUIET, "street": 2.0}) - share(w, 1, **QUIET)
        assert sign * moved > 0.25
        assert sign * (share(w, 1, -1.0, **{**QUIET, "street": 2.0}) - 0.3) < 0


def test_authority_keeps_one_man_and_no_chairman():
    alone = {"polities__monopoly": 1.0, "polities__authority": 0.75}
    assert share(body(**alone), 0, **{**QUIET, "counted": 1.0}) < 0.02
    assert share(body(**{**alone, "polities__monopoly": 0.5}), 0, **{**QUIET, "counted": 1.0}) > 0.3


def test_the_committee_saves_whom_the_body_outvotes():
    w = body(6)
    put(w, 0, officials__standing=0.9)
    put(w, slice(1, 6), officials__standing=0.2)
    sure = {**QUIET, "counted": 40.0, "machine": 3.0}
    assert share(w, 0, **sure, appeal=0.0) == 1.0
    assert share(w, 0, **sure, appeal=1.0) == 0.0
    assert share(w, 0, **sure, appeal=0.4) == pytest.approx(0.6, abs=0.03)
    put(w, slice(1, 6), officials__standing=0.9)
    assert share(w, 0, **sure, appeal=1.0) == 1.0


def test_a_motion_against_the_first_in_post_is_voted_on_in_its_step_alone():
    w = body()
    w.clock.t[0] = 12.0
    p = params(fn, **{**QUIET, "counted": 40.0, "appeal": 0.0, "seat": 0.0, "base": 1e-9})
    put(w, polities__motion_on=11.0)
    assert times(w, 0, p) == 0
    put(w, polities__motion_on=12.0)
    assert times(w, 0, p) == OFTEN
    answer = fn(0, w, p, (1, 2, 3, 4))
    assert answer[3] == 12.0 and answer[4] == pytest.approx(0.2)
    # he may lose the post and keep a seat
    p = p._replace(seat=1.0, seize=0.0)
    office, fate, _, lost, _ = fn(0, w, p, (1, 2, 3, 4))
    assert (office, fate, lost) == (1.0, 0.0, 12.0)


def test_arrest_falls_on_the_police_or_under_terror_and_where_nobody_is_safe():
    p = params(fn, **{**QUIET, "counted": 40.0, "appeal": 0.0, "seize": 1.0, "base": 1e-9})

    def arrests(**columns):
        w = body(polities__motion_on=0.0, polities__elite_security=0.0, polities__terror=0.0)
        return times(put(w, **columns), 0, p, what=1, value=1.0)

    assert arrests() == 0
    assert arrests(officials__police=1.0) == OFTEN
    assert arrests(officials__police=1.0, polities__elite_security=1.0) == 0
    assert 0 < arrests(polities__terror=0.5) < OFTEN


def test_the_case_is_made_and_handed_to_verdicts():
    w = body(officials__fate=1.0, officials__in_office=0.0)
    assert times(w, 1, params(fn, charge=0.5), what=1, value=2.0) == pytest.approx(
        OFTEN * (1 - math.exp(-0.5)), rel=0.06
    )
    assert times(w, 1, params(fn, charge=0.0), what=1, value=2.0) == 0


def test_one_out_of_office_is_taken_back_by_vote_and_none_who_is_held():
    w = body(officials__position=0.0)
    put(w, 3, officials__in_office=0.0, officials__position=0.8)
    quiet = times(w, 3, params(fn, recall=20.0), value=1.0)
    put(w, polities__unrest=1.0)
    loud = times(w, 3, params(fn, recall=20.0), value=1.0)
    assert loud > 3 * max(quiet, 1)
    put(w, 3, officials__fate=3.0)
    assert times(w, 3, params(fn, recall=20.0), value=1.0) == 0
    put(w, 3, officials__fate=5.0)
    assert times(w, 3, params(fn, recall=20.0), value=1.0) == loud


def test_whoever_was_called_to_the_first_post_holds_office():
    w = body(polities__leader_since=30.0)
    put(w, 0, officials__in_office=0.0)
    assert fn(0, w, params(fn), (1, 2, 3, 4))[0] == 1.0
    put(w, 0, officials__lost_on=30.0)
    assert fn(0, w, params(fn), (1, 2, 3, 4))[0] == 0.0


def test_the_dead_lose_office_and_never_return():
    w = body(officials__alive=0.0)
    assert times(w, 1, params(fn, recall=100.0)) == OFTEN
    put(w, officials__in_office=0.0, polities__unrest=1.0)
    assert times(w, 1, params(fn, recall=100.0)) == OFTEN


def test_at_zero_strength_it_is_absent():
    w = body(polities__motion_on=0.0, polities__unrest=1.0, officials__alive=0.0)
    assert same(fn, w, params(fn, base=0.0, recall=0.0), row=1)


def test_arrest_of_the_fallen_is_ruled_out_once_all_is_told():
    def taken(told):
        w = body(polities__elite_security=0.0, polities__disclosure=told)
        put(w, 0, officials__police=1.0)
        return sum(seized((s, 2, 3, 4), 0, w, params(fn)) for s in range(OFTEN)) / OFTEN

    assert taken(0.0) == pytest.approx(0.5, abs=0.03)
    assert taken(1.0) == pytest.approx(0.1, abs=0.02)
