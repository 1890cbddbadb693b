"""Death by list and by number: names signed at the top, limits given to the regions.

Source       Lists and limits: record rows of the shooting lists and of the order that set limits by
             region; regions that asked for more: record row of the extension. Scope drawn too wide: CPC
             1963, par. 36. The accounts speak of the purge of the apparatus alone; the numbers below are
             nobody's.
Departures   A region is no row here: one limit for the country, raised by decision. Lists reach below the
             bodies of the case by one factor.
Notice       Limits come late in a purge, are passed several times over, and end with it in a week.
Try          `more` 0: the first limit is the last.

Strength: `begin`, `quiet` and `reach`. At 0 nobody dies under a limit, between purges or by list.
"""

from thaw.draw import exp, happens
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

begin = Parameter(
    4.0,
    unit="1/year",
    support=(0, 100),
    source="assumed",
    meaning="hazard of giving limits to the regions at full vigour",
)
limit = Parameter(
    0.45,
    unit="persons/1000",
    support=(0, 50),
    source="record row of the order with limits by region: 75,950 of 168 million",
    meaning="the first limit, by inhabitants",
)
more = Parameter(
    6.0,
    unit="1/year",
    support=(0, 100),
    source="assumed; two months",
    meaning="hazard of another limit once one was given, at full vigour",
)
days = Parameter(
    90.0,
    unit="day",
    support=(1, 3000),
    source="record row of the order with limits by region: four months",
    meaning="days in which a limit is carried out",
)
quiet = Parameter(
    6.7e-6,
    unit="1/year",
    support=(0, 0.01),
    source="record series of death sentences, 1935-36",
    meaning="death sentences between purges, for one inhabitant",
)
reach = Parameter(
    8.0,
    unit="1",
    support=(0, 1000),
    source="assumed",
    meaning="names on lists for each official of the bodies who is shot",
)


@mechanism(
    over="polities",
    reads=(
        "polities.subjects",
        "polities.purge",
        "polities.purging",
        "polities.quota",
        "polities.quota_due",
        "polities.quota_shot",
        "polities.n_listed",
        "polities.shot_counted",
        "officials.polity",
        "officials.fate",
    ),
    writes=(
        "polities.quota",
        "polities.quota_due",
        "polities.quota_shot",
        "polities.n_listed",
        "polities.shot_counted",
    ),
)
def lists_and_quotas(i, w, p, key):
    """Limits given, deaths under them and names on lists in polity i, all cumulative."""
    dt = w.clock.dt[0]
    quota, due, dead = w.polities.quota[i], w.polities.quota_due[i], w.polities.quota_shot[i]
    if p.begin + p.quiet + p.reach <= 0.0:
        return quota, due, dead, w.polities.n_listed[i], w.polities.shot_counted[i]
    people = w.polities.subjects[i] / 1000.0
    often = p.begin if quota <= 0.0 else p.more
    if happens(key, i, 0, often / 365.25 * w.polities.purge[i] * w.polities.purging[i], dt):
        quota, due = quota + p.limit * people, due + p.limit * people
    if w.polities.purging[i] > 0.5:
        done = due * (1.0 - exp(-dt / p.days))
        dead, due = dead + done, due - done
    else:
        due = 0.0  # what was not carried out lapses with the purge
    dead += p.quiet / 365.25 * w.polities.subjects[i] * dt
    shot = 0.0
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] == i and w.officials.fate[k] == 4.0:
            shot += 1.0
    listed = w.polities.n_listed[i] + p.reach * max(0.0, shot - w.polities.shot_counted[i])
    return quota, due, dead, listed, shot
