"""The hegemon's purge is carried into the countries that obey it: trials there by its hand.

Source       After one country would not be purged, mass purges in all the others: Stein 1956, A Regime of
             Crisis, par. 2. What the renouncing of frame-ups forbids, at home and there: SWP 1957, Not a
             'Self-Reform' Movement, par. 2; Deutscher 1956, par. 46-48.
Departures   What is carried over is the hegemon's terror as far as its rule is one man's, not one trial of his;
             who falls is settled by distance to his line. The first in post carries it out and is spared
             by it. Sentences are those of `contest_at_the_top` and `verdicts`.
Notice       It is over within a year of the end of one-man rule, sooner where little obeys.
Try          `tied` 0: a hegemon who has told of his frame-ups and goes on with them abroad.

Strength: `reach`. At 0 nobody is arrested by it.
"""

from thaw.draw import exp, happens
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import CAP, unit
from thaw.mechanisms.rulers._votes import SHARED, sits
from thaw.parameter import Parameter

reach = Parameter(
    0.06,
    unit="1/year",
    support=(0, 20),
    source="assumed: one or two of a dozen in four years, in each country",
    meaning="hazard of arrest of an official of the hegemon's line, where all obey it and its terror is full",
)
apart = Parameter(
    0.7,
    unit="1",
    support=(-10, 10),
    source="assumed",
    meaning="rise of the log of that hazard for a unit of distance in position to the hegemon's line",
)
tied = Parameter(
    0.9,
    unit="share",
    support=(0, 1),
    source="SWP 1957, Not a 'Self-Reform' Movement, par. 2; Deutscher 1956, par. 46-48 in sign; size assumed",
    meaning="part of it that a full disclosure by the hegemon forbids",
)


@mechanism(
    over="officials",
    reads=(
        "officials.polity",
        "officials.address",
        "officials.alive",
        "officials.fate",
        "officials.in_office",
        "officials.position",
        "officials.arrested_on",
        "polities.leader",
        "polities.obedience",
        "polities.monopoly",
        "polities.terror",
        "polities.line",
        "polities.disclosure",
    ),
    writes=("officials.fate", "officials.arrested_on", "officials.in_office"),
)
def purge_abroad(i, w, p, key):
    """Fate of official i of a country that obeys, when arrested, office."""
    q = w.officials.polity[i]
    fate, since, office = w.officials.fate[i], w.officials.arrested_on[i], w.officials.in_office[i]
    if p.reach <= 0.0 or q == 0 or not sits(i, w) or w.polities.leader[q] == i:
        return fate, since, office
    alone = unit((w.polities.monopoly[0] - SHARED) / (1.0 - SHARED))
    hand = unit(w.polities.obedience[q]) * alone * unit(w.polities.terror[0])
    hand *= 1.0 - p.tied * unit(w.polities.disclosure[0])
    far = abs(w.officials.position[i] - w.polities.line[0])
    rate = min(CAP, p.reach / 365.25 * hand * exp(p.apart * far))
    if happens(key, w.officials.address[i], 0, rate, w.clock.dt[0]):
        return 1.0, w.clock.t[0], 0.0
    return fate, since, office
