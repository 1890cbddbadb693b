"""States by the list of Gleditsch and Ward (1999), with the days on which each was one.

The shipped table ``data/codes/states.csv`` parts what the list keeps under one number where the code that
people use changed: of number 365 the Soviet Union ends in 1991, of 260 the Federal Republic in 1990.
"""

from __future__ import annotations

import csv
import datetime as dt
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from thaw.errors import nearest_name
from thaw.files import data_folder
from thaw.importing.figures import Unread

SCHEMES = ("name", "gw", "cow", "iso", "iso2", "iso_number", "fips")
"""Ways to name a state: in words, or by a list of codes."""


class State(NamedTuple):
    """A state of the list, from its first to its last day (None: to this day)."""

    gw: str
    code: str
    name: str
    first: dt.date
    last: dt.date | None
    by: dict[str, str]
    also: tuple[str, ...]

    def on(self, day: dt.date) -> bool:
        """Whether it was a state on that day."""
        return self.first <= day and (self.last is None or day <= self.last)


@cache
def states() -> tuple[State, ...]:
    """All rows of the shipped table, by number and date."""
    with (data_folder("codes") / "states.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(
        State(
            r["gw"],
            r["code"],
            r["name"],
            dt.date.fromisoformat(r["from"]),
            dt.date.fromisoformat(r["until"]) if r["until"] else None,
            {s: r[s] for s in SCHEMES},
            tuple(filter(None, r["also"].split("|"))),
        )
        for r in rows
    )


def coded(code: str) -> list[State]:
    """The states that the list has under a code of its own, one for each time; none: it lacks the code."""
    return [s for s in states() if s.code == code]


def lacks(code: str) -> str:
    """That the list has no such code, with what it has instead, for a person; empty where it has it."""
    if coded(code):
        return ""
    others = {c: s for s in states() for c in (*s.by.values(), *s.also) if c}
    near = others.get(code) or next(
        (s for s in states() if s.code == nearest_name(code, (s.code for s in states()))), None
    )
    hint = f"; did you mean {near.code} ({near.name})?" if near else ""
    return f"names its country {code!r}, a code that the list of states lacks, so that it has no other name{hint}"


def state_of(scheme: str, value: str, day: dt.date) -> State:
    """The state that a value names on a day.

    Parameters
    ----------
    scheme : str
        One of `SCHEMES`.
    value : str
    day : date

    Raises
    ------
    Unread
        No state has that name or code, or none had it on that day; says when it was one.
    """
    told = _same(value, scheme)
    known = _index(scheme).get(told, ())
    for state in known:
        if state.on(day):
            return state
    if not known:
        near = nearest_name(value.strip(), _said()) if scheme == "name" else None
        raise Unread(
            f"{value.strip()!r} names no state of the list"
            + (f"; did you mean {near}?" if near else "")
            + ": give its code with --country"
        )
    spans = "; ".join(
        f"{s.name} {s.first} to {s.last or 'now'}" for s in sorted(known, key=lambda s: s.first)
    )
    raise Unread(f"{value.strip()!r} was no state on {day} ({spans}): give the code with --country")


@cache
def _index(scheme: str) -> dict[str, tuple[State, ...]]:
    """By value: rows that have it in the column of the scheme come before those that have it as well."""
    found: dict[str, list[State]] = {}
    for own in (True, False):
        for s in states():
            names = (
                [s.by[scheme]] if own else [*s.also, s.name, s.code] if scheme == "name" else s.also
            )
            for name in filter(None, names):
                held = found.setdefault(_same(name, scheme), [])
                if s not in held:
                    held.append(s)
    return {name: tuple(rows) for name, rows in found.items()}


@cache
def _said() -> tuple[str, ...]:
    return tuple(dict.fromkeys(n for s in states() for n in (s.name, *s.also)))


def _same(value: str, scheme: str) -> str:
    """Spellings that are one: letters without accents and case, numbers without zeros in front."""
    text = unicodedata.normalize("NFKD", value.strip()).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c)).replace("’", "'")
    if scheme in ("gw", "cow", "iso_number"):
        text = text.removesuffix(".0").lstrip("0")
    return " ".join(text.split())


def two_letters(values: Iterable[str]) -> bool:
    """Whether a column of countries holds codes of two letters, so that NA in it may be a country."""
    others = {v.strip() for v in values} - {"NA", ""}
    return bool(others) and all(len(v) == 2 and v.isalpha() for v in others)
