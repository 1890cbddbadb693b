"""The source of one function of a mechanism, read as the engine will read it.

The compiled day is made from a small part of Python: numbers in plain names, ``w.table.column[i]``,
conditions, loops, and calls of functions that can be followed. Whatever cannot be followed could read
or change anything, and is refused.
"""

from __future__ import annotations

import ast
import inspect
import types
from functools import cache

from thaw.contract.names import Names
from thaw.contract.returns import counted
from thaw.contract.source import (
    Call,
    Fault,
    Reading,
    Roles,
    definition,
    file_of,
    first_line,
    followed,
    nodes_of,
)
from thaw.contract.vocabulary import BUILTINS, EXACT, PLAIN, WORDS


@cache
def read(function: types.FunctionType, roles: Roles) -> Reading:
    """Read one function.

    Parameters
    ----------
    function : function
    roles : tuple of (argument, role)
        Which arguments are the world "w", the parameters "p", a person "me", a spot "at".

    Returns
    -------
    Reading
    """
    reading = Reading(file_of(function))
    node = definition(function)
    if node is None or hasattr(function, "__wrapped__") or function.__code__.co_freevars:
        reading.faults.append(
            Fault(
                reading.file,
                first_line(function),
                f"the source of {function.__name__} cannot be followed",
                "write it as a plain function at the top of a file",
            )
        )
        return reading
    _Reader(function, node, dict(roles), reading).start()
    return reading


