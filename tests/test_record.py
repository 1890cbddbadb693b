"""Records: reading, refusing, converting, describing."""

import datetime as dt
import importlib.util
import io
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from thaw.errors import ThawError
from thaw.record import describe, disagreements, edtf, load_record, switch
from thaw.record.form import KINDS
from thaw.record.vocabulary import COUNCIL_KINDS, FIRST_OF_KIND, GRID_OF_KIND
from thaw.report.record_tables import print_record

HERE = Path(__file__).parent
MINI = HERE / "cases/valid/records/mini"
INVALID = sorted((HERE / "cases/invalid/records").iterdir())


@pytest.fixture(scope="module")
def bloc():
    return load_record("bloc_1917_1968", weightless=True)


@pytest.mark.parametrize("case", INVALID, ids=lambda p: p.name)
def test_each_invalid_record_is_refused_with_file_line_and_key(case, tmp_path):
    """Each folder holds the file that differs from the valid mini record, and what to expect."""
    folder = tmp_path / "record"
    shutil.copytree(MINI, folder)
    expected = yaml.safe_load((case / "expect.yaml").read_text())
    shutil.copy(case / expected["file"], folder / expected["file"])
    with pytest.raises(ThawError) as found:
        load_record(folder)
    error = found.value
    assert Path(error.file).name == expected["file"]
    assert error.line == expected["line"]
    assert expected["key"] in error.key
    assert expected["says"] in error.problem
    assert error.expected
    assert error.nearest == expected.get("nearest")
    assert not error.others  # one mistake is told once


def test_a_missing_file_and_an_unknown_name_are_told(tmp_path):
    folder = tmp_path / "record"
    shutil.copytree(MINI, folder)
    (folder / "series.csv").unlink()
    with pytest.raises(ThawError, match=r"series\.csv.*cannot be read"):
        load_record(folder)
    with pytest.raises(ThawError) as found:
        load_record("bloc_1917_1969")
    assert found.value.nearest == "bloc_1917_1968"


def test_a_table_may_be_empty(tmp_path):
    """Whoever begins a record has no series and no non-events yet."""
    folder = tmp_path / "record"
    shutil.copytree(MINI, folder)
    for table in ("series", "nonevents"):
        file = folder / f"{table}.csv"
        file.write_text(file.read_text().splitlines()[0] + "\n")
    record = load_record(folder)
    assert len(record.series) == len(record.nonevents) == 0 and len(record.events) == 4
    assert record.series["best"].dtype == float and record.nonevents["memory"].dtype == bool
    assert list(describe(record)["tables"]["rows"]) == [4, 7, 0, 0]


def test_a_value_of_a_row_of_dates_is_a_number_too(tmp_path):
    folder = tmp_path / "record"
    shutil.copytree(MINI, folder)
    file = folder / "attestations.csv"
    file.write_text(file.read_text().replace("date_rival,,,,exact", "date_rival,,soon,,exact"))
    with pytest.raises(ThawError, match="'soon' is not a number"):
        load_record(folder)


def test_lines_count_from_the_file_even_after_cells_of_several_lines(tmp_path):
    """Row 1 holds a line break in quotes, so row 2 begins on line 4."""
    folder = tmp_path / "record"
    shutil.copytree(MINI, folder)
    text = (MINI / "events.csv").read_text()
    text = text.replace("of several days", "of\nseveral days").replace(",HUB,,am", ",NO,,am")
    (folder / "events.csv").write_text(text)
    with pytest.raises(ThawError) as found:
        load_record(folder)
    assert found.value.line == 4


def test_the_mini_record_by_hand():
    record = load_record(MINI)
    assert list(record.events["first"].dt.strftime("%m-%d")) == ["01-20", "02-01", "02-10", "02-12"]
    assert str(record.events["last"][1])[:10] == "1953-02-28"
    assert len(record.attestations) == 7 and len(record.switched_off["attestations"]) == 1
    assert dict(zip(record.sources["source_id"], record.sources["lineage"], strict=True)) == {
        "book": "book",
        "file": "file",
        "mirror": "book",
        "blog": "blog",
        "party": "party",
        "memory": "memory",
    }


