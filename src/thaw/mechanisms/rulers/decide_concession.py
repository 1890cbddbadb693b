"""Rulers give way, and in what: pay and prices, law and institutions, an amnesty, persons in power.

Source       Mass pressure: Stein 1956, Due to Soviet Workers, par. 3; Workers Revolt, par. 3-5; SWP
             1956, East Germany and Vorkuta, par. 1 to Concessions to Workers, par. 2; SWP 1957, Not
             a 'Self-Reform' Movement, par. 3. Others: Kramer 1999 (succession and the
             line from Moscow), Stein 1956, Is Dulles Responsible?, par. 1-6 (Western pressure, reported). Relief and
             repression at once: SWP 1957, Hungary Aided Polish Revolution, par. 5-9. In form:
             Acemoglu and Robinson 2006, Economic Origins of Dictatorship and Democracy (concession
             under threat)
Departures   One hazard decides whether to give way and what is asked decides how: pay and prices, law
             and institutions, an amnesty, or persons in power (SWP 1957, Not a 'Self-Reform' Movement,
             par. 2-3, Hungary Aided Polish Revolution, par. 4 in kind). National demands are met, if at
             all, by politics and persons. Where nothing is heard, the shares of the kinds are an
             account's own; how far economic ones need a cause at all is `driven` (Stein 1956, opening,
             par. 7: they are routine). The sum of drives is the same in every account, so a reading
             is a set of weights.
Notice       After a concession the next one waits: the stock of recent ones holds rulers back. One
             that does not meet what is asked sends few home.
Try          Set `unrest`, `bloc` and `memory` to 0: what is left is the reading from above. `heed` 0:
             rulers who answer every demand with the same.

Strength: `base`. At 0 nothing is decided and every column stays as it stands.
"""

from numba.extending import register_jitable

from thaw.draw import exp, happens, uniform
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import (
    AMNESTY,
    CAP,
    DRIVES,
    ECONOMIC,
    PERSONNEL,
    POLITICAL,
    relax,
    unit,
    urge,
)
from thaw.parameter import Parameter

base = Parameter(
    0.0016,
    unit="1/day",
    support=(0, 0.1),
    source="assumed; two to three a year in the USSR of 1953-56 by record/events.csv, at default"
    " drives",
    meaning="hazard of a concession when every drive is nil",
)
unrest = Parameter(
    4.0,
    unit="1",
    support=(-10, 15),
    source=(
        "SWP 1957, Not a 'Self-Reform' Movement, par. 3; SWP 1956, Concessions to Workers, "
        "par. 2 in sign; size assumed"
    ),
    meaning="weight of unrest at home",
)
bloc = Parameter(
    1.0,
    unit="1",
    support=(-10, 15),
    source=(
        "SWP 1957, Hungary Aided Polish Revolution, par. 1-2; SWP 1956, East Germany and "
        "Vorkuta, par. 2 in sign; size assumed"
    ),
    meaning="weight of unrest in the bloc",
)
memory = Parameter(
    0.25,
    unit="1",
    support=(0, 2),
    source=(
        "assumed; SWP 1956, East Germany and Vorkuta, par. 2 to Concessions to Workers, "
        "par. 1 joins 1953 to 1956"
    ),
    meaning="weight of remembered against present unrest, at home and abroad",
)
exit = Parameter(
    0.8,
    unit="1",
    support=(-10, 15),
    source="Hirschman 1993, World Politics 45(2), in sign; size assumed",
    meaning="weight of people leaving the country",
)
security = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; no text names it as a cause",
    meaning="weight of safety at the top",
)
succession = Parameter(
    1.3,
    unit="1",
    support=(-10, 15),
    source="Kramer 1999, J. Cold War Studies 1(1), in sign; size assumed",
    meaning="weight of an open contest",
)
doctrine = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; no text names it as a cause",
    meaning="weight of those at the top who would concede",
)
line = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; no text of the time names it; Kramer 1999 does, for the satellites",
    meaning="weight of the policy line",
)
pressure = Parameter(
    0.3,
    unit="1",
    support=(-10, 15),
    source="Stein 1956, Is Dulles Responsible?, par. 1-6 reports the claim; size assumed",
    meaning="weight of Western pressure",
)
threat = Parameter(
    -0.8,
    unit="1",
    support=(-10, 15),
    source=(
        "assumed, sign and size: it follows from fear of an outside enemy keeping people quiet "
        "(Stein 1956, Workers Revolt, par. 6; SWP 1956, Concessions to Workers, par. 4), which leaves "
        "less need to concede"
    ),
    meaning="weight of external threat",
)
ferment = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; who names it is an account's own matter",
    meaning="weight of a mood of the many above the usual",
)
councils = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; who names it is an account's own matter",
    meaning="weight of the workforce that obeys councils",
)
workers = Parameter(
    0.0,
    unit="1",
    support=(-15, 15),
    source="assumed; sign disputed, who names it is an account's own matter",
    meaning="weight of number and schooling of workers, log above those of the start",
)
refractory = Parameter(
    4.0,
    unit="1",
    support=(0, 20),
    source="assumed",
    meaning="restraint per unit of recent concessions",
)
size = Parameter(
    0.5,
    unit="index",
    support=(0, 3),
    source="assumed",
    meaning="mean size of a concession; each is half to one and a half times it",
)
fading = Parameter(
    120.0,
    unit="day",
    support=(1, 3650),
    source="assumed",
    meaning="time in which recent concessions fall by e",
)
politics = Parameter(
    0.15,
    unit="share",
    support=(0, 1),
    source="assumed; record kind concession_political: before the autumn of 1956 one in six",
    meaning="share of political concessions where nothing is asked",
)
amnesties = Parameter(
    0.15,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="share of amnesties where nothing is asked: they free prisoners and leave prices alone",
)
persons = Parameter(
    0.1,
    unit="share",
    support=(0, 1),
    source="assumed; record rows berman-out, rokossovsky-leaves in kind",
    meaning="share of concessions in persons where nothing is asked",
)
heed = Parameter(
    3.0,
    unit="1",
    support=(0, 20),
    source="SWP 1957, Not a 'Self-Reform' Movement, par. 3 in sign; size assumed",
    meaning="log of how many times likelier the kind that is asked for at full loudness",
)
licence = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="Deutscher 1956, par. 47 in sign; 0 unless an account says so",
    meaning="how far what has been disclosed licenses other views: rise of the log hazard of concessions in politics"
    " and persons once all is told",
)
outgrown = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="Deutscher 1956, par. 25, 45 in sign; 0 unless an account says so",
    meaning="weight of a society that has outgrown its rule, as those who rule know",
)
privilege = Parameter(
    0.0,
    unit="1",
    support=(0, 15),
    source="SWP 1956, How Far Can They Go?, par. 1 in sign; 0 unless an account says so",
    meaning="how fast rulers stop short of what would end their privileges: fall of the log hazard of concessions"
    " in politics and persons per unit of recent ones",
)
driven = Parameter(
    1.0,
    unit="1",
    support=(0, 3),
    source="assumed; Stein 1956, opening, par. 7 sets it apart in his account",
    meaning="how far what moves the other kinds moves economic ones; 0 = a matter of routine",
)
partly = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed; Gomulka in Warsaw, October 1956, in kind",
    meaning="part of a demand that is held to be met by a concession of another kind",
)
trust = Parameter(
    0.1,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="part of doubt that a concession in peace removes",
)
betray = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="SWP 1957, Hungary Aided Polish Revolution, par. 5-9 in sign; size assumed",
    meaning="part of trust lost by conceding under full martial law",
)
forget = Parameter(
    0.5,
    unit="1/year",
    support=(0, 12),
    source="assumed",
    meaning="return of credibility to one half",
)


