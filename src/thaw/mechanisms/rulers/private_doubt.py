"""What those at the top think for themselves moves: by what they read, by what the many do.

Source       Archives read again and again by men who would understand what befell them, within limits set
             by their own past: Deutscher 1956, par. 26. Some of the apparatus may change sides as pressure
             mounts: SWP 1956, Collective Leadership, par. 1-3; only a few and those passive: North 1988,
             par. 48-50. The speaker of one week is not that of the next: Deutscher 1956, par. 10-11.
Departures   Doubt is one number; it shifts a position towards giving way, and no other way. Whoever leads
             convinces nobody.
Notice       Who has least to answer for turns first.
Try          `guard` 0: the guilty learn from the archives as much as the others.

Strength: `pace`. At 0 nobody's doubt or position changes.
"""

from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.mechanisms.rulers._votes import pressed
from thaw.parameter import Parameter

pace = Parameter(
    0.004,
    unit="1/day",
    support=(0, 1),
    source="assumed; most of a year",
    meaning="speed at which doubt follows its causes",
)
read = Parameter(
    0.8,
    unit="share",
    support=(0, 5),
    source="Deutscher 1956, par. 26 in sign; size assumed",
    meaning="doubt of one without a part in it, once all is looked into",
)
told = Parameter(
    0.3,
    unit="share",
    support=(0, 5),
    source="assumed; record row polish-security-split",
    meaning="doubt by what the hegemon has told the party, in full",
)
street = Parameter(
    0.3,
    unit="share",
    support=(-5, 5),
    source="SWP 1956, Collective Leadership, par. 1-3 in sign; size assumed",
    meaning="doubt under full pressure of the many",
)
guard = Parameter(
    0.7,
    unit="share",
    support=(0, 1),
    source="Deutscher 1956, par. 26 in sign; size assumed",
    meaning="part of it that full complicity keeps away",
)
turn = Parameter(
    0.6,
    unit="1",
    support=(-2, 2),
    source="assumed",
    meaning="shift of a position, on the scale from -1 to 1, by full doubt",
)


@mechanism(
    over="officials",
    reads=(
        "officials.polity",
        "officials.alive",
        "officials.doubt",
        "officials.position",
        "officials.complicity",
        "polities.inquiry",
        "polities.known_party",
        "polities.unrest",
        "polities.ferment",
    ),
    writes=("officials.doubt", "officials.position"),
)
def private_doubt(i, w, p, key):
    """Doubt of official i and his position."""
    q = w.officials.polity[i]
    doubt, position = w.officials.doubt[i], w.officials.position[i]
    if p.pace <= 0.0 or w.officials.alive[i] <= 0.0:
        return doubt, position
    cause = (
        p.read * w.polities.inquiry[q]
        + p.told * w.polities.known_party[q]
        + p.street * pressed(q, w)
    )
    target = unit(cause * (1.0 - p.guard * unit(w.officials.complicity[i])))
    new = relax(doubt, target, p.pace, w.clock.dt[0])
    return new, min(1.0, max(-1.0, position + p.turn * (new - doubt)))
