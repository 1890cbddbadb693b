"""The dated half of a case: span, exogenous events, episodes of evidence, levers."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, NamedTuple

from thaw.case.case import LEVER_KEYS, Change, Episode, Event, Lever, Off, Setting, Tail
from thaw.case.fields import RANGES, WIDE, as_list, as_plain, as_table, as_text, date_within, new_id
from thaw.files import Document, Path_, mechanism_names, read_date
from thaw.world import COLUMNS

_STEP = re.compile(r"^([0-9.]+) (hour|hours|day|days|week|weeks|month|months)$")
_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4375}


def read_span(d: Document) -> tuple[dt.date, dt.date]:
    span = d.data["span"]
    if not (isinstance(span, list) and len(span) == 2):
        raise d.error("is not a pair of dates", ("span",), expected="[first day, last day]")
    start = read_date(d, span[0], ("span", 0))
    end = read_date(d, span[1], ("span", 1), end=True)
    if start >= end:
        raise d.error(f"ends ({end}) before it begins ({start})", ("span",))
    return start, end


def read_step(d: Document, value: Any, path: Path_) -> float:
    match = _STEP.match(str(value))
    if not match or float(match[1]) <= 0:
        raise d.error(f"{value!r} is not a step", path, expected="such as 1 day or 6 hours")
    return float(match[1]) * _DAYS[match[2].rstrip("s")]


def read_tail(d: Document, end: dt.date) -> Tail | None:
    entry = d.data.get("tail")
    if entry is None:
        return None
    d.keys(entry, ("until", "step"), ("until", "step"), ("tail",))
    until = read_date(d, entry["until"], ("tail", "until"), end=True)
    if until <= end:
        raise d.error(f"{until} is not after the span", ("tail", "until"), expected=f"after {end}")
    step = read_step(d, entry["step"], ("tail", "step"))
    months = round(step / _DAYS["month"]) if "month" in str(entry["step"]) else None
    return Tail(until, step, months)


def _changes(
    d: Document, entry: Any, rows: dict[str, list[str]], add: bool, path: Path_
) -> tuple[Change, ...]:
    """``{polities.leader_dead: {USSR: 1}}`` as changes; checks column, row and range.

    The row ``all`` stands for every row of the table.
    """
    made = []
    valid = [f"{name}.{column}" for name in rows for column in COLUMNS[name]]
    for dotted, by_row in as_table(d, entry, path).items():
        d.one_of(dotted, valid, "column", (*path, dotted))
        table, column = dotted.split(".")
        low, high = RANGES.get(COLUMNS[table][column].unit, WIDE)
        low = -high if add else low
        for row, value in as_table(d, by_row, (*path, dotted)).items():
            where = (*path, dotted, row)
            if row != "all":
                d.one_of(row, rows[table], f"row of {table}", where)
            amount = as_plain(d, value, where, low, high)
            for name in rows[table] if row == "all" else [row]:
                made.append(Change(table, column, name, amount, add))
    return tuple(made)


def read_events(
    d: Document, rows: dict[str, list[str]], start: dt.date, last: dt.date
) -> tuple[Event, ...]:
    made: list[Event] = []
    for k, entry in enumerate(as_list(d, "events")):
        path = ("events", k)
        d.keys(entry, ("id", "title", "on", "set", "add", "source", "note"),
               ("id", "on", "source"), path)  # fmt: skip
        new_id(d, entry["id"], [e.name for e in made], (*path, "id"))
        changes = tuple(
            change
            for word in ("set", "add")
            if word in entry
            for change in _changes(d, entry[word], rows, word == "add", (*path, word))
        )
        if not changes:
            raise d.error("changes nothing", path, expected="a line set: or add:")
        made.append(Event(
            entry["id"], date_within(d, entry["on"], (*path, "on"), start, last), changes,
            as_text(d, str(entry["source"]), (*path, "source")),
        ))  # fmt: skip
    return tuple(made)


def _months(first: dt.date, last: dt.date) -> list[str]:
    """Months from `first` to `last` as 'YYYY-MM'."""
    low, high = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(low, high + 1)]


def read_episodes(
    d: Document, polities: list[str], start: dt.date, end: dt.date, last: dt.date
) -> tuple[Episode, ...]:
    """Episodes; each month (by its 15th day) of each polity in the span lies in exactly one."""
    owner: dict[tuple[str, str], str] = {}
    made: list[Episode] = []
    for k, entry in enumerate(as_list(d, "episodes")):
        path = ("episodes", k)
        d.keys(entry, ("id", "title", "cells", "note"), ("id", "title", "cells"), path)
        name = new_id(d, entry["id"], [e.name for e in made], (*path, "id"))
        cells = []
        for n, cell in enumerate(entry["cells"] or []):
            where = (*path, "cells", n)
            d.keys(cell, ("polities", "start", "end"), ("polities", "start", "end"), where)
            low = date_within(d, cell["start"], (*where, "start"), start.replace(day=1), last)
            high = date_within(d, cell["end"], (*where, "end"), low, last)
            for polity in cell["polities"]:
                d.one_of(polity, polities, "polity", (*where, "polities"))
                cells.append((polity, f"{low:%Y-%m}", f"{high:%Y-%m}"))
                for month in _months(low, high):
                    other = owner.setdefault((polity, month), name)
                    if other != name:
                        raise d.error(
                            f"{polity} {month} lies in {other!r} as well", where,
                            expected="each month of a polity in one episode",
                        )  # fmt: skip
        made.append(Episode(name, as_text(d, entry["title"], (*path, "title")), tuple(cells)))
    if made:
        for polity in polities:
            for month in _months(start, end):
                middle = dt.date.fromisoformat(f"{month}-15")
                if start <= middle <= end and (polity, month) not in owner:
                    raise d.error(
                        f"{polity} {month} lies in no episode", ("episodes",),
                        expected="each month of a polity in one episode",
                    )  # fmt: skip
    return tuple(made)


class Known(NamedTuple):
    """What a lever may touch: rows by table, names of events, first and last day."""

    rows: dict[str, list[str]]
    events: list[str]
    start: dt.date
    last: dt.date


def read_levers(
    d: Document, rows: dict[str, list[str]], events: tuple[Event, ...], start: dt.date,
    last: dt.date,
) -> dict[str, Lever]:  # fmt: skip
    """Named what-ifs; whatever they touch must exist."""
    known = Known(rows, [e.name for e in events], start, last)
    made: dict[str, Lever] = {}
    for k, entry in enumerate(as_list(d, "levers")):
        path = ("levers", k)
        d.keys(entry, LEVER_KEYS, ("id", "title"), path)
        new_id(d, entry["id"], list(made), (*path, "id"))
        lever = read_lever(d, entry, path, known)
        made[lever.name] = lever
    return made


def read_lever(d: Document, entry: Any, path: Path_, known: Known) -> Lever:
    """The what-if written at `path`; whatever it touches must exist.

    Raises
    ------
    ThawError
        For an unknown key, event, column, row, mechanism or parameter, a date outside the case, or
        a value outside its range.
    """
    d.keys(entry, LEVER_KEYS, ("id", "title"), path)
    rows, start, last = known.rows, known.start, known.last
    name = as_text(d, entry["id"], (*path, "id"))
    drop = _listed(d, entry, "drop", path)
    for n, event in enumerate(drop):
        d.one_of(event, known.events, "event", (*path, "drop", n))
    moved = {}
    for event, day in as_table(d, entry.get("move") or {}, (*path, "move")).items():
        d.one_of(event, known.events, "event", (*path, "move", event))
        moved[event] = date_within(d, day, (*path, "move", event), start, last)
    return Lever(
        name, as_text(d, entry["title"], (*path, "title")), tuple(drop), moved,
        tuple(
            _added(d, line, rows, f"{name}.{n}", (*path, "add", n), start, last)
            for n, line in enumerate(_listed(d, entry, "add", path))
        ),
        tuple(
            _setting(d, line, rows, (*path, "set", n), start, last)
            for n, line in enumerate(_listed(d, entry, "set", path))
        ),
        tuple(
            _off(d, line, rows, (*path, "off", n), start, last)
            for n, line in enumerate(_listed(d, entry, "off", path))
        ),
        tuple(
            d.one_of(word, mechanism_names(), "mechanism", (*path, "without", n))
            for n, word in enumerate(_listed(d, entry, "without", path))
        ),
        {
            word: _parameter(d, word, value, (*path, "parameters", word))
            for word, value in as_table(
                d, entry.get("parameters") or {}, (*path, "parameters")
            ).items()
        },
    )  # fmt: skip


def _listed(d: Document, entry: dict[str, Any], key: str, path: Path_) -> list[Any]:
    """The list under `key` of a lever; empty when there is none."""
    value = entry.get(key) or []
    if not isinstance(value, list):
        raise d.error("is not a list", (*path, key), expected=f"{key}: [...]")
    return value


def _parameter(d: Document, dotted: str, value: Any, path: Path_) -> float:
    """A value that a lever fixes, within the support of its parameter."""
    from thaw.mechanism import load_mechanism

    mechanism = d.one_of(str(dotted).split(".")[0], mechanism_names(), "mechanism", path)
    known = {f"{mechanism}.{k}": p for k, p in load_mechanism(mechanism).parameters.items()}
    d.one_of(dotted, known, "parameter", path)
    return as_plain(d, value, path, *known[dotted].support)


def _added(
    d: Document, line: Any, rows: dict[str, list[str]], name: str, path: Path_, start: dt.date,
    last: dt.date,
) -> Event:  # fmt: skip
    """An event that a lever adds to columns on a day."""
    d.keys(line, ("on", "columns"), ("on", "columns"), path)
    on = date_within(d, line["on"], (*path, "on"), start, last)
    changes = _changes(d, line["columns"], rows, True, (*path, "columns"))
    return Event(name, on, changes, "lever")


def _setting(
    d: Document, line: Any, rows: dict[str, list[str]], path: Path_, start: dt.date, last: dt.date
) -> Setting:
    d.keys(line, ("on", "until", "at_least", "columns"), ("on", "columns"), path)
    on = date_within(d, line["on"], (*path, "on"), start, last)
    until = line.get("until")
    if until is not None:
        until = date_within(d, until, (*path, "until"), on, last)
    changes = _changes(d, line["columns"], rows, False, (*path, "columns"))
    return Setting(on, until, bool(line.get("at_least", False)), changes)


def _off(
    d: Document, line: Any, rows: dict[str, list[str]], path: Path_, start: dt.date, last: dt.date
) -> Off:
    from thaw.mechanism import load_mechanism

    d.keys(line, ("mechanism", "polities", "from", "until"), ("mechanism",), path)
    d.one_of(line["mechanism"], mechanism_names(), "mechanism", (*path, "mechanism"))
    if load_mechanism(line["mechanism"]).over != "polities":
        raise d.error(
            f"{line['mechanism']!r} does not work on polities", (*path, "mechanism"),
            expected="a mechanism over polities; `without` leaves out any mechanism everywhere",
        )  # fmt: skip
    polities = line.get("polities") or rows["polities"]
    for name in polities:
        d.one_of(name, rows["polities"], "polity", (*path, "polities"))
    begin = date_within(d, line.get("from", start), (*path, "from"), start, last)
    until = date_within(d, line.get("until", last), (*path, "until"), begin, last)
    return Off(line["mechanism"], tuple(polities), begin, until)
