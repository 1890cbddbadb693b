"""`simulate`: replicates of one account on one case."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from thaw.account import Account, load_account
from thaw.case import Case, Event, load_case
from thaw.engine import unit
from thaw.engine.build import blueprint, start_world, streams_for
from thaw.engine.flat import pack
from thaw.engine.forecast import refuse_too_large
from thaw.errors import ThawError, nearest_name
from thaw.levers import Action, Rows, WhatIf, actions, first_step, pull
from thaw.measure import Measure
from thaw.mechanism import Mechanism
from thaw.prior import luck
from thaw.run import Run
from thaw.world import COLUMNS, World

if TYPE_CHECKING:
    import xarray as xr

SUB_STEPS = 24
"""Sub-steps a day in places where something happens."""

STRIDE = 3.0
"""Days at a time in which a quiet tail is gone through; a loud one is by day."""


@dataclass(frozen=True)
class Plan:
    """One account on one case with a set of levers, ready to run with any seed."""

    account: Account
    case: Case
    mechanisms: tuple[Mechanism, ...]
    what_if: WhatIf
    fixed: dict[str, float]
    sub_steps: int = SUB_STEPS
    step: float | None = None
    levers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """Arrays of one replicate: see `Run` for their shapes, less the run axis."""

    polity: np.ndarray
    place: np.ndarray
    parameters: dict[str, float]
    world: World


def make_plan(
    account: str | Account,
    case: str | Case,
    levers: Sequence[str] = (),
    sub_steps: int = SUB_STEPS,
    step: float | None = None,
) -> Plan:
    """Resolve account, case and levers into what the engine runs.

    Raises
    ------
    ThawError
        For an unknown account, case or lever, a step outside (0, 31] days, or a case too large for
        this machine.
    """
    account = load_account(account) if not isinstance(account, Account) else account
    case = load_case(case) if not isinstance(case, Case) else case
    refuse_too_large(case)
    what_if = pull(case, levers)
    fixed = {**account.fixes, **what_if.fixed}
    mechanisms = tuple(m for m in account.mechanisms if m.name not in what_if.without)
    if step is not None and not 0 < step <= 31:
        raise ThawError(f"a step of {step} days cannot be run", expected="more than 0, at most 31")
    return Plan(account, case, mechanisms, what_if, fixed, sub_steps, step, tuple(levers))


def parameters_of(plan: Plan, seed: int, draws: str = "prior") -> dict[str, float]:
    """Parameter values of one run: drawn from the priors, or each prior's median, or defaults.

    Parameters
    ----------
    draws : {"prior", "median", "default"}
    """
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
    plan: Plan, starts: np.ndarray, unit: Sequence[Mechanism]
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
    for step, act in actions(plan.case, plan.what_if, starts, [m.name for m in unit], rows):
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
    if plan.step is not None and plan.step < plan.case.step:
        parts = round(plan.case.step / plan.step)
        fine = (starts[main][:, None] + np.arange(parts) * plan.step).ravel()
        lengths = np.concatenate([np.full(fine.size, plan.step), lengths[~main]])
        starts = np.concatenate([fine, starts[~main]])
        main = starts < (plan.case.end - plan.case.start).days + 1
    strides = np.where(main, lengths, np.minimum(lengths, STRIDE))
    origin = plan.case.start
    first = origin.year + (origin - dt.date(origin.year, 1, 1)).days / 365.25
    return starts, lengths, strides, first + starts / 365.25


_UNITS: dict[tuple, Callable] = {}


def _unit(mechanisms: Sequence[Mechanism], over: Sequence[Measure], plain: bool) -> Callable:
    """The unit of these mechanisms and measures, made once a process."""
    key = (tuple(id(m) for m in mechanisms), tuple(id(m) for m in over), plain)
    if key not in _UNITS:
        _UNITS[key] = unit.plain(mechanisms, over) if plain else unit.compiled(mechanisms, over)
    return _UNITS[key]


def run_once(
    plan: Plan, seed: int, draws: str = "prior", plain: bool = False,
    parameters: dict[str, float] | None = None, world: World | None = None,
    steps: int | None = None,
) -> Result:  # fmt: skip
    """One replicate.

    Parameters
    ----------
    seed : int
        Root of every draw of the run.
    draws : {"prior", "median", "default"}
        Where parameter values and starting values come from.
    plain : bool
        Run the generated unit as ordinary Python instead of compiled.
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
    whole = unit.shared_order(plan.mechanisms)
    theta = unit.theta_of(whole, plan.mechanisms, values)
    by_polity, by_place = plan.account.measures("polities"), plan.account.measures("places")
    run = _unit(whole, (*by_polity, *by_place), plain)
    plan_of = blueprint(plan.case)
    if world is None:
        world = start_world(plan_of, seed, spread=draws == "prior")
    starts, lengths, strides, years = steps_of(plan)
    horizon = float(starts[-1] + lengths[-1])
    speak = {k.split(".")[1]: v for k, v in values.items() if k.startswith("speak_out.")}
    world, streams = streams_for(
        world, plan_of, speak.get("workplace", 0.0), speak.get("laggard", 0.0),
        speak.get("noise", 1.0), speak.get("ceiling", 1.0), horizon,
    )  # fmt: skip
    buf = np.zeros(unit.BESIDE * max(len(table[0]) for table in world[:-2]))
    flat, world = pack(world)
    where = world if plain else flat
    polity = np.zeros((len(starts), len(plan.case.polities), len(by_polity)), np.float32)
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
        with np.errstate(over="ignore"):
            run(
                where, theta, streams, buf, starts, lengths, strides, plan.sub_steps, years, polity,
                place, first, last,
            )  # fmt: skip
    return Result(polity, place, values, world)


