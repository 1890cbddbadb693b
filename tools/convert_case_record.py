#!/usr/bin/env python3
"""Convert the coded facts of a case over officials into a record, and its layers into bodies of the case.

Usage: python tools/convert_case_record.py ../shared/record [--date YYYY-MM-DD]

Reads of the folder `cases` the events, attestations and series of the case, the layers of its apparatus,
the dated shooting lists and the limits by region; of both folders the sources. Writes the five tables and
record.yaml of the record, and the parts `places` and `bodies` of the case between its two marked lines.
What is inferred rather than copied:

losses     figures of the attestations that tell of a body (TOLLS) become rows of series, one for each
           figure and source, over the days that the figure is about.
lists      sums by month over the parts of the lists that are dated to a month, first category.
limits     the sum over regions, on the day of the order.
bodies     size best, or the middle of low and high, less those who are members of a body within it.

Two conversions of the same input on the same date are equal to the byte.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import convert_record as plain

HOME = Path(__file__).resolve().parent.parent / "src/thaw/data"
CASE = HOME / "cases/purge_1934.yaml"
OUT = HOME / "records/purge_1934"
PREFIX = "purge_1934_"
BEGIN, FIRST, LAST = "1934-12-01", "1934-12-01", "1939-03-10"
MARKS = ("# --- written by tools/convert_case_record.py: do not edit ---", "# --- end ---")

CC = "cc_members_and_cc_candidates"
TOLLS: tuple[tuple[str, str, str, str, str], ...] = (
    # event, quantity -> what, body, days
    ("p34-cc-toll", "cc_repressed", "arrested", CC, f"{BEGIN}/{LAST}"),
    ("p34-cc-toll", "cc_members_repressed", "arrested", "cc_members", f"{BEGIN}/{LAST}"),
    ("p34-cc-toll", "cc_candidates_repressed", "arrested", "cc_candidates", f"{BEGIN}/{LAST}"),
    ("p34-delegates", "delegates_arrested", "arrested", "delegates", f"{BEGIN}/{LAST}"),
    ("p34-delegates", "delegates_executed", "shot", "delegates", f"{BEGIN}/{LAST}"),
    ("p34-jun37", "arrested_before", "arrested", CC, f"{BEGIN}/1937-06-22"),
    ("p34-jun37", "excluded", "arrested", CC, "1937-06-23/1937-06-30"),
    ("p34-oct37", "members_lost", "arrested", "cc_members", "1937-07-01/1937-10-12"),
    ("p34-oct37", "candidates_lost", "arrested", "cc_candidates", "1937-07-01/1937-10-12"),
    ("p34-ranks", "marshals", "arrested", "marshals", f"{BEGIN}/1938-11-30"),
    ("p34-ranks", "komkor", "arrested", "komkor", f"{BEGIN}/1938-11-30"),
    ("p34-ranks", "komdiv", "arrested", "komdiv", f"{BEGIN}/1938-11-30"),
    ("p34-ranks", "kombrig", "arrested", "kombrig", f"{BEGIN}/1938-11-30"),
    ("p34-ranks", "corps_commissars", "arrested", "corps_commissars", f"{BEGIN}/1938-11-30"),
    ("p34-ranks", "brigade_commissars", "arrested", "brigade_commissars", f"{BEGIN}/1938-11-30"),
    (
        "p34-nkvd-purge",
        "arrests",
        "arrested",
        "nkvd_commissars_and_nkvd_senior_and_nkvd_operational",
        "1936-10-01/1938-08-15",
    ),
)
SUMS: tuple[tuple[str, tuple[str, ...], str, str, str], ...] = (
    ("p34-ranks", ("komandarm_1", "komandarm_2"), "arrested", "komandarm_1_2", "1938-11-30"),
    (
        "p34-ranks",
        ("army_commissars_1", "army_commissars_2"),
        "arrested",
        "army_commissars",
        "1938-11-30",
    ),
)
"""Bodies that a table tells by rank: their figures add up."""

YEARLY = "p34_death_sentences"
TURNOVER = ("p34-secretaries", "secretaries_per_region", "regional_first_secretaries")
FALLEN_TOP = ("P42", "politburo", f"{BEGIN}/{LAST}")

COVERS = """\
covers:  # where silence says that nothing notable happened; elsewhere it says nothing
  # The rows follow acts at the top, from plenum to plenum: another head of the party, or frame-ups owned up to,
  # would have one. Strikes, crowds, risings, fire on crowds and concessions to the public were not looked for.
  - {polities: [USSR], from: 1934-12, until: 1939-03, kinds: [disclosure, leader], density: most}
