"""What other regimes have can be said in a record: each with a few made-up rows, read back by hand."""

import importlib.util
import io
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from rich.console import Console

from thaw.errors import ThawError
from thaw.evidence.accounting import accounting
from thaw.evidence.from_record import evidence, items_for
from thaw.evidence.from_run import COUNTER, LEVEL, MEASURE, VALUE, Names, latent
from thaw.evidence.rule import series_kind
from thaw.measure import measures
from thaw.measures.action import foreign_troops
from thaw.measures.rule import emergency
from thaw.record.record import denied
from thaw.report.names import item_name
from thaw.report.record_tables import print_record
from thaw.report.words import shown

_spec = importlib.util.spec_from_file_location("tiny", Path(__file__).parent / "tiny.py")
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)
event, figure, told, quiet = tiny.event, tiny.figure, tiny.told, tiny.quiet
COUNTED = (*MEASURE.values(), "n_fired", "emergency", "foreign_troops", "dual_power")


def by_id(ev):
    return dict(zip((i.id for i in ev.items), ev.value, strict=True))


def of_run(items, change, step=1.0):
    """What a run tells of the items: two years of nothing, then `change(at, towns, day)`."""
    days = np.arange(0, 731, step)
    dates = np.datetime64("1980-01-01T00") + (days * 24).astype("timedelta64[h]")
    pol = np.zeros((len(days), 1, len(COUNTED)))
    plc = np.zeros((len(days), 1, 3))
    change(lambda name: pol[:, 0, COUNTED.index(name)], plc[:, 0], days)
    names = Names(("ONE",), COUNTED, (0,), (False,), ("strikers", "demonstrators", "armed"))
    lat = latent(dates, pol, plc, items, names)[:, VALUE]
    return dict(zip((i.id for i in items), lat, strict=True))


def reasons(record, case, items, table):
    return {
        (line.used, line.what): line.n
        for line in accounting(record, case, items).lines
        if line.table == table
    }


# --- emergency rule and foreign troops are measured ---


def test_every_measure_behind_an_item_is_one_that_every_run_takes():
    """Also those of items beside the grid: a name that no run measures leaves its items unknown."""
    taken = {m.name for m in measures("polities")}
    assert {*MEASURE.values(), *COUNTER.values(), *LEVEL.values()} <= taken


def test_foreign_troops_and_emergency_by_hand(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "mechanisms"))
    import toy

    w = toy.world(places=3, polities=2, towns=4)
    for q, (polity, first, towns) in enumerate([(0, 0, 1), (1, 1, 2), (1, 3, 1)]):
        toy.put(w, q, places__polity=polity, places__first_town=first, places__towns=towns)
    for t, (people, per_thousand) in enumerate([(9e5, 1.0), (2e5, 3.0), (1e5, 0.5), (5e4, 0.0)]):
        toy.put(w, t, towns__population=people, towns__soviet=per_thousand)
    toy.put(w, 1, polities__emergency=0.75)
    assert foreign_troops(0, w) == pytest.approx(900)
    assert foreign_troops(1, w) == pytest.approx(600 + 50)
    assert (emergency(0, w), emergency(1, w)) == (0.0, 0.75)


LAW = "date/ONE/1980-01-01/1980-12-31/emergency"


