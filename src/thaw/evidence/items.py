"""The items of evidence of a case, fixed before any fit.

Four kinds. **cell**: did a kind of event happen in a polity in a month (in the tail: a year).
**size**: how many persons. **date**: the first day of something, from the start of a window.
**series**: flight, party membership, prices. Each item belongs to one dated episode and has one
topic.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from thaw.errors import ThawError, nearest_name
from thaw.evidence.over_span import over_span
from thaw.evidence.rule import whole, with_rule
from thaw.evidence.specs import Specs, item_id
from thaw.evidence.visibility import cell_visible
from thaw.record import Record, edtf
from thaw.record.vocabulary import GRID, GRID_OF_KIND, LOG_UNIT, TOPIC

NONEVENT_DAYS = 5
"""Days of a month that a non-event must cover for its cell to count as watched. Assumed."""

YEAR_DAYS = 365
"""The same of a year of the tail: the whole of it."""


@dataclass(frozen=True)
class Item:
    """One thing a run and a record can both tell.

    Attributes
    ----------
    id : str
        Such as ``cell/<polity>/1953-06/strike``; never reused, and the address of its random draws.
    episode : str
    kind : str
        cell, size, date or series.
    polity : str
    what : str
        A grid kind, or participants, deaths, arrests, refugees, troops, days_lost, duration, exit,
        exit_peak, party, price, at_work, council, council_end, fire, emergency, talks, federation,
        went_over.
    unit : str
        ``0/1``, ``days``, or one of `LOG_UNIT`, else ``log10 persons``.
    first, last : date
        The days it is about.
    topic : str
        What accounts declare to speak to (`thaw.record.vocabulary.TOPICS`).
    visible : bool
        Whether the record's silence about a cell counts as "did not happen".
    bodies : tuple of str
        Places of kind body whose members it counts together; empty for the whole polity.
    places : tuple of int
        Rows of the places of the case that it is about; none: its whole polity.
    workers : float
        Those who work there, persons, where the item is told as a share of them.
    """

    id: str
    episode: str
    kind: str
    polity: str
    what: str
    unit: str
    first: dt.date
    last: dt.date
    topic: str
    visible: bool = True
    bodies: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    workers: float = 0.0

    @property
    def address(self) -> int:
        """The item's 64-bit address for random draws; depends on its id alone."""
        return int.from_bytes(hashlib.sha256(self.id.encode()).digest()[:8], "little")


@dataclass(frozen=True, eq=False)
class Items(Sequence):
    """The items of a case in a fixed order, with what they share in arrays."""

    items: tuple[Item, ...]
    polities: tuple[str, ...]
    start: dt.date
    end: dt.date
    order: tuple[str, ...] = ()
    specs: Specs = field(default_factory=Specs, repr=False)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, row: Any) -> Any:
        return self.items[row]

    @cached_property
    def row(self) -> dict[str, int]:
        """Row of each item, by id."""
        return {item.id: n for n, item in enumerate(self.items)}

    @cached_property
    def kind(self) -> np.ndarray:
        """Kind of each item, shape (n_items,)."""
        return np.array([i.kind for i in self.items])

    @cached_property
    def of_kind(self) -> dict[str, np.ndarray]:
        """Masks of shape (n_items,), by kind."""
        return {kind: self.kind == kind for kind in ("cell", "size", "date", "series")}

    @cached_property
    def episode(self) -> np.ndarray:
        """Episode of each item, shape (n_items,)."""
        return np.array([i.episode for i in self.items])

    @cached_property
    def topic(self) -> np.ndarray:
        """Topic of each item, shape (n_items,)."""
        return np.array([i.topic for i in self.items])

    @cached_property
    def visible(self) -> np.ndarray:
        """Whether silence counts, shape (n_items,), bool."""
        return np.array([i.visible for i in self.items])

    @cached_property
    def address(self) -> np.ndarray:
        """Addresses of the items, shape (n_items,), uint64."""
        return np.array([i.address for i in self.items], dtype=np.uint64)

    @cached_property
    def plans(self) -> dict[Any, Any]:
        """Index arrays that `from_run.latent` keeps, by shape of run."""
        return {}

    @cached_property
    def hash(self) -> str:
        """16 hex digits over ids, episodes and visibility; tables of equal hash can be joined."""
        text = "\n".join(f"{i.id} {i.episode} {i.visible}" for i in self.items)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def episodes(self) -> list[dict[str, Any]]:
        """Episodes in order of their first cell, then of the case: id, start, end, n_items."""
        table = pd.DataFrame(
            {"id": self.episode, "start": [i.first for i in self], "end": [i.last for i in self]}
        )
        cells = table[self.of_kind["cell"]].groupby("id")
        found = cells.agg(start=("start", "min"), end=("end", "max"))
        found["n_items"] = table.groupby("id").size()
        found["place"] = [self.order.index(e) if e in self.order else -1 for e in found.index]
        found = found.sort_values(["start", "place"]).drop(columns="place")
        return found.reset_index().to_dict("records")


