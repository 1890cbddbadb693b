"""Reckon the chance of arrest for whoever would act first where nobody acts.

Source       Epstein 2002, PNAS 99 suppl. 3, 7243-7250 (arrest = 1 - exp(-k C / A), k 2.3), as `see`
Departures   As `see`, with nobody in the street and no troops: only the police of the place count,
             against the floor. People in towns at rest go by it, and a town that wakes starts from
             it. A mechanism knows only its own parameters, so `attention`, `k` and `floor` stand
             here a second time, with the defaults of `see`: whoever changes one must change both.
Notice       Close to 1 in most places: the first to act expect to be taken.
Try          Halve the police of one place: it falls little, as the estimate is near its end.

Strength: `attention`; at 0 the estimate stays.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.society.see import chance_of_arrest
from thaw.parameter import Parameter

attention = Parameter(
    24.0,
    unit="1/day",
    support=(0, 96),
    source="assumed, as in see",
    meaning="rate at which the estimate follows the police of the place",
)
k = Parameter(
    2.3,
    unit="1",
    support=(0, 20),
    source="Epstein 2002, rule for the arrest estimate, as in see",
    meaning="arrest is 0.9 when coercion equals those acting",
)
floor = Parameter(
    1.0,
    unit="persons/1000",
    support=(0.01, 100),
    source="assumed, as in see",
    meaning="smallest number acting that people reckon with",
)


@mechanism(over="places", reads=("places.police", "places.arrest"), writes="places.arrest")
def expected_arrest(i, w, p, key):
    """Chance of arrest in place i for one who acts where nobody else does."""
    arrest, old = chance_of_arrest(p.k, w.places.police[i], p.floor), w.places.arrest[i]
    return old + (arrest - old) * (1.0 - exp(-p.attention * w.clock.dt[0]))
