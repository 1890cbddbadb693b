"""A table of one's own as a historian writes it: days and sizes in words, places with known inhabitants."""

from __future__ import annotations

import pytest

from thaw.cli import main
from thaw.errors import ThawError
from thaw.importing.bring import Ways, bring
from thaw.importing.days import read_days
from thaw.importing.figures import Unread
from thaw.importing.propose import Given, propose
from thaw.importing.sizes import read_sizes

ROWS = """\
No.,When,Where,What,How many,Killed
1,15 November 1987,Harbour,strike,"20,000 or more",0
2,20-24 November 1989,Onhava,rally,50_,
3,16/12/1989 evening,Harbour,rally,hundreds of people,
4,mid-December 1989,Harbour,rally,100s-1000s,
5,22 December 1989 12:08,Onhava,rally,"100,000 (organisers), 50,000 (party)",>50
6,30 December 1989 - 2 January 1990,Onhava,rally,"30,000 / 10,000",
7,28/12/1989,Bregberg,rally,"10,000?",
"""
COLUMNS = """\
format: mine
vintage: my list
licence: own work
source: {id: mine, title: My list, kind: scholarship, locator: all}
id: No.
date: When
polity: ZEM
called: Zembla
place: Where
type: What
kinds: kinds.csv
figures: {participants: How many, deaths: Killed}
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A folder with the table, its columns and kinds."""
    (tmp_path / "mine.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(COLUMNS, encoding="utf-8")
    (tmp_path / "kinds.csv").write_text("type,kind,why\nrally,demonstration,\nstrike,strike,\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("20-24 November 1989", "1989-11-20", "1989-11-24"),
        ("22–25 December 1989", "1989-12-22", "1989-12-25"),
        ("November 20-24, 1989", "1989-11-20", "1989-11-24"),
        ("30 May to 2 June 1989", "1989-05-30", "1989-06-02"),
        ("30 December 1989 - 2 January 1990", "1989-12-30", "1990-01-02"),
        ("November-December 1989", "1989-11-01", "1989-12-31"),
        ("1989-12-22 to 1989-12-25", "1989-12-22", "1989-12-25"),
        ("16/12/1989 evening", "1989-12-16", "1989-12-16"),
        ("late March 1989", "1989-03-01", "1989-03-31"),
        ("about 16 December 1989", "1989-12-16", "1989-12-16"),
    ],
)
def test_days_as_historians_write_them(text, first, last):
    found = read_days(text)
    assert (str(found.first), str(found.last)) == (first, last)
    assert found.edtf.endswith("~") == text.startswith("about")


def test_days_that_end_before_they_begin_are_refused():
    with pytest.raises(Unread, match="ends before it begins"):
        read_days("24-20 November 1989")


@pytest.mark.parametrize(
    ("text", "low", "best", "high"),
    [
        ("hundreds of people", 200, None, 999),
        ("Hundreds of student protesters", 200, None, 999),
        ("tens of thousands of people", 20_000, None, 99_999),
        ("Over 2,000 construction workers", 2000, None, None),
        ("57 former estate workers", None, 57, None),
        ("100s-1000s", 200, None, 9999),
        ("300-1000s", 300, None, 9999),
        (">50-100s", 50, None, 999),
        ("> 50 < 100", 50, None, 100),
        ("700 - >1000", 700, None, None),
        ("200-2000+", 200, None, None),
        ("100s+", 200, None, None),
        ("hundreds of thousands to 1.4 million", 200_000, None, 1_400_000),
        ("several hundred thousands", 300_000, None, 900_000),
        ("several 1000s", 3000, None, 9000),
        ("btw. 20000 & 30000", 20_000, None, 30_000),
        ("50,000 / 20,000", 20_000, None, 50_000),
        ("As many as 25,000 protesters", None, None, 25_000),
        ("Estimated to be 15,500", None, 15_500, None),
        ("10,000?", None, 10_000, None),
    ],
)
def test_sizes_found_in_real_rows_are_read(text, low, best, high):
    (found,) = read_sizes(text)
    assert (found.low, found.best, found.high) == (low, best, high)
    assert found.text == text


@pytest.mark.parametrize(
    "text", ["230 families", "100 wounded", "28 LGBT groups", "About 100 taxis", "busloads", "1/2"]
)
def test_what_is_no_number_of_persons_stays_unread(text):
    with pytest.raises(Unread):
        read_sizes(text)


def test_every_row_of_an_own_table_is_used_and_two_parties_stand_side_by_side(own):
    made = bring("csv", "mine.csv", "rec", Ways(columns=own / "mine.yaml"))
    assert (len(made.used), made.aside, made.refused) == (7, [], [])
    assert [u.line for u in made.reading.unread] == [3]  # 50_
    told = (own / "rec" / "attestations.csv").read_text(encoding="utf-8")
    assert "mine-5,participants,,100000" in told
    assert "mine-5,participants,,50000" in told