def test_a_run_tells_the_day_of_emergency_rule_and_the_most_troops(tmp_path):
    """Emergency rule stands at 1 when declared and fades; renewed while it holds it is not declared anew."""
    record = tiny.record(
        tmp_path / "r",
        attestations=[figure("tanks", "troops", 5000)],
        events=[
            event("law", "1980-03-15/1980-04-20", "emergency_rule"),
            event("tanks", "1980-03-20", "foreign_intervention"),
        ],
    )
    case = tiny.case("ONE")
    items = items_for(case, record)
    value = by_id(evidence(case, record, items=items))
    assert value[LAW] == 31 + 29 + 14
    assert value["size/ONE/1980-03-20/1980-03-23/troops"] == pytest.approx(np.log10(5001))
    assert reasons(record, case, items, "attestations") == {(True, "a figure held against runs"): 1}

    def change(at, towns, days):
        since = days - 60
        at("emergency")[:] = np.where(since >= 0, np.exp(-0.03 * since), 0.0)
        at("emergency")[(days >= 70) & (days < 90)] = 1.0
        at("foreign_troops")[:] = np.where(
            (days >= 80) & (days < 82), 20000 + 500 * (days == 80), 0
        )

    run = of_run(items, change)
    assert run[LAW] == 60
    assert run["size/ONE/1980-03-20/1980-03-23/troops"] == pytest.approx(np.log10(20501))

    def earlier(at, towns, days):
        """In force when the case begins: not declared in it."""
        at("emergency")[:] = 0.9 * np.exp(-0.03 * days)

    def at_once(at, towns, days):
        at("emergency")[:] = np.exp(-0.03 * days)

    assert of_run(items, earlier)[LAW] == 366 and of_run(items, at_once)[LAW] == 0
    never = of_run(items, lambda *_: None)
    assert never[LAW] == 366 and never["size/ONE/1980-03-20/1980-03-23/troops"] == 0


@pytest.mark.thorough
def test_a_run_of_an_account_tells_both(tmp_path):
    """From the tables of a world to the items, with the values of its measures read off by hand."""
    from thaw.case import load_case
    from thaw.evidence.from_run import names_of
    from thaw.jobs.plan import dates_of, make_plan
    from thaw.jobs.replicate import run_once

    case = load_case("toy_two")
    two, first = case.polities[1].name, case.start
    record = tiny.record(
        tmp_path / "r",
        polities=(case.polities[0].name, two),
        about="",
        attestations=[figure("tanks", "troops", 500)],
        events=[
            event("tanks", f"{first}/{case.end}", "foreign_intervention", two),
            event("law", f"{first}", "emergency_rule", two),
        ],
    )
    items = items_for(case, record)
    plan = make_plan("cpc_1963", case)
    of = [m.name for m in plan.account.measures("polities")]
    names = names_of(case, of, [m.name for m in plan.account.measures("places")])
    told_of = {"law": set(), "tanks": set()}
    for seed in range(12):
        run = run_once(plan, seed)
        lat = latent(dates_of(plan), run.polity, run.place, items, names)[:, VALUE]
        law, tanks = (
            run.polity[:, 1, of.index("emergency")],
            run.polity[:, 1, of.index("foreign_troops")],
        )
        for item, value in zip(items, lat, strict=True):
            if item.kind == "size":
                assert value == pytest.approx(np.log10(1 + tanks.max()))
                told_of["tanks"].add(tanks.max() > 0)
            if item.what == "emergency":
                days = (item.last - item.first).days + 1
                inside = [k for k in np.flatnonzero(np.diff(law, prepend=0.0) > 0.5) if k < days]
                assert item.first == case.start and value == (inside[0] if inside else days)
                told_of["law"].add(len(inside) > 0)
    assert told_of == {"law": {True, False}, "tanks": {True, False}}


def test_kinds_can_be_set_aside_whole_and_accounting_says_so(tmp_path):
    rows = {
        "events": [
            event("law", "1980-03-15", "emergency_rule"),
            event("tanks", "1980-03-20", "foreign_intervention"),
        ],
        "attestations": [figure("tanks", "troops", 5000)],
    }
    aside = "aside: {troops: until later, emergency: until later}\n"
    case = tiny.case("ONE")
    for rule in ("", "rule: named only\n"):
        record = tiny.record(tmp_path / f"r{len(rule)}", items=rule + aside, **rows)
        items = items_for(case, record)
        assert not [i.id for i in items if i.what in ("troops", "emergency")]
        why = "set aside by items.yaml: until later"
        assert reasons(record, case, items, "attestations") == {(False, why): 1}
        assert (False, why) in reasons(record, case, items, "events")
        assert by_id(evidence(case, record, items=items))["cell/ONE/1980-03/intervention"] == 1


