"""A Case: place, span, starting world, dated events, episodes, levers - and no theory.

A case is a YAML file in which every number stands with its unit, spread and source. What stands in it at the
start is in `thaw.case.entities`, what has a date in `thaw.case.happenings`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np

from thaw.case.entities import (
    Body,
    Official,
    Override,
    PartyAbroad,
    Place,
    Polity,
    Site,
    Stratum,
    Unit,
    row_names,
)
from thaw.case.happenings import Episode, Event, Lever
from thaw.files import Document, digest
from thaw.prior import Prior

MONTH = 30.4375
"""Days of a mean month, by which a step of months is told."""


@dataclass(frozen=True)
class Comparing:
    """What `thaw compare` does with a case unless it is told otherwise.

    Attributes
    ----------
    accounts : tuple of str
        Names of shipped accounts and whole paths of others; empty for all shipped ones that are ranked.
    runs : int or None
        Runs of each account, where no table is at hand.
    quick : int or None
        The same of a quick comparison: fewer where a run takes seconds.
    """

    accounts: tuple[str, ...] = ()
    runs: int | None = None
    quick: int | None = None


@dataclass(frozen=True)
class Tail:
    """Coarser steps after the main span: `step` days each, or whole months if `months` is set."""

    until: dt.date
    step: float
    months: int | None = None


@dataclass(frozen=True)
class Case:
    """A place and a span that any account can be run on.

    Attributes
    ----------
    start, end : date
        First and last day of the main span.
    step : float
        Length of its step, in days.
    tail : Tail or None
        A coarser continuation.
    record : str or None
        Name of the record held against the runs.
    cell_size, workplace_cells : int
        Members of a cell, and cells of a workplace.
    town_size : float
        Inhabitants of a town of a region; a city or camp is one town.
    hegemon : str
        The polity whose rulers decide on the others; empty where there is none.
    polities : tuple of Polity
        The hegemon first.
    key_dates : tuple of date
        Days of the maps in a report.
    cover : tuple of str
        Polities of the cover figure.
    bodies : tuple of Body
        Parts of the apparatus whose members are officials.
    parties : tuple of PartyAbroad
        In countries outside.
    """

    name: str
    title: str
    says: str
    start: dt.date
    end: dt.date
    step: float
    tail: Tail | None
    record: str | None
    hegemon: str
    traits: dict[str, Prior]
    cell_size: int
    workplace_cells: int
    town_size: float
    polities: tuple[Polity, ...]
    places: tuple[Place, ...]
    strata: tuple[Stratum, ...]
    groups: tuple[Override, ...]
    sites: tuple[Site, ...]
    officials: tuple[Official, ...]
    units: tuple[Unit, ...]
    events: tuple[Event, ...]
    episodes: tuple[Episode, ...]
    levers: dict[str, Lever]
    compare: Comparing
    file: Path
    document: Document = field(repr=False, compare=False)
    key_dates: tuple[dt.date, ...] = ()
    cover: tuple[str, ...] = ()
    bodies: tuple[Body, ...] = ()
    parties: tuple[PartyAbroad, ...] = ()

    def __repr__(self) -> str:
        return (
            f"<Case {self.name}: {self.title}; {self.start} to {self.end}, "
            f"{len(self.polities)} polities, {len(self.places)} places>"
        )

    def _repr_html_(self) -> str:
        from thaw.cards import case_card

        return case_card(self)

    @property
    def hash(self) -> str:
        """Hash of all it holds, so that a case changed in Python has its own.

        Where it lies, layout, comments and what only a report or a comparison uses do not count.
        """
        told: tuple[str, ...] = ("file", "document", "compare", "key_dates", "cover")
        told += () if self.bodies else ("bodies",)
        kept = [f.name for f in fields(self) if f.name not in told]
        return digest({name: getattr(self, name) for name in kept})

    @property
    def population(self) -> float:
        """Inhabitants of all polities, persons."""
        return sum(p.population.value for p in self.polities)

    def polity(self, name: str) -> int:
        """Row of a polity, by name."""
        return [p.name for p in self.polities].index(name)

    def place(self, name: str) -> int:
        """Row of a place, by name."""
        return [p.name for p in self.places].index(name)

    def steps(self) -> tuple[np.ndarray, np.ndarray]:
        """Starts and lengths of all steps.

        Returns
        -------
        starts : float array, shape (n_steps,), days since `start`
        lengths : float array, shape (n_steps,), days
            Main span first, then the tail; the last step of each may be shorter.
        """
        days = (self.end - self.start).days + 1
        months = self.months_of_step
        edges = [self._months(0.0, self.end, months) if months else np.arange(0.0, days, self.step)]
        total = float(days)
        if self.tail:
            total = float((self.tail.until - self.start).days + 1)
            edges.append(self._tail_starts(float(days), total))
        starts = np.concatenate(edges)
        return starts, np.diff(starts, append=total)

    def _tail_starts(self, first: float, total: float) -> np.ndarray:
        """Starts of the steps of the tail; by month they fall on the first of the month."""
        assert self.tail is not None
        if not self.tail.months:
            return np.arange(first, total, self.tail.step)
        return self._months(first, self.tail.until, self.tail.months)

    @property
    def months_of_step(self) -> int:
        """Whole months of a step of the main span, which then begin on the first; 0 for other steps."""
        months = self.step / MONTH
        return round(months) if months >= 1 and months == round(months) else 0

    def _months(self, first: float, until: dt.date, step: int) -> np.ndarray:
        """Starts of steps of so many months from a day after `start` on, on the first of the month."""
        begin = np.datetime64(self.start + dt.timedelta(days=int(first)), "M")
        months = np.arange(begin, np.datetime64(until, "M") + 1, step)
        days = (months.astype("datetime64[D]") - np.datetime64(self.start)).astype(float)
        return np.unique(np.clip(days, first, None))

    def row(self, table: str, name: str) -> int:
        """Row that a change of an event or lever speaks of, by the name of its entity.

        Raises
        ------
        ValueError
            No such entity (a loaded case names none).
        """
        if table == "officials":
            return row_names((o.polity, o.name) for o in self.officials).index(name)
        if table == "units":
            return [u.name for u in self.units].index(name)
        if table == "parties":
            return [p.name for p in self.parties].index(name)
        if table == "sites":
            return [s.name for s in self.sites].index(name)
        return self.place(name) if table == "places" else self.polity(name)

    def months(self) -> list[str]:
        """Months of the main span as 'YYYY-MM'."""
        first = self.start.year * 12 + self.start.month - 1
        last = self.end.year * 12 + self.end.month - 1
        return [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(first, last + 1)]
