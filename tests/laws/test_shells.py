"""Shells of Poisson points give the law of independent hazards, and never miss anybody."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from societies import MILD, copy_of, only, run, society, toy

from thaw.engine import act, bound, unit
from thaw.measure import measures
from thaw.simulating import parameters_of

PLAN = toy(sub_steps=4)


@cache
def functions() -> dict:
    """The functions of the account's unit as ordinary Python."""
    space: dict = {}
    over = (*measures("polities"), *measures("places"))
    exec(compile(unit.source_of(PLAN.mechanisms, over, flat=False), "<unit>", "exec"), space)
    return {k: space[k] for k in ("hazards", "bound_of", "ladder")}


def engine_of(override: dict[str, float]) -> SimpleNamespace:
    """Those functions, parameter values `p` and the vector `theta` that the functions take."""
    values = parameters_of(PLAN, 0, "default") | override
    theta = unit.theta_of(PLAN.mechanisms, PLAN.mechanisms, values)
    return SimpleNamespace(theta=theta, p=values, **functions())


def test_shells_tile_the_heights():
    top = 0.0
    for n in range(30):
        low, width = act.shell_floor(n)
        assert low == top and width > 0
        top = low + width


@given(st.floats(0, 9))
@settings(max_examples=200, deadline=None)
def test_just_as_many_shells_as_the_bound_needs(bound):
    n = act.shells_below(bound)
    low, width = act.shell_floor(n - 1)
    assert bound <= low + width
    assert n == 1 or bound > low


@pytest.mark.parametrize("shell", [0, 4, 10, 14])
def test_points_of_a_shell_are_poisson_and_uniform(shell):
    """Counts over cells and days against the Poisson law; times, heights and slots against uniform."""
    from test_people import points

    w = society(PLAN, 1)
    w.cells.size[:] = 64
    low, width = act.shell_floor(shell)
    mean, days = 64 * width, (20 if shell >= 4 else 60)
    counts, heights, slots, subs = [], [], [], []
    for cell in range(0, 50, 5):
        for day in range(days):
            found = [p for p in points(w, cell, shell + 1, day) if p[2] >= low]
            counts.append(len(found))
            slots += [p[0] for p in found]
            subs += [p[1] for p in found]
            heights += [p[2] for p in found]
    n = len(counts)
    assert abs(np.mean(counts) - mean) < 4.5 * np.sqrt(mean / n)
    assert abs(np.var(counts) - mean) < 4.5 * np.sqrt((mean + 2 * mean**2) / n)
    assert max(heights) < low + width
    assert stats.kstest((np.array(heights) - low) / width, "uniform").pvalue > 1e-3
    if len(slots) > 640:
        assert stats.chisquare(np.bincount(slots, minlength=64)).pvalue > 1e-3
        assert stats.chisquare(np.bincount(subs, minlength=24)).pvalue > 1e-3


@given(seed=st.integers(0, 2**40), heat=st.floats(-0.5, 0.5), busy=st.integers(0, 10))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_nobody_s_hazard_lies_above_the_bound(seed, heat, busy):
    """Also after fields have moved, and shocks have faded, since the cell's members were last looked at."""
    e = engine_of(MILD)
    w = society(PLAN, seed % 83, heat)
    g = np.random.default_rng(seed)
    p = e.p
    for day in (0.0, 20.0, 25.0, 90.0):
        for c in g.integers(0, len(w.cells.size), 4):
            rate, noise = p["speak_out.rate"], p["speak_out.noise"]
            rungs = e.ladder(w, w.cells.group[c], noise)
            low = noise * np.log(bound.LOWEST / (rate * rungs))
            most = e.bound_of(
                w, c, e.theta, day, 45.0, rate, noise, p["speak_out.ceiling"], rungs, low
            )  # fmt: skip
            for slot in range(w.cells.size[c]):
                me = act.person(w, c, slot, day, 45.0)
                assert sum(e.hazards(c, me, w, e.theta, 1, 2, 3)[:4]) <= most
            slot = int(g.integers(0, w.cells.size[c]))
            w.people.touched[c], w.people.shock_day[c * 64 + slot] = 1, day
            w.people.shock[c * 64 + slot] = -g.random()
            w.cells.top[c] = 99.0
        w.cells.striking[:] = np.minimum(g.integers(0, busy + 1, len(w.cells.size)), w.cells.size)
        for column in (
            "grievance_econ",
            "grievance_pol",
            "grievance_nat",
            "grievance_loyal",
            "fear",
        ):
            values = getattr(w.groups, column)
            values[:] = np.maximum(values + g.normal(0, 0.2, len(values)), 0)
        w.places.arrest[:] = g.random(len(w.places.arrest))
        w.places.seen[:] = g.random(len(w.places.seen))
        w.polities.legitimacy[:] = g.random(2)


DAYS, RUNS = 6, 120
STILL = {f"speak_out.home_{a}": 0.0 for a in ("withhold", "strike", "demonstrate", "arms")}
"""Nobody goes home; that is tested against an exact chain in test_half_step.py."""


