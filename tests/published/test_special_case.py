"""The hard threshold of the published models is the main model's hazard as its noise goes to nothing."""

from __future__ import annotations

import math

import pytest
from toy import params, put, world

from thaw.mechanisms.society.speak_out import hazard_of, net_motive, speak_out
from thaw.published.models import chwe_2000, global_game, granovetter_1978, kuran_1991, siegel_2009
from thaw.published.models import makowsky_rubin_2013 as makowsky
from thaw.published.models import watts_2002 as watts
from thaw.world import TRAITS, Person, Spot

NOISE = 1e-4


def decides(seen, threshold, grievance=0.0, fear=0.0, aversion=0.0, arrest=0.0):
    """Whether a member of the main model acts within a day, by `speak_out` itself at small noise."""
    w = world(places=1, groups=1, sites=1, towns=1)
    put(
        w,
        towns__seen=seen,
        towns__arrest=arrest,
        groups__fear=fear,
        groups__efficacy=0.0,
        groups__grievance_pol=grievance,
        polities__legitimacy=0.0,
        groups__height_strike=1.0,
        groups__height_demonstrate=1.0,
        groups__height_arms=1.0,
    )
    p = params(speak_out, noise=NOISE, crowd=1.0, company=0.0, push=0.0, stake=0.0, gap=0.0)
    me = Person(
        **(dict.fromkeys(TRAITS, 0.0) | {"threshold": threshold, "risk_aversion": aversion}),
        shock=0.0,
        act=0,
    )
    here = Spot(site=0, town=0, company=0.0, works=0.0, days=0.0, local=0.0)
    hazard = sum(speak_out(here, me, w, p, (1, 2, 3, 0)))
    assert hazard < 1e-9 or hazard > 0.99 * p.ceiling
    return hazard > 1.0


RULES = {
    "granovetter_1978": lambda seen, t: granovetter_1978.joins(100 * t, 100 * seen),
    "kuran_1991": lambda seen, t: kuran_1991.opposes(100 * t, 100 * seen),
    "chwe_2000": lambda seen, t: chwe_2000.enough(4 * t, 4 * seen),
    "watts_2002": lambda seen, t: watts.turns_on(t, seen),
    "siegel_2009": lambda seen, t: siegel_2009.takes_part(-t, seen),
    "global_game": lambda seen, t: global_game.attacks(t, seen),
}


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("seen", [0.0, 0.2, 0.55, 1.0])
@pytest.mark.parametrize("threshold", [-0.3, 0.1, 0.5, 0.9])
def test_thresholds_on_those_seen(name, seen, threshold):
    assert RULES[name](seen, threshold) == decides(seen, threshold)


@pytest.mark.parametrize("distance", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("conforming", [0.0, 0.3, 1.0])
def test_punishment_is_the_fear_of_arrest(distance, conforming):
    published = makowsky.reveals(distance, 0.0, 3.0, conforming)
    main = decides(0.0, 0.0, grievance=distance**2, fear=3.0, aversion=1.0, arrest=conforming)
    assert published == main


@pytest.mark.parametrize("gap", [-0.02, 0.02])
def test_the_hazard_becomes_a_step(gap):
    motive = net_motive(0.7, 0.5, 0.4, 0.1)
    chances = [
        1 - math.exp(-hazard_of(1.0, motive, motive - gap, s)) for s in (1.0, 0.1, 0.01, 1e-3)
    ]
    limit = 1.0 if gap > 0 else 0.0
    away = [abs(c - limit) for c in chances]
    assert away == sorted(away, reverse=True) and away[-1] < 1e-8
