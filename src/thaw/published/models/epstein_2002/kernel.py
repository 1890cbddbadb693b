"""Epstein's rules of movement, action and arrest, and the loop over ticks (compiled).

One turn costs a few nanoseconds of draws: the four words of each agent's turn are made in blocks,
at the address (seed; tick, agent), so neither their order nor the size of a block matters.
"""

from __future__ import annotations

import numpy as np

from thaw.draw import words
from thaw.mechanisms.society.see import chance_of_arrest
from thaw.mechanisms.society.speak_out import net_motive
from thaw.published.models.epstein_2002.bits import in_view

# isort: off
from thaw.published.models.epstein_2002.lattice import (
    ACTIVE,
    AGE,
    ARREST,
    BABY,
    CLONE,
    COP,
    COP_VIEW,
    GONE,
    GROUP,
    HARD,
    JAILED,
    N_ACTIVE,
    N_BORN,
    light,
    N_COPS,
    N_FREED,
    N_JAILED,
    N_KILLED,
    N_ONE,
    N_ORDER,
    N_SLOTS,
    N_ZERO,
    NEAR,
    NEXT,
    ONLY_ACTIVE,
    ONLY_QUIET,
    OUTSIDE,
    OWN_TURN,
    QUIET,
    SHUFFLE,
    SHY,
    STATE,
    TICK_END,
    TURN,
    VICTIM,
    VIEW,
    WHERE,
    empty_near,
    is_empty,
    jail,
    leave,
    neighbour,
    release,
    relocate,
    retire_cop,
    settle,
    stand,
    take,
    try_inside,
    unit,
    vanish,
)
# isort: on

LITERAL, FLOOR, ROUND = 0, 1, 2
SEQUENTIAL, REPLACED, FIXED, CITIZENS_FIRST, COPS_FIRST, TWO_PASSES = 0, 1, 2, 3, 4, 5
WHOLE, FIRST, SECOND = 0, 1, 2
BLOCK = 128
WIDTH = 9
"""Per tick: active, jailed, cops, group 0 alive, group 1 alive, killed, born, sum H, sum R (free)."""


def ratio_of(rule, cops, actives):
    """Cops to actives as the rule has it: as they stand, whole part, or nearest (halves to even)."""
    if rule == LITERAL:
        return cops / actives
    whole = cops // actives
    rest = cops - whole * actives
    if rule == ROUND and (2 * rest > actives or (2 * rest == actives and whole % 2 == 1)):
        whole += 1
    return float(whole)


def acts(hardship, aversion, left, risk, threshold):
    """Whether grievance less net risk exceeds the threshold; `left` is one minus legitimacy."""
    return net_motive(hardship * left, aversion, risk, 0.0) > threshold


def risk_of(city, rules, i, site):
    """The chance of arrest that citizen i reckons with at `site`, and the cops and actives counted."""
    if rules.alone:
        both = in_view(city, rules, rules.masks, rules.reach, site)
    else:
        both = np.int64(city.i[rules.seen + site])
    me = 1 if city.p[8 * i + STATE] == ACTIVE else 0
    cops, others = both & 0xFFFF, (both >> 16 & 0xFFFF) - me
    if rules.own_patch == 0 and city.b[rules.full + site] > 1:
        at = city.i[rules.head + site]
        while at >= 0:
            if city.p[8 * at + STATE] == COP:
                cops -= 1
            elif city.p[8 * at + STATE] == ACTIVE and at != i:
                others -= 1
            at = city.p[8 * at + NEXT]
    actives = 1 + others + rules.twice * me
    if cops < rules.side and actives < rules.side:
        return city.f[rules.chance + cops * rules.side + actives]
    return chance_of_arrest(rules.k, ratio_of(rules.ratio, cops, actives), 1.0)


