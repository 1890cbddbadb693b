"""A record as claims and causes see it: its dated rows in the place of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from thaw.account.claims import FURTHER
from thaw.jobs.history import LASTING, History
from thaw.record.vocabulary import EVENTS

if TYPE_CHECKING:
    from thaw.case import Case
    from thaw.evidence.specs import Specs
    from thaw.record import Record

ALIKE = {"price_rise": "norm_rise", "currency_reform": "norm_rise"}
"""Kinds of a record that a run tells as one."""


@dataclass(frozen=True)
class Row:
    """One dated row of a record.

    Attributes
    ----------
    id, polity : str
    kinds : tuple of str
        Kinds that claims may name: of the grid, and those of the record.
    first, last : datetime64[D]
    """

    id: str
    polity: str
    kinds: tuple[str, ...]
    first: np.datetime64
    last: np.datetime64


def rows_of(record: Record, specs: Specs, events: pd.DataFrame | None = None) -> list[Row]:
    """The dated rows of a record, or of another table of its events, in order of their first day."""
    made = []
    for event in (record.events if events is None else events).itertuples():
        kinds = (*specs.kinds_of(event), event.kind, ALIKE.get(event.kind, ""))
        days = [np.datetime64(pd.Timestamp(d), "D") for d in (event.first, event.last)]
        kept = tuple(dict.fromkeys(k for k in kinds if k))
        made.append(Row(event.id, specs.polity_of(event), kept, days[0], days[1]))
    return sorted(made, key=lambda r: (r.first, r.id))


def history_from(rows: list[Row], case: Case, start: Any = None) -> History:
    """Rows as a run: crowds from their first to their last day, acts on their first.

    Parameters
    ----------
    start : date, optional
        The first day; that of the case unless given.
    """
    until = case.tail.until if case.tail else case.end
    first = np.datetime64(start or case.start, "D")
    days = np.arange(first, np.datetime64(until, "D") + 1)
    polities = tuple(p.name for p in case.polities)
    events = np.zeros((len(days), len(polities), len(EVENTS)), bool)
    further = {k: np.zeros((len(days), len(polities)), bool) for k in FURTHER}
    outside: dict[str, list[np.datetime64]] = {}
    for row in rows:
        if row.polity not in polities:
            for kind in row.kinds:
                outside.setdefault(kind, []).append(row.first)
            continue
        j = polities.index(row.polity)
        for kind in row.kinds:
            last = row.last if kind in LASTING else row.first
            if last < days[0] or row.first > days[-1]:
                continue
            a, b = np.searchsorted(days, [row.first, last])
            if kind in EVENTS:
                events[a : b + 1, j, EVENTS.index(kind)] = True
            else:
                there = further.setdefault(kind, np.zeros((len(days), len(polities)), bool))
                there[a : b + 1, j] = True
    return History(
        days,
        days[-1] + 1,
        polities,
        {},
        events,
        case.hegemon in polities,
        further,
        {k: np.array(sorted(v)) for k, v in outside.items()},
    )
