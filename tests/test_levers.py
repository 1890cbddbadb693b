"""Levers: each does what its title says from its date on, and nothing before.

The shipped levers are tried on a few days of the main case about their dates, those of the toy case as
plain Python.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from thaw.case import Change, Lever, Off, Setting, load_case
from thaw.case.levers import hold, pull
from thaw.errors import ThawError
from thaw.jobs.label import provenance
from thaw.jobs.plan import Plan, make_plan
from thaw.jobs.replicate import Result, run_once
from thaw.mechanism import load_mechanism

DAY = dt.timedelta(days=1)
BLOC = load_case("bloc_1953")
TOY = load_case("toy_two")
ROW = {p.name: k for k, p in enumerate(BLOC.polities)}


def bloc(start: dt.date, *levers: str | dict) -> Plan:
    """The main case from `start` on, by day, with levers."""
    case = replace(BLOC, start=start, end=dt.date(1958, 1, 31), tail=None)
    return make_plan("stein_1956", case, levers)


def toy(*levers: Lever) -> Plan:
    case = replace(TOY, levers={lever.name: lever for lever in levers})
    return make_plan("stein_1956", case, [lever.name for lever in levers], sub_steps=2)


def first(plan: Plan, steps: int, plain: bool = False, **parameters: float) -> Result:
    """The first days of a run; parameters are written ``mechanism__parameter``."""
    given = {k.replace("__", "."): v for k, v in parameters.items()}
    return run_once(plan, 3, "default", plain=plain, parameters=given, steps=steps)


def plain(plan: Plan, steps: int) -> Result:
    """The first days of a run as plain Python."""
    return first(plan, steps, plain=True)


def differing(one: Result, two: Result) -> set[str]:
    """Columns of polities in which two worlds differ by a bit, less the mask itself."""
    a, b = one.world.polities, two.world.polities
    return {c for c in a._fields if not np.array_equal(getattr(a, c), getattr(b, c))} - {"spared"}


def pair(start: dt.date, lever: str, steps: int, **parameters: float) -> tuple[Result, Result]:
    """A run without and a run with the lever."""
    return (first(bloc(start), steps, **parameters), first(bloc(start, lever), steps, **parameters))


@pytest.mark.parametrize(
    "lever, on, until",
    [
        ("no_secret_speech", dt.date(1956, 1, 1), dt.date(1957, 12, 31)),
        ("no_intervention", dt.date(1956, 6, 1), dt.date(1957, 12, 31)),
        ("poland_first", dt.date(1956, 10, 6), None),
        ("appeal_to_troops", dt.date(1956, 10, 24), dt.date(1956, 12, 31)),
        ("open_press", dt.date(1956, 3, 1), dt.date(1957, 12, 31)),
        ("norms_stay", dt.date(1953, 1, 1), dt.date(1953, 12, 31)),
        ("border_closed", dt.date(1953, 1, 1), None),
        ("invitation_refused", dt.date(1956, 10, 1), dt.date(1956, 11, 3)),
        ("poland_invaded", dt.date(1956, 10, 19), None),
        ("reforms_a_year_earlier", dt.date(1955, 10, 6), None),
        ("norm_rise_withdrawn", dt.date(1953, 6, 15), None),
    ],
)
@pytest.mark.thorough
def test_nothing_before_the_date_and_nothing_after_the_last(lever, on, until):
    """Two days before it no bit differs; from the day after the last the world is left to itself."""
    if on > BLOC.start:
        without, with_ = pair(on - 2 * DAY, lever, 2)
        assert differing(without, with_) == set()
        assert np.array_equal(without.place, with_.place)
    if until is not None:
        without, with_ = pair(until + DAY, lever, 2)
        assert differing(without, with_) == set()


@pytest.mark.thorough
def test_no_secret_speech_silences_moscow_alone():
    """Disclosures as often as can be: Moscow's count stops on 1 January 1956, the others' goes on."""
    always = {"decide_disclosure__base": 1e6}
    before = first(bloc(dt.date(1955, 12, 28)), 4, **always)
    without, with_ = pair(dt.date(1955, 12, 28), "no_secret_speech", 18, **always)
    moscow = ROW["USSR"]
    counts = [r.world.polities.n_disclosure for r in (before, without, with_)]
    assert counts[2][moscow] == counts[0][moscow] < counts[1][moscow]
    assert with_.world.polities.disclosure[moscow] == before.world.polities.disclosure[moscow]
    assert counts[2].sum() > counts[0].sum()


@pytest.mark.thorough
def test_no_secret_speech_ends_with_1957():
    always = {"decide_disclosure__base": 1e6}
    held, freed = (
        first(bloc(dt.date(1957, 12, 30), "no_secret_speech"), n, **always) for n in (2, 18)
    )
    assert held.world.polities.n_disclosure[ROW["USSR"]] == 0
    assert freed.world.polities.n_disclosure[ROW["USSR"]] > 0


def test_no_intervention_spares_hungary_alone():
    """Troops as readily as can be from the first day of the lever: into other countries only."""
    always = {"hegemon_decision__base": 1e9}
    without, with_ = pair(dt.date(1956, 6, 1), "no_intervention", 14, **always)
    hungary, others = ROW["HUN"], [ROW["GDR"], ROW["POL"], ROW["CSR"]]
    counts = [r.world.polities.n_intervention for r in (without, with_)]
    assert counts[1][hungary] == 0 < counts[0][hungary]
    assert (counts[1][others] > 0).any()


def test_norms_stay_in_two_countries():
    always = {"norms_and_prices__rate": 1e6}
    without, with_ = pair(dt.date(1953, 1, 1), "norms_stay", 12, **always)
    spared, others = [ROW["GDR"], ROW["CSR"]], [ROW["POL"], ROW["HUN"]]
    assert np.all(with_.world.polities.n_norm_rise[spared] == 0)
    assert np.all(without.world.polities.n_norm_rise[spared] > 0)
    assert np.all(with_.world.polities.n_norm_rise[others] > 0)


def test_border_closed_from_the_first_day():
    without, with_ = pair(dt.date(1953, 1, 1), "border_closed", 3)
    gdr = ROW["GDR"]
    assert with_.world.polities.exit_open[gdr] == 0.03 < without.world.polities.exit_open[gdr]
    assert with_.world.polities.exit_flow[gdr] < without.world.polities.exit_flow[gdr]
    # those who can act leave with their families: the flow counts inhabitants, as the record does
    w, rows = without.world, without.world.groups.polity == gdr
    heads = (w.groups.population * w.groups.household)[rows].sum()
    assert heads == pytest.approx(w.polities.population[gdr], rel=1e-3)
    flow = (w.groups.exit_flow * w.groups.household)[rows].sum()
    assert w.polities.exit_flow[gdr] == pytest.approx(flow, rel=0.3)  # of the day before
    assert 400 < flow < 1500  # 22,396 in January 1953


def test_poland_first_puts_a_reform_leader_in_hungary():
    without, with_ = pair(dt.date(1956, 10, 5), "poland_first", 2)
    hungary, nagy = ROW["HUN"], [o.name for o in BLOC.officials].index("Nagy")
    with_wing, without_wing = (r.world.polities.reform_wing[hungary] for r in (with_, without))
    assert with_wing > without_wing + 0.1
    assert with_.world.officials.in_office[nagy] == 1
    assert with_.world.officials.standing[nagy] > without.world.officials.standing[nagy]


@pytest.mark.thorough
def test_appeal_to_troops_is_made_every_day():
    """On the first day and on the third; units elsewhere hear nothing."""
    start = dt.date(1956, 10, 23)
    units = [u.name for u in BLOC.units]
    soviet, own = units.index("soviet_budapest"), units.index("army_budapest")
    for steps in (2, 4):
        without, with_ = pair(start, "appeal_to_troops", steps)
        assert with_.world.units.informed[soviet] > 0.75 > without.world.units.informed[soviet]
        assert with_.world.units.informed[own] > 0.85
    other = [k for k, u in enumerate(BLOC.units) if u.polity == "POL"]
    assert np.array_equal(without.world.units.informed[other], with_.world.units.informed[other])


def test_open_press_halves_censorship_from_march():
    without, with_ = pair(dt.date(1956, 2, 28), "open_press", 4)
    for polity, value in {"USSR": 0.47, "GDR": 0.30, "HUN": 0.42, "BUL": 0.46}.items():
        k = ROW[polity]
        assert with_.world.polities.censorship[k] == pytest.approx(value, abs=0.01)
        assert without.world.polities.censorship[k] > value + 0.1


def test_no_second_intervention_stops_at_troops_in_the_street():
    """Troops as readily as can be into a country in full unrest: the second step is never taken."""
    always = {"hegemon_decision__base": 1e9}
    start, end = dt.date(1956, 10, 20), dt.date(1956, 11, 30)
    columns = {"polities.unrest": {"HUN": 1.0}, "polities.dual_power": {"HUN": 1.0}}
    stirred = {"name": "stirred", "set": [{"on": start, "until": end, "columns": columns}]}
    defied = {"hegemon_decision.assault": 0.1, "hegemon_decision.defiance": 15.0}
    without = first(bloc(start, stirred, {"name": "readily", "parameters": defied}), 30, **always)
    with_ = first(bloc(start, stirred, "no_second_intervention"), 30, **always)
    assert with_.world.polities.intervention.max() == 1 < without.world.polities.intervention.max()


def test_invitation_refused_keeps_troops_out_to_3_november():
    always = {"hegemon_decision__base": 1e9}
    hungary = ROW["HUN"]
    without, with_ = pair(dt.date(1956, 10, 28), "invitation_refused", 7, **always)
    counts = [r.world.polities.n_intervention[hungary] for r in (without, with_)]
    assert counts[1] == 0 < counts[0]
    later = first(bloc(dt.date(1956, 10, 28), "invitation_refused"), 16, **always)
    assert later.world.polities.n_intervention[hungary] > 0


def test_speech_published_makes_admissions_known_within_days():
    always = {"decide_disclosure__base": 1e6}
    start, moscow = dt.date(1956, 2, 20), ROW["USSR"]
    secret = first(bloc(start), 9, **always).world.polities
    open_ = first(bloc(start, "speech_published"), 9, **always).world.polities
    assert open_.disclosure[moscow] == pytest.approx(secret.disclosure[moscow], rel=1e-3)
    assert secret.disclosure[moscow] > 0.1
    assert open_.known[moscow] > 0.7 * open_.disclosure[moscow]  # but for those of the last day
    assert secret.known[moscow] < 0.5 * secret.disclosure[moscow]


def test_poland_invaded_is_an_assault_on_poland_alone():
    without, with_ = pair(dt.date(1956, 10, 18), "poland_invaded", 5)
    poland, others = ROW["POL"], [ROW["HUN"], ROW["GDR"], ROW["CSR"]]
    assert (
        with_.world.polities.intervention[poland] == 2 > without.world.polities.intervention[poland]
    )
    counts = [r.world.polities.n_intervention for r in (with_, without)]
    assert counts[0][poland] == counts[1][poland] + 1
    assert np.array_equal(counts[0][others], counts[1][others])


def test_reforms_a_year_earlier_are_those_of_poland_first():
    early, late = BLOC.levers["reforms_a_year_earlier"], BLOC.levers["poland_first"]
    assert early.settings[0].changes == late.settings[0].changes
    assert early.settings[0].on == late.settings[0].on.replace(year=1955)


def test_norm_rise_withdrawn_takes_norms_back_in_one_country():
    """After a fortnight of rises: East German norms stand where they began, others where they were."""
    always = {"norms_and_prices__rate": 1e6, "norms_and_prices__by_norm": 1.0}
    without, with_ = pair(dt.date(1953, 6, 1), "norm_rise_withdrawn", 15, **always)
    gdr, others = ROW["GDR"], [ROW["POL"], ROW["CSR"]]
    norms = [r.world.polities.norm for r in (without, with_)]
    assert norms[1][gdr] <= 1.1 < norms[0][gdr]  # at most the rise of the day itself is left
    assert np.array_equal(norms[0][others], norms[1][others]) and norms[0][others].min() > 1.05


def test_a_mass_campaign_of_1952_runs_in_moscow_alone_and_costs_safety():
    without, with_ = pair(dt.date(1953, 1, 1), "mass_campaign_1952", 7)
    moscow, vigour = ROW["USSR"], with_.world.polities.campaign
    assert vigour[moscow] > 0.5 and not np.delete(vigour, moscow).any()
    assert not without.world.polities.campaign.any()
    counts = [r.world.polities.n_campaign.sum() for r in (without, with_)]
    assert counts == [0, 1]
    safety = [r.world.polities.elite_security[moscow] for r in (without, with_)]
    assert safety[1] < safety[0]


def test_every_shipped_lever_is_tried():
    """A new lever needs a test of its own here; dropped and moved events are tried below."""
    tried = {
        "no_secret_speech",
        "no_intervention",
        "poland_first",
        "appeal_to_troops",
        "open_press",
        "norms_stay",
        "border_closed",
        "stalin_lives",
        "no_suez",
        "suez_later",
        "no_second_intervention",
        "invitation_refused",
        "speech_published",
        "poland_invaded",
        "reforms_a_year_earlier",
        "norm_rise_withdrawn",
        "mass_campaign_1952",
        "second_centre",
        *SWITCHES,
        "organisation",
        "nobody_calls_for_troops",
        "call_declined",
        "premier_stays",
        "nobody_cleared",
        "hands_free",
    }
    assert set(BLOC.levers) == tried


SWITCHES = {
    "aims_proclaimed": "aims",
    "appeal_to_bloc_workers": "workers",
    "appeal_to_soviet_soldiers": "soldiers",
    "appeal_to_western_workers": "west",
    "all_out_mobilisation": "defence",
    "disbelieve_promises": "disbelief",
    "foresee_attack": "foresight",
}
"""Lever to the choice of the councils' leaders that it makes."""


