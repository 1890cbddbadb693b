"""A Case: place, span, starting world, dated events, episodes, levers - and no theory.

A case is a YAML file in which every number stands with its unit, spread and source.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np

from thaw.files import Document, digest
from thaw.prior import Prior

MONTH = 30.4375
"""Days of a mean month, by which a step of months is told."""


@dataclass(frozen=True)
class Number:
    """A value with its unit, its uncertainty and where it comes from.

    `spread` is one sd: relative for most units (the number is log-normal about `value`), absolute
    for shares and probabilities.
    """

    value: float
    unit: str
    spread: float
    source: str

    @property
    def absolute(self) -> bool:
        """Whether the spread is absolute rather than relative."""
        return self.unit in ("share", "probability", "1")


@dataclass(frozen=True)
class Polity:
    """A country.

    `strata` are shares of its active inhabitants and sum to 1, unless its places say otherwise;
    `set` holds starting values of columns of the polities table.
    """

    name: str
    title: str
    population: Number
    active: Number | None
    party: Number | None
    strata: dict[str, float]
    set: dict[str, Number]
    default_place: dict[str, Number]


@dataclass(frozen=True)
class Place:
    """A city, region or camp.

    `active` is the share of inhabitants who belong to groups and can act (None: all); `strata` are
    shares of them and sum to 1; `set` and `active` include the defaults of the polity. In the
    `capital` the rulers sit; a polity has one at most.
    """

    name: str
    polity: str
    title: str
    kind: str
    at: tuple[float, float]
    population: Number
    active: Number | None
    strata: dict[str, float]
    set: dict[str, Number]
    capital: bool = False


@dataclass(frozen=True)
class Stratum:
    """Starting fields of a stratum and the heights of its ladder of acts (9 = never)."""

    name: str
    heights: dict[str, float]
    set: dict[str, Number]


@dataclass(frozen=True)
class Override:
    """Starting values for the groups that match all selectors given (None matches any)."""

    polity: str | None
    place: str | None
    stratum: str | None
    set: dict[str, Number]


@dataclass(frozen=True)
class Site:
    """A plant, faculty, barracks or camp that the evidence names."""

    name: str
    place: str
    stratum: str
    kind: str
    headcount: Number
    named_in: tuple[str, ...]


@dataclass(frozen=True)
class Official:
    """A member of the top of the apparatus; numbers are shares or -1..1, `spread` is their sd.

    `police`: holds the police; `army`: commands the army; `held`: in prison or a camp when the case begins;
    `shot`: put to death before that.
    """

    name: str
    polity: str
    rank: float
    position: float
    complicity: float
    standing: float
    in_office: float
    spread: float
    source: str
    police: bool = False
    army: bool = False
    held: bool = False
    shot: bool = False


@dataclass(frozen=True)
class Body:
    """A part of the apparatus whose members are officials, one to one: a committee, a corps, a police.

    Attributes
    ----------
    place : str
        The place, of kind body, that it is.
    size : Number
        Members, persons.
    rank : float
        0 for the first post of the country.
    sphere, circle : str, int
        Bodies of one sphere work together, in circles of so many persons drawn across them.
    within : str or None
        Body whose members those of this one are as well.
    patrons : str or None
        Body among whose members each has the one to whom he owes his post.
    police : float
        1 for those who arrest and question.
    traits : dict
        complicity (mean and spread); opposed, foreign, entered (shares of its members).
    army : float
        1 for those who command the army.
    """

    place: str
    size: Number
    rank: float
    sphere: str
    circle: int
    within: str | None
    patrons: str | None
    police: float
    traits: dict[str, Number]
    army: float = 0.0


@dataclass(frozen=True)
class PartyAbroad:
    """A party in a country that is no polity of the case, tied to the hegemon.

    Attributes
    ----------
    name, title : str
        Its country, and what it is called.
    members : Number
        Persons, in quiet times.
    shares : dict
        Starting values of columns of `parties`; those that are missing stand at their defaults.
    lean : float
        What it stands for as a centre, -1 the old line to 1 reform.
    """

    name: str
    title: str
    members: Number
    shares: dict[str, Number]
    lean: float = 0.0


def row_names(entries: Iterable[tuple[str, str]]) -> list[str]:
    """What events and levers call officials, given (polity, name) of each.

    The name alone; with the polity before it, ``ONE/Novak``, where two polities have one of that name.
    """
    entries = list(entries)
    count = Counter(name for _, name in entries)
    return [f"{polity}/{name}" if count[name] > 1 else name for polity, name in entries]


@dataclass(frozen=True)
class Unit:
    """A police or army formation."""

    name: str
    polity: str
    place: str
    kind: str
    strength: Number
    loyalty: Number


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


LEVER_KEYS = (
    "id",
    "title",
    "drop",
    "move",
    "add",
    "set",
    "off",
    "without",
    "parameters",
    "occasion",
    "source",
    "note",
)
"""Keys of a lever as it is written in a file."""


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
