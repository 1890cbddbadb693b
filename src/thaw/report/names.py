"""Names for readers in place of ids, and dates in place of numbers of days."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from thaw.numerals import ONES

NULL = "Base rates"
"""The account of constant rates, whatever its id."""
NUMBERS = ("no", *ONES[:12])
"""Numbers that are written as words; larger ones stand in figures."""
WHAT = {
    "leader": "change of leader",
    "participants": "participants",
    "exit": "departures",
    "troops": "foreign troops",
    "exit_peak": "largest day of departures",
    "at_work": "share at work",
    "days_lost": "working days lost",
    "duration": "longest strike",
    "fire": "police fire",
    "emergency": "emergency rule",
    "party": "party members",
    "members_abroad": "members of a party abroad",
    "workers": "workers and employees",
    "wage": "real wage",
    "harvest": "grain harvest",
    "collective": "households in collective farms",
    "council": "workers' councils",
    "talks": "talks with councils",
    "federation": "body of councils of more than a plant",
    "went_over": "soldiers who went over",
    "arrested": "officials arrested",
    "shot": "officials shot",
    "listed": "names on lists signed for death",
    "limits": "limits of death sentences given to regions",
    "sentenced": "put to death by sentence",
    "successors": "successors in posts",
}
"""What is measured, where the word of the data is not the one a reader uses."""


def account_name(ident: str, null: bool = False) -> str:
    """``stein_1956`` to ``Stein 1956``, ``swp_1957`` to ``SWP 1957``."""
    if null:
        return NULL
    words = ident.replace("-", "_").split("_")
    shown = [w.upper() if re.fullmatch(r"[b-df-hj-np-tv-xz]{2,4}", w) else w for w in words if w]
    text = " ".join(shown)
    return text[:1].upper() + text[1:]


def counted(n: int, noun: str) -> str:
    """``one theory``, ``seven theories``, ``14 theories``."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{NUMBERS[n] if n < len(NUMBERS) else n} {noun if n == 1 else plural}"


def what_name(what: str) -> str:
    """What an item measures, in words."""
    return WHAT.get(what, what.replace("_", " "))


def polity_name(polity: str, polities: Mapping[str, Any]) -> str:
    """Name of a polity where there is one, else its id."""
    info = polities.get(polity)
    return str(info.get("title", polity) if isinstance(info, Mapping) else info or polity)


def day_of(x: Any) -> date | None:
    """A day from an ISO date, a month (its first day) or a year; None for anything else."""
    text = str(x or "")[:10]
    text += {4: "-01-01", 7: "-01"}.get(len(text), "")
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_words(day: date) -> str:
    """``17 June 1953``."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def event_name(event: Mapping[str, Any], polities: Mapping[str, Any]) -> str:
    """An event of a record in words: "Uprising in Arvenia, 25 to 27 June 1971".

    Parameters
    ----------
    event : mapping
        ``kind``, ``polity``, the first day as ``date`` and, where it is told, the ``last``.
    polities : mapping
        Names by id.
    """
    what, _, which = str(event["kind"]).partition("_")
    kind = f"{which} {what}" if what == "concession" and which else f"{what} {which}".strip()
    kind = kind.replace("_", " ").capitalize()
    when = span_words(event["date"], event.get("last"))
    return f"{kind} in {polity_name(event['polity'], polities)}, {when}"


def span_words(first: Any, last: Any = None) -> str:
    """A day, a whole month, a whole year or a stretch between two dates; empty without a date."""
    a = day_of(first)
    if a is None:
        return str(first or "")
    b = day_of(last)
    if b is None:
        short = {4: str(a.year), 7: f"{calendar.month_name[a.month]} {a.year}"}
        return short.get(len(str(first)), day_words(a))
    if a == b:
        return day_words(a)
    starts, ends = a.day == 1, (b + timedelta(days=1)).day == 1
    if starts and ends:
        if (a.year, a.month) == (b.year, b.month):
            return f"{calendar.month_name[a.month]} {a.year}"
        if a.year == b.year and (a.month, b.month) == (1, 12):
            return str(a.year)
    if a.year == b.year:
        head = f"{a.day} {calendar.month_name[a.month]}" if a.month != b.month else str(a.day)
        return f"{head} to {day_words(b)}"
    return f"{day_words(a)} to {day_words(b)}"


def dates_in(ident: str) -> tuple[str, str]:
    """First and last date in the id of an item, such as ``cell/ONE/1956-10/rising``."""
    found = [p for p in ident.split("/") if re.fullmatch(r"\d{4}(-\d\d){0,2}", p)]
    if not found:
        return "", ""
    first, last = found[0], found[-1]
    if len(last) == 10:
        return first, last
    a = day_of(last)
    if a is None:
        return first, ""
    end = (
        a.replace(month=12, day=31)
        if len(last) == 4
        else a.replace(day=calendar.monthrange(a.year, a.month)[1])
    )
    return first, end.isoformat()


def item_name(
    ident: str,
    kind: str,
    what: str,
    polity: str,
    polities: Mapping[str, Any],
    days: tuple[str, str] = ("", ""),
) -> str:
    """An item in words: ``deaths in Hungary, 23 October to 31 December 1956``.

    Parameters
    ----------
    ident, kind, what, polity : str
        As the item has them; with no `what`, the id is read.
    polities : mapping
        Polity, and place where it is known, to its name.
    days : (str, str)
        First and last day, ISO; read from the id where empty.
    """
    parts = ident.split("/")
    if not what and len(parts) >= 4:
        what, polity = parts[-1], polity or parts[1].partition("@")[0]
    if not what:
        return ident
    what, _, bodies = what.partition("@")
    places = parts[1].partition("@")[2] if len(parts) > 1 else ""
    bodies = bodies or parts[-1].partition("@")[2]
    text = what_name(what)
    if kind == "date" and what != "exit_peak":
        text = f"first {text}"
    if polity:
        text += f" in {polity_name(polity, polities)}"
    at = [s for s in (*places.split("+"), *bodies.split("+")) if s]
    if at:
        named = (polity_name(s, polities) if s in polities else s.replace("_", " ") for s in at)
        text += f" ({', '.join(named)})"
    first, last = days if days[0] else dates_in(ident)
    when = span_words(first, last)
    return f"{text}, {when}" if when else text


def name_all(idents: Iterable[str], null: str | None) -> dict[str, str]:
    """Account to its name; ids that would read alike keep their own."""
    made = {i: account_name(i, i == null) for i in idents}
    twice = {n for n in made.values() if list(made.values()).count(n) > 1}
    return {i: i if n in twice else n for i, n in made.items()}
