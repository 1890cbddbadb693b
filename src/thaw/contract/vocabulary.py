"""The part of Python that a mechanism may use, and what stands in for the rest."""

from __future__ import annotations

import ast

DRAWS = ("cosine", "exp", "happens", "log", "normal", "philox", "poisson", "uniform", "words")
"""Functions of `thaw.draw` that a mechanism may call, under these names."""

BUILTINS = ("abs", "bool", "float", "int", "max", "min", "range")

EXACT = {
    "math": (
        "ceil",
        "copysign",
        "e",
        "fabs",
        "floor",
        "frexp",
        "inf",
        "isfinite",
        "isinf",
        "isnan",
        "ldexp",
        "nan",
        "pi",
        "sqrt",
        "tau",
        "trunc",
    ),
    "np": (
        "ceil",
        "float64",
        "floor",
        "inf",
        "int64",
        "isfinite",
        "isinf",
        "isnan",
        "nan",
        "pi",
        "sqrt",
    ),
}
"""What `math` and numpy give to the same bit on every machine, compiled or not."""

INSTEAD = {
    "exp": "thaw.draw.exp",
    "expm1": "thaw.draw.exp",
    "log": "thaw.draw.log",
    "log1p": "thaw.draw.log",
    "log10": "thaw.draw.log",
    "log2": "thaw.draw.log",
    "cos": "thaw.draw.cosine, which counts in turns",
    "sin": "thaw.draw.cosine, which counts in turns",
    "pow": "exp(y * log(x)) with exp and log of thaw.draw",
    "random": "thaw.draw.uniform(key, i)",
    "getattr": "w.table.column[i], written out",
    "setattr": "a returned value: the engine writes it",
    "len": "w.table.column.shape[0]",
    "sum": "a loop",
    "round": "math.floor(x + 0.5), with import math",
    "time": "w.clock.t[0]",
}
"""By function or module: what to use in its place."""

WORDS: dict[type, str] = {
    ast.List: "a list",
    ast.Dict: "a dict",
    ast.Set: "a set",
    ast.ListComp: "a list",
    ast.SetComp: "a set",
    ast.DictComp: "a dict",
    ast.GeneratorExp: "a generator",
    ast.Lambda: "a lambda",
    ast.FunctionDef: "a function within the function",
    ast.ClassDef: "a class",
    ast.Global: "a `global` line",
    ast.Nonlocal: "a `nonlocal` line",
    ast.Import: "an import within the function",
    ast.ImportFrom: "an import within the function",
    ast.JoinedStr: "a text",
    ast.Delete: "a `del` line",
    ast.Try: "a `try` block",
    ast.With: "a `with` block",
    ast.Raise: "a `raise` line",
    ast.Assert: "an `assert` line",
    ast.Starred: "a starred value",
}
"""Names of what a mechanism may not hold."""

PLAIN = (
    ast.Return,
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.For,
    ast.While,
    ast.If,
    ast.Pass,
    ast.Break,
    ast.Continue,
    ast.Expr,
    ast.NamedExpr,
    ast.BoolOp,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
    ast.IfExp,
    ast.Call,
    ast.Constant,
    ast.Attribute,
    ast.Subscript,
    ast.Name,
    ast.Tuple,
    ast.keyword,
    ast.operator,
    ast.unaryop,
    ast.boolop,
    ast.cmpop,
    ast.expr_context,
)
