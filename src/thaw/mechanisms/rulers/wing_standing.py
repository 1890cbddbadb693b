"""Who rises and falls within the apparatus as pressure mounts.

Source       Pressure splits the top: SWP 1956, Collective Leadership, par. 1-2; North 1988,
             par. 52, 60; wings only mirror it: North 1988, par. 47-50. Native rulers part in two in
             1956: SWP 1957, Capitalist Reaction Strengthened, par. 3. Losers of 1957: record row
             anti-party-group
Departures   Officials have one private position that never changes; only support for them moves.
             Loss of office and return to it follow standing, as for Gomulka and Nagy in 1956. The
             dead lose both at once and get neither back.
Notice       Unrest lifts those who would concede; foreign tanks lift the others.
Try          `wings` 0: the apparatus is one block whatever happens outside.

Strength: `pace`. At 0 nobody's standing or office changes.
"""

from thaw.draw import happens
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
turnover = Parameter(
    0.003,
    unit="1/day",
    support=(0, 1),
    source="assumed; a year",
    meaning="hazard of losing, or regaining, office at the end of the scale",
)


@mechanism(
    over="officials",
    reads=(
        "officials.polity",
        "officials.position",
        "officials.complicity",
        "officials.standing",
        "officials.in_office",
        "officials.alive",
        "polities.unrest",
        "polities.news_abroad",
        "polities.line",
        "polities.intervention",
        "polities.known",
    ),
    writes=("officials.standing", "officials.in_office"),
)
def wing_standing(i, w, p, key):
    """Standing of official i and whether he holds office."""
    q, dt = w.officials.polity[i], w.clock.dt[0]
    standing, office = w.officials.standing[i], w.officials.in_office[i]
    if p.pace <= 0.0:
        return standing, office
    if w.officials.alive[i] <= 0.0:
        return 0.0, 0.0
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
    standing = unit(relax(standing, target, p.pace, dt))
    if office >= 1.0:
        if happens(key, i, 0, p.turnover * max(0.0, 0.4 - standing) / 0.4, dt):
            office = 0.0
    elif happens(key, i, 0, p.turnover * max(0.0, standing - 0.6) / 0.4, dt):
        office = 1.0
    return standing, office