def compile_unit(plan: Plan) -> None:
    """Compile the account's unit and leave it in the disk cache, without running a step."""
    run_once(plan, 0, "default", steps=0)


def dates_of(plan: Plan) -> np.ndarray:
    """Start of each step as datetime64[D]."""
    starts = steps_of(plan)[0]
    return np.datetime64(plan.case.start) + np.floor(starts).astype("timedelta64[D]")


def label(plan: Plan, seeds: Sequence[int], results: Sequence[Result]) -> Run:
    """Results of several replicates as one labelled Run."""
    import xarray as xr

    starts, lengths, _, _ = steps_of(plan)
    polity, place = plan.account.measures("polities"), plan.account.measures("places")
    names = list(results[0].parameters)
    data: xr.Dataset = xr.Dataset(
        {
            "polity_measures": (
                ("run", "time", "polity", "measure"), np.stack([r.polity for r in results]),
            ),
            "place_measures": (
                ("run", "time", "place", "place_measure"), np.stack([r.place for r in results]),
            ),
            "parameters": (
                ("run", "parameter"), np.array([list(r.parameters.values()) for r in results]),
            ),
        },
        coords={
            "seed": ("run", np.array(seeds, dtype=np.int64)),
            "time": dates_of(plan).astype("datetime64[ns]"),
            "step_days": ("time", lengths),
            "polity": [p.name for p in plan.case.polities],
            "place": [p.name for p in plan.case.places],
            "measure": [m.name for m in polity],
            "unit": ("measure", [m.unit for m in polity]),
            "place_measure": [m.name.removeprefix("place_") for m in place],
            "parameter": names,
        },
        attrs=provenance(plan),
    )  # fmt: skip
    return Run(data)


def provenance(plan: Plan) -> dict[str, str | int]:
    """What is needed to run the same again: names, hashes, versions."""
    import numba

    from thaw import __version__

    return {
        "account": plan.account.name,
        "account_hash": plan.account.hash,
        "prior_hash": plan.account.prior_hash,
        "case": plan.case.name,
        "case_hash": plan.case.hash,
        "people": blueprint(plan.case).people,
        "levers": ",".join(plan.levers),
        "sub_steps": plan.sub_steps,
        "thaw": __version__,
        "numba": numba.__version__,
        "numpy": np.__version__,
    }


_job: tuple[Plan, str] | None = None


def _start_worker(plan: Plan, draws: str) -> None:
    global _job
    _job = (plan, draws)


def _replicate_here(seed: int) -> Result:
    assert _job is not None
    return _replicate(*_job, seed)


def _replicate(plan: Plan, draws: str, seed: int) -> Result:
    made = run_once(plan, seed, draws)
    return Result(made.polity, made.place, made.parameters, made.world._replace(people=None))


def simulate(
    account: str | Account,
    case: str | Case,
    seeds: Iterable[int] = range(1),
    levers: Sequence[str] = (),
    workers: int | None = None,
    draws: str = "prior",
    progress: Callable[[int, int], None] | None = None,
    executor: object | None = None,
) -> Run:
    """Run an account on a case, once per seed.

    Parameters
    ----------
    account, case : str or loaded object
        Shipped names such as "stein_1956" and "bloc_1953", or files.
    seeds : iterable of int
        One replicate each; the seed fixes every draw of its run, on any number of workers.
    levers : sequence of str
        Named what-ifs of the case.
    workers : int, optional
        Processes; by default one per core, one process for a handful of runs.
    draws : {"prior", "median", "default"}
        Where parameters and starting values come from.
    progress : callable(done, total), optional
    executor : object with `map`, optional
        An engine to spread runs over (a process pool, a Dask client's executor); same results.

    Returns
    -------
    Run

    Raises
    ------
    ThawError
        For anything misspelt or missing in the inputs.
    """
    plan = make_plan(account, case, levers)
    seeds = [int(s) for s in seeds]
    if not seeds:
        raise ThawError("no seeds were given", expected="at least one, such as range(20)")
    workers = workers or min(os.cpu_count() or 1, max(1, len(seeds) // 4))
    one = partial(_replicate, plan, draws)
    pool = None
    if executor is not None:
        stream = executor.map(one, seeds)  # type: ignore[attr-defined]
    elif workers == 1:
        stream = map(one, seeds)
    else:
        compile_unit(plan)  # once, so that workers find it on disk
        pool = ProcessPoolExecutor(workers, initializer=_start_worker, initargs=(plan, draws))
        stream = pool.map(_replicate_here, seeds, chunksize=max(1, min(8, len(seeds) // 8)))
    results = []
    for done, result in enumerate(stream, 1):
        results.append(result)
        if progress:
            progress(done, len(seeds))
    if pool is not None:
        pool.shutdown()
    return label(plan, seeds, results)
