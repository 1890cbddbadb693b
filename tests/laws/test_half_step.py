"""The step is no part of the theory: finer steps and sub-steps give the same summaries."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm
from societies import (
    ALONE,
    MILD,
    STEADY,
    Seats,
    functions,
    land,
    only,
    plan_of,
    run,
    society,
    theta_of,
    toy,
)

from thaw.case import Tail
from thaw.engine.loop import LOUD
from thaw.engine.start import blueprint, start_world, streams_for
from thaw.jobs import plan as planning
from thaw.jobs.plan import Plan, make_plan, parameters_of, steps_of
from thaw.jobs.replicate import run_once
from thaw.measure import measures

pytestmark = pytest.mark.thorough

NAMES = [m.name for m in measures("polities")]
SUMS = ("strikers", "demonstrators", "armed")
ENDS = (
    "deaths",
    "arrests",
    "n_concession",
    "n_disclosure",
    "n_leader",
    "n_intervention",
    "n_norm_rise",
    "fear",
    "grievance",
    "legitimacy",
    "party",
    "terror",
    "known",
)


def summaries(plan: Plan, polity: np.ndarray) -> dict[str, float]:
    """Person-days and peaks of action, totals of exit, counts and levels at the end, by polity."""
    starts, lengths, _, _ = steps_of(plan)
    day = np.floor(starts).astype(int)
    found = {}
    for j, p in enumerate(plan.case.polities):
        for name in SUMS:
            by_day = np.zeros(day.max() + 1)
            np.maximum.at(by_day, day, polity[:, j, NAMES.index(name)])
            found[f"{p.name} {name}, days"] = float(by_day.sum())
            found[f"{p.name} {name}, peak"] = float(by_day.max())
        for name in ENDS:
            found[f"{p.name} {name}"] = float(polity[-1, j, NAMES.index(name)])
        found[f"{p.name} exit"] = float((polity[:, j, NAMES.index("exit_flow")] * lengths).sum())
    return found


def shifts(pairs: list[tuple[dict, dict]]) -> dict[str, tuple[float, float]]:
    """For each summary that varies: mean paired difference and its standard error, in spreads."""
    found = {}
    for name in pairs[0][0]:
        whole, half = (np.array([pair[k][name] for pair in pairs]) for k in (0, 1))
        spread = whole.std(ddof=1)
        if spread > 1e-9:
            change = (half - whole) / spread
            found[name] = float(change.mean()), float(change.std(ddof=1) / math.sqrt(len(pairs)))
    return found


def moved(pairs: list[tuple[dict, dict]], tolerance: float) -> dict[str, tuple[float, float]]:
    """Summaries moved by more than `tolerance` spreads, beyond three and a half standard errors."""
    return {k: v for k, v in shifts(pairs).items() if abs(v[0]) - 3.5 * v[1] > tolerance}


def toy_pairs(plan: Plan, finer: Plan, seeds: int) -> list[tuple[dict, dict]]:
    """Summaries of both plans on the same random societies with the same luck."""
    pairs = []
    for seed in range(seeds):
        world = society(plan, seed, heat=-0.3 + 0.15 * (seed % 5))
        both = (summaries(p, run(p, seed, world, parameters=MILD).polity) for p in (plan, finer))
        pairs.append(tuple(both))
    return pairs


def test_twice_as_many_sub_steps_move_nothing():
    """500 people, 60 days, 40 pairs: the law's tolerance of 0.1 spreads, less what chance explains."""
    pairs = toy_pairs(toy(), toy(sub_steps=48), 40)
    assert len(shifts(pairs)) > 25
    assert moved(pairs, 0.1) == {}


def test_half_the_step_moves_little_even_in_a_town_that_rises_on_the_first_day():
    """As above with steps of half a day, and a tolerance of 0.35 spreads instead of 0.1.

    In these towns everything begins on the first day, when decisions come at their highest rate of 0.3 a
    day and are seen half a day sooner with half the step: 0.15 decisions of 60 days' 3.5, against a
    spread of one. A span of years dilutes this; the slow test below holds the main case to 0.1.
    """
    pairs = toy_pairs(toy(), toy(step=0.5), 40)
    assert moved(pairs, 0.35) == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    "finer", [{"step": 0.5}, {"sub_steps": 48}], ids=["half step", "half sub-step"]
)
def test_half_the_step_moves_nothing_in_the_main_case(finer):
    """bloc_1953, 1953-57, 30 pairs with the same luck: no summary by more than a tenth of its spread."""
    plan = make_plan("stein_1956", "bloc_1953")
    fine = make_plan("stein_1956", "bloc_1953", **finer)
    pairs = []
    for seed in range(30):
        runs = []
        for p in (plan, fine):
            stop = int(np.searchsorted(steps_of(p)[0], (p.case.end - p.case.start).days + 1))
            polity = run_once(p, seed, steps=stop).polity
            polity[stop:] = polity[stop - 1]
            polity[stop:, :, [NAMES.index(n) for n in (*SUMS, "exit_flow")]] = 0
            runs.append(summaries(p, polity))
        pairs.append(tuple(runs))
    assert len(shifts(pairs)) > 60
    assert moved(pairs, 0.1) == {}


