"""What names stand for within one function: the world, its tables, columns, globals and modules."""

from __future__ import annotations

import ast
import builtins
import math
import types
from collections import Counter
from typing import Any

import numpy as np

from thaw import draw
from thaw.contract.source import Fault, Reading, followed, nodes_of
from thaw.contract.vocabulary import BUILTINS, DRAWS, EXACT, INSTEAD
from thaw.errors import nearest_name
from thaw.parameter import Parameter
from thaw.world import COLUMNS


def _root(node: ast.AST) -> ast.AST:
    """What a chain of attributes and subscripts begins with."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node


class Names(ast.NodeVisitor):
    """The names of one function; what is wrong with them goes into its `Reading`."""

    def __init__(
        self,
        function: types.FunctionType,
        node: ast.FunctionDef,
        roles: dict[str, str],
        out: Reading,
    ) -> None:
        self.function, self.node, self.roles, self.out = function, node, roles, out
        nodes = nodes_of(function)
        self.stored = Counter(
            n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)
        )
        a = node.args
        arguments = [*a.posonlyargs, *a.args, *a.kwonlyargs, a.vararg, a.kwarg]
        self.arguments = {x.arg for x in arguments if x is not None}
        self.tables: dict[str, str] = {}

    def fault(self, node: ast.AST, problem: str, todo: str | None = None, **more: Any) -> None:
        """Note a fault, once for each line and wording."""
        made = Fault(
            self.out.file, getattr(node, "lineno", self.node.lineno), problem, todo, **more
        )
        if made not in self.out.faults:
            self.out.faults.append(made)

    def pairs(self, node: ast.Assign) -> list[tuple[ast.expr, ast.expr]]:
        """Targets of an assignment with their values, where each has one of its own."""
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            if len(target.elts) == len(value.elts):
                return list(zip(target.elts, value.elts, strict=True))
        return [(target, value)]

    def name_tables(self, node: ast.Assign) -> None:
        """Enter local names that stand for tables, as q in ``q = w.polities``."""
        for target, value in self.pairs(node):
            table = self.table(value)
            if isinstance(target, ast.Name) and table is not None:
                self.tables[target.id] = table

    def table(self, node: ast.AST) -> str | None:
        """Name of the table that an expression stands for."""
        if isinstance(node, ast.Name):
            return self.tables.get(node.id)
        if isinstance(node, ast.Attribute) and self.is_world(node.value) and node.attr in COLUMNS:
            return node.attr
        return None

    def is_world(self, node: ast.AST) -> bool:
        """Whether a node is the world itself."""
        return isinstance(node, ast.Name) and self.roles.get(node.id) == "w"

    def column(self, node: ast.AST) -> tuple[str, str] | None:
        """(table, column) that an expression stands for."""
        if isinstance(node, ast.Attribute):
            table = self.table(node.value)
            if table is not None:
                return table, node.attr
        return None

    def use(self, node: ast.AST, table: str, column: str) -> None:
        """Note that a column is read."""
        if column not in COLUMNS[table]:
            self.fault(
                node,
                f"{table} has no column {column!r}",
                nearest=nearest_name(column, COLUMNS[table]),
            )
            return
        self.out.uses.setdefault(f"{table}.{column}", getattr(node, "lineno", 0))

    def of_world(self, node: ast.AST) -> bool:
        """Whether a node is reached from the world."""
        root = _root(node)
        return self.is_world(root) or (isinstance(root, ast.Name) and root.id in self.tables)

    def alias(self, node: ast.Assign, name: str, given: ast.expr) -> None:
        """A local name for a table: one name, bound once, straight from w."""
        table = f"w.{self.table(given)}"
        if isinstance(given, ast.Name):
            self.fault(
                node,
                f"{name!r} is a second name for {given.id!r}, which stands for {table}",
                f"write {name} = {table}",
            )
        if len(node.targets) > 1 or self.stored[name] > 1 or name in self.arguments:
            self.fault(
                node,
                f"{name!r} stands for {table} and for something else",
                "bind a name of a table once, in a line of its own, and use another name for the rest",
            )

    def local(self, name: str) -> bool:
        """Whether a name belongs to the function."""
        return name in self.arguments or name in self.stored

    def global_value(self, node: ast.Name) -> None:
        """A name from outside the function that is not called: a number or a tuple of numbers."""
        name = node.id
        if name not in self.function.__globals__:
            self.unknown(node)
            return
        value = self.function.__globals__[name]
        if _is_number(value) and name not in (*DRAWS, "math", "np", "borrow", "prange"):
            return
        if isinstance(value, Parameter):
            self.fault(
                node,
                f"uses the Parameter {name!r} itself",
                f"write p.{name}: its value in this run",
            )
        elif isinstance(value, types.ModuleType):
            self.module(node, value.__name__)
        elif callable(value):
            self.fault(node, f"hands on {name} without calling it", f"call it: {name}(...)")
        elif _is_number(value):
            self.fault(node, f"{name!r} is a name of the engine", "use another name")
        else:
            self.fault(
                node,
                f"uses the global {name!r}, a {type(value).__name__}, which could change within a run",
                "keep what is remembered in a column; globals are numbers and tuples of numbers",
            )

    def unknown(self, node: ast.Name) -> None:
        """Note a name that nothing stands for."""
        if hasattr(builtins, node.id):
            self.fault(
                node,
                f"uses {node.id}, which a mechanism may not",
                INSTEAD.get(node.id) and f"use {INSTEAD[node.id]}",
                expected="of Python's own functions " + ", ".join(BUILTINS),
            )
            return
        known = [*self.function.__globals__, *self.stored, *self.arguments]
        self.fault(
            node, f"the name {node.id!r} is not known here", nearest=nearest_name(node.id, known)
        )

    def store(self, node: ast.AST) -> None:
        """Note a store into what is not the function's own."""
        self.fault(
            node,
            f"stores into {ast.unparse(node)}",
            "return the new value: the engine writes it into the row of its own, and into no other",
        )

    def bare_table(self, node: ast.Attribute) -> None:
        """``w.something`` that is no base of a column."""
        if node.attr in COLUMNS:
            self.fault(
                node,
                f"hands on the table {ast.unparse(node)} where it cannot be followed",
                "hand on w, or one value",
            )
        elif node.attr in ("people", "draws"):
            self.fault(
                node,
                f"reads {ast.unparse(node)}, which is the engine's own",
                "what may be known of a person stands in `me` and `at`",
            )
        else:
            self.fault(
                node,
                f"the world has no table {node.attr!r}",
                nearest=nearest_name(node.attr, COLUMNS),
            )

    def module(self, node: ast.AST, name: str) -> None:
        """A module that the compiled day does not know."""
        self.fault(
            node,
            f"uses the module {name}, which the compiled day does not know",
            f"use {INSTEAD[name]}"
            if name in INSTEAD
            else "import the function itself: from ... import ...",
        )

    def member(self, node: ast.Attribute, name: str, module: types.ModuleType) -> None:
        """``module.member``: of math and numpy what is exact, of others nothing."""
        if (name, module) not in (("math", math), ("np", np)):
            if module is np:
                self.fault(node, "numpy goes by another name", "write import numpy as np")
            else:
                self.module(node, module.__name__)
            return
        if node.attr not in EXACT[name]:
            instead = INSTEAD.get(node.attr)
            self.fault(
                node,
                f"uses {name}.{node.attr}, which is not the same to the bit everywhere",
                f"use {instead}"
                if instead
                else "write it out with exp, log and cosine of thaw.draw",
                expected=f"of {name} only " + ", ".join(EXACT[name]),
            )

    def called(self, node: ast.Name, value: Any) -> None:
        """Refuse what is not a plain function, a namedtuple, or a draw under its own name."""
        name = node.id
        given = getattr(draw, name, None) if name in DRAWS else None
        if value is given:
            return
        module = getattr(value, "__module__", None)
        if name in (*DRAWS, "borrow", "prange"):
            instead = INSTEAD.get(name) if module in ("math", "numpy", None) else None
            self.fault(
                node,
                f"{name} is not that of thaw.draw, which the compiled day uses under this name",
                f"use {instead}"
                if instead
                else f"import {name} from thaw.draw, or use another name",
            )
        elif module == draw.__name__:
            own = getattr(value, "__name__", name)
            self.fault(
                node,
                f"calls thaw.draw.{own} by the name {name}",
                "call it by its own name",
                expected=", ".join(DRAWS),
            )
        elif not followed(value) and not (isinstance(value, type) and hasattr(value, "_fields")):
            own = getattr(value, "__name__", name)
            instead = INSTEAD.get(own) or INSTEAD.get(str(module))
            if own in EXACT["math"] and module in ("math", "numpy", None):
                instead = f"math.{own}, with import math"
            self.fault(
                node,
                f"calls {name}, whose source cannot be followed",
                f"use {instead}"
                if instead
                else "write it as a plain function at the top of a file",
            )


def _is_number(value: Any) -> bool:
    """Whether a global is a number or a tuple of numbers, which compiled code can hold."""
    if isinstance(value, tuple):
        return all(_is_number(v) for v in value)
    return isinstance(value, int | float)