@pytest.mark.parametrize("case", ["bloc_1953", "hungary_1956"])
def test_a_switch_makes_one_choice_and_organisation_is_behind_all(case):
    levers = load_case(case).levers
    for name, choice in SWITCHES.items():
        assert levers[name].parameters == {f"revolt_leadership.{choice}": 1.0}
    assert levers["organisation"].parameters == {"revolt_leadership.organisation": 1.0}
    made = load_mechanism("revolt_leadership").parameters
    assert all(made[choice].default == 0.0 for choice in (*SWITCHES.values(), "organisation"))
    assert load_case(case).levers["nobody_calls_for_troops"].parameters == {"invitation.ask": 0.0}
    assert load_case(case).levers["call_declined"].parameters == {"hegemon_decision.asked": 0.0}


@pytest.mark.parametrize("case", ["bloc_1953", "hungary_1956"])
def test_a_premier_stays_where_he_began(case):
    lever = load_case(case).levers["premier_stays"]
    assert lever.parameters == {"carried_along.pace": 0.0}
    assert (lever.occasion.measure, lever.occasion.reaches) == ("carried", 0.1)


def test_nobody_cleared_leaves_the_dead_and_the_held_as_they_are():
    """With all told and looked into from the first day: cleared within weeks, or never."""
    start = dt.date(1956, 3, 1)
    told = {
        "name": "told",
        "set": [{"on": start, "columns": {"polities.disclosure": {"all": 1.0}}}],
    }
    quick = {"name": "quick", "parameters": {"rehabilitation.base": 20.0}}
    without = first(bloc(start, told, quick), 40).world
    with_ = first(bloc(start, told, "nobody_cleared"), 40).world
    assert (without.officials.cleared_on >= 0).sum() >= 3
    assert without.polities.n_cleared.sum() >= 3
    assert (with_.officials.cleared_on >= 0).sum() == 0 == with_.polities.n_cleared.sum()


