"""How many values a function returns, read from its source."""

from __future__ import annotations

import ast
import types

from thaw.contract.source import definition, followed, nodes_of
from thaw.draw import philox, words

FOUR = (philox, words)
"""Functions of `thaw.draw` that return four words; the others return one number."""


def returned(function: types.FunctionType) -> list[tuple[int, int]]:
    """(line, number of values) of every way a function returns."""
    return sorted(_returns(function, frozenset()))


def counted(value: ast.expr, function: types.FunctionType) -> set[int]:
    """How many values an expression of a function may stand for; 1 where that cannot be told."""
    return _count(value, function, frozenset())


def falls_off(body: list[ast.stmt]) -> bool:
    """Whether control may come to the end of these statements."""
    for one in body:
        if isinstance(one, ast.Return | ast.Raise | ast.Break | ast.Continue):
            return False
        if isinstance(one, ast.If) and not falls_off(one.body) and not falls_off(one.orelse):
            return False
        if isinstance(one, ast.While) and isinstance(one.test, ast.Constant) and one.test.value:
            if not any(isinstance(n, ast.Break) for part in one.body for n in ast.walk(part)):
                return False
    return True


def _returns(function: types.FunctionType, seen: frozenset) -> set[tuple[int, int]]:
    found = set()
    for part in nodes_of(function):
        if isinstance(part, ast.Return):
            for count in _count(part.value, function, seen | {function}):
                found.add((part.lineno, count))
    return found


def _count(value: ast.expr | None, function: types.FunctionType, seen: frozenset) -> set[int]:
    """How many values an expression may stand for: 0 for None, 1 for a number."""
    if value is None or (isinstance(value, ast.Constant) and value.value is None):
        return {0}
    if isinstance(value, ast.Tuple):
        return {len(value.elts)}
    if isinstance(value, ast.IfExp):
        return _count(value.body, function, seen) | _count(value.orelse, function, seen)
    if isinstance(value, ast.Call):
        return _count_call(value, function, seen)
    if isinstance(value, ast.Name) and value.id not in function.__code__.co_varnames:
        held = function.__globals__.get(value.id)
        return {len(held) if isinstance(held, tuple) else 1}
    if isinstance(value, ast.Name) and value.id not in seen:
        given = [
            n.value
            for n in nodes_of(function)
            if isinstance(n, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == value.id for t in n.targets)
        ]
        counts = [_count(v, function, seen | {value.id}) for v in given]
        return set().union(*counts) or {1}
    return {1}


def _count_call(value: ast.Call, function: types.FunctionType, seen: frozenset) -> set[int]:
    if isinstance(value.func, ast.Attribute):
        return {2} if value.func.attr == "frexp" else {1}
    called = function.__globals__.get(value.func.id) if isinstance(value.func, ast.Name) else None
    if called in FOUR:
        return {4}
    if isinstance(called, types.FunctionType) and followed(called) and called not in seen:
        if definition(called) is not None:
            return {count for _, count in _returns(called, seen)} or {0}
    return {1}
