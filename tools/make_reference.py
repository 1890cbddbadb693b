"""Write docs/reference from docstrings and declarations: the pages of `ABOUT`.

Run it after a change of any of these: ``python tools/make_reference.py``. A test holds the pages fresh.
"""

from __future__ import annotations

import dataclasses
import inspect
import types
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

import thaw
from thaw.account import accounts, load_account
from thaw.bibliography import Work, works
from thaw.cli import cli
from thaw.jobs.schema import KINDS, schema_of
from thaw.measure import measures
from thaw.mechanism import catalogue, load_mechanism
from thaw.parameter import Parameter
from thaw.prior import FORMS, Prior
from thaw.world import COLUMNS

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
NOTE = "Made by `tools/make_reference.py` from the code; do not edit.\n"
ABOUT = {
    "api": "What `import thaw` offers",
    "commands": "Commands and their options",
    "keys": "Keys of the files that you write",
    "columns": "Columns of the tables of a World",
    "measures": "What every run measures",
    "parameters": "Parameters of every mechanism",
    "bibliography": "Works that accounts and mechanisms cite",
}


def pages() -> dict[str, str]:
    """Name to text of every page of the reference."""
    made = {
        "api": api(),
        "commands": commands(),
        "keys": keys(),
        "columns": columns(),
        "measures": measured(),
        "parameters": parameters(),
        "bibliography": bibliography(),
    }
    links = "\n".join(
        [f"- [{what}]({name}.md)" for name, what in ABOUT.items()]
        + ["- [Cases and accounts by the ODD protocol](odd/README.md), by `tools/make_odd.py`"]
    )
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


def commands() -> str:
    """Every command with its arguments and options."""
    parts = ["`thaw COMMAND --help` tells the same, with examples."]
    for name, command in sorted(cli.commands.items()):
        context = click.Context(command, info_name=f"thaw {name}")
        usage = " ".join([f"thaw {name}", *command.collect_usage_pieces(context)])
        said = inspect.cleandoc(command.help or "").partition("\n\n\b")[0]
        rows = [
            (code(", ".join([*p.opts, *p.secondary_opts])), option_form(p), p.help or "")
            for p in command.params
            if isinstance(p, click.Option)
        ]
        options = table(["option", "takes", "meaning"], rows) if rows else "No options."
        parts += [f"## thaw {name}", code(usage), cell(said), options]
    return page("commands", *parts)


NAMES = {
    "integer range": "whole number",
    "integer": "whole number",
    "float range": "number",
    "float": "number",
}
"""What click calls a type, in words."""


def option_form(option: click.Option) -> str:
    """What an option takes, and its default where it has one that a reader may want to know."""
    if option.is_flag:
        return "nothing"
    takes = (
        " or ".join(map(str, option.type.choices))
        if isinstance(option.type, click.Choice)
        else NAMES.get(option.type.name, option.type.name)
    )
    shown = option.default
    if not isinstance(shown, str | int | float | Path) or isinstance(shown, bool):
        return takes + (", may be repeated" if option.multiple else "")
    return f"{takes}; {shown} unless given"


SHOWN = 60
"""Words of which one may stand, told one by one."""

MANY = 12
"""Keys of a table from which on they are told as names in one line: they are columns, all of one form."""


def keys() -> str:
    """Every key of every file that a person writes, from the schemas that check them."""
    parts = [
        "An editor that knows JSON Schema checks a file as it is typed: `thaw schema KIND`. A dot leads into a table, "
        "`[]` into each entry of a list, `*` stands for a name of your own."
    ]
    for kind in KINDS:
        schema = schema_of(kind)
        rows = list(entries(schema, ""))
        for name, inner in schema.get("$defs", {}).items():
            rows += [(code(name), "", "a table of its own, below")]
            rows += list(entries(inner, f"{name}: "))
        parts += [f"## {kind}", table(["key", "must", "what stands there"], rows)]
    return page("keys", *parts)


