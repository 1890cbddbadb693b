"""A country at two dates: what changed, by polity and stratum, in the record and in runs, and under what-ifs.

A change of measures is from the end of one day to the end of another; of a count it is what was added
between. Groups are looked at in the world itself, so that every stratum can be told; they are weighted by
their people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.account import load_account
from thaw.case import Case, load_case
from thaw.case.levers import lever_of
from thaw.errors import ThawError
from thaw.inference.paired import Paired, paired
from thaw.jobs.journal import each
from thaw.jobs.study import Way, found_as
from thaw.world import COLUMNS, STRATA, World

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from thaw.jobs.plan import Plan
    from thaw.record import Record

MOODS = (
    "standard",
    "fear",
    "grievance_econ",
    "grievance_pol",
    "grievance_nat",
    "efficacy",
    "conviction",
)
"""Columns of groups that are told by stratum."""

FEWEST = 1.0
"""People below which a stratum of a polity is not told."""

REACH = 400
"""Days from a date at which a figure of a series may stand for it. Assumed: a year and a month, since
most series are annual."""


@dataclass(frozen=True)
class Asked:
    """A case, two days, accounts and a what-if or none."""

    case: Case
    first: dt.date
    last: dt.date
    accounts: tuple[str, ...]
    lever: str = ""

    def __post_init__(self) -> None:
        until = self.case.tail.until if self.case.tail else self.case.end
        for day in (self.first, self.last):
            if not self.case.start <= day <= until:
                raise ThawError(
                    f"{day} is no day of {self.case.name}", expected=f"{self.case.start} to {until}"
                )
        if self.last <= self.first:
            raise ThawError(f"the second date, {self.last}, does not come after {self.first}")
        if self.lever:
            lever_of(self.case, self.lever)


@dataclass(frozen=True)
class Seen:
    """What one run shows at the two dates: names to values, shape (2,).

    Attributes
    ----------
    measures : (polity, measure) to both values
    moods : (polity, stratum, column) to both values
    """

    measures: dict[tuple[str, str], tuple[float, float]]
    moods: dict[tuple[str, str, str], tuple[float, float]]


@dataclass(frozen=True)
class Changed:
    """How something changes in the runs of one account.

    Attributes
    ----------
    first, last, change : float
        Means over runs.
    low, high : float
        Where nine of ten runs have the change.
    effect : Paired or None
        What the what-if does to the change, with less without.
    """

    first: float
    last: float
    change: float
    low: float
    high: float
    effect: Paired | None = None


@dataclass(frozen=True)
class Figure:
    """Figures of one series of a record nearest the two dates: days as printed, values, sources."""

    series: str
    polity: str
    unit: str
    days: tuple[str, str]
    values: tuple[float, float]
    sources: tuple[str, str]

    @property
    def times(self) -> float:
        """The second over the first."""
        return self.values[1] / self.values[0] if self.values[0] else np.nan


@dataclass(frozen=True)
class TwoDates:
    """What changed between two dates.

    Attributes
    ----------
    asked : Asked
    runs : int
    measures : (polity, measure) to account to Changed
    moods : (polity, stratum, column) to account to Changed
    figures : list of Figure
    noted : (polity, kind of the grid) to the number of rows of the record that begin between
    units : measure to unit
    """

    asked: Asked
    runs: int
    measures: dict[tuple[str, str], dict[str, Changed]]
    moods: dict[tuple[str, str, str], dict[str, Changed]]
    figures: list[Figure] = field(default_factory=list)
    noted: dict[tuple[str, str], int] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)


def two_dates(
    asked: Asked,
    record: Record | None = None,
    *,
    runs: int = 6,
    seed: int = 1,
    way: Way | None = None,
) -> TwoDates:
    """Look at a case at two dates: in the record, and in runs of accounts with and without a what-if.

    Parameters
    ----------
    asked : Asked
    record : Record, optional
    runs : int
        Runs of each account; with a what-if as many again, with the same people and luck.
    seed : int
        The first seed.
    way : Way, optional
    """
    way = way or Way()
    place = found_as("cases", asked.case.file)
    days = (asked.first.isoformat(), asked.last.isoformat())
    sides = ("", asked.lever) if asked.lever else ("",)
    theories = {a.name: found_as("accounts", a.file) for a in map(load_account, asked.accounts)}
    jobs = [
        (place, file, name, seed + n, side, *days)
        for n in range(runs)
        for name, file in theories.items()
        for side in sides
    ]
    seen: dict[tuple[str, int, str], Seen] = {}
    with way.bar(f"{asked.case.name} at two dates") as move:
        move(0, len(jobs))
        for n, (job, told) in enumerate(each(one, jobs, way), 1):
            seen[job[2], job[3], job[4]] = told
            move(n, len(jobs))
    seeds = range(seed, seed + runs)
    made: dict[str, dict[Any, dict[str, Changed]]] = {"measures": {}, "moods": {}}
    for name in theories:
        plain = [seen[name, s, ""] for s in seeds]
        other = [seen[name, s, asked.lever] for s in seeds] if asked.lever else []
        for part, found in made.items():
            for key in getattr(plain[0], part):
                found.setdefault(key, {})[name] = _changed(plain, other, part, key)
    return TwoDates(
        asked,
        runs,
        made["measures"],
        made["moods"],
        figures(record, asked) if record is not None else [],
        noted(record, asked) if record is not None else {},
        _units(theories),
    )


def _units(theories: Mapping[str, str]) -> dict[str, str]:
    return {
        m.name: m.unit
        for file in theories.values()
        for m in load_account(file).measures("polities")
    }


def _changed(plain: Sequence[Seen], other: Sequence[Seen], part: str, key: Any) -> Changed:
    both = np.array([getattr(s, part)[key] for s in plain])
    moved = both[:, 1] - both[:, 0]
    effect = None
    if other:
        with_it = np.array([getattr(s, part)[key] for s in other])
        effect = paired(with_it[:, 1] - with_it[:, 0] - moved)
    low, high = np.quantile(moved, [0.05, 0.95])
    first, last, change = (float(x.mean()) for x in (both[:, 0], both[:, 1], moved))
    return Changed(first, last, change, float(low), float(high), effect)


def one(job: tuple) -> Seen:
    """One run, looked at on two days."""
    from thaw.jobs.plan import steps_of
    from thaw.jobs.replicate import run_once

    case, account, _, seed, lever, *days = job
    plan = _plan(case, account, lever)
    starts = steps_of(plan)[0]
    at = [
        int(np.searchsorted(starts, (dt.date.fromisoformat(d) - plan.case.start).days + 1e-9)) - 1
        for d in days
    ]
    at = [max(step, 0) for step in at]
    kept: dict[tuple[str, str, str], float] = {}

    def look(world: World) -> None:
        kept.update(moods_of(world, plan))

    watched = (*plan.what_if.watched, (at[0] + 1, look))
    looked = replace(plan, what_if=replace(plan.what_if, watched=watched))
    result = run_once(looked, seed, steps=at[1] + 1)
    if at[0] == at[1]:
        kept.update(moods_of(result.world, plan))
    end = moods_of(result.world, plan)
    names = [m.name for m in plan.account.measures("polities")]
    measures = {
        (p.name, m): (float(result.polity[at[0], j, k]), float(result.polity[at[1], j, k]))
        for j, p in enumerate(plan.case.polities)
        for k, m in enumerate(names)
    }
    return Seen(measures, {key: (kept[key], end[key]) for key in kept if key in end})


def moods_of(world: World, plan: Plan) -> dict[tuple[str, str, str], float]:
    """Moods of every stratum of every polity, weighted by people: polity, stratum and column to mean."""
    groups = world.groups
    found = {}
    for j, polity in enumerate(plan.case.polities):
        for k, stratum in enumerate(STRATA):
            here = (np.asarray(groups.polity) == j) & (np.asarray(groups.stratum) == k)
            people = np.asarray(groups.population)[here]
            if people.sum() < FEWEST:
                continue
            for column in MOODS:
                mean = np.average(np.asarray(getattr(groups, column))[here], weights=people)
                found[polity.name, stratum, column] = float(mean)
    return found


@cache
def _plan(case: str, account: str, lever: str) -> Plan:
    from thaw.jobs.plan import make_plan

    return make_plan(load_account(account), load_case(case), [lever] if lever else [])


# -- the record ---------------------------------------------------------------------------------


def figures(record: Record, asked: Asked) -> list[Figure]:
    """Series of the polities of a case with a figure near both dates, the nearest of each.

    Series of one source that differ stand side by side, as the record has them; bounds are left out.
    """
    names = {p.name for p in asked.case.polities}
    found = []
    rows = record.series[record.series["polity"].isin(names) & ~record.series["best"].isna()]
    for series, own in rows.groupby("series_id", sort=True):
        middle = own["first"] + (own["last"] - own["first"]) / 2
        picked = []
        for day in (asked.first, asked.last):
            away = (middle - np.datetime64(day)).abs()
            if away.min().days > REACH:
                break
            picked.append(own.loc[away.idxmin()])
        if len(picked) < 2 or picked[0]["date"] == picked[1]["date"]:
            continue
        a, b = picked
        found.append(
            Figure(
                str(series),
                str(a["polity"]),
                str(a["unit"]),
                (str(a["date"]), str(b["date"])),
                (float(a["best"]), float(b["best"])),
                (str(a["source_id"]), str(b["source_id"])),
            )
        )
    return found


def noted(record: Record, asked: Asked) -> dict[tuple[str, str], int]:
    """Rows that begin between the dates, by polity and kind of the grid."""
    from thaw.evidence.items import specs_for
    from thaw.jobs.record_history import rows_of
    from thaw.record.vocabulary import GRID

    names = {p.name for p in asked.case.polities}
    found: dict[tuple[str, str], int] = {}
    for row in rows_of(record, specs_for(asked.case, record)):
        if row.polity in names and asked.first <= row.first.astype(dt.date) <= asked.last:
            for kind in (k for k in row.kinds if k in GRID):
                found[row.polity, kind] = found.get((row.polity, kind), 0) + 1
    return found


def compare_dates(
    case: str | Path | Case,
    first: dt.date | str,
    last: dt.date | str,
    accounts: Sequence[str | Path] | None = None,
    *,
    lever: str = "",
    runs: int = 6,
    seed: int = 1,
    workers: int | None = None,
) -> pd.DataFrame:
    """What changes in the runs of accounts from one date to another, by country and stratum.

    Parameters
    ----------
    case : str, path or Case
    first, last : date or text
    accounts : sequence of str or path, optional
        Those that the case is compared under, unless given.
    lever : str, optional
        A what-if of the case: what it does to every change, with the same people and luck.
    runs : int
        Runs of each account.
    seed : int
        The first seed.
    workers : int, optional
        Processes; one per core unless given.

    Returns
    -------
    DataFrame
        Columns polity, stratum ("" for the country as a whole), what, unit, account, first, last, change
        (means over runs), low, high (nine of ten runs), and with a lever effect, effect_low, effect_high:
        the change with it less the change without.

    Raises
    ------
    ThawError
        For dates outside the case or in the wrong order, and anything misspelt.

    Examples
    --------
    >>> thaw.compare_dates("toy_two", "1953-01-01", "1953-03-01", ["stein_1956"], runs=2)
    """
    import pandas as pd

    from thaw.jobs.systems import compared_on

    place = case if isinstance(case, Case) else load_case(case)
    days = [dt.date.fromisoformat(d) if isinstance(d, str) else d for d in (first, last)]
    named = tuple(map(str, accounts or compared_on(place)))
    made = two_dates(
        Asked(place, days[0], days[1], named, lever), runs=runs, seed=seed, way=Way(workers)
    )
    found = [((p, "", m), by) for (p, m), by in made.measures.items()] + list(made.moods.items())
    rows = []
    for (polity, stratum, what), by in found:
        unit = made.units[what] if not stratum else COLUMNS["groups"][what].unit
        for account, c in by.items():
            row: dict[str, Any] = {"polity": polity, "stratum": stratum, "what": what, "unit": unit}
            row |= {"account": account, "first": c.first, "last": c.last, "change": c.change}
            row |= {"low": c.low, "high": c.high}
            if c.effect is not None:
                row |= {"effect": c.effect.mean, "effect_low": c.effect.low}
                row |= {"effect_high": c.effect.high}
            rows.append(row)
    return pd.DataFrame(rows)
