"""Contest for the first post: opened by a death, closed by time, decided by changes of leader.

Source       Succession and spill-over: Kramer 1999, J. Cold War Studies 1(1) 3-55, in sign.
             Differences at the top over how far to concede: SWP 1956, Collective Leadership,
             par. 1-3. Wings as movers or as mere signs: North 1988, par. 47-52, 60. Moscow changes
             satellite leaders: record rows nagy-premier-1953, rakosi-removed; and is defied:
             gomulka-elected
Departures   What the drives bring is a motion to remove the first in post, on which `contest_at_the_top`
             votes; a change is counted when the post is taken anew, by vote or after a death. Where a case
             names no officials the motion is the change, and only the weight of those who would concede
             moves.
Notice       Satellites change leaders when Moscow's line moves away from theirs, or under unrest.
Try          Set `gap` to 0: local leaders stand or fall at home.

Strength: `base`. At 0 no contest opens, none closes, and every column stays as it stands.
"""

from numba.extending import register_jitable

from thaw.draw import exp, happens
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import CAP, DRIVES, LAYER, relax, unit, urge
from thaw.mechanisms.rulers._votes import BODY, elected, sits
from thaw.parameter import Parameter

base = Parameter(
    0.001,
    unit="1/day",
    support=(0, 0.1),
    source="assumed; about one change in two years by record/events.csv, as about half are voted down",
    meaning="hazard of a motion against the first in post when every drive is nil; without officials of a change",
)
unrest = Parameter(
    2.5,
    unit="1",
    support=(-10, 15),
    source="SWP 1957, Hungary Aided Polish Revolution, par. 4-9 in sign; size assumed",
    meaning="weight of unrest at home",
)
bloc = Parameter(
    0.8,
    unit="1",
    support=(-10, 15),
    source="SWP 1957, Hungary Aided Polish Revolution, par. 4 in sign; size assumed",
    meaning="weight of unrest in the bloc",
)
memory = Parameter(
    0.3,
    unit="1",
    support=(0, 2),
    source="assumed",
    meaning="weight of remembered against present unrest",
)
exit = Parameter(
    0.2,
    unit="1",
    support=(-10, 15),
    source="assumed",
    meaning="weight of people leaving the country",
)
security = Parameter(
    0.3,
    unit="1",
    support=(-10, 15),
    source="assumed; losers of a contest are no longer shot, record row malenkov-ousted",
    meaning="weight of safety at the top",
)
succession = Parameter(
    1.2,
    unit="1",
    support=(-10, 15),
    source="Kramer 1999 in sign; size assumed",
    meaning="weight of an open contest",
)
doctrine = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed",
    meaning="weight of those at the top who would concede",
)
line = Parameter(
    0.0, unit="1", support=(-10, 15), source="assumed", meaning="weight of the policy line"
)
pressure = Parameter(
    0.0, unit="1", support=(-10, 15), source="assumed", meaning="weight of Western pressure"
)
threat = Parameter(
    -0.5,
    unit="1",
    support=(-10, 15),
    source="Deutscher 1956, par. 36-37 in sign; size assumed",
    meaning="weight of external threat: none changes leaders in danger",
)
ferment = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; who names it is an account's own matter",
    meaning="weight of a mood of the many above the usual",
)
workers = Parameter(
    0.0,
    unit="1",
    support=(-15, 15),
    source="assumed; sign disputed, who names it is an account's own matter",
    meaning="weight of number and schooling of workers, log above those of the start",
)
gap = Parameter(
    1.5,
    unit="1",
    support=(0, 15),
    source="record row hun-moscow-talks in kind; size assumed",
    meaning="weight of the distance between the hegemon's line and the local wish, times obedience",
)
growth = Parameter(
    0.0,
    unit="year",
    support=(-100, 100),
    source=(
        "sign disputed: SWP 1956, Victory for Marxist Theory, par. 3 to The Hypnosis Is "
        "Broken, par. 1 has growth unsettle the rulers, the view it reports has it settle "
        "them"
    ),
    meaning="weight of growth above 0.04 a year: of consumption on trend, and of what the plan adds",
)
rivals = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="Deutscher 1956, par. 19-21 in sign; 0 unless an account says so",
    meaning="weight of rivalry among those who hold the monopoly together: none under one man, none where parties"
    " compete, 1 under one faction",
)
stratum = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="Franklin 1972, par. 120-125 in sign; 0 unless an account says so",
    meaning="weight of technicians and managers, a layer of their own, above their share at the start",
)
closing = Parameter(
    0.0015,
    unit="1/day",
    support=(0, 0.1),
    source="assumed; two years, March 1953 to February 1955, record row malenkov-ousted",
    meaning="rate at which a contest closes by itself",
)
settled = Parameter(
    0.3,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="part of a contest that one change of leader closes",
)
turn = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="step of the reform wing towards its new weight when the leader changes",
)
hand = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed; record row rakosi-removed",
    meaning="the hegemon's say in who comes next, times obedience, in calm",
)
near = Parameter(
    0.3,
    unit="1",
    support=(0, 10),
    source="assumed",
    meaning="standing that a candidate must have more for a unit of distance in position",
)
call = Parameter(
    0.5,
    unit="1",
    support=(-10, 10),
    source="SWP 1957, Capitalist Reaction Strengthened, par. 3 in sign; size assumed",
    meaning="standing that full pressure of the many is worth to one who would concede",
)
turn_of = Parameter(
    0.04,
    unit="1",
    support=(0, 1),
    source="assumed",
    meaning="standing that a candidate must have more for each rank further from the first post",
)
luck = Parameter(
    0.05,
    unit="1",
    support=(0, 10),
    source="assumed",
    meaning="scale of what else decides a member's vote for a candidate, in units of standing",
)
outsider = Parameter(
    0.3,
    unit="share",
    support=(0, 1),
    source="assumed; record rows gomulka-elected, bp-24oct-nagy",
    meaning="pressure of the many beyond which one out of office can be put first",
)
lead = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="part of the new weight of those who would concede that is the new first man's own position",
)
drift = Parameter(
    0.004,
    unit="1/day",
    support=(0, 1),
    source="assumed; eight months",
    meaning="speed at which the wing follows the officials' standing meanwhile",
)
drop = Parameter(
    0.3,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="part of the leader's authority that goes with him",
)


