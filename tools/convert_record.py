#!/usr/bin/env python3
"""Convert a folder of coded facts into a record that `thaw.load_record` reads.

Usage: python tools/convert_record.py ../shared/record [OUT] [--date YYYY-MM-DD]

Reads events, attestations, series, nonevents and sources (CSV) and writes the same five tables with
normalised columns, and record.yaml with counts and checksums. Two conversions of the same input on
the same date are equal to the byte. What is inferred rather than copied:

date       EDTF. A span that is whole months or years is written as such. `?` where no page supports
           an event (only the compiler), `~` where none of its pages gives its day: they name a
           month or a year, say that they give no day, or give another day.
bound      exact (one figure), range (both ends), at_least (low end only), up_to (high end only);
           of a series: from "at least", "more than" and "nearly" in its unit.
support    what vouches for an event: page, seed (a document whose author is party to the dispute)
           or memory (the compiler). A page that says it tells of something else (BESIDE) does not.
memory     the row rests on the compiler's memory alone.
weightless the source, or the row itself, says 'do not weight'.
derived_from  the table LINEAGE below, and notes that call a family of sources one witness; a
           lineage counts as one witness.
unit       of a series: the bare unit; the rest of the input's unit goes to `note`.
source_id  a text of the disputing parties: the id of the work in bibliography.yaml, from the table
           WORKS; its locator is the entry there, or the work that quotes it.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import hashlib
import io
import re
from pathlib import Path

from thaw.bibliography import works
from thaw.record import edtf

TABLES = ("events", "attestations", "series", "nonevents", "sources")
OUT = Path(__file__).resolve().parent.parent / "src/thaw/data/records/bloc_1917_1968"
WEIGHTLESS = "do not weight"

WORKS: dict[tuple[str, str], tuple[str, str]] = {
    ("000", ""): ("stein-1956", ""),
    ("001", "apr1956"): ("swp-1956", ""),
    ("001", "jan1957"): ("swp-1957", ""),
    ("002", "cpc1963"): ("cpc-1963", ""),
    ("002", "franklin1972"): ("franklin-1972", ""),
    ("003", "north1986"): ("north-1988", ""),
    ("003", "cannon1956"): (
        "cannon-1956",
        "quotations in north-1988, keyed to its notes 2-4 and 6",
    ),
    ("003", "qi1956"): ("mandel-1956", "quotations in north-1988, keyed to its notes 8-10"),
    ("003", "khrushchev1956"): (
        "khrushchev-1956-in-north",
        "quotation in north-1988, keyed to its note 1",
    ),
    ("004", "deutscher1956"): ("deutscher-1956", ""),
    ("004", "khrushchev1956"): ("khrushchev-1956-in-deutscher", "figures quoted in deutscher-1956"),
}
"""Number of a text and mark of a work in it -> id of the work, and where it is quoted unless whole."""

TEXT_ID = re.compile(r"^(00\d)_[0-9a-f]{16}\.txt(?:#(\w+))?$")
SPEECH_IN_NORTH, SPEECH_IN_DEUTSCHER = "khrushchev-1956-in-north", "khrushchev-1956-in-deutscher"

# (source, what it derives from, how we know). Language editions of one encyclopedia article are one
# witness unless the page names other research: the German article on June 1953 (`dewiki-17juni`,
# toll from later research) and the Russian one on Kengir (`wiki-kengir-ru`, another official toll)
# stand alone.
LINEAGE: tuple[tuple[str, str, str], ...] = (
    ("wiki-vorkuta-old", "wiki-vorkuta", "older revision of the same article"),
    ("vorkuta-snippet", "wiki-vorkuta", "aggregator text of the same article"),
    ("wiki-plzen-old", "wiki-plzen", "older revision, another language edition"),
    ("wiki-plzen-sr", "wiki-plzen", "another language edition"),
    ("wiki-plovdiv", "bgwiki-plovdiv", "another language edition, same figures"),
    ("factindex-1953", "dewiki-june17-arch", "early copy of the same article"),
    ("liqui-1953", "dewiki-june17-arch", "extract of the same article"),
    ("wikisum-1953", "dewiki-june17-arch", "digest of the same article"),
    ("civil100-1953", "dewiki-june17-arch", "figure and hour of the article's digest; assumed"),
    ("wiki-poznan-2007", "wiki-poznan", "older revision"),
    ("wiki-poznan-2016", "wiki-poznan", "older revision"),
    ("wiki-tbilisi-b", "wiki-tbilisi", "another revision"),
    ("liqui-speech", "wiki-speech", "extract of the same article"),
    ("decopix-2010", "wiki-hun-mirror", "copy of the same article"),
    ("anarwiki", "wiki-hun-mirror", "copy of the same article"),
    ("hallottad", "mti-chron", "follows the agency's chronology, by its own note"),
    ("gagbi-3nov", "gagbi-30oct", "copy of the same day chronology"),
    ("terrorhaza-chron", "magyarkron", "same text family, by its own note"),
    ("terrorhaza-apr56", "magyarkron", "same text family"),
    ("terrorhaza-feb55", "magyarkron", "same text family"),
    ("magyarkron-1953", "magyarkron", "same chronology, another day"),
    ("magyarkron-sed", "magyarkron", "same chronology, another day"),
    ("magyarkron-30june", "magyarkron", "same chronology, another day"),
    ("magyarkron-4nov", "magyarkron", "same chronology, another day"),
    ("magyarkron-nov56p10", "magyarkron", "same chronology, another page"),
    ("mek-chron", "rev-chron", "chronology of the same institute"),
    ("rev-suli", "rev-chron", "Hungarian text of the same chronology"),
    ("rev-suli5", "rev-chron", "later part of the same chronology"),
    ("rev-ora4", "rev-chron", "teaching text of the same institute"),
    ("inaplo-nov56", "multkor-dec56", "copy of the magazine's chronology"),
    ("ksh-dnh", "ksh-origo", "digest of the same statistical report"),
    ("multkor-2015", "ksh-nepszava", "digest of the same statistical report"),
    ("tankomaster-2004", "stykalin-166", "same return of losses: 669 killed, 51 missing"),
    ("livebooks-1954", "applebaum-304", "both quote the memorandum of February 1954"),
    ("pohl-2005", "kurashvili-1996", "same police return of sentences"),
    ("wiki-lists-ru", "russialist-lists", "both count one edition of the lists"),
    ("rs21-bnagy", "bnagy-1964", "same author, same account"),
    ("newlib-poznan", "poznan-book-p22", "another page of the same book"),
    ("ipn-june56-cal", "ipn-investigation", "case files of the same institute"),
    ("zanotowane-1956", "sarasin-1956", "same print run, cited with footnotes; assumed"),
    ("wszystko-swiatlo", "dzieje-swiatlo", "digest of the agency's text"),
    ("arcanum-1957", "arcanum-1956", "same almanac"),
    ("ewh-1924", "ewh-2001", "same reference work"),
    ("ewh-ussr-1955", "ewh-2001", "same reference work"),
    ("ewh-ussr-1956", "ewh-2001", "same reference work"),
    ("ewh-ussr-1957", "ewh-2001", "same reference work"),
    ("ewh-poland", "ewh-2001", "same reference work"),
    ("ewh-hungary", "ewh-2001", "same reference work"),
    ("gizmo-cards", SPEECH_IN_NORTH, "repeats the published speech"),
    (SPEECH_IN_DEUTSCHER, SPEECH_IN_NORTH, "the same speech, quoted in another document"),
    ("cannon-1956", "north-1988", "known only as quoted in that document"),
    ("mandel-1956", "north-1988", "known only as quoted in that document"),
    ("magyarkron-nov56p263", "magyarkron", "same chronology, another page"),
    ("magyarkron-14nov", "magyarkron", "same chronology, another day"),
    ("magyarkron-16nov", "magyarkron", "same chronology, another day"),
    ("magyarkron-24nov", "magyarkron", "same chronology, another day"),
    ("magyarkron-25oct", "magyarkron", "same chronology, another day"),
    ("magyarkron-22mar63", "magyarkron", "same chronology, another day"),
    ("terrorhaza-jun57", "magyarkron", "same text family"),
    ("merce-mc3", "merce-mc", "another part of the same pamphlet"),
    ("ipn-kal-1955", "ipn-june56-cal", "another part of the same calendar"),
    ("docslib-norilsk", "libcom-norilsk", "same text, by the compiler's note"),
    ("wikisum-17c", "wiki-17cc", "digest of the same article"),
    ("gladweb-22c", "wiki-22c", "another language edition"),
    ("plwiki-powstanie", "wiki-hun-mirror", "another language edition"),
    ("itw-20c-mirror", "itw-20c", "mirror of the same article"),
    ("itw-14c", "itw-20c", "same handbook of the party's history behind it"),
    ("itw-18c", "itw-20c", "same handbook of the party's history behind it"),
    ("itw-19c", "itw-20c", "same handbook of the party's history behind it"),
    ("itw-23c", "itw-20c", "same handbook of the party's history behind it"),
    ("gse-13c", "gse-22c", "same reference work"),
    ("gse-14c", "gse-22c", "same reference work"),
    ("gse-15c", "gse-22c", "same reference work"),
    ("gse-16c", "gse-22c", "same reference work"),
    ("gse-18c", "gse-22c", "same reference work"),
    ("gse-19c", "gse-22c", "same reference work"),
    ("gse-21c", "gse-22c", "same reference work"),
    ("gse-23c", "gse-22c", "same reference work"),
    ("halk-18c", "gse-18c", "same source text, by the compiler's note"),
    ("marxdic-13c", "marxdic-20c", "same dictionary"),
    ("marxdic-17c", "marxdic-20c", "same dictionary"),
    ("pastebin-sentences", "kurashvili-1996", "same police return of sentences"),
    ("marienfelde-2008", "ghdi-4080", "same count of admissions, there in thousands"),
    ("ghdi-comm-1953", "uwis-germany-1953", "same communique in another collection"),
)

POLITY_OF_SERIES = (  # beginning or end of a series name -> polity; first match wins
    (r"^(cpsu|ussr)_|_ussr$", "USSR"),
    (r"^gdr_", "GDR"),
    (r"^hun_|_hun$", "HUN"),
    (r"^pol_|_pol$", "POL"),
    (r"^csr_|_csr$", "CSR"),
    (r"_bul$", "BUL"),
    (r"^cpusa_", "USA"),
    (r"^cpgb_", "UK"),
    (r"^pci_", "ITA"),
    (r"^camp_strike", "USSR"),
    (r"interval_between_revolts", "WORLD"),
)

BESIDE = {
    ("leningrad-rehab", "zhwiki-leningrad"): "no decree of April 1954, later acts instead",
    ("zispo-bonus-cut", "ipn-kal-1955"): "the wage tax, not the bonus",
    ("polish-debt-cancel", "prawo-troops-1956"): "the joint declaration, not the debts",
}
"""Mentions whose note says that the page tells of something near the event -> what."""

ONE_WITNESS = re.compile(r"\ball (\S+) entries are one witness\b")
"""Notes that make a family of sources one witness: all derive from the first that says so."""

UNITS_OF_SERIES = (  # beginning of the input's unit -> bare unit; first match wins
    (r"^\d{4}=100", "index"),
    (r"^percent", "percent"),
    (r"^days", "days"),
    (r"^persons per day", "persons/day"),
    (r"^persons joining in the year", "persons/year"),
    (r"^(persons|additional staff|deaths) per year", "persons/year"),
    (r"^(persons|prisoners|applications|count|delegates|refugees)", "persons"),
    (r"^families", "families"),
    (r"^number", "1"),
)

MONTH_OR_YEAR = re.compile(
    r"^(?:(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December) )?"
    r"\d{4}(?:,.*)?$"
)
NO_DAY = re.compile(
    r"\b(?:quarter|months?|season|years?|week) only\b|\bby quarter only\b|\bno day\b|"
    r"\bdays? (?:is |are )?not (?:given|named)\b|\bnot the (?:closing|opening) day\b"
)
"""Notes on a mention which say that the page gives the event no day."""


def read(folder: Path, table: str) -> list[dict[str, str]]:
    """Rows of one CSV file of the input."""
    with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    for r in rows:
        if found := TEXT_ID.match(r.get("source_id", "")):
            name, quoted = WORKS[found[1], found[2] or ""]
            r["source_id"] = name
            if table == "sources":
                work = works()[name] if not quoted else None
                r["locator"] = quoted or " ".join(p for p in (work.entry, work.url) if p)
                r["year"] = str(work.year) if work else r["year"]
    return rows


def day(text: str) -> dt.date:
    """A date from ``1956-03-24``."""
    return dt.date.fromisoformat(text)


def flag(value: bool) -> str:
    """``yes`` or nothing."""
    return "yes" if value else ""


def sources(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Sources with their lineage and flags."""
    names = {r["source_id"] for r in rows}
    parent = {child: (origin, why) for child, origin, why in LINEAGE}
    first: dict[str, str] = {}
    for r in rows:
        if family := ONE_WITNESS.search(r["reliability_note"]):
            root = first.setdefault(family.group(1), r["source_id"])
            if root != r["source_id"]:
                parent.setdefault(r["source_id"], (root, "one witness, by the compiler's note"))
    unknown = [n for n in {*parent, *(p for p, _ in parent.values())} if n not in names]
    if unknown:
        raise SystemExit(f"LINEAGE names sources that the input does not have: {sorted(unknown)}")
    out = []
    for r in rows:
        origin, why = parent.get(r["source_id"], ("", ""))
        note = r["reliability_note"]
        out.append(
            {k: r[k] for k in ("source_id", "title", "author", "year", "kind", "locator")}
            | {
                "derived_from": origin,
                "relation": why,
                "memory": flag(r["source_id"] == "memory"),
                "weightless": flag(WEIGHTLESS in note),
                "reliability_note": note,
            }
        )
    return out


