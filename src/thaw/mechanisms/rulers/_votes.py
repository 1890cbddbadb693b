"""How a body of officials votes, and whom it puts first. Not a mechanism.

The body of a polity is those in office, alive and at liberty. A motion is carried by heads; where it is
against the first in post and the committee behind the body, which weighs standing, is of another mind, the
committee may be called and then decides. Every member draws at his own and the other's address.
"""

from numba.extending import register_jitable

from thaw.draw import exp, log, uniform
from thaw.mechanisms.rulers._common import unit

BODY = (
    "officials.polity",
    "officials.address",
    "officials.in_office",
    "officials.alive",
    "officials.fate",
    "officials.position",
    "officials.standing",
)
"""Columns by which members are known and choose."""

LEAN = (
    "officials.police",
    "officials.complicity",
    "polities.leader",
    "polities.authority",
    "polities.monopoly",
    "polities.elite_security",
    "polities.obedience",
    "polities.line",
    "polities.unrest",
    "polities.ferment",
    "polities.blame",
)
"""Columns that `against` reads beside those of the body."""

APART, FAR = 0.6, 0.4
"""Distances in position, to a colleague and to the line of the hegemon, that move nobody. Assumed."""

HALF_WAY = 0.5
"""Monopoly of one faction: below it a leader's authority protects him from no vote of his colleagues."""

SHARED = 0.6
"""Monopoly of a faction, as `monopoly_ratchet.open_to`: there colleagues act on their fears in full, under one
man not at all."""


@register_jitable
def free(k, w):
    """Whether official k is alive and at liberty."""
    fate = w.officials.fate[k]
    return w.officials.alive[k] > 0.0 and (fate == 0.0 or fate == 5.0)


@register_jitable
def sits(k, w):
    """Whether official k has a vote."""
    return w.officials.in_office[k] >= 1.0 and free(k, w)


@register_jitable
def pressed(q, w):
    """Pressure of the many on the rulers of polity q: unrest and a mood above the usual, at most 1."""
    return unit(w.polities.unrest[q] + max(0.0, w.polities.ferment[q]))


@register_jitable
def dread(q, w):
    """How far those at the top of polity q fear one another and can act on it."""
    able = unit((1.0 - w.polities.monopoly[q]) / (1.0 - SHARED))
    return able * (1.0 - unit(w.polities.elite_security[q]))


@register_jitable
def against(j, i, w, p):
    """How far member j leans towards removing official i, in log odds.

    Wings, the hegemon's line, fear of one who holds the police, guilt that is laid at his door, the street
    and esteem; authority protects the first in post as far as rule is one man's, though who moves against
    him has counted heads.
    """
    q = w.officials.polity[i]
    at = w.officials.position[i]
    x = (
        p.wings * (abs(w.officials.position[j] - at) - APART)
        + p.master * unit(w.polities.obedience[q]) * (abs(w.polities.line[0] - at) - FAR)
        + p.fear * w.officials.police[i] * dread(q, w)
        + p.guilt * w.officials.complicity[i] * w.polities.blame[q]
        - p.street * pressed(q, w) * at
        - p.esteem * (w.officials.standing[i] - 0.4)
    )
    if w.polities.leader[q] == i:
        alone = unit((w.polities.monopoly[q] - HALF_WAY) / (1.0 - HALF_WAY))
        x += p.counted - p.awe * w.polities.authority[q] * alone
    return x


@register_jitable
def carried(key, i, w, p, sign):
    """Whether the body votes to remove official i (sign 1), or to take him back (sign -1).

    Returns
    -------
    bool
        By heads; on the first in post the committee decides where it is called and sees it otherwise.
    """
    q, a = w.officials.polity[i], w.officials.address[i]
    heads, total, yes, weight = 0, 0, 0.0, 0.0
    for j in range(w.officials.polity.shape[0]):
        if w.officials.polity[j] != q or j == i or not sits(j, w):
            continue
        total += 1
        weight += w.officials.standing[j]
        chance = 1.0 / (1.0 + exp(-sign * against(j, i, w, p)))
        if uniform(key, a, w.officials.address[j]) < chance:
            heads += 1
            yes += w.officials.standing[j]
    if 2 * heads <= total:
        return False
    if w.polities.leader[q] != i:
        return True
    behind = w.officials.standing[i] * p.machine
    return yes > weight - yes + behind or uniform(key, a, 1) >= p.appeal


@register_jitable
def elected(key, q, w, p, say):
    """Whom the body of polity q puts first (-1: nobody can be), by votes that weigh standing.

    A member weighs a candidate's standing, how near he is, what the street asks for and, as far as the
    hegemon has a say (`say`, 0 to 1), how near the candidate is to the hegemon's line; luck of the day is
    drawn for each pair. Those out of office and at liberty can be called as far as the street presses.
    """
    most, best = 0.0, -1
    press = pressed(q, w)
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] != q or not open_to(k, w, q, press, p):
            continue
        votes = 0.0
        for j in range(w.officials.polity.shape[0]):
            if w.officials.polity[j] == q and sits(j, w) and favourite(key, j, w, p, say) == k:
                votes += max(w.officials.standing[j], 1e-6)
        if votes > most:
            most, best = votes, k
    return best


@register_jitable
def open_to(k, w, q, press, p):
    """Whether official k can be put first: who sits, or is at liberty where the street presses enough.

    Whoever has just lost the post is not: he is `polities.leader` still.
    """
    if not free(k, w) or w.polities.leader[q] == k:
        return False
    return w.officials.in_office[k] >= 1.0 or press > p.outsider


@register_jitable
def favourite(key, j, w, p, say):
    """The candidate for whom member j votes; of equals the highest address."""
    q = w.officials.polity[j]
    press = pressed(q, w)
    top, best = -1e300, -1
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] != q or not open_to(k, w, q, press, p):
            continue
        at = w.officials.position[k]
        own = (
            w.officials.standing[k]
            - p.near * abs(w.officials.position[j] - at)
            - p.turn_of * w.officials.rank[k]
        )
        told = 1.0 - abs(w.polities.line[0] - at)
        luck = -log(-log(uniform(key, w.officials.address[j], w.officials.address[k])))
        x = (1.0 - say) * own + say * told + p.call * press * at + p.luck * luck
        if x > top or (x == top and w.officials.address[k] > w.officials.address[best]):
            top, best = x, k
    return best
