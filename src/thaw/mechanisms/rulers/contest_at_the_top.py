"""Who at the top is voted out, arrested, and taken back, one by one.

Source       Pressure divides the top over how far to give way: SWP 1956, Collective Leadership, par. 1-2;
             native rulers part in two: SWP 1957, Capitalist Reaction Strengthened, par. 3; wings as a sign
             and no mover: North 1988, par. 47-52, 60. A body with a majority and a minority of its own:
             Deutscher 1956, par. 10-11 and note 2. Whoever holds the means of violence is feared by the
             rest, who join against him: Acemoglu, Egorov, Sonin 2008, Rev. Econ. Studies 75(4), in sign.
Departures   Each motion is about one man. Who moves it is the first in post, or luck where there is none.
             The committee behind the body has no members of its own: standing, support in the apparatus,
             stands for its votes. Sentences are those of `verdicts`.
Notice       One who holds the police is in danger while others are; the safer they feel, the safer he is.
Try          `fear` 0: the police chief of an opened contest stays as long as anybody.

Strength: `base` and `recall`. At 0 of both nobody's office or liberty changes.
"""

from numba.extending import register_jitable

from thaw.draw import exp, happens, uniform
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import CAP, unit
from thaw.mechanisms.rulers._votes import BODY, LEAN, against, carried, free, pressed
from thaw.parameter import Parameter

base = Parameter(
    0.06,
    unit="1/year",
    support=(0, 100),
    source="assumed; half of a leadership changed in five years, record rows of leadership_change",
    meaning="motions a year to remove an official against whom nobody leans",
)
recall = Parameter(
    0.4,
    unit="1/year",
    support=(0, 100),
    source="assumed; record rows nagy-readmitted, gomulka-readmitted",
    meaning="motions a year to take back an official at liberty against whom nobody leans",
)
contest = Parameter(
    1.5,
    unit="1",
    support=(-5, 5),
    source="assumed; record row beria-arrest",
    meaning="log of the number of motions while the contest for the top is open",
)
pressure = Parameter(
    1.0,
    unit="1",
    support=(-5, 5),
    source="SWP 1956, Collective Leadership, par. 1-2 in sign; size assumed",
    meaning="log of the number of motions, of either kind, under full pressure of the many",
)
wings = Parameter(
    1.2,
    unit="1",
    support=(0, 20),
    source="SWP 1957, Capitalist Reaction Strengthened, par. 3 in sign; size assumed",
    meaning="log odds of a vote against for a unit of distance in position",
)
master = Parameter(
    1.0,
    unit="1",
    support=(0, 20),
    source="assumed; record rows hun-moscow-talks, rakosi-removed",
    meaning="the same for a unit of distance to the hegemon's line, times obedience",
)
fear = Parameter(
    4.0,
    unit="1",
    support=(0, 20),
    source="Acemoglu, Egorov, Sonin 2008 in sign; size assumed; record row beria-arrest",
    meaning="log odds of a vote against one who holds the police where nobody at the top is safe",
)
guilt = Parameter(
    2.0,
    unit="1",
    support=(0, 20),
    source="Stein 1956, Why Did They Confess?, par. 12-13 in sign; size assumed",
    meaning="log odds of a vote against one of full complicity where all blame falls on those in office",
)
street = Parameter(
    2.0,
    unit="1",
    support=(-20, 20),
    source="SWP 1957, Capitalist Reaction Strengthened, par. 3 in sign; size assumed",
    meaning="log odds of a vote for one who would concede, and against one who would not, under full pressure",
)
esteem = Parameter(
    3.0,
    unit="1",
    support=(0, 20),
    source="assumed",
    meaning="log odds of a vote for a colleague per unit of standing",
)
awe = Parameter(
    6.0,
    unit="1",
    support=(0, 50),
    source="Deutscher 1956, par. 36-37 in sign; size assumed",
    meaning="log odds of a vote for the first in post at full authority under one-man rule",
)
counted = Parameter(
    1.0,
    unit="1",
    support=(-10, 10),
    source="assumed; record row anti-party-group: who moves has a majority in sight",
    meaning="log odds of a vote against the first in post that those who move have made sure of",
)
machine = Parameter(
    2.0,
    unit="1",
    support=(0, 20),
    source="assumed; record row anti-party-group",
    meaning="weight of the first in post in the committee behind the body, in units of his standing",
)
appeal = Parameter(
    0.4,
    unit="share",
    support=(0, 1),
    source="assumed; record row anti-party-group",
    meaning="chance that the first in post, outvoted, gets the committee called",
)
seat = Parameter(
    0.4,
    unit="share",
    support=(0, 1),
    source="assumed; record rows malenkov-ousted, gomulka-elected",
    meaning="chance that one who loses the first post keeps a seat",
)
seize = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed; record rows beria-arrest, malenkov-ousted",
    meaning="chance of arrest of one who falls where nobody is safe: of the police, or under full terror",
)
tied = Parameter(
    0.8,
    unit="share",
    support=(0, 1),
    source="Deutscher 1956, par. 46-48; SWP 1957, Not a 'Self-Reform' Movement, par. 2 in sign; size assumed",
    meaning="part of such arrests that is ruled out once all past repression is told",
)
charge = Parameter(
    0.03,
    unit="1/day",
    support=(0, 5),
    source="assumed; a month",
    meaning="rate at which the case against one arrested is made",
)
fall = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="part of his standing that one who is voted down loses",
)


