"""What the figures draw: monthly summaries of runs, and the record as dated points and marks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

PARTICIPANTS = ("strikers", "demonstrators", "armed")
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
STRIPS = {
    "concession": "n_concession",
    "disclosure": "n_disclosure",
    "leader": "n_leader",
    "intervention": "n_intervention",
}
STRIP_TITLES = {
    "concession": "concession",
    "disclosure": "disclosure",
    "leader": "change of leader",
    "intervention": "intervention",
}
ACTING = ("participant", "striker", "strike", "demonstrat", "rising", "armed", "insurg", "protest")
UNREST_KINDS = ("strike", "demonstration", "rising")
NOT_PERSONS_ACTING = ("death", "arrest", "killed", "refugee", "exit", "sentence", "wounded")
UNREST_FLOOR = 100.0
"""Participants on one day from which a place counts as having unrest, persons."""


class Monthly(NamedTuple):
    """By month: `edges` are month starts and the end (datetime64[D]), one more than values."""

    edges: np.ndarray
    values: np.ndarray


class Point(NamedTuple):
    """A sized event of the record."""

    date: np.datetime64
    what: str
    value: float
    low: float
    high: float
    sources: str
    last: np.datetime64
    """Last day that the number may belong to."""


def daily_times(runs: Any, span: Sequence | None = None) -> np.ndarray:
    """Positions on the time axis that belong to the main, daily span.

    Parameters
    ----------
    runs : xarray.Dataset
        With a `time` coordinate (datetime64), daily and then monthly.
    span : two dates, optional
        First and last day; without it the axis is cut where a step first exceeds ten days.
    """
    time = runs["time"].values.astype("datetime64[D]")
    if span is not None and len(span) == 2:
        first, last = (np.datetime64(str(d)[:10], "D") for d in span)
        inside = np.flatnonzero((time >= first) & (time <= last))
        if inside.size:
            return inside
    gaps = np.flatnonzero(np.diff(time) > np.timedelta64(10, "D"))
    return np.arange(gaps[0] if gaps.size else time.size)


def _months(time: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First position of each month, and the month starts with the end of the last one."""
    month = time.astype("datetime64[M]")
    starts = np.flatnonzero(np.r_[True, month[1:] != month[:-1]])
    edges = np.append(month[starts], month[-1] + 1).astype("datetime64[D]")
    return starts, edges


def _measure(runs: Any, polity: str, name: str, where: np.ndarray) -> np.ndarray:
    """(run, time) of one polity measure; empty when it was not recorded."""
    table = runs["polity_measures"]
    if name not in set(table["measure"].values.tolist()):
        return np.zeros((0, 0), np.float32)
    return table.sel(polity=polity, measure=name).transpose("run", "time").values[:, where]


def participants(runs: Any, polity: str, span: Sequence | None = None) -> Monthly:
    """Largest number of participants on one day of each month, persons, run by month.

    A day's number is the sum of that day's largest numbers on strike, in the street and armed.
    """
    where = daily_times(runs, span)
    starts, edges = _months(runs["time"].values[where])
    parts = [_measure(runs, polity, m, where) for m in PARTICIPANTS]
    total = sum(p for p in parts if p.size)
    if not isinstance(total, np.ndarray):
        return Monthly(edges, np.zeros((0, len(edges) - 1)))
    return Monthly(edges, np.maximum.reduceat(total, starts, axis=1))


def quantiles(monthly: Monthly) -> np.ndarray:
    """(5, month): quantiles .05, .25, .5, .75, .95 across runs; empty without runs."""
    if monthly.values.shape[0] == 0:
        return np.zeros((0, len(monthly.edges) - 1))
    return np.nanquantile(monthly.values, QUANTILES, axis=0)


