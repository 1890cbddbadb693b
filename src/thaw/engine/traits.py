"""Who a person is: traits from an address, and back from a place among the bold to a person.

Copied into each program. See `engine.population` for the layout.
"""

from __future__ import annotations

from thaw.draw import exp
from thaw.engine.population import LAYERS, OCTAVES, PARTS, TYPES
from thaw.world import Person


def mix(a, b):
    """32 bits stirred from two numbers (a finaliser of xor-shifts and odd multiplications)."""
    x = (a * 0x9E3779B1 + b * 0x85EBCA77 + 0x165667B1) & 0xFFFFFFFF
    x = ((x ^ (x >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
    x = ((x ^ (x >> 12)) * 0x297A2D39) & 0xFFFFFFFF
    return x ^ (x >> 15)


def root_up(n):
    """The least whole number whose square is at least n."""
    a = int(n**0.5)
    while a * a < n:
        a += 1
    while a > 1 and (a - 1) * (a - 1) >= n:
        a -= 1
    return a


def rank_of(i, n, key):
    """Place of person i of n under the keyed permutation: six rounds on a lattice, walked into range."""
    a = root_up(n)
    b = (n + a - 1) // a
    x = i
    while True:
        left = x // b
        right = x - left * b
        for r in range(3):
            left += (mix(right, key + 2 * r) * a) >> 32
            left = left - a if left >= a else left
            right += (mix(left, key + 2 * r + 1) * b) >> 32
            right = right - b if right >= b else right
        x = left * b + right
        if x < n:
            return x


def person_at(rank, n, key):
    """The person who holds a rank: the inverse of `rank_of`."""
    a = root_up(n)
    b = (n + a - 1) // a
    x = rank
    while True:
        left = x // b
        right = x - left * b
        for k in range(3):
            r = 2 - k
            right -= (mix(left, key + 2 * r + 1) * b) >> 32
            right = right + b if right < 0 else right
            left -= (mix(right, key + 2 * r) * a) >> 32
            left = left + a if left < 0 else left
        x = left * b + right
        if x < n:
            return x


def bits_of(m):
    """Number of binary digits of m >= 0: the class of workplace m."""
    n = 0
    while m > 0:
        n += 1
        m >>= 1
    return n


def workplace_of(w, u, cell):
    """Number within quarter u of the workplace that holds a cell."""
    each = w.quarters.cells[u] // w.quarters.workplaces[u]
    more = w.quarters.cells[u] % w.quarters.workplaces[u]
    if cell < (each + 1) * more:
        return cell // (each + 1)
    return more + (cell - (each + 1) * more) // each


def first_cell(w, u, m):
    """Number within quarter u of the first cell of workplace m."""
    each = w.quarters.cells[u] // w.quarters.workplaces[u]
    more = w.quarters.cells[u] % w.quarters.workplaces[u]
    return m * each + min(m, more)


def local_of(w, u, m):
    """Militancy of workplace m of quarter u, motive."""
    p = (m + w.quarters.offset[u]) / w.quarters.workplaces[u]
    octave = 0
    while p < 0.5 and octave < OCTAVES - 1:
        p *= 2.0
        octave += 1
    part = min(max(int((p * 2.0 - 1.0) * PARTS), 0), PARTS - 1)
    return w.draws.local[octave * PARTS + part]


def layer_of(w, u, number):
    """Layer of boldness of a person of quarter u."""
    size = w.sites.cell_size[w.quarters.site[u]]
    c = w.quarters.first_class[u] + bits_of(workplace_of(w, u, number // size))
    n = w.draws.class_persons[c]
    rank = rank_of(number - w.draws.class_first[c], n, w.draws.class_key[c])
    low, high = 0, LAYERS - 1
    while low < high:
        middle = (low + high) // 2
        if rank < w.draws.edges[c * LAYERS + middle]:
            high = middle
        else:
            low = middle + 1
    return low


def type_of(w, u, number):
    """Which of the types of his layer a person of quarter u is."""
    return mix(number, w.quarters.address[u] ^ w.draws.seed[0]) % TYPES


def traits_of(w, u, number, layer, shock, act):
    """A person of quarter u who is in a layer."""
    which = type_of(w, u, number)
    packed = w.draws.types[(w.sites.stratum[w.quarters.site[u]] * LAYERS + layer) * TYPES + which]
    return Person(
        w.draws.quantiles[packed & 255],
        w.draws.quantiles[256 + ((packed >> 8) & 255)],
        w.draws.quantiles[512 + ((packed >> 16) & 255)],
        w.draws.quantiles[768 + ((packed >> 24) & 255)],
        w.draws.quantiles[1024 + ((packed >> 32) & 255)],
        shock,
        act,
    )


def state_of(w, u, number, t):
    """State of a person at time t; one whose custody has ended is free and cowed from that day on."""
    k = w.quarters.first_person[u] + number
    state = int(w.people.state[k])
    if state == 4 and float(w.people.since[k]) <= t:
        w.people.state[k] = 7
        return 7
    return state


def shock_of(w, u, number, state, t, fading, spent, cowed):
    """Private shock of a person in a state at time t, motive; it fades from the day it began."""
    if state < 6:
        return 0.0
    size = spent if state == 6 else cowed
    gone = t - float(w.people.since[w.quarters.first_person[u] + number])
    return -size * exp(-max(gone, 0.0) / fading)
