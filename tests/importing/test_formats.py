"""Each format on a made-up table of its columns: what it becomes, and that every row is accounted for."""

from __future__ import annotations

import csv
from pathlib import Path

import made_up_tables as made_up
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thaw.errors import ThawError
from thaw.importing import Brought, Ways, bring
from thaw.record import Record, load_record

ZEMBLA = {"Zembla": "ZEM"}


def brought(
    folder: Path, format_: str, header: str, rows: list[dict], **ways
) -> tuple[Brought, Record]:
    file = folder / "table.csv"
    file.write_text(made_up.text(made_up.HEADER[header], rows), encoding="utf-8")
    made = bring(format_, file, folder / "record", Ways(**ways))
    assert len(made.used) + len(made.aside) + len(made.refused) == made.rows == len(rows)
    with (folder / "record/import/rows.csv").open(encoding="utf-8") as lines:
        outcomes = [row["outcome"] for row in csv.DictReader(lines)]
    assert len(outcomes) == len(rows)
    assert [outcomes.count(o) for o in ("used", "set aside", "refused")] == [
        len(made.used),
        len(made.aside),
        len(made.refused),
    ]
    return made, load_record(folder / "record")


def figures(record: Record, event: str) -> list[tuple]:
    rows = record.attestations[record.attestations["event_id"] == event]
    return [
        (r.quantity, r.bound, *(None if v != v else v for v in (r.low, r.best, r.high)))
        for r in rows.itertuples()
    ]


def test_acled(tmp_path: Path) -> None:
    rows = [
        made_up.acled_row(1, event_date="05 August 2020", tags="crowd size=tens of thousands"),
        made_up.acled_row(2, event_date="2020-08-05", time_precision="3", tags=""),
        made_up.acled_row(3, sub_event_type="Excessive force against protesters", fatalities="3"),
        made_up.acled_row(4, event_type="Riots", sub_event_type="Mob violence"),
        made_up.acled_row(5, event_date="soon"),
        made_up.acled_row(6, tags="crowd size=an angry lot"),
        made_up.acled_row(7, event_type="Protests", sub_event_type="Silent vigil"),
        made_up.acled_row(1, event_date="05 August 2020", tags="crowd size=tens of thousands"),
        made_up.acled_row(2, notes="another"),
        made_up.acled_row(8, country="", iso=""),
    ]
    made, record = brought(tmp_path, "acled", "acled", rows, countries=ZEMBLA)
    events = record.events.set_index("id")
    assert list(events.loc["acled-zem1", ["date", "kind", "polity", "place"]]) == [
        "2020-08-05",
        "demonstration",
        "ZEM",
        "Onhava",
    ]
    assert events.loc["acled-zem2", "date"] == "2020-08"
    assert events.loc["acled-zem3-police-fire", "kind"] == "police_fire"
    assert figures(record, "acled-zem1") == [("participants", "range", 20000, None, 99999)]
    assert ("deaths", "exact", None, 3, None) in figures(record, "acled-zem3")
    assert figures(record, "acled-zem6") == [("mention", "exact", None, 1, None)]
    assert [u.why for u in made.reading.unread] == [
        "'an angry lot' is not understood as a number of persons"
    ]
    assert {b.line: b.column for b in made.refused} == {
        6: "event_date",
        10: "event_id_cnty",
        11: "country",
    }
    assert {a.line: a.why.partition(":")[0] for a in made.aside} == {
        5: "type 'Riots / Mob violence' has no kind",
        8: "the type 'Protests / Silent vigil' is not in the table of kinds",
        9: "the same as an earlier row",
    }


