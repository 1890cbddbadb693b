"""What must change nothing, to the bit: form, workers, order of places, levers that set what is so, acts elsewhere."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from societies import (
    ALONE,
    MILD,
    QUICK_SUB_STEPS,
    STEADY,
    Seats,
    acted,
    copy_of,
    differences,
    functions,
    land,
    plan_of,
    run,
    society,
    toy,
)

import thaw
from thaw.engine.start import blueprint, start_world
from thaw.jobs.plan import make_plan
from thaw.jobs.replicate import run_once
from thaw.jobs.simulate import simulate

# Plain functions called one by one: Philox and permutations count modulo 2**64, as `run_once` allows.
pytestmark = [
    pytest.mark.thorough,
    pytest.mark.filterwarnings("ignore:overflow encountered in scalar:RuntimeWarning"),
]

FEW = ("expected_arrest", "see", "speak_out")


def test_a_run_is_the_same_twice():
    plan = toy()
    world = society(plan, 3)
    one, two = (run(plan, 3, world, parameters=MILD) for _ in range(2))
    assert acted(one) > 0
    assert differences(one, two) == []
    other = run(plan, 4, world, parameters=MILD)
    assert "polity measures" in differences(one, other)


def test_compiled_equals_plain():
    """The whole shipped account, 500 people, 25 days: every measure, column and private state."""
    plan = toy(sub_steps=QUICK_SUB_STEPS)
    world = society(plan, 1)
    fast = run(plan, 1, world, parameters=MILD, steps=25)
    slow = run(plan, 1, world, parameters=MILD, steps=25, plain=True)
    assert acted(fast) > 100
    assert fast.world.places.deaths.sum() > 0 and fast.world.places.arrests.sum() > 0
    assert differences(fast, slow) == []


def test_compiled_equals_plain_where_towns_draw_for_themselves():
    """A region of 16 towns, some with an anger of their own: streams of sites and of single quarters."""
    case = land({"a": 16000, "b": 3000}, town=1000, sites={"works": ("a", 600)})
    plan = plan_of(case, *FEW)
    world = start_world(blueprint(case), 2)
    for t in (1, 3, 6, 17):
        world.towns.active[t], world.towns.shock[t], world.towns.stirred[t] = 1, 0.1, 1
    values = MILD | {"speak_out.gap": 0.15}
    fast = run(plan, 1, world, parameters=values, steps=12)
    slow = run(plan, 1, world, parameters=values, steps=12, plain=True)
    assert acted(fast) > 10 and fast.world.towns.own.sum() >= 3
    assert differences(fast, slow) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed, heat", [(1, -0.3), (2, 0.0), (3, 0.3)])
@pytest.mark.parametrize("account", ["stein_1956", "khrushchev_1956", "null"])
def test_compiled_equals_plain_at_full_resolution(account, seed, heat):
    plan = toy(account)
    world = society(plan, seed, heat)
    fast = run(plan, seed, world, parameters=MILD)
    slow = run(plan, seed, world, parameters=MILD, plain=True)
    assert acted(fast) > 0 or account == "null"
    assert differences(fast, slow) == []


@pytest.mark.slow
def test_compiled_equals_plain_on_the_case_itself_with_drawn_values():
    plan = toy()
    fast = run_once(plan, 5)
    slow = run_once(plan, 5, plain=True)
    assert acted(fast) > 0
    assert differences(fast, slow) == []


def test_one_worker_equals_two():
    one, two = (simulate("stein_1956", "toy_two", seeds=range(4), workers=n) for n in (1, 2))
    assert one.data.equals(two.data)
    assert len(np.unique(one.data.polity_measures.values.sum(axis=(1, 2, 3)))) > 1


def test_runs_before_it_leave_no_trace_in_a_run():
    plan = toy()
    alone = run_once(plan, 7)
    for seed in (3, 4):
        run_once(plan, seed)
    assert differences(alone, run_once(plan, 7)) == []


def by_name(result, case) -> dict[str, np.ndarray]:
    """State of the people of each site, by the site's name."""
    w, seats = result.world, Seats(result.world)
    rows = blueprint(case).rows["sites"]
    return {name: w.people.state[seats.site == s] for name, s in rows.items()}


def test_order_of_places_and_sites_in_the_file_changes_nothing():
    """With company, crowds and police at work; each place keeps its people, their luck and their acts."""
    names, sites = (
        {"a": 6000, "b": 4000, "c": 5000},
        {"mill": ("a", 800), "yard": ("c", 500), "pit": ("a", 300)},
    )
    ends = []
    for order in (1, -1):
        case = land(dict(list(names.items())[::order]), sites=dict(list(sites.items())[::order]))
        plan = plan_of(case, *FEW)
        end = run_once(
            plan,
            5,
            "default",
            parameters=STEADY | {"speak_out.gap": 0.05, "speak_out.laggard": 0.3},
        )
        ends.append((by_name(end, case), end.polity))
    (one, a), (two, b) = ends
    assert one.keys() == two.keys() and sum((v > 0).sum() for v in one.values()) > 50
    for name in one:
        assert np.array_equal(one[name], two[name]), name
    assert np.allclose(a, b, rtol=1e-6)


LEVERS = [
    {
        "id": "nothing",
        "title": "Nothing",
        "set": [{"on": "1953-01-08", "columns": {"places.police": {"a": 2.0}}}],
    },
    {
        "id": "something",
        "title": "Police",
        "set": [{"on": "1953-01-08", "columns": {"places.police": {"a": 0.5}}}],
    },
]
NO_EVENT = {
    "id": "none",
    "on": "1953-01-05",
    "set": {"polities.exit_open": {"LAND": 0.0}},
    "source": "invented",
}


