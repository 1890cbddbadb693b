"""What users give beside a file: kinds of their own, one country, figures by several parties, whole months."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import pytest
from made_up_tables import HEADER, acled_row, text

from thaw.case import load_case
from thaw.cli import main
from thaw.errors import ThawError
from thaw.evidence.from_record import evidence, items_for
from thaw.importing.bring import Brought, Ways, bring
from thaw.importing.days import read_days
from thaw.importing.figures import Unread
from thaw.importing.folder import whole_months
from thaw.importing.propose import propose
from thaw.importing.sizes import read_sizes
from thaw.importing.states import coded, lacks, state_of
from thaw.record import load_record

BATTLE = {"event_type": "Battles", "sub_event_type": "Armed clash"}


def brought(folder: Path, rows: list[dict[str, str]], **ways: object) -> Brought:
    file = folder / "zembla.csv"
    file.write_text(text(HEADER["acled"], rows), encoding="utf-8")
    made = Ways(countries={"Zembla": "ZEM"}, **ways)  # type: ignore[arg-type]
    return bring("acled", file, folder / "zembla_2019", made)


def rows() -> list[dict[str, str]]:
    return [
        acled_row(1),
        acled_row(2, event_date="2019-03-09", **BATTLE),
        acled_row(3, event_date="2019-05-09", event_type="Strategic developments", sub_event_type="Other"),
    ]  # fmt: skip


def test_battles_are_no_rising_unless_asked_for(tmp_path: Path) -> None:
    made = brought(tmp_path, rows(), covers="most")
    assert (len(made.used), len(made.aside)) == (1, 2)
    assert any("--kind Battles=uprising" in a.why for a in made.aside)
    (cover,) = load_record(made.folder).declared.covers
    assert "rising" not in cover.kinds, (
        "what is set aside is not followed: its silence means nothing"
    )
    asked = brought(tmp_path, rows(), covers="most", replace=True, as_kinds={"Battles": "uprising"})
    assert (len(asked.used), len(asked.aside)) == (2, 1)
    assert "rising" in load_record(asked.folder).declared.covers[0].kinds


def test_a_kind_can_be_taken_away_and_several_given(tmp_path: Path) -> None:
    given = {"protests": "", "Strategic developments / Other": "statement+negotiation"}
    made = brought(tmp_path, rows(), as_kinds=given)
    assert sorted(load_record(made.folder).events["kind"]) == ["negotiation", "statement"]
    assert len(made.aside) == 2


@pytest.mark.parametrize(
    ("given", "nearest"),
    [({"Battle": "uprising"}, "Battles"), ({"Battles": "uprisng"}, "uprising")],
)
def test_a_type_or_kind_that_is_none_is_told(
    tmp_path: Path, given: dict[str, str], nearest: str
) -> None:
    with pytest.raises(ThawError) as told:
        brought(tmp_path, rows(), as_kinds=given)
    assert told.value.nearest == nearest
    assert not (tmp_path / "zembla_2019").exists()


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "zembla.csv"
    file.write_text(text(HEADER["acled"], rows()), encoding="utf-8")
    out = ["--out", str(tmp_path / "zembla_2019"), "--country", "Zembla=ZEM"]
    more = ["--kind", "Battles=uprising", "--covers", "most"]
    assert main(["import", "acled", str(file), *out, *more]) == 0
    said = capsys.readouterr().out
    assert "Battles / Armed clash -> uprising" in said
    assert "counts as quiet from 2019-03-01 to 2019-03-31" in " ".join(said.split())
    assert main(["import", "acled", str(file), *out, "--kind", "Battles", "--replace"]) == 2


@pytest.mark.parametrize(
    ("first", "last", "begin", "end"),
    [
        ("2010-12-17", "2011-02-27", "2010-12-01", "2011-02-28"),
        ("2012-02-01", "2012-02-29", "2012-02-01", "2012-02-29"),
        ("2010-12-31", "2010-12-31", "2010-12-01", "2010-12-31"),
    ],
)
def test_silence_is_told_for_whole_months(first: str, last: str, begin: str, end: str) -> None:
    """A month is weighed as a whole: one that a file begins in is not lost for its first days."""
    day = dt.date.fromisoformat
    assert whole_months(day(first), day(last)) == (day(begin), day(end))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2 (government), 100-200 (students)", {"authorities": (None, 2), "students": (100, 200)}),
        ("31 (official), 537 (residents)", {"authorities": (None, 31), "residents": (None, 537)}),
        ("8 (official), 58", {"authorities": (None, 8), "": (None, 58)}),
        ("50,000 (union); 10,000 (agencies)", {"organisers": (None, 5e4), "agencies": (None, 1e4)}),
        ("government: 31, residents: 537", {"authorities": (None, 31), "residents": (None, 537)}),
        ("8,000 (lawyers), no report (police)", {"lawyers": (None, 8000)}),
    ],
)
def test_whoever_stands_beside_a_known_party_is_one(
    written: str, told: dict[str, tuple[float | None, float]]
) -> None:
    found = {s.party: (s.low, s.best if s.high is None else s.high) for s in read_sizes(written)}
    assert found == told


@pytest.mark.parametrize(
    "written",
    [
        "5,000 (Onhava), 10,000 (Yeslove)",
        "5 (police), 30 (wounded)",
        "200 (police), 300 (women)",
        "8 (official), 58 later",
    ],
)
def test_parts_of_a_crowd_are_no_parties(written: str) -> None:
    with pytest.raises(Unread):
        read_sizes(written)


def test_a_figure_that_counts_something_else_is_not_read() -> None:
    assert read_sizes("14 dead", quantity="deaths")[0].best == 14
    for other in ("participants", "arrests"):
        with pytest.raises(Unread, match=f"counts dead, not {other}"):
            read_sizes("14 dead", quantity=other)
    with pytest.raises(Unread, match="counts injured"):
        read_sizes("30 injured", quantity="deaths")


@pytest.mark.parametrize(("apart", "dead"), [(True, 23), (False, 14)])
def test_dead_of_rows_that_are_events_apart_add_up(tmp_path: Path, apart: bool, dead: int) -> None:
    """Three towns, three shootings in two days: a run tells of all their dead."""
    fire = {"sub_event_type": "Excessive force against protesters"}
    told = [("2019-01-08", "6"), ("2019-01-09", "3"), ("2019-01-09", "14")]
    made = brought(
        tmp_path,
        [acled_row(k, event_date=d, fatalities=n, **fire) for k, (d, n) in enumerate(told)],
    )
    items = made.folder / "items.yaml"
    assert "windows: span\napart: true\n" in items.read_text(encoding="utf-8")
    if not apart:
        items.write_text("windows: span\n", encoding="utf-8")
    case = load_case(propose("zembla", made.folder, tmp_path).file)
    found = items_for(case, record := load_record(made.folder))
    (row,) = (k for k, i in enumerate(found) if i.what == "deaths")
    assert evidence(case, record).value[row] == pytest.approx(math.log10(dead + 1))


def test_whether_rows_are_apart_is_true_or_false(tmp_path: Path) -> None:
    folder = brought(tmp_path, rows()).folder
    (folder / "items.yaml").write_text("apart: yes\n", encoding="utf-8")
    with pytest.raises(ThawError, match="neither true nor false"):
        load_record(folder)


def test_a_code_that_the_list_of_states_lacks_is_told(tmp_path: Path) -> None:
    assert lacks("ZEM").startswith("names its country 'ZEM'") and not lacks("TUN")
    assert "MMR (Myanmar)" in lacks("BUR"), "another list's code for it is the nearest"
    assert coded("TUN")[0].gw == state_of("name", "Tunisia", dt.date(2011, 1, 14)).gw
    layout = (
        "format: notes\nvintage: mine\nlicence: mine\nid: no\ndate: day\ntype: what\n"
        "source: {id: notes, title: Notes, kind: archive, locator: desk}\npolity: "
    )
    file = tmp_path / "notes.csv"
    file.write_text("no,day,what\n1,1988-08-08,strike\n", encoding="utf-8")
    (tmp_path / "notes_kinds.csv").write_text("type,kind,why\nstrike,strike,\n", encoding="utf-8")
    for code, said in (("ZEM", 1), ("TUN", 0)):
        columns = tmp_path / "notes.yaml"
        columns.write_text(f"{layout}{code}\nkinds: notes_kinds.csv\n", encoding="utf-8")
        made = bring("table", file, tmp_path / f"notes_{code.lower()}", Ways(columns=columns))
        assert sum("list of states lacks" in note for note in made.notes) == said
        assert bool(load_record(made.folder).events["gw"].iloc[0]) == (code == "TUN")


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("1988-08", "1988-08"),
        ("1988-06/1988-07", "1988-06/1988-07"),
        ("1988-08-??", "1988-08"),
        ("1988-uu-uu", "1988"),
        ("1988-08-1X", "1988-08-10/1988-08-19"),
        ("1988-02-2X", "1988-02-20/1988-02-29"),
        ("1988-08-0X", "1988-08-01/1988-08-09"),
        ("[1988-06-21..1988-06-23]", "1988-06-21/1988-06-23"),
        ("{1988-06-21,1988-06-22,1988-06-24}", "1988-06-21/1988-06-24"),
        ("1988?-08-08", "1988-08-08?"),
        ("?1988-08-~08", "1988-08-08%"),
        ("1988-33", "1988-01/1988-03"),
        ("Q4 1988", "1988-10/1988-12"),
        ("1988 August 8", "1988-08-08"),
        ("early 1988", "1988"),
    ],
)
def test_days_of_every_form_of_edtf(written: str, edtf: str) -> None:
    assert read_days(written).edtf == edtf


@pytest.mark.parametrize(
    "written", ["1988-21", "summer 1988", "1988-02-3X", "1988-13-1X", "1988-37"]
)
def test_what_no_calendar_settles_is_refused(written: str) -> None:
    with pytest.raises(Unread):
        read_days(written)
