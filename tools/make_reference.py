"""Write docs/reference from docstrings and declarations: api, columns, measures, parameters, bibliography.

Run it after a change of any of these: ``python tools/make_reference.py``. A test holds the pages fresh.
"""

from __future__ import annotations

import dataclasses
import inspect
import types
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import thaw
from thaw.account import accounts, load_account
from thaw.bibliography import Work, works
from thaw.measure import measures
from thaw.mechanism import catalogue, load_mechanism
from thaw.parameter import Parameter
from thaw.prior import Prior
from thaw.world import COLUMNS

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
NOTE = "Made by `tools/make_reference.py` from the code; do not edit.\n"
ABOUT = {
    "api": "What `import thaw` offers",
    "columns": "Columns of the tables of a World",
    "measures": "What every run measures",
    "parameters": "Parameters of every mechanism",
    "bibliography": "Works that accounts and mechanisms cite",
}


def pages() -> dict[str, str]:
    """Name to text of every page of the reference."""
    made = {
        "api": api(),
        "columns": columns(),
        "measures": measured(),
        "parameters": parameters(),
        "bibliography": bibliography(),
    }
    links = "\n".join(f"- [{what}]({name}.md)" for name, what in ABOUT.items())
    return {"README": f"# Reference\n\n{NOTE}\n{links}\n", **made}


def page(name: str, *parts: str) -> str:
    """A page under its title."""
    return "\n\n".join([f"# {ABOUT[name]}", NOTE.strip(), *(p.strip("\n") for p in parts)]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell(c) for c in line) + " |" for line in lines)


def cell(value: Any) -> str:
    """A value as the text of one cell."""
    return " ".join(str(value).split()).replace("|", "\\|")


def code(text: Any) -> str:
    return f"`{text}`"


def number(x: float) -> str:
    """A number as one would write it in a file."""
    return f"{x:g}"


def api() -> str:
    """Every public name with its signature, docstring, and public methods."""
    objects = [(name, getattr(thaw, name)) for name in thaw.__all__]
    verbs = [(n, o) for n, o in objects if not inspect.isclass(o)]
    nouns = [(n, o) for n, o in objects if inspect.isclass(o)]
    parts = [table(["name", ""], [(code(n), first_line(o)) for n, o in (*verbs, *nouns)])]
    parts += ["## Functions", *(described(f"thaw.{n}", o, "###") for n, o in verbs)]
    parts += ["## Classes"]
    for name, made in nouns:
        parts.append(described(f"thaw.{name}", made, "###"))
        parts += [described(f"{name}.{word}", m, "####") for word, m in methods(made)]
    return page("api", *parts)


def doc(thing: Any) -> str:
    """The docstring; for the World, which is made from the declaration of its columns, where they stand."""
    if thing is thaw.World:
        return "The tables at one date, all columns of columns.md by name: `world.groups.fear`."
    return inspect.getdoc(thing) or ""


def first_line(thing: Any) -> str:
    return doc(thing).split("\n\n")[0]


def described(name: str, thing: Any, level: str) -> str:
    """Heading, signature and docstring of one name."""
    shown = name + ("" if isinstance(thing, property) else signature(thing))
    return f"{level} {name}\n\n```text\n{shown}\n\n{doc(thing)}\n```"


def methods(made: type) -> list[tuple[str, Any]]:
    """Public methods and properties that a class of Thaw defines itself, in the order of its text."""
    kinds = (types.FunctionType, classmethod, property)
    return [
        (name, thing)
        for name, thing in vars(made).items()
        if not name.startswith("_") and isinstance(thing, kinds)
    ]