def specs_for(case: Any, record: Record | None) -> Specs:
    """How the rows of a record become items of a case."""
    if record is None:
        return Specs(base_year=case.start.year)
    told = record.declared
    specs = Specs(
        told.sizes,
        told.dates,
        told.series,
        told.councils,
        told.rows,
        told.bounds,
        told.seen,
        told.covers,
        told.base_year or case.start.year,
        left=told.aside,
        members={s: o.kind for o in told.organisations.values() for s in o.series},
        areas=told.areas,
        places=told.places,
        after=told.after,
        base_years=told.base_years,
        apart=told.apart,
    )
    specs = with_rule(specs, record, case) if told.by_rule else specs
    return over_span(specs, record, case) if told.over_span else specs


def build_items(case: Any, record: Record | None = None) -> Items:
    """The items of a case.

    Parameters
    ----------
    case : Case
        Its span, tail, polities and episodes are used.
    record : Record, optional
        Whose figures and first dates are items, and whose silence means something where it looked.
        Without it there are cells alone.

    Returns
    -------
    Items
        Cells of the main span (polity x month x grid kind), cells of the tail (polity x year x grid
        kind), then sizes, dates and series that fall within span and polities; the same whatever rows
        of the record are switched off.
    """
    polities = tuple(getattr(p, "name", p) for p in case.polities)
    specs = specs_for(case, record)
    watched = _watched(record)
    until = case.tail.until if case.tail else case.end
    hegemon = getattr(case, "hegemon", polities[0]) if len(polities) > 1 else ""
    periods = [*case.months(), *map(str, range(case.end.year + 1, until.year + 1))]
    cells: dict[bool, list[Item]] = {False: [], True: []}
    for polity in polities:
        for period in periods:
            for what in GRID:
                seen = (polity, period, what) in watched
                cell = _cell(case, polity, period, what, specs, seen, hegemon)
                cells[cell.first > case.end].append(cell)
    items = [*cells[False], *cells[True]]
    for spec in specs.sizes:
        items.append(_other(case, "size", spec, spec.last, specs))
    for first in specs.dates:
        items.append(_other(case, "date", first, first.month, specs))
    for told in specs.series:
        items.append(_other(case, "series", told, told.last, specs))
    places = {p.name for p in getattr(case, "places", ())}
    places |= {p.name for p in getattr(case, "parties", ())}
    kept = [
        i
        for i in items
        if i.polity in polities
        and case.start <= i.first
        and i.last <= until
        and places.issuperset(i.bodies)
    ]
    order = tuple(e.name for e in case.episodes)
    return Items(tuple(kept), polities, case.start, case.end, order, specs)


def _cell(
    case: Any, polity: str, period: str, what: str, specs: Specs, watched: bool, hegemon: str
) -> Item:
    """The cell of one kind of event in one month or year; silence counts where the record looked."""
    when = edtf.read(period)
    density = specs.density(polity, what, when.first, when.last)
    visible = density is not None and cell_visible(
        specs.seen, polity, what, when.first > case.end, density
    )
    visible &= not (what == "intervention" and polity == hegemon)
    return Item(
        f"cell/{polity}/{period}/{what}",
        episode_of(case, polity, when.first),
        "cell",
        polity,
        what,
        "0/1",
        max(when.first, case.start),
        when.last if when.first > case.end else min(when.last, case.end),
        TOPIC[what],
        visible or watched,
    )