"""
"""What the rows looked for, as record.yaml says it."""

AFTER_LISTS = ("1938-10", "1938-11")
"""Months between the last list and the decree that ended the operations: none is dated to them."""

LEFT_OUT = {
    "officers-all": "dismissals are no arrests, and a row each would be 206,000",
    "party-members": "members are told by their number",
}
WITHIN = {
    "politburo": "cc-members",
    "cc-members": "delegates",
    "cc-candidates": "delegates",
    "control-commissions": "delegates",
    "revision-commission": "delegates",
}
PB, CENTRE, REGIONS, ARMY, POLICE = "politburo", "centre", "regions", "army", "police"
ABOUT: dict[str, tuple[str, int, str, int, str | None, float, float]] = {
    # title, rank, sphere, circle, patrons, past votes, last intake
    "politburo": ("Politburo", 0, CENTRE, 20, None, 0.0, 0.2),
    "cc-members": ("Members of the committee", 1, CENTRE, 20, PB, 0.08, 0.44),
    "cc-candidates": ("Candidates of the committee", 2, CENTRE, 20, PB, 0.08, 0.44),
    "control-commissions": ("Control commissions", 2, CENTRE, 20, PB, 0.06, 0.4),
    "revision-commission": ("Revision commission", 2, CENTRE, 20, PB, 0.06, 0.4),
    "delegates": ("Other delegates of the congress", 3, REGIONS, 30, PB, 0.07, 0.4),
    "regional-first-secretaries": ("First secretaries of regions", 2, REGIONS, 30, PB, 0.07, 0.4),
    "district-secretaries": (
        "Secretaries of districts", 5, REGIONS, 30, "regional_first_secretaries", 0.05, 0.6,
    ),
    "commissars-union": ("Commissars of the union", 1, CENTRE, 20, PB, 0.08, 0.3),
    "commissariat-chiefs": ("Heads of boards", 3, CENTRE, 20, "commissars_union", 0.1, 0.4),
    "marshals": ("Marshals", 1, ARMY, 20, PB, 0.0, 0.2),
    "komandarm-1-2": ("Army commanders", 2, ARMY, 20, "marshals", 0.05, 0.2),
    "komkor": ("Corps commanders", 3, ARMY, 20, "marshals", 0.05, 0.2),
    "komdiv": ("Division commanders", 4, ARMY, 20, "komandarm_1_2", 0.04, 0.3),
    "kombrig": ("Brigade commanders", 5, ARMY, 20, "komkor", 0.04, 0.4),
    "army-commissars": ("Army commissars", 2, ARMY, 20, "marshals", 0.1, 0.2),
    "corps-commissars": ("Corps commissars", 3, ARMY, 20, "army_commissars", 0.1, 0.2),
    "divisional-commissars": ("Division commissars", 4, ARMY, 20, "army_commissars", 0.08, 0.3),
    "brigade-commissars": ("Brigade commissars", 5, ARMY, 20, "corps_commissars", 0.08, 0.4),
    "nkvd-commissars": ("Commissars of state security", 2, POLICE, 40, PB, 0.03, 0.2),
    "nkvd-senior": ("Senior operatives", 3, POLICE, 40, "nkvd_commissars", 0.03, 0.3),
    "nkvd-operational": ("Operational staff", 5, POLICE, 40, "nkvd_senior", 0.02, 0.5),
}  # fmt: skip
FOREIGN = {POLICE: 0.17}
"""Shares of peoples with a state of their own abroad: Latvian, Polish and the like at the head of the
police, series p34_nkvd_lead_share; elsewhere assumed."""


def rows(file: Path) -> list[dict[str, str]]:
    """Rows of a table."""
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def known_as(layer: str) -> str:
    """Name of a layer as a place of the case."""
    return layer.replace("-", "_")


def sized(row: dict[str, str]) -> tuple[float, float]:
    """Best size of a layer and its spread (relative): a third of the range around it."""
    low, high = float(row["size_low"]), float(row["size_high"])
    best = float(row["size_best"]) if row["size_best"] else (low + high) / 2
    return best, (high - low) / 3 / best


def places_and_bodies(layers: list[dict[str, str]]) -> str:
    """The two parts of the case, as text."""
    kept = [r for r in layers if r["layer"] not in LEFT_OUT]
    inside: dict[str, float] = defaultdict(float)
    for r in kept:
        if r["layer"] in WITHIN:
            inside[WITHIN[r["layer"]]] += sized(r)[0]
    places, bodies = ["places:"], ["bodies:"]
    for n, r in enumerate(kept):
        name, (title, rank, sphere, circle, patrons, opposed, intake) = (
            known_as(r["layer"]),
            ABOUT[r["layer"]],
        )
        own = round(sized(r)[0] - inside[r["layer"]])
        source = r["source_id"] + (", less those of bodies within" if inside[r["layer"]] else "")
        places.append(
            f"  {name}:\n    {{polity: USSR, title: {title}, kind: body, at: [{10 + 20 * (n % 5)}, "
            f"{10 + 18 * (n // 5)}],\n     population: {{value: {own}, unit: persons, spread: 0, "
            f'source: "{source}"}}}}'
        )
        share = "{{value: {}, unit: share, spread: {}, source: assumed}}"
        within = f"within: {known_as(WITHIN[r['layer']])}, " if r["layer"] in WITHIN else ""
        owed = f"patrons: {patrons}, " if patrons else ""
        police = {POLICE: "police: true, ", ARMY: "army: true, "}.get(sphere, "")
        bodies.append(
            f'  {name}:\n    {{size: {{value: {own}, unit: persons, spread: 0, source: "{source}"}},\n'
            f"     rank: {rank}, sphere: {sphere}, circle: {circle}, {within}{owed}{police}\n"
            f"     complicity: {share.format(0.7, 0.1)},\n"
            f"     opposed: {share.format(opposed, 0)},\n"
            f"     foreign: {share.format(FOREIGN.get(sphere, 0.08), 0)},\n"
            f"     entered: {share.format(intake, 0)}}}"
        )
    text = "\n".join([*places, "", *bodies])
    return "\n".join(line.rstrip() for line in text.splitlines())


def told_of(attested: list[dict[str, str]], event: str, quantity: str) -> Iterator[dict[str, str]]:
    """Attestations of one quantity."""
    return (a for a in attested if (a["event_id"], a["quantity"]) == (event, quantity))


def entry(name: str, date: str, value: tuple[str, str, str], source: dict, note: str) -> dict:
    """A row of series: `value` is low, best and high."""
    low, best, high = value
    return {
        "series_id": name,
        "polity": "USSR",
        "date": date,
        "low": low,
        "best": best,
        "high": high,
        "bound": plain.bounded(low, best, high),
        "unit": "persons",
        "note": note,
        "source_id": source["source_id"],
        "memory": source["memory"],
        "weightless": source["weightless"],
    }


def losses(attested: list[dict[str, str]], kinds: dict[str, dict]) -> list[dict[str, str]]:
    """Series rows of figures that tell what a body lost."""
    out = []
    for event, quantity, what, body, date in TOLLS:
        for a in told_of(attested, event, quantity):
            value = (a["value_low"], a["value_best"], a["value_high"])
            note = f"{event}/{quantity} {a['unit']}; {a['note']}".rstrip("; ")
            source = kinds[a["source_id"]]
            out.append(entry(f"purge_{what}_in_{body}", date, value, source, note))
    for event, quantities, what, body, last in SUMS:
        told = [a for q in quantities for a in told_of(attested, event, q)]
        total = sum(int(a["value_best"]) for a in told)
        note = f"{event}: {' and '.join(quantities)}"
        source = kinds[told[0]["source_id"]]
        name = f"purge_{what}_in_{body}"
        out.append(entry(name, f"{BEGIN}/{last}", ("", str(total), ""), source, note))
    return out


def turnover(
    attested: list[dict[str, str]], layers: list[dict[str, str]], kinds: dict[str, dict]
) -> list[dict[str, str]]:
    """Successors of regional secretaries: persons to a post, less the first, times posts."""
    event, quantity, body = TURNOVER
    row = next(r for r in layers if known_as(r["layer"]) == body)
    posts = round(sized(row)[0])
    out = []
    for a in told_of(attested, event, quantity):
        low, high = ((float(a[k]) - 1) * posts for k in ("value_low", "value_high"))
        value = (f"{low:g}", "", f"{high:g}")
        note = f"{event}/{quantity} 2 to 3, less the first holder, of {posts} posts"
        source = kinds[a["source_id"]]
        out.append(
            entry(f"purge_successors_in_{body}", "1936-12-01/1939-03-01", value, source, note)
        )
    return out


def by_month(lists: list[dict[str, str]], source: dict[str, str]) -> list[dict[str, str]]:
    """Names of the first category on dated lists, by month."""
    total: dict[str, int] = defaultdict(int)
    for r in lists:
        if len(r["date"]) >= 7:
            total[r["date"][:7]] += int(r["cat1_shot"])
    note = "sum over the parts dated to the month"
    for month in AFTER_LISTS:
        if month in total:
            raise SystemExit(f"there are lists of {month}")
        total[month] = 0
    return [
        entry("purge_listed", month, ("", str(n), ""), source, note)
        for month, n in sorted(total.items())
    ]


def convert(folder: Path, date: str) -> dict[str, int]:
    """Write the record and the two parts of the case; returns the rows of each table."""
    cases = folder / "cases"
    given = {t: plain.read(cases, PREFIX + t) for t in ("events", "attestations", "series")}
    for r in given["events"]:
        r["date_start"], r["date_end"] = r["date_start"][:10], r["date_end"][:10]
    every = [*plain.read(folder, "sources"), *plain.read(cases, "new_sources")]
    layers = rows(cases / f"{PREFIX}layers.csv")
    evidence = rows(cases / f"{PREFIX}evidence.csv")
    used = {r["source_id"] for t in ("attestations", "series") for r in given[t]}
    used |= {r["source_id"] for r in evidence} & {r["source_id"] for r in every}
    used |= {"stalin-lists-facts", "order-00447-facts"}
    sources = [r for r in plain.sources(every) if r["source_id"] in used]
    missing = used - {r["source_id"] for r in sources}
    if missing:
        raise SystemExit(f"no source is called {sorted(missing)}")
    used |= {r["derived_from"] for r in sources if r["derived_from"]}
    sources = [r for r in plain.sources(every) if r["source_id"] in used]
    sources = plain.without_files(sources)
    kinds = {r["source_id"]: r for r in sources}
    lists = by_month(rows(cases / "stalin_lists_1937_1938.csv"), kinds["stalin-lists-facts"])
    limits = sum(int(r["limit_cat1_shot"]) for r in rows(cases / "nkvd_order_00447_limits.csv"))
    source = kinds["order-00447-facts"]
    series = [
        *losses(given["attestations"], kinds),
        *turnover(given["attestations"], layers, kinds),
        *lists,
        entry(
            "purge_limits", f"{BEGIN}/1937-12-31", ("", str(limits), ""), source, "sum over units"
        ),
        *(
            entry("purge_sentenced", r["date"], ("", r["value"], ""), kinds[r["source_id"]], YEARLY)
            for r in given["series"]
            if r["series_id"] == YEARLY
        ),
        *_top(evidence, layers, kinds),
    ]
    told = plain.without_files(plain.attestations(given["attestations"], kinds))
    tables = {
        "events": [
            e | {"rank": "2" if e["kind"] == "leadership_change" else ""}
            for e in plain.events(given["events"], told, kinds)
        ],
        "attestations": told,
        "series": plain.without_files(series),
        "nonevents": [
            {
                "id": "p34-no-list-later",
                "date": "/".join(AFTER_LISTS),
                "polity": "USSR",
                "place": "Moscow",
                "kind": "purge",
                "summary": "No list of the series is dated between September 1938 and the stop.",
                "source_id": "stalin-lists-facts",
                "memory": "",
                "weightless": "",
            }
        ],
        "sources": sources,
    }
    made = {f"{t}.csv": plain.as_csv(found) for t, found in tables.items()}
    OUT.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (OUT / name).write_bytes(text)
    read = sorted(
        f
        for f in (*cases.glob(f"{PREFIX}*.csv"), cases / "stalin_lists_1937_1938.csv",
                  cases / "nkvd_order_00447_limits.csv")
    )  # fmt: skip
    (OUT / "record.yaml").write_text(describe(tables, read, made, date), encoding="utf-8")
    put_in(places_and_bodies(layers))
    return {t: len(found) for t, found in tables.items()}


def _top(evidence: list[dict], layers: list[dict], kinds: dict[str, dict]) -> list[dict]:
    """The share of the top body that was shot, as persons."""
    name, body, days = FALLEN_TOP
    size = sized(next(r for r in layers if r["layer"] == body))[0]
    r = next(r for r in evidence if r["id"] == name)
    low, high = (str(round(float(r[k]) * size)) for k in ("value_low", "value_high"))
    source = kinds[r["source_id"]] | {"memory": "yes"}
    return [entry(f"purge_shot_in_{body}", days, (low, "", high), source, f"{name}: {r['how']}")]


def describe(
    tables: dict[str, list[dict]], read: list[Path], made: dict[str, bytes], date: str
) -> str:
    """The text of record.yaml."""
    shas = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in read}
    out = {name: hashlib.sha256(text).hexdigest() for name, text in made.items()}
    lines = lambda files: "".join(f"  {n}: {h}\n" for n, h in sorted(files.items()))  # noqa: E731
    polities = ", ".join(sorted({r["polity"] for r in tables["events"]} | {"USSR"}))
    count = ", ".join(f"{t}: {len(found)}" for t, found in tables.items())
    return f"""record: {OUT.name}
