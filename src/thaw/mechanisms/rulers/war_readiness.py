"""A purge of officers leaves an army unready, until others have learnt their work.

Source       Armed forces beheaded, borne out in the winter war and in the first months of the next: Stein
             1956, Why Did They Confess?, par. 8; among what the rulers answer for: SWP 1956, Collective
             Leadership, par. 3. Against it, a country without traitors within when it was invaded:
             Franklin 1972, par. 106, which has no number here.
Departures   One share for an army; which arm or front lacks whom is not told. What a war then costs is in
             `war_and_aid`. An event of a case may set it where officers have no rows.
Notice       Two or three years after the last arrest half of it is made good.
Try          `learn` 0: an army that never recovers.

Strength: `count` and `learn`. At 0 of both readiness stays as it is.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import unit
from thaw.parameter import Parameter

count = Parameter(
    1.0,
    unit="1",
    support=(0, 10),
    source="Stein 1956, Why Did They Confess?, par. 8 in sign; size assumed",
    meaning="unreadiness for a unit of the share of commanders, heavier the higher, who are taken",
)
height = Parameter(
    0.3,
    unit="1",
    support=(0, 3),
    source="assumed",
    meaning="log of a commander's weight for each rank nearer the top",
)
learn = Parameter(
    0.3,
    unit="1/year",
    support=(0, 50),
    source="assumed; three years",
    meaning="rate at which successors learn their work",
)


@mechanism(
    over="polities",
    reads=(
        "polities.unready",
        "polities.officers_lost",
        "officials.polity",
        "officials.army",
        "officials.rank",
        "officials.fate",
    ),
    writes=("polities.unready", "polities.officers_lost"),
)
def war_readiness(i, w, p, key):
    """How unready the army of polity i is, and the share of its commanders who are taken."""
    unready, before = w.polities.unready[i], w.polities.officers_lost[i]
    if p.count + p.learn <= 0.0:
        return unready, before
    total, lost = 0.0, 0.0
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] == i and w.officials.army[k] > 0.0:
            weight = exp(p.height * (4.0 - w.officials.rank[k]))
            total += weight
            if 1.0 <= w.officials.fate[k] <= 4.0:
                lost += weight
    share = 0.0
    if total > 0.0:
        share = lost / total
    unready *= exp(-p.learn / 365.25 * w.clock.dt[0])
    return unit(unready + p.count * (share - before)), share
