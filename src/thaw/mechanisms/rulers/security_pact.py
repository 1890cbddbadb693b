"""The end of fear at the top: rulers agree not to kill one another.

Source       SWP 1956, Collective Leadership, par. 1 (end of uncertainty in the ruling group),
             Deutscher 1956, par. 36-38 (why it was not ended before). In form: Svolik 2009,
             American Journal of Political Science 53(2) (power-sharing)
Departures   No bargaining between persons; a balance of two rates, pact against dread.
Notice       Slow to build after a death, and quick to be lost under one man.
Try          Double `dread` and see whether the large disclosure still comes.

Strength: `pace`. At 0 safety at the top stays as it stands.
"""

from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

pace = Parameter(
    0.006,
    unit="1/day",
    support=(0, 1),
    source="assumed; from March 1953 to February 1956 for most of the way",
    meaning="speed of both rates",
)
pact = Parameter(
    1.0,
    unit="1",
    support=(0, 20),
    source="SWP 1956, Collective Leadership, par. 1 in sign; size assumed",
    meaning="rate of agreement where power is shared, in units of pace",
)
boost = Parameter(
    0.5,
    unit="1",
    support=(0, 20),
    source="assumed; record row beria-arrest",
    meaning="rise of that rate while the contest for the top is open",
)
dread = Parameter(
    1.0,
    unit="1",
    support=(0, 20),
    source="Deutscher 1956, par. 23, 38 in sign; size assumed",
    meaning="rate of loss under one man and full terror, in units of pace",
)
campaign = Parameter(
    2.0,
    unit="1",
    support=(0, 20),
    source="Franklin 1972, par. 127-128 in sign; size assumed",
    meaning="rate of loss under a mass campaign in full vigour, in units of pace",
)


@mechanism(
    over="polities",
    reads=(
        "polities.elite_security",
        "polities.monopoly",
        "polities.terror",
        "polities.succession",
        "polities.campaign",
    ),
    writes="polities.elite_security",
)
def security_pact(i, w, p, key):
    """Safety at the top of polity i, 1 when no one there fears for his life."""
    m = unit(w.polities.monopoly[i])
    up = p.pact * (1.0 - m) * (1.0 + p.boost * w.polities.succession[i])
    down = p.dread * m * max(0.0, w.polities.terror[i])
    down += p.campaign * max(0.0, w.polities.campaign[i])
    both = up + down
    if both <= 1e-12:
        return w.polities.elite_security[i]
    return unit(relax(w.polities.elite_security[i], up / both, p.pace * both, w.clock.dt[0]))
