"""The tables of a World: columns only, one array per attribute.

A row's id is its position and never changes. People are not a table: they are implied by the sites,
everybody one to one, and their private state lies in pages that are committed once touched (see
`People`).
"""

from __future__ import annotations

import mmap
from collections import namedtuple

import numpy as np

from thaw.columns import COLUMNS

STRATA = (
    "workers",
    "peasants",
    "employees",
    "students",
    "soldiers",
    "security_police",
    "apparatus",
    "prisoners",
    "special_settlers",
)
ACTS = ("quiet", "strike", "demonstrate", "arms")
STATES = (*ACTS, "held", "dead", "weary", "cowed")
"""State of a person: at one of the acts, out of reach, or quiet with a memory that fades."""
SITE_KINDS = ("residual", "plant", "faculty", "barracks", "camp", "mine", "building", "office")
PLACE_KINDS = ("city", "region", "camp", "body")
"""Where people are; a body is no place on a map but a part of the apparatus: a committee, a corps of
officers, a police, whose members are officials."""
UNIT_KINDS = ("police", "army", "soviet")

Tables = {name: namedtuple(name.capitalize(), list(cols)) for name, cols in COLUMNS.items()}
globals().update(
    {table.__name__: table for table in Tables.values()}
)  # so that they can be pickled

People = namedtuple(
    "People",
    [
        "state",
        "since",
        "cell_out",
        "cell_layer",
        "layer",
        "work_out",
        "work_days",
        "work_seen",
        "work_broke",
        "work_hot",
        "work_next",
        "work_layer",
    ],
)
"""Private state of everybody, in lazily committed zero pages: nobody is stored until touched.

By person: state (uint8, row in STATES), since (float32, day of going back, or of release for the
held), layer (uint8, 1 + layer of boldness, 0 = not looked up). By cell: cell_out (int16 [3], members
at each act), cell_layer (uint8, 1 + boldest layer of any member, 0 = not looked at). By workplace:
work_out (int32, members acting), work_days (float32, days on strike, fading) as it stood at work_seen
(float32, day), work_broke (float32, 1 + day of the last break), work_hot (uint8, 0 at rest, 1 on the
list of its town, 2 put there in this sub-step), work_next (int32, 1 + the next workplace on that list),
work_layer (uint8, as cell_layer).
"""

Draws = namedtuple(
    "Draws",
    [
        "seed",
        "quantiles",
        "types",
        "values",
        "class_first",
        "class_persons",
        "class_key",
        "edges",
        "share",
        "local",
    ],
)
"""Who people are (see `engine.population`).

seed: int64[2], low and high word. quantiles: float64[5 * 256], one trait after another. types:
int64[stratum, layer, TYPES], five quantile numbers a type, eight bits each. values: float64[stratum,
layer, trait, TYPES], the same in numbers. By class of workplaces of a quarter:
class_first and class_persons (int64, first person within the quarter, persons), class_key (int64, of
its permutation), edges (int64 [layer], where in it each layer ends), share (float64 [layer], summed
weight of the classes of the site up to this one). local: float64[LOCAL], militancy of a workplace by
its position, motive.
"""

TRAITS = ("hardship", "risk_aversion", "threshold", "conviction", "national")

Person = namedtuple("Person", [*TRAITS, "shock", "act"])
"""What a person-level mechanism sees of one person: traits, private shock (motive), row in ACTS."""

Spot = namedtuple("Spot", ["site", "town", "company", "works", "days", "local"])
"""Where a person stands: rows in sites and towns (-1: a town at rest), shares acting in the cell and
in the workplace, days the workplace has been out (fading), its own militancy (motive)."""

World = namedtuple("World", [*COLUMNS, "people", "draws"])
"""The World a mechanism sees: `w.groups.fear[i]`, `w.polities.line[j]`, `w.clock.dt[0]`."""


def empty_table(name: str, rows: int):
    """A table with `rows` rows, every column at its default."""
    cols = COLUMNS[name]
    return Tables[name](*(np.full(rows, c.default, dtype=c.dtype) for c in cols.values()))


def copy_table(table):
    """An independent copy of a table."""
    return type(table)(*(column.copy() for column in table))


def small_pages(n: int, kind: type) -> np.ndarray:
    """n zeros in small pages, committed one by one when touched: numpy asks for pages of 2 MB."""
    memory = mmap.mmap(-1, max(1, n) * np.dtype(kind).itemsize)
    if hasattr(mmap, "MADV_NOHUGEPAGE"):
        memory.madvise(mmap.MADV_NOHUGEPAGE)
    return np.frombuffer(memory, kind)[:n]


def empty_people(persons: int, cells: int, workplaces: int) -> People:
    """Private state, everybody quiet and free; pages are committed when touched."""
    return People(
        np.zeros(persons, np.uint8),
        small_pages(persons, np.float32),
        small_pages(3 * cells, np.int16),
        np.zeros(cells, np.uint8),
        np.zeros(persons, np.uint8),
        np.zeros(workplaces, np.int32),
        np.zeros(workplaces, np.float32),
        np.zeros(workplaces, np.float32),
        np.zeros(workplaces, np.float32),
        np.zeros(workplaces, np.uint8),
        np.zeros(workplaces, np.int32),
        np.zeros(workplaces, np.uint8),
    )
