"""News of strikes in the country reaches a place and moves those who hear it.

Source       SWP 1957, Not a 'Self-Reform' Movement, par. 4 (workers kept informed hour by hour),
             SWP 1956, East Germany and Vorkuta, par. 2 (news of Berlin inspired workers elsewhere,
             and the camps); Stein 1956, Workers Revolt, par. 1-2 (risings and strikes reverberate)
Departures   None of them gives a rate. What is known in the country arrives in half a day, by
             foreign radio, railway and telephone; a place hears as much of it as its communications
             allow. The press is left out: strikes were not printed.
Notice       The other cities know the next morning; a week later it is an old story.
Try          Halve `reach`: a country of separate towns.

Strength: `reach`; at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

reach = Parameter(
    0.55,
    unit="motive",
    support=(0, 5),
    source="assumed",
    meaning="highest lift where communications are usual; 0 = mechanism absent",
)
arrive = Parameter(
    2.0,
    unit="1/day",
    support=(0, 50),
    source="assumed; overnight, record rows berlin-16june-call, june17-*",
    meaning="rate at which it is heard, and at which the lift follows",
)

USUAL = 0.55
"""Communications of a usual place: there the lift is `reach`."""
STEEP = 1.5
"""How fast the lift saturates in the country's stock of news."""


@mechanism(
    over="places",
    reads=("places.polity", "places.communications", "places.word", "polities.heard"),
    writes="places.word",
)
def word_of_strikes(i, w, p, key):
    """Lift by news of strikes in the country for those who live in place i."""
    old, heard = w.places.word[i], w.polities.heard[w.places.polity[i]]
    if p.reach <= 0.0 or (heard <= 0.0 and old <= 0.0):
        return old
    ear = w.places.communications[i] / USUAL
    target = p.reach * ear * (1.0 - exp(-STEEP * heard))
    return target + (old - target) * exp(-p.arrive * w.clock.dt[0])
