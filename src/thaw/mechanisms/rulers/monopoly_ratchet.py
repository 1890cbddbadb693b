"""Monopoly of power narrows from party to faction to one man, and opens again after him.

Source       Deutscher 1956, par. 19-24 (each stage follows from the one before; tension drives it),
             par. 47-48 (reversal). In form: Svolik 2012, The Politics of Authoritarian Rule, ch. 3
             (contested to established autocracy)
Departures   A continuous share for the three stages, 0 many parties, 0.5 one faction, 1 one man.
Notice       Narrowing feeds itself: the narrower, the faster, until nothing is left to take.
Try          `renounce` 0: disclosure leaves the road back to one man open.

Strength: `ratchet` and `release`, both at 0: the monopoly stays as it stands.
"""

from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

ratchet = Parameter(
    0.08,
    unit="1/year",
    support=(0, 5),
    source=(
        "assumed; about fifteen years from 1917-22 to the early 1930s, Deutscher 1956, par. 19-22"
    ),
    meaning="rate of narrowing at one-man narrowness without tension",
)
tension = Parameter(
    1.0,
    unit="1",
    support=(0, 20),
    source="Deutscher 1956, par. 24 in sign; size assumed",
    meaning="rise of that rate per unit of threat and unrest",
)
renounce = Parameter(
    0.8,
    unit="share",
    support=(0, 1),
    source="Deutscher 1956, par. 46-48 in sign; size assumed",
    meaning="part of the narrowing that a full disclosure stops",
)
release = Parameter(
    0.011,
    unit="1/day",
    support=(0, 1),
    source="assumed; three months after March 1953",
    meaning="rate of opening while the contest for the top is fully open",
)
copying = Parameter(
    0.3,
    unit="1",
    support=(0, 5),
    source="assumed; collective leadership was pressed on the satellites in June 1953, record "
    "row hun-moscow-talks",
    meaning="opening of a satellite per unit by which the hegemon is more open",
)
open_to = Parameter(
    0.6,
    unit="share",
    support=(0, 1),
    source="assumed; rule by a faction, Deutscher 1956, par. 25",
    meaning="monopoly to which it opens",
)


@mechanism(
    over="polities",
    reads=(
        "polities.monopoly",
        "polities.threat",
        "polities.unrest",
        "polities.disclosure",
        "polities.succession",
        "polities.obedience",
    ),
    writes="polities.monopoly",
)
def monopoly_ratchet(i, w, p, key):
    """Narrowness of the monopoly of power in polity i."""
    m = w.polities.monopoly[i]
    strain = 1.0 + p.tension * (w.polities.threat[i] + w.polities.unrest[i])
    licence = 1.0 - p.renounce * unit(w.polities.disclosure[i])
    narrow = p.ratchet / 365.25 * m * strain * licence
    open_ = 0.0
    if m > p.open_to:
        copied = unit(w.polities.obedience[i]) * max(0.0, m - w.polities.monopoly[0])
        open_ = p.release * (w.polities.succession[i] + p.copying * copied)
    rate = narrow + open_
    if rate <= 0.0:
        return m
    return unit(relax(m, (narrow + open_ * p.open_to) / rate, rate, w.clock.dt[0]))
