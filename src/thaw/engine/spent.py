"""Who cannot act as high as points lie: the spent of a quarter, looked over now and then and left out.

After a wave most of the bold have acted and are weary; points of high shells would fall on them over and
over. A look over a quarter marks all who have gone back of late, or are dead. Until a date (`lapse`) the
hazard of everybody so marked stays below that of a fresh one of his layer by the factor `slack`, so the
shells above that share of the bound draw from the fresh alone. Who is marked hangs on what has happened before
the look and on nothing after it; a shell that comes to draw from other people reads other points, those of
the quarter's *version*. So the law stays that of independent hazards. Where few are spent nothing is marked.

Copied into each program.
"""

from __future__ import annotations

from thaw.draw import exp
from thaw.engine.constants import WORD
from thaw.engine.population import FLOOR, LAYERS
from thaw.engine.traits import mix, rank_of

MARKED = 0.7
"""Age of weariness, in units of its fading, up to which one is marked."""

SPELL = 0.2
"""Time after a look, in the same units, for which its marks serve."""

WORTH = 0.8
"""Share of the points that has to be left for marks to be used."""

AWARE = 1.0001
"""Factor by which the hazard of a marked person may be higher by the rounding of his date."""

TRIES = 32
"""Ranks tried at random before the fresh are counted through."""


def edge(k):
    """Lower edge of shell k."""
    return 0.0 if k == 0 else FLOOR * float(1 << (2 * (k - 1)))


def leaves_out(x, u, top, k):
    """Whether shell k, the bound being `top`, is out of reach of all who are marked in quarter u (-1: no quarter)."""
    return u >= 0 and x.slack[u] < 1.0 and edge(k) >= top * x.slack[u]


def fresh_weight(x, layer, c, last):
    """Weight of the fresh people of a layer in classes c to `last`."""
    total = 0.0
    for i in range(c, last):
        total += int(x.fresh[i * LAYERS + layer]) * x.lifts[i]
    return total


def fresh_class(x, layer, c, last, x0):
    """Class that a word falls on among classes c to `last`, by the weight of their fresh people."""
    left = fresh_weight(x, layer, c, last) * (x0 + 0.5) / WORD
    found = c
    for i in range(c, last):
        here = int(x.fresh[i * LAYERS + layer])
        if here > 0:
            found = i
            left -= here * x.lifts[i]
            if left < 0.0:
                return found
    return found


def fresh_rank(w, x, u, layer, c, x0, x1):
    """Rank of a fresh person of a layer of class c, each as likely as any other; -1 where there is none."""
    base = 0 if layer == 0 else w.draws.edges[c * LAYERS + layer - 1]
    n = w.draws.edges[c * LAYERS + layer] - base
    left = int(x.fresh[c * LAYERS + layer])
    if n <= 0 or left <= 0:
        return -1
    at = w.quarters.first_person[u] + w.draws.class_first[c] + base
    for i in range(TRIES):
        rank = (mix(x0, x1 + i * 668265263) * n) >> 32
        if x.marks[at + rank] == 0:
            return base + rank
    left = (mix(x0, x1 + TRIES * 668265263) * left) >> 32
    for rank in range(n):
        if x.marks[at + rank] == 0:
            if left == 0:
                return base + rank
            left -= 1
    return -1


def is_spent(w, k, since):
    """Whether person k of all is dead or has gone back after `since`."""
    state = int(w.people.state[k])
    return state == 5 or (state == 6 and float(w.people.since[k]) >= since)


def rank_if_spent(w, u, c, number, since):
    """Rank in class c of person `number` of quarter u if he is spent, else -1."""
    if not is_spent(w, w.quarters.first_person[u] + number, since):
        return -1
    return rank_of(number - w.draws.class_first[c], w.draws.class_persons[c], w.draws.class_key[c])


def layer_at(w, c, rank):
    """Layer of the person of class c who holds a rank."""
    layer = 0
    while layer < LAYERS - 1 and rank >= w.draws.edges[c * LAYERS + layer]:
        layer += 1
    return layer


def count_fresh(w, x, u, since):
    """Fill `tried` with the fresh people of quarter u by (class, layer); the earliest date of those who are not.

    A person is spent who is dead or has gone back after `since`.
    """
    first = w.quarters.first_class[u]
    oldest = 1e30
    for i in range(w.quarters.classes[u]):
        c = first + i
        for layer in range(LAYERS):
            base = 0 if layer == 0 else w.draws.edges[c * LAYERS + layer - 1]
            x.tried[i * LAYERS + layer] = w.draws.edges[c * LAYERS + layer] - base
        start = w.draws.class_first[c]
        for number in range(start, start + w.draws.class_persons[c]):
            if w.people.state[w.quarters.first_person[u] + number] < 5:
                continue
            k = w.quarters.first_person[u] + number
            if is_spent(w, k, since):
                layer = int(w.people.layer[k]) - 1  # noted when his cell was looked at
                if layer < 0:
                    n = w.draws.class_persons[c]
                    layer = layer_at(w, c, rank_of(number - start, n, w.draws.class_key[c]))
                x.tried[i * LAYERS + layer] -= 1
                if w.people.state[k] == 6:
                    oldest = min(oldest, float(w.people.since[k]))
    return oldest


def mark_spent(w, x, u, since):
    """Mark the spent of quarter u by class and rank, nobody else, and keep the counts of `tried`."""
    first = w.quarters.first_class[u]
    for i in range(w.quarters.classes[u]):
        c = first + i
        for layer in range(LAYERS):
            x.fresh[c * LAYERS + layer] = x.tried[i * LAYERS + layer]
        start, n = w.draws.class_first[c], w.draws.class_persons[c]
        at = w.quarters.first_person[u] + start
        for rank in range(n):
            x.marks[at + rank] = 0
        for number in range(start, start + n):
            if w.people.state[w.quarters.first_person[u] + number] >= 5:
                rank = rank_if_spent(w, u, c, number, since)
                if rank >= 0:
                    x.marks[at + rank] = 1


def slack_of(x, oldest, t, lapse):
    """Most that the hazard of anybody marked at time t is of a fresh one's, up to `lapse`.

    They went back at `oldest` or later; who of them is arrested afterwards comes out cowed after t.
    """
    spent, cowed, fading, noise = x.weary[0], x.weary[1], x.weary[2], x.weary[3]
    if oldest > 1e29:
        return 0.0
    left = min(spent * exp(-(lapse - oldest) / fading), cowed * exp(-(lapse - t) / fading))
    return AWARE * exp(-left / noise)
