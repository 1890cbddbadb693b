"""Tables in files: encodings, marks, separators, quotes and typed files are read, or refused with line and column."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from thaw.errors import ThawError
from thaw.importing.sheet import Sheet, read_sheet

TEXT = 'id,place,size\n1,Gdańsk,"1,000"\n2,"Nowa\nHuta",NA\n3,Łódź,NO\n'
CELLS = [("1", "Gdańsk", "1,000"), ("2", "Nowa\nHuta", "NA"), ("3", "Łódź", "NO")]


def read(folder: Path, data: bytes | str, name: str = "t.csv", **ways: str) -> Sheet:
    file = folder / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_sheet(file, **ways)  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_marks_of_unicode(tmp_path: Path, encoding: str) -> None:
    data = TEXT.encode(encoding)
    made = read(tmp_path, b"\xff\xfe" + data if encoding == "utf-16-le" else data)
    assert made.header == ("id", "place", "size") and [r.cells for r in made.rows] == CELLS
    assert [r.line for r in made.rows] == [2, 3, 5], "a row is told by the line that it begins on"


@pytest.mark.parametrize("sign", [";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_other_separators_are_found_and_told(tmp_path: Path, sign: str, end: str) -> None:
    rows = [("id", "place", "size"), ("1", "Wien, 2.", "1,5"), ("2", "x", "")]
    made = read(tmp_path, end.join(sign.join(r) for r in rows))
    assert [r.cells for r in made.rows] == rows[1:]
    assert any("separated by" in note for note in made.notes)


def test_other_encodings_are_refused_with_line_and_candidates(tmp_path: Path) -> None:
    data = TEXT.encode("cp1250")
    with pytest.raises(ThawError) as told:
        read(tmp_path, data)
    assert told.value.line == 2 and "byte 6 of the line" in str(told.value)
    assert "'Gdańsk' in cp1250" in str(told.value)
    made = read(tmp_path, data, encoding="cp1250")
    assert [r.cells for r in made.rows] == CELLS and made.notes == ["is read as cp1250"]


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ('id,a,b\n1,"x,y\n2,z,w\n', 2, "cell 2"),
        ('id,a,b\n1,x,y\n2,z,"w"q\n', 3, "cell 3"),
        ("id,a,a\n1,2,3\n", 1, "a"),
        ("id,a\n1,\0\n", 2, None),
        ("", None, None),
    ],
)
def test_what_is_no_table_is_refused_where_it_fails(
    tmp_path: Path, text: str, line: int | None, key: str | None
) -> None:
    with pytest.raises(ThawError) as told:
        read(tmp_path, text)
    assert (told.value.line, told.value.key) == (line, key)


def test_rows_of_another_length_are_refused_one_by_one(tmp_path: Path) -> None:
    made = read(tmp_path, "id,a,b\n1,2,3\n4,5\n6,7,8,9\n\n,,\n10,11,12\n")
    assert [r.line for r in made.rows] == [2, 7]
    assert [(b.line, b.column) for b in made.broken] == [(3, "b"), (4, "cell 4")]


def test_a_workbook(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    page = book.active
    page.append(["id", "day", "size", "word"])
    page.append([1, dt.datetime(2020, 8, 5), 300.0, "Łódź"])
    page.append([2, dt.datetime(2020, 8, 5, 14, 30), 0.5, None])
    page.append([3, None, "=1/0", "x"])
    page["C4"].value, page["C4"].data_type = "#DIV/0!", "e"
    book.create_sheet("empty")
    book.save(tmp_path / "t.xlsx")
    made = read_sheet(tmp_path / "t.xlsx")
    assert made.rows[0].cells == ("1", "2020-08-05", "300", "Łódź")
    assert made.rows[1].cells == ("2", "2020-08-05T14:30:00", "0.5", "")
    assert [(b.line, b.column, b.why) for b in made.broken] == [
        (4, "size", "the cell holds #DIV/0!")
    ]
    book["empty"].append(["y"])
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(ThawError, match="has 2 tables"):
        read_sheet(tmp_path / "t.xlsx")
    assert read_sheet(tmp_path / "t.xlsx", sheet="empty").header == ("y",)


@pytest.mark.parametrize("kind", ["parquet", "dta", "rds"])
def test_typed_files(tmp_path: Path, kind: str) -> None:
    pytest.importorskip({"parquet": "pyarrow", "dta": "pandas", "rds": "pyreadr"}[kind])
    frame = pd.DataFrame({"id": [1, 2], "place": ["Łódź", "NA"], "size": [300.0, float("nan")]})
    file = tmp_path / f"t.{kind}"
    if kind == "parquet":
        frame.to_parquet(file)
    elif kind == "dta":
        frame.to_stata(file, write_index=False, version=118)
    else:
        import pyreadr

        pyreadr.write_rds(str(file), frame)
    made = read_sheet(file)
    assert made.header == ("id", "place", "size")
    assert [r.cells for r in made.rows] == [("1", "Łódź", "300"), ("2", "NA", "")]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("t.xls", "save it as CSV"),
        ("t.pdf", "cannot be read"),
        ("none.csv", "No such file"),
        ("t.xlsx", "workbook"),
        ("t.parquet", "Parquet"),
        ("t.dta", "Stata"),
        ("t.rds", "file of R"),
    ],
)
def test_files_of_another_kind(tmp_path: Path, name: str, says: str) -> None:
    if name != "none.csv":
        (tmp_path / name).write_bytes(b"no such thing")
    with pytest.raises(ThawError, match=says):
        read_sheet(tmp_path / name)