def bounded(low: str, best: str, high: str) -> str:
    """How the figures of a row bound the true value."""
    if best and not (low or high):
        return "exact"
    if low and high:
        return "range"
    return "at_least" if low else "up_to"


def attestations(rows: list[dict[str, str]], kinds: dict[str, dict]) -> list[dict[str, str]]:
    """Attestations with bounds, denominators and dates in columns of their own."""
    out = []
    for r in rows:
        low, best, high, unit = r["value_low"], r["value_best"], r["value_high"], r["unit"]
        out_of, date = "", ""
        if unit == "ISO-as-yyyymmdd":
            date, best, unit = f"{best[:4]}-{best[4:6]}-{best[6:]}", "", "date"
        elif found := re.match(r"^of (\d+)$", unit):
            out_of, unit = found.group(1), "count"
        elif unit == "persons per day":
            unit = "persons/day"
        source = kinds[r["source_id"]]
        out.append(
            {
                "event_id": r["event_id"],
                "quantity": r["quantity"],
                "low": low,
                "best": best,
                "high": high,
                "bound": "exact" if date else bounded(low, best, high),
                "unit": unit,
                "of": out_of,
                "date": date,
                "source_id": r["source_id"],
                "memory": source["memory"],
                "weightless": flag(bool(source["weightless"]) or WEIGHTLESS in r["note"]),
                "note": r["note"],
            }
        )
    return out


