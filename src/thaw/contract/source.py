"""The source of a function, and what reading it can show."""

from __future__ import annotations

import ast
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from thaw import draw
from thaw.errors import ThawError


@dataclass(frozen=True)
class Fault:
    """One breach of the contract: where it stands, what it is, what to do."""

    file: Path
    line: int
    problem: str
    todo: str | None = None
    nearest: str | None = None
    expected: str | None = None

    def error(self, key: str) -> ThawError:
        """The fault as an error; `key` is the name of the mechanism."""
        return ThawError(
            self.problem,
            file=self.file,
            line=self.line,
            key=key,
            todo=self.todo,
            nearest=self.nearest,
            expected=self.expected,
        )


Roles = tuple[tuple[str, str], ...]
"""Arguments that stand for the world (w), parameters (p), a person (me) or a spot (at): (name, role)."""


@dataclass(frozen=True)
class Call:
    """A call of a function that is followed: what it is called with, and from which line."""

    function: types.FunctionType
    roles: Roles
    line: int


@dataclass
class Reading:
    """What reading one function has shown; lines are those of its file."""

    file: Path
    uses: dict[str, int] = field(default_factory=dict)
    fields: dict[tuple[str, str], int] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@cache
def _definitions(text: str) -> dict[str, list[ast.FunctionDef]]:
    """Functions of a file by name, those at the top only."""
    found: dict[str, list[ast.FunctionDef]] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            found.setdefault(node.name, []).append(node)
    return found


def file_of(function: Callable) -> Path:
    """The file a function was written in."""
    return Path(function.__code__.co_filename)


def first_line(function: Callable) -> int:
    """Line on which a function begins, decorators included."""
    return int(function.__code__.co_firstlineno)


def definition(function: Callable) -> ast.FunctionDef | None:
    """The source of a function, or None where it does not stand at the top of a file."""
    try:
        text = file_of(function).read_text(encoding="utf-8")
    except OSError:
        return None
    found = _definitions(text).get(function.__code__.co_name, [])
    begins = [min([n.lineno, *(d.lineno for d in n.decorator_list)]) for n in found]
    for node, line in zip(found, begins, strict=True):
        if line == first_line(function):
            return node
    return None


@cache
def nodes_of(function: Callable) -> tuple[ast.AST, ...]:
    """All nodes of the body of a function, by line; those of no function are none."""
    node = definition(function)
    found = [] if node is None else [n for part in node.body for n in ast.walk(part)]
    return tuple(
        sorted(found, key=lambda n: (getattr(n, "lineno", 0), getattr(n, "col_offset", 0)))
    )


def followed(value: Any) -> bool:
    """Whether a global is a function whose source takes part in the compiled day."""
    return isinstance(value, types.FunctionType) and value.__module__ != draw.__name__
