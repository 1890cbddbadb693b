"""A Mechanism: one social process, what it reads and writes, its parameters, one plain function."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from numba.extending import register_jitable

from thaw.draw import register_decision
from thaw.errors import ThawError, nearest_name
from thaw.files import digest
from thaw.own_code import is_own, own_mechanism
from thaw.parameter import Parameter
from thaw.world import COLUMNS

HEADINGS = ("Source", "Departures", "Notice", "Try")
OVER = ("people", *(t for t in COLUMNS if t != "clock"))


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
        return namedtuple(f"P_{self.name}", list(self.parameters) or ["none"])  # type: ignore[misc]

    def line_of(self, text: str) -> int | None:
        """First line of the file that holds `text`."""
        for number, line in enumerate(self.file.read_text().splitlines(), 1):
            if text in line:
                return number
        return None


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
    is run, and the plain run calls it as it stands.
    """

    def declare(function: Callable) -> Callable:
        name = function.__name__
        file = Path(inspect.getsourcefile(function) or "")
        module = inspect.getmodule(function)
        parameters = {k: v for k, v in vars(module).items() if isinstance(v, Parameter)}
        function = register_jitable(function)
        made = Mechanism(
            name, function, over, _tuple(reads), _tuple(writes), parameters, hot,
            _register(name, file), file, inspect.getdoc(module) or "",
            bound, back, lift, own_lift,
        )  # fmt: skip
        _check(made)
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
            file=file, key=name, todo="give one of them another name; every draw hangs on the name",
        )  # fmt: skip
    _SOURCES[name] = (file, text)
    return register_decision(name, "a mechanism")


def _tuple(names: tuple[str, ...] | str) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _check(m: Mechanism) -> None:
    """Every column named is declared in `world.COLUMNS`, and the code touches only columns it names."""
    if m.over not in OVER:
        raise ThawError(
            f"over={m.over!r} is not a table", file=m.file, key=m.name,
            expected=", ".join(OVER), nearest=nearest_name(m.over, OVER),
        )  # fmt: skip
    valid = [f"{t}.{c}" for t, cols in COLUMNS.items() for c in cols]
    for word, columns in (("reads", m.reads), ("writes", m.writes)):
        for column in columns:
            if column not in valid and not (m.over == "people" and column.startswith("people.")):
                raise ThawError(
                    f"{word} undeclared column {column!r}", file=m.file, line=m.line_of(column),
                    key=m.name, expected="a column of world.COLUMNS as table.column",
                    nearest=nearest_name(column, valid),
                )  # fmt: skip
    for column in m.writes:
        if not column.startswith(m.over + "."):
            raise ThawError(
                f"writes {column!r}, which is not a column of the table it sweeps", file=m.file,
                line=m.line_of(column), key=m.name, expected=f"{m.over}.<column>",
            )  # fmt: skip
    touched = _columns_touched(m.function)
    for part in (m.bound, m.back, m.lift, m.own_lift):
        if part is not None:
            touched |= _columns_touched(part)
    for column, offset in touched.items():
        if column not in m.reads and column.split(".")[0] != "clock":
            raise ThawError(
                f"the code uses {column!r}, which `reads` does not name", file=m.file,
                line=offset, key=m.name, todo=f"add {column!r} to reads",
            )  # fmt: skip


def _columns_touched(function: Callable) -> dict[str, int]:
    """Columns the source of `function` reaches as ``w.table.column``, with their line numbers."""
    lines, first = inspect.getsourcelines(function)
    tree = ast.parse(textwrap.dedent("".join(lines)))
    found: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            inner = node.value
            if (
                isinstance(inner.value, ast.Name)
                and inner.value.id == "w"
                and inner.attr in COLUMNS
            ):
                found.setdefault(f"{inner.attr}.{node.attr}", first + node.lineno - 1)
    return found


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
        When there is none; the nearest name is given.
    """
    modules = catalogue()
    if name not in modules:
        raise ThawError(
            f"no mechanism is called {name!r}", nearest=nearest_name(name, modules),
            todo="see `thaw accounts --mechanisms` for all names",
        )  # fmt: skip
    module: ModuleType = importlib.import_module(modules[name])
    return vars(module)[name].mechanism
