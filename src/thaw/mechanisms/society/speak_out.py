"""Act in public when grievance, hope and company outweigh the threshold and the risk.

Source       Kuran 1991, World Politics 44(1) 7-48 (threshold on visible support); Epstein 2002, PNAS
             99 suppl. 3 (grievance times one minus legitimacy, net risk); Granovetter 1978, AJS 83(6)
Departures   A hazard instead of a hard threshold: as `noise` goes to 0 the hard rule returns.
             Company counts by its square root in one's own cell, so that the first to stop work
             counts for more than the tenth, and saturates in one's workplace: that they are out is
             known or it is not. One who has gone back is weary for a season, and a strike that
             lasts tires, less where a council leads it (SWP 1957, The Spirit of the Paris Commune,
             par. 3-8 in sign: councils kept a general strike up for weeks). Workplaces differ with
             a long tail downwards, which more than any army limits how many join. The ladder of
             acts is by stratum.
Notice       Long quiet, then all at once, first in a workplace where a few prone people work together.
Try          Halve `laggard`: almost every workplace joins once one has begun.

Strength: none of its own: this is acting itself; at `rate` 0 nobody acts.
"""

import math

from numba.extending import register_jitable

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(
    0.3,
    unit="1/day",
    support=(0, 20),
    source="assumed",
    meaning="hazard of acting for one whose motive equals the threshold",
)
noise = Parameter(
    0.2,
    unit="motive",
    support=(0.02, 1),
    source="assumed",
    meaning="motive that multiplies the hazard by e",
)
gap = Parameter(
    0.92,
    unit="motive",
    support=(-2, 4),
    source="assumed; set by base rates of unrest",
    meaning="distance to acting in quiet times, added to every rung",
)
company = Parameter(
    4.2,
    unit="motive",
    support=(0, 20),
    source="assumed; Kuran 1991 in form",
    meaning="motive added when everybody in one's cell acts",
)
push = Parameter(
    0.9,
    unit="motive",
    support=(0, 5),
    source="assumed; Granovetter 1978 in form",
    meaning="motive added once one's workplace is out",
)
half_push = Parameter(
    0.035,
    unit="share",
    support=(0.001, 1),
    source="assumed: one cell of twenty",
    meaning="share of the workplace acting at which that push is full",
)
crowd = Parameter(
    0.8,
    unit="motive",
    support=(0, 20),
    source="assumed; Kuran 1991 in form",
    meaning="motive added when everybody in sight in the town acts",
)
stake = Parameter(
    0.5,
    unit="motive",
    support=(0, 3),
    source="assumed",
    meaning="motive added when success is certain",
)
tire = Parameter(
    0.8,
    unit="motive/day",
    support=(0, 3),
    source="assumed; record row june18-return",
    meaning="motive lost for each day that the workplace has been out",
)
workplace = Parameter(
    0.28,
    unit="motive",
    support=(0, 1),
    source="assumed",
    meaning="standard deviation of motive between workplaces, upper side",
)
laggard = Parameter(
    1.8,
    unit="motive",
    support=(0, 20),
    source="assumed; sets how many join a wave",
    meaning="mean by which workplaces stand back beyond that",
)
home_strike = Parameter(
    0.9,
    unit="1/day",
    support=(0, 20),
    source="assumed; most plants of 17 June "
    "1953 were at work again on 18-19 June, record row june18-return",
)
home_demonstrate = Parameter(
    4.0, unit="1/day", support=(0, 48), source="assumed; crowds last hours"
)
home_arms = Parameter(0.35, unit="1/day", support=(0, 20), source="assumed")
council_hold = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source=(
        "SWP 1957, Role of Workers Councils Decisive, par. 8 to The Spirit of the Paris "
        "Commune, par. 8 in sign; size assumed"
    ),
    meaning="share of going back to work that a full council prevents",
)
settle = Parameter(
    1.0,
    unit="1",
    support=(0, 20),
    source="assumed; record row berlin-16june-norms in kind",
    meaning="how many times faster people go home when what they asked for has just been granted",
)
ceiling = Parameter(
    4.0,
    unit="1/day",
    support=(0.1, 8),
    source="assumed; six hours from thought to act",
    meaning="largest hazard of acting, all acts together",
)
held_days = Parameter(
    300.0, unit="day", support=(1, 3650), source="assumed", meaning="mean time in custody"
)
cowed = Parameter(
    1.6,
    unit="motive",
    support=(0, 2),
    source="assumed",
    meaning="motive lost by one just released from custody",
)
spent = Parameter(
    2.4,
    unit="motive",
    support=(0, 5),
    source="assumed; record row june18-return: most "
    "plants went back after a day or two and stayed at work",
    meaning="motive lost by one who has just gone back from a strike or the street",
)
fading = Parameter(
    350.0,
    unit="day",
    support=(1, 3650),
    source="assumed",
    meaning="time in which a personal shock falls by e",
)


