"""Junk that ordinary programs write into files: read as a person means it, or told, never guessed."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from thaw.errors import ThawError
from thaw.files import parse_yaml, read_date
from thaw.record import describe, load_record
from thaw.record.edtf import read
from thaw.record.form import COLUMNS

BOMB = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)
)
MERGES = "a0: &a0 {x: 1, y: 2}\n" + "".join(
    f"a{i}: &a{i}\n  <<: [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)
)


@pytest.mark.parametrize(
    "text, told",
    [
        ("a: 1\nb: " + "[" * 50_000 + "]" * 50_000, "text.yaml:2: is nested more than 100 levels"),
        ("b: " + "[" * 5_000, "is nested more than 100 levels"),
        ("".join(" " * i + "a:\n" for i in range(3000)), "is nested more than 100 levels"),
        (BOMB, "its aliases repeat more than 100,000 entries"),
        (MERGES, "its aliases repeat more than 100,000 entries"),
        ("a: &a [1, *a]", "text.yaml:1: an alias contains itself"),
        ("a: &a\n  <<: *a", "text.yaml:1: an alias contains itself"),
        ("a: 1\nb: {<<: 3}", "text.yaml:2: is not valid YAML: expected a mapping"),
        ("a: 1\nb: 1" + "0" * 5000, "text.yaml:2: is not valid YAML: '10000000000000000000'"),
    ],
    ids=["deep", "open", "blocks", "bomb", "merges", "itself", "merged itself", "merged 3", "huge"],
)
def test_yaml_that_has_no_end_is_refused_at_once(text: str, told: str) -> None:
    began = time.perf_counter()
    with pytest.raises(ThawError) as caught:
        parse_yaml(text)
    assert told in str(caught.value)
    assert time.perf_counter() - began < 2


def test_zeros_in_front_of_a_number_mean_nothing() -> None:
    assert parse_yaml("[010, 08, -007, 1_000, 0]").data == [10, 8, -7, 1000, 0]


def test_a_merge_key_is_merged_and_the_own_key_counts() -> None:
    text = "a: &a {x: 1, y: 2}\nb: &b {x: 5, z: 4}\nc:\n  <<: [*a, *b]\n  y: 3\n"
    d = parse_yaml(text)
    assert d.data["c"] == {"x": 1, "y": 3, "z": 4}
    assert d.line(("c", "y")) == 5 and d.line(("c", "z")) == 2
    with pytest.raises(ThawError, match="appears twice"):
        parse_yaml("a: &a {x: 1}\nc: {<<: *a, y: 3, y: 4}")


@pytest.mark.parametrize("text", ["1953-00-20", "1953-00", "1953-06-00", "1953/1954-00"])
def test_month_or_day_nought_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="00"):
        read(text)
    with pytest.raises(ThawError, match="is not a date"):
        read_date(parse_yaml("on: x"), text, ("on",))


ROWS = {
    "events": [["e1", "1953-06-17", "", "ONE", "town", "strike", "page", "", "", "A strike"]],
    "attestations": [["e1", "deaths", "", "3", "", "exact", "persons", "", "", "s1", "", "", ""]],
    "series": [],
    "nonevents": [],
    "sources": [["s1", "T", "A", "1999", "press", "p. 1", "", "", "", "", ""]],
}


def head(table: str) -> list[str]:
    """Columns that a table must have."""
    return [name for name, key in COLUMNS[table].items() if key.required]


def record(folder: Path, **rows: list[list[str]]) -> Path:
    """A record of one event, with other rows in the tables that are named."""
    folder.mkdir()
    about = f"record: {folder.name}\ntitle: T\npolities: [ONE]\nlicence: none\n"
    (folder / "record.yaml").write_text(about)
    for table, lines in {**ROWS, **rows}.items():
        with (folder / f"{table}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([head(table), *lines])
    return folder


def changed(table: str, **cells: str) -> list[list[str]]:
    """The row of a table with other cells."""
    (row,) = ROWS[table]
    return [[cells.get(c, old) for c, old in zip(head(table), row, strict=True)]]


@pytest.mark.parametrize(
    "cells, told",
    [
        (
            {"best": "-9"},
            "attestations.csv:2: e1/deaths/s1.best: -9 persons cannot be: it is below zero",
        ),
        ({"best": "", "low": "-99", "high": "4", "bound": "range"}, "-99 persons cannot be"),
        ({"best": "-1", "unit": "strikes"}, "-1 strikes cannot be"),
        ({"best": "1.2", "unit": "share"}, "a share of 1.2 cannot be"),
        ({"best": "30", "of": "20"}, "30 of 20 are more than all"),
        ({"best": "inf"}, "'inf' is not a number"),
        ({"best": "1e400"}, "'1e400' is not a number"),
        ({"best": "1,5"}, "'1,5' is not a number"),
    ],
)
def test_figures_that_cannot_be_are_told(cells: dict[str, str], told: str, tmp_path: Path) -> None:
    with pytest.raises(ThawError) as caught:
        load_record(record(tmp_path / "r", attestations=changed("attestations", **cells)))
    assert told in str(caught.value) and not caught.value.others


def test_what_falls_may_be_below_zero(tmp_path: Path) -> None:
    rows = changed("attestations", best="-9", unit="percent")
    assert load_record(record(tmp_path / "r", attestations=rows)).attestations.best[0] == -9


def test_what_spreadsheets_add_is_read(tmp_path: Path) -> None:
    """A byte order mark, other ends of line, empty lines and lines of commas alone."""
    folder = record(tmp_path / "r")
    plain = load_record(folder)
    for name in ("events.csv", "sources.csv", "record.yaml"):
        text = (folder / name).read_text(encoding="utf-8")
        more = "\n,,,,\n\n" if name.endswith("csv") else ""
        (folder / name).write_text("\ufeff" + text + more, encoding="utf-8", newline="\r\n")
    again = load_record(folder)
    assert again.events.equals(plain.events) and again.sources.equals(plain.sources)


def test_tables_with_a_header_alone_are_tables_of_no_rows(tmp_path: Path) -> None:
    made = load_record(record(tmp_path / "r", events=[], attestations=[]))
    assert len(made.events) == 0 and describe(made)["disagreements"].empty


@pytest.mark.parametrize("sign, name", [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_other_signs_between_cells_are_told_as_such(sign: str, name: str, tmp_path: Path) -> None:
    folder = record(tmp_path / "r")
    file = folder / "events.csv"
    file.write_text(file.read_text().replace(",", sign))
    with pytest.raises(ThawError) as caught:
        load_record(folder)
    assert f"events.csv:1: events: its cells are separated by {name}" in str(caught.value)
    assert "column" not in str(caught.value)


def test_a_file_of_another_encoding_says_what_to_do(tmp_path: Path) -> None:
    folder = record(tmp_path / "r")
    (folder / "events.csv").write_bytes((folder / "events.csv").read_bytes() + b"\xe9")
    with pytest.raises(ThawError, match="UTF-8"):
        load_record(folder)
    (folder / "record.yaml").write_bytes(b"record: \xe9")
    with pytest.raises(ThawError, match="UTF-8"):
        load_record(folder)


def test_ten_thousand_events_are_read_and_shown_in_a_moment(tmp_path: Path) -> None:
    """A tenth of what it took once: 2.4 ms an event, most of it in the disagreements."""
    n = 2000
    events = [
        [f"e{i}", f"1953-06-{1 + i % 28:02d}", "", "ONE", "town", "strike", "page", "", "", ""]
        for i in range(n)
    ]
    told = [
        [f"e{i}", "deaths", "", str(best), "", "exact", "persons", "", "", source, "", "", ""]
        for i in range(n)
        for best, source in ((i, "s1"), (2 * i, "s2"))
    ]
    sources = [[s, "T", "A", "1999", "press", "p. 1", "", "", "", "", ""] for s in ("s1", "s2")]
    folder = record(tmp_path / "r", events=events, attestations=told, sources=sources)
    describe(load_record(record(tmp_path / "warm")))
    began = time.process_time()
    shown = describe(load_record(folder))
    assert time.process_time() - began < 0.24e-3 * n * 4  # the machine may be slow
    assert len(shown["disagreements"]) == 10
