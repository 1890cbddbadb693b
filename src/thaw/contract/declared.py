"""What a mechanism declares about itself, checked without reading its function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thaw.contract.source import Fault, first_line
from thaw.errors import nearest_name
from thaw.world import COLUMNS, People

if TYPE_CHECKING:
    from thaw.mechanism import Mechanism

HEADINGS = ("Source", "Departures", "Notice", "Try")
"""Words that begin a line of the text at the top of the file, with what they say."""

OVER = ("people", *(t for t in COLUMNS if t != "clock"))
"""Tables that a mechanism can sweep."""

SUB_STEPS = ("towns", "people")
"""Tables whose mechanisms may repeat within a day: the engine goes through a hot day by town."""

MOST = 8
"""Most columns that a mechanism can write (`engine.codegen.BESIDE`)."""

PARTS = ("bound", "back", "lift", "own_lift")
"""Functions that a person mechanism hands over besides its own."""

PERSONAL = ("fading", "held_days", "cowed", "spent", "rate", "noise", "ceiling")
"""Parameters of a person mechanism that the engine itself uses (`engine.codegen._ACTING`)."""


def line_of(m: Mechanism, text: str) -> int:
    """First line from the declaration on that holds `text`; the declaration's own if none does."""
    begin = first_line(m.function)
    for number, line in enumerate(m.file.read_text(encoding="utf-8").splitlines(), 1):
        if number >= begin and text in line:
            return number
    return begin


def faults(m: Mechanism) -> list[Fault]:
    """What is wrong with the declaration and the text at the top of the file."""
    found = [*_of_table(m), *_of_columns(m), *_of_words(m)]
    if m.over == "people":
        found += _of_person(m)
    return found


def _fault(m: Mechanism, at: str, problem: str, todo: str | None = None, **more: Any) -> Fault:
    return Fault(m.file, line_of(m, at), problem, todo, **more)


def _of_table(m: Mechanism) -> list[Fault]:
    if m.over not in OVER:
        return [
            _fault(
                m,
                "over=",
                f"over={m.over!r} is not a table",
                expected=", ".join(OVER),
                nearest=nearest_name(m.over, OVER),
            )
        ]
    found = []
    if m.hot and m.over not in SUB_STEPS:
        found.append(
            _fault(
                m,
                "hot=",
                f"hot=True over {m.over!r}, which has no sub-steps",
                "drop hot=True: it then runs once a step",
                expected="over towns or people",
            )
        )
    if m.over == "people" and not m.hot:
        found.append(
            _fault(m, "over=", "sweeps people, who act in sub-steps of a day", "add hot=True")
        )
    given = [name for name in PARTS if getattr(m, name) is not None]
    if m.over != "people" and given:
        found.append(
            _fault(
                m, given[0] + "=", f"{given[0]}= is for mechanisms over people", f"drop {given[0]}="
            )
        )
    return found


def _of_columns(m: Mechanism) -> list[Fault]:
    """Every column named exists, and those written are of the table that is swept."""
    valid = [f"{t}.{c}" for t, columns in COLUMNS.items() for c in columns]
    found = []
    for word, columns in (("reads", m.reads), ("writes", m.writes)):
        for column in columns:
            personal = [f"people.{name}" for name in People._fields] if m.over == "people" else []
            if column not in valid and column not in personal:
                found.append(
                    _fault(
                        m,
                        f'"{column}"',
                        f"{word} undeclared column {column!r}",
                        expected="a column of world.COLUMNS as table.column",
                        nearest=nearest_name(column, valid),
                    )
                )
            elif word == "writes" and m.over in OVER and not column.startswith(m.over + "."):
                found.append(
                    _fault(
                        m,
                        f'"{column}"',
                        f"writes {column!r}, which is not a column of the table it sweeps",
                        expected=f"{m.over}.<column>",
                    )
                )
    if not m.writes:
        found.append(_fault(m, "writes=", "writes nothing", "name the columns it returns"))
    twice = sorted({c for c in m.writes if m.writes.count(c) > 1})
    if twice:
        found.append(_fault(m, "writes=", f"writes {twice[0]!r} twice", "name each column once"))
    if len(m.writes) > MOST:
        found.append(
            _fault(
                m,
                "writes=",
                f"writes {len(m.writes)} columns",
                "split it in two",
                expected=f"at most {MOST}",
            )
        )
    return found


def _of_words(m: Mechanism) -> list[Fault]:
    """The four headings and the line on strength stand at the top; names fit."""
    lines = m.doc.splitlines()
    missing = [h for h in HEADINGS if not any(x.startswith((h + " ", h + ":")) for x in lines)]
    found = []
    if missing:
        found.append(
            Fault(
                m.file,
                1,
                f"the text at the top has no line {', '.join(missing)}",
                f"add a line that begins with {missing[0]!r} and says it in a sentence",
                expected="the headings " + ", ".join(HEADINGS),
            )
        )
    if not any(x.startswith("Strength:") and x.removeprefix("Strength:").strip() for x in lines):
        found.append(
            Fault(
                m.file,
                1,
                "the text at the top has no line Strength:",
                "add one that names the parameter at which, when 0, the mechanism is absent, "
                "such as: Strength: `speed`; at 0 nothing changes.",
            )
        )
    if m.name != m.file.stem:
        found.append(
            Fault(
                m.file,
                first_line(m.function),
                f"the function {m.name!r} stands in {m.file.name}",
                f"call the file {m.name}.py, or the function {m.file.stem}",
            )
        )
    found += [
        _fault(
            m,
            name,
            f"the parameter {name!r} begins with an underscore",
            f"call it {name.lstrip('_')}",
        )
        for name in m.parameters
        if name.startswith("_")
    ]
    return found


def _of_person(m: Mechanism) -> list[Fault]:
    """A person mechanism brings all that the engine asks of people."""
    found = [
        _fault(
            m,
            "over=",
            f"sweeps people but has no {name}=",
            f"add {name}=: see `bound`, `lift`, `own_lift` and `back` of thaw.mechanism.Mechanism",
        )
        for name in PARTS
        if getattr(m, name) is None
    ]
    missing = [name for name in PERSONAL if name not in m.parameters]
    if missing:
        found.append(
            _fault(
                m,
                "over=",
                f"sweeps people but has no Parameter {', '.join(missing)}",
                "add it: the engine uses it (see mechanisms/society/speak_out.py)",
            )
        )
    return found
