"""Rules of the cascade model of Helbing 2023 and its loop over steps (compiled).

Counts in view are sums over a square of cells on a torus, so they are made by two running sums, first
along rows and then along columns; the four counts share one 64-bit number, 16 bits each.
"""

from __future__ import annotations

import math

import numpy as np

from thaw.draw import cosine, exp, log, philox, words
from thaw.mechanisms.society.see import chance_of_arrest

SUPPORT, OPPOSE, ACTIVE, JAILED = 0, 1, 2, 3
ONE = (1 << 32, 1 << 16, 1, 0)
SECURITY = 1 << 48
TRAITS, START, CITIZEN, OFFICER, RELEASE = 1, 2, 3, 4, 5
SCALE = 4294967296.0
BLOCK = 256
RESULTS = 8
"""Steps done, revolution, then per run the greatest and last numbers of active, of opposed and of both."""


def logistic(x):
    """1 / (1 + e^-x)."""
    return 1.0 / (1.0 + exp(-x))


def normals(a, b):
    """Two independent standard normal numbers from two 32-bit words (Box-Muller)."""
    size = math.sqrt(-2.0 * log((a + 0.5) / SCALE))
    turn = (b + 0.5) / SCALE
    return size * cosine(turn), size * cosine(turn + 0.75)


def draw_citizens(traits, mean_preference, spread, epsilon, centre, lo, hi):
    """Preference b, weight w, exponent 1/(e^2+1), oppose and active threshold of every citizen."""
    key = (lo, hi, TRAITS, 0)
    for i in range(traits.shape[0]):
        a0, a1, a2, a3 = words(key, i, 0)
        b, e = normals(a0, a1)
        e *= epsilon
        first, second = normals(a2, a3)
        first, second = centre + abs(e) * first, centre + abs(e) * second
        traits[i, 0] = mean_preference + spread * b
        traits[i, 1] = logistic(e)
        traits[i, 2] = 1.0 / (e * e + 1.0)
        traits[i, 3] = min(first, second)
        traits[i, 4] = max(first, second)


def view_of(cells, rows, view, width, height, reach):
    """Sums of `cells` over the square of side 2 reach + 1 around every cell, that cell included."""
    for y in range(height):
        start = y * width
        total = np.int64(0)
        for x in range(-reach, reach + 1):
            total += cells[start + (x + width) % width]
        for x in range(width):
            rows[start + x] = total
            gone, new = x - reach, x + reach + 1
            gone = gone + width if gone < 0 else gone
            new = new - width if new >= width else new
            total += cells[start + new] - cells[start + gone]
    for x in range(width):
        total = np.int64(0)
        for y in range(-reach, reach + 1):
            total += rows[(y + height) % height * width + x]
        for y in range(height):
            view[y * width + x] = total
            gone, new = y - reach, y + reach + 1
            gone = gone + height if gone < 0 else gone
            new = new - height if new >= height else new
            total += rows[new * width + x] - rows[gone * width + x]


def opinion_of(preference, weight, power, active, oppose, support):
    """Preference against the regime plus what is seen of others, weighed by their ratio."""
    seen = exp(power * log(active + oppose * weight))
    return -preference + seen * (active + oppose) / support


def choice(opinion, arrest, oppose_at, active_at, u):
    """Active, else Oppose, else Support: by chances that the risk of arrest lowers, on one draw u."""
    if logistic(opinion - active_at) - arrest > u:
        return ACTIVE
    if logistic(opinion - oppose_at) - arrest > u:
        return OPPOSE
    return SUPPORT


def decide_all(traits, where, state, chosen, opinion, cells, view, k, step, lo, hi, draws):
    """Every citizen who is free chooses on the same frozen state; `draws` keeps each one's words."""
    key = (lo, hi, CITIZEN, step)
    n = traits.shape[0]
    for i in range(n):
        w0, w1, _, _ = philox(i, 0, key[3], key[2], key[0], key[1])
        draws[0, i] = w0
        draws[1, i] = w1
    for i in range(n):
        if state[i] == JAILED:
            continue
        c = where[i]
        seen = view[c] - cells[c]
        active = 1.0 + (seen & 0xFFFF)
        oppose = float((seen >> 16) & 0xFFFF)
        support = 1.0 + ((seen >> 32) & 0xFFFF)
        security = float(seen >> 48)
        w = traits[i, 1]
        arrest = 0.0
        if security > 0.0:
            arrest = chance_of_arrest(k, security * 2.0 * w, active)
        u = (draws[0, i] + 0.5) / SCALE
        if u + arrest >= 1.0:
            # No chance below one can lift this citizen above u; an opinion is asked of opposers only.
            chosen[i] = SUPPORT
            continue
        opinion[i] = opinion_of(traits[i, 0], w, traits[i, 2], active, oppose, support)
        chosen[i] = choice(opinion[i], arrest, traits[i, 3], traits[i, 4], u)


def step_from(c, word, width, height):
    """A random cell of the 3 x 3 block around c, c included."""
    n = (word * 9) >> 32
    y = c // width
    x = c - y * width
    u, v = x + n % 3 - 1, y + n // 3 - 1
    return (v + height) % height * width + (u + width) % width


def vacant(crowd, key, i, anywhere):
    """A random cell with nobody in it (or any cell); any cell when none is vacant."""
    n = len(crowd)
    for trial in range(64):
        w0, w1, w2, w3 = words(key, i, trial)
        for _ in range(4):
            c = (w0 * n) >> 32
            if anywhere or crowd[c] == 0:
                return c
            w0, w1, w2 = w1, w2, w3
    free = 0
    for c in range(n):
        free += crowd[c] == 0
    w0, w1, w2, w3 = words(key, i, 64)
    left = (w0 * free) >> 32
    for c in range(n):
        if crowd[c] == 0:
            if left == 0:
                return c
            left -= 1
    return (w0 * n) >> 32


