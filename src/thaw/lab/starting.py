"""Starting worlds, kept: a slider that is moved runs the same people again, and only they took long to draw."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from thaw.engine.loop import Streams, empty_streams
from thaw.engine.start import Blueprint
from thaw.jobs.replicate import people
from thaw.world import World, empty_people

MOST = 4
"""Starting worlds kept in a process: two panes, before and after a change."""


class _Start(NamedTuple):
    """A world before its first day; `best` and `lifts` as in `Streams`."""

    plan: Blueprint
    world: World
    best: np.ndarray
    lifts: np.ndarray


_HELD: OrderedDict[tuple, _Start] = OrderedDict()


def fresh(
    plan: Blueprint, seed: int, spread: bool, values: Mapping[str, float], horizon: float
) -> tuple[World, Streams]:
    """What `thaw.jobs.replicate.people` gives; of the same people drawn once.

    The tables and draws are shared between runs: the first are copied by `buffers.pack`, the second are
    read and never written. Private state and streams are new.

    Parameters
    ----------
    plan : Blueprint
    seed : int
    spread : bool
        As in `thaw.engine.start.start_world`.
    values : mapping of "mechanism.parameter" to float
        Of the run.
    horizon : float
        Last day.
    """
    of = {n.split(".")[1]: v for n, v in values.items() if n.startswith("speak_out.")}
    who = (of.get("workplace", 0.0), of.get("laggard", 0.0), of.get("noise", 1.0))
    ceiling = of.get("ceiling", 1.0)
    key = (id(plan), seed, spread, who)
    held = _HELD.get(key)
    if held is None:
        world, streams = people(plan, seed, spread, values, horizon)
        nobody = world._replace(people=empty_people(0, 0, 0))
        _HELD[key] = _Start(plan, nobody, streams.best.copy(), streams.lifts.copy())
        while len(_HELD) > MOST:
            _HELD.popitem(last=False)
        return world, streams
    _HELD.move_to_end(key)
    tables = held.world
    persons, cells = int(tables.sites.persons.sum()), int(tables.quarters.cells.sum())
    world = tables._replace(people=empty_people(persons, cells, len(plan.quarter_of)))
    streams = empty_streams(
        world, plan.quarter_of, held.best.copy(), held.lifts.copy(), horizon, ceiling
    )
    return world, streams
