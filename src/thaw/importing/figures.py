"""Plain figures as people and programs write them: separators of thousands, decimal commas, codes of nothing."""

from __future__ import annotations

import re
from typing import Literal

Decimal = Literal[".", ","]

MISSING = frozenset(
    (
        "",
        ".",
        "..",
        "...",
        "-",
        "--",
        "–",
        "—",
        "?",
        "na",
        "n/a",
        "n.a.",
        "nan",
        "null",
        "none",
        "nil",
    )
) | {
    "unknown",
    "unspecified",
    "not specified",
    "not known",
    "not stated",
    "not reported",
    "no report",
    "no size",
    "no estimate",
    "<na>",
}
"""What stands where nothing is known, in small letters."""

CODES = frozenset(("-9", "-99", "-999", "-9999", "-77", "-88"))
"""Numbers that stand for nothing where a figure cannot be below zero."""

SPACES = "\u00a0\u2009\u202f '’"
_PLAIN = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


class Unread(ValueError):
    """A text that cannot be read as what it should be; says why."""


def is_missing(text: str) -> bool:
    """Whether a cell says that nothing is known."""
    word = text.strip().lower()
    return word in MISSING or word in CODES


def number(text: str, decimal: Decimal | None = None) -> float:
    """A number with its separators.

    Parameters
    ----------
    text : str
        Such as ``300,000``, ``1.234,5``, ``12 000`` or ``1.5``.
    decimal : {".", ","}, optional
        The sign before decimals, where the user says which; otherwise a comma before three digits is
        one of thousands, a point before decimals, and what could be either is refused.

    Returns
    -------
    float
        In the unit of the text.

    Raises
    ------
    Unread
        No number, groups of other than three digits, or one that can be read in two ways.
    """
    told = text.strip()
    if _PLAIN.fullmatch(told) and not (decimal != "." and _three(told, ".")):
        if decimal == "," and "." in told:
            raise Unread(f"{told!r} has a point, and the decimal sign is a comma")
        return float(told)
    bare = re.sub(rf"(?<=\d)[{SPACES}](?=\d{{3}}(?!\d))", "", told)
    if not re.fullmatch(r"[-+]?\d[\d.,]*", bare):
        raise Unread(f"{told!r} is no number")
    points, commas = bare.count("."), bare.count(",")
    if decimal is None:
        decimal = _decimal_of(bare, points, commas)
    thousands = "," if decimal == "." else "."
    whole, _, part = bare.partition(decimal)
    groups = whole.lstrip("+-").split(thousands)
    right = (part.isdigit() or (not part and decimal not in bare)) and (
        len(groups) == 1 or (1 <= len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:]))
    )
    if not right or not all(g.isdigit() for g in groups):
        raise Unread(f"{told!r} is no number with {decimal!r} before its decimals")
    value = float("".join(groups) + ("." + part if part else ""))
    return -value if whole.startswith("-") else value


def _three(text: str, sign: str) -> bool:
    """One sign with exactly three digits after and one to three before: thousands, or decimals."""
    return bool(re.fullmatch(rf"[-+]?[1-9]\d{{0,2}}\{sign}\d{{3}}", text))


def _decimal_of(bare: str, points: int, commas: int) -> Decimal:
    """Which sign stands before decimals, where the text shows it."""
    if points and commas:
        return "," if bare.rfind(",") > bare.rfind(".") else "."
    if points > 1 or (commas == 1 and not re.search(r",\d{3}$", bare)):
        return ","
    if points == 1 and _three(bare, "."):
        raise Unread(
            f"{bare!r} is {bare.replace('.', ',')} in one country and {bare} in another: say which with "
            "--decimal"
        )
    return "."
