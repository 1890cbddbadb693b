"""Levers at work: what a set of named what-ifs makes of a case, and what is done on which step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from thaw.case.case import Case
from thaw.case.happenings import Event, Lever, Off, Setting
from thaw.case.hegemon import held_by
from thaw.case.lever_conflicts import refuse_contradictions
from thaw.case.written_lever import Lever as WrittenLever
from thaw.case.written_lever import is_path, known_of, read_written
from thaw.errors import ThawError, nearest_name
from thaw.world import World

Action = Callable[[World], None]
"""What is done to the world between two steps."""

Rows = dict[str, dict[str, int]]
"""Table to name to row, as `engine.build.blueprint` gives it."""


@dataclass(frozen=True)
class WhatIf:
    """A case under a set of levers.

    Attributes
    ----------
    events : those of the case, less the dropped, at their new dates, and those put in
    settings, off : as in `thaw.case.Lever`
    without : mechanisms left out of every account
    fixed : "mechanism.parameter" to a value
    names : of the levers, in order
    written : name to content of those that are not in the case
    watched : (step, action) of who looks at the world before that step
    """

    events: tuple[Event, ...]
    settings: tuple[Setting, ...]
    off: tuple[Off, ...]
    without: frozenset[str]
    fixed: dict[str, float]
    names: tuple[str, ...] = ()
    written: dict[str, dict[str, Any]] = field(default_factory=dict)
    watched: tuple[tuple[int, Action], ...] = ()


def pull(case: Case, levers: Sequence[Any]) -> WhatIf:
    """The case under these levers.

    Parameters
    ----------
    case : Case
    levers : sequence
        Each a name of the case, the path of a YAML file, a dict, a `thaw.Lever`, or a lever of the
        case itself.

    Raises
    ------
    ThawError
        For a lever that the case lacks, that names what the case lacks, or that is named twice, and
        for levers that contradict each other.
    """
    written: dict[str, dict[str, Any]] = {}
    found = [_lever(case, given, written) for given in levers]
    names = [lever.name for lever in found]
    if len({*names}) < len(names):
        twice = next(n for n in names if names.count(n) > 1)
        raise ThawError(f"the lever {twice!r} is named twice", expected="each lever once")
    refuse_contradictions(found)
    events = list(case.events)
    for lever in found:
        events = [
            Event(e.name, lever.move.get(e.name, e.on), e.changes, e.source)
            for e in events
            if e.name not in lever.drop
        ]
        events += lever.changes
    return WhatIf(
        tuple(events),
        tuple(s for lever in found for s in lever.settings),
        tuple(o for lever in found for o in lever.off),
        frozenset(m for lever in found for m in lever.without),
        {**held_by(case), **{k: v for lever in found for k, v in lever.parameters.items()}},
        tuple(names),
        written,
    )


def lever_of(case: Case, given: Any) -> Lever:
    """The lever meant by a name, file, dict or object, as `pull` takes it."""
    return _lever(case, given, {})


def _lever(case: Case, given: Any, written: dict[str, dict[str, Any]]) -> Lever:
    """The lever meant by a name, file, dict or object; what is not in the case goes to `written`."""
    if isinstance(given, Lever):
        return _of_case(case, given)
    if isinstance(given, Mapping | WrittenLever) or is_path(given):
        lever, content = read_written(case, given)
        written[lever.name] = content
        return lever
    if not isinstance(given, str):
        raise ThawError(
            f"{given!r} is not a lever",
            expected="a name of the case, a file, a dict of its keys, or a thaw.Lever",
        )
    if given not in case.levers:
        raise ThawError(
            f"case {case.name} has no lever {given!r}",
            nearest=nearest_name(given, case.levers),
            expected=", ".join(case.levers) or "a file or a thaw.Lever: the case has none",
        )
    return case.levers[given]


def _of_case(case: Case, lever: Lever) -> Lever:
    """A lever that was read with a case, once it is known to be this one."""
    if case.levers.get(lever.name) == lever:
        return lever
    known = known_of(case)
    changes = [c for event in lever.changes for c in event.changes]
    changes += [c for setting in lever.settings for c in setting.changes]
    named = [("event", event, known.events) for event in (*lever.drop, *lever.move)]
    named += [("row", c.row, known.rows[c.table]) for c in changes]
    named += [("polity", p, known.rows["polities"]) for off in lever.off for p in off.polities]
    for what, name, valid in named:
        if name not in valid:
            raise ThawError(
                f"case {case.name} has no {what} {name!r}",
                key=f"lever {lever.name}",
                nearest=nearest_name(name, valid),
            )
    return lever


def first_step(starts: np.ndarray, start: dt.date, day: dt.date) -> int:
    """Number of the first step that begins on `day` or later; len(starts) when none does.

    Parameters
    ----------
    starts : float array, shape (n_steps,), days since `start`
    """
    return int(np.searchsorted(starts, (day - start).days - 1e-9))


def actions(
    case: Case, what_if: WhatIf, starts: np.ndarray, unit: Sequence[str], rows: Rows
) -> list[tuple[int, Action]]:
    """What the settings and switches of a what-if do before which step, in order.

    Parameters
    ----------
    starts : float array, shape (n_steps,), days since the case begins
    unit : sequence of str
        Mechanisms over polities in the order of the program: the bits of ``polities.spared``.
    """
    made: list[tuple[int, Action]] = []
    for setting in what_if.settings:
        first = first_step(starts, case.start, setting.on)
        last = first + 1
        if setting.until is not None:
            last = first_step(starts, case.start, setting.until + dt.timedelta(days=1))
        act = partial(hold, setting=setting, rows=rows)
        made += [(step, act) for step in range(first, min(last, len(starts)))]
    made += [*_switches(case, what_if.off, starts, unit, rows), *what_if.watched]
    return sorted(made, key=lambda m: m[0])


def hold(world: World, setting: Setting, rows: Rows) -> None:
    """Set the columns that a lever holds, or raise those that lie below `at_least`."""
    for change in setting.changes:
        column = getattr(getattr(world, change.table), change.column)
        row = rows[change.table][change.row]
        column[row] = max(column[row], change.value) if setting.at_least else change.value


def _switches(
    case: Case, off: Sequence[Off], starts: np.ndarray, unit: Sequence[str], rows: Rows
) -> list[tuple[int, Action]]:
    """The mask of spared polities, anew before every step at which it may change."""
    spans = [
        (
            first_step(starts, case.start, o.start),
            first_step(starts, case.start, o.until + dt.timedelta(days=1)),
            o,
        )
        for o in off
        if o.mechanism in unit
    ]
    made: list[tuple[int, Action]] = []
    for step in sorted({edge for first, last, _ in spans for edge in (first, last)}):
        mask = np.zeros(len(rows["polities"]), np.int64)
        for first, last, o in spans:
            if first <= step < last:
                mask[[rows["polities"][p] for p in o.polities]] |= 1 << unit.index(o.mechanism)
        if step < len(starts):
            made.append((step, partial(_spare, mask=mask)))
    return made


def _spare(world: World, mask: np.ndarray) -> None:
    world.polities.spared[:] = mask
