"""A lever as the page places it, on a day, turned into one that any run takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from thaw.case import Case
from thaw.case.levers import lever_of
from thaw.case.written_lever import WORDS, last_day, plain
from thaw.errors import ThawError, nearest_name

DAYS = ("on", "from", "until")
"""Keys of a lever that hold a day."""


def taken(case: Case, given: Any, files: Mapping[str, Path]) -> Any:
    """What `thaw.simulate` takes for a lever of a page.

    Parameters
    ----------
    case : Case
    given : str or dict
        A lever of the case by name; one moved so that its first day is ``on``; an event moved or
        dropped; a mechanism off in some polities for some time; one written out; or a file.
    files : mapping
        Files that were dropped in, by name.

    Raises
    ------
    ThawError
        For what the case lacks, and a lever without days that is to be moved. No text is ever
        taken for a path.
    """
    if isinstance(given, str):
        _known(given, case.levers, f"case {case.name} has no lever")
        return given
    if "file" in given:
        _known(given["file"], files, "no file was dropped in that is called")
        return files[given["file"]]
    if "written" in given:
        return _dated(given["written"])
    if "off" in given:
        return _switched_off(given)
    if "lever" in given:
        return _moved(case, given["lever"], dt.date.fromisoformat(given["on"]))
    _known(given["event"], [e.name for e in case.events], f"case {case.name} has no event")
    event = given["event"]
    if "drop" in given:
        return {"id": f"without_{_id(event)}", "title": f"No {_words(event)}", "drop": [event]}
    day = dt.date.fromisoformat(given["on"])
    return {
        "id": f"{_id(event)}_on_{_id(day)}",
        "title": f"{_words(event)} on {day.day} {day:%B %Y}",
        "move": {event: day},
    }


def days_of(case: Case, name: str) -> list[dt.date]:
    """Days on which a lever of the case does something, in order; empty where it has none."""
    return sorted({day for _, _, day in _days(_content(case, name))})


def marks(case: Case, pane: int, given: Any) -> list[dict[str, Any]]:
    """Where a lever stands on the axis of a page: pane, day, until, words."""
    lever = lever_of(case, given)
    spans: list[tuple[dt.date, dt.date | None]] = [(c.on, None) for c in lever.changes]
    spans += [(s.on, s.until) for s in lever.settings]
    spans += [(o.start, o.until) for o in lever.off]
    spans += [(day, None) for day in lever.move.values()]
    spans += [(e.on, None) for e in case.events if e.name in lever.drop]
    return [
        {"pane": pane, "day": str(a), "until": str(b) if b else None, "words": lever.title}
        for a, b in sorted(set(spans), key=lambda s: (s[0], s[1] or s[0]))
    ]


def _known(name: str, valid: Any, problem: str) -> None:
    if name not in valid:
        raise ThawError(
            f"{problem} {name!r}",
            expected=", ".join(map(str, valid)) or "none is there",
            nearest=nearest_name(name, valid),
        )


def _id(word: object) -> str:
    return str(word).replace("-", "_")


def _words(event: str) -> str:
    return event.replace("-", " ").replace("_", " ")


def _switched_off(given: Mapping[str, Any]) -> dict[str, Any]:
    first, last = (dt.date.fromisoformat(given[k]) for k in ("from", "until"))
    name, where = given["off"], given["polities"]
    return {
        "id": f"no_{name}_in_{'_'.join(where)}_{_id(first)}"[:80],
        "title": f"{_words(name)} switched off in {', '.join(where)}, {first} to {last}",
        "off": [{"mechanism": name, "polities": list(where), "from": first, "until": last}],
    }


def _content(case: Case, name: str) -> dict[str, Any]:
    """A lever of the case as its file has it."""
    written = next(e for e in case.document.data["levers"] if str(e["id"]) == name)
    return plain(written)


def _days(value: Any) -> Iterator[tuple[Any, Any, dt.date]]:
    """Every day in a lever: what holds it, under which key, and the day."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, entry in list(entries):
        if isinstance(entry, dt.date):
            if key in DAYS or _is_move(value):
                yield value, key, entry
        elif isinstance(entry, dict | list) and key not in WORDS:
            yield from _days(entry)


def _is_move(table: Any) -> bool:
    return isinstance(table, dict) and all(isinstance(v, dt.date) for v in table.values())


def _moved(case: Case, name: str, first: dt.date) -> dict[str, Any]:
    """A lever of the case, all its days moved alike, so that the first is `first`."""
    _known(name, case.levers, f"case {case.name} has no lever")
    made = _content(case, name)
    found = list(_days(made))
    if not found:
        raise ThawError(
            f"the lever {name!r} holds from beginning to end: it has no day that could be moved",
            todo="take it as it is",
        )
    by = first - min(day for _, _, day in found)
    for table, key, day in found:
        table[key] = min(day + by, last_day(case)) if key == "until" else day + by
    title = f"{made.get('title', name)} (placed on {first})"
    return {**made, "id": f"{name}_on_{_id(first)}", "title": title}


def _dated(value: Any) -> Any:
    """What a page wrote out, days as days: JSON has none."""
    if isinstance(value, dict):
        return {k: _dated(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_dated(v) for v in value]
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return value
    return value
