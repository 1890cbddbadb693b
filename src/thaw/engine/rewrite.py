"""The source of a mechanism rewritten from columns to flat buffers: what compiled code sees."""

from __future__ import annotations

import ast

from thaw.engine.buffers import ROWS, SLOTS
from thaw.errors import ThawError
from thaw.world import COLUMNS


class _Flatten(ast.NodeTransformer):
    """Rewrites ``w.table.column[i]`` and ``w.table.column.shape[0]`` for `Flat`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        value = node.value
        if isinstance(value, ast.Attribute) and value.attr == "shape":
            found = _column(value.value)
            if found and found[0] in ROWS:
                return ast.copy_location(_header(found[1], ROWS[found[0]]), node)
        found = _column(value)
        if found is None:
            return self.generic_visit(node)
        table, owner, column = found
        if isinstance(node.slice, ast.UnaryOp) and isinstance(node.slice.op, ast.USub):
            raise ThawError(
                f"counts {ast.unparse(node)} from the end, which bare addresses cannot",
                key=self.name,
                expected="a row number from 0 up",
            )
        index = self.visit(node.slice)
        if table in ("people", "draws"):
            array = ast.Attribute(owner, column, ast.Load())
            return ast.copy_location(ast.Subscript(array, index, node.ctx), node)
        if (table, column) not in SLOTS:
            raise ThawError(f"{table} has no column {column!r}", key=self.name)
        buffer, slot = SLOTS[table, column]
        place = ast.BinOp(_header(owner, slot), ast.Add(), index)
        array = ast.Attribute(owner, buffer, ast.Load())
        return ast.copy_location(ast.Subscript(array, place, node.ctx), node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if _column(node) is not None:
            raise ThawError(
                f"uses the whole column {ast.unparse(node)}",
                key=self.name,
                expected="one entry, as w.table.column[i], or w.table.column.shape[0]",
            )
        return self.generic_visit(node)


def _column(node: ast.AST) -> tuple[str, ast.Name, str] | None:
    """(table, the World's name, column) when the node is ``w.table.column``."""
    if (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id == "w"
        and node.value.attr in (*COLUMNS, "people", "draws")
    ):
        return node.value.attr, node.value.value, node.attr
    return None


def _header(owner: ast.expr, slot: int) -> ast.expr:
    head = ast.Attribute(owner, "H", ast.Load())
    return ast.Subscript(head, ast.Constant(slot), ast.Load())


class _Unalias(ast.NodeTransformer):
    """Puts ``w.table`` back where a local name stands for it, as in ``q = w.polities``."""

    def __init__(self) -> None:
        self.names: dict[str, ast.expr] = {}

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        target, value = node.targets[0], node.value
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=True))
        kept = []
        for t, v in pairs:
            if isinstance(t, ast.Name) and _is_table(v):
                self.names[t.id] = v
            else:
                kept.append((t, self.visit(v)))
        if len(kept) == len(pairs):
            return self.generic_visit(node)
        if not kept:
            return None
        if len(kept) == 1:
            return ast.copy_location(ast.Assign([kept[0][0]], kept[0][1]), node)
        left, right = (
            ast.Tuple(list(side), c())
            for side, c in zip(zip(*kept, strict=True), (ast.Store, ast.Load), strict=True)
        )
        return ast.copy_location(ast.Assign([left], right), node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if isinstance(node.ctx, ast.Load) and node.id in self.names:
            return self.names[node.id]
        return node


def _is_table(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "w"
        and node.attr in COLUMNS
    )


def flatten(source: str, name: str) -> str:
    """The source of a function rewritten for `Flat`.

    Raises
    ------
    ThawError
        When it uses a whole column where one entry is meant.
    """
    return ast.unparse(
        ast.fix_missing_locations(_Flatten(name).visit(_Unalias().visit(ast.parse(source))))
    )
