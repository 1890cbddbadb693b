"""Dates that say how sure they are: the part of EDTF (ISO 8601-2) that a record needs.

``1953-06-17`` a day, ``1953-06`` a month, ``1953`` a year, ``a/b`` from a to b; after each part
``?`` when no page supports it, ``~`` when it is approximate, ``%`` when both.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

_PART = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?([?~%]?)$")
FORM = (
    "YYYY, YYYY-MM or YYYY-MM-DD, two of them joined by '/', each with ?, ~ or % after it if unsure"
)


class When(NamedTuple):
    """The first and last day a date can mean, and its qualifiers (any of ``?~%``, or empty)."""

    first: dt.date
    last: dt.date
    qualifier: str


@lru_cache(maxsize=1 << 16)
def read(text: str) -> When:
    """First and last day of an EDTF date.

    Raises
    ------
    ValueError
        Not of this form, not in the calendar, or an interval that ends before it begins.
    """
    parts = [_part(p) for p in text.split("/")]
    if len(parts) > 2:
        raise ValueError(f"{text!r} has more than two parts")
    first, last = parts[0].first, parts[-1].last
    if last < first:
        raise ValueError(f"{text!r} ends before it begins")
    return When(first, last, "".join(sorted({p.qualifier for p in parts if p.qualifier})))


def _part(text: str) -> When:
    found = _PART.match(text)
    if not found:
        raise ValueError(f"{text!r} is not a date")
    year, month, day = (int(g) if g else 0 for g in found.groups()[:3])
    if "00" in found.groups()[1:3]:
        raise ValueError(f"{text!r} has a month or day 00: leave out what is unknown")
    try:
        first = dt.date(year, month or 1, day or 1)
    except ValueError as problem:
        raise ValueError(f"{text!r} is not in the calendar: {problem}") from None
    last = first if day else month_end(first) if month else dt.date(year, 12, 31)
    return When(first, last, found.group(4))


def month_end(day: dt.date) -> dt.date:
    """The last day of the month of `day`."""
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def write(first: dt.date, last: dt.date, qualifier: str = "") -> str:
    """The shortest EDTF text for the days `first` to `last`; the qualifier goes on every part."""
    if first == last:
        return first.isoformat() + qualifier
    whole_months = first.day == 1 and last == month_end(last)
    if whole_months and (first.month, last.month) == (1, 12):
        years = [f"{first.year:04d}", f"{last.year:04d}"]
    elif whole_months:
        years = [first.isoformat()[:7], last.isoformat()[:7]]
    else:
        years = [first.isoformat(), last.isoformat()]
    return "/".join(dict.fromkeys(y + qualifier for y in years))
