"""Who rises and falls within the apparatus as pressure mounts.

Source       Pressure splits the top: SWP 1956, Collective Leadership, par. 1-2; North 1988,
             par. 52, 60; wings only mirror it: North 1988, par. 47-50. Native rulers part in two in
             1956: SWP 1957, Capitalist Reaction Strengthened, par. 3. Losers of 1957: record row
             anti-party-group
Departures   Support alone moves here; offices are lost and regained by votes (`contest_at_the_top`). The
             dead have none.
Notice       Unrest lifts those who would concede; foreign tanks lift the others.
Try          `wings` 0: the apparatus is one block whatever happens outside.

Strength: `pace`. At 0 nobody's standing changes.
"""

from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

pace = Parameter(
    0.01,
    unit="1/day",
    support=(0, 1),
    source="assumed; three months",
    meaning="speed at which standing follows its drives",
)
wings = Parameter(
    0.5,
    unit="1",
    support=(-3, 3),
    source=("SWP 1956, Collective Leadership, par. 1-2; North 1988, par. 60 in sign; size assumed"),
    meaning="gain in standing of one who would concede, at full unrest",
)
bloc = Parameter(
    0.2,
    unit="1",
    support=(-3, 3),
    source="assumed",
    meaning="the same for unrest and success abroad",
)
current = Parameter(
    0.25,
    unit="1",
    support=(0, 3),
    source="assumed",
    meaning="gain from agreeing with the present line",
)
backlash = Parameter(
    0.3,
    unit="1",
    support=(-3, 3),
    source="assumed; record rows cc-letter-dec1956, zaisser-herrnstadt",
    meaning="loss of one who would concede while foreign troops are in the street",
)
taint = Parameter(
    0.3,
    unit="1",
    support=(0, 3),
    source="SWP 1956, Collective Leadership, par. 3 in sign; size assumed",
    meaning="loss by full complicity once everything is known",
)


@mechanism(
    over="officials",
    reads=(
        "officials.polity",
        "officials.position",
        "officials.complicity",
        "officials.standing",
        "officials.alive",
        "polities.unrest",
        "polities.news_abroad",
        "polities.line",
        "polities.intervention",
        "polities.known",
    ),
    writes="officials.standing",
)
def wing_standing(i, w, p, key):
    """Standing of official i among colleagues and apparatus."""
    q, dt = w.officials.polity[i], w.clock.dt[0]
    standing = w.officials.standing[i]
    if p.pace <= 0.0:
        return standing
    if w.officials.alive[i] <= 0.0:
        return 0.0
    position = w.officials.position[i]
    agree = 1.0 - abs(position - w.polities.line[q])
    lift = (
        p.wings * w.polities.unrest[q]
        + p.bloc * w.polities.news_abroad[q]
        - p.backlash * min(1.0, w.polities.intervention[q])
    )
    target = unit(
        0.5
        + position * lift
        + p.current * agree * 0.5
        - p.taint * w.officials.complicity[i] * w.polities.known[q]
    )
    return unit(relax(standing, target, p.pace, dt))
