"""Invented runs that worker processes can import by name."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np

from thaw.inference.table import Bank
from thaw.jobs.run_pool import Unusable


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


def noted(folder: Path, account: str, index: int, seed: int) -> tuple[np.ndarray, dict[str, float]]:
    """As `report` in a twentieth of a second, leaving word in a folder of who made the run."""
    time.sleep(0.05)
    (folder / f"{account}-{index}-{os.getpid()}-{time.monotonic_ns()}").touch()
    return report(account, index, seed)


def deadly(
    folder: Path, account: str, index: int, seed: int
) -> tuple[np.ndarray, dict[str, float]]:
    """As `noted`, but run 20 ends the process that makes it, the first time."""
    if index == 20 and not (folder / "dead").exists():
        (folder / "dead").touch()
        os._exit(1)
    return noted(folder, account, index, seed)


def always_deadly(account: str, index: int, seed: int) -> tuple[np.ndarray, dict[str, float]]:
    """As `report`, but run 20 ends every process that tries it."""
    if index == 20:
        os._exit(1)
    return report(account, index, seed)


def blind(account: str, index: int, seed: int) -> tuple[np.ndarray, dict[str, float]]:
    """As `report`, but of account "two" this worker finds nothing."""
    if account == "two":
        raise Unusable("a worker cannot open its inputs", todo="look for them")
    return report(account, index, seed)


def frail(account: str, index: int, seed: int) -> tuple[np.ndarray, dict[str, float]]:
    """Every third run fails, later ones sooner."""
    time.sleep(0.002 * (40 - index))
    if index % 3 == 0:
        raise ZeroDivisionError("by chance")
    return report(account, index, seed)


def same(a: Bank, b: Bank) -> bool:
    """Whether two banks hold the same runs, bit for bit."""
    arrays = [(getattr(a, n), getattr(b, n)) for n in ("X", "y", "theta", "seeds")]
    return a.accounts == b.accounts and all(
        p.dtype == q.dtype and np.array_equal(p, q, equal_nan=p.dtype.kind == "f")
        for p, q in arrays
    )