def decide(city, rules, i, left):
    """Rule A: turn active or quiet."""
    site = city.p[8 * i + WHERE]
    was = city.p[8 * i + STATE] == ACTIVE
    # Without any risk the motive is greatest; most citizens are settled by that alone.
    hardship, aversion = unit(city.p[8 * i + HARD]), unit(city.p[8 * i + SHY])
    now = acts(hardship, aversion, left, 0.0, rules.threshold)
    if now:
        risk = risk_of(city, rules, i, site)
        now = acts(hardship, aversion, left, risk, rules.threshold)
    if now != was:
        city.p[8 * i + STATE] = ACTIVE if now else QUIET
        stand(city, rules, i, 1 if now else -1)


def enforce(city, rules, i, key, a):
    """Rule C: a cop jails one random active in its view."""
    site = city.p[8 * i + WHERE]
    reach, width, height = rules.cop_reach, rules.width, rules.height
    y = site // width
    x = site - y * width
    n = np.int64(0)
    if rules.alone:
        n = in_view(city, rules, rules.cop_masks, reach, site) >> 16
    elif rules.same_view:
        n = np.int64(city.i[rules.seen + site] >> 16) & 0xFFFF
    else:
        for d in range(-reach, reach + 1):
            start = (y + d + height) % height * width
            h = city.n[rules.half + rules.most + d + reach]
            for c in range(x - h, x + h + 1):
                n += city.b[rules.here + start + (c + width) % width]
    if n > 0 and rules.own_patch == 0:
        n -= city.b[rules.here + site]
    if n <= 0:
        return
    w0, w1, w2, _ = words(key, a, ARREST)
    left = (w0 * n) >> 32
    for d in range(-reach, reach + 1):
        start = (y + d + height) % height * width
        h = city.n[rules.half + rules.most + d + reach]
        for c in range(x - h, x + h + 1):
            s = start + (c + width) % width
            if city.b[rules.here + s] == 0 or (s == site and rules.own_patch == 0):
                continue
            if left < city.b[rules.here + s]:
                at = city.i[rules.head + s]
                # Where nobody shares a site there is no list to walk: the head is the only active.
                while rules.alone == 0:
                    if city.p[8 * at + STATE] == ACTIVE:
                        if left == 0:
                            break
                        left -= 1
                    at = city.p[8 * at + NEXT]
                jail(city, rules, at, w1, w2)
                # A term of 0 leaves the citizen standing: off the lattice a site then stays its own.
                if rules.cop_jumps and (rules.jail != OUTSIDE or is_empty(city, rules, s)):
                    relocate(city, rules, i, s)
                return
            left -= city.b[rules.here + s]


def is_victim(city, rules, at, group):
    """Whether the agent `at` may be killed by one of the other group."""
    state = city.p[8 * at + STATE]
    if state in (COP, JAILED) or city.p[8 * at + GROUP] == group:
        return False
    if rules.victim == ONLY_QUIET:
        return state == QUIET
    if rules.victim == ONLY_ACTIVE:
        return state == ACTIVE
    return True


def attack(city, rules, i, key, a):
    """Kill one random member of the other group in view, if there is one."""
    site = city.p[8 * i + WHERE]
    y = site // rules.width
    x = site - y * rules.width
    n = 0
    left = -1
    for sweep in range(2):
        for k in range(-1, rules.n_view):
            if k < 0 and rules.own_patch == 0:
                continue
            s = site
            if k >= 0:
                s = neighbour(city, rules, VIEW, k, site, x, y)
            at = city.i[rules.head + s]
            while at >= 0:
                if is_victim(city, rules, at, city.p[8 * i + GROUP]):
                    if sweep == 0:
                        n += 1
                    elif left == 0:
                        vanish(city, rules, at)
                        city.n[N_KILLED] += 1
                        return
                    else:
                        left -= 1
                at = city.p[8 * at + NEXT]
        if n == 0:
            return
        w0, _, _, _ = words(key, a, VICTIM)
        left = (w0 * n) >> 32


