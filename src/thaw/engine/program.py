"""An account's whole day as one program, compiled or as plain Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from thaw.engine.cache import cache_folder, kept, known_program, load, write
from thaw.engine.codegen import source_of
from thaw.measure import Measure
from thaw.mechanism import Mechanism


def plain(mechanisms: Sequence[Mechanism], measures: Sequence[Measure]) -> Callable:
    """The program as ordinary Python: slow, and the reference for the compiled one."""
    space: dict = {}
    exec(compile(source_of(mechanisms, measures, flat=False), "<plain program>", "exec"), space)
    return space["run"]


def compiled(mechanisms: Sequence[Mechanism], measures: Sequence[Measure]) -> Callable:
    """The program compiled by numba, from the disk cache when nothing it depends on has changed."""
    known = known_program(mechanisms, measures)
    path = None
    if known is not None and known.exists():
        path = cache_folder() / known.read_text()
    if path is None or not path.exists():
        path = kept("u", source_of(mechanisms, measures), False)
        if known is not None:
            write(known, path.name)
    return load(path, False, "run")
