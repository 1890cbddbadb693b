"""Small Worlds worked by hand: tables of one to five rows at their defaults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from thaw.world import COLUMNS, World, empty_table

key = (1, 2, 3, 0)
"""A draw address (seed low, seed high, decision, step)."""


def world(
    places: int = 1,
    groups: int = 1,
    polities: int = 2,
    officials: int = 0,
    units: int = 0,
    sites: int = 0,
    towns: int = 1,
    quarters: int = 0,
    circles: int = 0,
    parties: int = 0,
    dt: float = 1.0,
) -> World:
    """A World with the rows asked for, every column at its default; row 0 of polities is Moscow.

    All row references (``groups.place``, ``groups.polity`` ...) are 0 until set. `people` and
    `draws` are None: no mechanism but `speak_out` reads them.
    """
    rows = {
        "clock": 1,
        "places": places,
        "groups": groups,
        "polities": polities,
        "officials": officials,
        "units": units,
        "sites": sites,
        "quarters": quarters,
        "circles": circles,
        "parties": parties,
        "towns": towns,
    }
    tables = {name: empty_table(name, rows[name]) for name in COLUMNS}
    tables["clock"].dt[0] = dt
    return World(**tables, people=None, draws=None)


def put(w: World, row: int | slice = slice(None), **columns: float) -> World:
    """Set columns named ``table__column`` in one row, or in all; returns the same World."""
    for name, value in columns.items():
        table, column = name.split("__")
        getattr(getattr(w, table), column)[row] = value
    return w


def params(function: Callable, **override: float) -> Any:
    """Parameter values of a mechanism: its defaults, except those named."""
    made = function.mechanism  # type: ignore[attr-defined]
    unknown = set(override) - set(made.parameters)
    if unknown:
        raise KeyError(f"{made.name} has no parameter {sorted(unknown)}")
    values = {name: float(p.default) for name, p in made.parameters.items()} | override
    return made.values(*values.values()) if values else made.values(0.0)


params_of = params


def apply(function: Callable, w: World, p: Any, row: int = 0, draw_key: tuple = key) -> None:
    """Call a mechanism on one row and write its answer into the World (tests only)."""
    made = function.mechanism  # type: ignore[attr-defined]
    answer = function(row, w, p, draw_key)
    answers = answer if isinstance(answer, tuple) else (answer,)
    for column, value in zip(made.writes, answers, strict=True):
        table, name = column.split(".")
        getattr(getattr(w, table), name)[row] = value


def run(function: Callable, w: World, p: Any, days: float, row: int = 0) -> None:
    """Repeat `apply` until `days` have passed, with a new draw address each step."""
    dt = float(w.clock.dt[0])
    for step in range(round(days / dt)):
        apply(function, w, p, row, (key[0], key[1], key[2], step))
        w.clock.t[0] += dt


def written(function: Callable, w: World, row: int = 0) -> list[float]:
    """The present values of the columns that a mechanism writes."""
    tables = [c.split(".") for c in function.mechanism.writes]  # type: ignore[attr-defined]
    return [float(getattr(getattr(w, table), name)[row]) for table, name in tables]


def one_and_two(
    function: Callable, build: Callable[[], World], p: Any, row: int = 0, dt: float = 1.0
) -> tuple[list[float], list[float]]:
    """What one step of `dt` days writes, and what two steps of half the length write."""
    results = []
    for step in (dt, dt / 2):
        w = build()
        w.clock.dt[0] = step
        run(function, w, p, dt, row)
        results.append(written(function, w, row))
    return results[0], results[1]