def _other(case: Any, kind: str, spec: Any, anchor: str, specs: Specs) -> Item:
    """A size, date or series item, in the episode in which its figure is complete."""
    first, last = dt.date.fromisoformat(spec.first), dt.date.fromisoformat(spec.last)
    unit = "days" if kind == "date" else LOG_UNIT.get(spec.what, "log10 persons")
    places = _places(case, spec, specs)
    return Item(
        item_id(kind, spec),
        episode_of(case, spec.polity, edtf.read(anchor).first),
        kind,
        spec.polity,
        spec.what,
        unit,
        first,
        last,
        TOPIC[spec.what],
        bodies=getattr(spec, "bodies", ()),
        places=places,
        workers=_workers(case, spec.polity, places) if spec.what == "at_work" else 0.0,
    )


def _places(case: Any, spec: Any, specs: Specs) -> tuple[int, ...]:
    """Rows of the places of the case that a figure is about; none for a whole polity.

    Raises
    ------
    ThawError
        For a place that the case does not have in this polity.
    """
    at = getattr(spec, "at", "")
    if not at:
        return ()
    here = {p.name: n for n, p in enumerate(case.places) if p.polity == spec.polity}
    rows = []
    for name in specs.areas.get(at, (at,)):
        if name not in here:
            known = [*here, *specs.areas]
            raise ThawError(
                f"{spec.what} are told of {name!r}, which is no place of {spec.polity} in the case",
                key=f"items.yaml, {at}",
                expected=", ".join(known),
                nearest=nearest_name(name, known),
                todo="write the places as the case does, or name them together under areas; where two "
                f"polities have one of that name, write it as {spec.polity}/{_name_of(at, specs)}",
            )
        rows.append(here[name])
    return tuple(rows)


def _name_of(at: str, specs: Specs) -> str:
    """The name by which rows call a place or area of the case."""
    return next((k for k, v in (specs.places or {}).items() if v == at), at).rpartition("/")[2]


def _workers(case: Any, polity: str, places: tuple[int, ...]) -> float:
    """Workers of these places, or of the polity, as the case begins; persons."""
    total = 0.0
    for n, place in enumerate(case.places):
        if place.polity != polity or (places and n not in places):
            continue
        active = 1.0 if place.active is None else place.active.value
        share = place.strata.get("workers", 0.0) / max(sum(place.strata.values()), 1e-9)
        total += place.population.value * active * share
    return total


def episode_of(case: Any, polity: str, day: dt.date) -> str:
    """The episode of a polity and day: the case's own, else the background of the year or tail."""
    month = day.isoformat()[:7]
    for episode in case.episodes:
        if episode.covers(polity, month):
            return episode.name
    return "tail" if day > case.end else f"quiet-{day.year}"


def _watched(record: Record | None) -> set[tuple[str, str, str]]:
    """(polity, month or year, grid kind) that a non-event speaks about for long enough."""
    found: set[tuple[str, str, str]] = set()
    if record is None:
        return found
    for row in whole(record, "nonevents").itertuples():
        if not row.weightless:
            found |= set(watched_by(row))
    return found


def watched_by(row: Any) -> list[tuple[str, str, str]]:
    """Cells of which a non-event says that nothing happened: months, and whole years for a tail.

    A month counts from `NONEVENT_DAYS` days on, or in full where the row speaks of fewer.
    """
    what = GRID_OF_KIND.get(row.kind)
    if what is None:
        return []
    days = pd.date_range(row.first, row.last)
    months, years = (days.strftime(f).value_counts() for f in ("%Y-%m", "%Y"))
    kept = [str(m) for m in months.index[months >= min(NONEVENT_DAYS, months.max())]]
    kept += [str(y) for y in years.index[years >= YEAR_DAYS]]
    return [(row.polity, period, what) for period in kept]
