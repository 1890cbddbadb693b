"""Whether a record is about a case: polities they share, and what to call those they do not."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from typing import Any

from thaw.errors import nearest_name
from thaw.evidence.rule import whole
from thaw.files import data_folder, read_yaml
from thaw.record import Record

CODES = "polity_codes.csv"
SHOWN = 8
"""Names of a list that are told one by one."""


@cache
def _aliases() -> tuple[frozenset[str], ...]:
    """Codes of one polity in usual lists of codes, one set each."""
    file = data_folder("codes") / CODES
    with file.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.reader(lines))[1:]
    return tuple(frozenset(code for cell in row[1:] for code in cell.split()) for row in rows)


def alike(code: str, others: Iterable[str]) -> str | None:
    """Another code of the same polity, in a usual list of codes or else in spelling."""
    others = list(others)
    for group in _aliases():
        if code in group:
            found = next((o for o in others if o in group), None)
            if found:
                return found
    return nearest_name(code, others)


def named(case: Any) -> list[str]:
    """Codes of the polities of a case."""
    return [str(getattr(p, "name", p)) for p in case.polities]


def coded(record: Record) -> list[str]:
    """Codes of the polities that a record has rows of, or declares."""
    rows = [getattr(record, t)["polity"] for t in ("events", "series", "nonevents")]
    off = [f["polity"] for f in record.switched_off.values() if "polity" in f]
    told = {str(p) for frame in (*rows, *off) for p in frame}
    return sorted(told | {str(p) for p in record.about.get("polities", [])})


def check_shared(case: Any, record: Record) -> None:
    """Refuse a record that shares no polity, or no year, with a case.

    Raises
    ------
    ThawError
        With the nearest code of each polity of the case, or with the years of both.
    """
    wanted, has = named(case), coded(record)
    about = read_yaml(record.folder / "record.yaml")
    if not set(wanted) & set(has):
        likely = [f"{alike(w, has)} for {w}" for w in wanted if alike(w, has)]
        raise about.error(
            f"the record {record.name} has no row of any polity of the case",
            ("polities",),
            expected=f"codes of the case: {_few(wanted)}; the record has {_few(has)}",
            nearest=", ".join(likely) or None,
            todo="write the polities of the record as the case does, or take another record",
        )
    years = [
        (row.first.year, row.last.year)
        for table in ("events", "series", "nonevents")
        for row in whole(record, table).itertuples()
        if row.polity in wanted
    ]
    first, last = case.start.year, (case.tail.until if case.tail else case.end).year
    if years and not any(a <= last and b >= first for a, b in years):
        held = f"{min(a for a, _ in years)} to {max(b for _, b in years)}"
        raise about.error(
            f"the record {record.name} has no row of the years of the case",
            ("polities",),
            expected=f"rows of {first} to {last}; those of the polities of the case are of {held}",
            todo="take a record of these years",
        )


def unmet(case: Any, record: Record) -> list[str]:
    """What a reader must know before a verdict: polities without rows, and where silence is unknown."""
    wanted, has = named(case), coded(record)
    told = []
    missing = [w for w in wanted if w not in has]
    if missing:
        rest = [h for h in has if h not in wanted]
        likely = [f"{alike(m, rest)} for {m}?" for m in missing if alike(m, rest)]
        hint = f" (did you mean {' '.join(likely)})" if likely else ""
        told.append(
            f"the record {record.name} has no row of {_few(missing)}{hint}: what happened there counts "
            "as unknown"
        )
    covered = {p for c in record.declared.covers for p in c.polities}
    silent = [w for w in wanted if w in has and w not in covered]
    if silent:
        told.append(
            f"the record {record.name} does not say in `covers` of record.yaml how it follows "
            f"{_few(silent)}: its silence there counts as unknown, never as quiet"
        )
    return told


def _few(names: list[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")
