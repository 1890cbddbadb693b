"""Authority by hand: heirs build, powers and the hegemon lend, crowds ask back; step and absence."""

import math

import pytest
from bureau import YEAR, country
from luck import halves, same, unlucky
from toy import params, put, run

from thaw.mechanisms.rulers.leader_authority import leader_authority


def test_an_heir_builds_and_an_old_head_does_not():
    def after(**columns):
        w = country(polities__monopoly=1.0, polities__censorship=1.0, **columns)
        put(w, 0, polities__authority=0.3)
        w.clock.t[0] = 5 * YEAR
        return leader_authority(1, w, params(leader_authority, pace=2.0), unlucky(1))

    assert after() == 0.3
    heir = after(polities__n_leader=1.0)
    grown = 0.4 * (1 - math.exp(-5 / 4))
    assert heir == pytest.approx(0.3 + grown * (1 - math.exp(-2 / YEAR)))
    assert after(polities__n_leader=1.0, polities__leader_since=4.9 * YEAR) < heir


def test_authority_is_lent_by_the_hegemon_and_by_powers_and_asked_back_by_crowds():
    p = params(leader_authority)

    def level(row=1, **columns):
        return leader_authority(row, country(**columns), p, unlucky(1))

    w = country(polities__obedience=1.0)
    put(w, 0, polities__authority=0.1)
    assert leader_authority(1, w, p, unlucky(1)) < 0.3
    put(w, 0, polities__authority=0.6)
    assert leader_authority(1, w, p, unlucky(1)) > 0.3
    w = country()
    assert leader_authority(0, w, p, unlucky(1)) == 0.3
    put(w, 0, polities__pressure=0.0)
    assert leader_authority(0, w, p, unlucky(1)) > 0.3
    w = put(country(), places__polity=1, places__demonstrators=1000, places__aim_loyal=1.0)
    assert leader_authority(1, w, p, unlucky(1)) > level()
    put(w, places__aim_loyal=0.0)
    assert leader_authority(1, w, p, unlucky(1)) == level()


def test_authority_that_was_lost_returns_to_that_of_the_countrys_own_start():
    for start in (0.2, 0.7):
        w = country(polities__authority=0.5 * start, polities__start_authority=start)
        put(w, 0, polities__authority=0.3)
        run(leader_authority, w, params(leader_authority, pace=2.0), 4000, row=1)
        assert w.polities.authority[1] == pytest.approx(start, rel=1e-3)


def test_at_zero_strength_it_is_absent_and_half_steps_agree():
    make = lambda: country(polities__n_leader=1.0, polities__start_authority=0.6)  # noqa: E731
    assert same(leader_authority, make(), params(leader_authority, pace=0.0), row=1)
    assert not same(leader_authority, make(), params(leader_authority), row=1)
    for whole, half in halves(leader_authority, make, params(leader_authority), row=1):
        assert whole == pytest.approx(half, rel=1e-5)
