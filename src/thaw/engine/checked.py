"""The checked build: the day as plain Python over columns that watch who reads them, and which row.

``THAW_CHECK=1 thaw run ...`` runs the same text as ever, some three hundred times slower. Whatever is
asked for beyond a table, counted from its end, read without being declared or stored into by a
mechanism is refused with the mechanism and the row it was at. The ordinary program, its text and its
hash know nothing of this.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from thaw.contract.declared import PARTS
from thaw.contract.source import first_line
from thaw.engine import codegen
from thaw.errors import ThawError
from thaw.measure import Measure
from thaw.mechanism import Mechanism
from thaw.world import COLUMNS, Spot, World


def checking() -> bool:
    """Whether the environment asks for the checked build."""
    return os.environ.get("THAW_CHECK", "0") not in ("", "0")


class Watch:
    """Which mechanism is at work, at which row; what each has read and how often it was called.

    Attributes
    ----------
    read : dict
        Name of a mechanism to the columns it has read, as "table.column".
    calls : dict
        Name of a mechanism to the number of its calls.
    """

    def __init__(self) -> None:
        self.read: dict[str, set[str]] = {}
        self.calls: dict[str, int] = {}
        self.now: Mechanism | None = None
        self.row: Any = None
        self.declared: frozenset[str] = frozenset()
        self.seen: set[str] = set()

    def enter(self, m: Mechanism | None, row: Any) -> tuple[Mechanism | None, Any]:
        """Put a mechanism to work at a row; returns what was at work before."""
        before = self.now, self.row
        self.now, self.row = m, row
        if m is not None:
            self.declared = frozenset(m.reads)
            self.seen = self.read.setdefault(m.name, set())
        return before

    def asked(self, name: str) -> None:
        """A mechanism reads a column."""
        self.seen.add(name)
        if name not in self.declared and not name.startswith("clock."):
            raise self.error(
                f"reads {name!r}, which `reads` does not name", f"add {name!r} to reads"
            )

    def error(self, problem: str, todo: str) -> ThawError:
        """An error of the mechanism at work, with the row it was at."""
        m = self.now
        assert m is not None
        at = f"site {self.row.site}" if isinstance(self.row, Spot) else f"row {self.row}"
        table = "" if m.over == "people" else f" of {m.over}"
        return ThawError(
            f"at {at}{table}: {problem}",
            file=m.file,
            line=first_line(m.function),
            key=m.name,
            todo=todo,
        )


class Guarded:
    """An array of which single entries are read and written, none beyond its ends.

    Parameters
    ----------
    array : array, one axis
    name : str
        What to call it in an error, "table.column" for a column.
    watch : Watch
    column : bool
        Whether a mechanism must declare it.
    """

    __slots__ = ("array", "column", "length", "name", "shape", "watch")

    def __init__(self, array: np.ndarray, name: str, watch: Watch, column: bool) -> None:
        self.array, self.name, self.watch, self.column = array, name, watch, column
        self.shape, self.length = array.shape, len(array)

    def __getitem__(self, row: Any) -> Any:
        if self.watch.now is not None and self.column:
            self.watch.asked(self.name)
        if not 0 <= row < self.length:
            self.beyond(row)
        return self.array[row]

    def __setitem__(self, row: Any, value: Any) -> None:
        if self.watch.now is not None:
            raise self.watch.error(f"stores into {self.name}[{row}]", "return the new value")
        if not 0 <= row < self.length:
            self.beyond(row)
        self.array[row] = value

    def beyond(self, row: Any) -> None:
        """Refuse an index outside of the array."""
        problem = f"asks for {self.name}[{row}], which has {self.length} rows"
        if self.watch.now is None:
            raise IndexError(f"the engine {problem}")
        raise self.watch.error(problem, "ask for a row from 0 up to the number of rows, less one")


def guarded_world(world: World, watch: Watch) -> World:
    """The same World, every column and array guarded; values are shared."""
    tables: dict[str, Any] = {}
    for table in (*COLUMNS, "people", "draws"):
        arrays = getattr(world, table)
        if arrays is not None:
            views = [
                Guarded(a, f"{table}.{name}", watch, table in COLUMNS)
                for name, a in zip(arrays._fields, arrays, strict=True)
            ]
            tables[table] = type(arrays)(*views)
    return world._replace(**tables)


def watched(m: Mechanism, function: Callable, watch: Watch) -> Callable:
    """The function of a mechanism, at work while it runs."""

    def call(*arguments: Any) -> Any:
        before = watch.enter(m, arguments[0])
        watch.calls[m.name] = watch.calls.get(m.name, 0) + 1
        try:
            return function(*arguments)
        finally:
            watch.enter(*before)

    return call


def checked(
    mechanisms: Sequence[Mechanism], measures: Sequence[Measure], watch: Watch | None = None
) -> Callable:
    """The program of these as plain Python, watched; called as `engine.program.plain` is.

    Raises
    ------
    ThawError
        From the program, when a mechanism reads what it does not declare, stores, or asks for a row
        that its table does not have.
    """
    watch = watch or WATCH
    space: dict[str, Any] = {}
    exec(
        compile(codegen.source_of(mechanisms, measures, flat=False), "<checked program>", "exec"),
        space,
    )
    text = codegen.Text(flat=False)
    for m in mechanisms:
        for function in (m.function, *(getattr(m, part) for part in PARTS)):
            if function is not None:
                space[text.name(function)] = watched(m, function, watch)

    def run(world: World, theta: Any, streams: Any, buf: Any, *rest: Any) -> None:
        names = {id(a): f"streams.{name}" for name, a in streams._asdict().items()}
        names |= {id(theta): "theta", id(buf): "buf"}
        space["light"] = lambda w: guarded_world(w, watch)
        space["borrow"] = lambda array: Guarded(array, names[id(array)], watch, column=False)
        space["run"](world, theta, streams, buf, *rest)

    return run


WATCH = Watch()
"""What the checked build of this process has seen."""
