"""JSON Schemas of the input files, from the tables of keys that their readers use.

An editor completes and checks a file by them; `thaw.account`, `thaw.case` and `thaw.record` check
more: what hangs together, what exists, what sums to one.
"""

from __future__ import annotations

from typing import Any

from thaw.errors import ThawError, nearest_name
from thaw.files import mechanism_names
from thaw.keys import Form, Table, choice, either, form_of, list_of, map_of

KINDS = ("account", "case", "record", "lever", "columns")
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(kind: str) -> Form:
    """The JSON Schema (draft 2020-12) of one kind of input.

    Parameters
    ----------
    kind : {"account", "case", "record", "lever", "columns"}
        Columns are those of a table to be imported, for `thaw import table --columns`. Of a record it
        describes record.yaml; ``$defs`` holds one row of each table, in which every cell is a text, as in
        a CSV file, and items.yaml.

    Raises
    ------
    ThawError
        There is no such kind.
    """
    made = {"account": _account, "case": _case, "record": _record, "lever": _lever,
            "columns": _columns}  # fmt: skip
    if kind not in made:
        raise ThawError(
            f"there is no kind of file called {kind!r}",
            expected=", ".join(KINDS),
            nearest=nearest_name(kind, KINDS),
        )
    head = {"$schema": DRAFT, "title": f"Thaw: {kind}"}
    return head | made[kind]()


def _account() -> Form:
    """Names of mechanisms, topics and measures are put in; files of one's own end in .py."""
    from thaw.account.claims import schema_of_test
    from thaw.account.keys import ACCOUNT, PREDICTION
    from thaw.account.steps import COMMON, COMMON_ORDERS
    from thaw.measure import measures
    from thaw.record.vocabulary import TOPICS, WITHOUT_ITEMS

    step = either(choice(mechanism_names()), {"type": "string", "pattern": r"\.py$"})
    common = tuple(dict.fromkeys(n for steps in COMMON_ORDERS.values() for n in steps))
    inserted = map_of(either(step, list_of(step)), common)
    test = schema_of_test([m.name for m in measures("polities")])
    refined = {
        "steps": either({"const": COMMON}, list_of(step)),
        "without": list_of(choice(common)),
        "after": inserted,
        "before": inserted,
        "speaks_to": list_of(choice((*TOPICS, *WITHOUT_ITEMS))),
        "predicts": list_of(_with(PREDICTION, {"test": test})),
    }
    return _with(ACCOUNT, refined).schema()


def _case() -> Form:
    from thaw.case.keys import CASE

    return _with(CASE, {"levers": list_of(_levers())}).schema()


def _lever() -> Form:
    return _levers().schema()


def _columns() -> Form:
    from thaw.importing.layout import LAYOUT

    return LAYOUT.schema()


def _levers() -> Table:
    from thaw.case.keys import LEVER, OFF

    name = choice(mechanism_names())
    off = list_of(_with(OFF, {"mechanism": name}))
    return _with(LEVER, {"without": list_of(name), "off": off})


def _record() -> Form:
    from thaw.record.form import ABOUT, COLUMNS
    from thaw.record.items_form import ITEMS

    rows: dict[str, Any] = {"items": ITEMS.schema()}
    for name, table in COLUMNS.items():
        rows[name] = table.schema() | {"additionalProperties": form_of({"type": "string"})}
    return ABOUT.schema() | {"additionalProperties": True, "$defs": rows}


def _with(table: Table, forms: dict[str, Form]) -> Table:
    """A table whose keys of these names take narrower forms; no key is added."""
    changed = {
        name: type(table[name])(form, table[name].required, table[name].says)
        for name, form in forms.items()
    }
    return Table({**table, **changed})