@mechanism(
    over="officials",
    reads=(
        *BODY,
        *LEAN,
        "officials.arrested_on",
        "officials.lost_on",
        "polities.leader_since",
        "polities.motion_on",
        "polities.succession",
        "polities.terror",
        "polities.disclosure",
    ),
    writes=(
        "officials.in_office",
        "officials.fate",
        "officials.arrested_on",
        "officials.lost_on",
        "officials.standing",
    ),
)
def contest_at_the_top(i, w, p, key):
    """Office and fate of official i, when arrested, when voted down, and his standing."""
    q, dt, now = w.officials.polity[i], w.clock.dt[0], w.clock.t[0]
    a, first = w.officials.address[i], w.polities.leader[q]
    office, fate = w.officials.in_office[i], w.officials.fate[i]
    since, lost = w.officials.arrested_on[i], w.officials.lost_on[i]
    standing = w.officials.standing[i]
    if p.base + p.recall <= 0.0:
        return office, fate, since, lost, standing
    if w.officials.alive[i] <= 0.0:
        return 0.0, fate, since, lost, 0.0
    if fate == 1.0 and happens(key, a, 2, p.charge, dt):
        fate = 2.0
    if not free(i, w):
        return 0.0, fate, since, lost, standing
    lean, stir = 0.0, p.pressure * pressed(q, w)
    if first >= 0:
        lean = against(first, i, w, p)
    if office >= 1.0:
        rate = p.base / 365.25 * exp(lean + stir + p.contest * w.polities.succession[q])
        moved = w.polities.motion_on[q] == now
        if first != i:
            moved = happens(key, a, 3, min(CAP, rate), dt)
        if moved and carried(key, i, w, p, 1.0):
            lost = now
            standing *= 1.0 - p.fall
            if seized(key, i, w, p):
                fate, since = 1.0, now
            if fate == 1.0 or first != i or uniform(key, a, 5) >= p.seat:
                office = 0.0
    elif comes_back(key, i, w, p, stir - lean):
        office = 1.0
    return office, fate, since, lost, standing


@register_jitable
def seized(key, i, w, p):
    """Whether official i, voted down, is arrested: of the police, or under terror of one man, as nobody is safe."""
    q = w.officials.polity[i]
    safe = unit(w.polities.elite_security[q])
    danger = unit(w.officials.police[i] + w.polities.terror[q] * w.polities.monopoly[q])
    danger *= 1.0 - p.tied * unit(w.polities.disclosure[q])
    return uniform(key, w.officials.address[i], 4) < p.seize * (1.0 - safe) * danger


@register_jitable
def comes_back(key, i, w, p, wanted):
    """Whether official i, at liberty and out of office, is called to the first post or voted back."""
    q, a = w.officials.polity[i], w.officials.address[i]
    if w.polities.leader[q] == i:
        return w.officials.lost_on[i] < w.polities.leader_since[q]
    rate = min(CAP, p.recall / 365.25 * exp(wanted))
    return happens(key, a, 6, rate, w.clock.dt[0]) and carried(key, i, w, p, -1.0)
