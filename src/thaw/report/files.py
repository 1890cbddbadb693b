"""Figures and tables of a report as files of their own, beside it."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from thaw.report.sources import Source
from thaw.report.svg import Drawing
from thaw.writing import write_whole

Table = tuple[Sequence[str], Sequence[Sequence[Any]]]
"""Heads, and rows of cells."""


@dataclasses.dataclass
class Saved:
    """Figures and tables of a report by the name of their file."""

    figures: dict[str, Drawing] = dataclasses.field(default_factory=dict)
    tables: dict[str, Table] = dataclasses.field(default_factory=dict)


def table_of(rows: Sequence[Any]) -> Table:
    """Rows that are dataclasses or named tuples, with their fields as heads."""
    if not rows:
        return (), ()
    first = rows[0]
    heads = (
        [f.name for f in dataclasses.fields(first)]
        if dataclasses.is_dataclass(first)
        else list(first._fields)
    )
    return heads, [[getattr(r, h) for h in heads] for r in rows]


def matrix_of(
    corner: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[Any]]]
) -> Table:
    """A labelled matrix of `thaw.report.tables.Cell`."""
    return [corner, *heads], [[name, *(_cell(c) for c in cells)] for name, cells in rows]


def _cell(c: Any) -> str:
    return f"{c.text} {c.small}".strip() if hasattr(c, "small") else str(c)


def _plain(value: Any) -> str:
    """A cell of a CSV file: sources by title and address, minus signs that programs read."""
    if isinstance(value, list):
        return "; ".join(_plain(v) for v in value)
    if isinstance(value, Source):
        return " ".join(p for p in (value.title or value.id, value.address) if p)
    return str(value).replace("−", "-").replace("–", "")


def write_files(
    figures: Mapping[str, Drawing], tables: Mapping[str, Table], report: Path
) -> list[Path]:
    """Write ``figures/*.svg`` and ``tables/*.csv`` beside a report, and return their paths.

    Beside a report that is not called ``report.html`` the folders carry its name, so that two
    reports in one folder do not mix.
    """
    head = "" if report.stem == "report" else f"{report.stem}."
    made = []
    for name, drawing in figures.items():
        made.append(write_whole(report.parent / f"{head}figures" / f"{name}.svg", drawing.file()))
    for name, (heads, rows) in tables.items():
        if rows:
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(heads)
            writer.writerows([_plain(v) for v in row] for row in rows)
            made.append(
                write_whole(report.parent / f"{head}tables" / f"{name}.csv", text.getvalue())
            )
    return made
