"""One run watched from outside: every decision and every wave of its main span, told apart by causes.

The world is looked at between steps, where what-ifs act too; a run that is watched has the bits of one that
is not.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from thaw.account.named_causes import Question, model
from thaw.case.levers import first_step
from thaw.engine import codegen
from thaw.engine.start import blueprint
from thaw.jobs.hazards import (
    REST,
    decided,
    decision_parts,
    mechanism_of,
    seen_before,
    told_apart,
    with_columns,
)
from thaw.jobs.plan import Plan, parameters_of, steps_of
from thaw.jobs.replicate import apply_event, run_once
from thaw.mechanism import Mechanism
from thaw.world import COLUMNS, TRAITS, People, Person, Spot, World, copy_table

OPEN = 1e12
"""A ceiling on acts per day that never binds."""


@dataclass(frozen=True)
class Fell:
    """A decision that fell, or a wave that began, with what moved it.

    Attributes
    ----------
    question : str
    day : float
        Days since the case began.
    polity : int
        Row; 0 is the hegemon.
    total : float
        Log hazard (of a wave: log rate of acting) above the quiet first day.
    parts : dict
        Part to its share in `total`, in nats; they sum to it.
    """

    question: str
    day: float
    polity: int
    total: float
    parts: dict[str, float]


@dataclass
class Watch:
    """What one run gave: its parameters, what fell, and counts of what fell for no drawn reason."""

    parameters: dict[str, float]
    fell: list[Fell] = field(default_factory=list)
    undrawn: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A question beside the mechanism that answers it, its parameter values, and what it reads late."""

    question: Question
    mechanism: Mechanism
    values: Any
    before: tuple[str, ...]


class Watcher:
    """Looks at the world before each step and after it.

    Parameters
    ----------
    plan : Plan
    values : dict
        Parameters of the run.
    """

    def __init__(self, plan: Plan, values: dict[str, float]) -> None:
        self.plan, self.watch = plan, Watch(values)
        self.starts = steps_of(plan)[0]
        self.rows = blueprint(plan.case).rows
        order = codegen.shared_order(plan.mechanisms)
        self.asked = [
            Asked(
                q,
                m,
                m.values(*(values[f"{m.name}.{k}"] for k in m.parameters)),
                seen_before(m, order),
            )
            for q in model()[0].values()
            if (m := mechanism_of(q, plan.mechanisms)) is not None
        ]
        self.kept = {
            c for a in self.asked if a.question.counted for c in (*a.before, a.question.counted)
        }
        self.earlier: dict[str, np.ndarray] = {}
        self.quiet: dict[str, World] = {}
        middle = blueprint(plan.case).quantiles.reshape(len(TRAITS), -1)
        self.me = Person._make((*np.median(middle, axis=1), 0.0, 0))
        self.calm = np.full(len(plan.case.polities), math.inf)

    def look(self, world: World, step: int) -> None:
        """Between two steps: what the last one brought, then outside events, then what the next one finds."""
        if step > 0:
            self.after(world, step - 1)
        for event in sorted(self.plan.what_if.events, key=lambda e: (e.on, e.name)):
            if first_step(self.starts, self.plan.case.start, event.on) == step:
                apply_event(world, event, self.rows)
        for name in self.kept:
            table, column = name.split(".")
            self.earlier[name] = getattr(getattr(world, table), column).copy()

    def after(self, world: World, step: int) -> None:
        """Tell apart what fell in a step that is over."""
        for a in self.asked:
            if step == 0:
                self.quiet[a.question.name] = copied(self._as_seen(a, world))
            if a.question.counted:
                self._decisions(a, world, step)
            elif a.question.wave and a.mechanism.over == "people":
                self._waves(a, world, step)

    def _as_seen(self, a: Asked, world: World) -> World:
        return with_columns(world, {c: self.earlier[c] for c in a.before if c in self.earlier})

    def _decisions(self, a: Asked, world: World, step: int) -> None:
        q = a.question
        table, column = q.counted.split(".")
        rose = getattr(getattr(world, table), column) - self.earlier[q.counted]
        for i in np.flatnonzero(rose >= 0.5):
            now = self._as_seen(a, world)
            key = (
                *world.draws.seed[:2],
                a.mechanism.decision,
                int(self.starts[step] * 1024.0 + 0.5),
            )
            if not decided(a.mechanism, int(i), now, a.values, key):
                self.watch.undrawn[q.name] = self.watch.undrawn.get(q.name, 0) + 1
                continue
            parts, total = decision_parts(q, a.mechanism, int(i), now, self.quiet[q.name], a.values)
            self.watch.fell.append(Fell(q.name, float(self.starts[step]), int(i), total, parts))

    def _waves(self, a: Asked, world: World, step: int) -> None:
        """Waves that begin: a crowd as large as the question says, after as many days without one."""
        places, size = world.places, a.question.wave["persons"]
        peak = places.peak_strikers + places.peak_demonstrators + places.peak_armed
        crowd = np.bincount(places.polity, weights=peak, minlength=len(self.calm))
        for j in np.flatnonzero((crowd >= size) & (self.calm >= a.question.wave["quiet_days"])):
            q = int(np.argmax(np.where(places.polity == j, peak, -1)))
            parts, total = wave_parts(a, world, self.quiet[a.question.name], q, self.me)
            self.watch.fell.append(
                Fell(a.question.name, float(self.starts[step]), int(j), total, parts)
            )
        self.calm = np.where(crowd >= size, 0.0, self.calm + self.plan.case.step)


