"""What turns rows of one record into items of one case: what it names, what the rule finds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from thaw.evidence.visibility import DENSITY
from thaw.record.declared import Council, Cover, First, Row, Seen, Size, Told
from thaw.record.vocabulary import CONCESSIONS, FIRST_OF_KIND, GRID_OF_KIND, KIND_OF


@dataclass(frozen=True)
class Specs:
    """How rows become items.

    Attributes
    ----------
    sizes, dates, series : tuples of Size, First, Told
        Items beside the grid.
    councils : dict
        Polity to the rows that begin and end the time of councils.
    rows : dict
        Exceptions to the rule, by event.
    bounds : dict
        (event, quantity, source) to the bound that a figure gives, and why.
    seen : Seen
    covers : tuple of Cover, or None
        Where silence means something; None, without a record, is everywhere.
    base_year : int
        Prices are told against its mean.
    base_years : dict
        Kind of series to another such year.
    aside : dict
        Figures that the rule found and does not hold against runs, and why: by (event, quantity) or
        (series, date).
    left : dict
        Sizes, series and first days that the record sets aside whole, and why.
    members : dict
        Series to the kind of mass organisation beside the ruling party whose members it counts.
    areas : dict
        Name to the places of the case taken together.
    places : dict or None
        Place of a row, or polity/place where two polities have one of that name, to the place or area
        that its figures are about, empty for the whole polity;
        None: figures are of the polity, whatever place a row names.
    after : dict
        Size to days after an event over which its figures count, instead of the rule's own.
    apart : bool
        Dead and arrested of rows whose days touch add up.
    """

    sizes: tuple[Size, ...] = ()
    dates: tuple[First, ...] = ()
    series: tuple[Told, ...] = ()
    councils: Mapping[str, Council] = field(default_factory=dict)
    rows: Mapping[str, Row] = field(default_factory=dict)
    bounds: Mapping[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    covers: tuple[Cover, ...] | None = None
    base_year: int = 0
    aside: Mapping[tuple[str, str], str] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, str] | None = None
    after: Mapping[str, int] = field(default_factory=dict)
    base_years: Mapping[str, int] = field(default_factory=dict)
    apart: bool = False

    def base_of(self, what: str) -> int:
        """The year against whose mean a kind of series is told."""
        return self.base_years.get(what, self.base_year)

    def polity_of(self, row: Any) -> str:
        """The polity that an event row is held to be about."""
        told = self.rows.get(row.id)
        return (told.polity if told else "") or row.polity

    def place_of(self, row: Any) -> str | None:
        """Where `places` puts a row of a place: by polity/place, else by the place; None where it does not.

        Towns of one name in two polities are told apart by the first.
        """
        placed = self.places or {}
        return placed.get(f"{self.polity_of(row)}/{row.place}", placed.get(row.place))

    def grid_of(self, row: Any) -> tuple[str, ...]:
        """Grid kinds that an event row stands for; none for rows that are not evidence.

        A change of leader is one of the first post: a row whose `rank` is above 0 is none.
        """
        told = self.rows.get(row.id)
        if told is not None and told.kinds is not None:
            return told.kinds
        kind = GRID_OF_KIND.get(row.kind)
        if kind == "leader" and lesser(row):
            return ()
        return (kind,) if kind else ()

    def kinds_of(self, row: Any) -> tuple[str, ...]:
        """`grid_of`, and kinds of which only the first day is an item.

        A row that the record does not hold to be a concession is none of any kind.
        """
        grid, more = self.grid_of(row), FIRST_OF_KIND.get(row.kind)
        if more is None or (more in CONCESSIONS and "concession" not in grid):
            return grid
        return (*grid, more)

    def density(self, polity: str, what: str, first: dt.date, last: dt.date) -> str | None:
        """How many events of a kind have a row in these days; None where silence means nothing."""
        if self.covers is None:
            return "most"
        what = KIND_OF.get(what, what)
        found = [
            c.density
            for c in self.covers
            if polity in c.polities and what in c.kinds and c.first <= first and last <= c.last
        ]
        return min(found, key=list(DENSITY).index, default=None)


def item_id(kind: str, spec: Any) -> str:
    """Id of a size, date or series item; of bodies their names follow."""
    at, bodies = getattr(spec, "at", ""), getattr(spec, "bodies", ())
    where = f"{spec.polity}@{at}" if at else spec.polity
    of = "@" + "+".join(bodies) if bodies else ""
    return f"{kind}/{where}/{spec.first}/{spec.last}/{spec.what}{of}"


def lesser(row: Any) -> bool:
    """Whether a row tells of a post that is not the first."""
    rank = getattr(row, "rank", "")
    return isinstance(rank, str) and rank.strip() not in ("", "0")
