"""A table in a file as rows of text, each with the line it begins on; nothing is guessed in silence.

CSV and its kin by the standard library, XLSX by openpyxl, Parquet by pyarrow, Stata by pandas and R by
pyreadr; the last four are optional.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from thaw.errors import ThawError, nearest_name

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
ENCODINGS = ("cp1250", "cp1251", "cp1252", "iso8859-2", "koi8-r", "cp437")
"""Of one byte a letter: which it is cannot be known, so candidates are shown."""

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
LONGEST = 50_000_000
"""Letters of one cell."""

EXTRA = "pip install 'thaw-sim[import]'"


class Row(NamedTuple):
    """One row: the line of the file that it begins on (of a sheet, its row), and its cells."""

    line: int
    cells: tuple[str, ...]


class Broken(NamedTuple):
    """A row that cannot be read: line, column (empty: the whole row) and why."""

    line: int
    column: str
    why: str


@dataclass
class Sheet:
    """A table that has been read.

    Attributes
    ----------
    file : Path
    header : tuple of str
    rows : list of Row
    broken : list of Broken
        Rows of another length than the header, or with a cell that holds an error.
    notes : list of str
        What was found out of the file and not told by the user: encoding, separator, sheet.
    """

    file: Path
    header: tuple[str, ...]
    rows: list[Row] = field(default_factory=list, repr=False)
    broken: list[Broken] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def column(self, name: str) -> Iterator[str]:
        """Cells of one column."""
        k = self.header.index(name)
        return (row.cells[k] for row in self.rows)


def read_sheet(
    file: str | Path,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | None = None,
    names: Sequence[Sequence[str]] = (),
) -> Sheet:
    """Read a table.

    Parameters
    ----------
    file : path
        ``.csv``, ``.tsv``, ``.txt``, ``.tab``, ``.xlsx``, ``.parquet``, ``.dta``, ``.rda`` or ``.rds``.
    encoding, separator : str, optional
        Of a text; UTF-8 (UTF-16 with its mark), and the sign that parts most cells of the first line.
    sheet : str, optional
        Of a workbook or a file of R, where it holds several.
    names : sequence of sequence of str
        Headers of formats whose files have none: taken where a first row of numbers is of that length.

    Raises
    ------
    ThawError
        The file cannot be read as a table: with line and column.
    """
    file = Path(file)
    readers: dict[str, Callable[[], Sheet]] = {
        ".xlsx": lambda: _workbook(file, sheet),
        ".xlsm": lambda: _workbook(file, sheet),
        ".parquet": lambda: _parquet(file),
        ".dta": lambda: _stata(file),
        ".rda": lambda: _of_r(file, sheet),
        ".rdata": lambda: _of_r(file, sheet),
        ".rds": lambda: _of_r(file, sheet),
    }
    known = (".csv", ".tsv", ".tab", ".txt", *readers)
    kind = file.suffix.lower()
    if kind not in known:
        raise ThawError(
            f"a file of kind {kind!r} cannot be read",
            file=file,
            expected=", ".join(known),
            nearest=nearest_name(kind, known),
            todo="save it as CSV" if kind == ".xls" else None,
        )
    try:
        if kind in readers:
            made = readers[kind]()
        else:
            made = _text(file, encoding, separator, names)
    except OSError as problem:
        raise ThawError(f"cannot be read: {problem.strerror or problem}", file=file) from None
    _check_names(made)
    return made


def _text(
    file: Path, encoding: str | None, separator: str | None, names: Sequence[Sequence[str]]
) -> Sheet:
    text, told = _decoded(file, encoding)
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise ThawError(
            "holds a sign NUL: it is no text", file=file, line=line, expected="CSV in UTF-8"
        )
    notes = [told] if told else []
    first = next((line for line in text.splitlines() if line.strip()), "")
    if separator is None:
        counts = {s: _cells(first, s) for s in SEPARATORS}
        separator = max(counts, key=lambda s: counts[s])
        if separator != ",":
            notes.append(f"cells are separated by {SEPARATORS[separator]}")
    csv.field_size_limit(LONGEST)
    lines = _parsed(file, text, separator)
    header = next(lines, None)
    if header is None:
        raise ThawError("is empty", file=file, expected="a line of names of columns, and rows")
    start: Iterable[Row] = ()
    bare = next(
        (n for n in names if len(n) == len(header.cells) and header.cells[0].isdigit()), None
    )
    if bare is not None:
        notes.append(f"has no line of names: those of a table of {len(bare)} columns are taken")
        header, start = Row(0, tuple(bare)), (header,)
    made = Sheet(file, tuple(c.strip() for c in header.cells), notes=notes)
    for rows in (start, lines):
        for row in rows:
            _take(made, row)
    return made


def _take(made: Sheet, row: Row) -> None:
    have, want = len(row.cells), len(made.header)
    if have == want:
        made.rows.append(row)
    elif any(c.strip() for c in row.cells):
        at = made.header[have] if have < want else f"cell {want + 1}"
        made.broken.append(Broken(row.line, at, f"the row has {have} cells, the header {want}"))


def _cells(line: str, separator: str) -> int:
    return len(next(csv.reader([line], delimiter=separator), []))


def _parsed(file: Path, text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    last = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            cell = _spoilt_cell(text, last, separator)
            raise ThawError(
                f"a quoted cell is not closed as it should be ({problem})",
                file=file,
                line=last + 1,
                key=f"cell {cell}",
                expected='quotes around the whole cell, and two of them, "", for one inside it',
            ) from None
        line, last = last + 1, reader.line_num
        if cells and any(c.strip() for c in cells):
            yield Row(line, tuple(cells))


def _spoilt_cell(text: str, lines: int, separator: str) -> int:
    """Number of the first cell, after so many lines, whose quotes are wrong."""
    at = 0
    for _ in range(lines):
        at = text.index("\n", at) + 1
    cell, inside, fresh = 1, False, True
    while at < len(text):
        sign = text[at]
        if inside:
            if sign == '"' and text[at + 1 : at + 2] == '"':
                at += 1
            elif sign == '"':
                inside = False
                if text[at + 1 : at + 2] not in ("", separator, "\n", "\r"):
                    return cell
        elif sign == '"' and fresh:
            inside = True
        elif sign == separator:
            cell += 1
        elif sign == "\n":
            return cell
        fresh = sign == separator
        at += 1
    return cell


def _decoded(file: Path, encoding: str | None) -> tuple[str, str]:
    """The text of a file, and what to say of its encoding."""
    data = file.read_bytes()
    marked = next((name for mark, name in MARKS if data.startswith(mark)), None)
    name = marked or encoding or "utf-8"
    try:
        text = data.decode(name)
    except LookupError:
        raise ThawError(
            f"no encoding is called {name!r}",
            file=file,
            expected=", ".join(("utf-8", *ENCODINGS)),
            nearest=nearest_name(name, ENCODINGS),
        ) from None
    except UnicodeDecodeError as problem:
        before = data[: problem.start]
        line = before.count(b"\n") + 1
        column = problem.start - (before.rfind(b"\n") + 1) + 1
        raise ThawError(
            f"is not text in {name}: byte {column} of the line is {data[problem.start]:#04x}",
            file=file,
            line=line,
            expected=f"text in {name}",
            todo=f"give --encoding: the word there reads {_readings(data, problem.start)}",
        ) from None
    if name == "utf-16":
        return text, "is in UTF-16"
    if "\ufffd" in text:
        line = text[: text.index("\ufffd")].count("\n") + 1
        return text, f"holds signs that were lost before (\ufffd), the first on line {line}"
    return text, "" if name.startswith("utf-8") else f"is read as {name}"


def _readings(data: bytes, at: int) -> str:
    """The word at a byte, as each likely encoding has it."""
    stops = b' ,;\t\r\n"'
    begin = max(data.rfind(bytes([s]), 0, at) for s in stops) + 1
    ends = [e for s in stops if (e := data.find(bytes([s]), at)) >= 0]
    word = data[begin : min(ends, default=len(data))][:40]
    told: dict[str, str] = {}
    for name in ENCODINGS:
        read = word.decode(name, errors="replace")
        if read.isprintable() and "\ufffd" not in read:
            told.setdefault(read, name)
    return ", ".join(f"{word!r} in {name}" for word, name in told.items())


def as_text(value: Any) -> str:
    """A cell of a typed table as one would write it; empty for nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    text = str(value)
    return "" if text in ("NaT", "<NA>") else text


