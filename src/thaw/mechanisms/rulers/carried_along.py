"""Whoever is put first to hold back a movement is carried along by it, beyond the hegemon's line.

Source       A premier who first calls on people to disperse, promises other parties within days, asks for
             the troops to leave and quits the pact within a week: SWP 1957, Hungary Aided Polish
             Revolution, par. 7, and Role of Workers Councils Decisive, par. 4; a wing that would head off
             the movement by standing at its head: SWP 1957, Capitalist Reaction Strengthened, par. 3.
Departures   How far he has gone is one number; promises and treaties are not told apart. He goes by where he
             stood before: one who would hold the line is not carried, he falls. How little the hegemon's word
             then counts is in `line_transmission`. The assault is resolved on before he leaves the pact
             (SWP 1957, Role of Workers Councils Decisive, par. 3-4), so `hegemon_decision` does not read it.
Notice       Days, not weeks, once councils are obeyed or crowds are armed; and back after an assault.
Try          `pace` 0: a premier who stays where he began.

Strength: `pace`. At 0 nobody is carried anywhere.
"""

from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

pace = Parameter(
    0.2,
    unit="1/day",
    support=(0, 5),
    source="SWP 1957, Role of Workers Councils Decisive, par. 4: three days to one promise, nine to the last",
    meaning="rate at which the first in post follows, or comes back from, the movement",
)
half_armed = Parameter(
    0.0005,
    unit="share",
    support=(1e-9, 1),
    source="assumed; of ten million, five thousand",
    meaning="share of inhabitants in arms by which he is carried half as far as by councils all obey",
)
half_councils = Parameter(
    0.1,
    unit="share",
    support=(1e-6, 1),
    source="assumed",
    meaning="share of the workforce that obeys councils at which half of it is reached",
)


@mechanism(
    over="polities",
    reads=(
        "polities.carried",
        "polities.leader",
        "polities.reform_wing",
        "polities.dual_power",
        "polities.armed",
        "polities.gone_men",
        "polities.population",
        "polities.intervention",
        "polities.obedience",
        "officials.position",
    ),
    writes="polities.carried",
)
def carried_along(i, w, p, key):
    """How far the first in post of polity i has gone with a movement, 0 not to 1 out of the bloc."""
    q, first = w.polities, w.polities.leader[i]
    at = 2.0 * unit(q.reform_wing[i]) - 1.0
    if first >= 0:
        at = w.officials.position[first]
    arms = (q.armed[i] + q.gone_men[i]) / max(q.population[i], 1.0)
    armed = arms / (arms + p.half_armed)
    councils = unit(q.dual_power[i])
    councils = councils / (councils + p.half_councils)
    swept = 1.0 - (1.0 - councils) * (1.0 - armed)
    target = swept * unit(at) * unit(q.obedience[i])
    if q.intervention[i] >= 2.0:
        target = 0.0
    return unit(relax(q.carried[i], target, p.pace, w.clock.dt[0]))
