"""Short hashes of what moves a run, words left out: on these a reference table depends.

A table takes hours to make, so it is made anew when a run would differ and only then. Comments,
docstrings, layout, imports of Thaw, the names of files and folders, and the `source` and `meaning` of a
parameter do not count; the hashes are the same on every system and version of Python.
"""

from __future__ import annotations

import ast
import dataclasses
import io
import tokenize
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from thaw.account import Account
from thaw.case import Case
from thaw.files import digest

WORDS = frozenset({"source", "meaning", "title", "says", "named_in"})
"""Fields of cases, and arguments in code, that only tell a reader something."""

OUTSIDE = frozenset(
    {"name", "record", "episodes", "levers", "compare", "file", "document", "key_dates", "cover"}
)
"""Fields of a case that no run without levers uses."""

CODE = (
    "draw.py",
    "columns/*.py",
    "world.py",
    "prior.py",
    "jobs/plan.py",
    "jobs/replicate.py",
    "engine/*.py",
    "mechanisms/__init__.py",
    "measures/*.py",
    "evidence/address.py",
    "evidence/daily.py",
    "evidence/from_run.py",
    "evidence/reporting.py",
    "evidence/visibility.py",
)
"""Files behind every run and its report. Left out: what turns text into a case, which tests hold to
the same result."""

_SKIPPED = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER}
_LAYOUT = {tokenize.INDENT: "\1", tokenize.DEDENT: "\2", tokenize.NEWLINE: "\n"}


@cache
def essence(text: str) -> str:
    """Python source without comments, docstrings, layout, imports of Thaw, and arguments named in `WORDS`."""
    told, imported = _docstrings(text), _imports(text)
    tokens = [
        t
        for t in _tokens(text)
        if t.type not in _SKIPPED and t.start not in told and t.start[0] not in imported
    ]
    out: list[str] = []
    at = 0
    while at < len(tokens):
        t = tokens[at]
        after = _after_words(tokens, at)
        if after > at:
            at = after
            continue
        piece = _LAYOUT.get(t.type, "".join(t.string.split()))
        if piece in (")", "]", "}") and out and out[-1] == ",":
            out.pop()
        if not (piece == "\n" and (not out or out[-1] in _LAYOUT.values())):
            out.append(piece)
        at += 1
    return "".join(out)


def _tokens(text: str) -> list[tokenize.TokenInfo]:
    """Tokens with every f-string as one, as before Python 3.12."""
    begin, end = getattr(tokenize, "FSTRING_START", -1), getattr(tokenize, "FSTRING_END", -1)
    lines = text.splitlines(keepends=True)
    out: list[tokenize.TokenInfo] = []
    depth, start = 0, (0, 0)
    for t in tokenize.generate_tokens(io.StringIO(text).readline):
        if t.type == begin:
            depth += 1
            start = t.start if depth == 1 else start
        if depth == 0:
            out.append(t)
        if t.type == end:
            depth -= 1
            if depth == 0:
                whole = _between(lines, start, t.end)
                out.append(tokenize.TokenInfo(tokenize.STRING, whole, start, t.end, ""))
    return out


def _between(lines: Sequence[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    """The text from one (line, column) to another."""
    rows = list(lines[start[0] - 1 : end[0]])
    rows[-1] = rows[-1][: end[1]]
    rows[0] = rows[0][start[1] :]
    return "".join(rows)


def _docstrings(text: str) -> set[tuple[int, int]]:
    """Starts of the string expressions that stand alone: docstrings, and notes below a constant."""
    return {
        (node.value.lineno, node.value.col_offset)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def _imports(text: str) -> set[int]:
    """Lines that import from Thaw itself: in which of its files a name stands is no matter."""
    return {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "thaw"
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def _after_words(tokens: Sequence[tokenize.TokenInfo], at: int) -> int:
    """Position after ``source="..."`` and the comma that follows, or `at` when there is none."""
    if tokens[at].string not in WORDS or at + 2 >= len(tokens) or tokens[at + 1].string != "=":
        return at
    end = at + 2
    bracket = tokens[end].string == "("
    end += bracket
    first = end
    while end < len(tokens) and tokens[end].type == tokenize.STRING:
        end += 1
    if end == first:
        return at
    if bracket:
        if tokens[end].string != ")":
            return at
        end += 1
    return end + (tokens[end].string == ",")


def code_digest(files: Iterable[Path]) -> str:
    """Hash of what Python files do, wherever they lie and whatever they are called."""
    return digest(sorted(essence(f.read_text(encoding="utf-8")) for f in files))


@cache
def code_hash() -> str:
    """Hash of the package's own source: runs of an edited engine never mix with older ones."""
    return code_digest(Path(__file__).parents[1].rglob("*.py"))


def common_code() -> str:
    """Hash of the code behind every run and its report, mechanisms apart."""
    home = Path(__file__).parents[1]
    return code_digest(f for pattern in CODE for f in home.glob(pattern))


def account_key(account: Account) -> str:
    """Hash of everything of an account that moves a run: steps in order, priors, mechanisms.

    Shared helpers of a family (files that begin with an underscore) count with its mechanisms.
    """
    mechanisms = account.mechanisms
    files = {m.file for m in mechanisms if m.name not in account.code}
    files |= {f for folder in {f.parent for f in files} for f in folder.glob("_[!_]*.py")}
    content = {
        "steps": account.steps,
        "hot": account.hot,
        "prior": account.prior_hash,
        "mechanisms": code_digest(files),
    }
    own = {**account.code, **account.measure_files}
    if own:
        texts = {name: essence(file.read_text(encoding="utf-8")) for name, file in own.items()}
        content["own"] = digest(texts)
    return digest(content)


def case_key(case: Case) -> str:
    """Hash of everything of a case that moves a run without levers."""
    left = OUTSIDE | WORDS | (frozenset() if case.bodies else {"bodies"})
    fields = [f.name for f in dataclasses.fields(case) if f.name not in left]
    return digest({name: _without_words(getattr(case, name)) for name in fields})


def _without_words(value: Any) -> Any:
    """Plain data of nested dataclasses, less the fields in `WORDS`."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [f.name for f in dataclasses.fields(value) if f.name not in WORDS]
        return {name: _without_words(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {str(k): _without_words(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_without_words(v) for v in value]
    return value


def table_hashes(case: Case, accounts: Iterable[Account], items: Sequence[Any]) -> dict[str, Any]:
    """What `thaw.inference.table.stale` compares.

    Of items their ids and order count, and what the record sees and tells prices against, on which
    the report of a run depends.
    """
    specs = getattr(items, "specs", None)
    seen = specs and [
        specs.base_year,
        specs.seen.half_size,
        specs.seen.camps,
        specs.seen.decisions,
        specs.seen.tail,
        specs.covers,
    ]
    if specs is not None and seen and specs.base_years:
        seen.append(specs.base_years)
    return {
        "case": case_key(case),
        "code": common_code(),
        "items": digest([i.id for i in items]),
        "seen": digest(seen),
        "accounts": {a.name: account_key(a) for a in accounts},
    }
