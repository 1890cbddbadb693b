"""What those who act ask for: pay, politics, an end to foreign rule, or a disowned leader back.

Source       SWP 1957, Not a 'Self-Reform' Movement, par. 1 (economic demands, refused, turn political
             and end in the demand that troops leave), Hungary Aided Polish Revolution, par. 4 (fire
             on a delegation turns a parade into a revolution within hours), Kremlin Choked Economic
             Growth, par. 2-3 (a national beside a social grievance); record rows zeiss-buna-july
             (demands led by the release of the arrested), tbilisi-demos (for the disowned leader).
             What rulers concede in politics makes the demand for the rest lawful: SWP 1956,
             Concessions to Workers, par. 1
Departures   A mix for each place, of the grievances of those who act there, not an aim for each
             person. The text has three steps in order and no rates; here one number, `pushed`, rises
             by each day of refusal and by fire and fades when all is quiet, and demands stand where
             it has brought them. What people are moved by and what they dare to ask for differ: at
             first most ask for pay. National demands need a grievance of that kind.
Notice       A strike that is neither granted nor broken asks for more every day; fire does in a day
             what refusal does in five.
Try          `refuse` and `fire` 0: strikers ask for as much on the last day as on the first.

Strength: `voice`; at 0 nothing is asked for aloud and the columns stay at 0.
"""

from numba.extending import register_jitable

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

voice = Parameter(
    1.0,
    unit="share",
    support=(0, 1),
    source="by construction",
    meaning="part of the aims of acts that can be told from outside; 0 = mechanism absent",
)
outright = Parameter(
    0.3,
    unit="share",
    support=(0, 1),
    source="SWP 1957, Not a 'Self-Reform' Movement, par. 1 in sign; size assumed",
    meaning="part of political and national grievance that is said so before anything is refused",
)
legal = Parameter(
    0.5,
    unit="1",
    support=(0, 10),
    source="SWP 1956, Concessions to Workers, par. 1 in sign; size assumed",
    meaning="how far a unit of recent concessions in politics makes the rest of it sayable",
)
refuse = Parameter(
    0.25,
    unit="1/day",
    support=(0, 10),
    source="SWP 1957, Not a 'Self-Reform' Movement, par. 1 in sign; size assumed",
    meaning="push by a day on which a large crowd is granted nothing of what it asks",
)
fire = Parameter(
    1.0,
    unit="1/day",
    support=(0, 50),
    source="SWP 1957, Hungary Aided Polish Revolution, par. 4 in sign; size assumed",
    meaning="push by fire on a crowd, for as long as it is fresh",
)
further = Parameter(
    0.5,
    unit="1",
    support=(0, 5),
    source="SWP 1957, Not a 'Self-Reform' Movement, par. 1 in order; size assumed",
    meaning="step from political to national demands, that from economic to political = 1",
)
forget = Parameter(
    40.0,
    unit="day",
    support=(1, 3650),
    source="assumed",
    meaning="time in which the push falls by e",
)
half_crowd = Parameter(
    0.002,
    unit="share",
    support=(1e-5, 1),
    source="assumed; Poznan and the towns of 17 June 1953 had a tenth and more in the street",
    meaning="share of inhabitants acting at which refusal pushes half as much as it can",
)
width = Parameter(
    0.1,
    unit="motive",
    support=(0.01, 2),
    source="assumed; half the noise of `speak_out`",
    meaning="difference between loyal protest and all other grievance by which e times as many are loyal",
)


@register_jitable
def sources(i, w):
    """Economic, political, national and loyal motive behind acts in place i, motive.

    Means over its sites, by those who act at the end of the step, or by all who are there when
    nobody does.
    """
    out = w.places.acting[i] > 0
    econ, pol, nat, loyal, people = 0.0, 0.0, 0.0, 0.0, 1e-12
    for s in range(w.places.first_site[i], w.places.last_site[i]):
        many = float(w.sites.striking[s]) if out else w.sites.headcount[s]
        if many > 0.0:
            g = w.sites.group[s]
            econ += many * w.groups.grievance_econ[g]
            pol += many * w.groups.grievance_pol[g]
            nat += many * w.groups.grievance_nat[g]
            loyal += many * w.groups.grievance_loyal[g] * w.groups.conviction[g]
            people += many
    left = (1.0 - w.polities.legitimacy[w.places.polity[i]]) / people
    return econ * left, pol * left, nat * left, loyal / people


