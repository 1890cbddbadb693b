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

from thaw.errors import ThawError, nearest_name
from thaw.own_code import is_own, load_file


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
            function.__name__,
            function,
            over,
            unit,
            inspect.getdoc(function) or "",
            Path(inspect.getsourcefile(function) or ""),
        )
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


def own_measures(file: str | Path, known_as: str = "") -> tuple[Measure, ...]:
    """The measures of a file of one's own, in the order of its lines.

    Raises
    ------
    ThawError
        The file cannot be run, holds no measure, or one named as a shipped one.
    """
    module = load_file(Path(file), known_as)
    made = [getattr(value, "measure", None) for value in vars(module).values()]
    found = tuple(m for m in made if isinstance(m, Measure) and m.file == Path(file))
    if not found:
        raise ThawError("holds no measure", file=file, expected="a function under @measure(...)")
    shipped = {m.name for over in ("polities", "places") for m in measures(over)}
    for m in found:
        if m.name in shipped:
            raise ThawError(
                f"the measure {m.name!r} is shipped already",
                file=file,
                key=m.name,
                todo="give the function another name",
            )
        if m.over not in ("polities", "places"):
            raise ThawError(
                f"over={m.over!r} is not a table that is measured",
                file=file,
                key=m.name,
                expected="polities or places",
                nearest=nearest_name(m.over, ("polities", "places")),
            )
        taken = m.function.__code__.co_varnames[: m.function.__code__.co_argcount]
        if taken != ("i", "w"):
            raise ThawError(
                f"takes ({', '.join(taken)})",
                file=file,
                key=m.name,
                line=m.function.__code__.co_firstlineno,
                expected=f"def {m.name}(i, w)",
            )
    return found


def own_measure(file: str | Path, name: str, known_as: str) -> Measure:
    """One measure of a file of one's own, as a worker process finds it again."""
    return next(m for m in own_measures(file, known_as) if m.name == name)
