"""On whom the blame falls once something is known: on the dead, or on those who still rule.

Source       Told as the deed of one man, so that the others too were his victims: Stein 1956, An
             Ideological Deviation?, par. 1-5; telling lowers the tellers, since all ask where they were:
             Stein 1956, Why Did They Confess?, par. 12-13. Failure put down
             to one, success to party and people, too neat to last: Deutscher 1956, par. 38-39. Blaming one
             man whitewashes an active helper: CPC 1963, par. 58-59, 63.
Departures   Blame on those in office is one number for a polity; on whom of them it falls is a matter of
             his complicity (`contest_at_the_top`). Legitimacy lost by what is known is not told here.
Notice       The more classes of victims are named, the less one man can have done it all.
Try          `one_man` 1: all is laid on the dead, and nobody is voted out for his past.

Strength: `ask`. At 0 the blame stays as it stands.
"""

from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

ask = Parameter(
    0.01,
    unit="1/day",
    support=(0, 5),
    source="assumed; three months",
    meaning="rate at which blame follows what is known and said",
)
one_man = Parameter(
    0.8,
    unit="share",
    support=(0, 1),
    source="Deutscher 1956, par. 38-39 in sign; size assumed",
    meaning="part of the blame that can be laid on the dead while one class of victims is named",
)
wider = Parameter(
    0.6,
    unit="share",
    support=(0, 1),
    source="Stein 1956, Why Did They Confess?, par. 12-13 in sign; size assumed",
    meaning="part of that shelter which is gone when all classes of victims are named",
)
party = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="weight of what members know beside what the many know",
)


@mechanism(
    over="polities",
    reads=(
        "polities.blame",
        "polities.known",
        "polities.known_party",
        "polities.victims",
        "polities.complicity",
    ),
    writes="polities.blame",
)
def blame_allocation(i, w, p, key):
    """Part of what is known that is laid at the door of those in office in polity i."""
    news = (1.0 - p.party) * w.polities.known[i] + p.party * w.polities.known_party[i]
    shelter = p.one_man * (1.0 - p.wider * unit(w.polities.victims[i]))
    target = news * (1.0 - shelter) * unit(w.polities.complicity[i])
    return unit(relax(w.polities.blame[i], unit(target), p.ask, w.clock.dt[0]))