def test_a_table_of_kinds_is_seen_changed_and_used(tmp_path: Path) -> None:
    rows = [
        made_up.acled_row(1),
        made_up.acled_row(2, event_type="Riots", sub_event_type="Mob violence"),
    ]
    brought(tmp_path, "acled", "acled", rows, countries=ZEMBLA)
    kinds = tmp_path / "record/import/kinds.csv"
    text = kinds.read_text(encoding="utf-8")
    assert "Riots / Mob violence,," in text
    (tmp_path / "mine.csv").write_text(
        text.replace("Riots / Mob violence,,", "Riots / Mob violence,uprising,"), encoding="utf-8"
    )
    made, record = brought(
        tmp_path,
        "acled",
        "acled",
        rows,
        countries=ZEMBLA,
        kinds=tmp_path / "mine.csv",
        replace=True,
    )
    assert len(made.used) == 2 and set(record.events["kind"]) == {"demonstration", "uprising"}
    (tmp_path / "mine.csv").write_text(
        "type,kind,why\nProtests,demonstrations,\n", encoding="utf-8"
    )
    with pytest.raises(ThawError, match="did you mean: demonstration") as told:
        brought(tmp_path, "acled", "acled", rows, kinds=tmp_path / "mine.csv", replace=True)
    assert told.value.line == 2


def test_columns_of_another_vintage_are_refused_by_name(tmp_path: Path) -> None:
    header = [
        "event_type_" if c == "event_type" else c
        for c in made_up.HEADER["acled"]
        if c != "fatalities"
    ]
    (tmp_path / "t.csv").write_text(made_up.text(header, []), encoding="utf-8")
    with pytest.raises(ThawError) as told:
        bring("acled", tmp_path / "t.csv", tmp_path / "record", Ways())
    assert "event_type, fatalities are missing" in str(told.value)
    assert "event_type_ for event_type" in str(told.value) and told.value.line == 1
    assert not (tmp_path / "record").exists()


def test_mass_mobilization(tmp_path: Path) -> None:
    plain = {
        "country": "Russia",
        "ccode": "365",
        "year": "1991",
        "protest": "1",
        "startday": "28",
        "startmonth": "3",
        "startyear": "1991",
        "endday": "29",
        "endmonth": "3",
        "endyear": "1991",
        "protesterviolence": "0",
        "location": "Moscow",
        "participants": "1000s",
        "participants_category": "",
    }
    rows = [
        plain | {"id": "1", "stateresponse1": "shootings", "stateresponse2": "ignore"},
        plain
        | {"id": "2", "participants": "a few brave souls", "participants_category": "100-999"},
        plain | {"id": "3", "startyear": "1992", "endyear": "1992", "participants": ">10000"},
        {"id": "4", "country": "Russia", "ccode": "365", "year": "1998", "protest": "0"},
        plain | {"id": "5", "ccode": "310"},
    ]
    made, record = brought(tmp_path, "mm", "mm", rows)
    events = record.events.set_index("id")
    assert list(events["polity"]) == ["USSR", "USSR", "USSR", "RUS"] and set(events["gw"]) == {
        "365"
    }
    assert events.loc["mass-mobilization-1", "date"] == "1991-03-28/1991-03-29"
    assert events.loc["mass-mobilization-1-police-fire", "kind"] == "police_fire"
    assert figures(record, "mass-mobilization-2") == [("participants", "range", 100, None, 999)]
    assert figures(record, "mass-mobilization-3") == [
        ("participants", "at_least", 10000, None, None)
    ]
    assert list(record.nonevents["date"]) == ["1998"] and record.nonevents["polity"][0] == "RUS"
    assert made.reading.renamed == {("Russia", "USSR, Soviet Union"): 2}
    assert (
        len(made.reading.unread) == 1
        and "participants_category is taken" in made.reading.unread[0].why
    )
    assert "says Russia" in made.refused[0].why and "Hungary" in made.refused[0].why