def test_a_file_of_columns_where_a_case_is_asked_for_is_told_in_one_mistake(own, capsys):
    assert main(["cases", "mine.yaml"]) == 2
    said = capsys.readouterr().err
    assert "says which column of a table is what" in said
    assert said.count("unknown key") == 1


def test_silence_is_explained_unless_covered(own, capsys):
    assert main(["import", "csv", "mine.csv", "--columns", "mine.yaml", "--out", "rec"]) == 0
    assert "give --covers most" in capsys.readouterr().out
    more = ["--covers", "most", "--replace"]
    assert main(["import", "csv", "mine.csv", "--columns", "mine.yaml", "--out", "rec", *more]) == 0
    assert "give --covers" not in capsys.readouterr().out


def test_an_empty_table_of_disagreements_is_not_printed(own, capsys):
    lines = [x for x in ROWS.splitlines() if "party" not in x]
    (own / "mine.csv").write_text("\n".join(lines), encoding="utf-8")
    bring("csv", "mine.csv", "rec", Ways(columns=own / "mine.yaml"))
    assert main(["record", "rec"]) == 0
    said = capsys.readouterr().out
    assert "Widest disagreements" not in said
    assert "no figure is told by two lineages" in said


def test_inhabitants_of_places_are_taken_and_others_follow_by_rank(own):
    bring("csv", "mine.csv", "rec", Ways(columns=own / "mine.yaml"))
    given = Given(population={"ZEM": 1_000_000, "Onhava": 80_000, "harbour": 20_000})
    propose("zembla", "rec", own, given)
    from thaw.case import load_case

    people = {p.title: p.population.value for p in load_case("zembla.yaml").places}
    assert people["Onhava"] == 80_000
    assert people["Harbour"] == 20_000
    assert people["Bregberg"] < 20_000
    assert sum(people.values()) == 1_000_000
    assert "Rest of Zembla" in people


def test_inhabitants_of_nowhere_and_of_more_than_all_are_refused(own):
    bring("csv", "mine.csv", "rec", Ways(columns=own / "mine.yaml"))
    with pytest.raises(ThawError, match="neither a country nor a place"):
        propose("a", "rec", own, Given(population={"Onhawa": 5}))
    with pytest.raises(ThawError, match="inhabitants together"):
        propose("b", "rec", own, Given(population={"ZEM": 1000, "Onhava": 2000}))


def test_a_span_with_few_early_events_names_the_months_that_hold_most(own):
    bring("csv", "mine.csv", "rec", Ways(columns=own / "mine.yaml"))
    wide = ROWS + "".join(f"{n},{n - 7}/12/1989,Onhava,rally,50,\n" for n in range(8, 38))
    (own / "mine.csv").write_text(wide, encoding="utf-8")
    bring("csv", "mine.csv", "wide", Ways(columns=own / "mine.yaml"))
    made = propose("c", "wide", own, Given(population={"ZEM": 50_000}))
    assert any("--start 1989-1" in line for line in made.taken)


def test_a_type_that_is_called_as_a_kind_is_counts_as_it(own):
    """No table of kinds is needed for it; what a table says goes before; silence of other kinds means nothing."""
    rows = ROWS.replace("rally", "demonstration").replace(",strike,", ",General Strike,")
    (own / "mine.csv").write_text(rows, encoding="utf-8")
    (own / "mine.yaml").write_text(COLUMNS.replace("kinds: kinds.csv\n", ""), encoding="utf-8")
    made = bring("table", own / "mine.csv", own / "rec", Ways(columns=own / "mine.yaml"))
    assert len(made.used) == 7
    kinds = (own / "rec" / "import" / "kinds.csv").read_text().splitlines()
    assert kinds == [
        "type,kind,why,rows",
        "demonstration,demonstration,called as the kind is,6",
        "general strike,general_strike,called as the kind is,1",
    ]
    table = "type,kind,why\ndemonstration,uprising,they had clubs\n"
    (own / "kinds.csv").write_text(table)
    ways = Ways(columns=own / "mine.yaml", kinds=own / "kinds.csv", covers="most")
    bring("table", own / "mine.csv", own / "rec2", ways)
    events = (own / "rec2" / "events.csv").read_text()
    assert events.count("uprising") == 6 and ",demonstration," not in events
    record = (own / "rec2" / "record.yaml").read_text()
    assert "rising" in record and "concession" not in record


def test_where_no_type_is_known_the_command_that_would_help_is_told(own):
    (own / "kinds.csv").write_text("type,kind,why\nparade,demonstration,\n")
    (own / "mine.csv").write_text(ROWS.replace(",strike,", ",rally,"), encoding="utf-8")
    with pytest.raises(ThawError, match=r'--kind "rally=') as told:
        bring("table", own / "mine.csv", own / "rec", Ways(columns=own / "mine.yaml"))
    assert "none of its 7 rows can be used" in str(told.value)
