"""Rows of the tables of a record as they stand in their files, each with its line."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from thaw.errors import Problems, ThawError, nearest_name
from thaw.record.form import COLUMNS

Rows = list[dict[str, Any]]


def read_table(folder: Path, table: str, problems: Problems | None = None) -> Rows:
    """Rows of one CSV file, each with its `line`.

    Parameters
    ----------
    problems : Problems, optional
        Where mistakes are noted; without it the first is raised.

    Raises
    ------
    ThawError
        The file is missing, is not CSV in UTF-8, lacks a column or has a row of another length.
    """
    file = folder / f"{table}.csv"
    rows: Rows = []
    problems = problems or Problems()
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            reader = csv.reader(lines)
            header = next(reader, [])
            _refuse_other_separator(file, table, header)
            _check_header(file, table, header, problems)
            last = reader.line_num
            for cells in reader:
                line, last = last + 1, reader.line_num
                if not any(cell.strip() for cell in cells):  # an empty line, or one of commas alone
                    continue
                if len(cells) != len(header):
                    problems.note(
                        ThawError(
                            f"the row has {len(cells)} cells",
                            file=file,
                            line=line,
                            key=cells[0] if cells else None,
                            expected=f"{len(header)} cells, as in line 1",
                        )
                    )
                    cells = [*cells, *[""] * len(header)][: len(header)]
                    rows.append(
                        dict(zip(header, cells, strict=True)) | {"line": line, "short": True}
                    )
                    continue
                rows.append(dict(zip(header, cells, strict=True)) | {"line": line})
    except OSError as problem:
        raise ThawError(
            f"cannot be read: {problem.strerror}",
            file=file,
            line=1,
            key=table,
            expected=f"a table in {folder}",
        ) from None
    except UnicodeDecodeError as problem:
        raise ThawError(
            f"cannot be read: {problem}",
            file=file,
            line=1,
            key=table,
            expected="text in UTF-8",
            todo="save it again with the encoding UTF-8",
        ) from None
    except csv.Error as problem:
        raise ThawError(
            f"cannot be read: {problem}", file=file, line=reader.line_num, key=table
        ) from None
    return rows


def _refuse_other_separator(file: Path, table: str, header: list[str]) -> None:
    """Tell a table whose cells are separated by something else than commas as such."""
    for sign, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(header) == 1 and sign in header[0]:
            raise ThawError(
                f"its cells are separated by {name}",
                file=file,
                line=1,
                key=table,
                expected="commas between cells, and a point in numbers",
                todo="save it again as CSV with commas",
            )


def _check_header(file: Path, table: str, header: list[str], problems: Problems) -> None:
    for column in COLUMNS[table].required:
        if column not in header:
            problems.note(
                ThawError(
                    f"the column {column!r} is missing",
                    file=file,
                    line=1,
                    key=column,
                    expected=", ".join(COLUMNS[table].required),
                    nearest=nearest_name(column, set(header) - set(COLUMNS[table])),
                )
            )