def test_reports_of_one_event_stand_side_by_side(tmp_path: Path) -> None:
    plain = {
        "cowcode": "365",
        "asciiname": "Moskva",
        "latitude": "55.75",
        "longitude": "37.6",
        "event_date": "2011-12-10",
        "side": "1",
        "issue": "vote",
    }
    rows = [
        plain
        | {
            "id": "1",
            "numparticipants": "25,000 (police), 100,000 (organisers)",
            "source": "Agence Nord",
        },
        plain | {"id": "2", "numparticipants": "tens of thousands", "source": "Courier"},
        plain | {"id": "3", "numparticipants": "NA", "source": "Herald"},
        plain | {"id": "4", "side": "0", "source": "Courier"},
    ]
    made, record = brought(tmp_path, "mmad", "mmad", rows)
    assert list(record.events["id"]) == ["mmad-1"] and record.events["lines"][0] == "2 3 4"
    assert len(record.attestations) == 3 and record.attestations["source_id"].nunique() == 3
    assert len(made.used) == 3 and len(made.aside) == 1


def test_deaths_by_low_best_and_high(tmp_path: Path) -> None:
    plain = {
        "type_of_violence": "1",
        "country": "Russia (Soviet Union)",
        "country_id": "365",
        "date_prec": "1",
        "date_start": "1990-01-20 00:00:00.000",
        "date_end": "1990-01-21",
        "latitude": "40.4",
        "longitude": "49.9",
        "where_coordinates": "Baku town",
        "low": "100",
        "best": "130",
        "high": "150",
    }
    rows = [
        plain | {"id": "1"},
        plain | {"id": "2", "low": "200"},
        plain | {"id": "3", "type_of_violence": "2"},
        plain | {"id": "4", "latitude": "140"},
    ]
    made, record = brought(tmp_path, "ucdp-ged", "ged", rows)
    assert figures(record, "ucdp-ged-1") == [("deaths", "range", 100, 130, 150)]
    assert figures(record, "ucdp-ged-2") == [("mention", "exact", None, 1, None)]
    assert "not in this order" in made.reading.unread[0].why
    assert list(record.events["polity"]) == ["USSR", "USSR"]
    assert made.refused[0].column == "latitude"


def test_campaigns_and_their_days(tmp_path: Path) -> None:
    rows = [
        {
            "id": "5",
            "camp_name": "Free Zembla",
            "location": "Zembla",
            "year": "1989",
            "prim_meth": "1",
            "camp_size_cat": "3",
        },
        {
            "id": "5",
            "camp_name": "Free Zembla",
            "location": "Zembla",
            "year": "1990",
            "prim_meth": "1",
            "camp_size_cat": "-99",
        },
    ]
    _, record = brought(tmp_path, "navco", "navco_2", rows, countries=ZEMBLA)
    assert list(record.events["date"]) == ["1989", "1990"]
    assert figures(record, "navco-2-5-1989") == [("participants", "range", 100000, None, 499999)]


def test_campaigns_as_they_were_first_published(tmp_path: Path) -> None:
    plain = {"CAMPAIGN": "Free Zembla", "LOCATION": "Zembla", "TARGET": "rulers", "NONVIOL": "1"}
    rows = [
        plain | {"NAVCOID": "7", "BYEAR": "1988", "EYEAR": "1991"},
        plain | {"NAVCOID": "8", "BYEAR": "1988", "EYEAR": "1988", "NONVIOL": "0"},
    ]
    _, record = brought(tmp_path, "navco", "navco_1", rows, countries=ZEMBLA)
    assert dict(zip(record.events["date"], record.events["kind"], strict=True)) == {
        "1988/1991": "demonstration",
        "1988": "uprising",
    }
    plain = {"campaign": "Free Zembla", "location": "Zembla", "id": "5", "prim_method": "1"}
    rows = [plain | {"year": "1989", "camp_size": "1"}, plain | {"year": "1990", "camp_size": ""}]
    _, record = brought(tmp_path, "navco", "navco_20", rows, countries=ZEMBLA, replace=True)
    assert figures(record, "navco-2-5-1989") == [("participants", "range", 1000, None, 9999)]


