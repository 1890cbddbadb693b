"""`simulate`: replicates of one account on one case, here or over processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from thaw.account import Account
from thaw.case import Case
from thaw.jobs.arguments import check_draws, seeds_of, workers_of
from thaw.jobs.cluster import width
from thaw.jobs.label import label
from thaw.jobs.plan import Plan, make_plan
from thaw.jobs.replicate import Result, compile_program, run_once
from thaw.pool import spread, spread_here
from thaw.run import Run
from thaw.world import People, World

Job = tuple[int, dict[str, float] | None]
"""A seed, and values that override those of the plan."""


def _without_people(world: World) -> World:
    """The tables alone: everybody one to one is too much to send back from a worker."""
    nobody = People(*(np.zeros(0, page.dtype) for page in world.people))
    return world._replace(people=nobody)


def _replicate(plan: Plan, draws: str, job: Job) -> Result:
    seed, values = job
    made = run_once(plan, seed, draws, parameters=values)
    return Result(made.polity, made.place, made.parameters, _without_people(made.world))


def replicates(
    plan: Plan,
    jobs: Sequence[Job],
    draws: str,
    workers: int | None = None,
    executor: Executor | None = None,
) -> Iterator[Result]:
    """Results of jobs in their order, here, over processes or over an executor: the same bits."""
    workers = workers or min(os.cpu_count() or 1, max(1, len(jobs) // 4))
    one = partial(_replicate, plan, draws)
    if workers == 1 and executor is None:
        yield from map(one, jobs)
        return
    numbered = [(n, seed, tuple((values or {}).items())) for n, (seed, values) in enumerate(jobs)]
    made = partial(_numbered, plan, draws)
    if executor is not None:
        stream = spread(made, numbered, executor, width(executor))
    else:
        compile_program(plan)  # once, so that workers find it on disk
        stream = spread_here(made, numbered, workers)
    early: dict[int, Result] = {}
    due = 0
    for (number, *_), result in stream:
        early[number] = result
        while due in early:
            yield early.pop(due)
            due += 1


def _numbered(plan: Plan, draws: str, job: tuple[int, int, tuple]) -> Result:
    _, seed, values = job
    return _replicate(plan, draws, (seed, dict(values) or None))


def simulate(  # noqa: PLR0913 (what people set, by keyword)
    account: str | Path | Account,
    case: str | Path | Case,
    seeds: int | Iterable[int] = range(1),
    levers: Sequence[Any] = (),
    workers: int | None = None,
    draws: str = "prior",
    progress: Callable[[int, int], None] | None = None,
    executor: Executor | None = None,
    parameters: Mapping[str, float] | None = None,
) -> Run:
    """Run an account on a case, once per seed.

    Parameters
    ----------
    account, case : name, path or loaded object
        Shipped names such as "stein_1956" and "bloc_1953", files of one's own, or an `Account` and a
        `Case`.
    seeds : iterable of int, or int
        One replicate each; the seed fixes every draw of its run, on any number of workers. A single
        number n means n runs with the seeds 0 to n - 1, as ``range(n)`` does; write ``[n]`` for the
        one run of seed n.
    levers : sequence
        What-ifs: names of levers of the case, `thaw.Lever` objects, dicts of the same keys, or paths
        of YAML files.
    workers : int, optional
        Processes; by default one per core, one process for a handful of runs.
    draws : {"prior", "median", "default"}
        Where parameters and starting values come from.
    progress : callable(done, total), optional
    executor : object with `map`, optional
        An engine to spread runs over (a process pool, a Dask client's executor); same results.
    parameters : mapping of "mechanism.parameter" to float, optional
        Values that hold in every run instead of those drawn or fixed, inside the support of each.
        What the account denies cannot be set.

    Returns
    -------
    Run

    Raises
    ------
    ThawError
        For anything misspelt, missing, twice or out of range in the inputs, and for levers that
        contradict each other.

    Examples
    --------
    >>> import thaw
    >>> runs = thaw.simulate("stein_1956", "toy_two", seeds=20, parameters={"exit.rate": 1e-4})
    >>> runs.to_df(measures="strikers")
    """
    seeds = seeds_of(seeds)
    check_draws(draws)
    workers = workers_of(workers)
    plan = make_plan(account, case, levers, parameters=parameters)
    results = []
    jobs: list[Job] = [(seed, None) for seed in seeds]
    for done, result in enumerate(replicates(plan, jobs, draws, workers, executor), 1):
        results.append(result)
        if progress:
            progress(done, len(seeds))
    run = label(plan, seeds, results)
    run.data.attrs["draws"] = draws
    return run
