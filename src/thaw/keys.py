"""Tables of keys: what an input file may hold, written once for its reader and for its JSON Schema.

A `Table` maps each key to a `Key`; a `Key` says in a fragment of JSON Schema what stands there, and
whether it must. The readers check keys against these tables (`files.Document.keys`); `thaw schema`
prints them (`thaw.jobs.schema`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Form = dict[str, Any]
"""A fragment of JSON Schema."""


@dataclass(frozen=True)
class Key:
    """What stands at a key.

    Parameters
    ----------
    form : Form or Table
        A fragment of JSON Schema, or the table of keys below.
    required : bool
    says : str
        One line for an editor to show.
    """

    form: Form | Table
    required: bool = False
    says: str = ""


class Table(dict[str, Key]):
    """Keys of one kind of entry, in the order in which an error lists them."""

    @property
    def required(self) -> list[str]:
        """Keys that must be there."""
        return [name for name, key in self.items() if key.required]

    def only(self, *names: str) -> Table:
        """The table of these keys alone."""
        return Table({name: self[name] for name in names})

    def schema(self) -> Form:
        """The JSON Schema of an entry of this kind."""
        made: Form = {
            "type": "object",
            "properties": {name: _described(key) for name, key in self.items()},
            "additionalProperties": False,
        }
        return made | ({"required": self.required} if self.required else {})


def _described(key: Key) -> Form:
    made = form_of(key.form)
    return {"description": key.says, **made} if key.says else made


def form_of(form: Form | Table) -> Form:
    """A fragment with every table below it spelled out."""
    if isinstance(form, Table):
        return form.schema()
    return {name: _spelled(value) for name, value in form.items()}


def _spelled(value: Any) -> Any:
    if isinstance(value, dict):
        return form_of(value)
    return [_spelled(v) for v in value] if isinstance(value, list) else value


def must(form: Form | Table, says: str = "") -> Key:
    """A key that must be there."""
    return Key(form, True, says)


def may(form: Form | Table, says: str = "") -> Key:
    """A key that may be left out."""
    return Key(form, False, says)


TEXT: Form = {"type": "string", "pattern": r"\S"}
NOTE: Form = {"type": ["string", "number"]}
"""Words for a reader; a bare number of a line or a year is one too."""
YES: Form = {"type": "boolean"}
DATE: Form = {"type": ["string", "integer"], "pattern": r"^\d{4}(-\d{1,2}(-\d{1,2})?)?$"}
"""YYYY-MM-DD, YYYY-MM or a year."""


def number(low: float | None = None, high: float | None = None) -> Form:
    """A number within limits."""
    ends = {"minimum": low, "maximum": high}
    return {"type": "number"} | {k: v for k, v in ends.items() if v is not None}


def choice(names: Iterable[str]) -> Form:
    """One of these words."""
    return {"enum": list(names)}


def list_of(form: Form | Table) -> Form:
    """A list whose entries are all of one form; an empty line reads as no entry."""
    return {"type": ["array", "null"], "items": form}


def map_of(form: Form | Table, names: Iterable[str] | None = None) -> Form:
    """A table of entries of one form under names of one's own, or under `names`."""
    made: Form = {"type": ["object", "null"], "additionalProperties": form}
    return made | ({"propertyNames": choice(names)} if names is not None else {})


def either(*forms: Form | Table) -> Form:
    """Any of these forms."""
    return {"anyOf": list(forms)}


def or_none(form: Form | Table) -> Form:
    """A form, or an empty line."""
    return either(form, {"type": "null"})
