"""Doubt of those in office by hand: causes, what guilt keeps away, positions; step and absence."""

import math

import pytest
from bureau import country
from luck import halves, same, unlucky
from toy import params, put, run

from thaw.mechanisms.rulers.private_doubt import private_doubt


def test_doubt_moves_a_position_by_hand():
    # target .8 * .5 read * (1 - .7 * .5) = .26; a day at .004; position up by .6 of it
    w = country(polities__inquiry=0.5)
    put(w, 0, officials__complicity=0.5, officials__position=-0.4)
    doubt, position = private_doubt(0, w, params(private_doubt), unlucky(0))
    assert doubt == pytest.approx(0.26 * (1 - math.exp(-0.004)))
    assert position == pytest.approx(-0.4 + 0.6 * doubt)


@pytest.mark.parametrize("cause", ["inquiry", "known_party", "unrest", "ferment"])
def test_each_cause_of_doubt_raises_it_and_guilt_keeps_it_away(cause):
    w = country(**{f"polities__{cause}": 0.8})
    put(w, 0, officials__complicity=1.0)
    put(w, 1, officials__complicity=0.1)
    p = params(private_doubt)
    guilty, clean = (private_doubt(k, w, p, unlucky(0))[0] for k in (0, 1))
    assert clean > 2 * guilty > 0
    assert private_doubt(1, country(), p, unlucky(0))[0] == 0


def test_positions_come_back_when_doubt_fades():
    w = country(polities__inquiry=0.5)
    put(w, officials__position=-0.4)
    run(private_doubt, w, params(private_doubt), 300, row=0)
    there = w.officials.position[0]
    put(w, 1, polities__inquiry=0.0)
    run(private_doubt, w, params(private_doubt), 3000, row=0)
    assert there > -0.35 > w.officials.position[0] == pytest.approx(-0.4, abs=1e-4)


def test_at_zero_strength_it_is_absent_and_half_steps_agree():
    make = lambda: country(polities__inquiry=0.4, polities__unrest=0.5)  # noqa: E731
    assert same(private_doubt, make(), params(private_doubt, pace=0.0), row=0)
    assert not same(private_doubt, make(), params(private_doubt), row=0)
    for whole, half in halves(private_doubt, make, params(private_doubt), row=0):
        assert whole == pytest.approx(half, rel=1e-5)
