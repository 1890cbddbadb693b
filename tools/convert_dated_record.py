#!/usr/bin/env python3
"""Convert the coded facts of one case into a record of its own.

Usage: python tools/convert_dated_record.py CASE ../shared/record [OUT] [--date YYYY-MM-DD]

CASE is one of `CASES`. Reads its events, attestations, series and evidence from the folder `cases`, its
sources from both folders and, where `CASES` says so, rows of the main record that lie in its span; writes
the five tables, `evidence.csv`, the tables that the case itself is made from (`sites.csv`, `units.csv`) and
record.yaml. Two conversions of the same input on the same date are equal to the byte. `items.yaml` beside
them is written by hand and left alone. What is inferred rather than copied, beside `convert_record`:

hours      of a date such as 1956-10-23T16 go to the columns `begins` and `ends`; the date keeps the day.
series     the days that a figure is about, by its id and unit: "to 31 October", "in November", cumulative
           ones from the first day of the case; the bare unit by `UNITS`, "at least" and OCR by bound and `~`.
rank       of changes of leader that are not of the first post: `LESSER` of the case.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import hashlib
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import convert_record as main_record

from thaw.record import edtf

HERE = Path(__file__).resolve().parent.parent / "src/thaw/data/records"
TABLES = main_record.TABLES


@dataclass(frozen=True)
class About:
    """What a record says of itself, and what of its rows is not plain from their kind.

    Attributes
    ----------
    polities : whose rows are kept
    span : first and last day
    covers : lines of `covers` in record.yaml
    extra : further tables that are copied
    ranks : changes of leader of another post than the first, and which
    main_series, main_events : patterns of ids of the main record whose rows are taken over
    """

    title: str
    says: str
    polities: tuple[str, ...]
    span: tuple[str, str]
    covers: str
    extra: tuple[str, ...] = ()
    ranks: dict[str, str] = field(default_factory=dict)
    main_series: str = ""
    main_events: bool = False


CASES = {
    "hungary_1956": About(
        title="Hungary, 16 October to 31 December 1956",
        says="Dated events, many to the hour, rival figures side by side, and counted series.",
        polities=("HUN", "USSR", "AUT", "EGY"),
        span=("1956-10-16", "1956-12-31"),
        covers="  - {polities: [HUN], from: 1956-10, until: 1956-12, density: all}\n",
        extra=("sites", "units"),
        ranks={"h56-cabinet": "1"},
    ),
    "monopoly_1917": About(
        title="Soviet Russia and the Soviet Union, November 1917 to March 1953",
        says="Steps to the rule of one man, and what the country paid and gained, by month and year.",
        polities=("USSR",),
        span=("1917-11-07", "1953-03-31"),
        covers="  - {polities: [USSR], from: 1917-11, until: 1953-03, kinds: [disclosure, leader], density: most}\n",
        main_series=r"^(cpsu_members|ussr_state_retail_price)",
        main_events=True,
    ),
}

LINEAGE = (
    ("dnh-ksh", "ksh-origo", "digest of the same statistical report"),
    ("mti-chron-23", "mti-chron", "same series, another day"),
    ("mti-2006", "mti-chron", "the agency's copy of its own chronicle"),
    ("mek-chron-3", "rev-chron", "chronology of the same institute"),
    ("wiki-events-1956", "wiki-hun-mirror", "another article of the encyclopedia; assumed"),
    ("huwiki-2008", "wiki-hun-mirror", "another language edition, old copy; assumed"),
    ("wiki-17cc-ru", "wiki-17cc", "mirror of the same article"),
    ("freedomfirst-23", "freedomfirst", "same site"),
)
"""As `convert_record.LINEAGE`, of the sources that the cases add."""

UNITS = (  # beginning of the unit as written -> bare unit; first match wins
    (r"^September 1956 = 100|^\d{4} ?= ?100|^index", "index"),
    (r"^percent", "percent"),
    (r"^persons per day", "persons/day"),
    (r"^persons present", "persons present"),
    (r"^million kWh", "million kWh"),
    (r"^persons", "persons"),
    (r"^(councils|factory councils)", "councils"),
)
WHEN = (  # unit as written, id -> days that the figure is about
    (r"to 31 October", "", "{day}/1956-10-31"),
    (r"in November|in December", "", "{month}"),
    (r"", r"_cumulative$", "{start}/{day}"),
)


def days_of(date: str, unit: str, name: str, start: str) -> str:
    """EDTF of the days that a figure of a series is about."""
    for in_unit, in_name, form in WHEN:
        if (not in_unit or re.search(in_unit, unit)) and (not in_name or re.search(in_name, name)):
            if in_unit or in_name:
                return form.format(day=date, month=date[:7], start=start)
    return date


def series(rows: list[dict[str, str]], kinds: dict, about: About) -> list[dict[str, str]]:
    """Series in the columns of a record."""
    out = []
    for r in rows:
        unit, name, value = r["unit"], r["series_id"], r["value"]
        bare = next((u for p, u in UNITS if re.search(p, unit)), unit.split(",")[0].split(" (")[0])
        date = days_of(r["date"], unit, name, about.span[0])
        date += (
            "~" if re.search(r"doubtful|approximate|\babout\b", unit) and "/" not in date else ""
        )
        least, most = (
            re.search(r"at least|more than|somewhat more", unit),
            re.search("nearly", unit),
        )
        low, high = (value if end else "" for end in (least, most))
        best = "" if least or most else value
        source = kinds[r["source_id"]]
        out.append(
            {
                "series_id": name,
                "polity": r.get("polity") or about.polities[0],
                "date": date,
                "low": low,
                "best": best,
                "high": high,
                "bound": main_record.bounded(low, best, high),
                "unit": bare,
                "note": "" if unit == bare else unit,
                "source_id": r["source_id"],
                "memory": source["memory"],
                "weightless": main_record.flag(
                    bool(source["weightless"]) or main_record.WEIGHTLESS in unit
                ),
            }
        )
    return out


def hours(row: dict[str, str]) -> dict[str, str]:
    """A row of events with its hours in columns of their own."""
    parts = [row[c].partition("T") for c in ("date_start", "date_end")]
    days = {"date_start": parts[0][0], "date_end": parts[1][0]}
    return {**row, **days, "begins": parts[0][2], "ends": parts[1][2]}


def read_csv(file: Path) -> list[dict[str, str]]:
    """Rows of a CSV file; none where there is no such file."""
    if not file.is_file():
        return []
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def cited_by_case(name: str, known: list[dict[str, str]]) -> set[str]:
    """Known sources that the shipped case of this name gives for its numbers; none before it is made."""
    file = Path(__file__).parent.parent / "src" / "thaw" / "data" / "cases" / f"{name}.yaml"
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    told = set(re.findall(r"\bsource: ([\w-]+)", text))
    return {r["source_id"] for r in known if r["source_id"] in told}


def used_sources(
    rows: dict[str, list[dict[str, str]]], known: list[dict[str, str]], cited: set[str]
) -> list[dict[str, str]]:
    """Sources that rows name or `cited`, and those they derive from, with lineages, in the order of the lists."""
    kept = main_record.sources(known)
    by_id = {r["source_id"]: r for r in kept}
    for child, origin, why in LINEAGE:
        if child in by_id and origin in by_id and not by_id[child]["derived_from"]:
            by_id[child].update(derived_from=origin, relation=why)
    names = {r["source_id"] for table in rows.values() for r in table if r.get("source_id")} | cited
    missing = sorted(names - set(by_id))
    if missing:
        raise SystemExit(f"no source is called {', '.join(missing)}")
    todo = list(names)
    while todo:
        origin = by_id[todo.pop()]["derived_from"]
        if origin and origin not in names:
            names.add(origin)
            todo.append(origin)
    return [r for r in kept if r["source_id"] in names]


def of_main(folder: Path, about: About) -> tuple[list[dict], list[dict], list[dict], list[dict]]:
    """Rows of the main record in the span of the case: events, their attestations, series, non-events."""
    inside = lambda day: about.span[0] <= day <= about.span[1]  # noqa: E731
    events: list[dict] = []
    told: list[dict] = []
    if about.main_events:
        events = [
            r
            for r in main_record.read(folder, "events")
            if r["polity"] in about.polities and inside(r["date_start"]) and inside(r["date_end"])
        ]
        ids = {r["id"] for r in events}
        told = [r for r in main_record.read(folder, "attestations") if r["event_id"] in ids]
    series_ = [
        r | {"polity": about.polities[0]}
        for r in (main_record.read(folder, "series") if about.main_series else [])
        if re.search(about.main_series, r["series_id"]) and inside(full(r["date"]))
    ]
    silent = [
        r
        for r in main_record.read(folder, "nonevents")
        if r["polity"] in about.polities and inside(r["date_start"]) and inside(r["date_end"])
    ]
    return events, told, series_, silent


def full(date: str) -> str:
    """The first day of a date of a series."""
    return (date + "-01-01")[:10] if len(date) == 4 else (date + "-01")[:10]


def convert(name: str, folder: Path, out: Path, date: str) -> dict[str, int]:
    """Convert the case of this name; returns the number of rows of each table."""
    about, cases = CASES[name], folder / "cases"
    raw = {
        t: read_csv(cases / f"{name}_{t}.csv")
        for t in ("events", "attestations", "series", "evidence", "links", *about.extra)
    }
    for rows in raw.values():
        for r in rows:
            if found := main_record.TEXT_ID.match(r.get("source_id", "")):
                r["source_id"] = main_record.WORKS[found[1], found[2] or ""][0]
    links = {r["main_event_id"] for r in raw["links"]}
    events, told, more, silent = of_main(folder, about)
    events = [hours(r) for r in raw["events"]] + [hours(r) for r in events if r["id"] not in links]
    ids = {r["id"] for r in events}
    told = [*raw["attestations"], *(r for r in told if r["event_id"] in ids)]
    known = main_record.read(folder, "sources") + read_csv(cases / "new_sources.csv")
    twice = {r["source_id"]: r for r in reversed(known)}
    sources = used_sources(
        {**raw, "told": told, "more": more, "silent": silent},
        list(reversed(twice.values())),
        cited_by_case(name, known),
    )
    kinds = {r["source_id"]: r for r in sources}
    tables = {"sources": sources, "attestations": main_record.attestations(told, kinds)}
    made_events = main_record.events(events, tables["attestations"], kinds)
    extra = {r["id"]: r for r in events}
    tables["events"] = [
        r
        | {"rank": about.ranks.get(r["id"], "")}
        | {k: extra[r["id"]][k] for k in ("begins", "ends")}
        for r in made_events
    ]
    tables["events"].sort(key=lambda r: extra[r["id"]]["date_start"])
    tables["series"] = series([*raw["series"], *more], kinds, about)
    tables["nonevents"] = main_record.nonevents(silent, kinds)
    tables = {t: main_record.without_files(rows) for t, rows in tables.items()}
    made = {f"{t}.csv": main_record.as_csv(tables[t]) for t in TABLES if tables[t]}
    if not tables["nonevents"]:
        made["nonevents.csv"] = NO_NONEVENTS
    beside = {f"{t}.csv": main_record.as_csv(raw[t]) for t in ("evidence", *about.extra)}
    given = {f.name: f.read_bytes() for f in sorted(cases.glob(f"{name}_*.csv"))}
    out.mkdir(parents=True, exist_ok=True)
    for file, text in {**made, **beside}.items():
        (out / file).write_bytes(text)
    text = describe(name, tables, given, made, date)
    (out / "record.yaml").write_text(text, encoding="utf-8")
    return {t: len(tables[t]) for t in TABLES}


NO_NONEVENTS = b"id,date,polity,place,kind,summary,source_id,memory,weightless\n"


def describe(
    name: str,
    tables: dict[str, list[dict[str, str]]],
    given: dict[str, bytes],
    made: dict[str, bytes],
    date: str,
) -> str:
    """The text of record.yaml."""
    about = CASES[name]
    shas = lambda files: "".join(  # noqa: E731
        f"  {file}: {hashlib.sha256(text).hexdigest()}\n" for file, text in sorted(files.items())
    )
    polities = sorted({r["polity"] for t in ("events", "series", "nonevents") for r in tables[t]})
    rows = ", ".join(f"{t}: {len(tables[t])}" for t in TABLES)
    covers = f"covers:  # where silence says that nothing notable happened; elsewhere it says nothing\n{about.covers}"
    first, last = (edtf.read(d).first.year for d in about.span)
    return f"""record: {name}
title: {about.title}
says: >-
  {about.says}
span: [{first}, {last}]
polities: [{", ".join(polities)}]
{covers if about.covers else ""}rows: {{{rows}}}
licence: >-
  Facts coded by the project from pages it read, each with its citation; no dataset or text of
  others is reproduced beyond single figures and dates. Use of the tables: the project's own
  licence; please cite the original source of any figure used.
caution: >-
  Rows flagged memory rest on the compiler alone and are to be verified. Rows flagged weightless
  come from pages that must not carry a fit. Sources of kind seed are parties to the dispute.
converted: {date}
input_sha256:
{shas(given)}output_sha256:
{shas(made)}"""


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("case", choices=sorted(CASES))
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--date", default=dt.date.today().isoformat())
    given = parser.parse_args()
    out = given.out or HERE / given.case
    for table, rows in convert(given.case, given.folder, out, given.date).items():
        sys.stdout.write(f"{table:14s}{rows:6d}\n")


if __name__ == "__main__":
    main()
