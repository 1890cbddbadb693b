"""Random numbers for many items at once, by address."""

from __future__ import annotations

import numpy as np

from thaw.draw import uniform_array

_MASK, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


def uniforms(address: np.ndarray, turn: int, decision: int, seed: int) -> np.ndarray:
    """Numbers in (0, 1), one for every 64-bit address.

    Parameters
    ----------
    address : uint64 array
    turn, decision : int
        Which draw of the address, and what it is for; 32 bits each.
    seed : int
        64 bits.
    """
    low, high = seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF
    return uniform_array(address & _MASK, address >> _HALF, turn, decision, low, high)
