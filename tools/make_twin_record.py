#!/usr/bin/env python3
"""Write the record of the two invented republics: one run of one account, told as sources would.

Usage: python tools/make_twin_record.py [--account FILE] [--seed N] [--out FOLDER]

The record ``twin_republics_1971`` is of known origin, so that everybody can see whether the method finds
it: a run of `palace_1971` on the case of that name. What its sources note, get wrong and deny is drawn
by the same seed. The same account and seed give the same bytes.

noted      mass events with a chance that grows with size, decisions nearly always (`HALF_SIZE`,
           `DECISION`): the chances of a record that has all events of some size.
figures    the ministry's file within a few per cent, a historian's range around it, papers of the
           rulers too low, a bulletin of exiles too high; some figures are missing.
denied     small strikes and crowds, by the rulers' paper: a row `mention_absent` beside `mention`.
dates      one in twelve is a day off in the bulletin; both days stand in the row.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import thaw
from thaw.case import Case, load_case
from thaw.files import data_folder
from thaw.record.form import COLUMNS

CASE = "twin_republics_1971"
ACCOUNT = data_folder("accounts") / "invented" / "palace_1971.yaml"
SEED = 101
"""The first that was tried. Its run has crowds and risings, and no strike that a source notes."""
HALF_SIZE = {"strike": 1000.0, "demonstration": 667.0, "rising": 33.0}
STEEPNESS = 4.0
DECISION = {"concession": 0.91, "disclosure": 0.91, "leader": 0.99}
THRESHOLD = {"strike": 200.0, "demonstration": 500.0, "rising": 20.0}
MEASURE = {"strike": "strikers", "demonstration": "demonstrators", "rising": "armed"}
COUNTER = {"concession": "n_concession", "disclosure": "n_disclosure", "leader": "n_leader"}
KIND = {
    "strike": "strike",
    "demonstration": "demonstration",
    "rising": "uprising",
    "disclosure": "revelation",
    "leader": "leadership_change",
}
QUANTITY = {"strike": "strikers", "demonstration": "participants", "rising": "participants"}
GAP = 7
"""Days of calm that end a spell of unrest."""
NAMES = {"ARV": ("Arvenia", "arven"), "BRU": ("Brusk", "brusk")}

SOURCES = (
    (
        "arven-worker",
        "The Arven Worker",
        "",
        "1972",
        "press",
        "daily, 1971-72",
        "",
        "paper of the rulers; plays unrest down",
    ),
    (
        "brusk-courier",
        "Brusk Courier",
        "",
        "1972",
        "press",
        "daily, 1971-72",
        "",
        "paper of the rulers; plays unrest down",
    ),
    (
        "exile-letters",
        "Letters from the Two Republics",
        "Exile committee",
        "1973",
        "press",
        "nos 1-48",
        "",
        "hearsay of travellers; figures run high",
    ),
    (
        "ministry-files",
        "Situation reports of the two ministries of the interior",
        "",
        "1972",
        "archive",
        "fonds 11, opened 1991",
        "",
        "counted by the police for the police",
    ),
    (
        "gerrin-1996",
        "The Republics That Struck",
        "H. Gerrin",
        "1996",
        "scholarship",
        "chapters 3-6",
        "",
        "has read the files and the bulletin",
    ),
    (
        "two-lands-handbook",
        "Handbook of the Two Lands",
        "",
        "2001",
        "encyclopedia",
        "s.v. strikes",
        "gerrin-1996",
        "digest of Gerrin",
    ),
    (
        "gazettes",
        "Official gazettes of Arvenia and Brusk",
        "",
        "1972",
        "archive",
        "1971-72, complete",
        "",
        "laws, appointments, prices",
    ),
    (
        "yearbook-1973",
        "Statistical yearbooks",
        "Offices of statistics",
        "1973",
        "archive",
        "tables 4, 17, 22",
        "",
        "counted series",
    ),
)
PAPER = {"ARV": "arven-worker", "BRU": "brusk-courier"}


@dataclass(frozen=True)
class Spell:
    """Days on which people acted in one way in one polity: steps, largest day, and its place."""

    what: str
    polity: str
    first: int
    last: int
    persons: float
    place: str


class Telling:
    """Rows of the five tables as they are written, and the luck of their sources."""

    def __init__(self, case: Case, seed: int) -> None:
        self.case, self.luck = case, np.random.default_rng([seed, 1971])
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in COLUMNS}

    def add(self, table: str, **cells: Any) -> None:
        """A row; columns that are not given are empty."""
        self.rows[table].append({c: cells.get(c, "") for c in COLUMNS[table].required})

    def day(self, step: int) -> str:
        """The date of a step."""
        return (self.case.start + dt.timedelta(days=step)).isoformat()

    def figure(
        self,
        event: str,
        quantity: str,
        source: str,
        *,
        best: Any = "",
        low: Any = "",
        high: Any = "",
        unit: str = "persons",
        note: str = "",
    ) -> None:
        """What one source says of one quantity; the bound follows from the ends it states."""
        bound = {(True, True): "range", (True, False): "at_least", (False, True): "up_to"}
        ends = (low != "", high != "")
        self.add(
            "attestations",
            event_id=event,
            quantity=quantity,
            low=low,
            best=best,
            high=high,
            bound=bound.get(ends, "exact"),
            unit=unit,
            source_id=source,
            note=note,
        )


def rounded(x: float) -> int:
    """Two digits, as people give figures."""
    size = 10 ** max(0, len(str(int(max(x, 1)))) - 2)
    return int(round(x / size) * size)


def spells(case: Case, place: np.ndarray, polity: np.ndarray, what: str, name: str) -> list[Spell]:
    """Spells of a kind in a polity.

    Parameters
    ----------
    place : float array [time, place], persons of the kind
    polity : float array [time], the same summed, with those of no place
    """
    mine = [k for k, p in enumerate(case.places) if p.polity == name]
    here = place[:, mine]
    rest = polity - here.sum(axis=1)
    on = np.flatnonzero(np.maximum(here.max(axis=1), rest) >= THRESHOLD[what])
    made = []
    for days in np.split(on, np.flatnonzero(np.diff(on) > GAP) + 1) if len(on) else []:
        top = int(days[np.argmax(polity[days])])
        where = case.places[mine[int(np.argmax(here[top]))]].title if here[top].max() > 0 else ""
        made.append(Spell(what, name, int(days[0]), int(days[-1]), float(polity[top]), where))
    return made


def told_spell(t: Telling, s: Spell, number: int) -> str | None:
    """Rows of a spell of unrest, unless nobody noted it; its id."""
    chance = 1.0 / (1.0 + np.exp(-STEEPNESS * np.log10(s.persons / HALF_SIZE[s.what])))
    u = t.luck.random(8)
    error = t.luck.normal(size=4)
    if u[0] > chance:
        return None
    title, short = NAMES[s.polity]
    name = f"{short}-{s.what}-{number}"
    first, last = t.day(s.first), t.day(s.last)
    off = t.day(s.first - 1 if u[1] < 0.5 else s.first + 1) if u[2] < 1 / 12 else ""
    where = f" at {s.place}" if s.place else ""
    verb = {
        "strike": "Work stops",
        "demonstration": "Crowds march",
        "rising": "People take up arms",
    }
    t.add(
        "events",
        id=name,
        date=first if first == last else f"{first}/{last}",
        rival_dates=off,
        polity=s.polity,
        place=s.place,
        kind=KIND[s.what],
        support="page",
        summary=f"{verb[s.what]} in {title}{where}.",
    )
    quantity = QUANTITY[s.what]
    if u[3] < 0.8:
        t.figure(
            name, quantity, "ministry-files", best=rounded(s.persons * np.exp(0.08 * error[0]))
        )
    middle = s.persons * np.exp(0.15 * error[1])
    t.figure(name, quantity, "gerrin-1996", low=rounded(0.8 * middle), high=rounded(1.3 * middle))
    if u[4] < 0.4:
        t.figure(name, quantity, "two-lands-handbook", best=rounded(middle))
    t.figure(
        name,
        quantity,
        "exile-letters",
        low=rounded(1.5 * s.persons * np.exp(0.2 * error[2])),
        note="as travellers told it",
    )
    t.figure(name, "mention", "exile-letters", best=1, unit="mention")
    if s.persons < 2500 and u[5] < 0.6:
        t.figure(
            name,
            "mention_absent",
            PAPER[s.polity],
            best=1,
            unit="flag",
            note="work and life went on as usual",
        )
    else:
        t.figure(
            name,
            quantity,
            PAPER[s.polity],
            high=rounded(0.6 * s.persons),
            note="a handful of misled people",
        )
    return name


def told_losses(t: Telling, name: str, s: Spell, polity: np.ndarray, measures: list[str]) -> None:
    """Deaths and arrests of the days of a spell and the three after it."""
    for what in ("deaths", "arrests"):
        count = polity[:, measures.index(what)]
        before = count[s.first - 1] if s.first else 0.0
        n = float(count[min(s.last + 3, len(count) - 1)] - before)
        error = t.luck.normal(size=2)
        if n < 1:
            continue
        t.figure(name, what, "ministry-files", best=max(1, rounded(n * np.exp(0.05 * error[0]))))
        t.figure(name, what, "exile-letters", low=max(1, rounded(1.5 * n * np.exp(0.2 * error[1]))))
        if what == "deaths":
            t.figure(name, what, PAPER[s.polity], best=0, note="nobody was harmed")


def told_decisions(t: Telling, name: str, polity: np.ndarray, measures: list[str]) -> None:
    """Rows of concessions, disclosures and changes of leader, from counters that rise."""
    title, short = NAMES[name]
    words = {
        "concession": ("concession_economic", "Pay is raised and prices are held."),
        "disclosure": ("revelation", "The party paper prints what was done to prisoners."),
        "leader": ("leadership_change", "Another first secretary is chosen."),
    }
    for what, counter in COUNTER.items():
        count = polity[:, measures.index(counter)]
        rises = np.flatnonzero(np.diff(count, prepend=0.0) > 0.5)
        for number, step in enumerate(rises, 1):
            u = t.luck.random(2)
            if u[0] > DECISION[what]:
                continue
            kind, text = words[what]
            if what == "concession" and u[1] < 0.4:
                kind, text = "concession_political", "A list of grievances is accepted."
            event = f"{short}-{what}-{number}"
            t.add(
                "events",
                id=event,
                date=t.day(int(step)),
                polity=name,
                kind=kind,
                support="page",
                summary=f"{title}: {text}",
            )
            for source in ("gazettes", PAPER[name], "gerrin-1996"):
                t.figure(event, "mention", source, best=1, unit="mention")


def told_series(t: Telling, name: str, polity: np.ndarray, measures: list[str]) -> None:
    """Party members by half year, price index by year, emigrants by quarter."""
    title = NAMES[name][0].lower()
    days = [t.case.start + dt.timedelta(days=n) for n in range(len(polity))]

    def column(measure: str) -> np.ndarray:
        return polity[:, measures.index(measure)]

    def put(series: str, date: str, value: float, unit: str) -> None:
        t.add(
            "series",
            series_id=f"{title}_{series}",
            polity=name,
            date=date,
            best=f"{value:.6g}",
            bound="exact",
            unit=unit,
            source_id="yearbook-1973",
        )

    for day in (f"{y}-{md}" for y in (1971, 1972) for md in ("06-30", "12-31")):
        error = np.exp(0.02 * t.luck.normal())
        put(
            "party_members",
            day,
            round(column("party")[days.index(dt.date.fromisoformat(day))] * error),
            "persons",
        )
    years = {y: np.array([d.year == y for d in days]) for y in (1971, 1972)}
    base = column("price")[years[1971]].mean()
    for y, on in years.items():
        put(
            "price_index", str(y), round(100 * float(column("price")[on].mean() / base), 1), "index"
        )
    for y in (1971, 1972):
        for q in range(4):
            on = np.array([d.year == y and (d.month - 1) // 3 == q for d in days])
            error = np.exp(0.05 * t.luck.normal())
            quarter = f"{y}-{3 * q + 1:02d}/{y}-{3 * q + 3:02d}"
            put("emigration", quarter, round(column("exit_flow")[on].sum() * error), "persons")


def told_silence(t: Telling, name: str, found: list[Spell]) -> None:
    """Non-events: what was looked for and did not happen, by whom."""
    title, short = NAMES[name]
    span = f"{t.case.start}/{t.case.end}"
    t.add(
        "nonevents",
        id=f"{short}-no-amnesty",
        date=span,
        polity=name,
        kind="amnesty",
        summary=f"The gazette of {title} has no amnesty in these two years.",
        source_id="gazettes",
    )
    t.add(
        "nonevents",
        id=f"{short}-no-rehabilitation",
        date=span,
        polity=name,
        kind="rehabilitation",
        summary=f"No sentence was quashed in {title}.",
        source_id="gazettes",
    )
    months = [
        t.case.start + dt.timedelta(days=n) for n in range((t.case.end - t.case.start).days + 1)
    ]
    for what in ("strike", "rising"):
        busy = {
            months[n].isoformat()[:7]
            for s in found
            if s.what == what
            for n in range(s.first, s.last + 1)
        }
        quiet = [m for m in t.case.months() if m not in busy]
        for month in quiet[:: max(1, len(quiet) // 4)][:4]:
            t.add(
                "nonevents",
                id=f"{short}-no-{what}-{month}",
                date=month,
                polity=name,
                kind=KIND[what],
                summary=f"The files of {title} report none.",
                source_id="ministry-files",
            )


def tables(account: str | Path = ACCOUNT, seed: int = SEED) -> dict[str, list[dict[str, Any]]]:
    """Rows of the five tables of the record that one run leaves.

    Parameters
    ----------
    account : str or Path
    seed : int
        Of the run and of what its sources make of it.
    """
    case = load_case(CASE)
    run = thaw.simulate(account, case, seeds=[seed], workers=1).data.isel(run=0)
    measures, by_place = (list(run[k].values) for k in ("measure", "place_measure"))
    t = Telling(case, seed)
    for cells in SOURCES:
        names = (
            "source_id",
            "title",
            "author",
            "year",
            "kind",
            "locator",
            "derived_from",
            "reliability_note",
        )
        t.add(
            "sources", **dict(zip(names, cells, strict=True)), relation="digest" if cells[6] else ""
        )
    for event in case.events:
        changes = event.changes[0]
        kind = "leader_death" if changes.column == "leader_dead" else "price_rise"
        t.add(
            "events",
            id=event.name,
            date=str(event.on),
            polity=changes.row,
            kind=kind,
            support="page",
            summary=WHAT[event.name],
        )
        t.figure(event.name, "mention", "gazettes", best=1, unit="mention")
    for k, p in enumerate(case.polities):
        polity = run["polity_measures"].values[:, k, :].astype(float)
        found: list[Spell] = []
        for what in MEASURE:
            at = [m.removeprefix("place_") for m in by_place].index(MEASURE[what])
            place = run["place_measures"].values[:, :, at].astype(float)
            found += spells(case, place, polity[:, measures.index(MEASURE[what])], what, p.name)
        free = np.ones(len(polity), bool)
        for number, s in enumerate(sorted(found, key=lambda s: (s.what != "rising", s.first)), 1):
            name = told_spell(t, s, number)
            if name and free[s.first : s.last + 1].all():
                told_losses(t, name, s, polity, measures)
                free[s.first : s.last + 4] = False
        told_decisions(t, p.name, polity, measures)
        told_series(t, p.name, polity, measures)
        told_silence(t, p.name, found)
    t.rows["events"].sort(key=lambda row: (row["date"], row["id"]))
    return t.rows


WHAT = {
    "arven-harvest": "The harvest fails in Arvenia; food prices rise by two fifths.",
    "orlan-dies": "T. Orlan, first secretary of Arvenia, dies.",
    "brusk-ration": "Fuel runs short in Brusk; prices rise by two fifths.",
}

ABOUT = """record: {name}
title: Two invented republics, 1971-72
says: >-
  Strikes, crowds, decisions and counted series of Arvenia and Brusk, as eight sources tell them. Neither
  country, nor any source, exists.
