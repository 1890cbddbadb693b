"""A record without some of its sources: what they alone tell becomes unknown, never absent.

An event is lost with its sources when none of those that attest it is left; then whether it happened is
not known. Its figures, counted series and reports that nothing happened go with the source that
gives them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from thaw.evidence.from_record import Evidence, evidence
from thaw.evidence.items import Items, watched_by
from thaw.record import Record


@dataclass(frozen=True)
class Part:
    """A part of a record that can be left out.

    Attributes
    ----------
    kind : str
        source, kind of source, lineage or episode.
    name : str
    sources : frozenset of str
        Empty for an episode.
    """

    kind: str
    name: str
    sources: frozenset[str] = frozenset()


def parts_of(record: Record, told: Evidence) -> list[Part]:
    """Sources that stand behind evidence, kinds of them, and lineages of more than one.

    A kind or lineage with one source is that source and is not listed again.
    """
    used = sorted({s for row, said in enumerate(told.sources) for s in said})
    about = record.sources.set_index("source_id")
    parts = [Part("source", s, frozenset([s])) for s in used]
    for column, word in (("kind", "kind of source"), ("lineage", "lineage")):
        for name, rows in about.groupby(column, sort=True):
            here = frozenset(str(s) for s in rows.index)
            if len(here & set(used)) > 1:
                parts.append(Part(word, str(name), here))
    return parts


def without_sources(record: Record, gone: Iterable[str]) -> Record:
    """The record without what these sources say, and without events that only they attest."""
    gone = set(gone)
    told = record.attestations
    told_by = told.groupby("event_id")["source_id"].agg(set)
    lost = {e for e, sources in told_by.items() if sources <= gone}
    kept: dict[str, Any] = {}
    off = dict(record.switched_off)
    for table in ("events", "attestations", "series", "nonevents"):
        rows = getattr(record, table)
        out = rows["id"].isin(lost) if table == "events" else rows["source_id"].isin(gone)
        kept[table] = rows[~out].reset_index(drop=True)
        before = off.get(table)
        more = rows[out]
        off[table] = more if before is None or not len(before) else pd.concat([before, more])
        off[table] = off[table].reset_index(drop=True)
    return replace(record, **kept, switched_off=off)


def evidence_without(case: Any, record: Record, items: Items, part: Part, memory: bool) -> Evidence:
    """What a record tells without a part of it, on the items of the whole record.

    Parameters
    ----------
    case : Case
    record : Record
    items : Items
        Of the whole record.
    part : Part
        Of kind source, kind of source or lineage.
    memory : bool
        Use rows that rest on the compiler's memory alone.
    """
    rest = without_sources(record, part.sources)
    told = evidence(case, rest, memory=memory, items=items)
    unwatched = _unwatched(record, rest, items)
    quiet = np.array([items[j].id in unwatched for j in range(len(items))], bool) & (
        told.value == 0
    )
    value = np.where(quiet, np.nan, told.value)
    return replace(told, value=value, missing=np.isnan(value))


def _unwatched(record: Record, rest: Record, items: Items) -> set[str]:
    """Cells whose silence only non-events that were left out turned into "did not happen"."""

    def watched(r: Record) -> set[str]:
        rows = r.nonevents.itertuples()
        return {
            f"cell/{p}/{period}/{what}"
            for row in rows
            if not row.weightless
            for p, period, what in watched_by(row)
        }

    covered = {c.id for c in items if c.kind == "cell" and _covered(c, items)}
    return watched(record) - watched(rest) - covered


def _covered(cell: Any, items: Items) -> bool:
    """Whether the record says by itself that it looked at this cell, whatever its non-events say."""
    from thaw.evidence.visibility import cell_visible

    specs = items.specs
    density = specs.density(cell.polity, cell.what, cell.first, cell.last)
    return density is not None and cell_visible(
        specs.seen, cell.polity, cell.what, cell.first > items.end, density
    )
