"""What became of the rows of a record: a table for the terminal, a section for the report."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from markupsafe import Markup
from rich.table import Table
from rich.text import Text

from thaw.report.ruled import ruled

TABLES = {
    "events": "events",
    "attestations": "figures",
    "series": "series",
    "nonevents": "quiet",
    "sources": "sources",
}
"""Tables of a record, and the heads of their columns."""


def matrix(told: Any) -> list[tuple[bool | None, str, list[int]]]:
    """Rows of the table: used (None for a total), what, and a number for each table and for all.

    Parameters
    ----------
    told : Accounting
        See `thaw.evidence.accounting`.
    """
    rows: list[tuple[bool | None, str, list[int]]] = []
    for used in (True, False):
        by_what: dict[str, list[int]] = {}
        for line in told.lines:
            if line.used is used:
                row = by_what.setdefault(line.what, [0] * len(TABLES))
                row[list(TABLES).index(line.table)] += line.n
        rows += [(used, what, _with_sum(row)) for what, row in by_what.items()]
        rows.append((None, "used" if used else "set aside", _totals(told, used)))
    rows.append((None, "rows", _totals(told, None)))
    return rows


def _totals(told: Any, used: bool | None) -> list[int]:
    return _with_sum([told.count(table, used) for table in TABLES])


def _with_sum(row: Iterable[int]) -> list[int]:
    row = list(row)
    return [*row, sum(row)]


def by_kind(told: Any) -> list[tuple[str, str, int, int]]:
    """What rows are about: table, kind, how many are used and how many set aside; in order of table and kind."""
    found: dict[tuple[str, str], list[int]] = {}
    for line in told.kinds:
        found.setdefault((line.table, line.what), [0, 0])[0 if line.used else 1] += line.n
    order = sorted(found.items(), key=lambda f: (list(TABLES).index(f[0][0]), f[0][1]))
    return [(table, what, used, aside) for (table, what), (used, aside) in order]


def kinds_table(told: Any) -> tuple[list[str], list[list[str]]]:
    """The same as columns and rows of a file."""
    heads = ["table", "kind", "used", "set aside"]
    return heads, [[str(x) for x in row] for row in by_kind(told)]


def _kinds_part(told: Any) -> str:
    """The same as a table of the report that opens when it is asked for."""
    body = "".join(
        f'<tr><th scope="row">{escape(TABLES[table])}</th><td data-head="kind">{escape(what.replace("_", " "))}</td>'
        f'<td class="n" data-head="used">{used:,}</td><td class="n" data-head="set aside">{aside:,}</td></tr>'
        for table, what, used, aside in by_kind(told)
    )
    if not body:
        return ""
    heads = (
        '<th scope="col">rows</th><th scope="col">kind</th><th scope="col" class="n">used</th>'
        '<th scope="col" class="n">set aside</th>'
    )
    return (
        "<details><summary>Rows used and set aside by kind</summary>"
        f'<div class="scroll"><table class="wide stack"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
        "</div></details>"
    )


def accounting_table(told: Any) -> Table:
    """The table on a terminal, at most 80 columns wide."""
    made = ruled(Text(f"What became of the {told.count():,} rows of {told.record}", "bold"))
    made.add_column("", ratio=1)
    for head in (*TABLES.values(), "all"):
        made.add_column(head, justify="right", no_wrap=True)
    for used, what, numbers in matrix(told):
        text = Text(f"  {what}" if used is not None else what)
        style = "bold" if used is None else ""
        made.add_row(
            text,
            *(f"{n:,}" if n else "" for n in numbers),
            style=style,
            end_section=what in ("used", "set aside"),
        )
    made.caption = Text(" ".join(_notes(told)))
    return made


def _notes(told: Any) -> list[str]:
    notes = [
        "Figures: rows of attestations; quiet: rows of non-events. Used rows and those set aside "
        "add up to all rows."
    ]
    if told.places:
        notes.append(
            f"{told.places} events used name a place that the case does not have; they count for "
            "their polity."
        )
    return [*notes, *(f"Note: {note}." for note in told.notes)]


def accounting_section(told: Any) -> Markup:
    """The part of the report, as HTML; empty where nothing is told."""
    if told is None:
        return Markup("")
    heads = "".join(
        f'<th scope="col" class="n">{escape(h)}</th>' for h in (*TABLES.values(), "all")
    )
    body = []
    for used, what, numbers in matrix(told):
        cells = "".join(
            f'<td class="n">{n:,}</td>' if n else '<td class="n"></td>' for n in numbers
        )
        name = f"<strong>{escape(what)}</strong>" if used is None else escape(what)
        body.append(f'<tr><th scope="row" style="white-space:normal">{name}</th>{cells}</tr>')
    return Markup(
        "<h3>What became of the rows of the record</h3>"
        f"<p>Of {told.count():,} rows of {escape(told.record)}, {told.count(used=True):,} are used "
        f"and {told.count(used=False):,} are set aside. {escape(' '.join(_notes(told)))}</p>"
        '<div class="scroll"><table class="wide"><thead><tr><th scope="col">rows</th>'
        f"{heads}</tr></thead><tbody>{''.join(body)}</tbody></table></div>{_kinds_part(told)}"
    )
