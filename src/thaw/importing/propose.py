"""A case from a record: places, span and episodes from its rows, starting values from V-Dem where given.

What cannot be known from these is made up, marked ``source: assumed`` and told; rulers and forces are not invented.
"""

from __future__ import annotations

import os
import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from thaw.case import load_case
from thaw.errors import ThawError, nearest_name
from thaw.files import data_folder
from thaw.importing.episodes import RULE, episodes_of
from thaw.importing.places import by_name, check_places, places_of, quoted, spots_of, title_of
from thaw.record import Record, load_record
from thaw.record.vocabulary import GRID_OF_KIND, MASS
from thaw.writing import write_new

PEOPLE = 1_000_000
"""Inhabitants of a country of which nobody says how many it has. Made up."""


MOST_POLITIES = 8
LONG = 4 * 366
"""Days of a span above which a proposed case goes by weeks."""

SET = {
    "exit_open": (0.2, "share", 0.1),
    "growth": (0.02, "1/year", 0.5),
    "plan_gap": (0.3, "share", 0.1),
    "terror": (0.35, "index", 0.3),
    "terror_past": (0.4, "index", 0.3),
    "repression": (0.5, "share", 0.15),
    "censorship": (0.6, "share", 0.15),
    "legitimacy": (0.3, "share", 0.1),
    "authority": (0.35, "share", 0.1),
    "monopoly": (0.8, "share", 0.1),
}
"""Starting values, unit and spread where nothing is known. Made up."""

OF_VDEM = {
    "repression": "vdem_v2x_clphy",
    "censorship": "vdem_v2x_freexp_altinf",
    "monopoly": "vdem_v2x_frassoc_thick",
}
"""Starting values taken as one less the score of a series, all shares."""


class Sure(NamedTuple):
    """A number with its spread and source."""

    value: float
    unit: str
    spread: float
    source: str

    def __str__(self) -> str:
        return f"{{value: {self.value:.12g}, unit: {self.unit}, spread: {self.spread:.3g}, source: {self.source}}}"


@dataclass(frozen=True)
class Proposed:
    """What was written, and what it rests on.

    Attributes
    ----------
    file : Path
    taken : list of str
        From the record or from V-Dem.
    made_up : list of str
    """

    file: Path
    taken: list[str] = field(default_factory=list)
    made_up: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Given:
    """What a user adds to a record.

    Attributes
    ----------
    vdem : str or Path, optional
        A record of V-Dem.
    population : dict
        Inhabitants by code of a country, or by name of a place.
    only : sequence of str
        Codes of the countries; all unless given.
    span : (str or None, str or None)
        First and last month, such as 1989-09; those of the first and the last event unless given.
    """

    vdem: str | Path | None = None
    population: Mapping[str, float] = field(default_factory=dict)
    only: Sequence[str] = ()
    span: tuple[str | None, str | None] = (None, None)


