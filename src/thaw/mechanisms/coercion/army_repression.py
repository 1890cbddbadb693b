"""Troops move to where people act, after hours, and break up what they outweigh.

Source       SWP 1957, Not a 'Self-Reform' Movement, par. 1; Hungary Aided Polish Revolution,
             par. 6-7; Role of Workers Councils Decisive, par. 8; The Need for a Marxist Party,
             par. 11 (army in place of police in three risings). Soldiers to participants: Poznan
             0.10 (wiki-poznan), Kengir 0.31-0.33 (wiki-kengir), Plzen 0.53 (wiki-plzen). Second
             intervention in Hungary: 58,821 men (stykalin-166), 9.9 million.
Departures   The passages name no numbers. A unit counts by the share that would obey. Part of the
             troops of a place is shared out over its towns by where people act, the rest over the
             towns of the country. Others' numbers are those of the last step: on the first day of
             a wave the towns that rise may together be promised more than there are, and troops
             wanted elsewhere leave as fast as they came. One hazard holds for all who act in a
             town: the mean over the crowd and the strikers, who tie down few soldiers in the works.
Notice       The hours between the first crowd and the first tanks, and what grows in them.
Try          Set `deploy` to 1 and let the army come a day late.

Strength: `deploy`; at 0 nobody is sent and every column stays as it stands.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

deploy = Parameter(
    4,
    unit="1/day",
    support=(0, 100),
    source="Berlin 17 June 1953, Poznan 28 June 1956: hours",
    meaning="speed at which troops arrive; 0 = mechanism absent",
)
leave = Parameter(
    0.1,
    unit="1",
    support=(0, 10),
    source="assumed: withdrawal takes days",
    meaning="speed of withdrawal as a share of the speed of arrival",
)
reach = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="share of a country's troops that can be sent to another place",
)
even = Parameter(
    1,
    unit="persons/1000",
    support=(0.001, 100),
    source="assumed",
    meaning="even part in sharing out troops, as acting persons per 1000 inhabitants",
)
ratio = Parameter(
    0.5,
    unit="1",
    support=(0, 10),
    source="0.10 Poznan (wiki-poznan) to 0.53 Plzen (wiki-plzen)",
    meaning="most soldiers sent for each participant, when there are that many",
)
patrol = Parameter(
    1,
    unit="persons/1000",
    support=(0, 50),
    source="assumed",
    meaning="soldiers kept in the streets of a quiet town under order 1 or 2",
)
reinforce = Parameter(
    6,
    unit="persons/1000",
    support=(0, 100),
    source="stykalin-166: 58,821 of 9.9 million",
    meaning="foreign troops brought in by a general assault; half as many at level 1",
)
most = Parameter(
    10,
    unit="1/day",
    support=(0, 100),
    source="assumed: two hours and a half",
    meaning="highest extra hazard of going home under force",
)
half = Parameter(
    0.2,
    unit="1",
    support=(0.001, 10),
    source="assumed; Poznan at 0.10 took two days",
    meaning="soldiers to a participant at which the hazard is half its highest",
)
arms_weight = Parameter(
    5,
    unit="1",
    support=(0, 50),
    source="assumed",
    meaning="demonstrators who take as many soldiers as one armed person",
)
shop = Parameter(
    0.8,
    unit="1",
    support=(0, 1),
    source="assumed; record rows june18-return and gdr-arrests-1953, two to five days",
    meaning="effect of force on a striker in the works, against 1 in the street",
)
gates = Parameter(
    0.1,
    unit="1",
    support=(0, 1),
    source="assumed: works are held at their gates",
    meaning="soldiers that a striker in the works takes, against 1 in the street",
)
keep = Parameter(
    0.8,
    unit="share",
    support=(0, 1),
    source="SWP 1957, The Spirit of the Paris Commune, par. 3-5 in sign; record hungary_1956, "
    "evidence H21-H24 (strikes for weeks under a general assault); size assumed",
    meaning="part of the effect of force on strikers that is lost where all workers obey councils: they"
    " stay at home",
)
awaited = Parameter(
    0.7,
    unit="share",
    support=(0, 1),
    source="SWP 1957, The Need for a Marxist Party, par. 8 in sign; size assumed",
    meaning="part of the speed that a general assault loses where everybody has foreseen it",
)
floor = Parameter(
    100,
    unit="persons",
    support=(1, 10000),
    source="assumed",
    meaning="fewest people reckoned with when force is compared with a crowd",
)


@mechanism(
    over="towns",
    reads=(
        "towns.troops",
        "towns.soviet",
        "towns.disperse_rate",
        "towns.place",
        "towns.polity",
        "towns.population",
        "towns.order",
        "towns.strikers",
        "towns.demonstrators",
        "towns.armed",
        "places.population",
        "places.strikers",
        "places.demonstrators",
        "places.armed",
        "places.army_men",
        "places.foreign_men",
        "places.gone_men",
        "polities.dual_power",
        "polities.foreseen",
        "polities.intervention",
        "polities.population",
        "polities.strikers",
        "polities.demonstrators",
        "polities.armed",
        "polities.army_men",
        "polities.foreign_men",
    ),
    writes=("towns.troops", "towns.soviet", "towns.disperse_rate"),
    hot=True,
)
def army_repression(i, w, p, key):
    """Own and foreign troops per 1000 in town i, and the hazard of going home before them."""
    troops, soviet = w.towns.troops[i], w.towns.soviet[i]
    if p.deploy <= 0.0:
        return troops, soviet, w.towns.disperse_rate[i]
    at, q = w.towns.place[i], w.towns.polity[i]
    order, level = w.towns.order[i], w.polities.intervention[q]
    if order < 1.0 and level <= 0.0 and troops <= 0.0 and soviet <= 0.0:
        return 0.0, 0.0, 0.0
    thousands = max(w.towns.population[i], 1.0) / 1000.0
    thousands_here = max(w.places.population[at] / 1000.0, thousands)
    thousands_all = max(w.polities.population[q] / 1000.0, thousands_here)
    street = float(w.towns.demonstrators[i] + w.towns.armed[i])
    acting = street + w.towns.strikers[i]
    here = float(w.places.strikers[at] + w.places.demonstrators[at] + w.places.armed[at])
    everywhere = float(w.polities.strikers[q] + w.polities.demonstrators[q] + w.polities.armed[q])
    wanted = acting + p.even * thousands
    of_place = wanted / max(max(here, acting) + p.even * thousands_here, 1e-9)
    of_all = wanted / max(max(everywhere, acting) + p.even * thousands_all, 1e-9)
    need = p.ratio * acting + p.patrol * thousands
    own, foreign = 0.0, 0.0
    own_short, foreign_short = False, False
    if order >= 1.0:
        stay = (1.0 - p.reach) * w.places.army_men[at] * of_place
        there = stay + p.reach * w.polities.army_men[q] * of_all
        own_short = there < need
        own = min(there, need) / thousands
    if level > 0.0:
        new = p.reinforce * 0.5 * level * thousands_all
        stay = (1.0 - p.reach) * w.places.foreign_men[at] * of_place
        there = stay + (p.reach * w.polities.foreign_men[q] + new) * of_all
        foreign_short = there < need * level
        foreign = min(there, need * level) / thousands
    dt = w.clock.dt[0]
    own_rate = p.deploy * (1.0 if own > troops or own_short else p.leave)
    troops = own + (troops - own) * exp(-own_rate * dt)
    foreign_rate = p.deploy * (1.0 if foreign > soviet or foreign_short else p.leave)
    if level >= 2.0:
        foreign_rate *= 1.0 - p.awaited * w.polities.foreseen[q]
    soviet = foreign + (soviet - foreign) * exp(-foreign_rate * dt)
    crowd = w.towns.demonstrators[i] + p.arms_weight * w.towns.armed[i]
    crowd += p.gates * w.towns.strikers[i]
    crowd += p.arms_weight * w.places.gone_men[at] * min(of_place, 1.0)
    force = (troops + soviet) * thousands / max(crowd, p.floor)
    works = p.shop * (1.0 - p.keep * min(w.polities.dual_power[q], 1.0))
    exposed = (street + works * w.towns.strikers[i]) / max(acting, 1.0)
    return troops, soviet, p.most * exposed * force / (force + p.half)
