"""Calls of councils that act as one, and talks with them."""

import math

import pytest
from luck import same
from toy import params, put, world

from thaw.mechanisms.counter_power.general_strike import general_strike as f
from thaw.mechanisms.society.speak_out import speak_out


def country(**columns):
    return put(world(), 1, **columns)


def share(w, which, draws=4000, **override):
    """Share of draws in which a count rises; 1 calls, 3 rounds of talks."""
    p = params(f, **override)
    return sum(f(1, w, p, (1, 2, 3, s))[which] for s in range(draws)) / draws


def test_chances_by_hand():
    # Federation 0.5: calls 0.12 x 0.5 = 0.06 a day; under martial law three times that.
    # Talks 0.5 x 0.5 = 0.25 a day.
    w = country(polities__federation=0.5)
    assert share(w, 1) == pytest.approx(1 - math.exp(-0.06), abs=0.012)
    assert share(w, 3) == pytest.approx(1 - math.exp(-0.25), abs=0.02)
    put(w, 1, polities__emergency=1.0)
    assert share(w, 1) == pytest.approx(1 - math.exp(-0.18), abs=0.018)


def test_a_call_by_hand():
    """It lifts by `heed` and fades by e in three days; no second call while the first is whole."""
    w = country(polities__federation=1.0, polities__emergency=1.0)
    p = params(f, call=5.0, heed=1.0)
    made = [f(1, w, p, (1, 2, 3, s)) for s in range(50)]
    assert any(m[:2] == (1.0, 1.0) for m in made)
    put(w, 1, polities__call_lift=1.0)
    assert all(f(1, w, p, (1, 2, 3, s))[0] == pytest.approx(math.exp(-1 / 3)) for s in range(50))


def test_no_councils_no_calls_no_talks():
    assert same(f, country(), params(f), row=1)


def test_at_zero_strength_it_is_absent():
    w = country(polities__federation=1.0, polities__talks=0.4, polities__call_lift=0.3)
    assert same(f, w, params(f, call=0.0, meet=0.0), row=1)


def test_a_grant_that_meets_what_is_asked_ends_the_calls():
    w = country(polities__federation=1.0, polities__granted=1.0, polities__answered=1.0)
    assert share(w, 1, 500) == 0.0
    put(w, 1, polities__answered=0.3)
    assert share(w, 1, 500) > 0.0


def test_calls_wait_for_talks_unless_promises_are_disbelieved():
    w = country(polities__federation=1.0, polities__talks=1.0)
    waiting = share(w, 1)
    put(w, 1, polities__distrust=1.0)
    assert waiting < 0.5 * share(w, 1)
    assert share(put(w, 1, polities__distrust=0.0), 1, wait=0.0) > 2 * waiting


@pytest.mark.parametrize("dose", [0.2, 0.5, 1.0])
def test_more_federation_more_calls_and_talks(dose):
    less, more = country(polities__federation=dose / 2), country(polities__federation=dose)
    assert share(less, 1) < share(more, 1)
    assert share(less, 3) < share(more, 3)


def test_a_call_outweighs_what_those_lose_who_have_just_gone_back():
    """Where all obey a council: else nobody who struck last week would follow it."""
    spent = params(speak_out).spent
    assert params(f).heed > spent