def test_free_hands_are_those_of_every_step_that_is_tied():
    """Each parameter of that meaning is 0 in the lever, and above it by default."""
    freed = BLOC.levers["hands_free"].parameters
    from thaw.mechanisms import ORDER

    run_there = {m for m in ORDER if "tied" in load_mechanism(m).parameters}
    assert {k.split(".")[0] for k in freed if k.endswith(".tied")} == run_there
    for key, value in freed.items():
        mechanism, name = key.split(".")
        assert value == 0.0 < load_mechanism(mechanism).parameters[name].default


PURGE = load_case("purge_1934")


@pytest.mark.parametrize(
    "lever, key, measure",
    [
        ("no_purge", "purge_from_above.open", "n_purge"),
        ("rectified", "rectification.answer", "n_purge"),
        ("police_spared", "clear_names.reckon", "n_correction"),
    ],
)
def test_levers_of_a_purge_set_one_number(lever, key, measure):
    pulled = PURGE.levers[lever]
    assert set(pulled.parameters) == {key} and pulled.occasion.measure == measure
    mechanism, name = key.split(".")
    assert load_mechanism(mechanism).parameters[name].default != pulled.parameters[key]


def test_a_mass_campaign_is_under_way_on_the_first_day_in_one_country():
    """Every column that it sets is one that the campaign itself goes on with, and no other step writes."""
    from thaw.mechanisms import ORDER

    setting = BLOC.levers["mass_campaign_1952"].settings[0]
    assert setting.on == BLOC.start and setting.until is None
    columns = {f"polities.{c.column}" for c in setting.changes}
    assert {c.row for c in setting.changes} == {"USSR"}
    assert columns <= set(load_mechanism("mass_campaign").writes)
    others = {w for m in ORDER if m != "mass_campaign" for w in load_mechanism(m).writes}
    assert not columns & others


