"""Ids that a case gives as sources are looked up in its record, relative to the file of the case."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from thaw.case import load_case
from thaw.cli import main
from thaw.files import data_folder
from thaw.jobs.cited import notes_on_sources

TWIN = data_folder("cases") / "twin_republics_1971.yaml"
RECORD = data_folder("records") / "twin_republics_1971"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A case in a folder of its own, its record in another beside it."""
    (tmp_path / "cases").mkdir()
    shutil.copytree(RECORD, tmp_path / "records" / "mine")
    about = tmp_path / "records" / "mine" / "record.yaml"
    about.write_text(about.read_text().replace(f"record: {TWIN.stem}", "record: mine"))
    text = TWIN.read_text().replace("record: twin_republics_1971", "record: ../records/mine")
    text = text.replace("../accounts", str(data_folder("accounts")))
    file = tmp_path / "cases" / TWIN.name
    file.write_text(text)
    return file


def test_a_source_that_the_record_has_is_none_that_is_told(own: Path, monkeypatch) -> None:
    """From any folder: the record is found from the file that names it."""
    monkeypatch.chdir("/")
    assert notes_on_sources(load_case(own)) == []
    source = sources(own)[0]
    own.write_text(own.read_text().replace("source: invented", f"source: {source}", 3))
    assert notes_on_sources(load_case(own)) == []


def sources(own: Path) -> list[str]:
    lines = (own.parents[1] / "records" / "mine" / "sources.csv").read_text().splitlines()[1:]
    return [line.split(",")[0] for line in lines]


def test_a_misspelt_source_is_told_once_with_line_and_nearest(own: Path, capsys) -> None:
    known = sources(own)[0]
    text = own.read_text().replace("source: invented", f"source: {known}x", 3)
    own.write_text(text)
    line = next(n for n, row in enumerate(text.splitlines(), 1) if f"{known}x" in row)
    told = (
        f"{own.name}:{line}, and 2 more: no source, event or series of mine is called "
        f"'{known}x'; did you mean {known}?"
    )
    assert notes_on_sources(load_case(own)) == [told]
    assert main(["cases", str(own)]) == 0
    assert told in " ".join(capsys.readouterr().out.split())
    own.write_text(own.read_text().replace(f"{known}x", "Smith 1990, p. 4"))
    assert notes_on_sources(load_case(own)) == [], "what has a space is a citation"


def test_a_record_that_is_not_there_is_told(own: Path) -> None:
    own.write_text(own.read_text().replace("../records/mine", "../records/mien"))
    [told] = notes_on_sources(load_case(own))
    assert "mien" in told


@pytest.mark.parametrize("name", ["bloc_1953", "monopoly_1917", "purge_1934", "toy_two", TWIN.stem])
def test_shipped_cases_cite_what_their_records_have(name: str) -> None:
    assert notes_on_sources(load_case(name)) == []