@register_jitable
def kinds(i, w, p):
    """Weights of economic, political, amnesty and personnel concessions in polity i; they sum to 1."""
    change = w.polities.asked_political[i] + w.polities.asked_national[i]
    usual = max(1.0 - p.politics - p.amnesties - p.persons, 0.0)
    pay = usual * exp(p.heed * w.polities.asked_economic[i])
    politics = p.politics * exp(p.heed * change)
    amnesty = p.amnesties * exp(p.heed * w.polities.asked_political[i])
    persons = p.persons * exp(p.heed * change)
    whole = max(pay + politics + amnesty + persons, 1e-12)
    return pay / whole, politics / whole, amnesty / whole, persons / whole


@register_jitable
def met(i, w, kind, partly):
    """Part of what is asked of the rulers of polity i that a concession of this kind meets."""
    econ, pol = w.polities.asked_economic[i], w.polities.asked_political[i]
    nat = w.polities.asked_national[i]
    whole = econ + pol + nat
    if whole <= 0.0:
        return 1.0
    answer = pol
    if kind == ECONOMIC:
        answer = econ
    elif kind != AMNESTY:
        answer = pol + 0.5 * nat
    return (answer + partly * (whole - answer)) / whole


@mechanism(
    over="polities",
    reads=(
        *DRIVES,
        "polities.dual_power",
        "polities.outgrown",
        "polities.disclosure",
        "polities.reform",
        "polities.concession",
        "polities.n_concession",
        "polities.grant",
        "polities.grant_kind",
        "polities.answered",
        "polities.asked_economic",
        "polities.asked_political",
        "polities.asked_national",
        "polities.credibility",
        "polities.emergency",
    ),
    writes=(
        "polities.concession",
        "polities.n_concession",
        "polities.grant",
        "polities.grant_kind",
        "polities.answered",
        "polities.credibility",
    ),
)
def decide_concession(i, w, p, key):
    """Stock and count of concessions; size, kind and fit of the last one; and credibility."""
    q, dt = w.polities, w.clock.dt[0]
    stock, count, belief = q.concession[i], q.n_concession[i], q.credibility[i]
    given, kind, answered = q.grant[i], q.grant_kind[i], q.answered[i]
    if p.base <= 0.0:
        return stock, count, given, kind, answered, belief
    moved_by = urge(i, w, p) - p.refractory * stock + p.councils * w.polities.dual_power[i]
    moved_by += p.outgrown * max(w.polities.outgrown[i], 0.0)
    econ, politics, amnesty, persons = kinds(i, w, p)
    econ *= exp((p.driven - 1.0) * moved_by)
    limit = exp(p.licence * w.polities.disclosure[i] - p.privilege * w.polities.reform[i])
    politics, persons = politics * limit, persons * limit
    each = econ + politics + amnesty + persons
    hazard = min(CAP, p.base * exp(moved_by) * each)
    stock = relax(stock, 0.0, 1.0 / p.fading, dt)
    belief = relax(belief, 0.5, p.forget / 365.25, dt)
    if happens(key, i, 0, hazard, dt):
        given = p.size * (0.5 + uniform(key, i, 1))
        force = unit(w.polities.emergency[i])
        stock += given
        count += 1.0
        belief = belief * (1.0 - p.betray * force) + p.trust * (1.0 - belief) * (1.0 - force)
        pick, kind = uniform(key, i, 2) * each, PERSONNEL
        if pick < amnesty:
            kind = AMNESTY
        elif pick < amnesty + econ:
            kind = ECONOMIC
        elif pick < amnesty + econ + politics:
            kind = POLITICAL
        answered = met(i, w, kind, p.partly)
    return stock, count, given, kind, answered, unit(belief)
