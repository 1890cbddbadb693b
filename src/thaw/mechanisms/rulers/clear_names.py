"""One by one the condemned are cleared: the dead by name, the living with their posts; others pay.

Source       Men of the ruling faction first, those who once stood against it last and by halves: Deutscher
             1956, par. 31-33, 46. Who made the cases pays: Franklin 1972, par. 105 (those of the police
             are tried in their turn); all who ruled with him, since each revelation indicts them: SWP 1956,
             Collective Leadership, par. 3. Who erred is kept in the party: CPC 1963, par. 33 in kind.
Departures   A case is cleared in one day. A post is returned where it stands empty; a seat at the top by
             vote (`contest_at_the_top`), for which the standing that is given back weighs. Relatives have
             no rows. What the police pay is arrest, in the days while a stopped purge runs down.
Notice       When a patron is cleared those who owed him their posts follow.
Try          `cost` 0: rehabilitation that harms nobody.

Strength: `clear` and `reckon`. At 0 of both nobody is cleared and nobody pays.
"""

from numba.extending import register_jitable

from thaw.draw import exp, happens
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import CAP, unit
from thaw.parameter import Parameter

clear = Parameter(
    1.0,
    unit="1",
    support=(0, 10),
    source="by construction",
    meaning="times the country's rate at which the case of one of the ruling faction is cleared",
)
shun = Parameter(
    0.9,
    unit="share",
    support=(0, 1),
    source="Deutscher 1956, par. 31-33 in sign; size assumed",
    meaning="part of it that fails one who once voted against the leadership, until all classes are named",
)
chain = Parameter(
    1.0,
    unit="1",
    support=(-5, 5),
    source="Deutscher 1956, par. 46 in sign; size assumed",
    meaning="rise of its log for one whose patron has been cleared",
)
worth = Parameter(
    0.4,
    unit="share",
    support=(0, 1),
    source="assumed; record row gomulka-rehab-apr",
    meaning="part of the standing he lacks that one who is cleared alive is given back",
)
posts = Parameter(
    2.0,
    unit="1/year",
    support=(0, 100),
    source="assumed",
    meaning="hazard that one cleared and at liberty comes back to a post of his that stands empty",
)
cost = Parameter(
    0.5,
    unit="1",
    support=(0, 20),
    source="SWP 1956, Collective Leadership, par. 3 in sign; size assumed",
    meaning="fall of the log standing of one of full complicity when all cases are cleared",
)
reckon = Parameter(
    0.01,
    unit="1/day",
    support=(0, 5),
    source="Franklin 1972, par. 105 in sign; size assumed",
    meaning="hazard of arrest of one of the police as a stopped purge runs down, at rank 4 and full vigour",
)
height = Parameter(
    0.5,
    unit="1",
    support=(-3, 3),
    source="Franklin 1972, par. 105 in sign: high officials; size assumed",
    meaning="log of that hazard for each rank nearer the top",
)


@mechanism(
    over="officials",
    reads=(
        "officials.polity",
        "officials.address",
        "officials.rank",
        "officials.alive",
        "officials.fate",
        "officials.in_office",
        "officials.filled",
        "officials.standing",
        "officials.complicity",
        "officials.police",
        "officials.opposed",
        "officials.patron",
        "officials.cleared_on",
        "officials.arrested_on",
        "polities.clearing",
        "polities.clearing_living",
        "polities.cleared_now",
        "polities.victims",
        "polities.purge",
        "polities.purging",
        "polities.n_correction",
    ),
    writes=(
        "officials.cleared_on",
        "officials.fate",
        "officials.arrested_on",
        "officials.in_office",
        "officials.filled",
        "officials.standing",
    ),
)
def clear_names(i, w, p, key):
    """When official i was cleared, his fate, arrest, office, post and standing."""
    q, dt, now = w.officials.polity[i], w.clock.dt[0], w.clock.t[0]
    a, fate, alive = w.officials.address[i], w.officials.fate[i], w.officials.alive[i]
    on, since = w.officials.cleared_on[i], w.officials.arrested_on[i]
    office, filled = w.officials.in_office[i], w.officials.filled[i]
    standing = w.officials.standing[i]
    if p.clear + p.reckon <= 0.0:
        return on, fate, since, office, filled, standing
    if fate >= 3.0:
        if on < 0.0 and happens(key, a, 0, rate_of(i, w, p), dt):
            on = now
            if alive > 0.0:
                fate, standing = 5.0, standing + p.worth * (1.0 - standing)
        elif on >= 0.0 and fate == 5.0 and office < 1.0 and filled < 0.5 and alive > 0.0:
            if happens(key, a, 1, p.posts / 365.25, dt):
                office, filled = 1.0, 1.0
    elif fate == 0.0 and office >= 1.0:
        guilt = unit(w.officials.complicity[i])
        standing *= exp(-p.clear * p.cost * guilt * w.polities.cleared_now[q])
        stopped = w.polities.n_correction[q] > 0.0 and w.polities.purging[q] < 0.5
        if stopped and w.officials.police[i] > 0.0:
            fear = w.polities.purge[q] * exp(p.height * (4.0 - w.officials.rank[i]))
            if happens(key, a, 2, min(CAP, p.reckon * fear), dt):
                fate, since, office = 1.0, now, 0.0
    return on, fate, since, office, filled, standing


@register_jitable
def rate_of(i, w, p):
    """Hazard a day that the case of official i, condemned or let go, is cleared."""
    q, patron = w.officials.polity[i], w.officials.patron[i]
    rate = w.polities.clearing[q]
    if w.officials.alive[i] > 0.0:
        rate += w.polities.clearing_living[q]
    if patron >= 0 and w.officials.cleared_on[patron] >= 0.0:
        rate *= exp(p.chain)
    named = unit(w.polities.victims[q])
    return min(CAP, p.clear * rate * (1.0 - p.shun * w.officials.opposed[i] * (1.0 - named)))
