"""One replicate of a plan: its start, what comes from outside on the way, and its steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numba.core.errors import NumbaError

from thaw.case import Event
from thaw.case.levers import Action, Rows, actions, first_step
from thaw.contract.compiling import cannot_compile
from thaw.engine import codegen, program
from thaw.engine.buffers import pack
from thaw.engine.checked import checked, checking
from thaw.engine.loop import Streams
from thaw.engine.start import Blueprint, blueprint, start_world, streams_for
from thaw.errors import ThawError, nearest_name
from thaw.jobs.plan import Plan, parameters_of, steps_of
from thaw.measure import Measure
from thaw.mechanism import Mechanism
from thaw.world import COLUMNS, World


@dataclass(frozen=True)
class Result:
    """Arrays of one replicate: see `Run` for their shapes, less the run axis."""

    polity: np.ndarray
    place: np.ndarray
    parameters: dict[str, float]
    world: World


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


@dataclass(frozen=True)
class Prepared:
    """A replicate before its first step: the world it begins with, and all that its program is called with.

    Attributes
    ----------
    world : World
        Changes in place as steps are made.
    polity, place : float32 arrays, shape (step, row, measure)
        Filled as steps are made; zeros where a step is not made yet.
    acts : list of (int, list of callable)
        Steps and what is done to the world before each, in order; step 0 stands first, always.
    make : callable(first, last)
        Make the steps from `first` to `last`, the latter not included; with none between them the
        program is compiled where it is new. What `acts` has before `first` is the caller's to do.
    """

    world: World
    polity: np.ndarray
    place: np.ndarray
    acts: list[tuple[int, list[Action]]]
    make: Callable[[int, int], None]

    @property
    def steps(self) -> int:
        """Of the whole run, its tail included."""
        return len(self.polity)


def people(
    of: Blueprint,
    seed: int,
    spread: bool,
    values: Mapping[str, float],
    horizon: float,
    world: World | None = None,
) -> tuple[World, Streams]:
    """The people of a replicate before its first day, and the points at which they may act.

    Parameters
    ----------
    spread : bool
        Whether starting values are drawn, as in `thaw.engine.start.start_world`.
    values : mapping of "mechanism.parameter" to float
    horizon : float
        Last day.
    world : World, optional
        Taken instead of the case's own.
    """
    if world is None:
        world = start_world(of, seed, spread=spread)
    speak = {k.split(".")[1]: v for k, v in values.items() if k.startswith("speak_out.")}
    return streams_for(
        world,
        of,
        speak.get("workplace", 0.0),
        speak.get("laggard", 0.0),
        speak.get("noise", 1.0),
        speak.get("ceiling", 1.0),
        horizon,
    )


def prepare(
    plan: Plan,
    seed: int,
    values: dict[str, float],
    draws: str = "prior",
    plain: bool = False,
    begin: Callable[..., tuple[World, Streams]] = people,
) -> Prepared:
    """The start of a replicate: who people are, the arrays it fills, what comes from outside and when.

    Parameters
    ----------
    values : mapping of "mechanism.parameter" to float
        As `thaw.jobs.plan.parameters_of` gives them.
    draws, plain
        As in `run_once`.
    begin : callable, optional
        Gives what `people` gives, of the same arguments.
    """
    whole = codegen.shared_order(plan.mechanisms)
    theta = codegen.theta_of(whole, plan.mechanisms, values)
    by_polity, by_place = plan.account.measures("polities"), plan.account.measures("places")
    run = _program(whole, (*by_polity, *by_place), plain)
    starts, lengths, strides, years = steps_of(plan)
    horizon = float(starts[-1] + lengths[-1])
    world, streams = begin(blueprint(plan.case), seed, draws == "prior", values, horizon)
    buf = np.zeros(codegen.BESIDE * max(len(table[0]) for table in world[:-2]))
    flat, world = pack(world)
    where = world if plain or checking() else flat
    told = len(by_polity) + len(plan.case.parties)
    polity = np.zeros((len(starts), len(plan.case.polities), told), np.float32)
    place = np.zeros((len(starts), len(plan.case.places), len(by_place)), np.float32)
    before = (where, theta, streams, buf, starts, lengths, strides, plan.sub_steps)
    after = (years, polity, place)

    def make(first: int, last: int) -> None:
        try:
            with np.errstate(over="ignore"):
                run(*before, *after, first, last)
        except NumbaError as problem:
            raise cannot_compile(problem, whole) from problem

    return Prepared(world, polity, place, _segments(plan, starts, whole), make)


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
    ready = prepare(plan, seed, values, draws, plain, partial(people, world=world))
    stop = ready.steps if steps is None else min(steps, ready.steps)
    ends = [step for step, _ in ready.acts[1:]] + [ready.steps]
    for (first, before), end in zip(ready.acts, ends, strict=True):
        if first >= stop and first > 0:
            break
        for act in before:
            act(ready.world)
        ready.make(first, min(end, stop))
    return Result(ready.polity, ready.place, values, ready.world)


def compile_program(plan: Plan) -> None:
    """Compile the account's program and leave it in the disk cache, without running a step."""
    run_once(plan, 0, "default", steps=0)