@mechanism(
    over="polities",
    reads=(
        *DRIVES,
        *BODY,
        "officials.rank",
        "officials.lost_on",
        "polities.leader_dead",
        "polities.n_leader",
        "polities.authority",
        "polities.monopoly",
        "polities.technocrats",
        "polities.obedience",
        "polities.growth",
        "polities.boom",
        "polities.leader",
        "polities.leader_since",
        "polities.motion_on",
    ),
    writes=(
        "polities.succession",
        "polities.leader_dead",
        "polities.n_leader",
        "polities.reform_wing",
        "polities.authority",
        "polities.leader",
        "polities.leader_since",
        "polities.motion_on",
    ),
)
def succession_struggle(i, w, p, key):
    """Openness of the contest, leader_dead cleared, changes, wing, authority; who leads, since when, last motion."""
    q, dt = w.polities, w.clock.dt[0]
    contest, dead, count = q.succession[i], q.leader_dead[i], q.n_leader[i]
    wing, authority, motion = q.reform_wing[i], q.authority[i], q.motion_on[i]
    leader, since = q.leader[i], q.leader_since[i]
    if p.base <= 0.0:
        return contest, dead, count, wing, authority, leader, since, motion
    local = lean_of(i, w, wing)
    ties = unit(w.polities.obedience[i])
    moscow = 0.0
    if i > 0:
        moscow = p.hand * ties * (1.0 - unit(w.polities.unrest[i]))
    moved = happens(key, i, 0, hazard_of(i, w, p, ties), dt)
    wing = relax(wing, local, p.drift, dt)
    contest = relax(contest, 0.0, p.closing, dt)
    if leader < 0:
        leader = highest(i, w)
    named = leader >= 0
    changed = dead >= 1.0 or (moved and not named) or (named and fallen(leader, since, w))
    if dead >= 1.0:
        contest, dead = 1.0, 0.0
    elif changed:
        contest *= 1.0 - p.settled
    if changed:
        heir = elected(key, i, w, p, moscow)
        leader = heir
        if heir >= 0:
            new = (1.0 - p.lead) * local + p.lead * unit(0.5 + 0.5 * w.officials.position[heir])
        else:
            new = (1.0 - moscow) * local + moscow * unit(0.5 + 0.5 * w.polities.line[0])
        since = w.clock.t[0]
        wing += p.turn * (new - wing)
        count += 1.0
        authority *= 1.0 - p.drop
    elif moved and named:
        motion = w.clock.t[0]
    return contest, dead, count, unit(wing), unit(authority), leader, since, motion


@register_jitable
def hazard_of(i, w, p, ties):
    """Hazard a day of a motion against the first in post of polity i."""
    distance = 0.0
    if i > 0:
        distance = abs(w.polities.line[0] - (2.0 * w.polities.reform_wing[i] - 1.0)) * ties
    grown = w.polities.growth[i] - 0.04 + w.polities.boom[i]
    narrow = unit(w.polities.monopoly[i])
    x = urge(i, w, p) + p.gap * distance + p.growth * grown
    x += p.rivals * 4.0 * narrow * (1.0 - narrow) + p.stratum * (w.polities.technocrats[i] - LAYER)
    return min(CAP, p.base * exp(x))


@register_jitable
def lean_of(i, w, wing):
    """Weight of those who would concede among officials in office, by standing; without any `wing`."""
    total, lean = 0.0, 0.0
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] == i:
            weight = w.officials.standing[k] * w.officials.in_office[k] * w.officials.alive[k]
            total += weight
            lean += weight * w.officials.position[k]
    if total <= 1e-9:
        return wing
    return unit(0.5 + 0.5 * lean / total)


@register_jitable
def highest(i, w):
    """Official in office of the highest rank in polity i, -1 without any."""
    best = -1
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] == i and sits(k, w):
            if best < 0 or w.officials.rank[k] < w.officials.rank[best]:
                best = k
    return best


@register_jitable
def fallen(k, since, w):
    """Whether official k, first since `since`, no longer is: dead, arrested, out, or voted down."""
    return not sits(k, w) or w.officials.lost_on[k] >= since
