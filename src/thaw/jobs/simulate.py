"""`simulate`: replicates of one account on one case."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numba.core.errors import NumbaError

from thaw.account import Account, load_account
from thaw.case import Case, Event, load_case
from thaw.case.levers import Action, Rows, WhatIf, actions, first_step, pull
from thaw.contract.compiling import cannot_compile
from thaw.engine import codegen, program
from thaw.engine.buffers import pack
from thaw.engine.checked import checked, checking
from thaw.engine.forecast import refuse_too_large
from thaw.engine.start import blueprint, start_world, streams_for
from thaw.errors import ThawError, nearest_name
from thaw.jobs.arguments import (
    check_account,
    check_draws,
    check_order,
    given_parameters,
    list_of_levers,
    seeds_of,
    workers_of,
)
from thaw.jobs.cluster import width
from thaw.measure import Measure
from thaw.mechanism import Mechanism
from thaw.pool import spread, spread_here
from thaw.prior import luck
from thaw.record.vocabulary import ABROAD
from thaw.run import Run
from thaw.world import COLUMNS, People, World

if TYPE_CHECKING:
    import xarray as xr

SUB_STEPS = 24
"""Sub-steps a day in places where something happens."""

STRIDE = 3.0
"""Days at a time in which a longer step is gone through while it is quiet; a loud one is by day."""


@dataclass(frozen=True)
class Plan:
    """One account on one case with a set of levers, ready to run with any seed.

    `fixed` holds the values that no draw moves: the account's, those of the levers, and `given`, which
    a call has set.
    """

    account: Account
    case: Case
    mechanisms: tuple[Mechanism, ...]
    what_if: WhatIf
    fixed: dict[str, float]
    sub_steps: int = SUB_STEPS
    step: float | None = None
    levers: tuple[str, ...] = ()
    given: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """Arrays of one replicate: see `Run` for their shapes, less the run axis."""

    polity: np.ndarray
    place: np.ndarray
    parameters: dict[str, float]
    world: World


def make_plan(
    account: str | Path | Account,
    case: str | Path | Case,
    levers: Sequence[Any] = (),
    sub_steps: int = SUB_STEPS,
    step: float | None = None,
    parameters: Mapping[str, float] | None = None,
) -> Plan:
    """Resolve account, case, levers and parameters into what the engine runs.

    Parameters
    ----------
    account, case : name, path or loaded object
    levers : sequence
        As in `thaw.case.levers.pull`.
    parameters : mapping of "mechanism.parameter" to float, optional
        Values set by the caller.

    Raises
    ------
    ThawError
        For an unknown account, case, lever or parameter, a value outside its support or denied by
        the account, levers that contradict each other, a step outside (0, 31] days, or a case too
        large for this machine.
    """
    account = account if isinstance(account, Account) else load_account(account)
    case = case if isinstance(case, Case) else load_case(case)
    check_account(account)
    check_order(account, case)
    refuse_too_large(case)
    what_if = pull(case, list_of_levers(levers))
    mechanisms = tuple(m for m in account.mechanisms if m.name not in what_if.without)
    runs_here = {m.name for m in mechanisms}
    pinned = {k: v for k, v in what_if.fixed.items() if k.split(".")[0] in runs_here}
    given_parameters(account, mechanisms, pinned, "lever")
    given = given_parameters(account, mechanisms, parameters or {})
    for name in given.keys() & pinned.keys():
        if given[name] != pinned[name]:
            raise ThawError(
                f"{name} is set to {given[name]:g}, but a lever pins it at {pinned[name]:g}",
                todo="leave one of the two out",
            )
    fixed = {**account.fixes, **what_if.fixed, **given}
    if step is not None and not 0 < step <= 31:
        raise ThawError(f"a step of {step} days cannot be run", expected="more than 0, at most 31")
    return Plan(account, case, mechanisms, what_if, fixed, sub_steps, step, what_if.names, given)


def parameters_of(plan: Plan, seed: int, draws: str = "prior") -> dict[str, float]:
    """Parameter values of one run: drawn from the priors, or each prior's median, or defaults.

    Parameters
    ----------
    draws : {"prior", "median", "default"}

    Raises
    ------
    ThawError
        For any other word.
    """
    check_draws(draws)
    values = {
        f"{m.name}.{name}": float(p.default)
        for m in plan.mechanisms
        for name, p in m.parameters.items()
    }
    if draws != "default":
        for name, prior in plan.account.all_priors.items():
            if name in values:
                u = luck(seed, name) if draws == "prior" else 0.5
                values[name] = float(prior.quantile(u))
    values.update({k: v for k, v in plan.fixed.items() if k in values})
    return values


def _segments(
    plan: Plan, starts: np.ndarray, program: Sequence[Mechanism]
) -> list[tuple[int, list[Action]]]:
    """(first step, what is done before it), in order.

    An event applies at the first step on or after its date, and a lever's settings after the events.
    """
    rows = blueprint(plan.case).rows
    by_step: dict[int, list[Action]] = {0: []}
    for event in sorted(plan.what_if.events, key=lambda e: (e.on, e.name)):
        step = first_step(starts, plan.case.start, event.on)
        if step < len(starts):
            by_step.setdefault(step, []).append(partial(apply_event, event=event, rows=rows))
    for step, act in actions(plan.case, plan.what_if, starts, codegen.over_polities(program), rows):
        by_step.setdefault(step, []).append(act)
    return sorted(by_step.items())


def apply_event(world: World, event: Event, rows: Rows) -> None:
    """Set or add to the columns that an event of the case names; shares stay within their limits."""
    for change in event.changes:
        column = getattr(getattr(world, change.table), change.column)
        row = rows[change.table][change.row]
        value = column[row] + change.value if change.add else change.value
        if COLUMNS[change.table][change.column].unit in ("share", "probability"):
            value = min(max(value, 0.0), 1.0)
        column[row] = value


def steps_of(plan: Plan) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Starts (days), lengths (days), strides (days) and decimal years of all steps."""
    starts, lengths = plan.case.steps()
    main = starts < (plan.case.end - plan.case.start).days + 1
    if plan.step is not None and plan.step < plan.case.step and not plan.case.months_of_step:
        parts = round(plan.case.step / plan.step)
        fine = (starts[main][:, None] + np.arange(parts) * plan.step).ravel()
        lengths = np.concatenate([np.full(fine.size, plan.step), lengths[~main]])
        starts = np.concatenate([fine, starts[~main]])
        main = starts < (plan.case.end - plan.case.start).days + 1
    strides = np.minimum(lengths, STRIDE)
    origin = plan.case.start
    first = origin.year + (origin - dt.date(origin.year, 1, 1)).days / 365.25
    return starts, lengths, strides, first + starts / 365.25


