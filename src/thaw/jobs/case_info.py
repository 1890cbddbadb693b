"""What a comparison and its report are told of a case: episodes, accounts, places, events in dispute."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from thaw.account import Account
from thaw.case import Case
from thaw.jobs.scope import named_polities, outside
from thaw.record import Record
from thaw.record.record import denied
from thaw.record.vocabulary import GRID_OF_KIND, MASS


def _denied(case: Case, record: Record) -> list[dict[str, Any]]:
    """Events of the case's countries and years of which sources dispute whether they happened."""
    countries = {p.name for p in case.polities}
    last = case.tail.until if case.tail else case.end
    days = record.events.set_index("id")["first"]
    found = denied(record)
    return [
        {str(k): v for k, v in row.items()} | {"date": str(days[row["event_id"]])[:10]}
        for row in found.to_dict("records")
        if row["polity"] in countries
        and np.datetime64(case.start) <= days[row["event_id"]] <= np.datetime64(last)
    ]


def case_info(
    case: Case, accounts: Iterable[Account], record: Record, episodes: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What a report tells of a case beside the comparison: see `thaw.report.write_report`.

    Background episodes (a quiet year, the tail) get a cell in no country, so that none is shaded.
    """
    cells = {
        e.name: [
            {"polities": [polity], "start": first, "end": last} for polity, first, last in e.cells
        ]
        for e in case.episodes
    }
    titles = Counter(p.title for p in case.places)
    country = {p.name: p.title for p in case.polities}
    nowhere = [{"polities": ["none"], "start": str(case.start), "end": str(case.end)}]
    known = [
        n for n in ("author", "title", "year", "locator", "address", "url") if n in record.sources
    ]
    return {
        "title": case.title,
        "says": case.says,
        "span": [str(case.start), str(case.end)],
        "key_dates": [str(day) for day in case.key_dates],
        "cover": list(case.cover),
        "polities": {p.name: {"title": p.title} for p in case.polities},
        "places": {
            p.name: {
                "title": f"{p.title} ({country[p.polity]})" if titles[p.title] > 1 else p.title,
                "polity": p.polity,
                "at": list(p.at),
                "kind": p.kind,
            }
            for p in case.places
        },
        "happened": happened(case, record),
        "denied": _denied(case, record),
        "sources": {
            row["source_id"]: {n: row[n] for n in known} for _, row in record.sources.iterrows()
        },
        "episodes": [{**e, "cells": cells.get(e["id"], nowhere)} for e in episodes],
        "accounts": {
            a.name: {
                "title": a.title,
                "speaks_to": list(a.speaks_to),
                "objection": a.objection,
                "in_record": a.objection_in.get(record.name, ""),
                "written_on": _elsewhere(a, case),
                "notes": a.notes,
                "sources": [dict(s) for s in a.sources],
            }
            for a in accounts
        },
    }


def _elsewhere(account: Account, case: Case) -> list[str]:
    """Polities that the claims of an account name, where none of them is one of the case."""
    named = named_polities(account)
    return sorted(named) if named.isdisjoint(p.name for p in case.polities) else []


def happened(case: Case, record: Record) -> list[dict[str, str]]:
    """Unrest of the record by place of the case: ``place, first, last, kind``, ISO days.

    An event belongs to the place of its polity whose title is, or holds, the name of its own; events
    whose place is none of the case's are left out.
    """
    out = []
    for row in record.events.itertuples():
        kind, name = GRID_OF_KIND.get(row.kind), str(row.place or "").strip().lower()
        if kind not in MASS or not name or row.weightless:
            continue
        mine = [p for p in case.places if p.polity == row.polity]
        found = [p for p in mine if p.title.lower() == name] or [
            p for p in mine if re.search(rf"\b{re.escape(name)}\b", p.title.lower())
        ]
        if found:
            days = {"first": str(row.first)[:10], "last": str(row.last)[:10]}
            out.append({"place": found[0].name, "kind": str(kind), **days})
    return out


def episodes_of(case: Case, items: Any) -> list[dict[str, Any]]:
    """Episodes of the items in order of time, with the titles of the case."""
    title = {e.name: e.title for e in case.episodes}
    return [
        {
            **e,
            "title": title.get(e["id"], str(e["id"]).replace("-", " ")),
            "start": str(e["start"]),
            "end": str(e["end"]),
        }
        for e in items.episodes()
    ]


def described(account: Account, case: Case) -> dict[str, Any]:
    """An account as `thaw.inference.compare.compare` takes it, beside a case."""
    return {
        "id": account.name,
        "title": account.title,
        "says": account.says,
        "written": account.written_as,
        "grade": account.grade,
        "family": account.family,
        "ranked": account.ranked,
        "speaks_to": list(account.speaks_to) or None,
        "outside": outside(account, case),
    }
