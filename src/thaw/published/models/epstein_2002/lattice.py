"""Epstein's lattice: who stands where, what is in view, and how agents come, go and change state.

Where sites can be shared, counts of cops and of actives in view are kept per site and changed over the
stencil only when a cop moves or a citizen turns active or quiet,
``seen[site] = cops + 65536 * actives``; elsewhere they are counted from bit maps
(`bits`, beside this file). Sites are numbered ``y * width + x`` on a torus. A stencil is convex in rows, so that
it is given by half-widths.

Functions here are plain Python that `thaw.engine.kernel.kernel` compiles; cities and rules are built
in `thaw.published.models.epstein_2002.model`.
"""

from __future__ import annotations

from collections import namedtuple

import numpy as np

from thaw.draw import words
from thaw.engine.buffers import borrow
from thaw.published.models.epstein_2002.bits import flip

QUIET, ACTIVE, JAILED, GONE, COP = 0, 1, 2, 3, 4
OUTSIDE, FREE, BLOCKS = 0, 1, 2
OWN_TURN, TICK_END = 0, 1
ARREST_SITE, ANYWHERE, OWN_SITE = 0, 1, 2
UNIFORM, BELOW, UPTO = 0, 1, 2
ANYBODY, ONLY_QUIET, ONLY_ACTIVE = 0, 1, 2
N_ACTIVE, N_JAILED, N_KILLED, N_BORN, N_COPS, N_ORDER, N_SLOTS, N_FREED, N_ZERO, N_ONE = (
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
)
ONE_ACTIVE = 65536
ARREST, VICTIM, CLONE, BABY, BACK = 64, 65, 66, 67, 80
TRAITS, SITES, SHUFFLE, TURN = 1, 2, 3, 4

VIEW, COP_VIEW, NEAR = 0, 1, 2

City = namedtuple("City", "p i b f n w")
"""People, eight int32 each (WHERE to SHY); all else end to end by type: int32, int8, float64, int64
and unsigned 64-bit words.

Compiled code sees their addresses, and where each column starts is in the rules, so that a call passes
seven words and no reference counts.
"""

WHERE, NEXT, STATE, GROUP, AGE, HARD, SHY = 0, 1, 2, 3, 4, 5, 6
"""Fields of a person: site, next person there, state, group, age, hardship H and risk aversion R (see
`unit`). Eight words are half a cache line, so that a turn fetches one line for its agent."""

COLUMNS = {
    "taken": "i",
    "seen": "i",
    "head": "i",
    "order": "i",
    "slots": "i",
    "full": "b",
    "here": "b",
    "term": "f",
    "last": "f",
    "chance": "f",
    "sums": "f",
    "tally": "n",
    "jump": "n",
    "dx": "n",
    "dy": "n",
    "half": "n",
    "bits": "w",
    "masks": "w",
    "cop_masks": "w",
}
"""Where a column is kept.

By site: what is `seen` (above), `head` of the list of those there (`alone`: whoever is active there), who
stands in the way (`taken`, one bit each; `full`, how many, where sites are shared), actives (`here`). By
agent: free numbers (`slots`), jail term, age at death (`last`). `order` of turns. Arrest chances by cops and
actives; sums of H and R over citizens who are free; counts N_ACTIVE to N_ONE (first, so that
``city.n[N_ACTIVE]`` is one). Stencils VIEW, COP_VIEW and NEAR, `most` entries each: offsets of their sites,
half-widths of their rows. Where sites are not shared (`alone`) bit maps of cops and actives and the rows of
VIEW and COP_VIEW as bits (see `bits`) stand in for `seen`.
"""

WHOLE_NUMBERS = (
    "width",
    "height",
    "sites",
    "room",
    "reach",
    "cop_reach",
    "most",
    "n_view",
    "n_cop",
    "n_near",
    "halo",
    "side",
    "same_view",
    "ratio",
    "twice",
    "own_patch",
    "jail",
    "clock",
    "term_rule",
    "move_first",
    "citizens_move",
    "cops_move",
    "cop_jumps",
    "activation",
    "ethnic",
    "victim",
    "alone",
    "plain",
    "release_site",
    "grown",
    "lo",
    "hi",
)
"""Switches and sizes in the rules; `side` is that of the square table of chances."""