_UNITS: dict[tuple, Callable] = {}


def _program(mechanisms: Sequence[Mechanism], over: Sequence[Measure], plain: bool) -> Callable:
    """The program of these mechanisms and measures, made once a process.

    A checked one where `THAW_CHECK` asks for it.
    """
    key = (tuple(id(m) for m in mechanisms), tuple(id(m) for m in over), plain, checking())
    if key not in _UNITS:
        form = checked if checking() else program.plain if plain else program.compiled
        _UNITS[key] = form(mechanisms, over)
    return _UNITS[key]


def run_once(
    plan: Plan,
    seed: int,
    draws: str = "prior",
    plain: bool = False,
    parameters: dict[str, float] | None = None,
    world: World | None = None,
    steps: int | None = None,
) -> Result:
    """One replicate.

    Parameters
    ----------
    seed : int
        Root of every draw of the run.
    draws : {"prior", "median", "default"}
        Where parameter values and starting values come from.
    plain : bool
        Run the generated program as ordinary Python instead of compiled.
    parameters : dict, optional
        Values that override those drawn.
    world : World, optional
        A starting world instead of the case's own (tests use this to reorder storage).
    steps : int, optional
        Stop after this many steps; measures of later steps stay zero.

    Raises
    ------
    ThawError
        For a parameter that no mechanism of the account has.
    """
    values = parameters_of(plan, seed, draws)
    for name, value in (parameters or {}).items():
        if name not in values:
            raise ThawError(
                f"account {plan.account.name} has no parameter {name!r}",
                nearest=nearest_name(name, values),
            )
        values[name] = value
    whole = codegen.shared_order(plan.mechanisms)
    theta = codegen.theta_of(whole, plan.mechanisms, values)
    by_polity, by_place = plan.account.measures("polities"), plan.account.measures("places")
    run = _program(whole, (*by_polity, *by_place), plain)
    plan_of = blueprint(plan.case)
    if world is None:
        world = start_world(plan_of, seed, spread=draws == "prior")
    starts, lengths, strides, years = steps_of(plan)
    horizon = float(starts[-1] + lengths[-1])
    speak = {k.split(".")[1]: v for k, v in values.items() if k.startswith("speak_out.")}
    world, streams = streams_for(
        world,
        plan_of,
        speak.get("workplace", 0.0),
        speak.get("laggard", 0.0),
        speak.get("noise", 1.0),
        speak.get("ceiling", 1.0),
        horizon,
    )
    buf = np.zeros(codegen.BESIDE * max(len(table[0]) for table in world[:-2]))
    flat, world = pack(world)
    where = world if plain or checking() else flat
    told = len(by_polity) + len(plan.case.parties)
    polity = np.zeros((len(starts), len(plan.case.polities), told), np.float32)
    place = np.zeros((len(starts), len(plan.case.places), len(by_place)), np.float32)
    segments = _segments(plan, starts, whole)
    stop = len(starts) if steps is None else min(steps, len(starts))
    ends = [s for s, _ in segments[1:]] + [len(starts)]
    for (first, before), end in zip(segments, ends, strict=True):
        if first >= stop and first > 0:
            break
        last = min(end, stop)
        for act in before:
            act(world)
        try:
            with np.errstate(over="ignore"):
                run(
                    where,
                    theta,
                    streams,
                    buf,
                    starts,
                    lengths,
                    strides,
                    plan.sub_steps,
                    years,
                    polity,
                    place,
                    first,
                    last,
                )
        except NumbaError as problem:
            raise cannot_compile(problem, whole) from problem
    return Result(polity, place, values, world)


