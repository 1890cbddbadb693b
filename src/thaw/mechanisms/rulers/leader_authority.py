"""The authority of whoever leads is built up, lent from outside, and asked back by those who revere him.

Source       Made by hand, by press and following: Stein 1956, Lenin Began the Struggle, par. 3; SWP 1956,
             Concessions to Workers, par. 1; North 1988, par. 7-8; raised by colleagues until theirs was
             gone: Deutscher 1956, par. 37; a new one round the man who pulled the old one down: CPC 1963,
             par. 88-92. Lent from abroad when useful: Stein 1956, Is Dulles Responsible?, par. 2-5; SWP
             1956, Fresh Betrayals, par. 2. Won back step by step by the people: Franklin 1972, par. 3-5.
Departures   Old heads of a party keep what they had at the start; only an heir builds. What is lent to the
             hegemon by other powers is the reverse of their pressure. Loyal crowds count, mood does not.
Notice       It falls in a satellite when the hegemon's own leader loses his.
Try          `cult` 0: each heir has what his office gives, and nothing grows upon it.

Strength: `pace`. At 0 authority is left to disclosure and changes of leader.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

pace = Parameter(
    0.3,
    unit="1/year",
    support=(0, 10),
    source="CPC 1963, par. 88-92 in sign; size assumed",
    meaning="rate at which authority follows what holds it up",
)
cult = Parameter(
    0.4,
    unit="share",
    support=(-2, 2),
    source="CPC 1963, par. 88-92 in sign; size assumed",
    meaning="authority that an heir adds in time under one-man rule behind a full censor",
)
ripe = Parameter(
    4.0,
    unit="year",
    support=(0.01, 100),
    source="assumed",
    meaning="time in office in which most of it has grown",
)
backing = Parameter(
    0.3,
    unit="1",
    support=(-5, 5),
    source="assumed; record row hun-moscow-talks",
    meaning="authority of a satellite's leader for a unit of the hegemon's leader's, times obedience",
)
powers = Parameter(
    0.2,
    unit="1",
    support=(-5, 5),
    source="Stein 1956, Is Dulles Responsible?, par. 2-5 in sign; size assumed",
    meaning="authority of the hegemon's leader for a unit by which pressure from outside is below 0.3",
)
loyal = Parameter(
    0.2,
    unit="share",
    support=(-2, 2),
    source="Franklin 1972, par. 3-5 in sign; size assumed; record row tbilisi-demos",
    meaning="authority by loyal crowds, however large",
)
half = Parameter(
    1e-4,
    unit="share",
    support=(1e-9, 1),
    source="assumed; record row tbilisi-demos in kind",
    meaning="share of inhabitants in such crowds at which it is half",
)


@mechanism(
    over="polities",
    reads=(
        "polities.authority",
        "polities.start_authority",
        "polities.n_leader",
        "polities.leader_since",
        "polities.monopoly",
        "polities.censorship",
        "polities.obedience",
        "polities.pressure",
        "polities.population",
        "places.polity",
        "places.aim_loyal",
        "places.demonstrators",
    ),
    writes="polities.authority",
)
def leader_authority(i, w, p, key):
    """Authority of the leader of polity i."""
    authority = w.polities.authority[i]
    if p.pace <= 0.0:
        return authority
    built = 0.0
    if w.polities.n_leader[i] > 0.0:
        years = max(0.0, w.clock.t[0] - w.polities.leader_since[i]) / 365.25
        grown = 1.0 - exp(-years / p.ripe)
        built = p.cult * grown * w.polities.monopoly[i] * w.polities.censorship[i]
    if i > 0:
        above = w.polities.authority[0] - w.polities.start_authority[0]
        lent = p.backing * unit(w.polities.obedience[i]) * above
    else:
        lent = p.powers * (0.3 - w.polities.pressure[i])
    crowd = 0.0
    for k in range(w.places.polity.shape[0]):
        if w.places.polity[k] == i and w.places.demonstrators[k] > 0:
            crowd += w.places.aim_loyal[k] * w.places.demonstrators[k]
    part = crowd / max(w.polities.population[i], 1.0)
    asked = p.loyal * part / (part + p.half)
    target = unit(w.polities.start_authority[i] + built + lent + asked)
    return unit(relax(authority, target, p.pace / 365.25, w.clock.dt[0]))