def test_days_of_campaigns_by_the_finest_verb_with_its_zeros(tmp_path: Path) -> None:
    plain = {
        "event_desc": "People leave their work",
        "country_name": "Zembla",
        "date": "1989-11-24",
        "source_title": "Onhava stands still",
        "localities": "Onhava",
        "actor_id": "2",
        "verb_10": "14",
        "verb_100": "143",
        "verb_1000": "1432",
        "num_partic_event": "500 - 600",
        "fatal_casu": "0",
    }
    rows = [
        plain,
        plain | {"source_title": "A city on strike", "num_partic_event": "1000-3000"},
        plain
        | {
            "event_desc": "Out of jail",
            "actor_id": "1",
            "verb_10": "8",
            "verb_100": "84",
            "verb_1000": "841",
        },
        plain | {"event_desc": "A talk", "verb_10": "4", "verb_100": "42", "verb_1000": ""},
        plain | {"event_desc": "A warning", "verb_10": "1", "verb_100": "14", "verb_1000": ""},
        plain | {"event_desc": "A foreign voice", "actor_id": "3"},
        plain | {"event_desc": "None", "verb_10": "", "verb_100": "", "verb_1000": ""},
        plain
        | {"event_desc": "Union yields", "verb_10": "8", "verb_100": "83", "verb_1000": "832"},
        plain | {"event_desc": "A parade", "actor_id": "1"},
    ]
    made, record = brought(tmp_path, "navco", "navco_3", rows, countries=ZEMBLA)
    assert sorted(record.events["kind"]) == ["prisoner_release", "strike"], (
        "two reports of one event are one; 14 in a column of three digits is 014, words, no protest"
    )
    strike = record.events.set_index("kind").loc["strike", "id"]
    assert figures(record, strike)[0] == ("participants", "range", 500, None, 600)
    assert record.attestations.query("event_id == @strike")["source_id"].nunique() == 2
    assert {a.line: a.why for a in made.aside} == {
        5: "type '04' has no kind: words: talks and visits",
        6: "type '01' has no kind: words: statements",
        7: "actor_id is 3: an actor from abroad",
        9: "type '08 / 2' has no kind: a concession by those who are not rulers",
        10: "type '14 / 1' has no kind: rulers call people out",
    }
    assert [b.line for b in made.refused] == [8]


def test_acled_before_there_were_sub_types(tmp_path: Path) -> None:
    def row(k: int, type_: str, between: str, **more: str) -> dict[str, str]:
        plain = {"EVENT_ID_CNTY": f"{k}ZEM", "EVENT_DATE": "01-January-2015", "GWNO": "651"}
        return (
            plain
            | {"COUNTRY": "Egypt", "EVENT_TYPE": type_, "INTERACTION": between, "FATALITIES": "0"}
            | more
        )

    rows = [
        row(1, "Riots/Protests", "60"),
        row(2, "Riots/Protests", "55"),
        row(3, "Battle-No change of territory", "12", FATALITIES="4"),
        row(4, "Battle-No change of territory", "44"),
        row(5, "Violence Against Civilians", "37"),
        row(6, "Violence against civilians", "17"),
        row(7, "Silence", "60"),
        row(8, "Murmur", "60"),
        row(9, "Riots/Protests", "60", TIME_PRECISION="3"),
    ]
    made, record = brought(tmp_path, "acled", "acled_2015", rows)
    assert dict(zip(record.events["date"], record.events["kind"], strict=True)) == {
        "2015-01-01": "demonstration",
        "2015-01": "demonstration",
    }
    assert set(record.events["polity"]) == {"EGY"}
    assert [(n, why.partition(":")[0]) for _, why, n, _ in made.reasons()] == [
        (2, "the type 'Silence / 60' is not in the table of kinds"),
        (2, "type 'Violence against civilians' has no kind"),
        (1, "type 'Battle-No change of territory / 44' has no kind"),
        (1, "type 'Battle-No change of territory' has no kind"),
        (1, "type 'Riots/Protests / 55' has no kind"),
    ]


