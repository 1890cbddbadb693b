"""Troops who meet the crowd learn what it wants and cease to obey; rotation undoes it.

Source       SWP 1957, Hungary Aided Polish Revolution, par. 9 (Hungarian army goes over, Soviet
             troops show sympathy, October 1956), Role of Workers Councils Decisive, par. 8 (units
             for the second intervention picked and misinformed), The Need for a Marxist Party,
             par. 4 (no appeal to Soviet soldiers), par. 12 (army nearer to society than police);
             Stein 1956, Workers Revolt, par. 2 (guards of camps).
Departures   The passages give the direction only. Speed is set so that an army with nothing to keep
             it apart is mostly lost in five days, as from 23 to 28 October 1956. A unit meets what
             is seen in the towns of its place where people act, and is in the street as soon as
             one of them has orders.
Notice       The own army melts before the police, and Soviet units last longer than the own army.
Try          Raise `kin_soviet` to 1: the appeal that was not made.

Strength: `melt`; at 0 loyalty stays as it stands.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

melt = Parameter(
    0.25,
    unit="1/day",
    support=(0, 20),
    source="assumed; Hungary 23-28 October 1956",
    meaning="loss of loyalty per day, a day of contact and full knowledge; 0 = mechanism absent",
)
kin_army = Parameter(
    1.0,
    unit="1",
    support=(0, 5),
    source=("SWP 1957, The Need for a Marxist Party, par. 12"),
    meaning="nearness of the own army to society",
)
kin_police = Parameter(
    0.2,
    unit="1",
    support=(0, 5),
    source=("SWP 1957, The Need for a Marxist Party, par. 12"),
    meaning="nearness of the security police",
)
kin_soviet = Parameter(
    0.3,
    unit="1",
    support=(0, 5),
    source=(
        "SWP 1957, Hungary Aided Polish Revolution, par. 9; The Need for a Marxist Party, "
        "par. 4; language and isolation: assumed"
    ),
    meaning="nearness of a hegemon's troops abroad; a systematic appeal raises it",
)
barracks = Parameter(
    0.1,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="contact of own troops not deployed, against 1 for those in the street",
)
half_met = Parameter(
    0.01,
    unit="share",
    support=(0.00001, 1),
    source="assumed, as half_sight of see",
    meaning="share of the country in the street that gives units sent about it half contact",
)
rotation = Parameter(
    10,
    unit="day",
    support=(0.1, 1000),
    source="assumed",
    meaning="time after which contact is forgotten as men are relieved",
)
learn = Parameter(
    0.3,
    unit="1/day",
    support=(0, 20),
    source="assumed",
    meaning="rate of learning what the crowd wants, per day of contact",
)
forget = Parameter(
    0.03,
    unit="1/day",
    support=(0, 5),
    source="assumed",
    meaning="rate at which officers and new drafts restore the official story",
)
briefed = Parameter(
    0.2, unit="share", support=(0, 1), source="assumed", meaning="knowledge without any contact"
)
recover = Parameter(
    0.03, unit="1/day", support=(0, 5), source="assumed", meaning="rate of recovery of loyalty"
)
apart = Parameter(
    0.3,
    unit="share",
    support=(0, 1),
    source=(
        "assumed; SWP 1957, The Need for a Marxist Party, par. 12, troops mirror their country"
    ),
    meaning="loyalty missing without any contact, per unit of nearness, where rule has no consent",
)
appeal = Parameter(
    0.7,
    unit="1",
    support=(0, 5),
    source="SWP 1957, The Need for a Marxist Party, par. 4 in sign; size assumed",
    meaning="nearness that a full and steady appeal of councils adds to foreign troops",
)
leaflets = Parameter(
    2.0,
    unit="1",
    support=(0, 50),
    source="SWP 1957, The Need for a Marxist Party, par. 4 in sign; size assumed",
    meaning="how much such an appeal speeds what they learn",
)
replace = Parameter(
    1.0,
    unit="1/day",
    support=(0, 20),
    source=(
        "SWP 1957, Role of Workers Councils Decisive, par. 8: fresh, picked and misinformed units"
    ),
    meaning="rate at which the hegemon's units are exchanged in a general assault",
)


@mechanism(
    over="units",
    reads=(
        "units.contact",
        "units.informed",
        "units.loyalty",
        "units.polity",
        "units.place",
        "units.kind",
        "places.polity",
        "places.met",
        "places.order",
        "polities.intervention",
        "polities.call_soldiers",
        "polities.demonstrators",
        "polities.armed",
        "polities.population",
        "polities.legitimacy",
    ),
    writes=("units.contact", "units.informed", "units.loyalty"),
)
def fraternisation(i, w, p, key):
    """Contact, knowledge and loyalty of unit i after the step."""
    contact, informed, loyalty = w.units.contact[i], w.units.informed[i], w.units.loyalty[i]
    if p.melt <= 0.0:
        return contact, informed, loyalty
    at = w.units.place[i]
    q = w.places.polity[at]
    kind = w.units.kind[i]
    level = w.polities.intervention[q]
    kin, street, fresh, told = p.kin_army, w.places.order[at] >= 1.0, 0.0, 0.0
    if kind == 0:
        kin, street = p.kin_police, True
    elif w.units.polity[i] != q:
        told = w.polities.call_soldiers[q]
        kin, street = p.kin_soviet + p.appeal * told, level >= 1.0
        fresh = p.replace if level >= 2.0 else 0.0
    met = (w.polities.demonstrators[q] + w.polities.armed[q]) / max(w.polities.population[q], 1.0)
    met = met / (met + p.half_met)
    crowd = max(w.places.met[at], met) * (1.0 if street else p.barracks)
    dt = w.clock.dt[0]
    away = 1.0 / p.rotation + fresh
    settled = crowd / away
    after = settled + (contact - settled) * exp(-away * dt)
    # Mean contact over the step, exactly.
    mean = settled + (contact - settled) * (1.0 - exp(-away * dt)) / max(away * dt, 1e-9)
    up, down = p.learn * mean * (1.0 + p.leaflets * told), p.forget + fresh
    target = (up + down * p.briefed) / max(up + down, 1e-9)
    knows = target + (informed - target) * exp(-(up + down) * dt)
    lost, back = p.melt * kin * mean * 0.5 * (informed + knows), p.recover + fresh
    consent = w.polities.legitimacy[w.units.polity[i]]
    steady = max(0.0, 1.0 - p.apart * kin * (1.0 - consent))
    end = back * steady / max(lost + back, 1e-9)
    loyal = end + (loyalty - end) * exp(-(lost + back) * dt)
    return after, knows, loyal
