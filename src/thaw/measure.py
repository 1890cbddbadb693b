"""A Measure: a function from the world to a number that someone could have recorded."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from numba.extending import register_jitable

from thaw.own_code import is_own, own_measure


@dataclass(frozen=True)
class Measure:
    """One measured quantity.

    Attributes
    ----------
    name : str
        Name of its function.
    function : callable
        ``f(i, w)``, the value for row i of `over`.
    over : str
        "polities" or "places".
    unit : str
        Unit of the value.
    doc : str
        What it counts.
    """

    name: str
    function: Callable
    over: str
    unit: str
    doc: str
    file: Path

    def __reduce_ex__(self, protocol: Any) -> Any:
        """One in a file beside an account travels to another process as its file and text."""
        module = self.function.__module__
        if is_own(module):
            return own_measure, (str(self.file), self.name, module)
        return super().__reduce_ex__(protocol)


def measure(over: str, unit: str) -> Callable[[Callable], Callable]:
    """Declare the function below as a measure, recorded at the end of every step."""

    def declare(function: Callable) -> Callable:
        function = register_jitable(function)
        function.measure = Measure(  # type: ignore[attr-defined]
            function.__name__, function, over, unit, inspect.getdoc(function) or "",
            Path(inspect.getsourcefile(function) or ""),
        )  # fmt: skip
        return function

    return declare


@cache
def measures(over: str) -> tuple[Measure, ...]:
    """All shipped measures over a table, in the order of their files and lines."""
    import thaw.measures as package

    found = []
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        module = importlib.import_module(f"thaw.measures.{info.name}")
        for value in vars(module).values():
            made = getattr(value, "measure", None)
            if isinstance(made, Measure) and made.over == over and made not in found:
                found.append(made)
    return tuple(found)