def decision_share(runs: Any, polity: str, kind: str, span: Sequence | None = None) -> Monthly:
    """Share of runs in which a cumulative count of decisions rose in each month."""
    where = daily_times(runs, span)
    starts, edges = _months(runs["time"].values[where])
    counts = _measure(runs, polity, STRIPS[kind], where)
    if not counts.size:
        return Monthly(edges, np.full(len(edges) - 1, np.nan))
    at_end = counts[:, np.append(starts[1:] - 1, counts.shape[1] - 1)]
    before = np.concatenate([np.zeros((counts.shape[0], 1), counts.dtype), at_end[:, :-1]], axis=1)
    return Monthly(edges, (at_end > before).mean(axis=0))


def places_near(runs: Any, date: str, days: int = 7) -> pd.DataFrame:
    """Unrest by place within `days` of a date: columns `share` of runs, `median` persons.

    A run has unrest in a place when at least `UNREST_FLOOR` people took part there on one day.
    """
    time = runs["time"].values.astype("datetime64[D]")
    near = np.flatnonzero(np.abs((time - np.datetime64(date, "D")).astype(int)) <= days)
    table = runs["place_measures"]
    if "place_measure" in table.dims:
        table = table.rename(place_measure="measure")
    have = [m for m in PARTICIPANTS if m in set(table["measure"].values.tolist())]
    if not near.size or not have:
        return pd.DataFrame({"share": [], "median": []})
    near_table = table.isel(time=near).sel(measure=have)
    peak = near_table.sum("measure").max("time").transpose("run", "place").values
    return pd.DataFrame(
        {"share": (peak >= UNREST_FLOOR).mean(axis=0), "median": np.median(peak, axis=0)},
        index=[str(p) for p in table["place"].values],
    )


def unrest_anywhere(runs: Any) -> bool:
    """Whether in any run, place and step as many people act as count as unrest."""
    if "place_measures" not in runs:
        return True  # not told: the map says so itself
    table = runs["place_measures"]
    if "place_measure" in table.dims:
        table = table.rename(place_measure="measure")
    have = [m for m in PARTICIPANTS if m in set(table["measure"].values.tolist())]
    return bool(have) and bool((table.sel(measure=have).sum("measure") >= UNREST_FLOOR).any())


def date_of(x: Any) -> np.datetime64:
    """The first day of a date written as a timestamp, ISO day, month or year; NaT otherwise."""
    if isinstance(x, (pd.Timestamp, np.datetime64)):
        return pd.Timestamp(x).to_datetime64().astype("datetime64[D]")
    text = str(x).split("/")[0].strip().rstrip("~?")
    try:
        return np.datetime64(text[:10], "D")
    except ValueError:
        return np.datetime64("NaT", "D")


def _text(row: Mapping, *names: str) -> str:
    parts = [row.get(n) for n in names]
    return " ".join(str(p) for p in parts if p is not None and p == p).lower()


def end_of(x: Any) -> np.datetime64:
    """The last day of a date written as an ISO day, month or year; NaT otherwise."""
    start, text = date_of(x), str(x).strip()
    unit = {4: "Y", 7: "M"}.get(len(text))
    if np.isnat(start) or unit is None:
        return start
    return (start.astype(f"datetime64[{unit}]") + 1).astype("datetime64[D]") - 1


def rows_of(evidence: Any, polity: str | None = None) -> list[dict]:
    """The rows of the evidence as dictionaries, of one polity or of all.

    From a table, or from a `thaw.evidence.from_record.Evidence`, in which a date is a number of days
    after the first day of its window.
    """
    if evidence is None or not len(evidence):
        return []
    if hasattr(evidence, "to_dict"):
        rows = evidence.to_dict("records")
    elif hasattr(evidence, "missing"):
        rows = [_item_row(evidence, n) for n in range(len(evidence))]
    else:
        rows = list(evidence)
    return [r for r in rows if polity is None or str(r.get("polity")) == polity]


