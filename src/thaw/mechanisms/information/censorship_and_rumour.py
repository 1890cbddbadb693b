"""News of unrest elsewhere gets past the censor, by rumour, telephone and foreign radio.

Source       SWP 1956, East Germany and Vorkuta, par. 1-2 (news of Berlin reached the camps);
             Deutscher 1956, par. 49-51 (secrecy delays what becomes known); Stein 1956, Workers
             Revolt, par. 1-2 (risings reverberate)
Departures   None of them gives a rate. A leader who keeps workers informed by the hour (SWP 1957,
             Not a 'Self-Reform' Movement, par. 4) is not here. The press carries what the censor
             leaves, rumour adds a share of a place's communications; good news and bad travel alike.
Notice       A rising in one city is known in the others the next morning, and stays news for ten
             days.
Try          `rumour` 0 with full censorship: every city is alone.

Strength: `carry` (upward) and `fade` (downward); at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

carry = Parameter(
    1.0,
    unit="1/day",
    support=(0, 24),
    source="assumed; Berlin 16 June to the districts 17 June 1953, record rows june17-*",
    meaning="rate at which news arrives",
)
rumour = Parameter(
    0.7,
    unit="1",
    support=(0, 5),
    source="assumed",
    meaning="news by rumour and foreign radio at full communications",
)
station = Parameter(
    0.5,
    unit="1",
    support=(0, 5),
    source="record row berlin-16june-call in kind; size assumed",
    meaning="news by foreign stations, by listeners above those of the start",
)
fade = Parameter(
    0.1, unit="1/day", support=(0, 24), source="assumed", meaning="rate at which it ages"
)


@mechanism(
    over="places",
    reads=(
        "places.polity",
        "places.communications",
        "places.news",
        "polities.unrest",
        "polities.censorship",
        "polities.listeners",
        "polities.start_listeners",
    ),
    writes="places.news",
)
def censorship_and_rumour(i, w, p, key):
    """Share of the country's unrest that place i knows of."""
    j, old = w.places.polity[i], w.places.news[i]
    through = 1.0 - w.polities.censorship[j] + p.rumour * w.places.communications[i]
    through += p.station * (w.polities.listeners[j] - w.polities.start_listeners[j])
    target = w.polities.unrest[j] * min(max(through, 0.0), 1.0)
    pace = p.carry if target > old else p.fade
    return old + (target - old) * (1.0 - exp(-pace * w.clock.dt[0]))
