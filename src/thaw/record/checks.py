"""Every check on a record, table by table, and of what one table says of another."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from thaw.errors import Problems, nearest_name
from thaw.files import Document
from thaw.record.form import ABOUT, ID, KINDS, SOURCE_KINDS, SUPPORT, TABLES
from thaw.record.row_checks import Check
from thaw.record.rows import Rows
from thaw.record.vocabulary import TROOPS_OF


def check_record(
    folder: Path, about: Document, rows: dict[str, Rows], problems: Problems | None = None
) -> None:
    """All checks, in the order of `TABLES` but sources first.

    Parameters
    ----------
    problems : Problems, optional
        Where mistakes are noted; without it the first is raised. A table that is not among `rows`,
        since it could not be read, is passed over.

    Raises
    ------
    ThawError
        On the first mistake.
    """
    problems = problems or Problems()

    def table(name: str, *key: str) -> Check:
        return Check(folder, name, rows[name], key, problems)

    polities, sources, events = None, None, None
    with problems.apart():
        polities = _about(about, problems)
    with problems.apart():
        sources = _sources(table("sources", "source_id"))
    with problems.apart():
        events = _events(table("events", "id"), polities)
    with problems.apart():
        attested = table("attestations", "event_id", "quantity", "source_id")
        _attestations(attested, events, sources, polities)
    with problems.apart():
        _series(table("series", "series_id", "date", "source_id"), sources, polities)
    with problems.apart():
        _nonevents(table("nonevents", "id"), events, sources, polities)
    with problems.apart():
        _sums(folder, about, problems)


def _about(about: Document, problems: Problems) -> list[str] | None:
    """Codes of the polities, None when nothing can be said of them."""
    data = about.data if isinstance(about.data, dict) else {}
    for key in ABOUT.required:
        if not data.get(key):
            problems.note(
                about.error(
                    f"the key {key!r} is missing or empty",
                    (key,),
                    expected=", ".join(ABOUT.required),
                )
            )
    polities = data.get("polities")
    if polities and not isinstance(polities, list):
        raise about.error("is not a list", ("polities",), expected="a list of codes")
    return [str(p) for p in polities] if polities else None


def _sources(check: Check) -> dict[str, dict]:
    check.unique(("source_id",))
    names = {r["source_id"]: r for r in check.rows}
    circular: set[str] = set()
    for row in check.each():
        check.one_of(row, "kind", SOURCE_KINDS, "kind of source")
        check.flags(row)
        if not row["locator"]:
            check.note(
                row, "locator", "cannot be found again", expected="an address, shelf mark or page"
            )
        if row["derived_from"]:
            check.one_of(row, "derived_from", names, "source")
        line = {row["source_id"]}
        step = row["derived_from"]
        while step:
            if step in line:
                if not line & circular:
                    check.note(
                        row,
                        "derived_from",
                        "derives from itself in the end",
                        expected="a line that ends",
                    )
                circular |= line
                break
            line.add(step)
            step = names[step]["derived_from"] if step in names else ""
    return names


def _events(check: Check, polities: list[str] | None) -> dict[str, dict]:
    check.unique(("id",))
    for row in check.each():
        if not re.match(ID, row["id"]):
            check.note(
                row, "id", f"{row['id']!r} is no id", expected="small letters, digits and hyphens"
            )
        check.date(row)
        for rival in row["rival_dates"].split():
            check.date(row | {"rival_dates": rival}, "rival_dates")
        check.one_of(row, "polity", polities, "polity")
        check.one_of(row, "kind", KINDS, "kind of event")
        check.one_of(row, "support", SUPPORT, "support")
        check.flags(row)
        if not re.match(r"^\d*$", row.get("rank", "")):
            check.note(
                row,
                "rank",
                f"{row['rank']!r} is no rank",
                expected="0 for the first post, 1, 2 ...",
            )
    return {r["id"]: r for r in check.rows}


def _attestations(
    check: Check, events: dict | None, sources: dict | None, polities: list[str] | None
) -> None:
    check.unique(("event_id", "quantity", "source_id", "low", "best", "high", "date"))
    bad = {name for name in events or {} if not re.match(ID, name)}
    for row in check.each():
        if not bad or nearest_name(row["event_id"], events or {}) not in bad:
            check.one_of(row, "event_id", events, "event")
        check.one_of(row, "source_id", sources, "source")
        check.flags(row)
        if row["unit"] == "date":
            check.date(row)
            for column in ("low", "best", "high"):
                check.number(row, column)
        else:
            check.values(row)
        if row["quantity"] == "":
            check.note(row, "quantity", "names no quantity", expected="a quantity such as deaths")
        if row["quantity"].startswith(TROOPS_OF):
            code = {"quantity": row["quantity"].removeprefix(TROOPS_OF)}
            check.one_of(row | code, "quantity", polities, "polity")
        of = check.number(row, "of")
        if of is not None and of <= 0:
            check.note(row, "of", f"the denominator is {row['of']}", expected="above zero")
        elif of is not None and row["unit"] == "persons":
            least = check.number(row, "low" if row["low"] else "best")
            if least is not None and least > of:
                check.note(
                    row,
                    "of",
                    f"{least:g} of {row['of']} are more than all",
                    expected=f"{least:g} or more",
                )


def _series(check: Check, sources: dict | None, polities: list[str] | None) -> None:
    check.unique(("series_id", "date", "source_id"))
    for row in check.each():
        check.one_of(row, "source_id", sources, "source")
        check.one_of(row, "polity", polities, "polity")
        check.date(row)
        check.values(row)
        check.flags(row)


def _nonevents(
    check: Check, events: dict | None, sources: dict | None, polities: list[str] | None
) -> None:
    check.unique(("id",))
    for row in check.each():
        if events is not None and row["id"] in events:
            check.note(
                row,
                "id",
                "is also the id of an event",
                expected=f"another id; line {events[row['id']]['line']} of events.csv has it",
            )
        check.one_of(row, "source_id", sources, "source")
        check.one_of(row, "polity", polities, "polity")
        check.one_of(row, "kind", KINDS, "kind of event")
        check.date(row)
        check.flags(row)


def _sums(folder: Path, about: Document, problems: Problems) -> None:
    """Files that record.yaml has a checksum for have that checksum, unless a mistake in one is told."""
    sums = about.data.get("output_sha256") or {}
    spoilt = {Path(p.file).name for p in problems.found if p.file is not None}
    for name, expected in sums.items():
        path = ("output_sha256", name)
        if name in spoilt:
            continue
        if not (folder / name).is_file():
            problems.note(
                about.error(
                    "there is no such file", path, expected=", ".join(f"{t}.csv" for t in TABLES)
                )
            )
            continue
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != expected:
            problems.note(
                about.error(
                    f"the file has SHA-256 {found[:12]}...",
                    path,
                    expected=f"{str(expected)[:12]}...",
                    todo="convert the record again, or drop the line if the change is meant",
                )
            )