def _item_row(evidence: Any, n: int) -> dict:
    item = evidence.items[n]
    row = {
        "item": item.id,
        "episode": item.episode,
        "kind": item.kind,
        "polity": item.polity,
        "what": item.what,
        "unit": item.unit,
        "date": item.first,
        "last": item.last,
        "sources": evidence.sources[n],
    }
    row |= {c: float(getattr(evidence, c)[n]) for c in ("value", "low", "high")}
    days = getattr(evidence, "days", {}).get(n)
    if days is not None:
        row["date"], row["last"] = days
    if item.kind == "date" and math.isfinite(row["value"]):
        row["date"] = np.datetime64(item.first) + np.timedelta64(round(row["value"]), "D")
    return row


def sources_of(row: Mapping) -> list[str]:
    """Source ids of one row, from a list or from text parted by semicolons, bars or commas."""
    found = row.get("sources")
    if isinstance(found, str):
        for mark in (";", "|", ","):
            if mark in found:
                return [s.strip() for s in found.split(mark) if s.strip()]
        return [found] if found.strip() else []
    if isinstance(found, (list, tuple, set, np.ndarray)):
        return [str(s) for s in found]
    return []


def sized_points(evidence: Any, polity: str) -> list[Point]:
    """Attested numbers of people on strike, in the street or armed, in order of date, persons.

    Values are log10 persons, as sizes of items are, unless a `unit` column says ``persons``.
    """
    out = []
    for row in rows_of(evidence, polity):
        words = _text(row, "what")
        value, low, high = (_persons(row, c) for c in ("value", "low", "high"))
        if (
            str(row.get("kind")).lower() != "size"
            or not any(s in words for s in ACTING)
            or any(s in words for s in NOT_PERSONS_ACTING)
        ):
            continue
        date = date_of(row.get("date"))
        if not math.isfinite(value):
            ends = [v for v in (low, high) if math.isfinite(v)]
            middle = sum(math.log(max(v, 1.0)) for v in ends) / max(len(ends), 1)
            value = math.exp(middle) if ends else value
        if not np.isnat(date) and math.isfinite(value):
            last = end_of(row.get("last", row.get("date")))
            last = date if np.isnat(last) or last < date else last
            told = ", ".join(sources_of(row))
            out.append(Point(date, str(row.get("what", "")), value, low, high, told, last))
    return sorted(out, key=lambda p: (p.date, p.what, p.value))


def _persons(row: Mapping, column: str) -> float:
    x = _float(row.get(column))
    if row.get("unit") == "persons":
        return x
    return 10.0**x if x < 300 else math.nan


def marks(evidence: Any, polity: str, kind: str) -> list[tuple[np.datetime64, str]]:
    """Dates on which, or months in which, the record has an event of `kind`, with its sources."""
    found: dict[np.datetime64, tuple[np.datetime64, str]] = {}
    for row in rows_of(evidence, polity):
        if kind != str(row.get("what")).lower():
            continue
        is_cell = str(row.get("kind")).lower() == "cell"
        value = _float(row.get("value"))
        told = math.isfinite(value) or "value" not in row
        if (
            str(row.get("kind")).lower() in ("size", "series")
            or not told
            or (is_cell and value < 0.5)
        ):
            continue
        date = date_of(row.get("date"))
        if not np.isnat(date):
            found.setdefault(date.astype("datetime64[M]"), (date, ", ".join(sources_of(row))))
            if not is_cell:
                found[date.astype("datetime64[M]")] = (date, ", ".join(sources_of(row)))
    return [found[m] for m in sorted(found)]


def missing_by_episode(evidence: Any) -> dict[str, int]:
    """Number of items on which the record is silent, by episode id."""
    out: dict[str, int] = {}
    for row in rows_of(evidence):
        if all(not math.isfinite(_float(row.get(c))) for c in ("value", "low", "high")):
            out[str(row.get("episode"))] = out.get(str(row.get("episode")), 0) + 1
    return out


def _float(x: Any) -> float:
    try:
        return float(x)
    except (TypeError, ValueError):
        return math.nan
