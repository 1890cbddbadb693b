"""A Mechanism: one social process, what it reads and writes, its parameters, one plain function."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from numba.extending import register_jitable

from thaw.contract import load_from
from thaw.contract.declared import HEADINGS, OVER
from thaw.draw import register_decision
from thaw.errors import ThawError, nearest_name
from thaw.files import digest
from thaw.own_code import is_own, load_file
from thaw.parameter import Parameter

__all__ = ["HEADINGS", "OVER", "Mechanism", "catalogue", "load_mechanism", "mechanism"]


@dataclass(frozen=True)
class Mechanism:
    """One social process.

    Attributes
    ----------
    name : str
        Name of its function and of its file.
    function : callable
        ``f(i, w, p, key)`` for row i of `over`; for people ``f(at, me, w, p, key)`` with `at` the
        spot and `me` the person. Returns the new value of `writes`, a tuple when there are several.
    over : str
        The table it sweeps.
    reads, writes : tuple of str
        Columns as "table.column". A mechanism may read its own row or any other; it writes its own row.
    parameters : dict
        Name to `Parameter`.
    hot : bool
        Runs in every sub-step of a town where something happens, rather than once a step.
    bound : callable or None
        For people: ``bound(s, t, w, p)``, what lifts people of site s in town t (-1: a town at rest)
        by their traits (see `speak_out.reach`).
    lift : callable or None
        For people: ``lift(s, t, w, p)``, what lifts all people of site s in town t alike. What a town
        adds to rest must be the same for all sites of its place.
    own_lift : callable or None
        For people: ``own_lift(at, w, p)``, what lifts a person by where he stands (`world.Spot`).
    back : callable or None
        For people: ``back(at, act, w, p)``, the rate at which one leaves off an act.
    """

    name: str
    function: Callable
    over: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    parameters: dict[str, Parameter]
    hot: bool
    decision: int
    file: Path
    doc: str
    bound: Callable | None = None
    back: Callable | None = None
    lift: Callable | None = None
    own_lift: Callable | None = None

    @property
    def family(self) -> str:
        """Folder the mechanism lives in; "own" for one in a file beside an account."""
        return "own" if is_own(self.function.__module__) else self.file.parent.name

    def __reduce_ex__(self, protocol: Any) -> Any:
        """One in a file beside an account travels to another process as its file and text."""
        if is_own(self.function.__module__):
            return own_mechanism, (str(self.file), self.function.__module__)
        return super().__reduce_ex__(protocol)

    @property
    def values(self) -> type:
        """Namedtuple of its parameter values, in declared order."""
        return namedtuple(f"P_{self.name}", list(self.parameters) or ["none"])


def mechanism(
    over: str,
    reads: tuple[str, ...] | str,
    writes: tuple[str, ...] | str,
    hot: bool = False,
    bound: Callable | None = None,
    back: Callable | None = None,
    lift: Callable | None = None,
    own_lift: Callable | None = None,
) -> Callable[[Callable], Callable]:
    """Declare the function below as the mechanism of its file.

    Parameters of the mechanism are the `Parameter` objects at the top of the file; the function sees
    their values as ``p.name``. Nothing is compiled here: numba compiles the function when an account
    is run, and the plain run calls it as it stands. What is declared is checked against the source
    when the mechanism is loaded (`thaw.contract`).
    """

    def declare(function: Callable) -> Callable:
        name = function.__name__
        file = Path(function.__code__.co_filename)
        around = function.__globals__
        parameters = {k: v for k, v in around.items() if isinstance(v, Parameter)}
        function = register_jitable(function)
        made = Mechanism(
            name,
            function,
            over,
            _tuple(reads),
            _tuple(writes),
            parameters,
            hot,
            _register(name, file),
            file,
            inspect.cleandoc(around.get("__doc__") or ""),
            bound,
            back,
            lift,
            own_lift,
        )
        function.mechanism = made  # type: ignore[attr-defined]
        return function

    return declare


_SOURCES: dict[str, tuple[Path, str]] = {}
"""File and text by which each mechanism was declared."""


def _register(name: str, file: Path) -> int:
    """The decision number of a mechanism.

    A second file of the same text is the same mechanism, and a file that was edited replaces what it
    declared before; another text in another file must not share a name, since it would share luck.
    """
    text = digest(file.read_text(encoding="utf-8")) if file.is_file() else ""
    first, known = _SOURCES.get(name, (file, text))
    if known != text and first.resolve() != file.resolve():
        raise ThawError(
            f"the mechanism {name!r} is declared by another file of another text, {first}",
            file=file,
            key=name,
            todo="give one of them another name; every draw hangs on the name",
        )
    _SOURCES[name] = (file, text)
    return register_decision(name, "a mechanism")


def _tuple(names: tuple[str, ...] | str) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


@cache
def catalogue() -> dict[str, str]:
    """Names of all shipped mechanisms with the module each lives in."""
    import thaw.mechanisms as package

    return {
        info.name.rsplit(".", 1)[1]: info.name
        for info in pkgutil.walk_packages(package.__path__, "thaw.mechanisms.")
        if not info.ispkg and not info.name.rsplit(".", 1)[1].startswith("_")
    }


def load_mechanism(name: str) -> Mechanism:
    """The mechanism called `name`.

    Raises
    ------
    ThawError
        When there is none (the nearest name is given), or when it breaks its contract: file, line and
        what to do are told.
    """
    modules = catalogue()
    if name not in modules:
        raise ThawError(
            f"no mechanism is called {name!r}",
            nearest=nearest_name(name, modules),
            todo="see `thaw accounts --mechanisms` for all names",
        )
    return _shipped(modules[name], name)


@cache
def _shipped(module: str, name: str) -> Mechanism:
    """A shipped mechanism, checked once a process."""
    file = Path(__file__).parent.joinpath(*module.split(".")[1:]).with_suffix(".py")
    return load_from(lambda: importlib.import_module(module), file, name)


def own_mechanism(file: str | Path, known_as: str = "") -> Mechanism:
    """The mechanism of a file of one's own: the function named after the file.

    Parameters
    ----------
    file : path
    known_as : str
        Module name under which a parent process loaded it; another text is then refused.

    Raises
    ------
    ThawError
        The file cannot be run, holds no such mechanism, or breaks the contract of mechanisms.
    """
    path = Path(file)
    return load_from(lambda: load_file(path, known_as), path, path.stem)