title: Losses of the apparatus of the Soviet Union, 1934-1939
says: >-
  Dated acts of a purge, what each body lost by which source, names on lists by month, limits by order
  and sentences by year.
polities: [{polities}]
{COVERS}rows: {{{count}}}
licence: >-
  Facts coded by the project from pages it read, each with its citation; no dataset or text of
  others is reproduced beyond single figures and dates. Use of the tables: the project's own
  licence; please cite the original source of any figure used.
caution: >-
  Rows flagged memory rest on the compiler alone and are to be verified. Figures of one body overlap
  where one body lies within another, and figures by rank come from one table. Sources of kind seed are
  parties to the dispute. Names on a list are proposals; fates differ.
converted: {date}
input_sha256:
{lines(shas)}output_sha256:
{lines(out)}"""


def put_in(text: str) -> None:
    """Write the two parts between their marks in the case."""
    whole = CASE.read_text(encoding="utf-8")
    before, rest = whole.split(MARKS[0] + "\n", 1)
    after = rest.split(MARKS[1], 1)[1]
    CASE.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--date", default=dt.date.today().isoformat(), help="conversion date; default today"
    )
    options = parser.parse_args()
    for table, n in convert(options.folder, options.date).items():
        print(f"{table:14s}{n:6d}")


if __name__ == "__main__":
    main()
