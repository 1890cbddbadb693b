"""Invented runs that worker processes can import by name."""

from __future__ import annotations

import numpy as np

from thaw.inference.table import Bank


def report(account: str, index: int, seed: int) -> tuple[np.ndarray, dict[str, float]]:
    """Twelve cells, a size, a date and a series that depend on the seed alone."""
    rng = np.random.default_rng(seed)
    cells = (rng.random(12) < 0.3).astype(float)
    rest = [rng.normal(4, 1), rng.integers(0, 1800), 1000 * rng.random()]
    return np.concatenate([cells, rest]), {"a": rng.random(), f"own_{account}": 1.0}


def sometimes(account: str, index: int, seed: int) -> tuple[np.ndarray, dict[str, float]]:
    """As `report`, but every fifth run of account "frail" fails, and one reports too little."""
    if account == "frail" and index % 5 == 0:
        raise ZeroDivisionError(f"no people left in {index}")
    x, theta = report(account, index, seed)
    return (x[:3], theta) if (account, index) == ("frail", 1) else (x, theta)


def same(a: Bank, b: Bank) -> bool:
    """Whether two banks hold the same runs, bit for bit."""
    arrays = [(getattr(a, n), getattr(b, n)) for n in ("X", "y", "theta", "seeds")]
    return a.accounts == b.accounts and all(
        p.dtype == q.dtype and np.array_equal(p, q, equal_nan=p.dtype.kind == "f")
        for p, q in arrays
    )
