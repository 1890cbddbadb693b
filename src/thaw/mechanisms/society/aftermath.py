"""How a rising ended is known everywhere: put down, or granted.

Source       SWP 1957, Capitalist Reaction Strengthened, par. 5 (force checks the movement for a
             time), Not a 'Self-Reform' Movement, par. 3 (what was won inspires to press for more),
             Capitalist Reaction Strengthened, par. 6 (concessions wrung by one struggle feed the
             next), Hungary Aided Polish Revolution, par. 4 (success in Warsaw)
Departures   The passages name neither sizes nor times. A concession counts as granted when the
             month's unrest is above a floor, whoever acted; what is remembered as won is that unrest.
             The dread of other towns follows the mean dread of the country's people, and is at most
             a share of that of the towns put down, so that it is the same in large countries and in
             small ones.
Notice       After a rising put down the country is quiet for years; after one that was granted the
             next comes sooner.
Try          `share` 0: every town learns for itself.

Strength: `speed`, which multiplies every rate; at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

speed = Parameter(
    1.0,
    unit="1",
    support=(0, 10),
    source="assumed",
    meaning="multiplies every rate; 0 = mechanism absent",
)
floor = Parameter(
    0.05,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="unrest from which a concession is one made under unrest",
)
fresh = Parameter(
    29.0,
    unit="day",
    support=(1, 365),
    source="assumed; then half of it is left after 20 days",
    meaning="time in which the freshness of such a concession fades by e",
)
hope = Parameter(
    600.0,
    unit="day",
    support=(30, 36500),
    source="assumed",
    meaning="time in which the memory of what was won fades by e",
)
share = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="most that other towns take from the dread of towns put down",
)
wide = Parameter(
    0.03,
    unit="share",
    support=(0.001, 1),
    source="assumed; set by base rates of unrest: seldom a second wave after one put down",
    meaning="share of inhabitants living in towns put down from which they take that much",
)
carry = Parameter(
    0.2,
    unit="1/day",
    support=(0, 24),
    source="assumed",
    meaning="rate at which the dread of others follows",
)


@mechanism(
    over="polities",
    reads=(
        "places.polity",
        "places.first_town",
        "places.towns",
        "towns.active",
        "towns.population",
        "towns.dread",
        "polities.population",
        "polities.unrest",
        "polities.n_concession",
        "polities.granted",
        "polities.granted_counted",
        "polities.won",
        "polities.dread",
    ),
    writes=("polities.granted", "polities.granted_counted", "polities.won", "polities.dread"),
)
def aftermath(i, w, p, key):
    """Freshness of what was granted, concessions counted, what was won, and dread in polity i."""
    granted, counted = w.polities.granted[i], w.polities.granted_counted[i]
    won, dread = w.polities.won[i], w.polities.dread[i]
    if p.speed <= 0.0:
        return granted, counted, won, dread
    days, unrest = p.speed * w.clock.dt[0], w.polities.unrest[i]
    if granted > 0.0:
        granted *= exp(-days / p.fresh)
    if won > 0.0:
        won *= exp(-days / p.hope)
    if w.polities.n_concession[i] > counted and unrest > p.floor:
        granted, won = 1.0, max(won, min(unrest, 1.0))
    felt, strong = 0.0, 0.0
    for q in range(w.places.polity.shape[0]):
        if w.places.polity[q] == i:
            first = w.places.first_town[q]
            for t in range(first, first + w.places.towns[q]):
                if w.towns.active[t] == 1 and w.towns.dread[t] > 0.0:
                    felt += w.towns.dread[t] * w.towns.population[t]
                    strong += w.towns.dread[t] * w.towns.dread[t] * w.towns.population[t]
    if felt > 0.0 or dread > 0.0:
        target = 0.0
        if felt > 0.0:
            mean = felt / max(w.polities.population[i], 1.0)
            target = p.share * min(mean / p.wide, strong / felt)
        dread = target + (dread - target) * exp(-p.carry * days)
    return granted, w.polities.n_concession[i], won, dread
