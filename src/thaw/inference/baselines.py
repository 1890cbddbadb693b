"""Forecasts without any theory: that things go on as they last were, or as often as they were so far.

Both are made from the record before a date alone, as chances and ensembles, so that they can be scored as
any forecast is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from thaw.inference.scores import fill_absent

DRAWS = 99
"""Equally likely values an ensemble has where it is made from a chance by the day."""
LEAST = 3
"""Figures of the past from which a spread is taken."""
MONTH = 30.44
LONG = 40
"""Days from which a cell is a year and not a month."""


@dataclass(frozen=True)
class Baseline:
    """What one of them foretells.

    Attributes
    ----------
    name : str
    p : float [n_items]
        Chance of each cell; NaN elsewhere and where the past holds nothing to go by.
    values : dict
        Column of any other item to its equally likely values; absent where the past holds too little.
    """

    name: str
    p: np.ndarray
    values: dict[int, np.ndarray]


def baselines(
    items: Sequence[Any], record: np.ndarray, past: np.ndarray, ahead: np.ndarray
) -> list[Baseline]:
    """Persistence and base rates.

    Parameters
    ----------
    items : sequence of items
        With ``polity, what, kind, first, last``.
    record : float [n_items]
        NaN where silent.
    past : bool [n_items]
        Items that may be used.
    ahead : bool [n_items]
        Items to foretell.

    Returns
    -------
    list of Baseline
        ``persistence`` and ``base rates``.
    """
    cells = _Cells(items, record, past)
    figures = _Figures(items, record, past)
    made = []
    for name in ("persistence", "base rates"):
        p = np.full(len(items), np.nan)
        values = {}
        for j in np.flatnonzero(ahead).tolist():
            item = items[j]
            if item.kind == "cell":
                p[j] = cells.chance(item, name)
            elif item.kind == "date":
                by_day = _first_day(item, cells.chance(item, name, month=True))
                if by_day is not None:
                    values[j] = by_day
            else:
                found = figures.ensemble(item, name)
                if len(found) >= LEAST:
                    values[j] = found
        made.append(Baseline(name, p, values))
    return made


class _Cells:
    """Chances of cells from those before."""

    def __init__(self, items: Sequence[Any], record: np.ndarray, past: np.ndarray) -> None:
        self.rows: dict[tuple[str, str, bool], list[tuple[Any, float]]] = {}
        for j in np.flatnonzero(past & ~np.isnan(record)).tolist():
            i = items[j]
            if i.kind == "cell":
                key = str(i.polity), str(i.what), _long(i)
                self.rows.setdefault(key, []).append((i.first, float(record[j])))
        for found in self.rows.values():
            found.sort(key=lambda f: f[0])

    def chance(self, item: Any, name: str, month: bool = False) -> float:
        """Chance of an event in a cell; NaN where the past shows none of its kind there."""
        key = str(item.polity), str(item.what), False if month else _long(item)
        mine = [v for _, v in self.rows.get(key, [])]
        if not mine:
            return float("nan")
        if name == "base rates":
            return (sum(mine) + 0.5) / (len(mine) + 1)
        same = [[v for _, v in f] for k, f in self.rows.items() if k[1:] == key[1:]]
        after = [b for f in same for a, b in pairwise(f) if a == mine[-1]]
        return (sum(after) + 0.5) / (len(after) + 1)


class _Figures:
    """Values of sizes and series from those before."""

    def __init__(self, items: Sequence[Any], record: np.ndarray, past: np.ndarray) -> None:
        self.rows: dict[str, list[tuple[Any, str, float]]] = {}
        for j in np.flatnonzero(past & ~np.isnan(record)).tolist():
            i = items[j]
            if i.kind in ("size", "series"):
                row = (i.last, str(i.polity), float(record[j]))
                self.rows.setdefault(f"{i.kind} {i.what}", []).append(row)
        for found in self.rows.values():
            found.sort(key=lambda f: f[:2])

    def ensemble(self, item: Any, name: str) -> np.ndarray:
        """Equally likely values; few or none where the past holds too little."""
        found = self.rows.get(f"{item.kind} {item.what}", [])
        mine = [v for _, polity, v in found if polity == str(item.polity)]
        if name == "base rates":
            own = mine if len(mine) >= LEAST else [v for _, _, v in found]
            return np.array(own)
        if not mine:
            return np.zeros(0)
        by_polity: dict[str, list[float]] = {}
        for _, polity, v in found:
            by_polity.setdefault(polity, []).append(v)
        steps = np.concatenate([np.diff(v) for v in by_polity.values()])
        return np.concatenate([mine[-1] + steps, mine[-1] - steps])


def _long(item: Any) -> bool:
    return (item.last - item.first).days > LONG


def _first_day(item: Any, chance: float) -> np.ndarray | None:
    """First days of a kind whose chance in a month is `chance`, at one hazard; the day after the window: none."""
    if np.isnan(chance):
        return None
    days = (item.last - item.first).days + 1
    at = (np.arange(DRAWS) + 0.5) / DRAWS
    hazard = -np.log1p(-min(chance, 0.999)) / MONTH
    return np.minimum(np.floor(-np.log1p(-at) / hazard), days)


def filled(column: np.ndarray, kind: str, days: float) -> np.ndarray:
    """Values of one item in runs, with silence on a size as nobody and on a date as never."""
    return fill_absent(column[:, None], np.array([kind]), np.array([days]))[:, 0]
