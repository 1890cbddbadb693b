"""Growers keep grain back, the state takes it, towns and villages eat what is left; some die of hunger.

Source       Grain withheld and towns hungry: Franklin 1972, par. 65-67; record row m17-grain-crisis. What was
             harvested, taken and left: Davies and Wheatcroft 2004, The Years of Hunger; record series
             m17_grain_harvest_low, m17_grain_procurement. Scissors of prices: Preobrazhensky 1926, The New
             Economics, in kind
Departures   One year-round granary for a country. Growers on their own keep back more the faster the plan
             presses, since it pays them less; collective farms cannot. The weather is the case's to say
             (`polities.harvest`). The dead of hunger are counted, not taken from groups, and nobody eats
             more after them. Nothing is imported; export is part of what is taken.
Notice       Collective farms feed the towns and starve the villages.
Try          `seize` 0: the state takes the same share of every crop.

Strength: `year`. At 0 every column stays as it stands.
"""

from numba.extending import register_jitable

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

year = Parameter(
    1.0,
    unit="1",
    support=(0, 5),
    source="by construction",
    meaning="multiplies every rate; 0 = mechanism absent",
)
hold = Parameter(
    0.3,
    unit="1",
    support=(0, 3),
    source="Franklin 1972, par. 66 in sign; size assumed",
    meaning="grain withheld by free farms per unit of plan pace above that of the start",
)
tax = Parameter(
    0.17,
    unit="share",
    support=(0.01, 0.9),
    source="series m17_grain_procurement over m17_grain_harvest_low, 1928: 0.17",
    meaning="part of a usual crop that goes to the towns and abroad where farms are free",
)
seize = Parameter(
    1.5,
    unit="1",
    support=(0, 5),
    source="the same series, 1933: 0.35, when two in three were in",
    meaning="how much more is taken from collective farms",
)
force = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed; Franklin 1972, par. 65-67 in kind",
    meaning="how far a campaign takes from free farms as from collective ones",
)
draught = Parameter(
    0.3,
    unit="1",
    support=(0, 2),
    source="assumed; record evidence M20",
    meaning="part of the crop that goes with all draught animals",
)
mouths = Parameter(
    0.35,
    unit="1",
    support=(0, 2),
    source="assumed; towns double as workers become fourfold, series m17_urban_share",
    meaning="growth of towns per growth of the number of workers",
)
better = Parameter(
    0.6,
    unit="share",
    support=(-1, 3),
    source="assumed; series m17_grain_harvest_low, 1928-40: 63 to 87 million tons",
    meaning="growth of a usual crop per growth of towns at the rate of the start",
)
subsist = Parameter(
    0.75,
    unit="index",
    support=(0, 1),
    source="assumed",
    meaning="food left to peasants below which they begin to die",
)
lethal = Parameter(
    0.4,
    unit="1/year",
    support=(0, 10),
    source="assumed; record evidence M22",
    meaning="death rate of peasants per unit below that",
)

KEEP, REAP, EAT = 2.0, 2.0, 4.0
"""Rates a year at which what is kept back, the crop and what is eaten follow (assumed)."""

MOST = 0.6
"""Largest part of a crop that can be found and taken (assumed)."""


@register_jitable
def taken(grip, withheld, p):
    """Part of a usual crop that the state takes where it has this hold on the farms."""
    return min(p.tax * (1.0 - withheld) * (1.0 + p.seize * grip), MOST)


@mechanism(
    over="polities",
    reads=(
        "polities.withheld",
        "polities.crop",
        "polities.grain",
        "polities.farm",
        "polities.famine_dead",
        "polities.collective",
        "polities.start_collective",
        "polities.farm_campaign",
        "polities.herds",
        "polities.harvest",
        "polities.plan_pace",
        "polities.workers",
        "polities.worker_growth",
        "groups.polity",
        "groups.stratum",
        "groups.population",
        "groups.household",
    ),
    writes=(
        "polities.withheld",
        "polities.crop",
        "polities.grain",
        "polities.farm",
        "polities.famine_dead",
    ),
)
def grain_supply(i, w, p, key):
    """Grain kept back, crop, grain of towns and food of villages a head, dead of hunger."""
    q, years = w.polities, p.year * w.clock.dt[0] / 365.25
    kept, dead = q.withheld[i], q.famine_dead[i]
    crop, grain, farm = q.crop[i], q.grain[i], q.farm[i]
    if p.year <= 0.0:
        return kept, crop, grain, farm, dead
    free = 1.0 - unit(q.collective[i])
    seized = p.force * q.farm_campaign[i]
    scissors = p.hold * max(q.plan_pace[i] - 1.0, 0.0) * free * (1.0 - seized)
    kept = relax(kept, min(scissors, 0.9), KEEP, years)
    usual = taken(q.start_collective[i], 0.0, p)
    take = taken(1.0 - free * (1.0 - seized), kept, p)
    usual_crop = q.harvest[i] * exp(
        p.better * p.mouths * q.worker_growth[i] * p.year * w.clock.t[0] / 365.25
    )
    crop = relax(crop, usual_crop * (1.0 - p.draught * (1.0 - q.herds[i])), REAP, years)
    towns = max(1.0 + p.mouths * (q.workers[i] - 1.0), 0.1)
    grain = relax(grain, take / usual * crop / towns, EAT, years)
    farm = relax(farm, crop * (1.0 - take) / (1.0 - usual), EAT, years)
    if farm < p.subsist:
        for g in range(w.groups.polity.shape[0]):
            if w.groups.polity[g] == i and w.groups.stratum[g] == 1:
                people = w.groups.population[g] * w.groups.household[g]
                dead += people * p.lethal * (p.subsist - farm) * years
    return kept, crop, grain, farm, dead
