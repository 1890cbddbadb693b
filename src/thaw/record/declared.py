"""What a record declares beside its tables: ``items.yaml`` and the `covers` of record.yaml.

The rule turns rows into items of evidence by their kind and quantity alone. ``items.yaml``, which a
record may lack, holds what the rule cannot know: rows that it would misread, figures to be held
against runs by name, and what the record can see. `covers` says of which polities, years and kinds
the record's silence means anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from thaw.files import Document
from thaw.record.items_form import OTHER


class Size(NamedTuple):
    """A number of persons. `told` are (event, quantity); `plus` are added to each figure.

    `at` is a place or area of the case; empty, the whole polity.
    """

    what: str
    polity: str
    first: str
    last: str
    told: tuple[tuple[str, str], ...]
    plus: tuple[tuple[str, str], ...] = ()
    at: str = ""


class First(NamedTuple):
    """The first day of something in a window; `month` (anchor) fixes the episode.

    `rows` are the events that tell the day, where the kind of a row does not.
    """

    what: str
    polity: str
    first: str
    last: str
    month: str
    rows: tuple[str, ...] = ()


class Told(NamedTuple):
    """A figure of a series. `told` are (series, date as the record writes it).

    `at` as for a `Size`; `bodies` are those whose losses it tells.
    """

    what: str
    polity: str
    first: str
    last: str
    told: tuple[tuple[str, str], ...]
    at: str = ""
    bodies: tuple[str, ...] = ()


class Row(NamedTuple):
    """How a row is read: `kinds` of the grid (None: by rule), `polity` (empty: its own), and why."""

    kinds: tuple[str, ...] | None
    polity: str
    why: str


class Council(NamedTuple):
    """Rows of which the earliest is the first council and the latest the end of councils."""

    begin: tuple[str, ...]
    end: tuple[str, ...]


class Organisation(NamedTuple):
    """A mass organisation beside the ruling party, and the series that count its members."""

    kind: str
    title: str
    series: tuple[str, ...]


class Cover(NamedTuple):
    """Polities, days and kinds of the grid of which the record says how many have a row."""

    polities: tuple[str, ...]
    first: dt.date
    last: dt.date
    kinds: tuple[str, ...]
    density: str


HALF_SIZE: Mapping[str, Mapping[str, float]] = {
    "strike": {OTHER: 3000.0},
    "demonstration": {OTHER: 2000.0},
    "rising": {OTHER: 100.0},
}
DECISION: Mapping[str, Mapping[str, float]] = {
    "concession": {OTHER: 0.7},
    "disclosure": {OTHER: 0.7},
    "leader": {OTHER: 0.97},
    "intervention": {OTHER: 0.99},
    "council": {OTHER: 0.95},
    "fire": {OTHER: 0.95},
    "emergency": {OTHER: 0.95},
}
"""What a record of density `most` is taken to see where it says nothing else. Assumed."""


@dataclass(frozen=True)
class Seen:
    """What the record can see; see `thaw.evidence.visibility`. All numbers are assumed.

    Attributes
    ----------
    half_size : dict
        Kind of mass event to polity to persons at which half of the events are noted.
    camps : float
        The same for stoppages of prisoners.
    decisions : dict
        Kind to polity to the chance that one left a row.
    tail : dict
        Factors after the main span.
    """

    half_size: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: dict(HALF_SIZE))
    camps: float = 3000.0
    decisions: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: dict(DECISION))
    tail: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Declared:
    """Content of items.yaml, of `covers` and `organisations`, checked; empty for a record without."""

    by_rule: bool = True
    over_span: bool = False
    apart: bool = False
    base_year: int | None = None
    rows: Mapping[str, Row] = field(default_factory=dict)
    councils: Mapping[str, Council] = field(default_factory=dict)
    sizes: tuple[Size, ...] = ()
    bounds: Mapping[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)
    dates: tuple[First, ...] = ()
    series: tuple[Told, ...] = ()
    seen: Seen = field(default_factory=Seen)
    aside: Mapping[str, str] = field(default_factory=dict)
    covers: tuple[Cover, ...] = ()
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    areas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, str] | None = None
    after: Mapping[str, int] = field(default_factory=dict)
    base_years: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Names:
    """What items.yaml may name of the tables; None where a table could not be read."""

    polities: list[str] | None
    events: set[str] | None
    figures: set[str] | None
    sources: set[str] | None
    series: set[str] | None


def names_in(about: Document, rows: Mapping[str, list[dict[str, Any]]]) -> Names:
    """The names that rows of a record give."""

    def cells(table: str, *columns: str) -> set[str] | None:
        if table not in rows:
            return None
        told = [[str(row.get(c, "")).rstrip("?~%") for c in columns] for row in rows[table]]
        return {"/".join(t) for t in told}

    data = about.data if isinstance(about.data, dict) else {}
    found = data.get("polities")
    return Names(
        [str(p) for p in found] if isinstance(found, list) else None,
        cells("events", "id"),
        cells("attestations", "event_id", "quantity"),
        cells("sources", "source_id"),
        cells("series", "series_id", "date"),
    )