REAL_NUMBERS = ("jail_max", "k", "threshold", "clone", "age_max")
RULES = np.dtype(
    [(name, np.int64) for name in (*WHOLE_NUMBERS, *COLUMNS)]
    + [(name, np.float64) for name in REAL_NUMBERS]
)
"""The rules: one record, passed by address."""


def light(city):
    """The same city as bare addresses in compiled code, itself in plain Python."""
    return City(
        borrow(city.p),
        borrow(city.i),
        borrow(city.b),
        borrow(city.f),
        borrow(city.n),
        borrow(city.w),
    )


def unit(word):
    """The number in (0, 1) that a signed 32-bit word stands for."""
    return (word + 2147483648.5) * 2.3283064365386963e-10


def shift(city, rules, site, amount):
    """Add `amount` to what is seen from every site whose stencil contains `site`."""
    width, height, reach, half = rules.width, rules.height, rules.reach, rules.half
    y = site // width
    x = site - y * width
    inside = x >= reach and x < width - reach
    for d in range(2 * reach + 1):
        row = y + d - reach
        if row < 0:
            row += height
        elif row >= height:
            row -= height
        start = rules.seen + row * width
        h = city.n[half + d]
        if inside:
            first = start + x - h
            for c in range(2 * h + 1):
                city.i[first + c] += amount
        else:
            for c in range(x - h, x + h + 1):
                city.i[start + (c + width) % width] += amount


def neighbour(city, rules, which, n, site, x, y):
    """The n-th site of a stencil around `site`, which is at column x and row y."""
    width, height, k = rules.width, rules.height, which * rules.most + n
    u = x + city.n[rules.dx + k]
    v = y + city.n[rules.dy + k]
    if u >= 0 and u < width and v >= 0 and v < height:
        return site + city.n[rules.jump + k]
    return (v + height) % height * width + (u + width) % width


def is_empty(city, rules, site):
    """Whether nobody stands in the way at `site`."""
    return (city.i[rules.taken + (site >> 5)] >> (site & 31)) & 1 == 0


def take(city, rules, site):
    """One more in the way at `site`; only where sites can be shared is their number kept."""
    city.i[rules.taken + (site >> 5)] |= 1 << (site & 31)
    if rules.alone == 0:
        city.b[rules.full + site] += 1


def leave(city, rules, site):
    """One fewer in the way at `site`."""
    if rules.alone == 0:
        city.b[rules.full + site] -= 1
        if city.b[rules.full + site] > 0:
            return
    city.i[rules.taken + (site >> 5)] &= ~(1 << (site & 31))


def try_inside(words32, jumps, taken, jump, n, site, w0, w1, w2, w3):
    """Eight trials for an empty site of a stencil that does not reach over the lattice's edge."""
    for _ in range(4):
        first = w0 * n
        s = site + jumps[jump + (first >> 32)]
        if (words32[taken + (s >> 5)] >> (s & 31)) & 1 == 0:
            return s
        s = site + jumps[jump + (((first & 0xFFFFFFFF) * n) >> 32)]
        if (words32[taken + (s >> 5)] >> (s & 31)) & 1 == 0:
            return s
        w0, w1, w2 = w1, w2, w3
    return -1


def try_edge(city, rules, which, n, site, x, y, w0, w1, w2, w3):
    """The same trials near the edge, where the torus closes."""
    for _ in range(4):
        first = w0 * n
        s = neighbour(city, rules, which, first >> 32, site, x, y)
        if is_empty(city, rules, s):
            return s
        s = neighbour(city, rules, which, ((first & 0xFFFFFFFF) * n) >> 32, site, x, y)
        if is_empty(city, rules, s):
            return s
        w0, w1, w2 = w1, w2, w3
    return -1


