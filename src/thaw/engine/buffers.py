"""A World as two flat buffers, so that compiled code passes it in a handful of arguments.

With one argument per column numba took minutes to compile an account. Compiled code therefore sees
`Flat`: all float64 columns end to end in `F`, all int64 columns in `I`, and in `H` the offset of each
column and the rows of each table. The source of every mechanism is rewritten for it,
``w.groups.fear[i]`` becoming ``w.F[w.H[17] + i]``; the plain run uses the source as written. Columns
stay contiguous: one array per attribute.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np
from numba import types
from numba.extending import intrinsic, overload

from thaw.columns import F
from thaw.world import COLUMNS, Draws, People, Tables, World

BESIDE = (*People._fields, *Draws._fields)
Flat: Any = namedtuple("Flat", ["F", "I", "H", *BESIDE])  # type: ignore[misc]  # fields by name
"""A World for compiled code: buffers F (float64), I (int64), header H (int64), private state, draws."""

SLOTS: dict[tuple[str, str], tuple[str, int]] = {}
ROWS: dict[str, int] = {}
for _table, _columns in COLUMNS.items():
    for _column, _c in _columns.items():
        SLOTS[_table, _column] = ("F" if _c.dtype is F else "I", len(SLOTS))
for _table in COLUMNS:
    ROWS[_table] = len(SLOTS) + len(ROWS)
HEADER = len(SLOTS) + len(ROWS)


def pack(world: World) -> tuple[Flat, World]:
    """Flat buffers holding a copy of the tables of `world`.

    Returns
    -------
    flat : Flat
    view : World
        The same values as named columns: views into the buffers.
    """
    parts: dict[str, list[np.ndarray]] = {"F": [], "I": []}
    at = {"F": 0, "I": 0}
    header = np.zeros(HEADER, np.int64)
    for (table, column), (buffer, slot) in SLOTS.items():
        values = getattr(getattr(world, table), column)
        header[slot] = at[buffer]
        parts[buffer].append(values)
        at[buffer] += len(values)
    for table, slot in ROWS.items():
        header[slot] = len(getattr(world, table)[0])
    floats, integers = np.concatenate(parts["F"]), np.concatenate(parts["I"])
    buffers = {"F": floats, "I": integers}
    tables = {}
    for table, columns in COLUMNS.items():
        views = []
        for column in columns:
            buffer, slot = SLOTS[table, column]
            start = header[slot]
            views.append(buffers[buffer][start : start + header[ROWS[table]]])
        tables[table] = Tables[table](*views)
    view = World(**tables, people=world.people, draws=world.draws)
    return Flat._make((floats, integers, header, *world.people, *world.draws)), view


def borrow(array):
    """The same array; in compiled code the bare address of its first entry.

    Numba counts references of every array at every call, and checks every index for being negative; a
    day of a quiet society was mostly that. The caller of the program holds the arrays while it runs.
    """
    return array


@intrinsic
def _address(context, array):  # noqa: ARG001 (numba hands it on)
    def codegen(context, builder, signature, args):
        return context.make_array(signature.args[0])(context, builder, args[0]).data

    return types.CPointer(array.dtype)(array), codegen


@overload(borrow)
def _borrow_compiled(array):  # noqa: ARG001 (numba reads its name)
    return lambda array: _address(array)  # type: ignore[call-arg]  # numba gives the context


LIGHT = f'''@register_jitable
def light(w):
    """The same World as bare addresses (compiled form)."""
    return Flat({", ".join(f"borrow(w.{field})" for field in ("F", "I", "H", *BESIDE))})
'''
"""Compiled twin of `loop.light`."""