def act_all(where, state, chosen, term, cells, crowd, draws, width, height, anywhere, step, lo, hi):
    """Prisoners serve or come back as they were; everybody free takes the new state and a step."""
    key = (lo, hi, RELEASE, step)
    for i in range(len(where)):
        if state[i] == JAILED:
            if term[i] > 0:
                term[i] -= 1
                continue
            c = vacant(crowd, key, i, anywhere)
        else:
            cells[where[i]] -= ONE[state[i]]
            crowd[where[i]] -= 1
            c = step_from(where[i], np.int64(draws[1, i]), width, height)
        state[i] = chosen[i]
        where[i] = c
        cells[c] += ONE[state[i]]
        crowd[c] += 1


def list_people(where, state, first, nxt):
    """Lists of free citizens by cell."""
    for c in range(len(first)):
        first[c] = -1
    for i in range(len(where)):
        if state[i] != JAILED:
            nxt[i] = first[where[i]]
            first[where[i]] = i


def find(post, width, height, first, nxt, state, opinion, wanted, least, left):
    """Count those of state `wanted` in the eight cells around `post`, or return number `left` of them."""
    y = post // width
    x = post - y * width
    n = 0
    for dy in range(-1, 2):
        for dx in range(-1, 2):
            if dx == 0 and dy == 0:
                continue
            i = first[(y + dy + height) % height * width + (x + dx + width) % width]
            while i >= 0:
                if state[i] == wanted and (wanted == ACTIVE or opinion[i] > least):
                    if n == left:
                        return i
                    n += 1
                i = nxt[i]
    return n


def guard(
    post,
    where,
    state,
    term,
    opinion,
    cells,
    crowd,
    first,
    nxt,
    width,
    height,
    max_jail,
    centre,
    step,
    lo,
    hi,
):
    """Each officer in turn jails one Active nearby, else one Opposer far enough gone, and moves."""
    key = (lo, hi, OFFICER, step)
    for s in range(len(post)):
        w0, w1, w2, _ = words(key, s, 0)
        wanted = ACTIVE
        n = find(post[s], width, height, first, nxt, state, opinion, ACTIVE, centre, -1)
        if n == 0:
            wanted = OPPOSE
            n = find(post[s], width, height, first, nxt, state, opinion, OPPOSE, centre, -1)
        if n > 0:
            i = find(
                post[s], width, height, first, nxt, state, opinion, wanted, centre, (w0 * n) >> 32
            )
            cells[where[i]] -= ONE[state[i]]
            crowd[where[i]] -= 1
            state[i] = JAILED
            term[i] = (w1 * (max_jail + 1)) >> 32
        cells[post[s]] -= SECURITY
        crowd[post[s]] -= 1
        post[s] = step_from(post[s], w2, width, height)
        cells[post[s]] += SECURITY
        crowd[post[s]] += 1


def simulate(
    citizens,
    officers,
    width,
    height,
    reach,
    steps,
    max_jail,
    mean_preference,
    spread,
    epsilon,
    centre,
    k,
    share,
    anywhere,
    lo,
    hi,
    out,
    path,
):
    """One run; `path` takes active, opposed and jailed after each step."""
    sites = width * height
    traits = np.zeros((citizens, 5))
    draw_citizens(traits, mean_preference, spread, epsilon, centre, lo, hi)
    where, post = np.zeros(citizens, np.int64), np.zeros(officers, np.int64)
    state, chosen = np.zeros(citizens, np.int64), np.zeros(citizens, np.int64)
    term, nxt = np.zeros(citizens, np.int64), np.zeros(citizens, np.int64)
    opinion, draws = np.zeros(citizens), np.zeros((2, citizens), np.uint32)
    cells, rows, view = (
        np.zeros(sites, np.int64),
        np.zeros(sites, np.int64),
        np.zeros(sites, np.int64),
    )
    crowd, first = np.zeros(sites, np.int64), np.zeros(sites, np.int64)
    key = (lo, hi, START, 0)
    for i in range(citizens + officers):
        w0, _, _, _ = words(key, i, 0)
        c = (w0 * sites) >> 32
        crowd[c] += 1
        if i < citizens:
            where[i] = c
            cells[c] += ONE[SUPPORT]
        else:
            post[i - citizens] = c
            cells[c] += SECURITY
    for step in range(steps + 1):
        view_of(cells, rows, view, width, height, reach)
        decide_all(traits, where, state, chosen, opinion, cells, view, k, step, lo, hi, draws)
        if step == 0:
            for i in range(citizens):
                cells[where[i]] += ONE[chosen[i]] - ONE[state[i]]
                state[i] = chosen[i]
        else:
            act_all(
                where,
                state,
                chosen,
                term,
                cells,
                crowd,
                draws,
                width,
                height,
                anywhere,
                step,
                lo,
                hi,
            )
            list_people(where, state, first, nxt)
            guard(
                post,
                where,
                state,
                term,
                opinion,
                cells,
                crowd,
                first,
                nxt,
                width,
                height,
                max_jail,
                centre,
                step,
                lo,
                hi,
            )
        active, oppose, jailed = 0, 0, 0
        for i in range(citizens):
            active += state[i] == ACTIVE
            oppose += state[i] == OPPOSE
            jailed += state[i] == JAILED
        path[step, 0], path[step, 1], path[step, 2] = active, oppose, jailed
        out[2], out[3] = max(out[2], active), active
        out[4], out[5] = max(out[4], oppose), oppose
        out[6], out[7] = max(out[6], active + oppose), jailed
        out[0] = step
        if active + jailed >= share * citizens:
            out[1] = 1.0
            return
