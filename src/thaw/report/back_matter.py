"""The end of a report: marks of the record, events in dispute, settings and sources, as rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from thaw.report import bands
from thaw.report.marks import mark_rows
from thaw.report.names import event_name, polity_name
from thaw.report.sources import source

if TYPE_CHECKING:
    from thaw.inference.comparison import Comparison


def marks_by_country(evidence: Any, case_info: Mapping) -> list[dict]:
    """Marks of the record by country, for countries that have any."""
    given = dict(case_info.get("sources") or {})
    names = dict(case_info.get("polities") or {})
    found = [(str(p), mark_rows(evidence, str(p), given)) for p in names]
    return [{"id": p, "title": polity_name(p, names), "rows": rows} for p, rows in found if rows]


def settings_rows(comparison: Comparison) -> Iterable[tuple[str, str]]:
    """Settings as rows of key and value, nested ones with dotted keys."""
    made = comparison.settings
    yield "case", comparison.case
    yield "record", comparison.record
    for ident, n in comparison.n_runs.items():
        left = f", {n.left_out} left out so that all have equally many" if n.left_out else ""
        yield f"runs.{ident}", f"{n.runs} ({n.failed} failed{left})"
    if comparison.probabilities.temperature is not None:
        yield "temperature", f"{comparison.probabilities.temperature:.3g}"
    yield "seed", str(made.seed)
    for f in dataclasses.fields(made):
        if f.name not in ("seed", "fitted_how", "fitted_runs"):
            yield from _dotted(f.name, getattr(made, f.name))
    if made.fitted_runs is not None:
        yield from _dotted("fitted_runs.what", made.fitted_how)
        yield from _dotted("fitted_runs", made.fitted_runs)


def _dotted(key: str, value: Any) -> Iterable[tuple[str, str]]:
    """Rows of one setting; none where it is None."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _dotted(f"{key}.{name}", inner)
    elif isinstance(value, list | tuple):
        yield key, ", ".join(map(str, value))
    elif value is not None:
        yield key, str(value)


class SourceRow(NamedTuple):
    """A source as a reader opens it, and the number of items it attests (a dash for none known)."""

    id: str
    short: str
    title: str
    address: str
    n_items: int | str


def source_rows(evidence: Any, case_info: Mapping) -> list[SourceRow]:
    """Sources of the items used, with titles where the case gives them, in order of name."""
    used: dict[str, int] = {}
    for row in bands.rows_of(evidence):
        for ident in bands.sources_of(row):
            used[ident] = used.get(ident, 0) + 1
    given = dict(case_info.get("sources") or {})
    if not used:
        used = dict.fromkeys(map(str, given), 0)
    rows = [SourceRow(*source(i, given), used[i] or "–") for i in used]
    return sorted(rows, key=lambda r: (r.short.lower(), r.id))


def denied_rows(case_info: Mapping) -> list[dict[str, str]]:
    """Events of which sources dispute whether they happened, sources as a reader knows them."""
    given, names = dict(case_info.get("sources") or {}), case_info.get("polities") or {}

    def cited(ids: Iterable[str]) -> str:
        return "; ".join(source(i, given).short for i in ids) or "no source"

    return [
        {"what": event_name(e, names), "yes": cited(e["yes"]), "no": cited(e["no"])}
        for e in case_info.get("denied") or ()
    ]