def test_officers_spared_and_collectivisation_left_out():
    monopoly = load_case("monopoly_1917")
    pulled = pull(monopoly, ["officers_spared"])
    assert {e.name for e in monopoly.events} - {e.name for e in pulled.events} == {
        "officers-purged"
    }
    assert monopoly.levers["no_collectivisation"].occasion.measure == "n_farm_campaign"
    assert monopoly.levers["removed_1941"].settings[0].on == dt.date(1941, 6, 30)


def test_all_switches_can_be_pulled_together():
    assert len(pull(BLOC, list(SWITCHES)).fixed) >= 7


def test_a_second_centre_is_set_for_two_countries():
    setting = BLOC.levers["second_centre"].settings[0]
    assert setting.on == dt.date(1955, 6, 2) and setting.until is None
    assert {(c.column, c.row) for c in setting.changes} == {
        (column, row) for column in ("second_pull", "second_line") for row in ("HUN", "POL")
    }


def test_events_dropped_and_moved():
    names = {e.name: e.on for e in pull(BLOC, ["suez_later"]).events}
    assert names["suez-war"] == dt.date(1956, 11, 29)
    assert len(names) == len(BLOC.events)
    assert "stalin-death" in names
    for lever in ("stalin_lives", "no_suez"):
        left = {e.name for e in BLOC.events} - {e.name for e in pull(BLOC, [lever]).events}
        assert left == set(BLOC.levers[lever].drop) != set()