def test_a_kind_is_not_both_set_aside_and_named(tmp_path):
    named = (
        "aside: {troops: until later}\nsizes:\n  - {what: troops, polity: ONE, from: 1980-03-20,\n"
        "     until: 1980-03-23, figures: [tanks/troops]}\n"
    )
    with pytest.raises(ThawError) as problem:
        tiny.record(
            tmp_path / "r",
            items=named,
            attestations=[figure("tanks", "troops", 5000)],
            events=[event("tanks", "1980-03-20", "foreign_intervention")],
        )
    assert "troops is set aside and named" in str(problem.value) and problem.value.line == 1


# --- foreign troops of several states, of none, and no hegemon ---


def test_troops_of_several_states_add_up_unless_a_figure_of_all_is_given(tmp_path):
    parts = [
        figure("tanks", "troops_of_TWO", 9000),
        figure("tanks", "troops_of_THREE", 2000),
        figure("tanks", "troops_of_THREE", None, "paper", low=2000, high=3000, bound="range"),
        figure("tanks", "troops_of_TWO", 8000, "paper"),
    ]
    rows = [event("tanks", "1980-03-20", "foreign_intervention")]
    case, polities = tiny.case("ONE", "TWO"), ("ONE", "TWO", "THREE")
    record = tiny.record(tmp_path / "a", polities=polities, events=rows, attestations=parts)
    items = items_for(case, record)
    ev = evidence(case, record, items=items)
    row = items.row["size/ONE/1980-03-20/1980-03-23/troops"]
    assert 10 ** ev.low[row] - 1 == pytest.approx(11000)
    assert 10 ** ev.high[row] - 1 == pytest.approx(12000)
    assert reasons(record, case, items, "attestations") == {
        (True, "a figure held against runs"): 2,
        (True, "added to a figure held against runs"): 2,
    }
    whole = [*parts, figure("tanks", "troops", 15000)]
    record = tiny.record(tmp_path / "b", polities=polities, events=rows, attestations=whole)
    assert 10 ** evidence(case, record).value[row] - 1 == pytest.approx(15000)


def test_troops_of_a_state_that_the_record_does_not_have_are_refused(tmp_path):
    with pytest.raises(ThawError) as problem:
        tiny.record(
            tmp_path / "r",
            events=[event("tanks", "1980-03-20", "foreign_intervention")],
            attestations=[figure("tanks", "troops_of_TWOO", 900)],
        )
    assert "no polity is called 'TWOO'" in str(problem.value)
    assert (problem.value.line, problem.value.nearest) == (2, "TWO")


def test_no_foreign_troops_is_a_figure_and_a_quiet_month_a_nonevent(tmp_path):
    record = tiny.record(
        tmp_path / "r",
        about="",
        attestations=[figure("appeal", "troops", 0)],
        events=[event("appeal", "1980-03-20", "foreign_intervention")],
        nonevents=[quiet("nobody-came", "1980-05", "foreign_intervention")],
    )
    value = by_id(evidence(tiny.case("ONE"), record))
    assert value["size/ONE/1980-03-20/1980-03-23/troops"] == 0
    assert value["cell/ONE/1980-05/intervention"] == 0


@pytest.mark.parametrize(("hegemon", "known"), [("ONE", False), ("", True), ("TWO", True)])
def test_silence_about_interventions_means_nothing_for_the_hegemon_alone(tmp_path, hegemon, known):
    case = tiny.case("ONE", "TWO")
    case.hegemon = hegemon
    record = tiny.record(tmp_path / "r", events=[event("e", "1980-03-10", "strike")])
    value = by_id(evidence(case, record))
    assert (value["cell/ONE/1980-05/intervention"] == 0) == known


# --- strikes by length, and working days lost ---

STRIKE = [
    event("lightning", "1980-03-10", "strike"),
    event("dock", "1980-09-01/1980-09-14", "strike"),
]