def events(
    rows: list[dict[str, str]], told: list[dict[str, str]], kinds: dict
) -> list[dict[str, str]]:
    """Events with EDTF dates and what supports them."""
    by_event: dict[str, list[dict[str, str]]] = {}
    for a in told:
        by_event.setdefault(a["event_id"], []).append(a)
    out = []
    for r in rows:
        mine = by_event.get(r["id"], [])
        pages = [
            a
            for a in mine
            if kinds[a["source_id"]]["kind"] not in ("seed", "memory")
            and (r["id"], a["source_id"]) not in BESIDE
        ]
        seeds = [a for a in mine if kinds[a["source_id"]]["kind"] == "seed"]
        support = "page" if pages else "seed" if seeds else "memory"
        vague = pages and all(
            a["quantity"] == "date_rival"
            or (
                a["quantity"] == "mention"
                and (MONTH_OR_YEAR.match(a["note"]) or NO_DAY.search(a["note"]))
            )
            for a in pages
        )
        qualifier = "?" if support != "page" else "~" if vague else ""
        out.append(
            {
                "id": r["id"],
                "date": edtf.write(day(r["date_start"]), day(r["date_end"]), qualifier),
                "rival_dates": " ".join(a["date"] for a in mine if a["quantity"] == "date_rival"),
                "polity": r["polity"],
                "place": r["place"],
                "kind": r["kind"],
                "support": support,
                "memory": flag(support == "memory"),
                "weightless": flag(bool(pages) and all(a["weightless"] for a in pages)),
                "summary": r["summary"],
            }
        )
    return out


