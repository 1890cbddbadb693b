"""A mass campaign lifts conviction while it is young, and costs it where it goes too far.

Source       Franklin 1972, par. 106, 127-128 (people made able to check officials by doing it; checked
             from above they become less so) in sign; par. 66 (needless violence where zeal overshot). That
             excess costs belief is assumed; record rows cultural-revolution, anti-rightist
Departures   The same for all strata, though officials are its target. What is done to persons is not
             modelled, only the grievance it leaves.
Notice       Nothing at all where no campaign runs.
Try          `sober` 0: a campaign that nobody tires of.

Strength: `speed`; at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import unit
from thaw.parameter import Parameter

speed = Parameter(1.0, unit="1", support=(0, 10), source="assumed", meaning="multiplies every rate")
stir = Parameter(
    0.002,
    unit="1/day",
    support=(0, 1),
    source="Franklin 1972, par. 127-128 in sign; size assumed",
    meaning="rise of conviction towards 1 under full vigour",
)
sober = Parameter(
    0.004,
    unit="1/day",
    support=(0, 1),
    source="assumed",
    meaning="fall of conviction where it has gone too far in everything",
)
harm = Parameter(
    0.001,
    unit="1/day",
    support=(0, 1),
    source="Franklin 1972, par. 66 in kind; size assumed",
    meaning="rise of political grievance towards 1, the same",
)


@mechanism(
    over="groups",
    reads=(
        "groups.polity",
        "groups.conviction",
        "groups.grievance_pol",
        "polities.campaign",
        "polities.overshoot",
    ),
    writes=("groups.conviction", "groups.grievance_pol"),
)
def swept_along(i, w, p, key):
    """Conviction and political grievance of group i while a campaign runs in its country."""
    j, days = w.groups.polity[i], p.speed * w.clock.dt[0]
    vigour, beyond = unit(w.polities.campaign[j]), unit(w.polities.overshoot[j])
    conviction, grievance = w.groups.conviction[i], w.groups.grievance_pol[i]
    up, down = p.stir * vigour, p.sober * beyond
    if up + down > 0.0 and days > 0.0:
        rest = up / (up + down)
        conviction = rest + (conviction - rest) * exp(-(up + down) * days)
        grievance += max(1.0 - grievance, 0.0) * (1.0 - exp(-p.harm * beyond * days))
    return conviction, grievance
