"""How far those who now rule shared in past repression.

Source       Stein 1956, Why Did They Confess?, par. 12-13 (the disclosers were part of the
             machine), SWP 1956, Collective Leadership, par. 3; Deutscher 1956, par. 42-44 (nobody
             of standing could prove an alibi)
Departures   A mean over officials in office, weighted by standing; survivors outside office do not
             count.
Notice       It falls only as people change, and disclosure waits for that where its weight is
             large.
Try          Start with younger officials of low complicity and see how early Moscow speaks.

Strength: `pace`. At 0 the share stays as the case set it.
"""

from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

pace = Parameter(
    0.03,
    unit="1/day",
    support=(0, 1),
    source="assumed; a month",
    meaning="speed at which the share follows the people in office",
)


@mechanism(
    over="polities",
    reads=(
        "polities.complicity",
        "officials.polity",
        "officials.complicity",
        "officials.standing",
        "officials.in_office",
        "officials.alive",
    ),
    writes="polities.complicity",
)
def complicity(i, w, p, key):
    """Complicity of the rulers of polity i; without officials it stays."""
    total, share = 0.0, 0.0
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] == i:
            weight = w.officials.standing[k] * w.officials.in_office[k] * w.officials.alive[k]
            total += weight
            share += weight * w.officials.complicity[k]
    if total <= 1e-9:
        return w.polities.complicity[i]
    return unit(relax(w.polities.complicity[i], share / total, p.pace, w.clock.dt[0]))
