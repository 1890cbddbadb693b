"""What becomes of those arrested: shot, sent to a camp, or let go once the purge is stopped.

Source       Sentences by kind and year: record series of the security police's returns; releases after
             a correction from above: CPC 1963, par. 25-27; rehabilitation, and how it spreads once it has
             begun: Deutscher 1956, par. 46-47.
Departures   A sentence is one draw; appeals, remission and death in a camp are left out. Rehabilitation
             lets those out of the camps go; the shot stay dead, and their honour is no column here.
Notice       Whoever is arrested late in a purge is let go more often than one arrested early.
Try          `lethal` near 0: the toll stays, the dead do not.

Strength: `verdict`, `review`, `restore` and `reopen`. At 0 those arrested stay where they are.
"""

from thaw.draw import happens, uniform
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

verdict = Parameter(
    0.006,
    unit="1/day",
    support=(0, 5),
    source="assumed; half a year",
    meaning="hazard of a sentence after confession",
)
lethal = Parameter(
    0.75,
    unit="share",
    support=(0, 1),
    source="assumed; about that of officials in the last great purge of the case literature",
    meaning="share of sentences on officials that are death",
)
review = Parameter(
    0.01,
    unit="1/day",
    support=(0, 5),
    source="assumed; a quarter",
    meaning="hazard of being let go before a sentence, once a purge was stopped",
)
restore = Parameter(
    0.002,
    unit="1/day",
    support=(0, 5),
    source="Deutscher 1956, par. 46-47 in sign; size assumed",
    meaning="hazard of being let out of a camp, at full disclosure of past repression",
)
reopen = Parameter(
    0.006,
    unit="1/day",
    support=(0, 5),
    source="assumed; record rows gomulka-released, kadar-released",
    meaning="hazard of being let out quietly, once all cases are looked into by commissions",
)


@mechanism(
    over="officials",
    reads=(
        "officials.polity",
        "officials.address",
        "officials.alive",
        "officials.fate",
        "polities.purging",
        "polities.n_correction",
        "polities.disclosure",
        "polities.inquiry",
    ),
    writes=("officials.fate", "officials.alive"),
)
def verdicts(i, w, p, key):
    """Fate of official i, and whether he lives."""
    q, dt = w.officials.polity[i], w.clock.dt[0]
    fate, alive = w.officials.fate[i], w.officials.alive[i]
    if alive <= 0.0 or fate < 1.0 or fate > 3.0:
        return fate, alive
    a = w.officials.address[i]
    if fate > 2.5:
        out = p.restore * w.polities.disclosure[q] + p.reopen * w.polities.inquiry[q]
        if happens(key, a, 0, out, dt):
            return 5.0, alive
        return fate, alive
    if w.polities.purging[q] < 0.5 and w.polities.n_correction[q] > 0.0:
        if happens(key, a, 1, p.review, dt):
            return 5.0, alive
    if fate > 1.5 and happens(key, a, 2, p.verdict, dt):
        if uniform(key, a, 3) < p.lethal:
            return 4.0, 0.0
        return 3.0, alive
    return fate, alive