def empty_near(city, rules, which, n, site, key, a, b, w0, w1, w2, w3):
    """A random empty site of a stencil of n, -1 if there is none: trials first, then a full count.

    Each 32-bit word serves two trials: the fraction that the first leaves over is uniform again.
    """
    y = site // rules.width
    x = site - y * rules.width
    edge = max(rules.reach, rules.cop_reach)
    inside = x >= edge and x < rules.width - edge and y >= edge and y < rules.height - edge
    for batch in range(4):
        if inside:
            jump = rules.jump + which * rules.most
            s = try_inside(city.i, city.n, rules.taken, jump, n, site, w0, w1, w2, w3)
        else:
            s = try_edge(city, rules, which, n, site, x, y, w0, w1, w2, w3)
        if s >= 0:
            return s
        if n < 16:
            break
        w0, w1, w2, w3 = words(key, a, b + 1 + batch)
    empty = 0
    for k in range(n):
        if is_empty(city, rules, neighbour(city, rules, which, k, site, x, y)):
            empty += 1
    if empty == 0:
        return -1
    w0, w1, w2, w3 = words(key, a, b + 9)
    left = (w0 * empty) >> 32
    for k in range(n):
        s = neighbour(city, rules, which, k, site, x, y)
        if is_empty(city, rules, s):
            if left == 0:
                return s
            left -= 1
    return -1


def empty_anywhere(city, rules, key, a, b):
    """A random empty site of the whole lattice, -1 if there is none."""
    n = rules.sites
    for trial in range(64):
        w0, w1, _, _ = words(key, a, b + trial)
        if is_empty(city, rules, (w0 * n) >> 32):
            return (w0 * n) >> 32
        if is_empty(city, rules, (w1 * n) >> 32):
            return (w1 * n) >> 32
    empty = 0
    for s in range(n):
        if is_empty(city, rules, s):
            empty += 1
    if empty == 0:
        return -1
    w0, w1, _, _ = words(key, a, b + 64)
    left = (w0 * empty) >> 32
    for s in range(n):
        if is_empty(city, rules, s):
            if left == 0:
                return s
            left -= 1
    return -1


def link(city, rules, i, site):
    """Put i at `site`; where sites are shared, or people are sought by group, enter it in the list there."""
    city.p[8 * i + WHERE] = site
    if rules.alone == 0:
        city.p[8 * i + NEXT] = city.i[rules.head + site]
        city.i[rules.head + site] = i


def unlink(city, rules, i):
    """Strike i from the list of those at its site."""
    if rules.alone:
        return
    site = city.p[8 * i + WHERE]
    at = city.i[rules.head + site]
    if at == i:
        city.i[rules.head + site] = city.p[8 * i + NEXT]
        return
    while at >= 0 and city.p[8 * at + NEXT] != i:
        at = city.p[8 * at + NEXT]
    if at >= 0:
        city.p[8 * at + NEXT] = city.p[8 * i + NEXT]


def stand(city, rules, i, amount):
    """One active more (`amount` 1) or fewer (-1) at the site of i."""
    site = city.p[8 * i + WHERE]
    city.b[rules.here + site] += amount
    city.n[N_ACTIVE] += amount
    if rules.alone:
        city.i[rules.head + site] = i
        flip(city, rules, 1, site)
    else:
        shift(city, rules, site, amount * ONE_ACTIVE)


def show_cop(city, rules, site, amount):
    """One cop more (`amount` 1) or fewer (-1) in view at `site`."""
    if rules.alone:
        flip(city, rules, 0, site)
    else:
        shift(city, rules, site, amount)


def relocate(city, rules, i, site):
    """Move i to `site`."""
    old = city.p[8 * i + WHERE]
    if site == old:
        return
    state = city.p[8 * i + STATE]
    if state in (COP, ACTIVE):
        if rules.alone:
            kind = 0 if state == COP else 1
            flip(city, rules, kind, old)
            flip(city, rules, kind, site)
        else:
            amount = 1 if state == COP else ONE_ACTIVE
            shift(city, rules, old, -amount)
            shift(city, rules, site, amount)
    if state == ACTIVE:
        city.b[rules.here + old] -= 1
        city.b[rules.here + site] += 1
        if rules.alone:
            city.i[rules.head + site] = i
    leave(city, rules, old)
    take(city, rules, site)
    unlink(city, rules, i)
    link(city, rules, i, site)


