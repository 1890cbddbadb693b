"""Those who know how neighbours abroad live come to expect as much.

Source       Comparison with others as the source of what one holds to be due: Runciman 1966, Relative
             Deprivation and Social Justice, ch. 2; peasants who see how those across the border live:
             SWP 1957, Kremlin Choked Economic Growth, par. 2 in kind; drive western_comparison of the accounts
Departures   One index for all neighbours, 1 at the start for both sides: only what has been gained on one's
             own progress since is compared, since the gap of the start is in the starting grievance. Whoever
             hears a foreign station or can cross the border compares.
Notice       Expectations lose touch with what is had by a few hundredths in as many years.
Try          `look` 0: everybody measures by his own past.

Strength: `look`; at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import unit
from thaw.parameter import Parameter

look = Parameter(
    0.25,
    unit="1/year",
    support=(0, 20),
    source="assumed; four years",
    meaning="rate at which those who know come to expect what neighbours have gained",
)
visits = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="people who know by crossing an open border",
)


@mechanism(
    over="groups",
    reads=(
        "groups.polity",
        "groups.expectation",
        "polities.abroad",
        "polities.listeners",
        "polities.exit_open",
    ),
    writes="groups.expectation",
)
def western_comparison(i, w, p, key):
    """Living standard that group i holds to be due."""
    j, old = w.groups.polity[i], w.groups.expectation[i]
    knowing = unit(w.polities.listeners[j] + p.visits * w.polities.exit_open[j])
    better = max(w.polities.abroad[j] - old, 0.0)
    return old + better * (1.0 - exp(-p.look / 365.25 * knowing * w.clock.dt[0]))