def propose(
    name: str, record: str | Path, out: str | Path = ".", given: Given | None = None
) -> Proposed:
    """Write a case from a record.

    Parameters
    ----------
    name : str
        Its id: small letters, digits and underscores.
    record : str or Path
    out : path
        Folder to write into.
    given : Given, optional

    Returns
    -------
    Proposed

    Raises
    ------
    ThawError
        The record has no event to make a span from, or too many countries; the file is there already.
    """
    given = given or Given()
    source = load_record(record)
    file = Path(out) / f"{name}.yaml"
    taken = ThawError(
        "is there already, and nothing is overwritten",
        file=file,
        todo="choose another name, or another folder with --out",
    )
    if file.exists():
        raise taken
    events = _within(_events(source, given.only), given.span)
    codes = sorted(events["polity"].unique())
    vdem = load_record(given.vdem) if given.vdem else source
    names = (source.about.get("imported") or {}).get("names") or {}
    made = Proposed(file)
    start, end = _span(events, given.span, made)
    spots = spots_of(events)
    check_places(events, codes, given.population)
    map_ = "map: {projection: equirectangular}   # `at` is [latitude, longitude]\n" if spots else ""
    polities, places = [], []
    for code in codes:
        text, people = _polity(code, vdem, (start.year, names), given, made)
        polities.append(text)
        there = (events[events["polity"] == code], by_name(given.population))
        places.append(places_of((code, names), there, people, spots, made))
    days = (end - start).days
    seat = re.search(r"^  (\w+):", places[0], re.MULTILINE)
    text = string.Template(
        (data_folder("templates") / "proposed_case.yaml").read_text(encoding="utf-8")
    ).substitute(
        name=name,
        title=f"{', '.join(title_of(c, names) for c in codes)}, {_years(start, end)}",
        says=f"Proposed from the record {source.name}, {len(events)} events; its file says what was made up.",
        start=start.date(),
        end=end.date(),
        step="1 day" if days <= LONG else "1 week",
        record=_way_to(source.folder, file.parent, record),
        key_dates=_fullest(events),
        map=map_,
        polities="\n".join(polities),
        places="\n".join(places),
        first=codes[0],
        seat=seat[1] if seat else "place",
        episodes=episodes_of(
            events[events["kind"].map(GRID_OF_KIND).isin(MASS)], codes, (start, end)
        ),
        rule=RULE,
    )
    made.taken.append(f"episodes: months with {RULE}")
    made.made_up.append("how people differ, strata, heights of acts, and what strata start from")
    try:
        write_new(file, text)
    except FileExistsError:
        raise taken from None
    load_case(file)
    return made


def _events(source: Record, only: Sequence[str]) -> pd.DataFrame:
    events = source.events
    known = sorted(events["polity"].unique())
    for code in only:
        if code not in known:
            raise ThawError(
                f"the record {source.name} has no event of {code!r}",
                expected=", ".join(known),
                nearest=nearest_name(code, known),
            )
    events = events[events["polity"].isin(only)] if only else events
    if not len(events):
        raise ThawError(
            f"the record {source.name} has no events: nothing to make a span from",
            file=source.folder,
            expected="a record with rows in events.csv; V-Dem goes with --vdem",
        )
    if events["polity"].nunique() > MOST_POLITIES:
        raise ThawError(
            f"the record {source.name} has events of {events['polity'].nunique()} countries",
            expected=f"at most {MOST_POLITIES}: name those of the case with --only",
        )
    return events


def _month(text: str | None) -> pd.Period | None:
    if text is None:
        return None
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise ThawError(f"{text!r} is no month", expected="year and month, such as 1989-09")
    return pd.Period(text, "M")


def _within(events: pd.DataFrame, span: tuple[str | None, str | None]) -> pd.DataFrame:
    """The events that lie wholly in the months that were asked for."""
    first, last = map(_month, span)
    kept = events
    if first is not None:
        kept = kept[kept["first"] >= first.start_time]
    if last is not None:
        kept = kept[kept["last"] <= last.end_time]
    if not len(kept):
        raise ThawError(
            f"no event lies in the months from {first or 'the first'} to {last or 'the last'}",
            expected=f"months between {events['first'].min():%Y-%m} and {events['last'].max():%Y-%m}",
        )
    return kept


def _span(
    events: pd.DataFrame, span: tuple[str | None, str | None], made: Proposed
) -> tuple[pd.Timestamp, pd.Timestamp]:
    first, last = map(_month, span)
    start = (first or events["first"].min().to_period("M")).start_time
    end = (last or events["last"].max().to_period("M")).end_time.normalize()
    of_events = "month of the first event" if first is None else ""
    of_last = "month of the last event" if last is None else ""
    told = ", ".join(filter(None, (of_events, of_last))) or "as given"
    made.taken.append(f"span: {start.date()} to {end.date()}, {told}")
    core = events["first"].quantile([0.05, 0.95]).dt.to_period("M")
    if (end - start).days > 2 * (core.iloc[1].end_time - core.iloc[0].start_time).days:
        made.taken.append(
            f"nine tenths of the events lie from {core.iloc[0]} to {core.iloc[1]}: "
            f"--start {core.iloc[0]} --end {core.iloc[1]} makes a case of these alone, which runs faster"
        )
    return start, end