def copied(w: World) -> World:
    """A copy of the tables of a world; people are left out."""
    tables = {name: copy_table(getattr(w, name)) for name in COLUMNS}
    return w._replace(**tables, people=People(*(page[:0] for page in w.people)))


def wave_parts(
    a: Asked, now: World, quiet: World, place: int, me: Person
) -> tuple[dict[str, float], float]:
    """The log rate of acting where a wave is largest on its first day, above the quiet first day.

    It is that of a person of median traits who does not act yet, at the site of the place whose people are
    readiest, in the town where most act; his cell and workplace act as the town does.

    Returns
    -------
    parts, total
        As `thaw.jobs.hazards.decision_parts`.
    """
    f, p = a.mechanism.function, a.values._replace(ceiling=OPEN)
    towns, key = now.towns, (0, 0, a.mechanism.decision, 0)
    first = int(now.places.first_town[place])
    crowds = towns.peak_strikers + towns.peak_demonstrators + towns.peak_armed
    town = first + int(np.argmax(crowds[first : first + int(now.places.towns[place])]))
    arrest = quiet.towns.arrest.copy()
    arrest[town] = quiet.places.arrest[place]
    quiet = with_columns(quiet, {"towns.arrest": arrest})
    share = crowds[town] / max(float(towns.population[town]), 1.0)

    def spot(site: int, with_others: bool = True) -> Spot:
        out = min(1.0, share * now.groups.household[now.sites.group[site]]) if with_others else 0.0
        return Spot(site, town, out, out, 0.0, 0.0)

    def rate(w: World, at: Spot) -> float:
        return math.log(max(sum(f(at, me, w, p, key)), 1e-300))

    here = [
        int(s) for s in np.flatnonzero(now.sites.place == place) if now.sites.town[s] in (-1, town)
    ]
    site = max(here, key=lambda s: rate(now, spot(s)))
    columns: dict[str, Any] = {k: c["read"] for k, c in a.question.columns.items()}
    rest = rate(quiet, spot(site, False))

    def height(on: frozenset[str]) -> float:
        off = [c for k, read in columns.items() if k not in on for c in read]
        back = {c: _of(quiet, c) for c in off if not c.startswith("at.")}
        alone: dict[str, Any] = {c[3:]: 0.0 for c in off if c.startswith("at.")}
        at = spot(site)._replace(**alone)
        return rate(with_columns(now, back), at) - rest

    parts = told_apart(list(columns), height)
    parts[REST] = height(frozenset())
    return parts, height(frozenset(columns))


def _of(w: World, name: str) -> np.ndarray:
    table, column = name.split(".")
    return getattr(getattr(w, table), column)


def watch_run(plan: Plan, seed: int, draws: str = "prior", plain: bool = False) -> Watch:
    """One run of a plan over its main span, watched.

    Parameters
    ----------
    plan : Plan
    seed : int
    draws : {"prior", "median", "default"}
    plain : bool
        Run as ordinary Python instead of compiled.
    """
    watcher = Watcher(plan, parameters_of(plan, seed, draws))
    steps = main_steps(plan)
    result = run_once(looked_at(plan, watcher.look), seed, draws, plain=plain, steps=steps)
    watcher.after(result.world, steps - 1)
    return watcher.watch


def looked_at(plan: Plan, look: Callable[..., None]) -> Plan:
    """A plan in which ``look(world, step=n)`` is called before each step n of the main span.

    Events from outside are left to it, so that it can look before they come and after.
    """
    looks = tuple((n, partial(look, step=n)) for n in range(main_steps(plan)))
    return replace(plan, what_if=replace(plan.what_if, events=(), watched=looks))


def main_steps(plan: Plan) -> int:
    """Number of steps in the main span of the case; a tail is left out."""
    return int((steps_of(plan)[0] < (plan.case.end - plan.case.start).days + 1).sum())
