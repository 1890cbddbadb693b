"""Small societies in which people really act, and the ways of comparing two runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from thaw.engine.build import blueprint, seed_words, start_world
from thaw.simulating import Plan, Result, make_plan, run_once
from thaw.world import Draws, World, copy_table, empty_people

QUICK_SUB_STEPS = 6
"""Sub-steps a day in tests that run plain Python or very many runs; the product uses 24."""

MILD = {"speak_out.solidarity": 0.1, "speak_out.stake": 0.1, "speak_out.rate": 0.3, "speak_out.spent": 0.0,
        "fire_on_crowd.rate": 10.0, "fire_on_crowd.small": 5.0, "fire_on_crowd.lethal": 1.0,
        "fire_on_crowd.battle": 1.0}  # fmt: skip
"""Weak pull of the crowd, so that a town of 150 neither sleeps nor burns; shots that hit a few of 500."""


def toy(account: str = "stein_1956", sub_steps: int = 24, step: float | None = None) -> Plan:
    """Account on the 500 people of `toy_two`, everybody one to one."""
    return make_plan(account, "toy_two", people=None, sub_steps=sub_steps, step=step)


def without(plan: Plan, *names: str) -> Plan:
    """The plan with mechanisms left out."""
    left = tuple(m for m in plan.mechanisms if m.name not in names)
    assert len(left) == len(plan.mechanisms) - len(names)
    return replace(plan, mechanisms=left)


def only(plan: Plan, *names: str) -> Plan:
    """The plan with nothing but these mechanisms."""
    return replace(plan, mechanisms=tuple(m for m in plan.mechanisms if m.name in names))


def society(plan: Plan, seed: int, heat: float = 0.0, weight: int = 1) -> World:
    """A random society: the case's own start, with fields of every group drawn about `heat`.

    Grievances, fear, efficacy, police and loyalties are drawn by this seed; heat adds to political
    grievance, so that societies run from still (-0.5) to risen (0.5). Peasants of the first polity are
    made prisoners, so that every mechanism has somebody to work on. With `weight` above 1 each cell
    stands for several, and all tables of people are scaled to match.
    """
    w = start_world(blueprint(plan.case, plan.people), seed)
    g = np.random.default_rng(seed + 1000)
    groups = w.groups
    n = len(groups.fear)
    groups.grievance_econ[:] *= g.uniform(0.7, 1.2, n)
    groups.grievance_pol[:] = np.maximum(groups.grievance_pol + heat + g.normal(0, 0.1, n), 0.0)
    groups.grievance_nat[:] += g.uniform(0, 0.2, n)
    groups.grievance_loyal[:] = g.uniform(0, 0.3, n)
    groups.conviction[:] = g.uniform(0.1, 0.9, n)
    groups.fear[:] *= g.uniform(0.5, 1.5, n)
    groups.efficacy[:] = g.uniform(0, 0.4, n)
    groups.base_econ[:] = groups.grievance_econ
    w.places.police[:] *= g.uniform(0.5, 2.0, len(w.places.police))
    w.units.loyalty[:] = g.uniform(0.4, 1.0, len(w.units.loyalty))
    inmates = (groups.polity == 0) & (groups.stratum == 1)
    groups.stratum[inmates] = 7
    w.cells.weight[:] *= weight
    for table, column in (("groups", "population"), ("sites", "headcount"), ("places", "population"),
                          ("polities", "population"), ("polities", "workforce")):  # fmt: skip
        getattr(getattr(w, table), column)[:] *= weight
    return w


def copy_of(w: World) -> World:
    """An independent copy, private state and all (a run writes into the private state it is given)."""
    tables = {
        name: copy_table(getattr(w, name)) for name in w._fields if name not in ("people", "draws")
    }
    people = empty_people(len(w.cells.size))._replace(
        **{name: getattr(w.people, name).copy() for name in w.people._fields}
    )
    return World(**tables, people=people, draws=w.draws)


def run(
    plan: Plan,
    seed: int,
    world: World,
    parameters: dict[str, float] | None = None,
    plain: bool = False,
    threads: int = 1,
    steps: int | None = None,
) -> Result:
    """One replicate from a copy of `world`, its luck that of `seed`.

    Parameters are the defaults but for those given; of these, the ones of mechanisms that the plan
    leaves out are passed over.
    """
    w = copy_of(world)
    w = w._replace(draws=Draws(np.array(seed_words(seed), np.int64), w.draws.quantiles))
    here = {m.name for m in plan.mechanisms}
    given = {k: v for k, v in (parameters or {}).items() if k.split(".")[0] in here}
    return run_once(
        plan, seed, "default", plain=plain, threads=threads, parameters=given, world=w, steps=steps
    )


def differences(one: Result, two: Result, skip: tuple[str, ...] = ()) -> list[str]:
    """Names of measures, columns and private state in which two runs differ by a single bit."""
    found = []
    if not np.array_equal(one.polity, two.polity):
        found.append("polity measures")
    if not np.array_equal(one.place, two.place):
        found.append("place measures")
    for table in one.world._fields:
        if table in ("clock", "draws"):
            continue
        for column in getattr(one.world, table)._fields:
            name = f"{table}.{column}"
            a, b = (getattr(getattr(r.world, table), column) for r in (one, two))
            if name not in skip and not np.array_equal(a, b):
                found.append(name)
    return found


def acted(result: Result) -> int:
    """People hours of action in a run, to be sure that a test is not about a still society."""
    return int(result.polity[:, :, :3].sum())