@pytest.mark.parametrize("sub_steps", [1, 24, 48])
def test_all_time_passes_for_what_relaxes_within_the_day(sub_steps):
    """In a still town what people have seen fades by exp(-rate * days), however fine the sub-steps.

    Attention 0.1 a day, nothing to see, 9 days after the first morning: 0.5 exp(-0.9) = 0.2033.
    """
    plan = only(toy(sub_steps=sub_steps), "see", "speak_out")
    world = society(plan, 1)
    world.towns.active[:], world.towns.seen[:] = 1, 0.5
    world.towns.last_act[:] = 0.0  # a town in which nobody has acted for ten days sleeps
    still = STEADY | {"speak_out.gap": 4.0, "see.attention": 0.1}
    end = run(plan, 1, world, parameters=still, steps=10).world
    assert end.towns.seen == pytest.approx(0.5 * math.exp(-0.9), rel=1e-9)


def test_a_long_step_taken_by_day_is_its_days_one_by_one(monkeypatch):
    """A tail told by one step of thirty days: its highest day, its mean flow, and the same world at its end."""
    case = land({"a": 8000}, days=40)
    told = replace(
        case, end=case.start + dt.timedelta(days=9), tail=Tail(until=case.end, step=30.0)
    )
    names = ("see", "speak_out", "exit", "collective_memory")
    monkeypatch.setattr(planning, "STRIDE", 1.0)
    warm = STEADY | {"speak_out.gap": 0.1, "exit.rate": 1e-3}
    ends = []
    for c in (case, told):
        w = start_world(blueprint(c), 5, spread=False)
        w.polities.exit_open[:] = 1.0
        ends.append(run_once(plan_of(c, *names), 5, "default", parameters=warm, world=w))
    daily, whole = ends
    days, step = daily.polity[10:40, 0], whole.polity[10, 0]
    for name in ("strikers", "demonstrators"):
        k = NAMES.index(name)
        assert step[k] == days[:, k].max() > days[-1, k]
    k = NAMES.index("exit_flow")
    assert step[k] == pytest.approx(days[:, k].mean(), rel=1e-6)
    assert len(set(days[:, k])) > 5
    assert np.array_equal(whole.world.people.state, daily.world.people.state)
    assert whole.world.polities.unrest == pytest.approx(daily.world.polities.unrest, rel=1e-9)


@pytest.mark.parametrize("stride", [2.0, 7.0])
def test_a_loud_tail_goes_by_day_whatever_the_stride(monkeypatch, stride):
    """More than `LOUD` act all the time: the same people act as by day, however long the stride."""
    case = land({"a": 40_000}, days=40)
    told = replace(
        case, end=case.start + dt.timedelta(days=9), tail=Tail(until=case.end, step=30.0)
    )
    monkeypatch.setattr(planning, "STRIDE", stride)
    hot = ALONE | {"speak_out.gap": -0.2, "speak_out.spent": 0.0}
    daily, whole = (
        run_once(plan_of(c, "speak_out"), 5, "default", parameters=hot) for c in (case, told)
    )
    assert daily.polity[9:40, 0, NAMES.index("strikers")].min() > LOUD
    assert np.array_equal(whole.world.people.state, daily.world.people.state)


def chain(up: np.ndarray, home: np.ndarray, days: float) -> np.ndarray:
    """Chances of the four acts after `days` for one person: a Markov chain in continuous time."""
    q = np.zeros((4, 4))
    for now in range(4):
        q[now, now + 1 :] = up[now:]
        if now > 0:
            q[now, 0] = home[now - 1]
        q[now, now] = -q[now].sum()
    return expm(q * days)[0]


def test_going_home_does_not_depend_on_the_sub_step():
    """People by act after ten days against the exact chain, when nobody looks at others and nobody wearies.

    Demonstrators go home at 4 a day, so a sub-step that kept each of them for its whole length would
    show: within 4 percent, beyond four standard errors.
    """
    plan = only(toy(), "speak_out")
    alone = ALONE | {
        "speak_out.rate": 1.0,
        "speak_out.noise": 0.6,
        "speak_out.spent": 0.0,
        "speak_out.stake": 0.0,
        "speak_out.workplace": 0.0,
        "speak_out.laggard": 0.0,
    }
    theta = theta_of(plan, parameters_of(plan, 0, "default") | alone)
    world = society(plan, 3)
    world.groups.height_demonstrate[:] = 0.9
    f, seats = functions(), Seats(world)
    full, _ = streams_for(world, blueprint(plan.case), 0.0, 0.0, 0.6, 4.0, 60.0)
    home = np.array([alone[f"speak_out.home_{a}"] for a in ("strike", "demonstrate", "arms")])
    chances = np.zeros(4)
    for s, u, number, layer in zip(
        seats.site, seats.quarter, seats.number, seats.layer, strict=True
    ):
        me = f["traits_of"](full, int(u), int(number), int(layer), 0.0, 0)
        chances += chain(
            np.array(
                f["hazards"](f["Spot"](int(s), -1, 0.0, 0.0, 0.0, 0.0), me, full, theta, 1, 2, 3)
            ),
            home,
            10.0,
        )
    gaps = []
    for seed in range(30):
        state = run(plan, seed, world, parameters=alone, steps=10).world.people.state
        gaps.append(
            np.array(
                [(state == 0).sum() + (state == 6).sum(), *((state == k).sum() for k in (1, 2, 3))]
            )
            / chances
            - 1
        )
    gaps = np.array(gaps)
    error = gaps.std(0, ddof=1) / math.sqrt(len(gaps))
    assert (np.abs(gaps.mean(0)) - 4 * error < 0.04).all(), gaps.mean(0)
    assert chances[1:].min() > 1
