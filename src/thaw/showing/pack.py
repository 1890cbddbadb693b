"""Values over time as few bytes: whole numbers, differences, variable length.

The page reads them back in ``page/embedded.js``; the form is told in
``docs/decisions/a-page-fed-by-steps.md``.
"""

from __future__ import annotations

import numpy as np

DIGITS = 4
"""Significant digits that are kept of a value."""

COARSEST = 0.1
"""Unit of values that are not whole, at most: a quantile of thousands may be a few on a quiet day."""

MISSING = -(2**40)
"""Stands for a value that is not there; no value of a run comes near."""


def step_of(values: np.ndarray) -> float:
    """The unit in which values are counted: 1 for whole numbers, else a power of ten.

    Parameters
    ----------
    values : float array of any shape; NaN is left out.

    Returns
    -------
    float
        Such that the largest value has `DIGITS` digits or more.
    """
    held = np.abs(values[np.isfinite(values)])
    most = float(held.max()) if held.size else 0.0
    if most == 0.0 or bool(np.all(held == np.rint(held))):
        return 1.0
    return float(min(10.0 ** (np.floor(np.log10(most)) - DIGITS + 1), COARSEST))


def counted(values: np.ndarray, step: float) -> np.ndarray:
    """Values as whole multiples of `step`, with `DIGITS` significant digits; int64, same shape."""
    found = np.isfinite(values)
    whole = np.rint(np.where(found, values, 0.0) / step)
    size = np.maximum(np.abs(whole), 1.0)
    coarse = 10.0 ** np.maximum(np.floor(np.log10(size)) - DIGITS + 1, 0.0)
    return np.where(found, np.rint(whole / coarse) * coarse, MISSING).astype(np.int64)


def packed(rows: np.ndarray) -> bytes:
    """Whole numbers, shape (row, time), as bytes.

    Along time the differences, small ones in few bytes: the sign in the lowest bit, then seven bits a
    byte, the lowest first, the eighth set where more follow (LEB128).
    """
    apart = np.diff(rows, axis=1, prepend=0).ravel()
    left = np.where(apart < 0, -2 * apart - 1, 2 * apart).astype(np.uint64)
    lengths = np.ones(left.size, np.int64)
    for k in range(1, 8):
        lengths += left >= np.uint64(1) << np.uint64(7 * k)
    ends = np.cumsum(lengths)
    out = np.zeros(int(ends[-1]) if ends.size else 0, np.uint8)
    starts = ends - lengths
    for k in range(int(lengths.max()) if lengths.size else 0):
        here = lengths > k
        byte = (left[here] >> np.uint64(7 * k)) & np.uint64(127)
        more = np.where(lengths[here] > k + 1, 128, 0)
        out[starts[here] + k] = byte.astype(np.uint8) | more.astype(np.uint8)
    return out.tobytes()
