"""Whoever commands the army gains weight at the top when rule leans on it.

Source       Rule that turns from the police to the army lifts its generals: SWP 1957, The Need for a
             Marxist Party, par. 11.
Departures   Officers below the top are not told apart. What a general would do with his weight is his
             position, as for others.
Notice       He is heard more while troops stand in the street, and less once they are back in barracks.
Try          `lift` 0: commanders are officials like others.

Strength: `lift`. At 0 nobody's standing changes.
"""

from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

lift = Parameter(
    0.01,
    unit="1/day",
    support=(0, 1),
    source="SWP 1957, The Need for a Marxist Party, par. 11 in sign; size assumed",
    meaning="rate at which a commander's standing rises while rule rests on the army alone",
)
contest = Parameter(
    0.2,
    unit="share",
    support=(0, 1),
    source="assumed; record rows beria-arrest, anti-party-group: officers held the doors",
    meaning="how far an open contest for the top leans on the army, beside troops in the street",
)


@mechanism(
    over="officials",
    reads=(
        "officials.polity",
        "officials.alive",
        "officials.standing",
        "officials.army",
        "polities.emergency",
        "polities.intervention",
        "polities.succession",
    ),
    writes="officials.standing",
)
def generals_weight(i, w, p, key):
    """Standing of official i, as far as he commands the army."""
    q, standing = w.officials.polity[i], w.officials.standing[i]
    if w.officials.army[i] <= 0.0 or w.officials.alive[i] <= 0.0:
        return standing
    called = max(w.polities.emergency[q], 0.5 * w.polities.intervention[q])
    leant = unit(called + p.contest * w.polities.succession[q])
    return unit(relax(standing, 1.0, p.lift * leant, w.clock.dt[0]))
