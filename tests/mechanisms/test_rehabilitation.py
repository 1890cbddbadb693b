"""Cases taken up again: rate by hand, sign, and nothing at zero strength."""

import math

import pytest
from luck import same, unlucky
from toy import apply, params, put, world

from thaw.mechanisms.rulers.clear_names import clear_names
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


def test_at_zero_strength_no_case_is_taken_up():
    w = office(polities__disclosure=1.0, polities__n_correction=1.0)
    p = params(rehabilitation, base=0.0, corrected=0.0)
    assert same(rehabilitation, w, p, row=1)