def multiply(city, rules, i, key, a):
    """With probability `clone` a child on an empty neighbouring site, of the same group and hardship."""
    w0, w1, w2, _ = words(key, a, CLONE)
    if (w0 + 0.5) / 4294967296.0 >= rules.clone:
        return
    v0, v1, v2, v3 = words(key, a, BABY)
    here = city.p[8 * i + WHERE]
    site = empty_near(city, rules, NEAR, rules.n_near, here, key, a, BABY, v0, v1, v2, v3)
    if site < 0:
        return
    if city.n[N_FREED] > 0:
        city.n[N_FREED] -= 1
        child = city.i[rules.slots + city.n[N_FREED]]
    elif city.n[N_SLOTS] < rules.room:
        child = city.n[N_SLOTS]
        city.n[N_SLOTS] += 1
    else:
        return
    me = 8 * i
    settle(city, rules, child, site, city.p[me + GROUP], city.p[me + HARD], w1 - 2147483648)
    city.p[8 * child + AGE] = 0
    city.f[rules.last + child] = rules.age_max * ((w2 + 0.5) / 4294967296.0)
    city.i[rules.order + city.n[N_ORDER]] = child
    city.n[N_ORDER] += 1
    city.n[N_BORN] += 1


def walk(city, rules, i, key, a, w0, w1, w2, w3):
    """Rule M: move to a random empty site in view."""
    cop = city.p[8 * i + STATE] == COP
    if (rules.cops_move if cop else rules.citizens_move) == 0:
        return
    which, n = (COP_VIEW, rules.n_cop) if cop else (VIEW, rules.n_view)
    site = empty_near(city, rules, which, n, city.p[8 * i + WHERE], key, a, 0, w0, w1, w2, w3)
    if site >= 0:
        relocate(city, rules, i, site)


def act(city, rules, i, key, a, left):
    """Rule A for a citizen (and what Model II adds), rule C for a cop."""
    if city.p[8 * i + STATE] == COP:
        enforce(city, rules, i, key, a)
        return
    decide(city, rules, i, left)
    if rules.ethnic:
        if city.p[8 * i + STATE] == ACTIVE:
            attack(city, rules, i, key, a)
        multiply(city, rules, i, key, a)


def turn(city, rules, i, key, a, left, phase, w0, w1, w2, w3):
    """The turn of agent i, or half of it."""
    state = city.p[8 * i + STATE]
    if state == GONE:
        return
    if rules.ethnic and state != COP and phase != SECOND:
        city.p[8 * i + AGE] += 1
        if city.p[8 * i + AGE] > city.f[rules.last + i]:
            vanish(city, rules, i)
            return
    if state == JAILED:
        if rules.clock != OWN_TURN or phase == SECOND:
            return
        if city.f[rules.term + i] > 0.0:
            city.f[rules.term + i] -= 1.0
            return
        if not release(city, rules, i, key, a):
            return
    for half in range(2):
        if phase == (SECOND if half == 0 else FIRST):
            continue
        if (half == 0) == (rules.move_first == 1):
            walk(city, rules, i, key, a, w0, w1, w2, w3)
        else:
            act(city, rules, i, key, a, left)


def fill(draws, ids, n, key):
    """Four words for each of n addresses, as `draw.words` gives them.

    A round is done for all addresses before the next, so that the processor's wide registers take several
    at once; the compiler will not do so with a call for each.
    """
    m0, m1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
    g0, g1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
    mask, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    k0, k1 = np.uint64(key[0]), np.uint64(key[1])
    for j in range(n):
        draws[0, j] = ids[j]
        draws[1, j] = 0
        draws[2, j] = key[3]
        draws[3, j] = key[2]
    for _ in range(10):
        for j in range(n):
            p0, p1 = m0 * np.uint64(draws[0, j]), m1 * np.uint64(draws[2, j])
            draws[0, j] = (p1 >> half) ^ np.uint64(draws[1, j]) ^ k0
            draws[1, j] = p1 & mask
            draws[2, j] = (p0 >> half) ^ np.uint64(draws[3, j]) ^ k1
            draws[3, j] = p0 & mask
        k0, k1 = (k0 + g0) & mask, (k1 + g1) & mask


