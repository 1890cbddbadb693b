"""The epidemic of bench/threshold_sir.py in Thaw's way: one array per attribute, draws by address.

Two forms of one law. `by_event` does work only for those to whom something happens; `touching_all` looks
at every agent on every step. Neither depends on the number of threads.
"""

import numpy as np
from numba import prange

from thaw.draw import exp, log, uniform, words

BLOCK = 16_384
"""Agents that one thread treats at a time."""

SMALL = 100_000
"""Events in a step below which one thread does them all: waking another would take longer."""

INFECT, PERIOD = 11, 12
"""Decision numbers of the two draws."""


def period(i, law):
    """Infectious days of agent i: any whole number from law[1] to law[2], as likely; law[0] is the seed."""
    return law[1] + int(uniform((law[0], 0, PERIOD, 0), i, 0) * (law[2] - law[1] + 1))


# Thaw by event: state is one array per attribute, cost follows what happens


def total(counts):
    """The sum, by one thread: a parallel sum of so few numbers waits longer than it adds."""
    added = 0
    for k in range(counts.shape[0]):
        added += counts[k]
    return added


def by_event(state, follow, head, beta, law, start, out):
    """A whole epidemic; infections are drawn by geometric jumps, recoveries by a calendar.

    state (agents,) 0 susceptible 1 infectious 2 recovered; follow (agents,) the next agent of the same block
    who recovers on the same day; head (blocks, days) the first; out (steps, 2) susceptible and infectious
    at the start of each step.
    """
    n, blocks = state.shape[0], head.shape[0]
    infected, ended = np.zeros(blocks, dtype=np.int64), np.zeros(blocks, dtype=np.int64)
    susceptible, infectious = n - start, start
    for t in range(out.shape[0]):
        out[t, 0], out[t, 1] = susceptible, infectious
        rate = beta * infectious / n
        if 2.0 * beta * infectious < SMALL:
            for b in range(blocks):
                ended[b] = recover(state, follow, head, b, t)
                infected[b] = infect(state, follow, head, b, t, rate, law)
        else:
            for b in prange(blocks):
                ended[b] = recover(state, follow, head, b, t)
                infected[b] = infect(state, follow, head, b, t, rate, law)
        new = total(infected)
        susceptible -= new
        infectious += new - total(ended)
    return 0


def recover(state, follow, head, b, t):
    """Recover those of block b whose last day is t; returns how many."""
    day = t % head.shape[1]
    i, count = head[b, day], 0
    while i >= 0:
        state[i] = 2
        count += 1
        i = follow[i]
    head[b, day] = -1
    return count


def infect(state, follow, head, b, t, rate, law):
    """Jump from one agent who would be infected to the next, each with chance 1 - exp(-rate)."""
    if rate <= 0.0:
        return 0
    key = (law[0], 0, INFECT, t)
    last = min(state.shape[0], (b + 1) * BLOCK)
    i, jump, count = b * BLOCK - 1, 0, 0
    while True:
        w0, w1, w2, w3 = words(key, b, jump)
        jump += 1
        for _half in range(2):
            u = (((w0 >> 6) * 67108864 + (w1 >> 6)) + 0.5) / 4503599627370496.0
            wait = -log(u) / rate
            if wait >= last - 1 - i:
                return count
            i += 1 + int(wait)
            if state[i] == 0:
                state[i] = 1
                enter(follow, head, b, i, t, law)
                count += 1
            w0, w1 = w2, w3


def enter(follow, head, b, i, t, law):
    """Put agent i into the calendar, infectious from t + 1 to t + period."""
    day = (t + period(i, law)) % head.shape[1]
    follow[i] = head[b, day]
    head[b, day] = i


# Thaw touching everybody: the same law, every agent looked at on every step


def touching_all(state, left, beta, law, start, out):
    """A whole epidemic; every step draws for every susceptible and counts down every infectious agent.

    left (agents,): days that an infectious agent has left. One Philox block serves four agents.
    """
    n = state.shape[0]
    quads = (n + 3) // 4
    blocks = (quads + BLOCK // 4 - 1) // (BLOCK // 4)
    infected, ended = np.zeros(blocks, dtype=np.int64), np.zeros(blocks, dtype=np.int64)
    susceptible, infectious = n - start, start
    for t in range(out.shape[0]):
        out[t, 0], out[t, 1] = susceptible, infectious
        limit = (1.0 - exp(-beta * infectious / n)) * 4294967296.0
        for b in prange(blocks):
            infected[b], ended[b] = touch(state, left, b, t, limit, law)
        new = total(infected)
        susceptible -= new
        infectious += new - total(ended)
    return 0


def touch(state, left, b, t, limit, law):
    """One step of the agents of block b; returns infections and recoveries."""
    key = (law[0], 0, INFECT, t)
    infected, ended = 0, 0
    first, last = b * BLOCK, min(state.shape[0], (b + 1) * BLOCK)
    for i in range(first, last, 4):
        w = words(key, i, 0)
        for k in range(min(4, last - i)):
            s = state[i + k]
            if s == 0:
                if w[k] < limit:
                    state[i + k] = 1
                    left[i + k] = period(i + k, law)
                    infected += 1
            elif s == 1:
                left[i + k] -= 1
                if left[i + k] == 0:
                    state[i + k] = 2
                    ended += 1
    return infected, ended
