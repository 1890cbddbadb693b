"""Days as people and programs write them, turned into EDTF with the hour kept.

A text that can be read in two ways is refused, as is one with a word that is no month of a known language.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from thaw.files import data_folder
from thaw.importing.figures import Unread
from thaw.record import edtf

Order = Literal["day", "month"]
"""Which of two numbers comes first in 3/4/1989."""

_TIME = r"(?:[T ](\d{1,2})(?::(\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*(Z|[-+]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-./](\d{{1,2}})[-./](\d{{1,2}})([?~%]?){_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_EITHER = re.compile(rf"(\d{{1,2}})([-./])\s?(\d{{1,2}})\2\s?(\d{{2,4}}){_TIME}")
_DAY_WORD = re.compile(
    rf"(\d{{1,2}})(?:\.|st|nd|rd|th)?[\s-]+(?:de |d')?([^\W\d_]+)\.?,?[\s-]+(?:de )?(\d{{4}}){_TIME}"
)
_WORD_DAY = re.compile(rf"([^\W\d_]+)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}")
_WORD_YEAR = re.compile(r"([^\W\d_]+)\.?,?\s+(\d{4})")
_OPEN = ("", "..", "open", "ongoing")
_DASH = r"\s*(?:-|–|—|\bto\b|\bthrough\b|\buntil\b)\s*"
_PART_OF_DAY = re.compile(
    r",?\s+(?:in the |at |early |late )?(?:morning|noon|midday|afternoon|evening|night|midnight|dawn|dusk)$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:about|around|approx\.?|circa|ca?\.|ca|~)\s*(?=\d|[^\W\d_]+\.? \d{4})", re.IGNORECASE
)
_PART_OF_MONTH = re.compile(
    r"(?:early|mid|middle of|late|beginning of|end of)[\s-]+(?=[^\W\d_]|\d{4}$)", re.IGNORECASE
)
_SET = re.compile(r"\[([^\[\]]+?)(?:\.\.|,)\s*([^\[\],]+)\]|\{([^{}]+?)(?:\.\.|,)\s*([^{},]+)\}")
_PART_UNSURE = re.compile(r"([?~%]?)(\d{4})([?~%]?)-([?~%]?)(\d{2})([?~%]?)(?:-([?~%]?)(\d{2}))?")
_SEASON = re.compile(
    r"\d{4}-(2[1-9]|3[0-2])|(?:spring|summer|autumn|fall|winter)(?: of)? \d{4}", re.IGNORECASE
)
_QUARTER = re.compile(r"(\d{4})-(3[3-6])|Q([1-4]) (\d{4})|(\d{4})-?Q([1-4])", re.IGNORECASE)


@dataclass(frozen=True)
class Days:
    """When something happened.

    Attributes
    ----------
    edtf : str
        First to last day, as a record writes it.
    hour : float or None
        Hour of the first day, local as written; None where the text has none.
    open : bool
        No end is stated: `edtf` then holds the first day alone.
    text : str
        As written.
    """

    edtf: str
    hour: float | None
    open: bool
    text: str

    @property
    def first(self) -> dt.date:
        """The first day."""
        return edtf.read(self.edtf).first

    @property
    def last(self) -> dt.date:
        """The last day."""
        return edtf.read(self.edtf).last


def order_of(texts: Iterable[str]) -> Order | None:
    """Whether a column writes the day or the month first; None where no cell shows it.

    Raises
    ------
    Unread
        Some cells show the one and some the other.
    """
    seen: dict[Order, str] = {}
    for text in texts:
        hit = _EITHER.fullmatch(_PART_OF_DAY.sub("", text.strip()))
        if hit and int(hit[1]) > 12:
            seen.setdefault("day", text)
        elif hit and int(hit[3]) > 12:
            seen.setdefault("month", text)
    if len(seen) == 2:
        raise Unread(f"{seen['day']!r} has the day first and {seen['month']!r} the month")
    return next(iter(seen), None)


def read_days(begin: str, end: str = "", order: Order | None = None) -> Days:
    """Days of a row.

    Parameters
    ----------
    begin : str
        A date, a date and time, or an EDTF interval, whose end may be open.
    end : str
        The last day, where a column of its own tells it; empty or ``..`` where it is not told.
    order : {"day", "month"}, optional
        Which comes first in 3/4/1989.

    Raises
    ------
    Unread
        No date, one that can be read in two ways, not of the calendar, or an end before the beginning.
    """
    text = begin.strip() if not end.strip() else f"{begin.strip()}/{end.strip()}"
    begin, is_open = begin.strip(), False
    if not end.strip():
        begin, end = _split(begin)
    if re.fullmatch(r"[^/]+/(?:[^/]*)", begin) and not _EITHER.fullmatch(begin):
        begin, end = (p.strip() for p in begin.split("/"))
        is_open = end in _OPEN
        if begin in _OPEN:
            raise Unread(f"{text!r} has no beginning")
    elif end.strip() in _OPEN[1:]:
        is_open = True
    first, hour = _part(begin, order)
    if is_open or not end.strip():
        return Days(first, hour, is_open, text)
    last, _ = _part(end.strip(), order)
    a, b = edtf.read(first), edtf.read(last)
    if b.last < a.first:
        raise Unread(f"{text!r} ends before it begins")
    if first == last:
        return Days(first, hour, False, text)
    return Days(f"{first}/{last}", hour, False, text)


def _split(text: str) -> tuple[str, str]:
    """First and last day of ``20-24 November 1989``, ``November 20-24, 1989``, ``30 May to 2 June 1989``.

    What the last day says of month and year holds for the first one where that says nothing of it.
    """
    if hit := _SET.fullmatch(text):
        first, last = hit[1] or hit[3], hit[2] or hit[4]
        return first.split(",")[0].strip(), last.strip()
    if hit := re.fullmatch(rf"(\d{{1,2}}){_DASH}(\d{{1,2}})\.?\s+([^\W\d_]+\.?,?\s+\d{{4}})", text):
        return f"{hit[1]} {hit[3]}", f"{hit[2]} {hit[3]}"
    if hit := re.fullmatch(rf"([^\W\d_]+\.?)\s+(\d{{1,2}}){_DASH}(\d{{1,2}}),?\s+(\d{{4}})", text):
        return f"{hit[1]} {hit[2]}, {hit[4]}", f"{hit[1]} {hit[3]}, {hit[4]}"
    if hit := re.fullmatch(
        rf"(\d{{1,2}}\.? [^\W\d_]+\.?)(,? \d{{4}})?{_DASH}(\d{{1,2}}\.? [^\W\d_]+\.?,? (\d{{4}}))",
        text,
    ):
        return hit[1] + (hit[2] or f" {hit[4]}"), hit[3]
    if hit := re.fullmatch(
        rf"(?!early|mid|late)([^\W\d_]+\.?)(,? \d{{4}})?{_DASH}([^\W\d_]+\.?,? (\d{{4}}))", text
    ):
        return hit[1] + (hit[2] or f" {hit[4]}"), hit[3]
    if hit := re.fullmatch(
        r"(\d{4}-\d{2}-\d{2})(?:\s+-\s+|\s*(?:–|—|\bto\b)\s*)(\d{4}-\d{2}-\d{2})", text
    ):
        return hit[1], hit[2]
    return text, ""


def _part(text: str, order: Order | None) -> tuple[str, float | None]:
    """EDTF of one date, and its hour.

    A part of the day is dropped, about a day leaves it approximate, early, mid or late in a month leaves the month.
    """
    plain = _PART_OF_MONTH.sub("", _PART_OF_DAY.sub("", text))
    if about := _ABOUT.match(plain):
        written, hour = _read_part(plain[about.end() :], order)
        return (written if written[-1:] in "?~%" else f"{written}~"), hour
    return _read_part(plain, order, text)


def _read_part(text: str, order: Order | None, whole: str = "") -> tuple[str, float | None]:
    if hit := _YEAR_FIRST.fullmatch(text):
        return _day(text, (hit[1], hit[2], hit[3]), hit[4]), _hour(text, hit[5], hit[6])
    if coarse := _coarse(text):
        return _calendar(text, coarse), None
    if re.fullmatch(r"\d{4}(?:-\d{2})?[?~%]?", text):
        return _calendar(text, text), None
    if hit := _COMPACT.fullmatch(text):
        return _day(text, (hit[1], hit[2], hit[3])), None
    if hit := _EITHER.fullmatch(text):
        return _day(text, _by_order(text, hit, order)), _hour(text, hit[5], hit[6])
    if hit := _DAY_WORD.fullmatch(text):
        return _day(text, (hit[3], _month(hit[2], text), hit[1])), _hour(text, hit[4], hit[5])
    if hit := _WORD_DAY.fullmatch(text):
        return _day(text, (hit[3], _month(hit[1], text), hit[2])), _hour(text, hit[4], hit[5])
    if hit := re.fullmatch(r"(\d{4}),? ([^\W\d_]+)\.? (\d{1,2})(?:st|nd|rd|th)?", text):
        return _day(text, (hit[1], _month(hit[2], text), hit[3])), None
    if hit := _WORD_YEAR.fullmatch(text):
        return _calendar(text, f"{hit[2]}-{int(_month(hit[1], text)):02d}"), None
    if re.fullmatch(r"[34]\d{4}(?:\.\d+)?", text):
        raise Unread(
            f"{text!r} looks like a day that a spreadsheet counts from 1900: write it as a date"
        )
    raise Unread(f"{(whole or text)!r} is not understood as a date")


def _coarse(text: str) -> str:
    """EDTF of a date of which digits are left open, parts are unsure, or a quarter is told; empty for any other."""
    plain = re.sub(r"(?<=-)(?:\?\?|uu|xx)(?=-|$)", "XX", text)
    if hit := re.fullmatch(r"(\d{4})-(\d{2}|XX)(?:-XX)?", plain):
        if plain.endswith("XX"):
            return hit[1] if hit[2] == "XX" else f"{hit[1]}-{hit[2]}"
    if hit := re.fullmatch(r"(\d{3})X", plain):
        return f"{hit[1]}0/{hit[1]}9"
    if hit := re.fullmatch(r"(\d{4})-(\d{2})-([0-3])X", plain):
        first, last = int(hit[3] + "0") or 1, int(hit[3] + "9")
        month = edtf.read(f"{hit[1]}-{hit[2]}") if 1 <= int(hit[2]) <= 12 else None
        if month and first <= month.last.day:
            return (
                f"{hit[1]}-{hit[2]}-{first:02d}/{hit[1]}-{hit[2]}-{min(last, month.last.day):02d}"
            )
    if hit := _PART_UNSURE.fullmatch(plain):
        marks = {hit[k] for k in (1, 3, 4, 6, 7)} - {"", None}
        if marks and not (hit[6] and hit[8] is None):
            day = f"-{hit[8]}" if hit[8] else ""
            return f"{hit[2]}-{hit[5]}{day}" + (marks.pop() if len(marks) == 1 else "%")
    if hit := _QUARTER.fullmatch(plain):
        year = hit[1] or hit[4] or hit[5]
        n = int(hit[2]) - 33 if hit[2] else int(hit[3] or hit[6]) - 1
        return f"{year}-{3 * n + 1:02d}/{year}-{3 * n + 3:02d}"
    if _SEASON.fullmatch(plain):
        raise Unread(
            f"{text!r} is a season, whose months depend on the place: write them, such as 1988-06/1988-08"
        )
    return ""


def _by_order(text: str, hit: re.Match, order: Order | None) -> tuple[str, str, str]:
    a, b, year = hit[1], hit[3], hit[4]
    if len(year) != 4:
        raise Unread(f"{text!r} has a year of two digits")
    if int(a) > 12 or a == b:
        return year, b, a
    if int(b) > 12:
        return year, a, b
    if order is None:
        raise Unread(f"{text!r} can be day or month first: say which with --dates")
    return (year, b, a) if order == "day" else (year, a, b)


def _day(text: str, parts: tuple[str, str, str], qualifier: str = "") -> str:
    year, month, day = parts
    return _calendar(text, f"{year}-{int(month):02d}-{int(day):02d}{qualifier}")


def _calendar(text: str, written: str) -> str:
    try:
        edtf.read(written)
    except ValueError as problem:
        raise Unread(f"{text!r}: {problem}") from None
    return written


def _hour(text: str, hours: str | None, minutes: str | None) -> float | None:
    if hours is None:
        return None
    at = int(hours) + int(minutes or 0) / 60
    if int(hours) > 23 or int(minutes or 0) > 59:
        raise Unread(f"{text!r} has no such time of day")
    if at == 0.0:
        return None  # what programs write where there is no time
    return round(at, 4)


@cache
def months() -> dict[str, int]:
    """Names of months in the languages that the shipped table has, in small letters, to 1..12."""
    found: dict[str, int] = {}
    lines = (data_folder("imports") / "months.csv").read_text(encoding="utf-8").splitlines()[1:]
    for line in lines:
        _, *names = line.split(",")
        for k, cell in enumerate(names, 1):
            for name in cell.split("|"):
                if found.setdefault(name, k) != k:
                    found[name] = 0  # names another month in another language
    return found


def _month(word: str, text: str) -> str:
    found = months().get(word.lower())
    if found is None:
        raise Unread(f"{text!r}: {word!r} is no month of a language known here")
    if found == 0:
        raise Unread(f"{text!r}: {word!r} is one month in one language and another in another")
    return str(found)