EVERYWHERE = Off("decide_repression", ("HUB", "RIM"), TOY.start, TOY.end)


@pytest.mark.thorough
def test_off_everywhere_is_the_mechanism_left_out():
    """To the bit, the whole run long, in every column: the program that spares both polities and the
    program that switches the mechanism off are the same process."""
    spared = plain(toy(Lever("spared", "", off=(EVERYWHERE,))), 8)
    absent = plain(toy(Lever("absent", "", without=("decide_repression",))), 8)
    active = plain(toy(), 8)
    assert differing(spared, absent) == set()
    assert np.array_equal(spared.place, absent.place)
    assert {"repression", "emergency"} & differing(spared, active)


def test_off_in_one_polity_leaves_the_other_as_it_was():
    """On the first day nothing else can have carried the difference over yet."""
    off = Off("decide_repression", ("RIM",), TOY.start, TOY.end)
    spared = plain(toy(Lever("rim", "", off=(off,))), 1)
    active = plain(toy(), 1)
    for column in spared.world.polities._fields:
        a, b = getattr(spared.world.polities, column), getattr(active.world.polities, column)
        assert a[0] == b[0], column
    assert spared.world.polities.repression[1] != active.world.polities.repression[1]


@pytest.mark.thorough
def test_spans_that_overlap_are_off_until_the_last_ends():
    """Days 0-2 of one lever and days 1-4 of another: off on days 0-4 and on from day 5."""
    first = Off("decide_repression", ("RIM",), TOY.start, TOY.start + 2 * DAY)
    second = Off("decide_repression", ("RIM",), TOY.start + DAY, TOY.start + 4 * DAY)
    both = toy(Lever("a", "", off=(first,)), Lever("b", "", off=(second,)))
    whole = Off("decide_repression", ("RIM",), TOY.start, TOY.start + 4 * DAY)
    once = toy(Lever("c", "", off=(whole,)))
    one, two = plain(both, 6), plain(once, 6)
    assert differing(one, two) == set()
    assert np.all(one.world.polities.spared == 0)
    assert np.all(plain(both, 5).world.polities.spared == [0, 1 << _number("decide_repression")])


