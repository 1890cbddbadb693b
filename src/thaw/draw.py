"""Random numbers by address, not from a stream: Philox4x32-10 (Salmon et al. 2011, SC11).

A draw is named by (seed; decision, step, entity, partner). Nothing is consumed, so no order of
evaluation, thread count or extra person can change anybody's luck.

Every function here is plain Python that numba can also compile, so the plain run and the compiled
run share it; Philox alone has a second form on machine words, tested equal to the first.
"""

from __future__ import annotations

import hashlib
import math

import numpy as np
from numba.extending import overload, register_jitable

from thaw.errors import ThawError

_MASK = 0xFFFFFFFF
_POW2 = np.array([2.0**k for k in range(-1022, 1024)])


def each(function, values):
    """A function of `math`, value by value, as an array of the same shape.

    numpy has other routines for exp, log and the like on processors with wide registers, and these
    differ in the last bit: a run with them would not be the same on two machines.
    """
    values = np.asarray(values, float)
    made = np.fromiter(map(function, values.ravel().tolist()), float, values.size)
    return made.reshape(values.shape)


def decision_id(name: str) -> int:
    """The 32-bit number of a named decision; the same on every machine and in every version."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little")


def register_decision(name: str, owner: str = "") -> int:
    """Enter a decision name; raise `ThawError` if another owner or another name holds its number."""
    number = decision_id(name)
    for other, (held, who) in _OWNERS.items():
        if other == name and who != owner:
            raise ThawError(f"decision {name!r} is registered twice, by {who} and {owner}")
        if held == number and other != name:
            raise ThawError(f"decisions {name!r} and {other!r} share the number {number}")
    _OWNERS[name] = (number, owner)
    return number


_OWNERS: dict[str, tuple[int, str]] = {}


def philox(c0, c1, c2, c3, k0, k1):
    """Ten rounds of Philox4x32; four 32-bit words and two key words in, four words out."""
    c0, c1, c2, c3, k0, k1 = int(c0), int(c1), int(c2), int(c3), int(k0), int(k1)
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & _MASK, (p0 >> 32) ^ c3 ^ k1, p0 & _MASK
        k0, k1 = (k0 + 0x9E3779B9) & _MASK, (k1 + 0xBB67AE85) & _MASK
    return c0, c1, c2, c3


@overload(philox, inline="never")
def _philox_compiled(c0, c1, c2, c3, k0, k1):
    """The same ten rounds on unsigned machine words (tested equal to the plain function)."""
    m0, m1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
    g0, g1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
    mask, half = np.uint64(_MASK), np.uint64(32)

    def rounds(c0, c1, c2, c3, k0, k1):
        x0, x1, x2, x3 = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
        y0, y1 = np.uint64(k0), np.uint64(k1)
        for _ in range(10):
            p0, p1 = m0 * x0, m1 * x2
            x0, x1, x2, x3 = (p1 >> half) ^ x1 ^ y0, p1 & mask, (p0 >> half) ^ x3 ^ y1, p0 & mask
            y0, y1 = (y0 + g0) & mask, (y1 + g1) & mask
        return np.int64(x0), np.int64(x1), np.int64(x2), np.int64(x3)

    return rounds


def philox_array(
    c0: np.ndarray, c1: np.ndarray | int, c2: int, c3: int, k0: int, k1: int
) -> tuple[np.ndarray, ...]:
    """`philox` for many counters at once, outside compiled code.

    Parameters
    ----------
    c0 : int array, shape (n,)
    c1 : int or int array, shape (n,)
    c2, c3, k0, k1 : int
        Words of 32 bits, as all of them.

    Returns
    -------
    tuple of four uint64 arrays, shape (n,)
    """
    mask, half = np.uint64(_MASK), np.uint64(32)
    x0 = np.asarray(c0).astype(np.uint64)
    x1, x2, x3 = (np.zeros(x0.shape, np.uint64) + np.asarray(v, np.uint64) for v in (c1, c2, c3))
    y0, y1 = k0, k1
    for _ in range(10):
        p0, p1 = x0 * np.uint64(0xD2511F53), x2 * np.uint64(0xCD9E8D57)
        x0, x1 = (p1 >> half) ^ x1 ^ np.uint64(y0), p1 & mask
        x2, x3 = (p0 >> half) ^ x3 ^ np.uint64(y1), p0 & mask
        y0, y1 = (y0 + 0x9E3779B9) & _MASK, (y1 + 0xBB67AE85) & _MASK
    return x0, x1, x2, x3


def uniform_array(
    c0: np.ndarray, c1: np.ndarray | int, c2: int, c3: int, k0: int, k1: int
) -> np.ndarray:
    """Numbers in (0, 1) with 52 bits of the first two words of `philox_array`, shape (n,)."""
    w0, w1, _, _ = philox_array(c0, c1, c2, c3, k0, k1)
    high, low = (w0 >> np.uint64(6)).astype(float), (w1 >> np.uint64(6)).astype(float)
    return (high * 67108864.0 + low + 0.5) / 4503599627370496.0


@register_jitable
def words(key, a, b):
    """Four 32-bit words at address (key; a, b). `key` is (seed low, seed high, decision, step)."""
    return philox(a, b, key[3], key[2], key[0], key[1])


@register_jitable
def uniform(key, a, b=0):
    """A number in (0, 1) with 52 bits at address (key; entity a, partner b)."""
    w0, w1, _, _ = philox(a, b, key[3], key[2], key[0], key[1])
    return (((w0 >> 6) * 67108864 + (w1 >> 6)) + 0.5) / 4503599627370496.0


@register_jitable
def exp(x):
    """e**x by argument reduction and a degree-11 series: the same bits compiled and plain."""
    if x < -700.0:
        return 0.0
    if x > 700.0:
        x = 700.0
    n = math.floor(x * 1.4426950408889634 + 0.5)
    r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10
    r2 = r * r
    r4 = r2 * r2
    s = (
        ((1.0 + r) + r2 * (0.5 + r * (1.0 / 6)))
        + r4 * ((1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720 + r * (1.0 / 5040)))
        + (r4 * r4)
        * ((1.0 / 40320 + r * (1.0 / 362880)) + r2 * (1.0 / 3628800 + r * (1.0 / 39916800)))
    )
    return s * float(_POW2[int(n) + 1022])


@register_jitable
def log(x):
    """Natural logarithm of x > 0 by frexp and the series of atanh."""
    m, e = math.frexp(x)
    if m < 0.7071067811865476:
        m *= 2.0
        e -= 1
    f = (m - 1.0) / (m + 1.0)
    g = f * f
    s = (
        2.0
        * f
        * (
            1.0
            + g
            * (
                1.0 / 3
                + g
                * (
                    0.2
                    + g
                    * (
                        1.0 / 7
                        + g
                        * (
                            1.0 / 9
                            + g
                            * (
                                1.0 / 11
                                + g * (1.0 / 13 + g * (1.0 / 15 + g * (1.0 / 17 + g * (1.0 / 19))))
                            )
                        )
                    )
                )
            )
        )
    )
    return s + e * 0.6931471805599453


@register_jitable
def happens(key, a, b, rate, dt):
    """Whether an event of hazard `rate` (per day) occurs within `dt` days."""
    return uniform(key, a, b) < 1.0 - exp(-rate * dt)


@register_jitable
def normal(key, a, b=0):
    """A standard normal number (Box-Muller)."""
    u = uniform(key, a, b)
    v = uniform(key, a, b + 1000003)
    return math.sqrt(-2.0 * log(u)) * cosine(v)


@register_jitable
def cosine(turn):
    """cos(2 pi turn) for turn in [0, 1), by Taylor series on the first quadrant."""
    t = turn - math.floor(turn)
    if t > 0.5:
        t = 1.0 - t
    sign = 1.0
    if t > 0.25:
        t = 0.5 - t
        sign = -1.0
    x = t * 6.283185307179586
    g = x * x
    s = 1.0 - g / 2 * (
        1.0
        - g
        / 12
        * (
            1.0
            - g
            / 30
            * (1.0 - g / 56 * (1.0 - g / 90 * (1.0 - g / 132 * (1.0 - g / 182 * (1.0 - g / 240)))))
        )
    )
    return sign * s


@register_jitable
def poisson(key, a, b, mean):
    """A Poisson count: by inversion below 50, rounded normal above."""
    if mean <= 0.0:
        return 0
    if mean > 50.0:
        return max(0, int(math.floor(mean + math.sqrt(mean) * normal(key, a, b) + 0.5)))
    u = uniform(key, a, b)
    p = exp(-mean)
    total = p
    k = 0
    while u > total and k < 500:
        k += 1
        p = p * mean / k
        total += p
    return k