def entries(form: dict[str, Any], path: str) -> Iterator[tuple[str, str, str]]:
    """Keys of a table and of those below it: path, whether it must be there, what stands there."""
    required = form.get("required", [])
    properties = form.get("properties", {})
    alike = len({kind_of(inner) for inner in properties.values()}) == 1
    if len(properties) > MANY and path and not required and alike:
        first = next(iter(properties.values()))
        of = next((t for t, found in COLUMNS.items() if set(properties) <= set(found)), "")
        names = (
            f"a column of [{of}](columns.md#{of})"
            if of
            else "a column, as in `polities.line`, of [those there are](columns.md)"
            if all("." in name for name in properties)
            else one_of(list(properties))
        )
        told = f"{names}: {kind_of(first)}"
        yield code(f"{path}*"), "", told
        yield from below(first, f"{path}*")
        properties = {}
    for name, inner in properties.items():
        told = "; ".join(
            dict.fromkeys(x for x in (inner.get("description", ""), kind_of(inner)) if x)
        )
        yield code(path + name), "must" if name in required else "", told
        yield from below(inner, path + name)
    for other in ("additionalProperties", "patternProperties"):
        inner = form.get(other)
        for found in inner.values() if other == "patternProperties" and inner else [inner]:
            if isinstance(found, dict) and found:
                yield from below(found, f"{path}*")


def below(form: dict[str, Any], path: str) -> Iterator[tuple[str, str, str]]:
    """Keys inside what stands at a key; none of a number or a distribution, which `kind_of` tells whole."""
    if whole(form):
        return
    if isinstance(form.get("items"), dict):
        yield from below(form["items"], f"{path}[]")
    if "properties" in form or isinstance(form.get("additionalProperties"), dict):
        yield from entries(form, f"{path}.")
    for word in ("oneOf", "anyOf"):
        seen: set[tuple[str, str, str]] = set()
        for choice in form.get(word, []):
            of = choice.get("properties", {}).get("form", {}).get("const", "")
            for row in below(choice, f"{path}({of})" if of else path):
                if row not in seen:
                    seen.add(row)
                    yield row


def whole(form: dict[str, Any]) -> str:
    """What a small table is that stands in many places; empty for any other."""
    found = set(form.get("properties", {}))
    if (
        {"value", "unit", "spread", "source"}
        <= found
        <= {"value", "unit", "spread", "source", "note"}
    ):
        return "a number: `{value, unit, spread, source}`, and `note` if you like"
    if set(FORMS) <= found:
        more = ", with `source`" if "source" in found else ""
        return "a distribution, one of " + ", ".join(f"`{n}` {t}" for n, t in FORMS.items()) + more
    return ""


def one_of(names: Sequence[str]) -> str:
    """Words of which one may stand; of very many a few."""
    if len(names) <= SHOWN:
        return "one of " + ", ".join(names)
    return f"one of {len(names)}, such as {', '.join(names[:3])}; `thaw schema` lists them"


def kind_of(form: dict[str, Any]) -> str:
    """What a fragment of JSON Schema allows, in words."""
    if whole(form):
        return whole(form)
    if "const" in form:
        return f"the word {form['const']}"
    if "enum" in form:
        return one_of([str(x) or "nothing" for x in form["enum"]])
    for word in ("oneOf", "anyOf"):
        if word in form:
            return ", or ".join(dict.fromkeys(k for k in map(kind_of, form[word]) if k))
    kinds = form.get("type", "")
    names = {
        "object": "a table",
        "array": "a list",
        "string": "text",
        "boolean": "true or false",
        "null": "",
    }
    told = [names.get(k, k) for k in ([kinds] if isinstance(kinds, str) else kinds)]
    ends = {
        "minimum": "from",
        "exclusiveMinimum": "above",
        "maximum": "to",
        "exclusiveMaximum": "below",
    }
    limits = [f"{says} {number(form[key])}" for key, says in ends.items() if key in form]
    return " ".join([" or ".join(k for k in told if k), *limits]).strip()


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
