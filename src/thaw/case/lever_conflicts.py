"""Levers that cannot be pulled together: one undoes, or fights over, what another does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import combinations_with_replacement

from thaw.case import Lever, Setting
from thaw.errors import ThawError


def refuse_contradictions(levers: Sequence[Lever]) -> None:
    """Refuse a set of levers of which two (or one by itself) contradict each other.

    Raises
    ------
    ThawError
        An event moved to two dates, or dropped and moved; a parameter pinned at two values, or
        pinned in a mechanism that is left out; a cell set to two values on the same day.
    """
    for one, two in combinations_with_replacement(levers, 2):
        _events(one, two)
        _parameters(one, two)
        _settings(one, two)


def _clash(one: Lever, two: Lever, what: str) -> ThawError:
    who = f"the lever {one.name!r} contradicts itself"
    if one is not two:
        who = f"the levers {one.name!r} and {two.name!r} contradict each other"
    return ThawError(f"{who}: {what}", todo="leave one of them out")


def _events(one: Lever, two: Lever) -> None:
    for a, b in ((one, two), (two, one)):
        for event in a.drop:
            if event in b.move:
                raise _clash(one, two, f"{event} is dropped, and moved to {b.move[event]}")
    for event, day in one.move.items():
        if two.move.get(event, day) != day:
            raise _clash(one, two, f"{event} is moved to {day}, and to {two.move[event]}")


def _parameters(one: Lever, two: Lever) -> None:
    for name, value in one.parameters.items():
        if two.parameters.get(name, value) != value:
            other = two.parameters[name]
            raise _clash(one, two, f"{name} is pinned at {value:g}, and at {other:g}")
    for a, b in ((one, two), (two, one)):
        for name in a.parameters:
            mechanism = name.split(".")[0]
            if mechanism in b.without:
                raise _clash(one, two, f"{name} is pinned, and {mechanism} is left out")


def _settings(one: Lever, two: Lever) -> None:
    for a in one.settings:
        for b in two.settings:
            day = _common_day(a, b)
            if a is b or day is None or (a.at_least and b.at_least):
                continue
            held = {(c.table, c.column, c.row): c.value for c in b.changes}
            for c in a.changes:
                value = held.get((c.table, c.column, c.row), c.value)
                if value != c.value:
                    cell = f"{c.table}.{c.column} of {c.row}"
                    raise _clash(one, two, f"on {day} {cell} is set to {c.value:g} and {value:g}")


def _common_day(a: Setting, b: Setting) -> dt.date | None:
    """The first day on which both settings hold."""
    first = max(a.on, b.on)
    last = min(a.until or a.on, b.until or b.on)
    return first if first <= last else None