def test_a_strike_of_an_hour_and_one_of_a_fortnight(tmp_path):
    """A run tells whole days, so an hour reads as one; weeks and hours are days."""
    record = tiny.record(
        tmp_path / "r",
        events=[*STRIKE, event("march", "1981-03-10", "demonstration")],
        attestations=[
            figure("lightning", "duration", 1, unit="hours"),
            figure("dock", "duration", 2, unit="weeks"),
            figure("dock", "duration", 13, "paper", unit="days"),
            figure("march", "duration", 3, unit="hours"),
        ],
    )
    case = tiny.case("ONE")
    items = items_for(case, record)
    ev = evidence(case, record, items=items)
    short, long = (
        "size/ONE/1980-03-10/1980-03-24/duration",
        "size/ONE/1980-09-01/1980-09-28/duration",
    )
    assert 10 ** by_id(ev)[short] - 1 == pytest.approx(1)
    assert 10 ** ev.low[items.row[long]] - 1 == pytest.approx(13)
    assert 10 ** ev.high[items.row[long]] - 1 == pytest.approx(14)
    assert reasons(record, case, items, "attestations") == {
        (True, "a figure held against runs"): 3,
        (False, "a kind or quantity that no run tells"): 1,
    }
    item = items[items.row[long]]
    assert (
        item.unit == "log10 days"
        and shown(ev.high[items.row[long]], "size", item.unit) == "about 14 days"
    )
    assert "longest strike in ONE" in item_name(item.id, item.kind, item.what, item.polity, {})

    def change(at, towns, days):
        """Three days, a day of work, then nine; 150 persons are no strike."""
        towns[:, 0] = np.where(
            ((days >= 245) & (days < 248)) | ((days >= 249) & (days < 258)), 900, 150
        )
        at("strikers")[:] = towns[:, 0]

    for step in (1.0, 0.5):
        run = of_run(items, change, step)
        assert 10 ** run[long] - 1 == pytest.approx(9) and run[short] == 0
    assert np.isnan(of_run(items, change, 7.0)[long])


def test_working_days_lost_of_a_strike_and_of_a_year(tmp_path):
    record = tiny.record(
        tmp_path / "r",
        events=STRIKE,
        attestations=[figure("dock", "working_days_lost", 40000, unit="working days")],
        series=[
            told("one_working_days_lost", "1981", 124000, unit="working days"),
            told("one_days_lost", "1980", 9, unit="percent"),
        ],
    )
    case = tiny.case("ONE")
    items = items_for(case, record)
    dock, year = (
        "size/ONE/1980-09-01/1980-09-15/days_lost",
        "series/ONE/1981-01-01/1981-12-31/days_lost",
    )
    ev = evidence(case, record, items=items)
    assert 10 ** by_id(ev)[dock] - 1 == pytest.approx(40000)
    assert 10 ** by_id(ev)[year] - 1 == pytest.approx(124000)
    assert items[items.row[year]].unit == "log10 working days"
    assert shown(by_id(ev)[year], "series", "log10 working days") == "about 120,000 working days"
    assert reasons(record, case, items, "series") == {
        (True, "a figure held against runs"): 1,
        (False, "a kind or quantity that no run tells"): 1,
    }

    def change(at, towns, days):
        at("strikers")[:] = np.where((days >= 244) & (days < 254), 3000, 0)
        at("strikers")[days >= 366 + 360] += 100

    for step in (1.0, 0.5):
        run = of_run(items, change, step)
        assert 10 ** run[dock] - 1 == pytest.approx(30000)
        assert 10 ** run[year] - 1 == pytest.approx(500)
    assert np.isnan(of_run(items, change, 7.0)[year])


# --- mass organisations, rations and queues ---