def _polity(
    code: str, vdem: Record, of: tuple[int, Mapping[str, str]], given: Given, made: Proposed
) -> tuple[str, int]:
    """One country as text, and its inhabitants; `of` is the first year, and names by code."""
    year, names = of
    people = _people(code, vdem, year, given, made)
    values: dict[str, Sure] = {}
    for column, (value, unit, spread) in SET.items():
        values[column] = Sure(value, unit, spread, "assumed")
        told = _score(OF_VDEM.get(column, ""), code, vdem, year)
        if told is not None:
            values[column] = told
            made.taken.append(
                f"{code} {column}: {told.value:.2f} ± {told.spread:.2f}, {told.source}"
            )
    made.made_up.append(
        f"{code}: share who are active, members of the party, strata, police, "
        + ", ".join(c for c, v in values.items() if v.source == "assumed")
    )
    lines = [
        f"  {code}:",
        f"    title: {quoted(title_of(code, names))}",
        f"    population: {people}",
        "    active: {value: 0.46, unit: share, spread: 0.05, source: assumed}",
        f"    party: {Sure(round(0.05 * people.value), 'persons', 0.2, 'assumed')}",
        "    strata: {workers: 0.42, peasants: 0.20, employees: 0.30, students: 0.05, soldiers: 0.02, apparatus: 0.01}",
        "    set:",
        *(f"      {column}: {sure}" for column, sure in values.items()),
        "    default_place:",
        "      police: {value: 2.0, unit: persons/1000, spread: 0.3, source: assumed}",
        "      communications: {value: 0.5, unit: share, spread: 0.1, source: assumed}",
        "      tradition: {value: 0.2, unit: share, spread: 0.1, source: assumed}",
    ]
    return "\n".join(lines), int(people.value)


def _people(code: str, vdem: Record, year: int, given: Given, made: Proposed) -> Sure:
    if code in given.population:
        made.taken.append(f"{code} inhabitants: {given.population[code]:,.0f}, as given")
        return Sure(round(given.population[code]), "persons", 0.0, "as given to thaw new")
    row = _row("population", code, vdem, year)
    if row is not None:
        made.taken.append(f"{code} inhabitants: {row.best:,.0f}, {vdem.name} {row.date}")
        return Sure(round(row.best), "persons", 0.0, f"{vdem.name} {row.date}")
    made.made_up.append(
        f"{code} inhabitants: {PEOPLE:,}; give them with --population {code}=NUMBER"
    )
    return Sure(PEOPLE, "persons", 0.0, "assumed")


def _row(series: str, code: str, vdem: Record, year: int) -> pd.Series | None:
    """The figure of a series in the last year up to `year`, or else the first after it."""
    rows = vdem.series[vdem.series["series_id"] == f"{series}_{code.lower()}"]
    if not series or not len(rows):
        return None
    years = rows["date"].str[:4].astype(int)
    before = rows[years <= year]
    return before.iloc[years[years <= year].argmax()] if len(before) else rows.iloc[years.argmin()]


def _score(series: str, code: str, vdem: Record, year: int) -> Sure | None:
    row = _row(series, code, vdem, year)
    if row is None or not 0 <= row.best <= 1:
        return None
    wide = (row.high - row.low) / 2 if pd.notna(row.low) and pd.notna(row.high) else 0.1
    return Sure(
        round(1 - row.best, 4), "share", round(float(wide), 4), f"1 - {series} of {row.date}"
    )


def _years(start: pd.Timestamp, end: pd.Timestamp) -> str:
    return f"{start.year}" + (f"-{end.year}" if end.year > start.year else "")


def _way_to(folder: Path, home: Path, given: str | Path) -> str:
    """The record as the case names it: a shipped name, or the way from the case's own folder."""
    if not Path(given).exists():
        return str(given)
    return quoted(Path(os.path.relpath(folder.resolve(), home.resolve())).as_posix())


def _fullest(events: pd.DataFrame) -> str:
    """The day with most events that are dated to the day."""
    days = events.loc[events["first"] == events["last"], "first"]
    return str(pd.Timestamp(days.value_counts().sort_index().idxmax()).date()) if len(days) else ""
