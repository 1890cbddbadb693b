"""What has a date in a case: events from outside, episodes of evidence, and levers, which change either."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Change:
    """One column of one row, set or added to."""

    table: str
    column: str
    row: str
    value: float
    add: bool


@dataclass(frozen=True)
class Event:
    """Something from outside the model that happens on a date."""

    name: str
    on: dt.date
    changes: tuple[Change, ...]
    source: str


@dataclass(frozen=True)
class Episode:
    """A dated group of evidence: (polity, first month, last month), months as 'YYYY-MM'."""

    name: str
    title: str
    cells: tuple[tuple[str, str, str], ...]

    def covers(self, polity: str, month: str) -> bool:
        """Whether the month of the polity belongs to the episode."""
        return any(p == polity and first <= month <= last for p, first, last in self.cells)


@dataclass(frozen=True)
class Setting:
    """Columns held by a lever from a day on.

    On `on` alone when `until` is None, else on every step to `until`; with `at_least` a column is
    only ever raised to the value.
    """

    on: dt.date
    until: dt.date | None
    at_least: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Off:
    """A mechanism that leaves the rows of some polities as they are, between two days."""

    mechanism: str
    polities: tuple[str, ...]
    start: dt.date
    until: dt.date


@dataclass(frozen=True)
class Occasion:
    """What must happen in a run for a lever to bite.

    Attributes
    ----------
    measure : a measure by polity
    polities : in any of them
    start, until : first and last day
    reaches : the value it must have on one of these days; None: it must rise within them
    """

    measure: str
    polities: tuple[str, ...]
    start: dt.date
    until: dt.date
    reaches: float | None = None


@dataclass(frozen=True)
class Lever:
    """A named what-if.

    Attributes
    ----------
    drop : events left out
    move : event to its new date
    changes : events put in
    settings : columns held
    off : mechanisms switched off in some polities for some time
    without : mechanisms left out altogether
    parameters : "mechanism.parameter" to a value
    occasion : what must happen for it to bite; None where that follows from what it does
    """

    name: str
    title: str
    drop: tuple[str, ...] = ()
    move: dict[str, dt.date] = field(default_factory=dict)
    changes: tuple[Event, ...] = ()
    settings: tuple[Setting, ...] = ()
    off: tuple[Off, ...] = ()
    without: tuple[str, ...] = ()
    parameters: dict[str, float] = field(default_factory=dict)
    occasion: Occasion | None = None
