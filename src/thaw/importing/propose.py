"""A case from a record: places, span and episodes from its rows, starting values from V-Dem where given.

What cannot be known from these is made up, marked ``source: assumed`` and told; rulers and forces are not invented.
"""

from __future__ import annotations

import os
import re
import string
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from thaw.case import load_case
from thaw.errors import ThawError, nearest_name
from thaw.files import data_folder
from thaw.importing.episodes import RULE, episodes_of
from thaw.importing.states import states
from thaw.record import Record, load_record
from thaw.record.vocabulary import GRID_OF_KIND, MASS
from thaw.writing import write_whole

PEOPLE = 1_000_000
"""Inhabitants of a country of which nobody says how many it has. Made up."""

MOST_PLACES = 6
"""Of one country; the rest of it is one region."""

IN_TOWNS = 0.4
"""Share of a country's people in the places that are named. Made up."""

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
        Inhabitants by code.
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
    if file.exists():
        raise ThawError(
            "is there already, and nothing is overwritten",
            file=file,
            todo="choose another name, or another folder with --out",
        )
    events = _within(_events(source, given.only), given.span)
    codes = sorted(events["polity"].unique())
    vdem = load_record(given.vdem) if given.vdem else source
    names = (source.about.get("imported") or {}).get("names") or {}
    made = Proposed(file)
    start, end = _span(events, given.span, made)
    spots = _spots(events)
    map_ = "map: {projection: equirectangular}   # `at` is [latitude, longitude]\n" if spots else ""
    polities, places = [], []
    for code in codes:
        text, people = _polity(code, vdem, (start.year, names), given, made)
        polities.append(text)
        places.append(_places((code, names), events[events["polity"] == code], people, spots, made))
    days = (end - start).days
    seat = re.search(r"^  (\w+):", places[0], re.MULTILINE)
    text = string.Template(
        (data_folder("templates") / "proposed_case.yaml").read_text(encoding="utf-8")
    ).substitute(
        name=name,
        title=f"{', '.join(_title(c, names) for c in codes)}, {_years(start, end)}",
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
    write_whole(file, text)
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
        f"    title: {_quoted(_title(code, names))}",
        f"    population: {people}",
        "    active: {value: 0.46, unit: share, spread: 0.05, source: assumed}",
        f"    party: {Sure(round(0.05 * people.value), 'persons', 0.2, 'assumed')}",
        "    strata: {workers: 0.42, peasants: 0.20, employees: 0.30, students: 0.05, soldiers: 0.02, apparatus: 0.01}",
        "    set:",
        *(f"      {column}: {sure}" for column, sure in values.items()),
        "    default_place:",
        "      police: {value: 2.0, unit: persons/1000, spread: 0.3, source: assumed}",
        "      communications: {value: 0.6, unit: share, spread: 0.1, source: assumed}",
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


def _spots(events: pd.DataFrame) -> dict[tuple[str, str], tuple[float, float]] | None:
    """Mean latitude and longitude of each place; None unless every place of the case has one."""
    if not {"latitude", "longitude"} <= set(events.columns):
        return None
    told = events[events["place"] != ""].copy()
    for column in ("latitude", "longitude"):
        told[column] = pd.to_numeric(told[column], errors="coerce")
    found = told.groupby(["polity", "place"])[["latitude", "longitude"]].mean()
    found = found.dropna()
    if not len(found) or set(told["polity"]) != set(events["polity"]):
        return None
    return {(str(p), str(n)): (float(a), float(b)) for (p, n), a, b in found.itertuples()}


def _places(
    country: tuple[str, Mapping[str, str]],
    events: pd.DataFrame,
    people: int,
    spots: dict[tuple[str, str], tuple[float, float]] | None,
    made: Proposed,
) -> str:
    """The places that are named most, and the rest of the country, as text."""
    code, titles = country
    towns = _towns(events["place"], _called(code, titles))
    counts = towns[towns != ""].value_counts()
    names = [
        n
        for n in sorted(counts.index, key=lambda n: (-counts[n], n))
        if spots is None or (code, n) in spots
    ][:MOST_PLACES]
    shares = {n: IN_TOWNS * counts[n] / sum(counts[m] for m in names) for n in names}
    taken: set[str] = set()
    lines, left = [], people
    for k, name in enumerate(names):
        own = max(round(shares[name] * people), 1)
        left -= own
        at = _at(k, len(names), (spots or {}).get((code, name)))
        lines.append(_place((_id(name, code, taken), "city"), code, name, at, (own, k == 0)))
    middle = None
    if spots and names:
        middle = tuple(sum(spots[code, n][j] for n in names) / len(names) for j in (0, 1))
    rest = f"{'Rest of ' if names else ''}{_title(code, titles)}"
    at = _at(-1, len(names), middle)
    lines.append(_place((_id(rest, code, taken), "region"), code, rest, at, (left, not names)))
    if names:
        more = len(counts) - len(names)
        made.taken.append(
            f"{code} places: {', '.join(names)}"
            + (f"; {more} named less often are in the rest" if more else "")
        )
        made.made_up.append(
            f"{code}: how many live in each place; that the rulers sit in {names[0]}, which is named most"
        )
    return "\n".join(lines)


def _at(k: int, n: int, spot: Sequence[float] | None) -> str:
    """Degrees where known; else points of a plain map, side by side."""
    if spot is not None:
        return f"[{spot[0]:.4f}, {spot[1]:.4f}]"
    return "[50, 80]" if k < 0 else f"[{100 * (k + 1) / (n + 1):.0f}, 40]"


def _place(what: tuple[str, str], code: str, title: str, at: str, people: tuple[int, bool]) -> str:
    own, seat = people
    id_, kind = what
    return (
        f"  {id_}:\n    {{polity: {code}, title: {_quoted(title)}, kind: {kind}, at: {at},"
        f"{' capital: true,' if seat else ''}\n"
        f"     population: {{value: {own}, unit: persons, spread: 0, source: assumed}}}}"
    )


def _id(name: str, code: str, taken: set[str]) -> str:
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c)
    )
    base = f"{code.lower()}_" + (re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "place")
    found, n = base, 1
    while found in taken:
        n += 1
        found = f"{base}_{n}"
    taken.add(found)
    return found


