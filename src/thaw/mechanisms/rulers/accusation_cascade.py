"""Accusation within the apparatus: who is named, who is arrested, whom he names in turn.

Source       A label that makes proof needless, and confession in its place: Deutscher 1956, par. 8, 43; the
             educated as accomplices and victims alike: Deutscher 1956, par. 42-44; many accused without
             cause beside some with it: Franklin 1972, par. 97-106. A branching process whose ties are used
             up: Harris 1963, The Theory of Branching Processes, ch. 1.
Departures   A name goes along one tie: of work, of patronage, of past service (`_ties`). It is heard in
             the next step, so names of a week and of two half weeks differ by days. Those in a camp name
             nobody. Lists from above weigh rank, past votes and people; names from below do not.
Notice       One arrest leads on average to names x (share of names that fall on persons at liberty) x
             (1 - exp(-arrest x vigour / fading)) more: above one it runs until the ties are used up.
Try          `names` 0: only lists from above and denunciation at liberty are left.

Strength: `arrest`. At 0 nobody is arrested and nobody named; nothing changes.
"""

from thaw.draw import exp, happens, poisson, uniform
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._ties import MOST, TIES, names_against
from thaw.parameter import Parameter

arrest = Parameter(
    0.012,
    unit="1/day",
    support=(0, 5),
    source="assumed",
    meaning="hazard of arrest by one standing accusation at full vigour with room in the cells",
)
fading = Parameter(
    0.0077,
    unit="1/day",
    support=(1e-5, 5),
    source="assumed; three months",
    meaning="rate at which an accusation is forgotten",
)
names = Parameter(
    4.0,
    unit="persons",
    support=(0, 40),
    source="assumed; orders of magnitude of published interrogations run from 2 to 30",
    meaning="mean number of persons named in a confession",
)
confess = Parameter(
    0.03,
    unit="1/day",
    support=(0, 5),
    source="assumed; a month",
    meaning="hazard of confessing once arrested",
)
work = Parameter(
    0.45,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="share of names that go to those who work together",
)
patron = Parameter(
    0.25,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="share of names that go to patron or clients",
)
denounce = Parameter(
    0.1,
    unit="1/year",
    support=(0, 50),
    source="assumed",
    meaning="persons denounced in a year by one at liberty, at full vigour",
)
lists = Parameter(
    0.15,
    unit="1/year",
    support=(0, 50),
    source="assumed",
    meaning="accusations from above in a year against one of rank 4 without a mark, at full vigour",
)
height = Parameter(
    0.3,
    unit="1",
    support=(-3, 3),
    source="Deutscher 1956, par. 42-44 in sign; size assumed",
    meaning="log of their number for each rank nearer the top",
)
opposed = Parameter(
    0.7,
    unit="1",
    support=(-5, 5),
    source="SWP 1956, Trotsky Vindicated, par. 2-4, in sign; size assumed",
    meaning="log of their number for one who once voted against the leadership",
)
foreign = Parameter(
    0.4,
    unit="1",
    support=(-5, 5),
    source="assumed",
    meaning="log of their number for one of a people with a state of its own abroad",
)
entered = Parameter(
    0.0,
    unit="1",
    support=(-5, 5),
    source="definition: the default holds no intake more in danger",
    meaning="log of their number for one of the last intake",
)
police = Parameter(
    0.0,
    unit="1",
    support=(-5, 5),
    source="definition: the default holds the police no more in danger",
    meaning="log of their number for one of the police",
)
quiet = Parameter(
    0.03,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="vigour of the police where no purge is open",
)

FORGOTTEN = 0.01
"""Accusations that are less than this are none."""
CLOSE = 1e-9
"""A draw nearer to a bound than this is looked at in full: the bound is reckoned in other steps."""


@mechanism(
    over="officials",
    reads=(
        *TIES,
        "officials.polity",
        "officials.rank",
        "officials.alive",
        "officials.in_office",
        "officials.police",
        "officials.opposed",
        "officials.foreign",
        "officials.entered",
        "officials.accused",
        "officials.named_by",
        "officials.denounced",
        "officials.arrested_on",
        "polities.purge",
        "polities.room",
    ),
    writes=(
        "officials.accused",
        "officials.named",
        "officials.naming",
        "officials.named_by",
        "officials.denounced",
        "officials.arrested_on",
        "officials.fate",
        "officials.in_office",
    ),
)
def accusation_cascade(i, w, p, key):
    """Accusations against official i in this step, and what follows from them for him."""
    q, dt = w.officials.polity[i], w.clock.dt[0]
    a, fate = w.officials.address[i], w.officials.fate[i]
    accused, by = w.officials.accused[i], w.officials.named_by[i]
    denounced, since = w.officials.denounced[i], w.officials.arrested_on[i]
    office = w.officials.in_office[i]
    if p.arrest <= 0.0 or fate >= 2.0 or w.officials.alive[i] <= 0.0:
        return accused, 0.0, 0.0, by, denounced, since, fate, office
    vigour = p.quiet + (1.0 - p.quiet) * w.polities.purge[q]
    if fate == 1.0:
        if happens(key, a, 201, p.confess, dt):
            told = float(poisson(key, a, 202, p.names))
            return accused, 0.0, told, by, denounced, since, 2.0, office
        return accused, 0.0, 0.0, by, denounced, since, fate, office
    below, confessed = names_against(key, i, w, p.work, p.patron)
    mark = (
        p.height * (4.0 - w.officials.rank[i])
        + p.opposed * w.officials.opposed[i]
        + p.foreign * w.officials.foreign[i]
        + p.entered * w.officials.entered[i]
        + p.police * w.officials.police[i]
    )
    above, told = 0, 0
    most = (p.lists + p.denounce) / 365.25 * vigour * dt
    if mark > 0.0 or uniform(key, a, 203) > 1.0 - most - CLOSE:  # else none, whatever the mark
        listed = p.lists / 365.25 * vigour * exp(mark)
        rate = listed + p.denounce / 365.25 * vigour
        for n in range(min(poisson(key, a, 203, rate * dt), MOST)):
            if uniform(key, a, 300 + n) * rate < listed:
                above += 1
            else:
                told += 1
    if confessed >= 0:
        by = float(confessed)
    elif above > 0 or below > 0:
        by = -1.0
    accused += below + above
    taken = False
    if accused > FORGOTTEN:
        faded = p.fading * dt
        left = exp(-faded)
        hazard = p.arrest * accused * (1.0 - left) / faded * vigour * w.polities.room[q]
        taken = happens(key, a, 205, hazard, dt)
        accused *= left
    else:
        accused = 0.0
    if taken:
        return accused, float(below + above), 0.0, by, denounced, w.clock.t[0], 1.0, 0.0
    return accused, float(below + above), float(told), by, denounced + told, since, fate, office
