"""Single functions compiled with all they reach: what published models are run with."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from thaw.engine.cache import kept, load
from thaw.engine.codegen import IMPORTS, Text


@cache
def kernel(function: Callable, threads: bool = False) -> Callable:
    """A plain function compiled with all it reaches, from the disk cache when no source has changed.

    The function and those it calls are ordinary Python that uses numpy, math, thaw.draw, numbers,
    tuples of numbers, namedtuple classes and `engine.flat.borrow` only. Numba's own cache would miss
    an edit of a function in another file.

    Parameters
    ----------
    function : callable
    threads : bool
        Let ``prange`` spread over threads.
    """
    own = Text(True)
    own.add(function)
    parts = [*IMPORTS, *own.parts, f"run = {own.name(function)}"]
    return load(kept("k", "\n\n".join(parts) + "\n", threads), threads, own.name(function))