def _title(code: str, names: Mapping[str, str]) -> str:
    """What a country is called: as the imported file has it, or the list of states, or its code."""
    if code in names:
        return str(names[code])
    return next((s.name for s in reversed(states()) if s.code == code), code)


NOWHERE = frozenset(
    [
        "nationwide",
        "nation-wide",
        "countrywide",
        "country-wide",
        "national",
        "international",
        "abroad",
        "various",
    ]
)
"""Words of places that are no town, in small letters."""


def _towns(places: pd.Series, whole: set[str]) -> pd.Series:
    """The town of each place; empty where it is the whole country, or several towns.

    What stands in brackets behind it is left out; of ``Tahrir Square, Cairo`` it is Cairo where other events
    name that alone.
    """
    plain = places.str.replace(r"\s*\([^()]*\)$", "", regex=True)
    alone = {p.strip() for p in plain if p and not re.search("[,;]", p)}
    found = {}
    for told in plain.unique():
        parts = [p.strip() for p in re.split("[,;]", told)]
        parts = [p for p in parts if p and p.casefold() not in whole | NOWHERE]
        if len(parts) > 1:
            parts = parts[-1:] if parts[-1] in alone else []
        found[told] = parts[0] if parts else ""
    return plain.map(found)


def _called(code: str, names: Mapping[str, str]) -> set[str]:
    """What the whole country is called, in small letters: no town of it."""
    found = {code, _title(code, names)}
    for state in states():
        if state.code == code:
            found |= {state.name, *state.also}
    return {name.casefold() for name in found}


def _years(start: pd.Timestamp, end: pd.Timestamp) -> str:
    return f"{start.year}" + (f"-{end.year}" if end.year > start.year else "")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _way_to(folder: Path, home: Path, given: str | Path) -> str:
    """The record as the case names it: a shipped name, or the way from the case's own folder."""
    if not Path(given).exists():
        return str(given)
    return _quoted(Path(os.path.relpath(folder.resolve(), home.resolve())).as_posix())


def _fullest(events: pd.DataFrame) -> str:
    """The day with most events that are dated to the day."""
    days = events.loc[events["first"] == events["last"], "first"]
    return str(pd.Timestamp(days.value_counts().sort_index().idxmax()).date()) if len(days) else ""