def _number(name: str) -> int:
    """Its bit: mechanisms over polities alone are numbered."""
    from thaw.engine import codegen

    return codegen.over_polities(codegen.shared_order(())).index(name)


@pytest.mark.thorough
def test_holding_what_is_so_already_changes_no_bit():
    """A run cut into days is the run in one piece."""
    floor = Change("polities", "terror", "RIM", 0.0, False)
    held = toy(Lever("held", "", settings=(Setting(TOY.start, TOY.end, True, (floor,)),)))
    one, two = plain(toy(), 8), plain(held, 8)
    assert differing(one, two) == set()
    assert np.array_equal(one.place, two.place)


@pytest.mark.thorough
def test_compiled_equals_plain_under_levers():
    """A mechanism off in one polity for some days, a column held, in the program all accounts share."""
    off = Off("decide_repression", ("RIM",), TOY.start + DAY, TOY.start + 4 * DAY)
    calm = Change("polities", "threat", "RIM", 1.0, False)
    lever = Lever("both", "", off=(off,), settings=(Setting(TOY.start, TOY.end, False, (calm,)),))
    slow = plain(toy(lever), 7)
    fast = run_once(toy(lever), 3, "default", steps=7)
    assert differing(slow, fast) == set()
    assert np.array_equal(slow.place, fast.place)


@pytest.mark.thorough
def test_a_column_is_set_once_or_held():
    """Threat decays to its base; set once it has left the value after a week, held it stays near."""
    value = Change("polities", "threat", "RIM", 1.0, False)
    week = TOY.start + 6 * DAY
    once = plain(toy(Lever("once", "", settings=(Setting(TOY.start, None, False, (value,)),))), 7)
    held = plain(toy(Lever("held", "", settings=(Setting(TOY.start, week, False, (value,)),))), 7)
    after = plain(toy(Lever("held", "", settings=(Setting(TOY.start, week, False, (value,)),))), 8)
    free = plain(toy(), 7)
    threat = [r.world.polities.threat[1] for r in (free, once, held)]
    assert threat[0] < threat[1] < threat[2] <= 1.0
    assert after.world.polities.threat[1] < held.world.polities.threat[1]


def test_at_least_only_raises():
    """0.2 is raised to 0.5, 0.9 stays; without `at_least` both become 0.5."""
    world = plain(toy(), 0).world
    rows = {"polities": {"HUB": 0, "RIM": 1}}
    changes = tuple(Change("polities", "authority", p, 0.5, False) for p in ("HUB", "RIM"))
    for at_least, expected in ((True, [0.5, 0.9]), (False, [0.5, 0.5])):
        world.polities.authority[:] = [0.2, 0.9]
        hold(world, Setting(TOY.start, None, at_least, changes), rows)
        assert list(world.polities.authority) == expected


def test_run_carries_the_names_of_its_levers():
    plan = bloc(dt.date(1956, 1, 1), "no_suez", "open_press")
    assert provenance(plan)["levers"] == "no_suez,open_press"
    assert provenance(bloc(dt.date(1956, 1, 1)))["levers"] == ""


def test_a_lever_named_twice_is_refused():
    with pytest.raises(ThawError, match="twice"):
        pull(BLOC, ["no_suez", "no_suez"])
    with pytest.raises(ThawError, match="did you mean: no_suez"):
        pull(BLOC, ["no_sues"])
