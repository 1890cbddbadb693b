"""Who is tied to whom in the apparatus, and on whom a name falls. Not a mechanism.

Everybody stands in two rings, of those who work together and of those who once served together, and in a
tree of patrons and clients. A name goes along one of these ties, and within it to one person: by a
draw at the address of the one who names, so that whoever asks gets the same answer, in any order of
storage, and every name falls on one person or, where the tie leads nowhere, on nobody.
"""

from numba.extending import register_jitable

from thaw.draw import uniform

WORK, PAST, UP, DOWN = 0, 1, 2, 3
MOST = 60
"""Most persons that one can name in a step."""

TIES = (
    "officials.address",
    "officials.patron",
    "officials.clients",
    "officials.client_slot",
    "officials.first_client",
    "officials.next_client",
    "officials.next_work",
    "officials.work_size",
    "officials.next_past",
    "officials.past_size",
    "officials.naming",
    "officials.work_circle",
    "officials.past_circle",
    "officials.fate",
    "circles.names",
)
"""Columns that `names_against` reads."""


@register_jitable
def aim(u, k, w, work, patron):
    """The tie along which official k gives a name, and where along it in [0, 1), by one number u in (0, 1).

    `work` of the names go to those who work together, `patron` to patron or clients, evenly where he has
    both; to those who work together where he has neither; the rest to those who once served together.
    """
    if u < work:
        return WORK, u / work
    if u < work + patron:
        x = (u - work) / patron
        up, down = w.officials.patron[k] >= 0, w.officials.clients[k] > 0
        if up and down:
            return (UP, 0.0) if x < 0.5 else (DOWN, 2.0 * x - 1.0)
        if up:
            return UP, 0.0
        return (DOWN, x) if down else (WORK, x)
    return PAST, (u - work - patron) / (1.0 - work - patron)


@register_jitable
def hits(key, k, w, tie, slot, work, patron):
    """How many of the names that official k now gives go along `tie` to the one at `slot` of it.

    In a ring of m the slots of the others are 1 to m - 1, counted onward from k; clients count from 0; a
    patron is slot 0.
    """
    found = 0
    told = min(int(w.officials.naming[k]), MOST)
    size = 0
    if tie == WORK:
        size = w.officials.work_size[k] - 1
    elif tie == PAST:
        size = w.officials.past_size[k] - 1
    elif tie == DOWN:
        size = w.officials.clients[k]
    first = 1 if tie <= PAST else 0
    a = w.officials.address[k]
    for n in range(told):
        along, v = aim(uniform(key, a, n), k, w, work, patron)
        if along == tie and first + int(v * size) == slot:
            found += 1
    return found


@register_jitable
def in_ring(circle, w):
    """Whether anybody of a ring names somebody now."""
    return circle >= 0 and w.circles.names[circle] > 0.0


@register_jitable
def heard(key, k, w, at, work, patron, so_far):
    """What official k adds, along the tie and to the slot `at`, to the names against somebody.

    `so_far` is (names, row of one who confessed, his address); of several the highest address counts.
    """
    total, by, best = so_far
    if w.officials.naming[k] > 0.0:
        n = hits(key, k, w, at[0], at[1], work, patron)
        total += n
        if n > 0 and w.officials.fate[k] > 0.0 and w.officials.address[k] > best:
            by, best = k, w.officials.address[k]
    return total, by, best


@register_jitable
def names_against(key, i, w, work, patron):
    """Names given against official i by those tied to him, and the row of one who confessed (-1: none)."""
    found = (0, -1, -1)
    if in_ring(w.officials.work_circle[i], w):
        size, k = w.officials.work_size[i], w.officials.next_work[i]
        for d in range(1, size):
            found = heard(key, k, w, (WORK, size - d), work, patron, found)
            k = w.officials.next_work[k]
    if in_ring(w.officials.past_circle[i], w):
        size, k = w.officials.past_size[i], w.officials.next_past[i]
        for d in range(1, size):
            found = heard(key, k, w, (PAST, size - d), work, patron, found)
            k = w.officials.next_past[k]
    k = w.officials.patron[i]
    if k >= 0:
        found = heard(key, k, w, (DOWN, w.officials.client_slot[i]), work, patron, found)
    k = w.officials.first_client[i]
    for _ in range(w.officials.clients[i]):
        found = heard(key, k, w, (UP, 0), work, patron, found)
        k = w.officials.next_client[k]
    return found[0], found[1]
