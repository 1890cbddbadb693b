"""What a record holds, on a terminal of 80 columns."""

from __future__ import annotations

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from thaw.record import Record, describe

WIDTH = 80
POLITIES_SHOWN = 7
"""Polities with a column of their own; the others are added up."""


def print_record(record: Record, console: Console | None = None, width: int = WIDTH) -> None:
    """Print the tables of `thaw.record.describe`, none wider than `width` columns.

    Parameters
    ----------
    record : Record
    console : rich Console, optional
        Where to print; standard output when not given.
    width : int
        Columns, at least 80.
    """
    console = console or Console(highlight=False)
    width = min(max(width, WIDTH), console.width) if console.width >= WIDTH else WIDTH
    parts = describe(record)
    console.print(Text(f"{record.name}: {record.title}"), width=width)
    off = ", ".join(
        f"{r.table} {r.rows}" + (f" (+{r.switched_off} switched off)" if r.switched_off else "")
        for r in parts["tables"].itertuples()
    )
    console.print(Text(f"{off}, sources {len(record.sources)}"), width=width)
    if record.declared.organisations:
        told = ", ".join(f"{o.title} ({o.kind})" for o in record.declared.organisations.values())
        console.print(Text(f"organisations beside the ruling party: {told}"), width=width)
    whether = [denied_table(parts["denied"])] if len(parts["denied"]) else []
    for table in (
        events_table(parts["events"]),
        disagreements_table(parts["disagreements"]),
        *whether,
        kinds_table(parts["kinds"]),
    ):
        if table.row_count:
            console.print()
            console.print(table, width=width)
    if not len(parts["disagreements"]) and len(record.attestations):
        console.print("\nno figure is told by two lineages of sources that disagree")


def events_table(events: pd.DataFrame) -> Table:
    """Events by kind and polity; polities beyond the first few are one column."""
    table = _table("Events by kind and polity")
    table.add_column("kind", no_wrap=True)
    shown = list(events.columns[:POLITIES_SHOWN])
    rest = list(events.columns[POLITIES_SHOWN:])
    for name in [*shown, *(["other"] if rest else []), "all"]:
        table.add_column(name, justify="right", no_wrap=True)
    for kind, row in [*events.iterrows(), ("all", events.sum())]:
        counts = [*(row[p] for p in shown), *([row[rest].sum()] if rest else []), row.sum()]
        table.add_row(str(kind), *(f"{c:.0f}" if c else "" for c in counts))
    return table


def disagreements_table(rows: pd.DataFrame) -> Table:
    """The widest disagreements, as powers of ten between the nearest ends of two lineages."""
    table = _table("Widest disagreements between lineages (powers of ten)")
    table.add_column("event", no_wrap=True, max_width=24, overflow="ellipsis")
    table.add_column("quantity", no_wrap=True, max_width=17, overflow="ellipsis")
    for name in ("least", "most", "log10", "of"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows.itertuples():
        table.add_row(
            row.event_id,
            row.quantity,
            _number(row.low),
            _number(row.high),
            f"{row.ratio:.2f}",
            str(row.lineages),
        )
    return table


def denied_table(rows: pd.DataFrame) -> Table:
    """Events that one source tells of and another denies, or passes over though it would have told."""
    table = _table("Whether it happened: sources for and against")
    table.add_column("event", no_wrap=True, max_width=24, overflow="ellipsis")
    table.add_column("kind", no_wrap=True, max_width=16, overflow="ellipsis")
    for name in ("it happened", "it did not"):
        table.add_column(name, max_width=19, overflow="fold")
    for row in rows.itertuples():
        table.add_row(row.event_id, row.kind, ", ".join(row.yes) or "nobody", ", ".join(row.no))
    return table


def kinds_table(rows: pd.DataFrame) -> Table:
    """Figures by kind of source."""
    table = _table("Attestations and series rows by kind of source")
    table.add_column("kind", no_wrap=True)
    for name in ("rows", "share", "sources", "lineages"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows.itertuples():
        table.add_row(
            row.kind, str(row.rows), f"{row.share:.0%}", str(row.sources), str(row.lineages)
        )
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 1, 0, 0))


def _number(value: float) -> str:
    """A number at a readable length, as in 2,500 or 1.5 M."""
    if value >= 1e6:
        return f"{value / 1e6:.3g} M"
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"
