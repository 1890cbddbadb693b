"""Every row of a record is used, or set aside for a reason: the numbers add up, and can be read."""

import importlib.util
import io
from pathlib import Path

import pytest
from rich.console import Console

from thaw.case import load_case
from thaw.evidence.accounting import TABLES, accounting
from thaw.evidence.attested import figures
from thaw.evidence.from_record import evidence, items_for
from thaw.record import load_record, switch
from thaw.report.accounting import (
    accounting_section,
    accounting_table,
    by_kind,
    kinds_table,
    matrix,
)

_spec = importlib.util.spec_from_file_location("tiny", Path(__file__).parent / "tiny.py")
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)
event, figure, told, quiet = tiny.event, tiny.figure, tiny.told, tiny.quiet


@pytest.fixture(scope="module")
def shipped():
    case, record = load_case("bloc_1953"), load_record("bloc_1917_1968")
    return case, record, items_for(case, record)


@pytest.mark.parametrize("memory", [True, False])
def test_rows_are_used_and_set_aside_by_reasons_that_add_up(shipped, memory):
    case, record, items = shipped
    found = accounting(switch(record, memory=memory), case, items)
    for table in TABLES:
        rows = len(getattr(record, table)) + len(record.switched_off.get(table, ()))
        assert found.count(table) == rows
        assert found.count(table, True) + found.count(table, False) == rows
        assert all(line.n > 0 for line in found.lines)
    assert any("memory alone" in line.what for line in found.lines) is not memory


def test_figures_counted_as_used_are_those_that_evidence_reads(shipped):
    case, record, items = shipped
    found = accounting(record, case, items)
    used = {
        t: sum(n.n for n in found.lines if (n.table, n.what) == (t, "a figure held against runs"))
        for t in ("attestations", "series")
    }
    readings = figures(record, items)
    by_kind = {"attestations": "size", "series": "series"}
    for table, kind in by_kind.items():
        assert used[table] == sum(len(r) for n, r in readings.items() if items[n].kind == kind)


def test_sources_counted_as_used_hold_those_of_the_evidence(shipped):
    case, record, items = shipped
    named = {s for names in evidence(case, record, items=items).sources for s in names}
    used = accounting(record, case, items).count("sources", True)
    assert (
        len(named) <= used <= len(named) + 10
    )  # some vouch for events that tell a cell twice over


def test_each_reason_is_told(tmp_path):
    """One row of each fate."""
    record = tiny.record(
        tmp_path / "r",
        events=[
            event("march", "1980-03-10", "demonstration", place="Elsewhere"),
            event("old", "1950-03-10", "strike"),
            event("far", "1980-03-10", "strike", "TWO"),
            event("book", "1980-03-10", "publication"),
            event("minister", "1980-03-10", "leadership_change", rank="3"),
            event("odd", "1980-03-10", "strike"),
            event("doubtful", "1980-03-10", "strike", weightless="yes"),
        ],
        attestations=[
            figure("march", "participants", 900),
            figure("march", "mention", 1, unit="mention"),
            figure("march", "participants", 9, "party"),
            figure("far", "deaths", 5),
            figure("book", "copies", 5),
            figure("old", "deaths", 5),
        ],
        series=[told("one_members", "1980-06-30", 9), told("one_rainfall", "1980", 9)],
        nonevents=[quiet("calm", "1980-05", "strike"), quiet("read", "1980-05", "publication")],
        items="rows: {odd: {as: [], why: a rumour}}\n",
    )
    case = tiny.case("ONE")
    found = accounting(record, case, items_for(case, record))
    assert {(line.table, line.used, line.what) for line in found.lines} == {
        ("events", True, "happened in a month, or first day of a kind"),
        ("events", False, "outside the years of the case"),
        ("events", False, "of a polity that the case does not have"),
        ("events", False, "a kind or quantity that no run tells"),
        ("events", False, "a change of a post that is not the first"),
        ("events", False, "no evidence by items.yaml"),
        ("events", False, "left out: must not carry a fit"),
        ("attestations", True, "a figure held against runs"),
        ("attestations", True, "names a source of such an event"),
        ("attestations", False, "a party to the dispute"),
        ("attestations", False, "of a polity that the case does not have"),
        ("attestations", False, "outside the years of the case"),
        ("attestations", False, "its event is set aside"),
        ("series", True, "a figure held against runs"),
        ("series", False, "a kind or quantity that no run tells"),
        ("nonevents", True, "says that nothing happened"),
        ("nonevents", False, "a kind or quantity that no run tells"),
        ("sources", True, "stands behind evidence"),
        ("sources", False, "stands behind no evidence"),
    }
    assert found.places == 1


def test_rows_by_kind_are_the_same_rows(shipped):
    case, record, items = shipped
    found = accounting(record, case, items)
    told = by_kind(found)
    for table in TABLES[:-1]:
        mine = [row for row in told if row[0] == table]
        assert sum(row[2] for row in mine) == found.count(table, True)
        assert sum(row[3] for row in mine) == found.count(table, False)
    assert {row[1] for row in told if row[0] == "events"} == set(record.events["kind"])
    heads, rows = kinds_table(found)
    assert len(rows) == len(told) and all(len(row) == len(heads) for row in rows)
    html = str(accounting_section(found))
    assert "Rows used and set aside by kind" in html


def test_the_table_fits_eighty_columns_and_the_report_tells_the_same(shipped):
    case, record, items = shipped
    found = accounting(record, case, items)
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(accounting_table(found))
    lines = console.export_text().splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith(f"What became of the {found.count():,} rows of bloc_1917_1968")
    html = str(accounting_section(found))
    for _, what, numbers in matrix(found):
        assert what.split()[0] in "\n".join(lines) and f"{numbers[-1]:,}</td>" in html
    assert str(accounting_section(None)) == ""
