"""News of strikes in the country reaches a place and moves those who hear it.

Source       SWP 1957, Not a 'Self-Reform' Movement, par. 4 (workers kept informed hour by hour),
             SWP 1956, East Germany and Vorkuta, par. 2 (news of Berlin inspired workers elsewhere,
             and the camps); Stein 1956, Workers Revolt, par. 1-2 (risings and strikes reverberate).
             Form: what is risky spreads when it is confirmed from more than one side (Centola and
             Macy 2007, AJS 113(3))
Departures   None of them gives a rate. What is known in the country arrives in half a day, by
             foreign radio, railway and telephone; a place hears as much of it as its communications
             allow. The press is left out: strikes were not printed. The lift grows with the square
             of the stock of news while there is little of it: one town is a rumour, two are a movement.
Notice       The other cities know the next morning; a week later it is an old story. Most strikes
             stay where they are; those in several towns at once are heard everywhere.
Try          Halve `reach`: a country of separate towns. Halve `enough`: every strike is national.

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
enough = Parameter(
    1.2,
    unit="1",
    support=(0.01, 100),
    source="assumed; set by base rates of unrest: most waves stay local",
    meaning="stock of news that gives 63 percent of the lift",
)

USUAL = 0.55
"""Communications of a usual place: there the lift is `reach`."""


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
    target = p.reach * ear * (1.0 - exp(-((heard / p.enough) ** 2)))
    return target + (old - target) * exp(-p.arrive * w.clock.dt[0])