about: >-
  Of known origin: one run of {account} on the case {case}, seed {seed}, told by
  tools/make_twin_record.py; what sources note, get wrong and deny is drawn by the same seed.
span: [1971, 1972]
polities: [ARV, BRU]
covers:  # where silence says that nothing notable happened; elsewhere it says nothing
  - {{polities: [ARV, BRU], from: 1971, until: 1972, density: all}}
licence: Invented for Thaw; free to use.
"""

ITEMS = """windows: span  # sizes and first days are asked over the whole span, not in the days in which they happened
"""


def as_csv(table: str, rows: list[dict[str, Any]]) -> str:
    """Rows as the text of a table."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(COLUMNS[table].required), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(folder: Path, account: str | Path = ACCOUNT, seed: int = SEED) -> None:
    """The whole record; its id is the name of the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in tables(account, seed).items():
        (folder / f"{table}.csv").write_text(as_csv(table, rows), encoding="utf-8")
    about = ABOUT.format(name=folder.name, account=Path(account).stem, case=CASE, seed=seed)
    (folder / "record.yaml").write_text(about, encoding="utf-8")
    (folder / "items.yaml").write_text(ITEMS, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--account", default=ACCOUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=data_folder("records") / CASE)
    given = parser.parse_args()
    write(given.out, given.account, given.seed)
    print(f"written: {given.out}")


if __name__ == "__main__":
    main()
