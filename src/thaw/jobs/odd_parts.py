"""Pieces of an ODD description: Markdown, submodels from their declarations, state variables."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from thaw.account import accounts, load_account
from thaw.account.shelves import shelves
from thaw.account.steps import FIRST_ORDER
from thaw.files import data_folder, read_yaml
from thaw.mechanism import Mechanism, load_mechanism
from thaw.mechanisms import NULLS, ORDERS
from thaw.prior import Prior
from thaw.world import COLUMNS

SECTION = re.compile(r"^(Source|Departures|Notice|Try|Strength:?) +", re.MULTILINE)
"""Where the head of a mechanism begins to tell where it comes from and what to look for."""

TOLD = {"Source": "Source", "Departures": "Departures from the source", "Notice": "What to notice"}


def said() -> dict[str, Any]:
    """Words that hold for every description."""
    return dict(read_yaml(data_folder("templates") / "odd.yaml").data)


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table of Markdown; "None." where it has no row."""
    body = [[cell(c) for c in row] for row in rows]
    if not body:
        return "None."
    lines = [list(head), ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cell(value: Any) -> str:
    """A value as the text of one cell."""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 and value == int(value) else f"{value:.6g}"
    return flat(value).replace("|", "\\|")


def flat(text: Any) -> str:
    """A text on one line; what Markdown would take for emphasis or a tag is left as it is read."""
    return " ".join(str(text).split()).replace("<", "&lt;")


def joined(*parts: str) -> str:
    """Parts of a page, an empty line between them."""
    return "\n\n".join(p.strip("\n") for p in parts if p) + "\n"


def order_of(name: str) -> tuple[str, ...]:
    """Processes of a common order that a theory runs, in order: all but those of the null account."""
    return tuple(n for n in ORDERS[name] if n not in NULLS)


def process_list(names: Sequence[str]) -> str:
    """Numbered processes with what each does."""
    made = [load_mechanism(n) for n in names]
    return "\n".join(
        f"{k}. `{m.name}`{' *(hot)*' if m.hot else ''}: {headline(m)}"
        for k, m in enumerate(made, 1)
    )


def headline(m: Mechanism) -> str:
    """The first sentence of what a mechanism is."""
    return flat(m.doc.split("\n\n")[0])


def sections(m: Mechanism) -> dict[str, str]:
    """What the head of a mechanism tells, by word: Source, Departures, Notice."""
    parts = SECTION.split(m.doc)
    return {
        word.strip(":"): flat(text) for word, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def rule(m: Mechanism) -> str:
    """The text of the function itself, without its line of documentation: the equations as they run."""
    text = m.file.read_text(encoding="utf-8")
    (found,) = (
        node
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and node.name == m.name
    )
    lines = text.splitlines()
    body = found.body[1:] if ast.get_docstring(found) is not None else found.body
    if not body:
        return ""
    first = body[0].lineno
    assert found.end_lineno is not None
    head = lines[found.lineno - 1 : found.body[0].lineno - 1]
    return "\n".join([*head, *lines[first - 1 : found.end_lineno]])


def in_words(m: Mechanism) -> str:
    """What the function gives back, as its own line says."""
    return flat((m.function.__doc__ or "").split("\n\n")[0])


def submodel(m: Mechanism, shared: Mapping[str, Prior], level: str = "###") -> str:
    """One process: what it does, from where, what it reads and writes, its numbers and its rule.

    `shared` are the priors that all accounts of an order have in common, by "mechanism.parameter".
    """
    told = sections(m)
    lines = [f"*{name}.* {told[word]}" for word, name in TOLD.items() if told.get(word)]
    writes = ", ".join(f"`{c}`" for c in m.writes) or "nothing"
    reads = ", ".join(f"`{c}`" for c in m.reads) or "nothing"
    numbers = table(
        ["parameter", "default", "unit", "support", "shared prior", "meaning", "source"],
        [
            (
                f"`{name}`",
                p.default,
                p.unit,
                f"[{p.support[0]:g}, {p.support[1]:g}]",
                distribution(shared.get(f"{m.name}.{name}")),
                p.meaning,
                p.source,
            )
            for name, p in m.parameters.items()
        ],
    )
    return joined(
        f"{level} {m.name}",
        f"{headline(m)} Goes over `{m.over}`{', hot' if m.hot else ''}.",
        f"*In words.* {in_words(m)}" if in_words(m) else "",
        *lines,
        f"*Reads* {reads}. *Writes* {writes}.",
        "No parameters." if not m.parameters else numbers,
        f"```text\n{rule(m)}\n```",
    ).strip()


def distribution(prior: Prior | None) -> str:
    """A prior as one reads it; empty for none."""
    return "" if prior is None else f"{prior.form}({prior.a:g}, {prior.b:g})"


def submodels(order: str, level: str = "###") -> str:
    """All processes of a common order, each under a heading of a level."""
    shared = shared_priors(order)
    return joined(*(submodel(load_mechanism(n), shared, level) for n in order_of(order)))


@cache
def shared_priors(order: str) -> Mapping[str, Prior]:
    """Priors that the shipped accounts of an order have in common; one that fixes a number has no prior of it."""
    files = [*accounts().values(), *(f for held in shelves().values() for f in held.values())]
    found = [load_account(file) for file in files]
    mine = [a for a in found if a.document.data.get("order", FIRST_ORDER) == order]
    return {name: prior for a in mine for name, prior in a.shared.items()}


def state_variables(tables: Iterable[str]) -> str:
    """State variables of entities, with their units."""
    return table(
        ["entity", "state variables (unit)"],
        [
            (f"`{name}`", "; ".join(f"`{c}` ({x.unit})" for c, x in COLUMNS[name].items()))
            for name in tables
        ],
    )