def test_a_lever_or_event_that_sets_what_is_so_already_changes_no_bit():
    values = STEADY | {"speak_out.gap": 0.1, "speak_out.laggard": 0.3}
    quiet = land({"a": 8000, "b": 4000}, levers=LEVERS)
    told = land({"a": 8000, "b": 4000}, events=[NO_EVENT], levers=LEVERS)
    plan = plan_of(quiet, *FEW)
    base = run_once(plan, 4, "default", parameters=values)
    assert acted(base) > 30
    with_lever = replace(
        make_plan("stein_1956", quiet, ["nothing"], sub_steps=4), mechanisms=plan.mechanisms
    )
    assert differences(base, run_once(with_lever, 4, "default", parameters=values)) == []
    assert differences(base, run_once(plan_of(told, *FEW), 4, "default", parameters=values)) == []
    moved = replace(
        make_plan("stein_1956", quiet, ["something"], sub_steps=4), mechanisms=plan.mechanisms
    )
    assert "people.state" in differences(base, run_once(moved, 4, "default", parameters=values))


COLD = ALONE | {
    "speak_out.gap": 0.35,
    "speak_out.laggard": 0.3,
    "speak_out.spent": 3.0,
    "speak_out.home_demonstrate": 0.9,
    "speak_out.home_arms": 0.9,
}
"""Few act, and go home as late whatever they began: one percent more makes some strikers demonstrators."""


def first_acts(result) -> set[tuple[int, int]]:
    """(person, day of going back) of all who acted and went back, and (person, -1) of those out."""
    state, since = result.world.people.state, result.world.people.since
    back, out = np.flatnonzero(state == 6), np.flatnonzero((state >= 1) & (state <= 3))
    return {(i, int(since[i])) for i in back.tolist()} | {(i, -1) for i in out.tolist()}


def test_one_percent_more_of_a_field_keeps_what_happened():
    """Of some 500 acts in a cold country of 200,000, 98 in a hundred are by the same person on the same day."""
    case = land({"a": 200_000}, town=20_000, days=60, cell=20, workplace=10)
    plan = plan_of(case, "expected_arrest", "speak_out")
    kept, total, more = 0, 0, 0
    for seed in range(2):
        base = start_world(blueprint(case), seed)
        higher = copy_of(base)
        higher.groups.grievance_econ[:] *= 1.01
        one, two = (first_acts(run(plan, seed, w, COLD)) for w in (base, higher))
        kept, total, more = kept + len(one & two), total + len(one), more + len(two)
    assert total > 300 and more > total
    assert kept >= 0.98 * total


def strike_in(w, place: int) -> int:
    """Put one person of a place on strike before the run begins; his entry in the private state."""
    f = functions()
    u = int(w.sites.first_quarter[w.places.first_site[place]])
    lists = SimpleNamespace(hot_towns=np.zeros(100, int), hot_count=np.zeros(1, int))
    f["light_workplace"](w, lists, u, 2, 0.0)
    number = int(f["first_cell"](w, u, 2) * w.sites.cell_size[w.quarters.site[u]])
    f["move"](w, u, 2, number, 1, 0.0)
    return int(w.quarters.first_person[u]) + number


@pytest.mark.parametrize("alone", [True, False])
def test_an_extra_act_elsewhere_changes_nobody_s_acts(alone):
    """One more on strike in place b: place a stays to the bit.

    The towns of b may come to draw for themselves: the same law, other luck.
    """
    case = land({"a": 8000, "b": 8000})
    plan = plan_of(case, *(FEW if not alone else ("speak_out",)))
    values = (ALONE if alone else STEADY) | {"speak_out.gap": 0.15, "speak_out.laggard": 0.3}
    base = start_world(blueprint(case), 1)
    base.places.arrest[:] = 0.99
    extra = copy_of(base)
    who = strike_in(extra, 1)
    one, two = (run(plan, 1, w, values) for w in (base, extra))
    seats = Seats(base)
    a, b = one.world.people.state, two.world.people.state
    assert b[who] in (1, 6) and not np.array_equal(a, b)
    others = base.sites.place[seats.site] == 0
    assert (a[others] > 0).sum() > 15 and np.array_equal(a[others], b[others])
    assert np.array_equal(one.world.people.since[others], two.world.people.since[others])


@pytest.mark.parametrize("seed", [5, 6])
def test_a_run_cut_into_pieces_is_the_run_in_one_piece(seed):
    """Where much luck lifts points high, a lever that adds nothing on a day in eight once moved bits."""
    much = {"speak_out.noise": 0.9}
    days = [str(np.datetime64("1971-02-01") + d) for d in range(0, 640, 8)]
    columns = {"polities.threat": {"ARV": 0.0}}
    lever = thaw.Lever(
        name="nothing", title="Nothing is added", add=[{"on": d, "columns": columns} for d in days]
    )
    plain, cut = (
        thaw.simulate(
            "invented/palace_1971",
            "twin_republics_1971",
            [seed],
            levers=told,
            workers=1,
            parameters=much,
        ).data
        for told in ((), (lever,))
    )
    for name in ("polity_measures", "place_measures"):
        assert np.array_equal(plain[name], cut[name], equal_nan=True), name
