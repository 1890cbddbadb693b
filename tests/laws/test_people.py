"""People are counted exactly, and one more of them changes nobody's luck."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from societies import MILD, acted, copy_of, only, run, society, toy, without

from thaw.engine import act
from thaw.engine.loop import Scratch, lanes_for
from thaw.measure import measures
from thaw.world import SLOTS, World


def recount(w: World) -> dict[str, np.ndarray]:
    """Counts of people by cell, from the private state alone."""
    cells = len(w.cells.size)
    act_of = w.people.act.reshape(cells, SLOTS)
    status = w.people.status.reshape(cells, SLOTS)
    member = np.arange(SLOTS) < w.cells.size[:, None]
    assert not act_of[~member].any() and not status[~member].any()
    names = {"withholding": 1, "striking": 2, "demonstrating": 3, "armed": 4}
    counts = {name: (act_of == number).sum(1) for name, number in names.items()}
    counts["held"], counts["dead"] = (status == 1).sum(1), (status == 3).sum(1)
    counts["free"] = (member & (status == 0)).sum(1)
    assert not act_of[status != 0].any(), "somebody held or dead is still acting"
    return counts


def deadly(w: World, rate: float) -> World:
    """The same world with a steady hazard of death in every street (nothing may set it anew)."""
    w.places.kill_rate[:] = rate
    return w


def totals(index: np.ndarray, rows: int, values: np.ndarray) -> np.ndarray:
    """Sums of `values` by row."""
    return np.bincount(index, weights=values, minlength=rows).astype(np.int64)


@given(seed=st.integers(0, 2**40), heat=st.floats(-0.4, 0.5), weight=st.sampled_from([1, 1, 3, 7]),
       days=st.integers(1, 60))  # fmt: skip
@settings(max_examples=15, deadline=None, derandomize=True)
def test_counts_balance(seed, heat, weight, days):
    plan = without(toy(), "fire_on_crowd")
    start = deadly(society(plan, seed % 89, heat, weight), 0.05)
    end = run(plan, seed, start, parameters=MILD, steps=days).world
    cells, counts = end.cells, recount(end)
    for name in ("withholding", "striking", "demonstrating", "armed", "held"):
        assert np.array_equal(getattr(cells, name), counts[name]), name
    assert np.array_equal(counts["free"] + counts["held"] + counts["dead"], start.cells.size)
    assert np.array_equal(cells.size, start.cells.size)
    acting = counts["striking"] + counts["demonstrating"] + counts["armed"]
    weighted = acting * cells.weight
    for table, index, column in (("sites", cells.site, "striking"), ("groups", cells.group, "acting"),
                                 ("places", cells.place, "acting")):  # fmt: skip
        found = getattr(getattr(end, table), column)
        assert np.array_equal(found, totals(index, len(found), weighted)), table
    many = acting * 5 >= cells.size
    for column, name in (
        ("strikers", "striking"),
        ("demonstrators", "demonstrating"),
        ("armed", "armed"),
    ):
        places = totals(
            cells.place, len(end.places.polity), np.where(many, counts[name] * cells.weight, 0)
        )
        assert np.array_equal(getattr(end.places, column), places), column
    for column in ("deaths", "arrests"):
        by_cell = getattr(cells, column)
        places = totals(cells.place, len(end.places.polity), by_cell)
        assert np.array_equal(getattr(end.places, column), places), column
        polities = totals(end.places.polity, len(end.polities.party), places)
        assert np.array_equal(getattr(end.polities, column), polities), column
    assert (counts["dead"] * cells.weight <= cells.deaths).all()
    assert (counts["held"] * cells.weight <= cells.arrests).all()


def test_the_balance_is_struck_over_people_who_act_and_die():
    plan = without(toy(), "fire_on_crowd")
    start = deadly(society(plan, 2, 0.5, weight=3), 0.05)
    end = run(plan, 2, start, parameters=MILD | {"police_repression.capacity": 1.0})
    counts = recount(end.world)
    assert acted(end) > 0
    assert counts["dead"].sum() > 0 and counts["held"].sum() > 0 and counts["striking"].sum() > 0


@pytest.mark.parametrize("weight", [1, 5])
def test_the_dead_leave_the_sample_in_proportion(weight):
    """Deaths are drawn at true scale; of every `weight` of them in a cell one member is removed."""
    plan = without(toy(), "fire_on_crowd", "police_repression")
    end = run(plan, 4, deadly(society(plan, 4, 0.4, weight), 0.2), parameters=MILD).world
    assert end.cells.deaths.sum() > 20
    assert np.array_equal(recount(end)["dead"], end.cells.deaths // end.cells.weight)


@given(cell=st.integers(0, 49), seed=st.integers(0, 2**60), t=st.floats(0, 5000))
@settings(max_examples=25, deadline=None)
def test_one_more_person_changes_nobody_s_traits(cell, seed, t):
    plan = toy()
    small = society(plan, 1)
    small.draws.seed[:] = [seed & 0xFFFFFFFF, seed >> 32]
    large = copy_of(small)
    large.cells.size[cell] += 1
    for slot in range(small.cells.size[cell]):
        assert act.person(small, cell, slot, t, 45.0) == act.person(large, cell, slot, t, 45.0)


def points(w: World, cell: int, shells: int, day: int) -> list[tuple]:
    """Candidates of a cell on a day as (slot, sub-step, height), drawn as the engine draws them."""
    lanes = lanes_for(len(w.cells.size), 1)
    by_cell = ("drawn", "bound")
    x = Scratch(*(v if n in by_cell else v[0] for n, v in zip(lanes._fields, lanes, strict=True)))
    x.head[:] = -1
    n_sub = 24
    count = act.draw_shells(w, x, cell, shells, 0, 0.0, day, n_sub, 1.0 / n_sub, 0)
    found = []
    for sub in range(n_sub):
        entry = x.head[sub]
        while entry >= 0:
            found.append((int(x.slot[entry]), sub, float(x.height[entry])))
            entry = x.next[entry]
    assert len(found) == count
    return sorted(found)


@given(cell=st.integers(0, 49), day=st.integers(0, 5843), shells=st.integers(1, 26))
@settings(max_examples=25, deadline=None)
def test_one_more_person_changes_nobody_s_points(cell, day, shells):
    plan = toy()
    small = society(plan, 1)
    large = copy_of(small)
    large.cells.size[cell] += 1
    new = int(small.cells.size[cell])
    theirs = [p for p in points(large, cell, shells, day) if p[0] != new]
    assert theirs == points(small, cell, shells, day)


@given(
    cell=st.integers(0, 49),
    day=st.integers(0, 5843),
    few=st.integers(1, 20),
    more=st.integers(0, 6),
)
@settings(max_examples=25, deadline=None)
def test_a_higher_bound_adds_points_and_redraws_none(cell, day, few, more):
    w = society(toy(), 1)
    low, high = points(w, cell, few, day), points(w, cell, few + more, day)
    floor = act.shell_floor(few)[0]
    assert [p for p in high if p[2] < floor] == low


def history(plan, seed, world, parameters):
    """What everybody does at the end of every tenth day, shape (days, cells, slots)."""
    ends = [run(plan, seed, world, parameters=parameters, steps=d).world for d in range(10, 61, 10)]
    return np.array([w.people.act.reshape(-1, SLOTS) for w in ends])


@pytest.mark.parametrize("cell", [0, 17, 42])
def test_one_more_person_changes_nobody_s_acts_where_nobody_looks_at_others(cell):
    """Acting alone, without company or repression: everybody else acts as before.

    At one sub-step a day. With more, the hours at which a place is looked at follow its crowd, and going
    home is drawn at those hours: of the draws only that one would then have another address.
    """
    plan = only(toy(sub_steps=1), "speak_out")
    alone = {"speak_out.solidarity": 0.0, "speak_out.rate": 0.3}
    world = society(plan, 5, 0.3)
    more = copy_of(world)
    new = int(world.cells.size[cell])
    more.cells.size[cell] += 1
    before, after = history(plan, 5, world, alone), history(plan, 5, more, alone)
    assert (before > 0).any()
    after[:, cell, new] = 0
    assert np.array_equal(before, after)


def test_where_people_look_at_others_one_more_is_felt():
    """The test above is about luck, not about a society in which nothing matters."""
    plan = toy(sub_steps=1)
    world = society(plan, 5, 0.3)
    more = copy_of(world)
    more.cells.size[17] += 1
    before, after = history(plan, 5, world, MILD), history(plan, 5, more, MILD)
    after[:, 17, world.cells.size[17]] = 0
    assert not np.array_equal(before, after)


def test_measures_of_a_run_agree_with_its_counts():
    """The last day's measures are not below what is acting when that day ends."""
    plan = toy()
    end = run(plan, 6, society(plan, 6, 0.2), parameters=MILD)
    names = [m.name for m in measures("polities")]
    for name in ("strikers", "demonstrators", "armed"):
        peak = end.polity[-1, :, names.index(name)]
        assert (peak >= getattr(end.world.polities, name)).all()
    assert np.array_equal(end.polity[-1, :, names.index("deaths")], end.world.polities.deaths)
    falls = np.diff(end.polity[:, :, names.index("arrests")], axis=0)
    assert (falls >= 0).all()


def test_one_who_goes_back_has_had_enough_for_now():
    """He loses `spent` of motive, which fades; one who is quiet already or only withheld loses nothing."""
    w = society(toy(), 1)
    for slot, was in enumerate((0, 1, 2, 3, 4)):
        w.people.act[slot] = was
        act.count_member(w, 0, was, 1)
        act.make_move(w, 0, slot, 0, 10.0, 120.0, 0.8)
    assert w.people.shock[:5] == pytest.approx([0, 0, -0.8, -0.8, -0.8])
    assert act.person(w, 0, 2, 130.0, 120.0).shock == pytest.approx(-0.8 / np.e, rel=1e-6)
    # A deeper shock from custody stays; a shallower one that has faded gives way.
    w.people.act[5:7], w.people.shock[5:7] = 2, (-2.0, -0.1)
    w.people.shock_day[5:7] = 10.0
    for slot in (5, 6):
        act.count_member(w, 0, 2, 1)
        act.make_move(w, 0, slot, 0, 10.0, 120.0, 0.8)
    assert w.people.shock[5:7] == pytest.approx([-2.0, -0.8])
