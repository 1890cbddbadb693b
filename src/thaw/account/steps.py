"""The steps of an account, from either way of writing them to one resolved order.

``steps`` is a full list, or the word ``common``: then ``without`` leaves out, and ``after`` and
``before`` put in beside a step that is there, so that the file shows what differs. Whichever way it
is written, the same order is the same account.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thaw.files import Document, Path_, mechanism_names
from thaw.mechanisms import NULLS, ORDERS
from thaw.own_code import find_code, is_code

if TYPE_CHECKING:
    from thaw.account import Account

COMMON = "common"
FIRST_ORDER = next(iter(ORDERS))
"""The order meant where a file names none."""

COMMON_ORDERS = {name: tuple(n for n in steps if n not in NULLS) for name, steps in ORDERS.items()}
COMMON_STEPS = COMMON_ORDERS[FIRST_ORDER]
"""What every ranked account runs unless its author denies it."""

CHANGES = ("without", "after", "before")
"""Keys that change the common order."""


@dataclass(frozen=True)
class Steps:
    """A resolved order.

    Attributes
    ----------
    names : tuple of str
        Mechanisms in the order they run within a day.
    where : dict
        Name to the place in the file that puts it there; `()` of the common order.
    code : dict
        Name to file, of those that stand in a file of one's own.
    """

    names: tuple[str, ...]
    where: dict[str, Path_]
    code: dict[str, Path]


def common_steps(d: Document) -> tuple[str, ...]:
    """The steps that a file means by `common`: those of the order it names under `order`."""
    name = d.data.get("order", FIRST_ORDER)
    return COMMON_ORDERS[name if name in ORDERS else FIRST_ORDER]


def read_steps(d: Document) -> Steps:
    """The order that the keys ``steps``, ``without``, ``after`` and ``before`` say."""
    entry = d.data.get("steps")
    d.one_of(d.data.get("order", FIRST_ORDER), ORDERS, "order", ("order",))
    if entry == COMMON:
        return _changed(d)
    if isinstance(entry, str) or not isinstance(entry, list | None):
        raise d.error(
            f"{entry!r} is no list of mechanisms",
            ("steps",),
            expected=f"a list, or {COMMON}",
            nearest=COMMON if isinstance(entry, str) else None,
        )
    for word in CHANGES:
        if word in d.data:
            d.note(
                "changes the common order, but `steps` is a list of its own",
                (word,),
                expected=f"steps: {COMMON}, or no line {word}",
                todo="what must run before what is stated under `precedes`"
                if word == "before"
                else None,
            )
    made = Steps((), {}, {})
    for number, word in enumerate(entry or []):
        made = _put(d, made, word, len(made.names), ("steps", number))
    if not entry and "steps" in d.data:
        d.note("lists no mechanism", ("steps",), expected=f"a list, or {COMMON}")
    return made


def _changed(d: Document) -> Steps:
    """The common order less `without`, with what stands under `after` and `before` put in."""
    left_out = as_names(d, d.data.get("without"), ("without",))
    for number, word in enumerate(left_out):
        d.one_of(word, common_steps(d), "common step", ("without", number))
    names = tuple(n for n in common_steps(d) if n not in left_out)
    made = Steps(names, dict.fromkeys(names, ("steps",)), {})
    for word in ("after", "before"):
        for anchor, added in as_map(d, word).items():
            if anchor in left_out:
                d.note(
                    f"{anchor!r} is left out",
                    (word, anchor),
                    expected="a step that runs",
                    todo=f"name another, or drop line {d.line(('without',))}",
                )
                continue
            if d.one_of(anchor, names, "common step", (word, anchor)) is None:
                continue
            many = isinstance(added, list)
            at = made.names.index(anchor) + (word == "after")
            for number, name in enumerate(added if many else [added]):
                path = (word, anchor, number) if many else (word, anchor)
                more = _put(d, made, name, at, path)
                at += len(more.names) - len(made.names)
                made = more
    return made


def as_map(d: Document, word: str) -> dict[Any, Any]:
    """A table of the top of the file, empty where it is left out."""
    table = d.data.get(word) or {}
    if not isinstance(table, dict):
        d.note("is not a table of keys", (word,), expected="such as {see: weariness}")
        return {}
    return table


def as_names(d: Document, words: Any, path: Path_) -> list[str]:
    """A list of names without repeats; the repeated and what is no name are noted and left out."""
    words = words or []
    if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
        d.note("is not a list of names", path)
        return []
    seen: dict[str, int] = {}
    for number, word in enumerate(words):
        if word in seen:
            _twice(d, word, (*path, number), (*path, seen[word]))
        seen.setdefault(word, number)
    return list(seen)


def _twice(d: Document, name: str, path: Path_, first: Path_) -> None:
    d.note(
        f"{name!r} appears twice",
        path,
        expected=f"each name once; the first is on line {d.line(first)}",
    )


def _put(d: Document, made: Steps, entry: Any, at: int, path: Path_) -> Steps:
    """The order with one more step at a place: a shipped mechanism, or a file of one's own."""
    if not isinstance(entry, str):
        d.note(
            f"{entry!r} is no name", path, expected="a mechanism, or a file such as ./weariness.py"
        )
        return made
    name, code = entry, made.code
    if is_code(entry):
        found = find_code(d, entry, path)
        if found is None:
            return made
        name, code = found[0], {**code, found[0]: found[1]}
    elif d.one_of(entry, mechanism_names(), "mechanism", path) is None:
        return made
    if name in made.names:
        _twice(d, name, path, made.where[name])
        return made
    names = (*made.names[:at], name, *made.names[at:])
    return Steps(names, {**made.where, name: path}, code)


def step_rows(account: Account) -> tuple[list[str], list[tuple[str, ...]]]:
    """Columns and rows of the resolved order, and what the account changes in the common one."""
    changed = account.document.data.get("steps") == COMMON
    rows: list[tuple[str, ...]] = []
    for number, name in enumerate(account.steps, 1):
        told = []
        if changed and account.where[name] != ("steps",):
            told.append(f"put in {account.where[name][0]} {account.where[name][1]}")
        if name in account.code:
            told.append(f"from {account.code[name].name}")
        rows.append((str(number), name, ", ".join(told)))
    if changed:
        left_out = [n for n in common_steps(account.document) if n not in account.steps]
        rows += [("-", name, "common, left out") for name in left_out]
    return [">", "mechanism", ""], rows
