"""In an emergency those at the top close ranks round the strong man.

Source       A frightened body puts its oppressor back into the saddle; each crisis lifts him: Deutscher
             1956, par. 36-37.
Departures   An emergency is martial law, or a threat from abroad above the usual; who feels it most is not
             told. What the rally lends is lost again at the pace of `leader_authority`.
Notice       Its mark is left on votes: authority keeps the first in post from being voted down.
Try          `lift` 0: war and martial law leave the leader where he was.

Strength: `lift`. At 0 authority stays as it stands.
"""

from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

lift = Parameter(
    1.0,
    unit="1/year",
    support=(0, 100),
    source="Deutscher 1956, par. 36-37 in sign; size assumed",
    meaning="rate at which authority rises to its height in a full emergency",
)
threat = Parameter(
    1.0,
    unit="1",
    support=(-10, 10),
    source="Deutscher 1956, par. 36-37 in sign; size assumed",
    meaning="emergency that a unit of external threat above 0.4 is",
)


@mechanism(
    over="polities",
    reads=("polities.authority", "polities.emergency", "polities.threat"),
    writes="polities.authority",
)
def emergency_rally(i, w, p, key):
    """Authority of the leader of polity i after a rally of those about him."""
    danger = p.threat * max(0.0, w.polities.threat[i] - 0.4)
    crisis = unit(w.polities.emergency[i] + danger)
    return unit(relax(w.polities.authority[i], 1.0, p.lift / 365.25 * crisis, w.clock.dt[0]))
