"""The order to the army: stay in barracks, stand by, or fire if need be.

Source       Army in place of police as the means of repression: 001 L172-174. Hours from crowd to
             troops: record rows june17-berlin-tanks, poznan-army, plzen-revolt
Departures   A place's order stands for all formations in reach; who obeys is left to the army
             mechanisms.
Notice       Where the army is not trusted (low army_loyalty) the call comes late or not at all.
Try          Set `trust` to 0: rulers who call troops without asking whether they would obey.

Strength: `call`. At 0 no order changes.
"""

from thaw.draw import happens
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import unit
from thaw.parameter import Parameter

call = Parameter(
    6.0,
    unit="1/day",
    support=(0, 48),
    source="assumed; hours, record row poznan-army",
    meaning="hazard of calling the army against a crowd that fills the town",
)
half_crowd = Parameter(
    0.02,
    unit="share",
    support=(0.0005, 0.5),
    source="assumed",
    meaning="share of inhabitants in the street at which that hazard is half",
)
trust = Parameter(
    1.0,
    unit="1",
    support=(0, 3),
    source="001 L174 in sign; size assumed",
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
    meaning="hazard of one step back when the street is empty",
)


@mechanism(
    over="places",
    reads=(
        "places.polity", "places.population", "places.demonstrators", "places.armed",
        "places.order", "polities.repression", "polities.army_loyalty", "polities.intervention",
        "polities.emergency",
    ),
    writes="places.order",
)  # fmt: skip
def order_troops(i, w, p, key):
    """Standing order in place i: 0 police alone, 1 army present, 2 army may fire."""
    q, dt = w.places.polity[i], w.clock.dt[0]
    order = w.places.order[i]
    if p.call <= 0.0:
        return order
    people = max(w.places.population[i], 1.0)
    armed = w.places.armed[i] / people
    crowd = w.places.demonstrators[i] / people + armed
    crowd = crowd / (crowd + p.half_crowd)
    armed = armed / (armed + p.half_armed)
    resolve = unit(w.polities.repression[q])
    doubt = max(0.0, 1.0 - p.trust * (1.0 - unit(w.polities.army_loyalty[q])))
    if order < 1.0:
        up = p.call * crowd * resolve * doubt
        if w.polities.intervention[q] >= 1.0:
            up += p.call * crowd
    elif order < 2.0:
        up = p.licence * resolve * max(armed, p.provoked * crowd * crowd)
        if w.polities.intervention[q] >= 2.0:
            up += p.assault * max(armed, crowd)
    else:
        up = 0.0
    if happens(key, i, 0, up, dt):
        return order + 1.0
    down = p.calm * (1.0 - crowd) ** 2 * (1.0 - 0.5 * unit(w.polities.emergency[q]))
    if order >= 1.0 and happens(key, i, 1, down, dt):
        return order - 1.0
    return order