@register_jitable
def under_fire(i, w, out):
    """Share of those who acted in place i today (`out`) in whose town fire on a crowd is fresh."""
    hit = 0.0
    if w.places.fired[i] > 0.0:
        for t in range(w.places.first_town[i], w.places.first_town[i] + w.places.towns[i]):
            if w.towns.active[t] == 1 and w.towns.fired[t] > 0.0:
                hit += w.towns.fired[t] * (
                    w.towns.peak_strikers[t] + w.towns.peak_demonstrators[t] + w.towns.peak_armed[t]
                )
    return min(hit / max(out, 1.0), 1.0)


@register_jitable
def aims(motives, pushed, lawful, p):
    """Shares of economic, political, national and loyal acts by their motives and the push.

    `lawful` is the stock of recent concessions in politics: they make a demand lawful.
    """
    econ, pol, nat, loyal = motives
    unsaid = (1.0 - p.outright) * exp(-p.legal * max(lawful, 0.0))
    whole = econ + pol + nat
    for_leader = 0.0
    if loyal > 0.0:
        for_leader = 1.0 / (1.0 + exp(min((whole - loyal) / p.width, 700.0)))
    more = pol + nat
    held = 1.0
    if whole > 0.0:
        held = (econ + unsaid * more) / whole
    pay = held * exp(-pushed)
    beyond = 1.0 - pay
    foreign = 0.0
    if more > 0.0:
        foreign = beyond * nat / more * (1.0 - unsaid * exp(-p.further * pushed))
    rest = p.voice * (1.0 - for_leader)
    return rest * pay, rest * (beyond - foreign), rest * foreign, p.voice * for_leader


@mechanism(
    over="places",
    reads=(
        "sites.group",
        "sites.striking",
        "sites.headcount",
        "groups.grievance_econ",
        "groups.grievance_pol",
        "groups.grievance_nat",
        "groups.grievance_loyal",
        "groups.conviction",
        "places.polity",
        "places.population",
        "places.first_site",
        "places.last_site",
        "places.first_town",
        "places.towns",
        "places.acting",
        "places.fired",
        "places.peak_strikers",
        "places.peak_demonstrators",
        "places.peak_armed",
        "places.pushed",
        "places.aim_economic",
        "places.aim_political",
        "places.aim_national",
        "places.aim_loyal",
        "towns.active",
        "towns.fired",
        "towns.peak_strikers",
        "towns.peak_demonstrators",
        "towns.peak_armed",
        "polities.granted",
        "polities.answered",
        "polities.legitimacy",
        "polities.reform",
    ),
    writes=(
        "places.pushed",
        "places.aim_economic",
        "places.aim_political",
        "places.aim_national",
        "places.aim_loyal",
    ),
)
def demands(i, w, p, key):
    """Push on demands in place i, and shares of aims among those who act, or would first, there."""
    pushed = w.places.pushed[i]
    if p.voice <= 0.0:
        return (
            pushed,
            w.places.aim_economic[i],
            w.places.aim_political[i],
            w.places.aim_national[i],
            w.places.aim_loyal[i],
        )
    out = float(w.places.peak_strikers[i] + w.places.peak_demonstrators[i] + w.places.peak_armed[i])
    share = out / max(w.places.population[i], 1.0)
    j = w.places.polity[i]
    refused = 1.0 - min(max(w.polities.granted[j] * w.polities.answered[j], 0.0), 1.0)
    pace = p.refuse * refused * share / (share + p.half_crowd) + p.fire * under_fire(i, w, out)
    left = exp(-w.clock.dt[0] / p.forget)
    pushed = pushed * left + pace * p.forget * (1.0 - left)
    pay, politics, foreign, leader = aims(sources(i, w), pushed, w.polities.reform[j], p)
    return pushed, pay, politics, foreign, leader