def test_rows_are_switched_off_not_forgotten():
    firm = load_record(MINI, memory=False)
    assert list(firm.switched_off["events"]["id"]) == ["rim-riot"]
    assert len(firm.series) == 1 and len(firm.switched_off["series"]) == 1
    again = switch(load_record(MINI), memory=False)
    assert list(again.switched_off["attestations"]["source_id"]) == ["blog"]
    assert len(load_record(MINI, weightless=True).attestations) == 8


def test_disagreement_is_the_gap_between_lineages():
    """book and its mirror say 100 and 120, one witness; file 300 to 500; party up to 9000.

    The nearest the witnesses come is 120 against 300: log10(300 / 120). "Up to" contradicts nobody.
    """
    rows = disagreements(load_record(MINI))
    assert len(rows) == 1
    assert rows["ratio"][0] == pytest.approx(np.log10(300 / 120))
    assert rows["lineages"][0] == 3


@pytest.mark.thorough
def test_the_shipped_record_describes_itself(bloc):
    parts = describe(bloc)
    assert parts["events"].to_numpy().sum() == len(bloc.events)
    assert parts["kinds"]["share"].sum() == pytest.approx(1.0)
    widest = parts["disagreements"]
    assert len(widest) == 10 and widest["ratio"].is_monotonic_decreasing
    assert widest["event_id"][0] == "vorkuta-strike"
    assert (widest["lineages"] > 1).all()


def test_counts_in_record_yaml_are_those_of_the_tables(bloc):
    for table, rows in bloc.about["rows"].items():
        found = getattr(bloc, table)
        assert rows == len(found)
    assert bloc.about["lineages"] == bloc.sources["lineage"].nunique()
    assert bloc.about["sources"] == bloc.sources["kind"].value_counts().to_dict()


def test_events_without_a_page_are_marked(bloc):
    by_support = bloc.events.groupby("support")["date"].agg(list)
    assert all(d.endswith("?") for d in by_support["memory"])
    assert not any("?" in d for d in by_support["page"])
    kind = bloc.sources.set_index("source_id")["kind"]
    beside = converter().BESIDE
    pages = {
        a.event_id
        for a in bloc.attestations.itertuples()
        if kind[a.source_id] not in ("seed", "memory") and (a.event_id, a.source_id) not in beside
    }
    assert set(bloc.events["id"][bloc.events["support"] == "page"]) == pages
    notes = bloc.attestations.groupby(["event_id", "source_id"])["note"].agg(" ".join)
    assert all(re.search(r"\b(no|not)\b", notes[pair]) for pair in beside)


@pytest.mark.thorough
def test_terminal_tables_fit_80_columns(bloc):
    out = io.StringIO()
    print_record(bloc, Console(file=out, width=80))
    lines = out.getvalue().splitlines()
    assert max(len(line.rstrip()) for line in lines) <= 80
    assert "…" not in "".join(line for line in lines if "leadership" in line)
    assert str(len(bloc.events)) in out.getvalue()
    assert any("vorkuta-strike" in line and "participants" in line for line in lines)


def test_the_rule_knows_only_kinds_that_exist(bloc):
    assert set(GRID_OF_KIND) | set(FIRST_OF_KIND) | set(COUNCIL_KINDS) <= set(KINDS)
    assert (
        len(bloc.declared.sizes) > 20 and len(bloc.declared.rows) > 30
    )  # names are checked on reading


DAYS = st.dates(dt.date(1900, 1, 1), dt.date(1999, 12, 31))


@given(DAYS, DAYS, st.sampled_from(["", "?", "~", "%"]))
def test_dates_written_are_read_back(a, b, qualifier):
    first, last = min(a, b), max(a, b)
    assert edtf.read(edtf.write(first, last, qualifier)) == (first, last, qualifier)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1953-05/1953-06", "1953-05-01", "1953-06-30"),
        ("1953~", "1953-01-01", "1953-12-31"),
        ("1956-02", "1956-02-01", "1956-02-29"),
        ("1953-06-16?/1953-06-17?", "1953-06-16", "1953-06-17"),
    ],
)
def test_dates_by_hand(text, first, last):
    when = edtf.read(text)
    assert (when.first.isoformat(), when.last.isoformat()) == (first, last)
    assert edtf.write(when.first, when.last, when.qualifier) == text