def test_a_state_is_named_in_the_year_in_which_it_began_or_ended(tmp_path: Path) -> None:
    plain = {"campaign": "One", "id": "5", "prim_method": "1", "camp_size": "1"}
    rows = [
        plain | {"location": "Burma", "lccode": "775", "year": "1948"},
        plain | {"location": "South Sudan", "lccode": "626", "year": "2011", "id": "6"},
        plain | {"location": "East Germany", "lccode": "265", "year": "1990", "id": "7"},
        plain | {"location": "Burma", "lccode": "775", "year": "1947", "id": "8"},
        plain | {"location": "Hungary", "lccode": "265", "year": "1956", "id": "9"},
    ]
    made, record = brought(tmp_path, "navco", "navco_20", rows)
    assert sorted(record.events["polity"]) == ["GDR", "MMR", "SSD"]
    assert {b.line: b.why.partition("(")[0] for b in made.refused} == {
        5: "'Burma' was no state on 1947-01-01 ",
        6: "says Hungary ",
    }
    assert "--country 265=CODE" in made.refused[1].why


def test_a_table_of_gdelt_has_no_header(tmp_path: Path) -> None:
    from thaw.importing.layout import layouts_of

    names = next(f.names for f in layouts_of("gdelt") if len(f.names) == 58)
    rows = []
    for k, code in enumerate(["141", "141", "1411", "36", "14"]):
        row = dict.fromkeys(names, "") | {
            "GLOBALEVENTID": str(100 + k),
            "SQLDATE": "19891104",
            "EventCode": code,
            "EventRootCode": "14" if code.startswith("141") else "1" if code == "14" else "3",
            "ActionGeo_CountryCode": "GC",
            "ActionGeo_FullName": "Berlin",
            "ActionGeo_Lat": "52.5",
            "ActionGeo_Long": "13.4",
            "SOURCEURL": f"paper {k}",
        }
        rows.append("\t".join(row.values()))
    (tmp_path / "t.tsv").write_text("\n".join(rows), encoding="utf-8")
    made = bring("gdelt", tmp_path / "t.tsv", tmp_path / "record", Ways())
    record = load_record(tmp_path / "record")
    assert (len(made.used), len(made.aside)) == (3, 2)
    assert [a.why for a in made.aside] == [
        "type '03' has no kind: words: intent to cooperate",
        "type '01' has no kind: words: statements",
    ], "a program dropped the zeros: 14 is 014, no protest, since its root is 1"
    assert list(record.events["polity"]) == ["GDR", "GDR"], (
        "two rows of one code, place and day are one event"
    )
    assert "reports, not events" in made.layout.warning


def test_years_of_vdem(tmp_path: Path) -> None:
    plain = {
        "country_name": "Hungary",
        "country_text_id": "HUN",
        "country_id": "210",
        "historical_date": "1955-12-31",
        "COWcode": "310",
        "e_pop": "982.5",
        **{
            f"{v}{e}": x
            for v in ("v2x_polyarchy", "v2x_clphy", "v2x_freexp_altinf", "v2x_frassoc_thick")
            for e, x in (("", "0.2"), ("_codelow", "0.15"), ("_codehigh", "0.26"))
        },
    }
    rows = [
        plain | {"year": "1955"},
        plain | {"year": "1956", "v2x_clphy_codelow": "0.9"},
        plain | {"year": "1956"},
    ]
    made, record = brought(tmp_path, "vdem", "vdem", rows)
    told = record.series.set_index(["series_id", "date"])
    assert list(told.loc[("vdem_v2x_clphy_hun", "1955"), ["low", "best", "high"]]) == [
        0.15,
        0.2,
        0.26,
    ]
    assert told.loc[("population_hun", "1955"), "best"] == 9_825_000
    assert "not in this order" in made.reading.unread[0].why and made.refused[0].line == 4


