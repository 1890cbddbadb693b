"""`check`: refuse a mechanism that does not keep its contract."""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING
from weakref import WeakSet

from thaw.contract import declared
from thaw.contract.reader import read
from thaw.contract.returns import falls_off, returned
from thaw.contract.source import Fault, Reading, Roles, definition
from thaw.errors import nearest_name
from thaw.world import Person, Spot

if TYPE_CHECKING:
    from thaw.mechanism import Mechanism

TAKEN = {
    "function": ("i", "w", "p", "key"),
    "person": ("at", "me", "w", "p", "key"),
    "bound": ("s", "t", "w", "p"),
    "lift": ("s", "t", "w", "p"),
    "own_lift": ("at", "w", "p"),
    "back": ("at", "act", "w", "p"),
}
"""Arguments of each part of a mechanism, in order."""

GIVEN_BACK = {
    "person": (3, "the hazards of striking, demonstrating and taking arms"),
    "bound": (5, "a, b, g, l and f of its docstring"),
    "lift": (1, "a number"),
    "own_lift": (1, "a number"),
    "back": (1, "a number"),
}
"""How many values each part returns, and which."""

FIELDS = {"me": Person._fields, "at": Spot._fields}

_SOUND: WeakSet = WeakSet()


def check(m: Mechanism) -> None:
    """Refuse a mechanism that breaks its contract; all its faults are told at once.

    Parameters
    ----------
    m : Mechanism
        Of the shipped ones, or of a file beside an account.

    Raises
    ------
    ThawError
        With file, line and what to do for each fault.
    """
    if m.function in _SOUND:
        return
    found = [fault.error(m.name) for fault in faults_of(m)]
    if found:
        found[0].others = tuple(found[1:])
        raise found[0]
    _SOUND.add(m.function)


def faults_of(m: Mechanism) -> list[Fault]:
    """All breaches of the contract, by file and line; empty where there are none."""
    found = declared.faults(m)
    for kind, function in _parts(m):
        found += _of_part(m, kind, function)
    once = list(dict.fromkeys(found))
    return sorted(once, key=lambda f: (f.file != m.file, str(f.file), f.line))


def _parts(m: Mechanism) -> list[tuple[str, FunctionType]]:
    """The functions of a mechanism with what each is for."""
    own = "person" if m.over == "people" else "function"
    others = [(name, getattr(m, name)) for name in declared.PARTS]
    return [(own, m.function), *((k, f) for k, f in others if f is not None)]


def _of_part(m: Mechanism, kind: str, function: FunctionType) -> list[Fault]:
    node = definition(function)
    if node is None:
        return list(read(function, ()).faults)
    names = [a.arg for a in node.args.args]
    taken = TAKEN[kind]
    if len(names) != len(taken) or "w" not in names or names.index("w") != taken.index("w"):
        return [
            Fault(
                m.file,
                node.lineno,
                f"{function.__name__} takes ({', '.join(names)})",
                "the world is called w, the rest as you like",
                expected=f"def {function.__name__}({', '.join(taken)})",
            )
        ]
    roles = tuple(
        (n, role) for n, role in zip(names, taken, strict=True) if role in ("w", "p", "me", "at")
    )
    found = _walk(m, function, roles)
    if kind == "function":
        many, what = len(m.writes), ", ".join(m.writes)
    else:
        many, what = GIVEN_BACK[kind]
    for line, count in returned(function):
        if count != many:
            found.append(
                Fault(
                    m.file,
                    line,
                    f"returns {_number(count)}, not {many}",
                    "return one new value for each, in this order",
                    expected=what,
                )
            )
    if falls_off(node.body):
        found.append(
            Fault(
                m.file,
                node.body[-1].lineno,
                f"{function.__name__} may end without returning anything",
                "return the new values on every way, the old ones where nothing changes",
                expected=what,
            )
        )
    return found


def _number(count: int) -> str:
    return {0: "no value", 1: "one value"}.get(count, f"{count} values")


def _walk(m: Mechanism, function: FunctionType, roles: Roles) -> list[Fault]:
    """Faults of a part of a mechanism and of all functions that it calls."""
    found: list[Fault] = []
    seen: set[tuple[FunctionType, Roles]] = set()

    def visit(function: FunctionType, roles: Roles, line: int | None) -> None:
        if (function, roles) in seen:
            return
        seen.add((function, roles))
        reading = read(function, roles)
        found.extend(reading.faults)
        found.extend(_undeclared(m, function, reading, line))
        found.extend(_unknown_fields(m, function, reading, line))
        if line is not None:
            found.extend(_uneven(function, reading))
        for call in reading.calls:
            visit(call.function, call.roles, line or call.line)

    visit(function, roles, None)
    return found


def _uneven(function: FunctionType, reading: Reading) -> list[Fault]:
    """A helper returns as many values on every way."""
    node, counts = definition(function), dict((n, at) for at, n in returned(function))
    if node is not None and falls_off(node.body):
        counts.setdefault(0, node.body[-1].lineno)
    if len(counts) < 2:
        return []
    (one, _), (other, line) = sorted(counts.items(), key=lambda x: x[1])[:2]
    told = f"{function.__name__} returns {_number(one)} on one way and {_number(other)} on another"
    return [Fault(reading.file, line, told, "return as many on every way")]


def _undeclared(
    m: Mechanism, function: FunctionType, reading: Reading, line: int | None
) -> list[Fault]:
    """Columns that are read but not named; `line` is that of the call where a helper reads them."""
    missing = [c for c in reading.uses if c not in m.reads and not c.startswith("clock.")]
    if not missing:
        return []
    if line is None:
        lines: dict[int, list[str]] = {}
        for column in missing:
            lines.setdefault(reading.uses[column], []).append(column)
        return [_not_named(m, at, columns, "the code uses") for at, columns in lines.items()]
    at = f"{reading.file.name}:{reading.uses[missing[0]]}"
    return [_not_named(m, line, missing, f"the code uses, in {function.__name__} ({at}),")]


def _not_named(m: Mechanism, line: int, columns: list[str], told: str) -> Fault:
    listed = ", ".join(repr(c) for c in columns)
    return Fault(
        m.file, line, f"{told} {listed}, which `reads` does not name", f"add {listed} to reads"
    )


def _unknown_fields(
    m: Mechanism, function: FunctionType, reading: Reading, line: int | None
) -> list[Fault]:
    """Parameters that the file does not have, and what is not known of a person or a spot."""
    found = []
    for (role, name), at in reading.fields.items():
        known = m.parameters if role == "p" else FIELDS[role]
        if name in known:
            continue
        if role == "p":
            todo = f"write {name} = Parameter(...) above the function"
            what = f"p.{name} is no Parameter of this file"
        else:
            todo, what = (
                None,
                f"{role}.{name} is not known of {'a person' if role == 'me' else 'a spot'}",
            )
        if line is not None:
            what += f" (asked for by {function.__name__}, {reading.file.name}:{at})"
        found.append(
            Fault(
                m.file,
                line or at,
                what,
                todo,
                nearest_name(name, known),
                None if role == "p" else ", ".join(known),
            )
        )
    return found