def test_acts_reached_have_the_exact_chances_of_independent_hazards():
    """Who has risen how far after six days, when nobody looks at others and nobody goes home.

    A person's final act is the highest that any of his points reached, so with hazards a, b, c, d the
    chance of being below act j is exp(-(sum of hazards of j and above) * days): every expectation and
    variance is known, and no reference simulation is needed.
    """
    plan = only(toy(), "speak_out")
    alone = STILL | {"speak_out.solidarity": 0.0, "speak_out.rate": 0.2, "speak_out.noise": 0.4}
    world = society(plan, 3)
    e = engine_of(alone)
    scores = []
    for seed in range(RUNS // 2):
        end = run(plan, seed, world, parameters=alone, steps=DAYS).world
        seen = np.bincount(end.people.act[member_slots(world)], minlength=5)
        world.draws.seed[:] = [seed, 0]
        up = hazards_of_all(world, e)
        below = np.cumsum(up[:, ::-1], axis=1)[:, ::-1]
        under = np.hstack([np.exp(-below * DAYS), np.ones((len(up), 1))])
        chance = np.diff(under, axis=1, prepend=0.0)
        spread = np.sqrt((chance * (1 - chance)).sum(0))
        scores.append((seen - chance.sum(0)) / spread)
    scores = np.array(scores)
    assert (np.abs(scores.mean(0)) < 4.5 / np.sqrt(len(scores))).all(), scores.mean(0)
    assert (np.abs((scores**2).mean(0) - 1) < 4.5 * np.sqrt(2 / len(scores))).all(), scores.var(0)
    for act_number in range(4):
        assert stats.kstest(scores[:, act_number], "norm").pvalue > 1e-3


def member_slots(w) -> np.ndarray:
    """Entries of the private state that belong to somebody."""
    cells = np.arange(len(w.cells.size))[:, None] * 64 + np.arange(64)
    return cells[np.arange(64) < w.cells.size[:, None]]


def hazards_of_all(w, e, act_of=None) -> np.ndarray:
    """Hazards of the four acts for everybody, shape (people, 4), in the order of `member_slots`."""
    if act_of is not None:
        w.people.act[member_slots(w)] = act_of
    rows = []
    for c in range(len(w.cells.size)):
        for slot in range(w.cells.size[c]):
            rows.append(e.hazards(c, act.person(w, c, slot, 0.0, 45.0), w, e.theta, 1, 2, 3)[:4])
    return np.array(rows)


def ask_everybody(w, e, g, days) -> np.ndarray:
    """The dense rule the shells stand for: each day everybody is asked; people by act at the end.

    A person moves to the highest act for which his number lies below the hazard of that act and those
    above, as 1 - exp(-hazard) says. Cells see their own acting members of the evening before.
    """
    now = np.zeros(w.cells.size.sum(), dtype=int)
    cell = np.repeat(np.arange(len(w.cells.size)), w.cells.size)
    for _ in range(days):
        for column, number in (("striking", 2), ("demonstrating", 3), ("armed", 4)):
            getattr(w.cells, column)[:] = np.bincount(
                cell[now == number], minlength=len(w.cells.size)
            )
        up = hazards_of_all(w, e, now)
        below = np.cumsum(up[:, ::-1], axis=1)[:, ::-1]
        now = np.maximum(now, (g.exponential(1.0, len(now))[:, None] < below).sum(1))
    return np.bincount(now, minlength=5)[1:]


TOGETHER = STILL | {
    "speak_out.solidarity": 1.5, "speak_out.company": 1.0, "speak_out.rate": 0.02, "speak_out.noise": 0.5,
}  # fmt: skip
"""People look at their own cell alone, and nobody goes home."""


def test_shells_equal_asking_everybody_in_distribution():
    """With company in the cell: people by act after six days, many seeds of each.

    One sub-step a day on both sides, so that both ask at the same hours. Compared as samples: means,
    and a two-sample test.
    """
    plan = only(toy(sub_steps=1), "speak_out")
    e = engine_of(TOGETHER)
    start = society(plan, 3)
    start.groups.height_withhold[:] = 9.0
    ends = [run(plan, s, start, parameters=TOGETHER, steps=DAYS).world for s in range(RUNS)]
    by_shells = np.array([np.bincount(w.people.act, minlength=5)[1:] for w in ends])
    g = np.random.default_rng(11)
    by_asking = []
    for seed in range(RUNS, RUNS + RUNS // 3):
        w = copy_of(start)
        w.draws.seed[:] = [seed, 0]
        by_asking.append(ask_everybody(w, e, g, DAYS))
    by_asking = np.array(by_asking)
    assert by_shells[:, 1:].mean(0).min() > 1
    for a in range(1, 4):
        x, y = by_shells[:, a], by_asking[:, a]
        error = np.sqrt(x.var() / len(x) + y.var() / len(y))
        assert abs(x.mean() - y.mean()) < 4.5 * error, (a, x.mean(), y.mean())
        assert stats.ks_2samp(x, y).pvalue > 1e-3, a


def test_company_matters_in_that_comparison():
    """Without company the same society ends elsewhere, so the test above is about coupled people."""
    plan = only(toy(sub_steps=1), "speak_out")
    start = society(plan, 3)
    start.groups.height_withhold[:] = 9.0
    ends = []
    for solidarity in (0.0, 1.5):
        p = TOGETHER | {"speak_out.solidarity": solidarity}
        worlds = [run(plan, s, start, parameters=p, steps=DAYS).world for s in range(20)]
        ends.append(np.mean([(w.people.act > 0).sum() for w in worlds]))
    assert ends[1] > 1.1 * ends[0]
