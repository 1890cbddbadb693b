"""Figures: what each source says of the size of something, their summary, and draws from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from thaw.evidence.items import Items
from thaw.evidence.reporting import ERROR, SERIES_ERROR
from thaw.evidence.specs import item_id
from thaw.record import Record
from thaw.record.vocabulary import (
    LEAST_AT_WORK,
    LEAST_COLLECTIVE,
    PERSONS,
    RELATIVE,
    UNITS,
    WHOLE_DAY,
    factor,
)

WEIGHT = {
    "archive": 1.0,
    "scholarship": 1.0,
    "press": 0.5,
    "encyclopedia": 0.4,
    "memory": 0.3,
    "seed": 0.0,
}
"""Reliability weight of a kind of source. Assumed; a lineage weighs as much as its best source."""

WEIGHTLESS = 0.1
"""Weight of a row marked 'do not weight', for those who keep such rows."""


class Reading(NamedTuple):
    """What one source says of one item, in the unit of the item; open ends are infinite."""

    source_id: str
    lineage: str
    low: float
    high: float
    bound: str
    weight: float
    error: float


def figures(record: Record, items: Items) -> dict[int, tuple[Reading, ...]]:
    """Readings of every size and series item that a usable source gives a figure for."""
    found: dict[int, tuple[Reading, ...]] = {}
    for row, said in told_rows(record, items).items():
        kept = tuple(r for r, _ in said if usable(r))
        if kept:
            found[row] = kept
    return found


def bounds_alone(record: Record, items: Items) -> dict[str, str]:
    """Items of which sources tell one end alone, each with at_least or up_to."""
    found = {}
    for row, said in figures(record, items).items():
        told = {r.bound for r in said}
        if len(told) == 1 and told <= {"at_least", "up_to"}:
            found[items[row].id] = told.pop()
    return found


def usable(r: Reading) -> bool:
    """Whether a reading carries weight."""
    return r.weight > 0 and not np.isnan(r.low)


def told_rows(record: Record, items: Items) -> dict[int, list[tuple[Reading, tuple[str, int]]]]:
    """Rows that tell of each size and series item.

    Returns
    -------
    dict
        Row of the item to readings, each with the table and index label of the row behind it.
    """
    specs = items.specs
    about = record.sources.set_index("source_id")[["kind", "lineage"]]
    attested = _rows_by(record.attestations.join(about, on="source_id"), "event_id", "quantity")
    series = _rows_by(record.series.join(about, on="source_id"), "series_id", "date")
    found: dict[int, list[tuple[Reading, tuple[str, int]]]] = {}
    for spec in specs.sizes:
        at = items.row.get(item_id("size", spec))
        if at is not None:
            plus = sum(max(map(_largest, attested[key])) for key in spec.plus if key in attested)
            found[at] = [
                (_reading(r, spec.what, plus, specs.bounds), ("attestations", r.Index))
                for key in spec.told
                for r in attested.get(key, [])
                if factor(spec.what, r.unit) is not None
            ]
    for told in specs.series:
        at = items.row.get(item_id("series", told))
        if at is None:
            continue
        found[at] = []
        for key in told.told:
            shift = 0.0
            if told.what in RELATIVE:
                base = series.get((key[0], str(specs.base_of(told.what))))
                shift = float(np.log10(base[0].best)) if base else np.nan
            for r in series.get(key, []):
                said = _reading(r, told.what, 0.0, specs.bounds)
                said = said._replace(low=said.low - shift, high=said.high - shift)
                found[at].append((said, ("series", r.Index)))
    return found


def _rows_by(rows: pd.DataFrame, a: str, b: str) -> dict[tuple[str, str], list[Any]]:
    """Rows by two columns; `~`, `?` and `%` at the end of a date are disregarded."""
    found: dict[tuple[str, str], list[Any]] = {}
    for row in rows.itertuples():
        found.setdefault((getattr(row, a), getattr(row, b).rstrip("?~%")), []).append(row)
    return found


def _largest(row: Any) -> float:
    """The largest number that a row states, in its unit."""
    return max(v for v in (row.low, row.best, row.high) if not np.isnan(v))


def _reading(row: Any, what: str, plus: float, bounds: Mapping[Any, tuple[str, str]]) -> Reading:
    """What a row says, in log10; sizes and departures as log10 (1 + figure), as in a run."""
    key = (getattr(row, "event_id", ""), getattr(row, "quantity", ""), row.source_id)
    bound = bounds[key][0] if key in bounds else row.bound
    times = UNITS.get(what, PERSONS).get(row.unit, 1.0)
    stated = [v * times for v in (row.low, row.best, row.high) if not np.isnan(v)]
    if what in WHOLE_DAY:
        stated = [max(v, 1.0) if v > 0 else v for v in stated]
    if what == "at_work":
        stated = [max(v, LEAST_AT_WORK) for v in stated]
    if what == "collective":
        stated = [max(v, LEAST_COLLECTIVE) for v in stated]
    counted = ("party", "members_abroad", "at_work", "collective")
    one = 0.0 if what in (*RELATIVE, *counted) else 1.0
    with np.errstate(divide="ignore"):
        low, high = (float(np.log10(v + plus + one)) for v in (min(stated), max(stated)))
    if bound == "at_least":
        low, high = (high if key in bounds else low), np.inf
    elif bound == "up_to":
        low = -np.inf
    weight = WEIGHTLESS if row.weightless and WEIGHT[row.kind] > 0 else WEIGHT[row.kind]
    error = SERIES_ERROR.get(what, ERROR.get(row.kind, 0.2))
    return Reading(row.source_id, row.lineage, low, high, bound, weight, error)


def middle_of(r: Reading) -> float:
    """The middle of a reading, or its end where it leaves the other open."""
    if np.isinf(r.low) or np.isinf(r.high):
        return r.high if np.isinf(r.low) else r.low
    return (r.low + r.high) / 2


def weights(readings: tuple[Reading, ...]) -> np.ndarray:
    """Weights that add up to one: a lineage has that of its best source, shared in it."""
    best: dict[str, float] = {}
    total: dict[str, float] = {}
    for r in readings:
        best[r.lineage] = max(best.get(r.lineage, 0.0), r.weight)
        total[r.lineage] = total.get(r.lineage, 0.0) + r.weight
    shares = np.array([r.weight / total[r.lineage] * best[r.lineage] for r in readings])
    return shares / shares.sum()


def summary(readings: tuple[Reading, ...]) -> tuple[float, float, float]:
    """Weighted median of what the sources say, and the range they span.

    Bounds move the median only when no source gives a figure or a range.
    """
    firm = tuple(r for r in readings if r.bound in ("exact", "range")) or readings
    middle = np.array([middle_of(r) for r in firm])
    order = np.argsort(middle, kind="stable")
    up_to_here = np.cumsum(weights(firm)[order])
    lower, upper = (int(np.searchsorted(up_to_here, 0.5 + d)) for d in (-1e-9, 1e-9))
    value = float((middle[order][lower] + middle[order][min(upper, len(order) - 1)]) / 2)
    ends = [e for r in readings for e in (r.low, r.high) if np.isfinite(e)]
    return value, min([*ends, value]), max([*ends, value])


def drawn(said: tuple[Reading, ...], pick: float, within: float, error: float) -> float:
    """One value from what the sources say; a bound cuts off what the other sources give."""
    r = _picked(said, pick)
    firm = tuple(x for x in said if x.bound in ("exact", "range"))
    if r.bound in ("at_least", "up_to") and firm:
        return float(np.clip(drawn(firm, pick, within, error), r.low, r.high))
    if r.bound == "at_least":
        return r.low + abs(error) * r.error
    if r.bound == "up_to":
        return r.high - abs(error) * r.error
    if r.bound == "range":
        return r.low + within * (r.high - r.low)
    return r.low if r.low == 0.0 else r.low + error * r.error


def _picked(said: tuple[Reading, ...], pick: float) -> Reading:
    """The source at `pick` (0..1) of the way through the weights."""
    return said[min(int(np.searchsorted(np.cumsum(weights(said)), pick)), len(said) - 1)]
