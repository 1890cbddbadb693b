"""Technicians at the top: by hand; a current they may feed; zero and step laws."""

import math

import pytest
from luck import halves, same, unlucky
from toy import params, put, world

from thaw.mechanisms.counter_power.restoration_current import restoration_current
from thaw.mechanisms.rulers.new_stratum import new_stratum

YEAR = 365.25


def country(**columns):
    w = world(polities=2, officials=3)
    put(w, officials__polity=1, polities__population=1e7)
    return put(w, 1, **columns)


def test_technicians_grow_with_industry_and_where_nobody_rules_alone():
    p = params(new_stratum, pace=10.0)
    still = {"polities__monopoly": 1.0}
    assert new_stratum(1, country(**still), p, unlucky(1)) == pytest.approx(0.15)
    grown = new_stratum(1, country(**still, polities__workers=math.e), p, unlucky(1))
    assert grown == pytest.approx(0.15 + 0.5 * (1 - math.exp(-10 / YEAR)))
    shared = new_stratum(1, country(polities__monopoly=0.6), p, unlucky(1))
    assert shared == pytest.approx(0.15 + 0.12 * (1 - math.exp(-10 / YEAR)))
    swept = new_stratum(1, country(**still, polities__mobilised=1.0), p, unlucky(1))
    assert swept < 0.15


def test_they_feed_a_current_only_where_an_account_says_so():
    w = country(polities__technocrats=0.5)
    plain = restoration_current(1, w, params(restoration_current), unlucky(1))
    assert restoration_current(1, w, params(restoration_current, stratum=0.5), unlucky(1)) > plain
    put(w, 1, polities__technocrats=0.0)
    assert restoration_current(1, w, params(restoration_current), unlucky(1)) == plain


BUSY = {"polities__workers": 2.0}


def test_at_zero_strength_it_is_absent_and_half_steps_agree():
    def make():
        return put(country(**BUSY), officials__position=0.8)

    assert same(new_stratum, make(), params(new_stratum, pace=0.0), row=1)
    assert not same(new_stratum, make(), params(new_stratum), row=1)
    for whole, half in halves(new_stratum, make, params(new_stratum), row=1):
        assert whole == pytest.approx(half, rel=1e-4)