def shuffle(city, rules, n, draws, ids, key):
    """Fisher-Yates on the first n entries; position p takes word p % 4 of address p // 4."""
    top = n - 1
    while top > 0:
        low = top // (4 * BLOCK) * BLOCK
        many = top // 4 - low + 1
        for j in range(many):
            ids[j] = low + j
        fill(draws, ids, many, key)
        for p in range(top, max(4 * low, 1) - 1, -1):
            other = (np.int64(draws[p & 3, (p >> 2) - low]) * (p + 1)) >> 32
            here, there = rules.order + p, rules.order + other
            city.i[here], city.i[there] = city.i[there], city.i[here]
        top = 4 * low - 1


def touch(city, rules, ids, n):
    """Read what the next n turns will need, so that the processor fetches it all at once."""
    kept = 0
    for j in range(n):
        ids[BLOCK + j] = city.p[8 * ids[j] + WHERE]
    for j in range(n):
        if city.p[8 * ids[j] + STATE] == JAILED:
            kept += 1 if city.f[rules.term + ids[j]] > 0.0 else 0
        elif rules.alone == 0:
            kept += city.i[rules.seen + ids[BLOCK + j]]
    ids[2 * BLOCK] = kept & 1


def quiet_turn(city, rules, i, key, left, w0, w1, w2, w3):
    """The whole turn of a quiet citizen where sites are not shared: `turn` in fewer steps, same bits."""
    me = 8 * i
    site = np.int64(city.p[me + WHERE])
    for half in range(2):
        if (half == 0) == (rules.move_first == 1):
            y = site // rules.width
            x = site - y * rules.width
            edge, s = rules.reach, np.int64(-1)
            if x >= edge and x < rules.width - edge and y >= edge and y < rules.height - edge:
                s = try_inside(
                    city.i, city.n, rules.taken, rules.jump, rules.n_view, site, w0, w1, w2, w3
                )
            if s < 0 or city.p[me + STATE] == ACTIVE:
                walk(city, rules, i, key, i, w0, w1, w2, w3)
                site = np.int64(city.p[me + WHERE])
                continue
            leave(city, rules, site)
            take(city, rules, s)
            city.p[me + WHERE] = s
            site = s
        else:
            hardship, aversion = unit(city.p[me + HARD]), unit(city.p[me + SHY])
            if acts(hardship, aversion, left, 0.0, rules.threshold):
                both = in_view(city, rules, rules.masks, rules.reach, site)
                cops, actives = both & 0xFFFF, 1 + (both >> 16)
                if cops >= rules.side or actives >= rules.side:
                    decide(city, rules, i, left)
                    continue
                risk = city.f[rules.chance + cops * rules.side + actives]
                if acts(hardship, aversion, left, risk, rules.threshold):
                    city.p[me + STATE] = ACTIVE
                    stand(city, rules, i, 1)


def one_pass(city, rules, draws, ids, t, n, left, phase, wanted):
    """Turns of the first n, or (`wanted` 1, 2) of the citizens or cops among them, in the present order."""
    key = (rules.lo, rules.hi, TURN, t)
    spread = (rules.lo, rules.hi, SHUFFLE, t)
    drawn = rules.activation == REPLACED
    plain = rules.plain == 1 and phase == WHOLE
    for start in range(0, n, BLOCK):
        many = min(BLOCK, n - start)
        for j in range(many):
            ids[j] = city.i[rules.order + start + j]
        if not drawn:
            touch(city, rules, ids, many)
        else:
            for j in range(many):
                ids[j] = rules.room + start + j
        fill(draws, ids, many, key)
        for j in range(many):
            i = np.int64(ids[j])
            if drawn:
                w0, w1, w2, w3 = words(spread, start + j, 0)
                i = np.int64(city.i[rules.order + ((w0 * n) >> 32)])
            w0, w1 = np.int64(draws[0, j]), np.int64(draws[1, j])
            w2, w3 = np.int64(draws[2, j]), np.int64(draws[3, j])
            state = city.p[8 * i + STATE]
            if wanted != 0 and (state == COP) != (wanted == 2):
                continue
            if plain and state == QUIET:
                quiet_turn(city, rules, i, key, left, w0, w1, w2, w3)
            else:
                turn(city, rules, i, key, np.int64(ids[j]), left, phase, w0, w1, w2, w3)