def signature(thing: Any) -> str:
    """Arguments with their defaults; types stand in the docstring."""
    if inspect.isclass(thing):
        if not dataclasses.is_dataclass(thing):
            return ""
        fields = [f for f in dataclasses.fields(thing) if f.init]
        star = ["*"] if any(f.kw_only for f in fields) else []
        return "(" + ", ".join([*star, *(f.name for f in fields)]) + ")"
    inner = thing.__func__ if isinstance(thing, classmethod) else thing
    shown, starred = [], False
    for p in inspect.signature(inner).parameters.values():
        if p.name in ("self", "cls"):
            continue
        if p.kind is p.KEYWORD_ONLY and not starred:
            shown.append("*")
            starred = True
        shown.append(p.name + ("" if p.default is p.empty else f"={p.default!r}"))
    return "(" + ", ".join(shown) + ")"


def columns() -> str:
    """Every column that a mechanism may name, by table."""
    parts = ["A mechanism names columns as `table.column` in `reads` and `writes`."]
    for name, found in COLUMNS.items():
        rows = [
            (code(f"{name}.{word}"), c.unit, c.dtype.__name__, number(c.default), c.meaning)
            for word, c in found.items()
        ]
        head = ["column", "unit", "type", "default", "meaning"]
        parts += [f"## {name}", table(head, rows)]
    return page("columns", *parts)


def measured() -> str:
    """Every measure with its unit and what it counts."""
    parts = ["Taken at the end of every step: `run.measure(name)`, `run.to_df(measures=[...])`."]
    for over in ("polities", "places"):
        rows = [
            (code(m.name if over == "polities" else m.name.removeprefix("place_")), m.unit, m.doc)
            for m in measures(over)
        ]
        parts += [f"## Over {over}", table(["measure", "unit", "what it counts"], rows)]
    return page("measures", *parts)


def parameters() -> str:
    """Every parameter of every mechanism, by family."""
    made = [load_mechanism(name) for name in catalogue()]
    shared = {n: p for a in accounts() for n, p in load_account(a).shared.items()}
    parts = [
        'Set one in a call as `parameters={"mechanism.parameter": value}`, in an account under '
        "`priors` or `fixes`, in a lever under `parameters`. A prior is named where all accounts "
        "share one; an account's own replaces it."
    ]
    for family in sorted({m.family for m in made}):
        parts.append(f"## {family.replace('_', ' ')}")
        for m in sorted((m for m in made if m.family == family), key=lambda m: m.name):
            said = " ".join(m.doc.split("\n\n")[0].split())
            rows = [row(f"{m.name}.{word}", p, shared) for word, p in m.parameters.items()]
            head = ["parameter", "default", "unit", "support", "prior", "meaning", "source"]
            parts += [f"### {m.name}", said, table(head, rows) if rows else "No parameters."]
    return page("parameters", *parts)


def row(name: str, p: Parameter, shared: dict[str, Prior]) -> list[str]:
    low, high = p.support
    prior = shared.get(name)
    told = "" if prior is None else f"{prior.form}({number(prior.a)}, {number(prior.b)})"
    return [
        code(name),
        number(p.default),
        p.unit,
        f"[{number(low)}, {number(high)}]",
        told,
        p.meaning,
        p.source,
    ]


def bibliography() -> str:
    """Every work by the words that cite it, with its address."""
    parts = [
        "A passage is cited by author and year, heading and paragraph. Paragraphs count from 1 below "
        "each heading, or from the first of a work without headings; what stands before the first "
        "heading is its *opening*. A quotation set apart is a paragraph of its own; captions of "
        "pictures and notes are none. Fields that could not be verified are left out. For a "
        "reference manager: `thaw cite NAME --bibtex`."
    ]
    known = works().values()
    for title, found in (
        ("Texts whose paragraphs are cited", [w for w in known if w.counted]),
        ("Other works", [w for w in known if not w.counted]),
    ):
        rows = [(w.cited, code(w.name), described_work(w)) for w in found]
        parts += [f"## {title}", table(["cited as", "id", "work"], sorted(rows))]
    return page("bibliography", *parts)


def described_work(w: Work) -> str:
    """Entry, address, and where paragraphs are counted."""
    told = [w.entry, f"<{w.url}>" if w.url else ""]
    return " ".join(p for p in [*told, f"Counted {w.counted}." if w.counted else ""] if p)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / f"{name}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
