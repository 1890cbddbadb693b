"""Random numbers for many items at once, by address: `thaw.draw.philox` over arrays."""

from __future__ import annotations

import numpy as np

_MASK, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)


def philox_words(address: np.ndarray, turn: int, decision: int, seed: int) -> list[np.ndarray]:
    """Four 32-bit words for every 64-bit address; equal to `thaw.draw.philox`, which a test checks.

    Parameters
    ----------
    address : uint64 array
    turn, decision : int
        Which draw of the address, and what it is for; 32 bits each.
    seed : int
        64 bits.
    """
    c0, c1 = address & _MASK, address >> _HALF
    c2, c3 = np.full_like(c0, turn), np.full_like(c0, decision)
    k0, k1 = seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF
    for _ in range(10):
        p0, p1 = _M0 * c0, _M1 * c2
        c0, c1 = (p1 >> _HALF) ^ c1 ^ np.uint64(k0), p1 & _MASK
        c2, c3 = (p0 >> _HALF) ^ c3 ^ np.uint64(k1), p0 & _MASK
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return [c0, c1, c2, c3]


def uniforms(address: np.ndarray, turn: int, decision: int, seed: int) -> np.ndarray:
    """Numbers in (0, 1) with 52 bits, one for every address."""
    w0, w1, _, _ = philox_words(address, turn, decision, seed)
    upper, lower = (w0 >> np.uint64(6)).astype(float), (w1 >> np.uint64(6)).astype(float)
    return (upper * 67108864.0 + lower + 0.5) / 4503599627370496.0
