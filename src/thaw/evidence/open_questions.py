"""What a record leaves open: figures that sources contest, rows without a page, dates too coarse.

Each question names an item, the answers it could have with their chances, and what to look up, in words.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from thaw.evidence.attested import Reading, middle_of, told_rows, usable, weights
from thaw.evidence.from_record import MEMORY_EVENT, Evidence
from thaw.evidence.items import Items
from thaw.record import Record, edtf
from thaw.record.vocabulary import MASS

CONTESTED, UNSOURCED, UNDATED = "contested", "unsourced", "undated"
APART = 0.02
"""Two figures are the same where they differ by less than this, in log10 (a twentieth)."""


@dataclass(frozen=True)
class Question:
    """Something that a record leaves open about its items.

    Attributes
    ----------
    kind : str
        contested, unsourced or undated.
    rows : tuple of int
        Rows of the items it is about.
    answers : float [n_answers, n_rows]
        What the items may be; NaN for unknown.
    chance : float [n_answers]
        Of each answer, summing to one.
    says : str
        What stands in the record, in words.
    """

    kind: str
    rows: tuple[int, ...]
    answers: np.ndarray
    chance: np.ndarray
    says: str


def open_questions(record: Record, told: Evidence) -> list[Question]:
    """All that a record leaves open, item by item.

    Parameters
    ----------
    record : Record
    told : Evidence
        Of the same record.
    """
    return [*_contested(record, told), *_unsourced(record, told), *_undated(record, told)]


def _contested(record: Record, told: Evidence) -> list[Question]:
    made = []
    for row, said in told_rows(record, told.items).items():
        kept = [(r, at) for r, at in said if usable(r)]
        value = np.array([middle_of(r) for r, _ in kept])
        if np.isnan(told.value[row]) or len({r.lineage for r, _ in kept}) < 2:
            continue
        if np.ptp(value) < APART:
            continue
        words = "; ".join(_says(record, r, at) for r, at in kept)
        chance = weights(tuple(r for r, _ in kept))
        made.append(Question(CONTESTED, (row,), value[:, None], chance, words))
    return made


def _says(record: Record, r: Reading, at: tuple[str, int]) -> str:
    """A source and its figure, as the record has it."""
    row = getattr(record, at[0]).loc[at[1]]

    def number(x: float) -> str:
        return f"{x:,.0f}" if abs(x) >= 1000 or x == round(x) else f"{x:g}"

    if row.bound == "range":
        return f"{r.source_id} {number(row.low)} to {number(row.high)}"
    if row.bound == "at_least":
        return f"{r.source_id} at least {number(row.low)}"
    if row.bound == "up_to":
        return f"{r.source_id} up to {number(row.high)}"
    return f"{r.source_id} {number(row.best)}"


def _unsourced(record: Record, told: Evidence) -> list[Question]:
    """Events that no page supports: they happened, or they did not."""
    made = []
    for event in record.events[record.events["support"] != "page"].itertuples():
        rows = [n for n in _cells_of(event, told.items) if told.value[n] == 1]
        rows = [n for n in rows if not told.supported[n]]
        if not rows:
            continue
        gone = [0.0 if told.items[n].visible else np.nan for n in rows]
        answers = np.array([[1.0] * len(rows), gone])
        chance = np.array([MEMORY_EVENT, 1 - MEMORY_EVENT])
        made.append(Question(UNSOURCED, tuple(rows), answers, chance, _row(event)))
    return made


def _undated(record: Record, told: Evidence) -> list[Question]:
    """Events dated no closer than a span of months, or to a month where a first day is an item."""
    made = []
    for event in record.events.itertuples():
        when = edtf.read(event.date)
        coarse = any(len(part.rstrip("?~%")) < 10 for part in event.date.split("/"))
        if not (coarse or when.qualifier):
            continue
        cells = [n for n in _cells_of(event, told.items) if told.value[n] == 1]
        if len(cells) > 1 and coarse:
            answers = np.zeros((len(cells), len(cells)))
            np.fill_diagonal(answers, 1.0)
            answers[answers == 0] = np.nan
            quiet = np.array([told.items[n].visible for n in cells])
            answers = np.where(np.isnan(answers) & quiet, 0.0, answers)
            chance = np.full(len(cells), 1 / len(cells))
            made.append(Question(UNDATED, tuple(cells), answers, chance, _row(event)))
        for n in _first_days_of(event, told):
            made.append(_day_question(n, when.first, when.last, told.items[n], _row(event)))
    return made


def _day_question(n: int, first: dt.date, last: dt.date, item: Any, says: str) -> Question:
    """The first day of something may be any of those its date can mean: five of them."""
    days = sorted({round(d) for d in np.linspace(0, (last - first).days, 5)})
    ends = 0, (item.last - item.first).days
    at = [float(np.clip((first - item.first).days + d, *ends)) for d in days]
    return Question(UNDATED, (n,), np.array(at)[:, None], np.full(len(at), 1 / len(at)), says)


def _cells_of(event: Any, items: Items) -> list[int]:
    """Cells that an event fills."""
    polity, specs = items.specs.polity_of(event), items.specs
    found = set()
    for what in specs.grid_of(event):
        last = event.last if what in MASS else event.first
        months = pd.period_range(event.first, last, freq="M").astype(str)
        for period in {*months, *(m[:4] for m in months)}:
            at = items.row.get(f"cell/{polity}/{period}/{what}")
            if at is not None:
                found.add(at)
    return sorted(found)


def _first_days_of(event: Any, told: Evidence) -> list[int]:
    """Items of a first day that an event of a coarse date gives."""
    items, polity = told.items, told.items.specs.polity_of(event)
    kinds = items.specs.kinds_of(event)
    found = []
    for n in np.flatnonzero(items.of_kind["date"]):
        i = items[n]
        if i.polity == polity and i.what in kinds and not np.isnan(told.value[n]):
            if (event.first.date() - i.first).days == told.value[n] and event.first != event.last:
                found.append(int(n))
    return found


def _row(event: Any) -> str:
    return f"{event.summary} (row {event.id}, {event.date})"