class _Reader(Names):
    """Walks one function and fills its `Reading`."""

    def start(self) -> None:
        """Read the head, then the body."""
        for one in self.node.decorator_list:
            head = one.func if isinstance(one, ast.Call) else one
            if ast.unparse(head).split(".")[-1] not in ("mechanism", "register_jitable"):
                self.fault(
                    one,
                    f"the decorator {ast.unparse(one)} is lost in the compiled day",
                    "only @mechanism and @register_jitable may stand here",
                )
        for name in (a for a in ast.walk(self.node.args) if isinstance(a, ast.arg)):
            self.annotated(name.annotation)
        self.annotated(self.node.returns)
        for n in nodes_of(self.function):
            if isinstance(n, ast.Assign) and len(n.targets) == 1:
                self.name_tables(n)
        for part in self.node.body:
            self.visit(part)

    def annotated(self, node: ast.expr | None) -> None:
        """Types that stand beside arguments are carried into the compiled day, where few are known."""
        if node is not None and ast.unparse(node) not in ("float", "int", "bool", "None"):
            self.fault(
                node,
                f"the type {ast.unparse(node)} beside an argument is unknown in the compiled day",
                "leave it out",
            )

    def generic_visit(self, node: ast.AST) -> None:
        if not isinstance(node, PLAIN):
            what = WORDS.get(type(node), f"`{type(node).__name__.lower()}`")
            target = [t for t in getattr(node, "targets", []) if self.of_world(t)]
            if target:
                self.store(target[0])
                return
            self.fault(
                node,
                f"holds {what}, which the compiled day does not know",
                "use numbers in plain names, if, for, while and calls of plain functions",
            )
            return
        super().generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            if len(target.elts) != len(value.elts):
                self.fault(node, f"unpacks {len(value.elts)} values into {len(target.elts)} names")
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Call):
            counts = counted(value, self.function)
            if counts != {len(target.elts)}:
                many = " or ".join(str(c) for c in sorted(counts))
                self.fault(node, f"unpacks {many} values into {len(target.elts)} names")
        for one in node.targets[1:]:
            self.visit(one)
        for one, given in self.pairs(node):
            table = self.table(given)
            if isinstance(one, ast.Name) and table is not None:
                self.alias(node, one.id, given)
                continue
            self.visit(one)
            self.visit(given)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.annotated(node.annotation)
        self.visit(node.target)
        if node.value is not None:
            self.visit(node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.power(node, node.op, node.value)
        self.visit(node.target)
        self.visit(node.value)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        self.power(node, node.op, node.right)
        self.visit(node.left)
        self.visit(node.right)

    def power(self, node: ast.AST, op: ast.operator, exponent: ast.expr) -> None:
        """Squares alone have the same bits compiled and plain."""
        if not isinstance(op, ast.Pow):
            return
        if not (isinstance(exponent, ast.Constant) and exponent.value in (1, 2)):
            self.fault(
                node,
                f"raises to the power of {ast.unparse(exponent)}, whose last bits differ by machine",
                "write the product out, or exp(y * log(x)) with exp and log of thaw.draw",
            )

    def visit_Constant(self, node: ast.Constant) -> None:
        if not isinstance(node.value, int | float | None):
            self.fault(
                node, f"holds {node.value!r}, which is not a number", "give it a number instead"
            )

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            if node.id in self.roles:
                self.fault(
                    node, f"gives the argument {node.id!r} another meaning", "use another name"
                )
            return
        if self.is_world(node):
            self.fault(
                node,
                f"hands on {node.id} where it cannot be followed",
                f"write {node.id}.table.column[i], or hand {node.id} to a function of your own",
            )
        elif node.id in self.tables:
            self.fault(
                node,
                f"hands on the table w.{self.tables[node.id]} where it cannot be followed",
                "hand on w, or one value",
            )
        elif not self.local(node.id):
            self.global_value(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        base = node.value
        if not isinstance(node.ctx, ast.Load):
            self.store(node)
        elif (found := self.column(node)) is not None:
            self.use(node, *found)
            self.fault(
                node,
                f"uses the whole column {ast.unparse(node)}",
                expected="one entry, as w.table.column[i], or w.table.column.shape[0]",
            )
        elif self.is_world(base):
            self.bare_table(node)
        elif isinstance(base, ast.Name) and base.id in self.roles:
            self.out.fields.setdefault((self.roles[base.id], node.attr), node.lineno)
        elif isinstance(base, ast.Name) and not self.local(base.id):
            value = self.function.__globals__.get(base.id)
            if isinstance(value, types.ModuleType):
                self.member(node, base.id, value)
            else:
                self.visit(base)
        else:
            self.visit(base)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        value, index = node.value, node.slice
        if not isinstance(node.ctx, ast.Load):
            self.store(node)
            return
        if isinstance(value, ast.Attribute) and value.attr == "shape":
            found = self.column(value.value)
            if found is not None and isinstance(index, ast.Constant) and index.value == 0:
                self.use(node, *found)
                return
        found = self.column(value)
        if found is None:
            self.visit(value)
            if not isinstance(index, ast.Slice):
                self.visit(index)
            return
        self.use(node, *found)
        if isinstance(index, ast.Slice | ast.Tuple):
            self.fault(
                node,
                f"uses a part of a column, {ast.unparse(node)}",
                expected="one entry, as w.table.column[i]",
            )
        elif isinstance(index, ast.UnaryOp) and isinstance(index.op, ast.USub):
            self.fault(
                node, f"counts {ast.unparse(node)} from the end", expected="a row number from 0 up"
            )
        else:
            self.visit(index)

    def visit_Call(self, node: ast.Call) -> None:
        called, before = node.func, len(self.out.faults)
        value = None
        if isinstance(called, ast.Name) and not self.local(called.id):
            value = self.function.__globals__.get(called.id)
            if value is not None:
                self.called(called, value)
            elif called.id not in BUILTINS:
                self.unknown(called)
        elif isinstance(called, ast.Attribute):
            self.method(called)
        else:
            self.fault(
                node,
                f"calls {ast.unparse(called)}, which cannot be followed",
                "call a function of the file by its name",
            )
        if len(self.out.faults) > before:
            return
        if isinstance(value, types.FunctionType) and followed(value):
            self.follow(node, value)
        else:
            for part in (*node.args, *node.keywords):
                self.visit(part)

    def method(self, node: ast.Attribute) -> None:
        """``something.name(...)``: a function of math or numpy, and nothing else."""
        before = len(self.out.faults)
        self.visit(node)
        base = node.value
        known = isinstance(base, ast.Name) and base.id in EXACT and not self.local(base.id)
        if not known and len(self.out.faults) == before:
            self.fault(
                node,
                f"calls the method {ast.unparse(node)}, which cannot be followed",
                "call a function by its name",
            )

    def follow(self, node: ast.Call, value: types.FunctionType) -> None:
        """Note a call of a function that is followed, with what it is handed."""
        try:
            signature = inspect.signature(value)
            given = [a for a in node.args if not isinstance(a, ast.Starred)]
            named = {k.arg: k.value for k in node.keywords if k.arg is not None}
            if len(given) < len(node.args) or len(named) < len(node.keywords):
                raise TypeError("starred values")
            bound = signature.bind(*given, **named)
        except TypeError as problem:
            self.fault(
                node,
                f"calls {value.__name__} wrongly: {problem}",
                expected=f"{value.__name__}{inspect.signature(value)}",
            )
            return
        roles = []
        for name, argument in bound.arguments.items():
            role = self.roles.get(argument.id) if isinstance(argument, ast.Name) else None
            if role is None:
                for part in argument if isinstance(argument, tuple) else (argument,):
                    self.visit(part)
                continue
            roles.append((name, role))
            if role == "w" and name != "w":
                self.fault(
                    node,
                    f"{value.__name__} calls the world {name!r}",
                    "call it w: the compiled day knows it by that name",
                )
        self.out.calls.append(Call(value, tuple(roles), node.lineno))
