"""Foreign stations are heard by a share of the people, more of them when something happens, fewer when jammed.

Source       Radio carried the strike call of June 1953: record row berlin-16june-call; a jamming station was
             the first thing wrecked at Poznan: record row poznan-prison. Who listens and why: Parta 2007,
             Discovering the Hidden Listener, in kind. Nobody of the accounts gives a rate
Departures   One share for all places. What stations bring is elsewhere: unrest at home past the censor
             (`censorship_and_rumour`), unrest abroad (`contagion`), leaks (`leak_and_graded_truth`), each by
             listeners above those of the start; and how others live (`western_comparison`). How neighbours
             live grows at a rate that the case gives.
Notice       In a week of strikes half as many again tune in.
Try          `tune` 0: habit alone.

Strength: `habit`. At 0 every column stays as it stands.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

habit = Parameter(
    0.1,
    unit="1/day",
    support=(0, 5),
    source="assumed; ten days",
    meaning="rate at which listening follows",
)
tune = Parameter(
    0.5,
    unit="1",
    support=(0, 10),
    source="assumed; Parta 2007 in sign: audiences rose in crises",
    meaning="rise of the share of listeners by full unrest at home or known abroad",
)
jam = Parameter(
    0.2,
    unit="1",
    support=(0, 5),
    source="record row poznan-prison in kind; size assumed",
    meaning="rise of its logarithm per unit of a line softer than at the start: jammers fall silent",
)


@mechanism(
    over="polities",
    reads=(
        "polities.listeners",
        "polities.start_listeners",
        "polities.abroad",
        "polities.abroad_growth",
        "polities.line",
        "polities.start_line",
        "polities.unrest",
        "polities.news_abroad",
    ),
    writes=("polities.listeners", "polities.abroad"),
)
def news_from_abroad(i, w, p, key):
    """Share of people who hear foreign stations, and how the neighbours live."""
    old, abroad = w.polities.listeners[i], w.polities.abroad[i]
    if p.habit <= 0.0:
        return old, abroad
    stirred = 1.0 + p.tune * max(w.polities.unrest[i], w.polities.news_abroad[i])
    open_air = exp(p.jam * (w.polities.line[i] - w.polities.start_line[i]))
    target = unit(w.polities.start_listeners[i] * stirred * open_air)
    dt = w.clock.dt[0]
    abroad *= exp(w.polities.abroad_growth[i] / 365.25 * dt)
    return relax(old, target, p.habit, dt), abroad