def test_namibia_and_nothing(tmp_path: Path) -> None:
    columns = tmp_path / "c.yaml"
    columns.write_text(
        "format: mine\nvintage: of this test\nlicence: none\n"
        "source: {id: mine, title: Mine, kind: archive, locator: here}\n"
        "date: day\ncountry: {iso2: land}\ntype: what\nkinds: k.csv\nfigures: {participants: crowd}\n",
        encoding="utf-8",
    )
    (tmp_path / "k.csv").write_text(
        "type,kind,why\nNO,strike,\nyes,demonstration,\n", encoding="utf-8"
    )
    text = (
        "day;land;what;crowd\n5.8.1995;NO;NO;1.500\n25.8.1995;NA;yes;NA\n26.8.1995;DE;no;20.000+\n"
    )
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    made = bring(
        "table", tmp_path / "t.csv", tmp_path / "record", Ways(columns=columns, decimal=",")
    )
    record = load_record(tmp_path / "record")
    assert list(record.events["polity"]) == ["NOR", "DEU"] and list(record.events["date"]) == [
        "1995-08-05",
        "1995-08-26",
    ]
    assert "NA is Namibia, or nothing" in made.refused[0].why
    assert list(record.attestations["best"].dropna()) == [1500] and list(
        record.attestations["low"].dropna()
    ) == [20000]
    with_it = bring(
        "table",
        tmp_path / "t.csv",
        tmp_path / "record_2",
        Ways(columns=columns, decimal=",", countries={"NA": "NAM"}),
    )
    assert len(with_it.used) == 3
    points = bring("table", tmp_path / "t.csv", tmp_path / "record_3", Ways(columns=columns))
    assert [u.text for u in points.reading.unread] == ["1.500", "20.000+"]


def test_a_file_of_columns_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_text(
        "format: x\nvintage: y\nlicence: z\ndate: d\ncountry: {nam: c}\n"
        "source: {id: a, title: b, kind: pres, locator: l}\nplce: p\n",
        encoding="utf-8",
    )
    with pytest.raises(ThawError) as told:
        bring("table", tmp_path / "t.csv", tmp_path / "r", Ways(columns=file))
    for word in (
        "c.yaml:5: country.nam",
        "did you mean: name",
        "did you mean: press",
        "did you mean: place",
    ):
        assert word in str(told.value)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "event_date": st.sampled_from(
                    ["2019-03-04", "5 May 2019", "3/4/2019", "", "2019-02-30", "NA"]
                ),
                "sub_event_type": st.sampled_from(
                    ["Peaceful protest", "Other", "Peacful protest", ""]
                ),
                "country": st.sampled_from(["Zembla", "Ukraine", "Zemblia", "NA", ""]),
                "latitude": st.sampled_from(["48.1", "NA", "948"]),
                "tags": st.text(
                    st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12
                ).map(lambda t: f"crowd size={t}"),
                "event_id_cnty": st.sampled_from(["ZEM1", "ZEM2", "", "ZÉM 3"]),
            }
        ),
        max_size=12,
    )
)
def test_whatever_stands_in_a_file_its_rows_add_up(tmp_path: Path, cells: list[dict]) -> None:
    rows = [made_up.acled_row(99), *(made_up.acled_row(k) | c for k, c in enumerate(cells))]
    brought(tmp_path, "acled", "acled", rows, countries=ZEMBLA, replace=True)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    rows = [made_up.acled_row(1)]
    brought(tmp_path, "acled", "acled", rows, countries=ZEMBLA)
    with pytest.raises(ThawError, match="nothing is overwritten"):
        brought(tmp_path, "acled", "acled", rows, countries=ZEMBLA)
    brought(tmp_path, "acled", "acled", rows, countries=ZEMBLA, replace=True)
    events = tmp_path / "record/events.csv"
    events.write_text(events.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(ThawError, match=r"not as an import left it: events\.csv"):
        brought(tmp_path, "acled", "acled", rows, countries=ZEMBLA, replace=True)


def test_a_file_of_no_use_leaves_no_record(tmp_path: Path) -> None:
    rows = [made_up.acled_row(1), made_up.acled_row(2)]
    with pytest.raises(ThawError, match="none of its 2 rows can be used") as told:
        brought(tmp_path, "acled", "acled", rows)
    assert "'Zembla' names no state" in str(told.value) and told.value.line == 2
    assert not (tmp_path / "record").exists()
