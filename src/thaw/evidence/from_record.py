"""From a record to evidence: the same items as a run, with what the sources leave open.

Rows of events become daily arrays like those of a run (`as_run`) and pass through the same
`from_run.latent`; figures become sizes and series. A cell that no row fills is quiet where the
record would have noticed (`Item.visible`) and missing where it would not. Rows of kind seed, whose
authors are parties to the dispute, are never evidence; rows switched off make their items unknown,
not absent.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from thaw.draw import decision_id
from thaw.evidence.address import uniforms
from thaw.evidence.attested import Reading, drawn, figures, summary
from thaw.evidence.coverage import check_shared
from thaw.evidence.from_run import (
    COUNCIL_AT,
    COUNTER,
    MEASURE,
    PEAK,
    REACHED,
    THRESHOLD,
    VALUE,
    Names,
    latent,
)
from thaw.evidence.items import Items, build_items, watched_by
from thaw.evidence.rule import days, whole
from thaw.evidence.specs import Specs, item_id
from thaw.record import Record, switch
from thaw.record.vocabulary import DECISIONS, MASS, RELATIVE

MEMORY_EVENT = 0.9
"""Share of readings in which an event that no page supports did happen. Assumed."""

_PICK, _WITHIN, _ERR = (decision_id(f"evidence.{n}") for n in ("pick", "within", "error"))


@dataclass(frozen=True)
class Evidence:
    """What a record says of every item.

    Attributes
    ----------
    items : Items
    value, low, high : float array, shape (n_items,)
        Best figure and the range that the sources span, in the unit of the item; NaN where missing.
    missing : bool array, shape (n_items,)
    sources : tuple of tuple of str, one for each item
    n_lineages : int array, shape (n_items,)
        Witnesses that do not derive from one another; 0 for quiet cells.
    supported : bool array, shape (n_items,)
        Whether a page supports it (False: the compiler's memory alone).
    readings : dict
        Row of an item to what each source says of it.
    record : str
        Hash of the record.
    days : dict
        Row of a size to the first and last day of the events it is told of; an item that is asked over
        years tells no day itself.
    """

    items: Items
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    missing: np.ndarray
    sources: tuple[tuple[str, ...], ...]
    n_lineages: np.ndarray
    supported: np.ndarray
    readings: dict[int, tuple[Reading, ...]] = field(repr=False)
    record: str
    days: dict[int, tuple[dt.date, dt.date]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.items)


def as_run(
    events: pd.DataFrame, case: Any, specs: Specs
) -> tuple[np.ndarray, np.ndarray, np.ndarray, Names]:
    """Events as the arrays of a run: dates, pol, plc and names, as `from_run.latent` takes them.

    Mass events last from their first to their last day at the size at which a run has an event;
    decisions raise a counter on their first day; councils hold between the rows of
    `specs.councils`.
    """
    polities = tuple(getattr(p, "name", p) for p in case.polities)
    until = case.tail.until if case.tail else case.end
    dates = np.arange(np.datetime64(case.start, "D"), np.datetime64(until, "D") + 1)
    told = ("dual_power", "exit_flow", "party", "deaths", "arrests", "collective")
    named = (*PEAK.values(), *(measure for measure, *_ in REACHED.values()))
    others = dict.fromkeys((*told, *RELATIVE.values(), *COUNTER.values(), *named))
    measures = (*(MEASURE[k] for k in (*MASS, *DECISIONS)), *others)
    pol = np.zeros((len(dates), len(polities), len(measures)), np.float32)
    for index in RELATIVE.values():
        pol[:, :, measures.index(index)] = 1.0
    for row in events.itertuples():
        polity = specs.polity_of(row)
        if polity not in polities or row.last < dates[0] or row.first > dates[-1]:
            continue
        s0, s1 = np.searchsorted(dates, np.array([row.first, row.last], dtype="datetime64[D]"))
        for what in specs.kinds_of(row):
            measure = MEASURE.get(what) or COUNTER[what]
            column = pol[:, polities.index(polity), measures.index(measure)]
            if what in MASS:
                column[s0 : s1 + 1] = THRESHOLD[what]
            else:
                column[s0:] += 1.0
    for polity, (begin, end) in specs.councils.items():
        begins, ends = (events[events["id"].isin(ids)] for ids in (begin, end))
        if polity in polities and len(begins) and len(ends):
            on = (dates >= begins["first"].min()) & (dates <= ends["last"].max())
            pol[on, polities.index(polity), measures.index("dual_power")] = 2 * COUNCIL_AT
    _named_days(events, specs, (dates, polities, measures), pol)
    names = Names(polities, measures, (), (), tuple(MEASURE[m] for m in MASS))
    return dates, pol, np.zeros((len(dates), 0, len(MASS)), np.float32), names


def _named_days(
    events: pd.DataFrame, specs: Specs, axes: tuple[np.ndarray, tuple, tuple], pol: np.ndarray
) -> None:
    """Days that items name by their rows, in place: a largest day, or the first at a level."""
    dates, polities, measures = axes
    for told in specs.dates:
        if told.what not in {*PEAK, *REACHED} or told.polity not in polities:
            continue
        peak = told.what in PEAK
        measure, level = (PEAK[told.what], 1.0) if peak else REACHED[told.what][:2]
        column = pol[:, polities.index(told.polity), measures.index(measure)]
        for day in events[events["id"].isin(told.rows)]["first"]:
            if dates[0] <= day <= dates[-1]:
                at = int(np.searchsorted(dates, np.datetime64(day, "D")))
                column[at : at + 1 if peak else None] = level


def items_for(case: Any, record: Record) -> Items:
    """The items of a case, watched as `record` allows; the same whatever rows are switched off.

    Raises
    ------
    ThawError
        The record has no row of any polity of the case.
    """
    check_shared(case, record)
    return build_items(case, record)


def evidence(
    case: Any, record: Record, memory: bool = True, items: Items | None = None
) -> Evidence:
    """What `record` says of the items of `case`.

    Parameters
    ----------
    case : Case
    record : Record
        As loaded; rows that `load_record` left out make their items unknown.
    memory : bool
        Use rows that rest on the compiler's memory alone.
    items : Items, optional
        Those of `items_for`, when they exist already.

    Returns
    -------
    Evidence
    """
    items = items or items_for(case, record)
    record = switch(record, memory=memory, weightless=True)
    n = len(items)
    value, low, high = (np.full(n, np.nan) for _ in range(3))
    sources: list[tuple[str, ...]] = [()] * n
    lineages, supported = np.zeros(n, int), np.ones(n, bool)
    _events(case, record, items, memory, (value, low, high), sources, lineages, supported)
    told = figures(record, items)
    for row, readings in told.items():
        value[row], low[row], high[row] = summary(readings)
        sources[row] = tuple(r.source_id for r in readings)
        lineages[row] = len({r.lineage for r in readings})
        supported[row] = any(r.source_id != "memory" for r in readings)
    return Evidence(
        items,
        value,
        low,
        high,
        np.isnan(value),
        tuple(sources),
        lineages,
        supported,
        told,
        record.hash,
        _days_of(record, items),
    )


def _days_of(record: Record, items: Items) -> dict[int, tuple[dt.date, dt.date]]:
    """First and last day of the events that a size is told of."""
    when = {row.id: days(row) for row in whole(record, "events").itertuples()}
    found = {}
    for spec in items.specs.sizes:
        at = items.row.get(item_id("size", spec))
        events = {event for event, _ in spec.told} & set(when)
        if at is not None and events:
            firsts, lasts = zip(*(when[e] for e in events), strict=True)
            found[at] = min(firsts), max(lasts)
    return found


def _events(
    case: Any,
    record: Record,
    items: Items,
    memory: bool,
    out: tuple,
    sources: list,
    lineages: np.ndarray,
    supported: np.ndarray,
) -> None:
    """Fill in cells and dates, in place."""
    value, low, high = out
    off = record.switched_off.get("events")
    every = record.events if off is None else pd.concat([record.events, off])
    firm = record.events[record.events["support"] == "page"]
    kept = record.events if memory else firm
    told = {
        name: _values_of_events(events, case, items)
        for name, events in (("every", every), ("kept", kept))
    }
    sure = _values_of_events(firm, case, items)
    here = np.array([i.kind in ("cell", "date") for i in items])
    known = told["kept"] == told["every"]
    happened = _happened(told["kept"], items)
    quiet = items.of_kind["cell"] & ~happened & ~items.visible
    fine = here & known & ~quiet & ~_after_death(every, items)
    value[fine] = told["kept"][fine]
    fine &= ~(items.of_kind["date"] & ~happened)
    value[here & ~fine] = np.nan
    low[fine] = np.fmin(value, sure)[fine]
    high[fine] = np.fmax(value, sure)[fine]
    supported[:] = ~here | (sure == value) | ~happened
    witnesses = _witnesses(record, kept, value, items)
    silent = _silence(record, items)
    for row in np.flatnonzero(fine).tolist():
        found = witnesses.get(row, ()) if happened[row] else silent.get(items[row].id, ())
        sources[row] = tuple(sorted({s for s, _ in found}))
        lineages[row] = len({lineage for _, lineage in found})


def _values_of_events(events: pd.DataFrame, case: Any, items: Items) -> np.ndarray:
    """VALUE of cells and dates when these events are all there is."""
    dates, pol, plc, names = as_run(events, case, items.specs)
    return latent(dates, pol, plc, items, names)[:, VALUE]


def _happened(value: np.ndarray, items: Items) -> np.ndarray:
    """Whether each cell or date item has an event behind it."""
    length = np.array([(i.last - i.first).days + 1 for i in items])
    absent = [i.what == "council_end" for i in items]
    day = np.where(absent, value > 0, value < length)
    return np.where(items.of_kind["cell"], value > 0, items.of_kind["date"] & day)


def _after_death(events: pd.DataFrame, items: Items) -> np.ndarray:
    """Cells of a change of leader in a month in which one died and no row tells who followed.

    Someone did: the cell is neither quiet nor a decision.
    """
    unknown = np.zeros(len(items), bool)
    deaths = events[events["kind"] == "leader_death"]
    changes = events.loc[[("leader" in items.specs.grid_of(r)) for r in events.itertuples()]]
    for death in deaths.itertuples():
        month = str(death.date)[:7]
        row = items.row.get(f"cell/{death.polity}/{month}/leader")
        same = (changes["polity"] == death.polity) & changes["date"].str.startswith(month)
        if row is not None and not same.any():
            unknown[row] = True
    return unknown


def _witnesses(
    record: Record, events: pd.DataFrame, value: np.ndarray, items: Items
) -> dict[int, set[tuple[str, str]]]:
    """(source, lineage) pairs behind every cell and first date; seeds and memory left out."""
    about = record.sources.set_index("source_id")
    told = record.attestations[["event_id", "source_id"]].drop_duplicates()
    kind = about["kind"].reindex(told["source_id"]).to_numpy()
    told = told[~np.isin(kind, ["seed", "memory"])]
    by_event = told.groupby("event_id")["source_id"].agg(list)
    found: dict[int, set[tuple[str, str]]] = {}
    for row in events.itertuples():
        named = {(s, about["lineage"][s]) for s in by_event.get(row.id, [])}
        polity = items.specs.polity_of(row)
        for what in items.specs.kinds_of(row):
            last = row.last if what in MASS else row.first
            months = pd.period_range(row.first, last, freq="M").astype(str)
            for period in {*months, *(m[:4] for m in months)}:
                at = items.row.get(f"cell/{polity}/{period}/{what}")
                if at is not None:
                    found.setdefault(at, set()).update(named)
            for spec in items.specs.dates:
                at = items.row.get(item_id("date", spec))
                if (spec.what, spec.polity) == (what, polity) and at is not None:
                    if (row.first - pd.Timestamp(spec.first)).days == value[at]:
                        found.setdefault(at, set()).update(named)
    for polity, ends in items.specs.councils.items():
        for what, ids in zip(("council", "council_end"), ends, strict=True):
            rows = [n for n, i in enumerate(items) if (i.what, i.polity) == (what, polity)]
            for row in events[events["id"].isin(ids)].itertuples():
                for n in rows:
                    named = {(s, about["lineage"][s]) for s in by_event.get(row.id, [])}
                    found.setdefault(n, set()).update(named)
    return found


def _silence(record: Record, items: Items) -> dict[str, set[tuple[str, str]]]:
    """(source, lineage) pairs of the non-events that cover a cell, by id of the item."""
    lineage = record.sources.set_index("source_id")["lineage"]
    found: dict[str, set[tuple[str, str]]] = {}
    for row in record.nonevents.itertuples():
        for polity, period, what in [] if row.weightless else _speaks_of(row):
            name = f"cell/{polity}/{period}/{what}"
            if name in items.row:
                found.setdefault(name, set()).add((row.source_id, lineage[row.source_id]))
    return found


def _speaks_of(row: Any) -> list[tuple[str, str, str]]:
    """Cells that a non-event bears on: those it makes watched, and every month it touches."""
    cells = watched_by(row)
    if not cells:
        return []
    months = pd.period_range(row.first, row.last, freq="M").astype(str)
    return [*cells, *((row.polity, m, cells[0][2]) for m in months)]


def readings(ev: Evidence, n: int, seed: int) -> np.ndarray:
    """Attested draws: what a careful reader might take the record to say, `n` times.

    For a size or series a source is picked by reliability weight, a lineage counting once, then a
    value within what it says: with its error for a figure, evenly (in logs) within a range, beyond
    the end for a bound. Events that no page supports happened in `MEMORY_EVENT` of the draws.

    Parameters
    ----------
    ev : Evidence
    n : int
    seed : int

    Returns
    -------
    float32 array, shape (n, n_items), NaN where missing
    """
    out = np.tile(ev.value, (n, 1))
    address = ev.items.address
    doubtful = ~ev.supported & ~ev.missing & ev.items.of_kind["cell"] & (ev.value > 0)
    unless = np.where(ev.items.visible, 0.0, np.nan)
    rows = np.array(sorted(ev.readings), dtype=int)
    for turn in range(n):
        u = uniforms(address, turn, _PICK, seed)
        lost = doubtful & (u > MEMORY_EVENT)
        out[turn, lost] = unless[lost]
        if len(rows):
            within = uniforms(address[rows], turn, _WITHIN, seed)
            error = ndtri(uniforms(address[rows], turn, _ERR, seed))
            for k, row in enumerate(rows):
                out[turn, row] = drawn(ev.readings[row], u[row], within[k], error[k])
    sizes = ev.items.of_kind["size"]
    out[:, sizes] = np.maximum(out[:, sizes], 0.0)
    return out.astype(np.float32)
