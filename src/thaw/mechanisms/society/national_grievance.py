"""Resent rule by another state.

Source       SWP 1957, Kremlin Choked Economic Growth, par. 2-3 (foreign rule adds a national to a
             social grievance and shapes the first demand), Not a 'Self-Reform' Movement, par. 1 (a
             wage dispute ends in the demand that troops leave)
Departures   The text names no rates: resentment rises in weeks and fades over years.
Notice       Troops in the street raise it for a generation of events, not for one.
Try          `occupation` 0: intervention then only frightens.

Strength: `rise` and `fade`; at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

weight = Parameter(
    0.83,
    unit="motive",
    support=(0, 5),
    source=("SWP 1957, Kremlin Choked Economic Growth, par. 2 in sign; size assumed"),
    meaning="national grievance under full foreign rule",
)
occupation = Parameter(
    0.15,
    unit="motive",
    support=(0, 3),
    source=("SWP 1957, Not a 'Self-Reform' Movement, par. 1 in sign; size assumed"),
    meaning="grievance per level of foreign armed intervention",
)
terms = Parameter(
    1.0,
    unit="motive",
    support=(0, 10),
    source="SWP 1957, Kremlin Choked Economic Growth, par. 2 in sign; size assumed",
    meaning="grievance per share of income that goes to the hegemon above that of the start",
)
rise = Parameter(0.1, unit="1/day", support=(0, 5), source="assumed", meaning="rate upward")
fade = Parameter(0.5, unit="1/year", support=(0, 20), source="assumed", meaning="rate downward")


@mechanism(
    over="groups",
    reads=(
        "groups.polity",
        "groups.grievance_nat",
        "polities.foreign_rule",
        "polities.intervention",
        "polities.tribute",
        "polities.start_tribute",
    ),
    writes="groups.grievance_nat",
)
def national_grievance(i, w, p, key):
    """National grievance of group i: quick to rise, slow to fade."""
    j, old = w.groups.polity[i], w.groups.grievance_nat[i]
    target = p.weight * w.polities.foreign_rule[j] + p.occupation * w.polities.intervention[j]
    target += p.terms * (w.polities.tribute[j] - w.polities.start_tribute[j])
    target = max(target, 0.0)
    pace = p.rise if target > old else p.fade / 365.25
    return old + (target - old) * (1.0 - exp(-pace * w.clock.dt[0]))
