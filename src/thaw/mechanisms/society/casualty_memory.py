"""How long a place remembers its dead and arrested.

Source       assumed; record rows silent-hour and women-march show memory over one to two months
Departures   One decaying count for deaths and arrests, a death counting as twenty arrests.
Notice       Drives fear and outrage together; which wins is for the account's other mechanisms.
Try          Lengthen `fading` and watch the second strike wave of July 1953.

Strength: none of its own: a count kept for others.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

fading = Parameter(
    45.0,
    unit="day",
    support=(1, 3650),
    source="assumed",
    meaning="time in which casualties fade from memory by e",
)
death_weight = Parameter(
    20.0,
    unit="1",
    support=(1, 1000),
    source="assumed",
    meaning="arrests that weigh as much as one death",
)


@mechanism(
    over="places",
    reads=("places.casualties", "places.casualties_counted", "places.deaths", "places.arrests"),
    writes=("places.casualties", "places.casualties_counted"),
)
def casualty_memory(i, w, p, key):
    """Let the old fade and add what is new since the last step."""
    total = w.places.arrests[i] + p.death_weight * w.places.deaths[i]
    faded = w.places.casualties[i] * exp(-w.clock.dt[0] / p.fading)
    return faded + (total - w.places.casualties_counted[i]), float(total)