def free_sums(city, rules, i, sign):
    """Keep the sums of hardship and risk aversion over citizens who are free."""
    city.f[rules.sums + 0] += sign * unit(city.p[8 * i + HARD])
    city.f[rules.sums + 1] += sign * unit(city.p[8 * i + SHY])


def jail(city, rules, i, w1, w2):
    """Arrest the active citizen i for a term drawn by the rule."""
    stand(city, rules, i, -1)
    if rules.term_rule == UNIFORM:
        u = (w1 * 4294967296.0 + w2 + 0.5) / 18446744073709551616.0
        term = rules.jail_max * u
    elif rules.jail_max > 2147483646.0:
        term = rules.jail_max
    elif rules.term_rule == BELOW:
        term = float((w1 * int(rules.jail_max)) >> 32)
    else:
        term = float((w1 * (int(rules.jail_max) + 1)) >> 32)
    city.f[rules.term + i] = term
    if rules.clock == TICK_END and term <= 0.0:
        city.p[8 * i + STATE] = QUIET
        return
    city.p[8 * i + STATE] = JAILED
    city.n[N_JAILED] += 1
    free_sums(city, rules, i, -1.0)
    if rules.jail != BLOCKS:
        leave(city, rules, city.p[8 * i + WHERE])
    if rules.jail == OUTSIDE:
        unlink(city, rules, i)


def release(city, rules, i, key, a):
    """Free i: on its own patch, or on an empty site; False when there is none."""
    site = city.p[8 * i + WHERE]
    if rules.jail == OUTSIDE:
        if rules.release_site == OWN_SITE and not is_empty(city, rules, site):
            return False
        if rules.release_site == ANYWHERE or not is_empty(city, rules, site):
            site = empty_anywhere(city, rules, key, a, BACK)
        if site < 0:
            return False
        link(city, rules, i, site)
    if rules.jail != BLOCKS:
        take(city, rules, site)
    city.p[8 * i + STATE] = QUIET
    city.n[N_JAILED] -= 1
    free_sums(city, rules, i, 1.0)
    return True


def vanish(city, rules, i):
    """Take a dead citizen off the lattice or out of jail."""
    state = city.p[8 * i + STATE]
    if state == ACTIVE:
        stand(city, rules, i, -1)
    if state == JAILED:
        city.n[N_JAILED] -= 1
        if rules.jail != OUTSIDE:
            unlink(city, rules, i)
        if rules.jail == BLOCKS:
            leave(city, rules, city.p[8 * i + WHERE])
    else:
        free_sums(city, rules, i, -1.0)
        unlink(city, rules, i)
        leave(city, rules, city.p[8 * i + WHERE])
    city.n[N_ZERO + city.p[8 * i + GROUP]] -= 1
    city.p[8 * i + STATE] = GONE


def settle(city, rules, i, site, group, hardship, aversion):
    """A quiet citizen i at an empty `site`; hardship and aversion as words (see `unit`)."""
    city.p[8 * i + STATE] = QUIET
    city.p[8 * i + GROUP] = group
    city.p[8 * i + HARD] = hardship
    city.p[8 * i + SHY] = aversion
    city.n[N_ZERO + group] += 1
    free_sums(city, rules, i, 1.0)
    link(city, rules, i, site)
    take(city, rules, site)


def retire_cop(city, rules):
    """Take the cop with the highest number away: cops are alike, so this is a random one."""
    i = city.n[N_SLOTS] - 1
    while i > 0 and city.p[8 * i + STATE] != COP:
        i -= 1
    show_cop(city, rules, city.p[8 * i + WHERE], -1)
    unlink(city, rules, i)
    leave(city, rules, city.p[8 * i + WHERE])
    city.p[8 * i + STATE] = GONE
    city.n[N_COPS] -= 1