def test_members_of_a_union_or_church_are_none_of_the_party(tmp_path):
    """By the words of the id, or by what record.yaml declares where the id tells nothing."""
    about = tiny.COVERS + (
        "organisations:\n  dawn: {kind: union, title: Dawn, series: [dawn_members]}\n"
    )
    record = tiny.record(
        tmp_path / "r",
        about=about,
        series=[
            told("one_party_members", "1980-06-30", 9e4),
            told("one_members", "1980-12-31", 9e4),
            told("dawn_members", "1980-06-30", 9e6),
            told("one_church_members", "1980-06-30", 2e7),
            told("union_state_party_members", "1981-06-30", 8e4),
        ],
    )
    case = tiny.case("ONE")
    items = items_for(case, record)
    value = {k: v for k, v in by_id(evidence(case, record, items=items)).items() if "series" in k}
    assert {k: round(10**v) for k, v in value.items()} == {
        "series/ONE/1980-06-30/1980-06-30/party": 90000,
        "series/ONE/1980-12-31/1980-12-31/party": 90000,
        "series/ONE/1981-06-30/1981-06-30/party": 80000,
    }
    assert reasons(record, case, items, "series") == {
        (True, "a figure held against runs"): 3,
        (False, "members of a union: no measure of a run tells it"): 1,
        (False, "members of a church: no measure of a run tells it"): 1,
    }
    console = Console(width=80, file=io.StringIO())
    print_record(record, console)
    assert "organisations beside the ruling party: Dawn (union)" in console.file.getvalue()
    plain = tiny.record(tmp_path / "p", series=[told("dawn_members", "1980-06-30", 9e6)])
    assert plain.hash != record.hash and series_kind("dawn_members", "persons") == "party"


@pytest.mark.parametrize(
    ("lines", "says", "nearest"),
    [
        ("  dawn: {kind: unoin, title: Dawn, series: [dawn_members]}", "called 'unoin'", "union"),
        (
            "  dawn: {kind: union, title: Dawn, series: [down_members]}",
            "called 'down_members'",
            "dawn_members",
        ),
        (
            "  dawn: {kind: union, title: Dawn, serie: [dawn_members]}",
            "unknown key 'serie'",
            "series",
        ),
    ],
)
def test_mistakes_in_organisations_are_told_with_line_and_nearest_name(
    tmp_path, lines, says, nearest
):
    with pytest.raises(ThawError) as problem:
        tiny.record(
            tmp_path / "r",
            about=f"organisations:\n{lines}\n",
            series=[told("dawn_members", "1980-06-30", 9e6)],
        )
    assert says in str(problem.value)
    assert (problem.value.line, problem.value.nearest) == (6, nearest)


def test_rations_and_queues_can_be_said_as_events_and_series(tmp_path):
    record = tiny.record(
        tmp_path / "r",
        events=[
            event("meat-cards", "1980-03-01", "rationing"),
            event("bread", "1980-05", "queues"),
            event("no-more-cards", "1981-03-01", "rationing_ended"),
        ],
        attestations=[figure("bread", "hours_waited", 3, unit="hours")],
        series=[
            told("one_meat_ration", "1980-03", 2.5, unit="kg"),
            told("one_bread_queue_hours", "1980-05", 3, unit="hours"),
        ],
    )
    case = tiny.case("ONE")
    items = items_for(case, record)
    assert [i.id for i in items if i.kind != "cell"] == []
    assert reasons(record, case, items, "events") == {
        (False, "a kind or quantity that no run tells"): 3
    }
    assert reasons(record, case, items, "series") == {
        (False, "rations and queues: no measure of a run tells them"): 2
    }


# --- towns of the same name in two polities ---


def test_a_town_of_the_same_name_in_another_polity_is_another_place(tmp_path):
    case = tiny.case("ONE", "TWO")
    case.places = [
        SimpleNamespace(name="newport", title="Newport", polity="ONE", kind="city"),
        SimpleNamespace(name="mine", title="Mine", polity="TWO", kind="city"),
    ]
    record = tiny.record(
        tmp_path / "r",
        events=[
            event("a", "1980-03-10", "strike", "ONE", place="Newport"),
            event("b", "1980-03-10", "strike", "TWO", place="Newport"),
        ],
    )
    assert accounting(record, case, items_for(case, record)).places == 1


