"""Items by rule: any record's sizes, first dates, series and councils, with no row named."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from thaw.errors import ThawError
from thaw.evidence.accounting import accounting
from thaw.evidence.coverage import unmet
from thaw.evidence.from_record import evidence, items_for
from thaw.evidence.from_run import VALUE, Names, latent
from thaw.evidence.reporting import report
from thaw.record import switch

_spec = importlib.util.spec_from_file_location("tiny", Path(__file__).parent / "tiny.py")
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)
event, figure, told, quiet = tiny.event, tiny.figure, tiny.told, tiny.quiet


def by_id(ev):
    return dict(zip((i.id for i in ev.items), ev.value, strict=True))


def beside(items):
    """Ids of items beside the grid."""
    return [i.id for i in items if i.kind != "cell"]


WINTER = ("winter", (("ONE", "1980-02", "1980-04"),))


def test_sizes_dates_series_and_councils_of_any_record_are_items(tmp_path):
    record = tiny.record(
        tmp_path / "r",
        events=[
            event("dock-strike", "1980-03-10/1980-03-14", "strike"),
            event("dock-fire", "1980-03-13", "police_fire"),
            event("martial-law", "1980-03-15", "emergency_rule"),
            event("first-council", "1980-03-12", "council_formed"),
            event("last-council", "1980-04-02", "council_banned"),
            event("boats", "1980-05-01/1980-05-20", "refugee_flow"),
            event("tanks", "1980-03-20", "foreign_intervention"),
        ],
        attestations=[
            figure("dock-strike", "strikers", 9000),
            figure("dock-strike", "strikers", 11000, "paper"),
            figure("dock-fire", "deaths", 12),
            figure("martial-law", "internees", 300),
            figure("boats", "refugees", 5000),
            figure("tanks", "troops", 40000),
        ],
        series=[
            told("one_party_members", "1980-06-30", 90000),
            told("one_emigration", "1981", 700),
            told("one_retail_price", "1980", 100, unit="index"),
            told("one_retail_price", "1981", 110, unit="index"),
        ],
    )
    case = tiny.case("ONE", "TWO", episodes=[WINTER])
    items = items_for(case, record)
    assert beside(items) == [
        "size/ONE/1980-03-15/1980-04-14/arrests",
        "size/ONE/1980-03-13/1980-03-27/deaths",
        "size/ONE/1980-03-10/1980-03-15/participants",
        "size/ONE/1980-05-01/1980-05-20/refugees",
        "size/ONE/1980-03-20/1980-03-23/troops",
        "date/ONE/1980-02-01/1980-04-30/council",
        "date/ONE/1980-02-01/1980-04-30/council_end",
        "date/ONE/1980-02-01/1980-04-30/emergency",
        "date/ONE/1980-02-01/1980-04-30/fire",
        "date/ONE/1980-02-01/1980-04-30/intervention",
        "date/ONE/1980-02-01/1980-04-30/strike",
        "series/ONE/1981-01-01/1981-12-31/exit",
        "series/ONE/1980-06-30/1980-06-30/party",
        "series/ONE/1981-01-01/1981-12-31/price",
    ]
    value = by_id(evidence(case, record, items=items))
    assert value["size/ONE/1980-03-13/1980-03-27/deaths"] == pytest.approx(np.log10(13))
    assert value["date/ONE/1980-02-01/1980-04-30/fire"] == 29 + 12
    assert value["date/ONE/1980-02-01/1980-04-30/emergency"] == 29 + 14
    assert value["date/ONE/1980-02-01/1980-04-30/council"] == 29 + 11
    assert value["date/ONE/1980-02-01/1980-04-30/council_end"] == 29 + 31 + 1
    assert value["series/ONE/1981-01-01/1981-12-31/price"] == pytest.approx(np.log10(1.1))
    assert value["cell/ONE/1980-03/strike"] == 1 and value["cell/ONE/1980-06/strike"] == 0
    for off in (switch(record, memory=False), switch(record, weightless=True)):
        assert items_for(case, off).hash == items.hash


def test_rows_whose_days_touch_are_one_item_and_the_rest_is_a_part(tmp_path):
    record = tiny.record(
        tmp_path / "r",
        events=[
            event("rising", "1980-03-10/1980-03-20", "uprising"),
            event("one-square", "1980-03-12", "demonstration"),
            event("long-after", "1980-09-01", "demonstration"),
            event("border-war", "1980-10-01", "war"),
        ],
        attestations=[
            figure("rising", "deaths", 80),
            figure("one-square", "deaths", 7),
            figure("long-after", "deaths", 2),
            figure("border-war", "deaths", 9000),
        ],
    )
    case = tiny.case("ONE", "TWO")
    items = items_for(case, record)
    assert [i for i in beside(items) if i.startswith("size")] == [
        "size/ONE/1980-03-10/1980-04-03/deaths",
        "size/ONE/1980-09-01/1980-09-15/deaths",
    ]
    value = by_id(evidence(case, record, items=items))
    assert value["size/ONE/1980-03-10/1980-04-03/deaths"] == pytest.approx(np.log10(81))
    why = {
        line.what: line.n
        for line in accounting(record, case, items).lines
        if line.table == "attestations"
    }
    assert why == {
        "a figure held against runs": 2,
        "tells of a part of what another row sizes": 1,
        "a kind or quantity that no run tells": 1,
    }


def test_a_change_of_leader_is_one_of_the_first_post(tmp_path):
    record = tiny.record(
        tmp_path / "r",
        events=[
            event("first-secretary", "1980-03-10", "leadership_change", rank="0"),
            event("minister-of-mines", "1980-06-10", "leadership_change", rank="7"),
        ],
    )
    case = tiny.case("ONE", "TWO")
    value = by_id(evidence(case, record))
    assert value["cell/ONE/1980-03/leader"] == 1 and value["cell/ONE/1980-06/leader"] == 0


def test_a_date_that_is_not_to_the_day_is_no_first_day(tmp_path):
    rows = [event("some-day", "1980-03", "strike"), event("about", "1981-03-01~", "strike")]
    assert beside(items_for(tiny.case("ONE"), tiny.record(tmp_path / "r", events=rows))) == []


def test_silence_is_unknown_where_the_record_does_not_say_that_it_looked(tmp_path):
    """ONE is covered in 1980 for strikes alone; TWO has rows and is not covered."""
    about = "covers:\n  - {polities: [ONE], from: 1980, until: 1980, kinds: [strike]}\n"
    rows = [event("a", "1981-02-01", "demonstration", "TWO")]
    case = tiny.case("ONE", "TWO")
    record = tiny.record(tmp_path / "r", about=about, events=rows)
    value = by_id(evidence(case, record))
    assert value["cell/ONE/1980-05/strike"] == 0
    assert np.isnan(value["cell/ONE/1981-05/strike"])
    assert np.isnan(value["cell/ONE/1980-05/rising"])
    assert np.isnan(value["cell/TWO/1981-05/demonstration"])
    assert value["cell/TWO/1981-02/demonstration"] == 1
    assert ["TWO" in note and "covers" in note for note in unmet(case, record)] == [True]
    silent = tiny.record(tmp_path / "s", about="", events=rows)
    assert not (evidence(case, silent).value == 0).any()


def test_density_moves_what_is_seen(tmp_path):
    """Where few events have a row, a quiet month of concessions says nothing."""
    case, seen = tiny.case("ONE"), {}
    for density in ("all", "most", "few"):
        about = f"covers:\n  - {{polities: [ONE], from: 1980, until: 1981, density: {density}}}\n"
        items = items_for(case, tiny.record(tmp_path / density, about=about))
        run = np.full((len(items), 3), -np.inf)
        row = items.row["cell/ONE/1980-05/strike"]
        run[row] = 1, 3.2, -np.inf
        seen[density] = np.mean([report(run, s, items)[row] == 1 for s in range(300)])
        assert items[items.row["cell/ONE/1980-05/concession"]].visible == (density != "few")
    assert seen["all"] > seen["most"] + 0.1 > seen["few"] + 0.2


@pytest.mark.parametrize("polities", [("ONE",), ("ONE", "TWO")])
def test_a_nonevent_is_evidence_of_absence_with_its_source(tmp_path, polities):
    """Also of intervention in a case of one polity, and of a whole year of the tail."""
    record = tiny.record(
        tmp_path / "r",
        about="",
        nonevents=[
            quiet("no-tanks", "1980-05", "foreign_intervention"),
            quiet("no-strike", "1982", "strike", source="paper"),
            quiet("never-mind", "1980-07", "strike", weightless="yes"),
        ],
    )
    case = tiny.case(*polities, tail=1983)
    ev = evidence(case, record)
    value, row = by_id(ev), ev.items.row
    assert value["cell/ONE/1980-05/intervention"] == 0
    assert ev.sources[row["cell/ONE/1980-05/intervention"]] == ("book",)
    assert value["cell/ONE/1982/strike"] == 0
    assert ev.sources[row["cell/ONE/1982/strike"]] == ("paper",)
    assert np.isnan(value["cell/ONE/1983/strike"]) and np.isnan(value["cell/ONE/1980-07/strike"])


def test_runs_tell_police_fire_and_say_nothing_of_what_they_do_not_measure(tmp_path):
    record = tiny.record(
        tmp_path / "r",
        attestations=[figure("tanks", "troops", 5000)],
        events=[
            event("fire", "1980-03-13", "police_fire"),
            event("law", "1980-03-15", "emergency_rule"),
            event("tanks", "1980-03-20", "foreign_intervention"),
        ],
    )
    items = items_for(tiny.case("ONE"), record)
    measures = (
        "strikers",
        "demonstrators",
        "armed",
        "n_concession",
        "n_disclosure",
        "n_leader",
        "n_intervention",
        "n_fired",
        "dual_power",
    )
    dates = np.arange(np.datetime64("1980-01-01"), np.datetime64("1982-01-01"))
    pol = np.zeros((len(dates), 1, len(measures)))
    pol[40:, 0, measures.index("n_fired")] = 2
    names = Names(("ONE",), measures, (), (), ("strikers", "demonstrators", "armed"))
    lat = latent(dates, pol, np.zeros((len(dates), 0, 3)), items, names)[:, VALUE]
    value = dict(zip((i.id for i in items), lat, strict=True))
    assert value["date/ONE/1980-01-01/1980-12-31/fire"] == 40
    assert np.isnan(value["date/ONE/1980-01-01/1980-12-31/emergency"])
    assert np.isnan(value["size/ONE/1980-03-20/1980-03-23/troops"])


def test_names_in_items_yaml_are_added_to_what_the_rule_finds_or_stand_alone(tmp_path):
    rows = {
        "events": [event("march", "1980-03-10", "demonstration")],
        "attestations": [figure("march", "participants", 400)],
    }
    named = (
        "sizes:\n  - {what: participants, polity: ONE, from: 1980-03-01, until: 1980-03-31,\n"
        "     figures: [march/participants]}\nrows: {march: {as: [rising], why: armed}}\n"
    )
    case = tiny.case("ONE")
    both = items_for(case, tiny.record(tmp_path / "a", items=named, **rows))
    assert beside(both) == [
        "size/ONE/1980-03-01/1980-03-31/participants",
        "size/ONE/1980-03-10/1980-03-11/participants",
        "date/ONE/1980-01-01/1980-12-31/rising",
    ]
    alone = tiny.record(tmp_path / "b", items="rule: named only\n" + named, **rows)
    assert beside(items_for(case, alone)) == ["size/ONE/1980-03-01/1980-03-31/participants"]
    value = by_id(evidence(case, alone))
    assert value["cell/ONE/1980-03/rising"] == 1 and value["cell/ONE/1980-03/demonstration"] == 0


def test_a_record_of_other_polities_is_refused_with_the_nearest_codes(tmp_path):
    record = tiny.record(
        tmp_path / "iso",
        polities=("DDR", "SUN"),
        about="",
        events=[event("e", "1980-03-10", "strike", "DDR")],
    )
    with pytest.raises(ThawError) as problem:
        items_for(tiny.case("GDR", "USSR"), record)
    assert "DDR for GDR, SUN for USSR" in str(problem.value)
    assert problem.value.line == 4


def test_a_record_of_other_years_is_refused(tmp_path):
    rows = [event("e", "1953-03-10", "strike"), event("f", "1955", "strike")]
    with pytest.raises(ThawError, match=r"rows of 1980 to 1981; .* are of 1953 to 1955"):
        items_for(tiny.case("ONE"), tiny.record(tmp_path / "r", events=rows))


def test_a_record_of_some_of_the_polities_is_told_and_silence_elsewhere_is_unknown(tmp_path):
    case = tiny.case("POL", "GDR")
    record = tiny.record(
        tmp_path / "iso",
        polities=("DDR", "POL"),
        about="covers:\n  - {polities: [DDR, POL], from: 1980, until: 1981}\n",
        events=[
            event("e", "1980-03-10", "strike", "DDR"),
            event("p", "1980-03-10", "strike", "POL"),
        ],
    )
    ev = evidence(case, record)
    value = by_id(ev)
    assert value["cell/POL/1980-06/strike"] == 0
    assert all(np.isnan(v) for k, v in value.items() if k.startswith("cell/GDR/"))
    (note,) = unmet(case, record)
    assert "no row of GDR (did you mean DDR for GDR?)" in note
    told = accounting(record, case, ev.items)
    assert ("events", False, "of a polity that the case does not have", 1) in told.lines
    assert told.notes == (note,)


KINDS = [
    ("1980-03-10", "price_cut"),
    ("1980-05-10", "concession_economic"),
    ("1980-06-01", "concession_political"),
    ("1980-07-05", "prisoner_release"),
    ("1980-07-20", "amnesty"),
]


def of_kind(tmp_path, **named):
    """A record of one year in which each kind of concession falls, the first of them a price cut."""
    events = [event(f"gave-{k}", day, kind) for k, (day, kind) in enumerate(KINDS)]
    return tiny.record(tmp_path / "r", events=events, **named)


def firsts_of(ev):
    return {i.what: v for i, v in zip(ev.items, ev.value, strict=True) if i.kind == "date"}


def test_the_first_day_of_each_kind_of_concession_is_an_item(tmp_path):
    ev = evidence(tiny.case("ONE"), of_kind(tmp_path))
    assert {i.topic for i in ev.items if i.kind == "date"} == {"concession"}
    first = {
        "concession": 69,
        "economic_concession": 69,
        "political_concession": 152,
        "amnesty": 201,
    }
    assert firsts_of(ev) == first


def test_a_row_held_to_be_no_concession_is_none_of_its_kind(tmp_path):
    none = (
        "rows:\n  gave-0: {as: [], why: misread}\n  gave-1: {as: [], why: a parcel from abroad}\n"
    )
    firsts = firsts_of(evidence(tiny.case("ONE"), of_kind(tmp_path, items=none)))
    assert "economic_concession" not in firsts
    assert firsts["concession"] == 152


def test_runs_tell_kinds_of_concession_by_their_counts(tmp_path):
    items = items_for(tiny.case("ONE"), of_kind(tmp_path))
    mass = ("strikers", "demonstrators", "armed")
    counts = ("n_concession", "n_disclosure", "n_leader", "n_intervention", "n_economic")
    measures = (*mass, *counts, "n_political", "dual_power")
    dates = np.arange(np.datetime64("1980-01-01"), np.datetime64("1982-01-01"))
    pol = np.zeros((len(dates), 1, len(measures)))
    for what, step in (("concession", 20), ("political", 20)):
        pol[step:, 0, measures.index(f"n_{what}")] = 1
    names = Names(("ONE",), measures, (), (), mass)
    lat = latent(dates, pol, np.zeros((len(dates), 0, 3)), items, names)[:, VALUE]
    value = {i.what: v for i, v in zip(items, lat, strict=True) if i.kind == "date"}
    assert value["political_concession"] == value["concession"] == 20
    assert value["economic_concession"] == 366  # never in that year
    assert np.isnan(value["amnesty"])  # not measured
