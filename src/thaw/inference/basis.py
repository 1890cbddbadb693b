"""What evidence a comparison rests on, and which score is its headline: a rule fixed before any run.

Cells lead: whether a kind of event happened in a country and month is what all accounts speak of. But where
the record holds no event in any cell that is weighed, the cells can only pay for silence; and a cell that
no run tells otherwise than all others tells nobody apart. There sizes, dates and series lead.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

KINDS = ("cell", "size", "date", "series")
CELLS, OTHERS = "log", "crps"
"""Scores that may lead: of cells in nats, of sizes, dates and series."""


@dataclass(frozen=True)
class Basis:
    """What a comparison rests on.

    Attributes
    ----------
    headline : str
        ``log``, the score of cells, or ``crps``, that of sizes, dates and series.
    weighed : dict
        Kind of item to the number that the record shows and that is weighed.
    moved : dict
        Kind to how many of these come out in more than one way among the runs of all accounts.
    happened : int
        Weighed cells in which the record holds an event.
    """

    headline: str = CELLS
    weighed: dict[str, int] = field(default_factory=dict)
    moved: dict[str, int] = field(default_factory=dict)
    happened: int = 0


def basis_of(X: np.ndarray, record: np.ndarray, kinds: np.ndarray) -> Basis:
    """What runs and a record have in common, and the score that leads.

    Parameters
    ----------
    X : float [n_runs, n_items]
        Reports of all accounts' runs; NaN where silent or hidden.
    record : float [n_items]
        NaN where silent or hidden.
    kinds : str [n_items]

    Returns
    -------
    Basis
        Cells lead where the record holds an event in any that runs move, and where nothing else is moved.
    """
    shown = ~np.isnan(record)
    moves = _moves(X) & shown
    weighed = {k: int((shown & (kinds == k)).sum()) for k in KINDS}
    moved = {k: int((moves & (kinds == k)).sum()) for k in KINDS}
    cell = kinds == "cell"
    telling = (moves & cell & (record == 1)).any()
    others = sum(moved[k] for k in KINDS[1:])
    return Basis(
        CELLS if telling or not others else OTHERS,
        weighed,
        moved,
        int((shown & cell & (record == 1)).sum()),
    )


def _moves(X: np.ndarray) -> np.ndarray:
    """Items that not all runs report alike, bool [n_items]; silence is a report of its own."""
    silent = np.isnan(X)
    some = ~silent.all(axis=0)
    low, high = np.where(silent, np.inf, X).min(axis=0), np.where(silent, -np.inf, X).max(axis=0)
    return some & ((high > low) | silent.any(axis=0))
