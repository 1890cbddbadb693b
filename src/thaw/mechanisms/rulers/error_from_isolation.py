"""A ruler whom nobody contradicts is told what he likes to hear, and plans by it.

Source       Shut off from village, factory and front he ruled by figures made up for him: Khrushchev as
             reported by Deutscher 1956, par. 14; fewer decisions taken together, more errors: Khrushchev as
             quoted by Stein 1956, opening, par. 11. That blame for one and praise for all is too
             neat: Deutscher 1956, par. 38-39.
Departures   Error shows as what the plan takes beyond what there is; war and foreign policy are left out.
Notice       It wanes when colleagues dare to speak, years after they do.
Try          `pace` 0: plans are as good under one man as under a body.

Strength: `pace`. At 0 the plan's gap stays as it stands.
"""

from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import unit
from thaw.parameter import Parameter

pace = Parameter(
    0.01,
    unit="1/year",
    support=(0, 1),
    source="Khrushchev 1956 as reported by Deutscher 1956, par. 14 in sign; size assumed",
    meaning="yearly rise of the plan's gap under a ruler quite alone, above that of a usual one",
)
usual = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="isolation at which errors and their mending are even",
)


@mechanism(
    over="polities",
    reads=(
        "polities.plan_gap",
        "polities.monopoly",
        "polities.censorship",
        "polities.elite_security",
    ),
    writes="polities.plan_gap",
)
def error_from_isolation(i, w, p, key):
    """Gap of the plan of polity i."""
    dared = unit(w.polities.elite_security[i])
    alone = unit(w.polities.monopoly[i]) * unit(w.polities.censorship[i]) * (1.0 - dared)
    shift = p.pace / 365.25 * w.clock.dt[0] * (alone - p.usual)
    if shift == 0.0:
        return w.polities.plan_gap[i]
    return unit(w.polities.plan_gap[i] + shift)