@register_jitable
def net_motive(grievance, risk_aversion, risk, lift):
    """Grievance less the risk as one who is so averse to it feels it, plus what lifts everybody."""
    return grievance - risk_aversion * risk + lift


@register_jitable
def hazard_of(rate, motive, height, noise):
    """Hazard of an act `height` high: `rate` at motive equal to height, e times that `noise` above it."""
    return rate * exp((motive - height) / noise)


def reach(s, t, w, p):
    """What lifts people of site s in town t (-1: a town at rest) by who they are.

    Returns
    -------
    tuple of float
        a, b, g, l, f such that the motive of one without a shock of his own is
        max(a * hardship + b * national + g, l * conviction) - f * risk_aversion + lifts.
    """
    g = w.sites.group[s]
    left = 1.0 - w.polities.legitimacy[w.sites.polity[s]]
    arrest = w.towns.arrest[t] if t >= 0 else w.places.arrest[w.sites.place[s]]
    return (
        w.groups.grievance_econ[g] * left,
        w.groups.grievance_nat[g] * left,
        w.groups.grievance_pol[g] * left,
        w.groups.grievance_loyal[g],
        w.groups.fear[g] * arrest,
    )


def lift(s, t, w, p):
    """What lifts all people of site s in town t alike: hope, news, calls, the crowd, the town's own anger."""
    j = w.sites.polity[s]
    at = p.stake * w.groups.efficacy[w.sites.group[s]] + w.places.word[w.sites.place[s]] - p.gap
    at -= w.polities.dread[j]
    at += w.polities.example[j] + w.polities.rally[j] + w.polities.call_lift[j] * w.sites.council[s]
    if t >= 0:
        at += p.crowd * w.towns.seen[t] + w.towns.word[t] + w.towns.shock[t] - w.towns.dread[t]
    return at


def own_lift(at, w, p):
    """What lifts one by where he stands: company in cell and workplace, less what a long strike costs."""
    return (
        p.company * math.sqrt(at.company)
        + p.push * min(at.works / p.half_push, 1.0)
        - p.tire * at.days * (1.0 - w.sites.council[at.site])
        + at.local
    )


def going_home(at, act, w, p):
    """Rate per day at which one leaves off an act of his own accord."""
    j = w.sites.polity[at.site]
    believed = w.polities.answered[j] * (1.0 - w.polities.distrust[j])
    soon = 1.0 + p.settle * w.polities.granted[j] * believed
    if act == 1:
        return soon * p.home_strike * (1.0 - p.council_hold * w.sites.council[at.site])
    if act == 2:
        return soon * p.home_demonstrate
    return soon * p.home_arms


@mechanism(
    over="people",
    reads=(
        "sites.group",
        "sites.place",
        "sites.polity",
        "sites.council",
        "groups.grievance_econ",
        "groups.grievance_pol",
        "groups.grievance_nat",
        "groups.grievance_loyal",
        "groups.fear",
        "groups.efficacy",
        "groups.height_strike",
        "groups.height_demonstrate",
        "groups.height_arms",
        "towns.seen",
        "towns.arrest",
        "towns.word",
        "towns.shock",
        "towns.dread",
        "places.arrest",
        "places.word",
        "polities.legitimacy",
        "polities.dread",
        "polities.granted",
        "polities.answered",
        "polities.distrust",
        "polities.example",
        "polities.rally",
        "polities.call_lift",
    ),
    writes="people.state",
    hot=True,
    bound=reach,
    back=going_home,
    lift=lift,
    own_lift=own_lift,
)
def speak_out(at, me, w, p, key):
    """Hazards per day that one at this spot strikes, demonstrates, takes arms."""
    g = w.sites.group[at.site]
    econ, nat, pol, loyal, risk = reach(at.site, at.town, w, p)
    grievance = max(me.hardship * econ + me.national * nat + pol, me.conviction * loyal)
    lifts = lift(at.site, at.town, w, p) + own_lift(at, w, p) + me.shock
    motive = net_motive(grievance, me.risk_aversion, risk, lifts)
    a = hazard_of(p.rate, motive, me.threshold * w.groups.height_strike[g], p.noise)
    b = hazard_of(p.rate, motive, me.threshold * w.groups.height_demonstrate[g], p.noise)
    c = hazard_of(p.rate, motive, me.threshold * w.groups.height_arms[g], p.noise)
    scale = p.ceiling / (p.ceiling + a + b + c)
    return a * scale, b * scale, c * scale
