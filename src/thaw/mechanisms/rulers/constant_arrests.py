"""Officials are arrested at a constant rate: the null of a purge.

Source       Poisson process, the usual null for counts of events.
Departures   None: no cause, no tie, no rank, no end.
Notice       Every body loses the same share; losses of months differ by chance alone.
Try          Twice the rate: about twice the toll while few are gone.

Strength: `rate`. At 0 nobody is arrested.
"""

from thaw.draw import happens, uniform
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(
    0.1, unit="1/year", support=(0, 20), source="assumed", meaning="hazard of arrest of an official"
)
lethal = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="share of those arrested who are shot at once",
)

CLOSE = 1e-9
"""A draw nearer to a bound than this is looked at in full: the bound is reckoned in other steps."""


@mechanism(
    over="officials",
    reads=(
        "officials.address",
        "officials.alive",
        "officials.fate",
        "officials.in_office",
        "officials.arrested_on",
    ),
    writes=("officials.arrested_on", "officials.fate", "officials.in_office", "officials.alive"),
)
def constant_arrests(i, w, p, key):
    """When official i was arrested, his fate, his office and whether he lives."""
    since, fate = w.officials.arrested_on[i], w.officials.fate[i]
    office, alive = w.officials.in_office[i], w.officials.alive[i]
    if fate > 0.0 or alive <= 0.0:
        return since, fate, office, alive
    a = w.officials.address[i]
    rate, dt = p.rate / 365.25, w.clock.dt[0]
    # a chance is never above its hazard: most draws are told without it
    if uniform(key, a, 0) > rate * dt + CLOSE or not happens(key, a, 0, rate, dt):
        return since, fate, office, alive
    if uniform(key, a, 1) < p.lethal:
        return w.clock.t[0], 4.0, 0.0, 0.0
    return w.clock.t[0], 3.0, 0.0, alive
