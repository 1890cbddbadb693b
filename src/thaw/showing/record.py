"""The record on the axis of a page: what is dated, who says so, and what rival figures stand beside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from thaw.case import Case
from thaw.record import Record
from thaw.record.vocabulary import GRID_OF_KIND, MASS
from thaw.report.names import what_name
from thaw.report.sources import source

TELLS_OF = ("author", "title", "year", "locator", "address", "url")


def sources_of(record: Record) -> dict[str, dict[str, str]]:
    """Source id to its short name, whole title and public address (empty where it has none)."""
    known = [n for n in TELLS_OF if n in record.sources]
    given: Mapping[str, Any] = {
        row["source_id"]: {n: row[n] for n in known} for _, row in record.sources.iterrows()
    }
    made = {ident: source(ident, given) for ident in given}
    return {i: {"short": s.short, "title": s.title, "address": s.address} for i, s in made.items()}


def marks(record: Record, case: Case, last: str) -> tuple[list[dict[str, Any]], int]:
    """Rows of the record within a case and span, in order of date.

    Parameters
    ----------
    record : Record
    case : Case
    last : str
        ISO day on which the page ends.

    Returns
    -------
    list of dict
        first, last (ISO days), polity, place (as written), where (place of the case, or empty), kind,
        words, mass (whether it is unrest), off (whether it is something that did not happen), unsure
        (whether it rests on memory), figures: what each source says.
    int
        Dated rows of the record that lie in another country or outside the span.
    """
    ours = {p.name for p in case.polities}
    by_event = (
        dict(tuple(record.attestations.groupby("event_id"))) if len(record.attestations) else {}
    )
    out, outside = [], 0
    for table, off in ((record.events, False), (record.nonevents, True)):
        for row in table.to_dict("records"):
            first, end = str(row["first"])[:10], str(row["last"])[:10]
            if row["polity"] not in ours or end < str(case.start) or first > last:
                outside += 1
                continue
            told = by_event.get(row["id"]) if not off else None
            out.append(
                {
                    "first": first,
                    "last": end,
                    "date": row["date"],
                    "rival": row.get("rival_dates") or "",
                    "polity": row["polity"],
                    "place": row["place"] or "",
                    "where": _spot(case, row["polity"], row["place"]),
                    "kind": what_name(str(row["kind"])),
                    "words": row["summary"] or "",
                    "mass": not off and GRID_OF_KIND.get(row["kind"]) in MASS,
                    "off": off,
                    "unsure": bool(row["memory"]),
                    "figures": _figures(told) if told is not None else _by(row),
                }
            )
    return sorted(out, key=lambda m: (m["first"], m["polity"], m["kind"])), outside


def _spot(case: Case, polity: str, name: str) -> str:
    """Place of the case whose title is, or holds, what the record calls it; empty for none."""
    word = str(name or "").strip().lower()
    mine = {p.name: p.title.lower() for p in case.places if p.polity == polity}
    same = [ident for ident, title in mine.items() if word in (title, ident)]
    held = [i for i, title in mine.items() if word and re.search(rf"\b{re.escape(word)}\b", title)]
    return next(iter([*same, *held]), "")


def _by(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"source": row["source_id"]}] if row.get("source_id") else []


def _figures(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """What each source says of an event: quantity, low, best, high, bound, unit, note."""
    out = []
    for row in rows.to_dict("records"):
        said = {n: float(row[n]) for n in ("low", "best", "high") if row[n] == row[n]}
        words = {n: str(row[n]) for n in ("bound", "unit", "note") if row.get(n)}
        out.append(
            {"what": what_name(row["quantity"]), "source": row["source_id"], **said, **words}
        )
    return out
