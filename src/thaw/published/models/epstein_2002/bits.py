"""Counts in view from bit maps: one bit a site for cops, one for actives, a row of view in one word.

Where nobody shares a site, who is in view is counted by the number of set bits in a window of each row.
A million sites are 250 kilobytes, which stay near the processor, and a move changes two bits instead of
two stencils. Words of the two maps alternate. A column of 64 sites lies together, row by row, so that the rows of
a window are neighbours in memory and are counted several at once. Rows repeat `halo` sites beyond each end, so
that a window never has to be put together from both ends of a row.
"""

from __future__ import annotations

import numpy as np


def ones(v):
    """Set bits of an unsigned 64-bit word (the compiler knows this form and uses one instruction)."""
    v = v - ((v >> np.uint64(1)) & np.uint64(0x5555555555555555))
    v = (v & np.uint64(0x3333333333333333)) + ((v >> np.uint64(2)) & np.uint64(0x3333333333333333))
    v = (v + (v >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((v * np.uint64(0x0101010101010101)) >> np.uint64(56))


def flip(city, rules, kind, site):
    """Turn the bit of `site` over in the map of cops (kind 0) or actives (1), and its copy beyond an end."""
    y = site // rules.width
    x = site - y * rules.width
    start, column = rules.bits + 2 * y + kind, 2 * rules.height
    b = x + rules.halo
    city.w[start + column * (b >> 6)] ^= np.uint64(1) << np.uint64(b & 63)
    if x < rules.halo:
        b = x + rules.halo + rules.width
    elif x >= rules.width - rules.halo:
        b = x + rules.halo - rules.width
    else:
        return
    city.w[start + column * (b >> 6)] ^= np.uint64(1) << np.uint64(b & 63)


def in_view(city, rules, masks, reach, site):
    """Cops plus 65536 times actives in a stencil around `site`, its centre included.

    `masks` is where the stencil's rows begin, bit 0 of each being its leftmost column.
    """
    column = 2 * rules.height
    y = site // rules.width
    b = site - y * rules.width + rules.halo - reach
    right, left = np.uint64(b & 63), np.uint64(63 - (b & 63))
    one = np.uint64(1)
    row = y - reach
    if row < 0:
        row += rules.height
    first = rules.bits + column * (b >> 6)
    rows = 2 * reach + 1
    upper = min(rows, rules.height - row)
    cops, actives = np.int64(0), np.int64(0)
    for part in range(2):
        k = first + 2 * row if part == 0 else first - 2 * upper
        begin, end = (0, upper) if part == 0 else (upper, rows)
        for d in range(begin, end):
            mask = city.w[masks + d]
            j = k + 2 * d
            cops += ones(((city.w[j] >> right) | ((city.w[j + column] << one) << left)) & mask)
            actives += ones(
                ((city.w[j + 1] >> right) | ((city.w[j + column + 1] << one) << left)) & mask
            )
    return cops + 65536 * actives