def tidy(city, rules):
    """Drop the dead from the order; their numbers may be used again."""
    n = 0
    for j in range(city.n[N_ORDER]):
        i = city.i[rules.order + j]
        if city.p[8 * i + STATE] == GONE:
            city.i[rules.slots + city.n[N_FREED]] = i
            city.n[N_FREED] += 1
        else:
            city.i[rules.order + n] = i
            n += 1
    city.n[N_ORDER] = n


def end_of_tick(city, rules, t):
    """Terms run down for all who are in jail."""
    if rules.clock != TICK_END or city.n[N_JAILED] == 0:
        return
    key = (rules.lo, rules.hi, TURN, t)
    for i in range(city.n[N_SLOTS]):
        if city.p[8 * i + STATE] == JAILED:
            city.f[rules.term + i] -= 1.0
            if city.f[rules.term + i] <= 0.0:
                release(city, rules, i, key, i)


def tick(city, rules, draws, ids, t, left, cops):
    """One period."""
    before = city.n[N_COPS]
    while city.n[N_COPS] > cops:
        retire_cop(city, rules)
    if rules.ethnic or city.n[N_COPS] < before:
        tidy(city, rules)
    activation, n = rules.activation, city.n[N_ORDER]
    if activation != FIXED and activation != REPLACED:
        key = (rules.lo, rules.hi, SHUFFLE, t)
        shuffle(city, rules, n, draws, ids, key)
    by_kind = activation in (CITIZENS_FIRST, COPS_FIRST)
    for part in range(2 if by_kind or activation == TWO_PASSES else 1):
        phase = (FIRST if part == 0 else SECOND) if activation == TWO_PASSES else WHOLE
        wanted = 0
        if by_kind:
            wanted = 1 if (part == 0) == (activation == CITIZENS_FIRST) else 2
        one_pass(city, rules, draws, ids, t, n, left, phase, wanted)
    end_of_tick(city, rules, t)


def fill_chances(city, rules):
    """The arrest estimate for every pair of cops and actives, by the main model's own rule."""
    for cops in range(rules.side):
        for actives in range(1, rules.side):
            ratio = ratio_of(rules.ratio, cops, actives)
            city.f[rules.chance + cops * rules.side + actives] = chance_of_arrest(
                rules.k, ratio, 1.0
            )


def simulate(city, rules, left, cops, out):
    """`ticks` on the bare addresses of a city's arrays; the caller holds the arrays meanwhile."""
    return ticks(light(city), rules, left, cops, out)


def ticks(city, rules, left, cops, out):
    """Run all ticks from the lattice as populated; returns the ticks done (fewer after a genocide).

    `left` is one minus legitimacy by tick, `cops` the number allowed by tick, `out` the record.
    """
    fill_chances(city, rules)
    draws = np.zeros((4, BLOCK), np.uint32)
    ids = np.zeros(2 * BLOCK + 1, np.int32)
    for t in range(len(left)):
        tick(city, rules, draws, ids, t + 1, left[t], cops[t])
        out[t, 0] = city.n[N_ACTIVE]
        out[t, 1] = city.n[N_JAILED]
        out[t, 2] = city.n[N_COPS]
        out[t, 3] = city.n[N_ZERO]
        out[t, 4] = city.n[N_ONE]
        out[t, 5] = city.n[N_KILLED]
        out[t, 6] = city.n[N_BORN]
        out[t, 7] = city.f[rules.sums + 0]
        out[t, 8] = city.f[rules.sums + 1]
        if rules.ethnic and (city.n[N_ZERO] == 0 or city.n[N_ONE] == 0):
            return t + 1
    return len(left)