def series(rows: list[dict[str, str]], kinds: dict) -> list[dict[str, str]]:
    """Series with polity, bare unit and, for arrivals in periods, the period each figure covers."""
    dates: dict[str, list[str]] = {}
    for r in rows:
        dates.setdefault(r["series_id"], []).append(r["date"])
    out = []
    for r in rows:
        name, unit = r["series_id"], r["unit"]
        polity = next(p for pattern, p in POLITY_OF_SERIES if re.search(pattern, name))
        bare = next((u for pattern, u in UNITS_OF_SERIES if re.search(pattern, unit)), None)
        if bare is None:
            raise SystemExit(f"series {name}: the unit {unit!r} is not in UNITS_OF_SERIES")
        date = r["date"]
        if "in period starting on date" in unit:
            date = period(date, sorted(dates[name]))
        elif re.search(r"approximate|about", unit):
            date += "~"
        least = re.search(r", (at least|more than)$", unit)
        most = re.search(r", nearly\b", unit)
        source = kinds[r["source_id"]]
        low, high = (r["value"] if end else "" for end in (least, most))
        best = "" if least or most else r["value"]
        out.append(
            {
                "series_id": name,
                "polity": polity,
                "date": date,
                "low": low,
                "best": best,
                "high": high,
                "bound": bounded(low, best, high),
                "unit": bare,
                "note": "" if unit == bare else unit,
                "source_id": r["source_id"],
                "memory": source["memory"],
                "weightless": flag(bool(source["weightless"]) or WEIGHTLESS in unit),
            }
        )
    return out


