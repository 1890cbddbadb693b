"""The dated half of a case: span, exogenous events, episodes of evidence, levers."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, NamedTuple

from thaw.case.case import MONTH, Tail
from thaw.case.fields import (
    RANGES,
    WIDE,
    as_entries,
    as_list,
    as_plain,
    as_source,
    as_table,
    as_text,
    as_yes,
    date_within,
    new_id,
)
from thaw.case.happenings import Change, Episode, Event, Lever, Occasion, Off, Setting
from thaw.case.keys import ADDED, EPISODE, EVENT, LEVER, OCCASION, OFF, SETTING, SPAN_OF, TAIL
from thaw.files import MISSING, Document, Path_, mechanism_names, read_date
from thaw.world import COLUMNS

_STEP = re.compile(r"^([0-9]{1,9}(?:\.[0-9]{1,9})?) (hour|hours|day|days|week|weeks|month|months)$")
_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": MONTH}
LEAST_STEP, MOST_STEP = 1 / 24, 366.0
"""Days."""

MOST_STEPS = 200_000
"""Of a span or a tail: 23 years by the hour."""


def read_span(d: Document, span: Any) -> tuple[dt.date, dt.date]:
    """First and last day of the main span; the whole calendar once a mistake is told."""
    whole = (dt.date.min, dt.date.max)
    if span is MISSING:
        return whole
    if not (isinstance(span, list) and len(span) == 2):
        raise d.error("is not a pair of dates", ("span",), expected="[first day, last day]")
    start = read_date(d, span[0], ("span", 0))
    end = read_date(d, span[1], ("span", 1), end=True)
    if start is None or end is None:
        return whole
    if start >= end:
        raise d.error(f"ends ({end}) before it begins ({start})", ("span",))
    return start, end


def read_step(d: Document, value: Any, path: Path_, days: float | None) -> Any:
    """Days of a step of a span or tail of `days`, where those are known; None once a mistake is told."""
    if value is MISSING:
        return None
    match = _STEP.match(str(value))
    step = float(match[1]) * _DAYS[match[2].rstrip("s")] if match else 0.0
    if step <= 0:
        return d.note(f"{value!r} is not a step", path, expected="such as 1 day or 6 hours")
    if not LEAST_STEP <= step <= MOST_STEP:
        return d.note(f"{value} is no length for a step", path, expected="1 hour to 12 months")
    if days is None:
        return step
    if step > days:
        return d.note(
            f"a step of {value} is longer than the {days:,.0f} days it goes through",
            path,
            expected="several steps",
        )
    if days / step > MOST_STEPS:
        return d.note(
            f"{days:,.0f} days by steps of {value} are {days / step:,.0f} steps",
            path,
            expected=f"at most {MOST_STEPS:,}: longer steps, or fewer days",
        )
    return step


def read_tail(d: Document, end: dt.date) -> Tail | None:
    """The coarser continuation after the main span, if the case has one."""
    entry = d.data.get("tail")
    if entry is None:
        return None
    entry = d.keys(entry, TAIL, path=("tail",))
    until = read_date(d, entry["until"], ("tail", "until"), end=True)
    if until is not None and end < dt.date.max and until <= end:
        d.note(f"{until} is not after the span", ("tail", "until"), expected=f"after {end}")
    known = until is not None and end < until
    step = read_step(
        d, entry["step"], ("tail", "step"), float((until - end).days) if known else None
    )
    if until is None or step is None:
        return None
    if "month" not in str(entry["step"]):
        return Tail(until, step, None)
    months = step / _DAYS["month"]
    if months != round(months):
        return d.note(
            f"{entry['step']} is no whole number of months",
            ("tail", "step"),
            expected="whole months, which fall on the first; or days or weeks",
        )
    return Tail(until, step, round(months))


def _changes(
    d: Document, entry: Any, rows: dict[str, list[str]], add: bool, path: Path_
) -> tuple[Change, ...]:
    """``{polities.leader_dead: {one: 1}}`` as changes; checks column, row and range.

    The row ``all`` stands for every row of the table.
    """
    made = []
    valid = [f"{name}.{column}" for name in rows for column in COLUMNS[name]]
    for dotted, by_row in as_table(d, entry, path).items():
        if d.one_of(dotted, valid, "column", (*path, dotted)) is None:
            continue
        table, column = dotted.split(".")
        low, high = RANGES.get(COLUMNS[table][column].unit, WIDE)
        low = -high if add else low
        for row, value in as_table(d, by_row, (*path, dotted)).items():
            where = (*path, dotted, row)
            if row != "all" and _row(d, row, rows[table], table, where) is None:
                continue
            amount = as_plain(d, value, where, low, high)
            for name in rows[table] if row == "all" else [row]:
                made.append(Change(table, column, name, amount, add))
    return tuple(made)


def _row(d: Document, row: Any, names: list[str], table: str, path: Path_) -> Any:
    """The name of a row of a table; one that several polities have is told with all that it may mean."""
    same = [name for name in names if name.endswith(f"/{row}")]
    if same:
        return d.note(f"{row!r} is the name of several {table}", path, expected=" or ".join(same))
    return d.one_of(row, names, f"row of {table}", path)


def read_events(
    d: Document, rows: dict[str, list[str]], start: dt.date, last: dt.date
) -> tuple[Event, ...]:
    """Dated changes from outside, in the order of the file."""
    made: list[Event] = []
    taken: list[str] = []
    for k, entry in enumerate(as_list(d, "events")):
        path = ("events", k)
        with d.problems.apart() as sound:
            entry = d.keys(entry, EVENT, path=path)
            name = new_id(d, entry["id"], taken, (*path, "id"))
            changes = tuple(
                change
                for word in ("set", "add")
                if word in entry
                for change in _changes(d, entry[word], rows, word == "add", (*path, word))
            )
            if not (entry.get("set") or entry.get("add")):
                d.note("changes nothing", path, expected="a line set: or add:")
            on = date_within(d, entry["on"], (*path, "on"), start, last)
            event = Event(name, on, changes, as_source(d, entry, path))
            if sound():
                made.append(event)
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
    taken: list[str] = []
    begin = start if start == dt.date.min else start.replace(day=1)
    for k, entry in enumerate(as_list(d, "episodes")):
        path = ("episodes", k)
        with d.problems.apart() as sound:
            entry = d.keys(entry, EPISODE, path=path)
            name = new_id(d, entry["id"], taken, (*path, "id"))
            cells = []
            for n, cell in enumerate(as_entries(d, entry["cells"], (*path, "cells"))):
                where = (*path, "cells", n)
                with d.problems.apart():
                    cells += _span_of(d, cell, where, polities, begin, last)
            for n, (polity, first, final) in enumerate(cells if sound() else []):
                for month in _between(first, final):
                    other = owner.setdefault((polity, month), name)
                    if other != name:
                        raise d.error(
                            f"{polity} {month} lies in {other!r} as well",
                            (*path, "cells", n),
                            expected="each month of a polity in one episode",
                        )
            made.append(Episode(name, as_text(d, entry["title"], (*path, "title")), tuple(cells)))
    if made and d.sound("episodes", "span", "polities"):
        for polity in polities:
            for month in _months(start, end):
                middle = dt.date.fromisoformat(f"{month}-15")
                if start <= middle <= end and (polity, month) not in owner:
                    d.note(
                        f"{polity} {month} lies in no episode",
                        ("episodes",),
                        expected="each month of a polity in one episode",
                    )
                    break
    return tuple(made)


class Known(NamedTuple):
    """What a lever may touch: rows by table, names of events, first and last day."""

    rows: dict[str, list[str]]
    events: list[str]
    start: dt.date
    last: dt.date


def _span_of(
    d: Document, cell: Any, where: Path_, polities: list[str], begin: dt.date, last: dt.date
) -> list[tuple[str, str, str]]:
    """(polity, first month, last month) of a part of an episode."""
    cell = d.keys(cell, SPAN_OF, path=where)
    low = date_within(d, cell["start"], (*where, "start"), begin, last)
    high = date_within(d, cell["end"], (*where, "end"), low or begin, last)
    named = [
        d.one_of(polity, polities, "polity", (*where, "polities"))
        for polity in as_entries(d, cell["polities"], (*where, "polities"))
    ]
    if low is None or high is None:
        return []
    return [(polity, f"{low:%Y-%m}", f"{high:%Y-%m}") for polity in named if polity]


def _between(first: str, last: str) -> list[str]:
    """Months from 'YYYY-MM' to 'YYYY-MM'."""
    return _months(dt.date.fromisoformat(f"{first}-01"), dt.date.fromisoformat(f"{last}-01"))


def read_levers(
    d: Document,
    rows: dict[str, list[str]],
    events: tuple[Event, ...],
    start: dt.date,
    last: dt.date,
) -> dict[str, Lever]:
    """Named what-ifs; whatever they touch must exist."""
    written = [str(e.get("id")) for e in d.data.get("events") or [] if isinstance(e, dict)]
    names = list(dict.fromkeys([*(e.name for e in events), *written]))
    known = Known(rows, names, start, last)
    made: dict[str, Lever] = {}
    taken: list[str] = []
    for k, entry in enumerate(as_list(d, "levers")):
        path = ("levers", k)
        with d.problems.apart():
            entry = d.keys(entry, LEVER, path=path)
            name = new_id(d, entry["id"], taken, (*path, "id"))
            made[name or f"{k}"] = read_lever(d, entry, path, known)
    return made


def read_lever(d: Document, entry: Any, path: Path_, known: Known) -> Lever:
    """The what-if written at `path`; whatever it touches must exist.

    Raises
    ------
    ThawError
        For an unknown key, event, column, row, mechanism or parameter, a date outside the case, or
        a value outside its range.
    """
    entry = d.keys(entry, LEVER, path=path)
    rows, start, last = known.rows, known.start, known.last
    name, names = as_text(d, entry["id"], (*path, "id")), known.events

    def lines(word: str) -> list[tuple[Path_, Any]]:
        listed = as_entries(d, entry.get(word), (*path, word))
        return [((*path, word, n), line) for n, line in enumerate(listed)]

    drop = tuple(d.one_of(event, names, "event", where) for where, event in lines("drop"))
    moved = {}
    for event, day in as_table(d, entry.get("move") or {}, (*path, "move")).items():
        d.one_of(event, names, "event", (*path, "move", event))
        moved[event] = date_within(d, day, (*path, "move", event), start, last)
    made: dict[str, list[Any]] = {"add": [], "set": [], "off": []}
    for where, line in lines("add"):
        with d.problems.apart():
            made["add"].append(_added(d, line, rows, f"{name}.{where[-1]}", where, start, last))
    for where, line in lines("set"):
        with d.problems.apart():
            made["set"].append(_setting(d, line, rows, where, start, last))
    for where, line in lines("off"):
        with d.problems.apart():
            made["off"].append(_off(d, line, rows, where, start, last))
    fixed = as_table(d, entry.get("parameters") or {}, (*path, "parameters"))
    return Lever(
        name,
        as_text(d, entry["title"], (*path, "title")),
        drop,
        moved,
        tuple(made["add"]),
        tuple(made["set"]),
        tuple(made["off"]),
        tuple(
            d.one_of(word, mechanism_names(), "mechanism", where)
            for where, word in lines("without")
        ),
        {
            word: _parameter(d, word, value, (*path, "parameters", word))
            for word, value in fixed.items()
        },
        _occasion(d, entry.get("occasion"), known, (*path, "occasion")),
    )


def _occasion(d: Document, line: Any, known: Known, path: Path_) -> Occasion | None:
    """What must happen in a run for a lever to bite."""
    from thaw.measure import measures

    if line is None:
        return None
    line = d.keys(line, OCCASION, path=path)
    names = [m.name for m in measures("polities")]
    measure = d.one_of(line["measure"], names, "measure", (*path, "measure"))
    polities = line.get("polities") or known.rows["polities"]
    for polity in polities:
        d.one_of(polity, known.rows["polities"], "polity", (*path, "polities"))
    begin = date_within(d, line.get("from", known.start), (*path, "from"), known.start, known.last)
    until = date_within(
        d, line.get("until", known.last), (*path, "until"), begin or known.start, known.last
    )
    reaches = line.get("reaches")
    if reaches is not None:
        reaches = as_plain(d, reaches, (*path, "reaches"), *WIDE)
    return Occasion(measure, tuple(polities), begin, until, reaches)


def _parameter(d: Document, dotted: str, value: Any, path: Path_) -> float:
    """A value that a lever fixes, within the support of its parameter."""
    from thaw.mechanism import load_mechanism

    mechanism = d.one_of(str(dotted).split(".")[0], mechanism_names(), "mechanism", path)
    if mechanism is None:
        return 0.0
    known = {f"{mechanism}.{k}": p for k, p in load_mechanism(mechanism).parameters.items()}
    if d.one_of(dotted, known, "parameter", path) is None:
        return 0.0
    return as_plain(d, value, path, *known[dotted].support)


def _added(
    d: Document,
    line: Any,
    rows: dict[str, list[str]],
    name: str,
    path: Path_,
    start: dt.date,
    last: dt.date,
) -> Event:
    """An event that a lever adds to columns on a day."""
    line = d.keys(line, ADDED, path=path)
    on = date_within(d, line["on"], (*path, "on"), start, last)
    changes = _changes(d, line["columns"], rows, True, (*path, "columns"))
    return Event(name, on, changes, "lever")


def _setting(
    d: Document, line: Any, rows: dict[str, list[str]], path: Path_, start: dt.date, last: dt.date
) -> Setting:
    line = d.keys(line, SETTING, path=path)
    on = date_within(d, line["on"], (*path, "on"), start, last)
    until = line.get("until")
    if until is not None:
        until = date_within(d, until, (*path, "until"), on or start, last)
    changes = _changes(d, line["columns"], rows, False, (*path, "columns"))
    return Setting(on, until, as_yes(d, line, "at_least", path), changes)


def _off(
    d: Document, line: Any, rows: dict[str, list[str]], path: Path_, start: dt.date, last: dt.date
) -> Off:
    from thaw.mechanism import load_mechanism

    line = d.keys(line, OFF, path=path)
    name = d.one_of(line["mechanism"], mechanism_names(), "mechanism", (*path, "mechanism"))
    if name is not None and load_mechanism(name).over != "polities":
        d.note(
            f"{name!r} does not work on polities",
            (*path, "mechanism"),
            expected="a mechanism over polities; `without` leaves out any mechanism everywhere",
        )
    polities = line.get("polities") or rows["polities"]
    for polity in polities:
        d.one_of(polity, rows["polities"], "polity", (*path, "polities"))
    begin = date_within(d, line.get("from", start), (*path, "from"), start, last)
    until = date_within(d, line.get("until", last), (*path, "until"), begin or start, last)
    return Off(name, tuple(polities), begin, until)