def converter():
    """The conversion script as a module."""
    file = HERE.parent / "tools/convert_record.py"
    spec = importlib.util.spec_from_file_location("convert_record", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RAW = {
    "events": "id,date_start,date_end,polity,place,kind,summary\n"
    "a,1953-05-01,1953-06-30,USSR,,strike,A.\nb,1953-06-01,1953-06-01,USSR,,strike,B.\n"
    "c,1953-06-05,1953-06-05,USSR,,strike,C.\nd,1953-06-06,1953-06-06,USSR,,strike,D.\n"
    "e,1953-06-07,1953-06-07,USSR,,strike,E.\n",
    "attestations": "event_id,quantity,value_low,value_high,value_best,unit,source_id,note\n"
    "a,deaths,,150,,persons,book,up to\na,districts,,,167,of 217,book,\n"
    "a,date_rival,,,19530502,ISO-as-yyyymmdd,book,\nb,mention,,,1,mention,blog,do not weight\n"
    "c,mention,,,1,mention,w1,struck that summer (month only)\n"
    "d,date_rival,,,19530609,ISO-as-yyyymmdd,w1,\nd,mention,,,1,mention,w2,no day given\n"
    "e,mention,,,1,mention,w2,another strike of the same day\n",
    "series": "series_id,date,value,unit,source_id\n"
    "hun_x,1956-10-28,780,persons arriving in period starting on date,book\n"
    "hun_x,1956-11-01,113810,persons arriving in period starting on date,book\n"
    'ussr_y,1950,5,"persons, at least",memory\nussr_y,1951,6,"persons, more than",book\n'
    'ussr_y,1952,7,"persons, nearly (a note)",book\nussr_z,1950,8,"families, in all",book\n',
    "nonevents": "id,date_start,date_end,polity,place,expected_kind,summary,source_id\n"
    "n,1953-06-01,1953-06-30,USSR,,strike,None.,blog\n",
    "sources": "source_id,title,author,year,kind,locator,reliability_note\n"
    "book,B,A,1970,scholarship,x,\nblog,L,A,2000,encyclopedia,y,do not weight\n"
    "memory,M,c,,memory,none,\n"
    "w1,W,A,2019,encyclopedia,z,tertiary (all w entries are one witness)\n"
    "w2,W,A,2019,encyclopedia,z,tertiary (all w entries are one witness)\n",
}


def test_conversion_by_hand_and_twice_the_same(tmp_path, monkeypatch):
    module = converter()
    monkeypatch.setattr(module, "LINEAGE", (("blog", "book", "copy"),))
    monkeypatch.setattr(module, "BESIDE", {("e", "w2"): "another strike"})
    raw = tmp_path / "raw"
    raw.mkdir()
    for table, text in RAW.items():
        (raw / f"{table}.csv").write_text(text)
    module.convert(raw, tmp_path / "one", "2000-01-01")
    module.convert(raw, tmp_path / "two", "2000-01-01")
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
    made = load_record(tmp_path / "one", weightless=True)
    assert list(made.events["date"]) == [
        "1953-05/1953-06",
        "1953-06-01",
        "1953-06-05~",
        "1953-06-06~",
        "1953-06-07?",
    ]
    assert list(made.events["support"]) == ["page"] * 4 + ["memory"]
    assert list(made.events["weightless"]) == [False, True, False, False, False]
    assert made.events["rival_dates"][0] == "1953-05-02"
    deaths, districts, rival, *_ = made.attestations.itertuples()
    assert (deaths.bound, deaths.high) == ("up_to", 150.0)
    assert (districts.of, districts.unit, districts.best) == (217.0, "count", 167.0)
    assert (rival.unit, rival.date) == ("date", "1953-05-02")
    years = ["1950", "1951", "1952", "1950"]
    assert list(made.series["date"]) == ["1956-10-28/1956-10-31", "1956-11", *years]
    bounds = ["exact", "exact", "at_least", "at_least", "up_to", "exact"]
    assert list(made.series["bound"]) == bounds
    assert list(made.series["unit"])[-2:] == ["persons", "families"]
    assert made.series["high"][4] == 7.0
    assert list(made.sources["lineage"]) == ["book", "book", "memory", "w1", "w1"]
    assert made.about["lineages"] == 3
    assert made.nonevents["weightless"][0]
    (tmp_path / "one" / "series.csv").write_text("changed")
    with pytest.raises(ThawError):
        load_record(tmp_path / "one")