def period(date: str, dates: list[str]) -> str:
    """From `date` to the day before the next date of the series; the last ends with its month."""
    later = [d for d in dates if d > date]
    end = day(later[0]) - dt.timedelta(days=1) if later else edtf.month_end(day(date))
    return edtf.write(day(date), end)


def nonevents(rows: list[dict[str, str]], kinds: dict) -> list[dict[str, str]]:
    """Non-events: what could have happened in a time and place and did not."""
    return [
        {
            "id": r["id"],
            "date": edtf.write(day(r["date_start"]), day(r["date_end"])),
            "polity": r["polity"],
            "place": r["place"],
            "kind": r["expected_kind"],
            "summary": r["summary"],
            "source_id": r["source_id"],
            "memory": kinds[r["source_id"]]["memory"],
            "weightless": flag(
                bool(kinds[r["source_id"]]["weightless"]) or WEIGHTLESS in r["summary"]
            ),
        }
        for r in rows
    ]


OURS = (
    (r"quoted in seed file \S+\.txt, L\d+", "quoted in a source of this record"),
    (r", as quoted in the seed\b", ", as quoted in another source"),
    (r"\bL\d+(?:-\d+)?(?:, L\d+(?:-\d+)?)*(?:, | )?", ""),
)
"""Names and lines of our own files, which nobody else has, and what stands for them."""


def without_files(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows whose notes, titles and locators name no file or line of ours."""
    out = []
    for row in rows:
        clean = dict(row)
        for column in {"note", "title", "locator", "reliability_note"} & set(row):
            for pattern, instead in OURS:
                clean[column] = re.sub(pattern, instead, clean[column])
        out.append(clean)
    return out


def as_csv(rows: list[dict[str, str]]) -> bytes:
    """Rows as CSV with plain line ends."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def describe(
    tables: dict[str, list[dict]], given: dict[str, bytes], made: dict[str, bytes], date: str
) -> str:
    """The text of record.yaml."""
    shas = lambda files: "".join(  # noqa: E731
        f"  {name}: {hashlib.sha256(text).hexdigest()}\n" for name, text in sorted(files.items())
    )
    polities = sorted({r["polity"] for t in ("events", "series", "nonevents") for r in tables[t]})
    kinds = [r["kind"] for r in tables["sources"]]
    by_kind = ", ".join(f"{k}: {kinds.count(k)}" for k in sorted(set(kinds)))
    rows = ", ".join(f"{t}: {len(tables[t])}" for t in TABLES)
    lineages = sum(not r["derived_from"] for r in tables["sources"])
    return f"""record: {OUT.name}
title: Ruling-party states of the Soviet bloc, 1917-1968
says: >-
  Dated events, rival figures side by side, series and non-events, each row with its source.
span: [1917, 1968]
polities: [{", ".join(polities)}]
rows: {{{rows}}}
sources: {{{by_kind}}}
lineages: {lineages}
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


def convert(folder: Path, out: Path, date: str) -> dict[str, int]:
    """Convert the record in `folder` to `out`; returns the number of rows of each table."""
    raw = {t: read(folder, t) for t in TABLES}
    tables: dict[str, list[dict[str, str]]] = {"sources": sources(raw["sources"])}
    kinds = {r["source_id"]: r for r in tables["sources"]}
    tables["attestations"] = attestations(raw["attestations"], kinds)
    tables["events"] = events(raw["events"], tables["attestations"], kinds)
    tables["series"] = series(raw["series"], kinds)
    tables["nonevents"] = nonevents(raw["nonevents"], kinds)
    given = {f"{t}.csv": (folder / f"{t}.csv").read_bytes() for t in TABLES}
    made = {f"{t}.csv": as_csv(tables[t]) for t in TABLES}
    out.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (out / name).write_bytes(text)
    (out / "record.yaml").write_text(describe(tables, given, made, date), encoding="utf-8")
    return {t: len(tables[t]) for t in TABLES}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=OUT)
    parser.add_argument(
        "--date", default=dt.date.today().isoformat(), help="conversion date; default today"
    )
    options = parser.parse_args()
    for table, rows in convert(options.folder, options.out, options.date).items():
        print(f"{table:14s}{rows:6d}")


if __name__ == "__main__":
    main()