def compile_program(plan: Plan) -> None:
    """Compile the account's program and leave it in the disk cache, without running a step."""
    run_once(plan, 0, "default", steps=0)


def by_polity_of(plan: Plan) -> list[tuple[str, str, str]]:
    """Name, unit and meaning of what a run tells of each polity, in the order of `Result.polity`.

    The measures of the account, and after them, told of the hegemon and 0 of others, the members of each
    party abroad.
    """
    own = [(m.name, m.unit, " ".join(m.doc.split())) for m in plan.account.measures("polities")]
    abroad = [
        (ABROAD + p.name, "persons", f"Members abroad: {p.title}, told of the hegemon")
        for p in plan.case.parties
    ]
    return [*own, *abroad]


def dates_of(plan: Plan) -> np.ndarray:
    """Start of each step as datetime64[D]."""
    starts = steps_of(plan)[0]
    return np.datetime64(plan.case.start) + np.floor(starts).astype("timedelta64[D]")


def label(plan: Plan, seeds: Sequence[int], results: Sequence[Result]) -> Run:
    """Results of several replicates as one labelled Run."""
    import xarray as xr

    lengths = steps_of(plan)[1]
    told, place = by_polity_of(plan), plan.account.measures("places")
    names = list(results[0].parameters)
    declared = {f"{m.name}.{n}": p for m in plan.mechanisms for n, p in m.parameters.items()}
    data: xr.Dataset = xr.Dataset(
        {
            "polity_measures": (
                ("run", "time", "polity", "measure"),
                np.stack([r.polity for r in results]),
                {
                    "long_name": "measures by polity, at the end of each step",
                    "units": "see the coordinate unit",
                },
            ),
            "place_measures": (
                ("run", "time", "place", "place_measure"),
                np.stack([r.place for r in results]),
                {
                    "long_name": "measures by place, at the end of each step",
                    "units": "see the coordinate place_unit",
                },
            ),
            "parameters": (
                ("run", "parameter"),
                np.array([list(r.parameters.values()) for r in results]),
                {
                    "long_name": "parameters of each run",
                    "units": "see the coordinate parameter_unit",
                },
            ),
        },
        coords={
            "run": ("run", np.array(seeds, dtype=np.int64), {"long_name": "run, by its seed"}),
            "seed": ("run", np.array(seeds, dtype=np.int64), {"long_name": "root of every draw"}),
            "time": (
                "time",
                dates_of(plan).astype("datetime64[ns]"),
                {"long_name": "start of step"},
            ),
            "step_days": ("time", lengths, {"long_name": "length of step", "units": "days"}),
            "polity": [p.name for p in plan.case.polities],
            "polity_name": ("polity", [p.title for p in plan.case.polities]),
            "place": [p.name for p in plan.case.places],
            "place_name": ("place", [p.title for p in plan.case.places]),
            "place_polity": ("place", [p.polity for p in plan.case.places]),
            "measure": [name for name, _, _ in told],
            "unit": ("measure", [unit for _, unit, _ in told]),
            "meaning": ("measure", [meaning for _, _, meaning in told]),
            "place_measure": [m.name.removeprefix("place_") for m in place],
            "place_unit": ("place_measure", [m.unit for m in place]),
            "place_meaning": ("place_measure", [" ".join(m.doc.split()) for m in place]),
            "parameter": names,
            "parameter_unit": ("parameter", [declared[n].unit for n in names]),
        },
        attrs=provenance(plan),
    )
    return Run(data)


def provenance(plan: Plan) -> dict[str, str | int]:
    """What is needed to run the same again: names, hashes, versions."""
    import numba

    from thaw import __version__

    return {
        "title": _title(plan),
        "account": plan.account.name,
        "account_hash": plan.account.hash,
        "prior_hash": plan.account.prior_hash,
        "case": plan.case.name,
        "case_hash": plan.case.hash,
        "span_start": str(plan.case.start),
        "span_end": str(plan.case.end),
        "people": blueprint(plan.case).people,
        "levers": ",".join(plan.levers),
        "levers_written": _as_json(plan.what_if.written),
        "parameters_given": _as_json(plan.given),
        "sub_steps": plan.sub_steps,
        "thaw": __version__,
        "numba": numba.__version__,
        "numpy": np.__version__,
    }


def _title(plan: Plan) -> str:
    given = [f"{name} = {value:g}" for name, value in plan.given.items()]
    changed = ", ".join([*plan.levers, *given])
    return f"{plan.account.name} on {plan.case.name}" + (f" with {changed}" if changed else "")


def _as_json(content: dict[str, Any]) -> str:
    """Plain data as a text that an attribute can hold; empty for nothing."""
    return json.dumps(content, default=str, sort_keys=True) if content else ""


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
