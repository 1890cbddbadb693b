"""The order to the army: stay in barracks, stand by, or fire if need be.

Source       Army in place of police as the means of repression: SWP 1957, The Need for a Marxist
             Party, par. 11-12. Hours from crowd to troops: record rows june17-berlin-tanks,
             poznan-army, plzen-revolt
Departures   A town's order stands for all formations in reach; who obeys is left to the army
             mechanisms. Strikers call the army as a crowd does, with less weight; a handful is left
             to the police. Orders go out within the day, as the crowd stands at that hour: in
             Berlin and Poznan troops came hours after the crowd, not the next morning.
Notice       Where the army is not trusted (low army_loyalty) the call comes late or not at all.
Try          Set `trust` to 0: rulers who call troops without asking whether they would obey.

Strength: `call`. At 0 no order changes.
"""

from numba.extending import register_jitable

from thaw.draw import log, uniform
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import unit
from thaw.parameter import Parameter

call = Parameter(
    10.0,
    unit="1/day",
    support=(0, 48),
    source="assumed; hours, record row poznan-army",
    meaning="hazard of calling the army against a crowd that fills the town",
)
half_crowd = Parameter(
    0.005,
    unit="share",
    support=(0.0005, 0.5),
    source="assumed",
    meaning="share of inhabitants in the street at which that hazard is half",
)
small = Parameter(
    200.0,
    unit="persons",
    support=(0, 100000),
    source="assumed, as in fire_on_crowd",
    meaning="size at which a crowd, strikers counted in, counts half; police deal with fewer",
)
strikers = Parameter(
    0.3,
    unit="1",
    support=(0, 1),
    source="assumed",
    meaning="demonstrators whose weight in the call a striker has",
)
trust = Parameter(
    1.0,
    unit="1",
    support=(0, 3),
    source="SWP 1957, The Need for a Marxist Party, par. 12 in sign; size assumed",
    meaning="how far doubts about the army delay the call",
)
licence = Parameter(
    3.0,
    unit="1/day",
    support=(0, 48),
    source="assumed; hours",
    meaning="hazard of leave to fire against armed crowds",
)
half_armed = Parameter(
    0.0005,
    unit="share",
    support=(1e-6, 0.1),
    source="assumed; some hundreds of rifles in a city, record row poznan-prison",
    meaning="share of inhabitants in arms at which that hazard is half",
)
provoked = Parameter(
    0.3,
    unit="1",
    support=(0, 5),
    source="assumed",
    meaning="weight of an unarmed crowd beside an armed one for leave to fire",
)
assault = Parameter(
    5.0,
    unit="1/day",
    support=(0, 48),
    source="record row hun-4nov-attack in kind",
    meaning="hazard of leave to fire under a general assault from outside",
)
calm = Parameter(
    0.2,
    unit="1/day",
    support=(0, 5),
    source="assumed; days",
    meaning="hazard of one step back when the street is empty and nobody strikes",
)

STEPS = 8
"""Most changes of one town's order within one step."""


@register_jitable
def size(persons, people, half, small):
    """How large a crowd is, 0 to 1: by its share of the inhabitants and by its number."""
    share = persons / people
    return share / (share + half) * persons / max(persons + small, 1e-9)


@mechanism(
    over="towns",
    reads=(
        "towns.polity",
        "towns.population",
        "towns.strikers",
        "towns.demonstrators",
        "towns.armed",
        "towns.order",
        "polities.repression",
        "polities.army_loyalty",
        "polities.intervention",
        "polities.emergency",
    ),
    writes="towns.order",
    hot=True,
)
def order_troops(i, w, p, key):
    """Standing order in town i: 0 police alone, 1 army present, 2 army may fire.

    Several changes may follow each other within a step, each at its moment, so that their law does
    not depend on the step.
    """
    q, order = w.towns.polity[i], w.towns.order[i]
    people = max(w.towns.population[i], 1.0)
    out = float(w.towns.demonstrators[i] + w.towns.armed[i])
    strikers = p.strikers * w.towns.strikers[i]
    if p.call <= 0.0 or (order < 1.0 and out + strikers <= 0.0):
        return order
    called = size(out + strikers, people, p.half_crowd, p.small)
    crowd = size(out, people, p.half_crowd, p.small)
    armed = w.towns.armed[i] / people
    armed = armed / (armed + p.half_armed)
    resolve, level = unit(w.polities.repression[q]), w.polities.intervention[q]
    doubt = max(0.0, 1.0 - p.trust * (1.0 - unit(w.polities.army_loyalty[q])))
    come = p.call * called * (resolve * doubt + (1.0 if level >= 1.0 else 0.0))
    fire = p.licence * resolve * max(armed, p.provoked * crowd * crowd)
    if level >= 2.0:
        fire += p.assault * max(armed, crowd)
    back = p.calm * (1.0 - called) ** 2 * (1.0 - 0.5 * unit(w.polities.emergency[q]))
    left = w.clock.dt[0]
    for k in range(STEPS):
        up = come if order < 1.0 else (fire if order < 2.0 else 0.0)
        down = back if order >= 1.0 else 0.0
        if up + down <= 0.0:
            break
        left += log(uniform(key, i, 2 * k)) / (up + down)
        if left <= 0.0:
            break
        order += 1.0 if uniform(key, i, 2 * k + 1) * (up + down) < up else -1.0
    return order