def _need(module: str, file: Path) -> Any:
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError:
        name = module.partition(".")[0]
        raise ThawError(
            f"needs the package {name}, which is not installed",
            file=file,
            todo=f"{EXTRA}, or save the table as CSV",
        ) from None


def _workbook(file: Path, sheet: str | None) -> Sheet:
    openpyxl = _need("openpyxl", file)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except OSError:
        raise
    except Exception as problem:
        raise ThawError(
            f"cannot be read as a workbook: {problem}", file=file, expected="XLSX"
        ) from None
    try:
        filled = [
            s
            for s in book.worksheets
            if s.max_row and any(any(r) for r in s.iter_rows(max_row=5, values_only=True))
        ]
        page = _chosen(file, {s.title: s for s in filled}, sheet, "sheet")
        rows = page.iter_rows()
        first = next(rows, ())
        made = Sheet(file, tuple(as_text(c.value).strip() for c in first))
        for line, cells in enumerate(rows, 2):
            wrong = next(
                (k for k, c in enumerate(cells) if getattr(c, "data_type", "") == "e"), None
            )
            if wrong is not None:
                made.broken.append(
                    Broken(line, made.header[wrong], f"the cell holds {cells[wrong].value}")
                )
                continue
            told = tuple(as_text(c.value) for c in cells)
            if any(told):
                _take(made, Row(line, (*told, *[""] * (len(made.header) - len(told)))))
    finally:
        book.close()
    if len(filled) > 1:
        made.notes.append(f"sheet {page.title!r} is read")
    return made