def test_figures_of_towns_of_one_name_go_to_the_town_of_their_polity(tmp_path):
    """By polity/place in items.yaml; a bare name that two polities have is told with both ways to say it."""
    case = tiny.case("ONE", "TWO")
    case.places = [
        SimpleNamespace(name="newport", title="Newport", polity="ONE", kind="city"),
        SimpleNamespace(name="port", title="Newport", polity="TWO", kind="city"),
    ]
    rows = {
        "events": [
            event("a", "1980-03-10", "strike", "ONE", place="Newport"),
            event("b", "1980-05-10", "strike", "TWO", place="Newport"),
        ],
        "attestations": [figure("a", "strikers", 900), figure("b", "strikers", 700)],
    }
    both = "places: {ONE/Newport: newport, TWO/Newport: port}\n"
    record = tiny.record(tmp_path / "r", items=both, **rows)
    items = items_for(case, record)
    value = by_id(evidence(case, record, items=items))
    sizes = {i.id: (i.polity, case.places[i.places[0]].name) for i in items if i.kind == "size"}
    assert sorted(sizes.values()) == [("ONE", "newport"), ("TWO", "port")]
    assert {sizes[k][1]: round(10 ** value[k] - 1) for k in sizes} == {"newport": 900, "port": 700}
    assert accounting(record, case, items).places == 0

    bare = tiny.record(tmp_path / "s", items="places: {Newport: newport}\n", **rows)
    with pytest.raises(ThawError) as problem:
        items_for(case, bare)
    assert "'newport', which is no place of TWO in the case" in str(problem.value)
    assert "TWO/Newport" in str(problem.value.todo)


def test_soldiers_of_several_states_in_a_country_are_all_foreign(monkeypatch):
    """Units of a kind of the case's own, from two states: they add up, and its own army is apart."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "mechanisms"))
    import toy

    from thaw.engine.loop import muster

    w = toy.world(places=1, polities=3, units=3)
    for k, (polity, kind, men) in enumerate([(0, 1, 5000.0), (1, 2, 900.0), (2, 2, 200.0)]):
        toy.put(
            w, k, units__polity=polity, units__kind=kind, units__strength=men, units__loyalty=1.0
        )
    muster(w)
    assert list(w.polities.foreign_men) == [1100, 0, 0]
    assert list(w.polities.army_men) == [5000, 0, 0]


def test_whether_a_thing_happened_is_disputed_beside_its_size(tmp_path):
    """By a source that would have told and does not, or by a non-event of the same days and place."""
    record = tiny.record(
        tmp_path / "r",
        events=[
            event("a", "1980-03-10", "strike"),
            event("b", "1980-05-10", "strike", place="Mill"),
            event("c", "1980-05-10/1980-05-12", "demonstration"),
            event("d", "1981-05-10", "strike"),
        ],
        attestations=[
            figure("a", "strikers", 900),
            figure("a", "strikers", 90, source="paper"),
            figure("a", "mention_absent", 1, source="party", unit="mention"),
            figure("b", "strikers", 900),
            figure("d", "strikers", 0, source="paper"),
        ],
        nonevents=[
            quiet("x", "1980-05", "strike", source="paper"),
            quiet("y", "1980-05", "demonstration", source="paper"),
            quiet("z", "1980-05-11", "demonstration", source="book"),
        ],
    )
    rows = denied(record).set_index("event_id")
    assert list(rows.index) == ["a", "c"], "not b, in one place; not d, of which nobody says so"
    assert rows.loc["a"][["yes", "no"]].tolist() == [["book", "paper"], ["party"]]
    assert rows.loc["c"][["yes", "no"]].tolist() == [[], ["paper"]]
    console = Console(width=80, file=io.StringIO())
    print_record(record, console)
    told = console.file.getvalue()
    assert "Whether it happened" in told and "nobody" in told
    assert max(map(len, told.splitlines())) <= 80
