"""An organisation beside the party: voice by hand, its word, its members; zero and step laws."""

import math

import pytest
from luck import halves, same, unlucky
from toy import params, put, world

from thaw.mechanisms.society.mass_organisation import mass_organisation

YEAR = 365.25


def country(**columns):
    w = world(polities=2, officials=3)
    put(w, officials__polity=1, polities__population=1e7)
    return put(w, 1, **columns)


def test_no_organisation_no_change():
    assert same(mass_organisation, country(polities__concession=1.0), params(mass_organisation), 1)


def test_its_voice_follows_line_need_and_terror_by_hand():
    w = country(polities__organised=0.9, polities__own_voice=0.3, polities__terror=0.0)
    put(w, 1, polities__line=0.5, polities__unrest=0.5)
    voice = mass_organisation(1, w, params(mass_organisation), unlucky(1))[1]
    target = 0.5 + 0.4 * 0.5 + 0.4 * 0.5
    assert voice == pytest.approx(target + (0.3 - target) * math.exp(-1.5 / YEAR))
    put(w, 1, polities__terror=1.0, polities__line=-1.0, polities__unrest=0.0)
    assert mass_organisation(1, w, params(mass_organisation), unlucky(1))[1] < 0.3


def test_it_vouches_for_what_is_granted_and_can_warn():
    granted = {"polities__concession": 1.0, "polities__organised": 0.8, "polities__own_voice": 0.8}
    p = params(mass_organisation, pace=0.0)
    word = 1 - 0.5 * math.exp(-0.005 * 0.8 * 0.8)
    assert mass_organisation(1, country(**granted), p, unlucky(1))[2] == pytest.approx(word)
    warned = mass_organisation(1, country(**granted), params(mass_organisation, vouch=-0.005), 1)
    assert warned[2] < 0.5
    silent = country(**{**granted, "polities__concession": 0.0})
    assert mass_organisation(1, silent, p, unlucky(1))[2] == 0.5


def test_members_come_and_go_with_its_voice():
    free = country(polities__organised=0.5, polities__own_voice=0.9, polities__line=1.0)
    bound = country(polities__organised=0.5, polities__own_voice=0.1, polities__line=-1.0)
    p = params(mass_organisation, join=5.0)
    assert mass_organisation(1, free, p, unlucky(1))[0] > 0.5
    assert mass_organisation(1, bound, p, unlucky(1))[0] < 0.5


BUSY = {"polities__organised": 0.8, "polities__concession": 0.5, "polities__unrest": 0.5}


def test_at_zero_strength_it_is_absent_and_half_steps_agree():
    def make():
        return put(country(**BUSY), officials__position=0.8)

    assert same(mass_organisation, make(), params(mass_organisation, pace=0.0, vouch=0.0), row=1)
    assert not same(mass_organisation, make(), params(mass_organisation), row=1)
    for whole, half in halves(mass_organisation, make, params(mass_organisation), row=1):
        assert whole == pytest.approx(half, rel=1e-4)