def _chosen(file: Path, pages: dict[str, Any], name: str | None, what: str) -> Any:
    """The one table of a file, or that of a name."""
    if name is not None and name not in pages:
        raise ThawError(
            f"has no {what} called {name!r}",
            file=file,
            expected=", ".join(pages),
            nearest=nearest_name(name, pages),
        )
    if name is None and len(pages) != 1:
        raise ThawError(
            f"has {len(pages)} tables" if pages else "is empty",
            file=file,
            expected=f"one, or its name with --sheet: {', '.join(pages)}",
        )
    return pages[name] if name is not None else next(iter(pages.values()))


def _columns(file: Path, columns: dict[str, Sequence[Any]]) -> Sheet:
    made = Sheet(file, tuple(str(c).strip() for c in columns))
    for line, cells in enumerate(zip(*columns.values(), strict=True), 1):
        made.rows.append(Row(line, tuple(as_text(c) for c in cells)))
    made.notes.append("rows are counted from 1, without the header")
    return made


def _parquet(file: Path) -> Sheet:
    parquet = _need("pyarrow.parquet", file)
    try:
        table = parquet.read_table(file)
    except OSError:
        raise
    except Exception as problem:
        raise ThawError(f"cannot be read as Parquet: {problem}", file=file) from None
    return _columns(file, {n: table.column(n).to_pylist() for n in table.column_names})


def _frame(file: Path, frame: Any) -> Sheet:
    return _columns(file, {str(n): frame[n].tolist() for n in frame.columns})


def _stata(file: Path) -> Sheet:
    import pandas as pd

    try:
        return _frame(file, pd.read_stata(file, convert_categoricals=False))
    except OSError:
        raise
    except Exception as problem:
        raise ThawError(f"cannot be read as a file of Stata: {problem}", file=file) from None


def _of_r(file: Path, name: str | None) -> Sheet:
    pyreadr = _need("pyreadr", file)
    if not file.is_file():
        raise ThawError("cannot be read: there is no such file", file=file)
    try:
        found = pyreadr.read_r(str(file))
    except Exception as problem:
        raise ThawError(f"cannot be read as a file of R: {problem}", file=file) from None
    return _frame(file, _chosen(file, {str(k): v for k, v in found.items()}, name, "table"))


def _check_names(made: Sheet) -> None:
    twice = {n for n in made.header if n and made.header.count(n) > 1}
    if twice:
        raise ThawError(
            f"has the column {sorted(twice)[0]!r} twice",
            file=made.file,
            line=1,
            key=sorted(twice)[0],
            expected="each column once",
        )
