"""Sizes of crowds and losses as people write them: low, best and high, with the text kept.

``1000s``, ``>50``, ``tens of thousands``, ``300,000+``, ``between 200 and 300``, ``100s-1000s``, ``hundreds of student
protesters``, ``5,000 (police), 20,000 (organisers)``. What is not wholly understood is not read at all. The forms are
those found in ACLED and in 15,213 sizes of the Mass Mobilization data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from thaw import numerals
from thaw.importing.figures import SPACES, Decimal, Unread, is_missing, number
from thaw.importing.parties import by_party

SCALES = {
    "dozen": 12.0, "hundred": 100.0, "thousand": 1e3, "k": 1e3, "tsd": 1e3, "tys": 1e3,
    "million": 1e6, "m": 1e6, "mio": 1e6, "mln": 1e6,
}  # fmt: skip
WORDS = (
    {word: float(n) for n, word in enumerate(numerals.ONES, 1)}
    | {word: 10.0 * n for n, word in enumerate(numerals.TENS, 2)}
    | {"a": 1.0, "an": 1.0, "half a": 0.5}
)
VAGUE = {
    "a couple of": (2.0, 3.0), "couple of": (2.0, 3.0), "couple": (2.0, 3.0), "a few": (2.0, 5.0), "few": (2.0, 5.0),
    "several": (3.0, 9.0), "some": (2.0, 9.0), "many": (2.0, 9.0), "": (2.0, 9.99),
}  # fmt: skip
"""Multiples that a vague word is taken for: ``several thousand`` is 3,000 to 9,000. Assumed."""

TENS = {
    "tens": 10.0,
    "dozens": 12.0,
    "scores": 20.0,
    "hundreds": 100.0,
    "thousands": 1e3,
    "millions": 1e6,
}

AT_LEAST = (
    "at least", "more than", "over", "upwards of", "no fewer than", "not less than", "minimum", "min", "above",
    "exceeding", "in excess of", ">=", "≥", ">",
)  # fmt: skip
UP_TO = (
    "up to", "as many as", "at most", "less than", "fewer than", "under", "below", "no more than", "maximum",
    "max", "<=", "≤", "<",
)  # fmt: skip
ABOUT = (
    "approximately", "approx.", "approx", "around", "about", "roughly", "circa", "ca.", "ca", "c.", "some", "nearly",
    "almost", "close to", "estimated to be", "an estimated", "estimated at", "estimated", "~", "≈", "±",
)  # fmt: skip
PEOPLE = (
    "people", "persons", "person", "protesters", "protestors", "demonstrators", "participants", "marchers", "workers",
    "miners", "students", "teachers", "farmers", "peasants", "women", "men", "citizens", "residents", "supporters",
    "strikers", "employees", "prisoners", "rioters", "dead", "killed", "deaths", "injured", "arrested", "arrests",
    "detained", "civilians", "soldiers", "troops", "individuals", "activists", "youths", "villagers", "locals",
    "parents",
    "drivers", "members", "campaigners", "pupils", "inhabitants", "believers", "monks", "pensioners", "mourners",
    "dissidents", "delegates", "nurses", "doctors", "journalists", "lawyers", "refugees", "internees", "inmates",
    "criminals", "convicts", "airmen", "sailors", "policemen", "officers", "unionists", "traders", "shopkeepers",
    "mothers", "widows", "children",
)  # fmt: skip
COUNTED = {
    "deaths": ("dead", "killed", "deaths"),
    "injured": ("injured", "wounded"),
    "arrests": ("arrested", "arrests", "detained"),
}
"""Words that say what is counted, by quantity."""
LIKE = (
    "student", "college", "university", "local", "former", "construction", "factory", "estate", "steel", "railway",
    "opposition", "anti-government", "pro-government", "antigovernment", "striking", "unarmed", "armed", "young",
    "angry", "ethnic", "political", "public", "textile", "coal", "oil", "bus", "taxi", "truck", "protesting", "other",
)  # fmt: skip
"""What may stand before such a word without changing the number."""
_NUMBER = rf"\d(?:[\d.,]|[{SPACES}](?=\d{{3}}(?!\d)))*(?:(?<=[.,])\d+)?"


@dataclass(frozen=True)
class Size:
    """A number of persons as somebody told it.

    Attributes
    ----------
    low, best, high : float or None
        Persons; None where the text does not say.
    text : str
        As written.
    party : str
        Who says so: police, organisers, witnesses; empty where the text does not say.
    """

    low: float | None
    best: float | None
    high: float | None
    text: str
    party: str = ""

    @property
    def bound(self) -> str:
        """exact, range, at_least or up_to, as a record has it."""
        if self.low is not None and self.high is not None:
            return "range"
        return "at_least" if self.low is not None else "up_to" if self.high is not None else "exact"


def read_sizes(text: str, decimal: Decimal | None = None, quantity: str = "") -> tuple[Size, ...]:
    """The figures that a text tells, one for each party that it names.

    Parameters
    ----------
    text : str
    decimal : {".", ","}, optional
        The sign before decimals, where it is known.
    quantity : str
        What is counted, such as participants or deaths; a text that counts something else is then not read.

    Returns
    -------
    tuple of Size
        Empty where the text says that nothing is known.

    Raises
    ------
    Unread
        Where any part of the text is not understood, an end lies beyond the other, a figure is
        below zero or no whole number of persons, or counts something else.
    """
    if is_missing(text):
        return ()
    parts = [(party, told) for party, told in by_party(text) if not is_missing(told)]
    for _, told in parts:
        _check_counted(told, text, quantity)
    return tuple(_size(told, text.strip(), party, decimal) for party, told in parts)


def _check_counted(told: str, text: str, quantity: str) -> None:
    """That words such as dead or arrested stand for what is counted, where that is known."""
    if not quantity:
        return
    words = set(re.findall(r"[a-z]+", told.lower()))
    for other, names in COUNTED.items():
        said = sorted(words & set(names))
        if said and other != quantity:
            raise Unread(f"{text.strip()!r} counts {said[0]}, not {quantity}")


def sized(low: str, best: str, high: str, decimal: Decimal | None = None) -> Size | None:
    """A size of which columns of their own tell the ends; None where all are empty.

    Raises
    ------
    Unread
        A cell is no number of persons, or low, best and high are not in this order.
    """
    ends = [None if is_missing(t) else _persons(number(t, decimal), t) for t in (low, best, high)]
    if all(e is None for e in ends):
        return None
    known = [e for e in ends if e is not None]
    if known != sorted(known):
        told = ", ".join(
            f"{n} {t}" for n, t in zip(("low", "best", "high"), (low, best, high), strict=True) if t
        )
        raise Unread(f"{told}: not in this order")
    a, b, c = ends
    if a is not None and a == b == c:
        a = c = None
    return Size(a, b, c, "/".join(t or "-" for t in (low, best, high)))


def _size(told: str, text: str, party: str, decimal: Decimal | None) -> Size:
    """One figure, every word of which is understood."""
    words = re.sub(r"\s+", " ", told.strip().lower()).rstrip(".").replace(" & ", " and ")
    words = re.sub(r"\s+(?:in total|in all|altogether|overall)$", "", words)
    words = re.sub(r"^(?:btw|betw)\b\.?", "between", words)
    words = re.sub(r"(?<=\w)\s*\(?\?\)?$", "", words)
    people, like = "|".join(PEOPLE), "|".join(map(re.escape, LIKE))
    words = re.sub(
        rf"\s*(?:\bof (?:the )?)?(?:\b(?:{like}) )*\b(?:{people})\b(?: (?:and|or) (?:{people})\b)*$",
        "",
        words,
    ).strip()
    low, best, high = _ends(words, text, decimal)
    for value in (low, best, high):
        if value is not None:
            _persons(value, text)
    if low is not None and high is not None and low > high:
        raise Unread(f"{text!r} ends below where it begins")
    return Size(low, best, high, text, party)


Ends = tuple[float | None, float | None, float | None]


def _ends(words: str, text: str, decimal: Decimal | None) -> Ends:
    """Low, best and high of words in small letters, by the first form that they have."""
    two = re.fullmatch(rf"({_NUMBER}) ?/ ?({_NUMBER})", words)
    if two and min(len(two[1]), len(two[2])) > 1:
        told = sorted(_one(two[k], text, decimal) for k in (1, 2))
        return told[0], None, told[1]
    both = re.fullmatch(rf"> ?({_NUMBER}),? (?:and )?< ?({_NUMBER})", words)
    if both:
        return _one(both[1], text, decimal), None, _one(both[2], text, decimal)
    vague = _vague(words) or _between_vague(words, text, decimal)
    if vague:
        return vague[0], None, vague[1]
    for name in AT_LEAST:
        if words.startswith(name):
            low, best, _ = _ends(words[len(name) :].strip(), text, decimal)
            return best if low is None else low, None, None
    for name in UP_TO:
        if words.startswith(name):
            _, best, high = _ends(words[len(name) :].strip(), text, decimal)
            return None, None, best if high is None else high
    for ending in ("+", "or more", "and more", "plus"):
        if words.endswith(ending):
            low, best, _ = _ends(words[: -len(ending)].strip(), text, decimal)
            return best if low is None else low, None, None
    about = _after_about(words)
    if about:
        return _ends(about, text, decimal)
    return _span(words, text, decimal)


def _after_about(words: str) -> str:
    """What follows a word such as about; empty where there is none."""
    for name in ABOUT:
        rest = words[len(name) :] if words.startswith(name) else ""
        if rest.strip() and (not name[-1].isalpha() or rest[0] == " "):
            return rest.strip()
    return ""


def _span(words: str, text: str, decimal: Decimal | None) -> Ends:
    """``200-300``, ``between 2 and 3 thousand``, or one figure."""
    span = re.fullmatch(
        rf"(?:between |from )?({_NUMBER})(.*?)\s*(?:-|–|—|\bto\b|\band\b)\s*({_NUMBER}.*)", words
    )
    if not span:
        return None, _one(words, text, decimal), None
    first, last = span[1] + span[2], span[3]
    scale = re.search(r"[a-z]+$", last)
    if scale and not re.search(r"[a-z]+$", first):
        first = f"{first} {scale[0]}"
    return _one(first, text, decimal), None, _one(last, text, decimal)


def _between_vague(
    words: str, text: str, decimal: Decimal | None
) -> tuple[float, float | None] | None:
    """``100s-1000s``, ``300-1000s``, ``>50-100s``, ``hundreds of thousands to 1.4 million``; None for all else.

    The high end is None where the last figure is itself a least one: ``700 - >1000``.
    """
    span = re.fullmatch(r"(?:between |from )?(.+?)\s*(?:-|–|—|\bto\b|\band\b)\s*(.+)", words)
    if not span:
        return None
    first, last = span[1].strip(), span[2].strip()
    more = last.startswith(">")
    if not (_vague(first) or _vague(last) or more or first.startswith(">")):
        return None
    low = _vague(first) or (_one(first.lstrip("> "), text, decimal),) * 2
    high = _vague(last) or (_one(last.lstrip("> "), text, decimal),) * 2
    return low[0], None if more else high[1]


def _one(words: str, text: str, decimal: Decimal | None) -> float:
    """``300,000``, ``1.5 million``, ``5k``, ``two hundred``."""
    hit = re.fullmatch(rf"({_NUMBER})\s*([a-z]+)?\.?", words.strip())
    if hit and (hit[2] is None or _scale(hit[2])):
        scale = _scale(hit[2]) if hit[2] else 1.0
        if scale > 1.0 and re.fullmatch(r"\d+[.,]\d{1,2}", hit[1]):
            return round(float(hit[1].replace(",", ".")) * scale, 6)
        return number(hit[1], decimal) * scale
    said = re.fullmatch(
        rf"({'|'.join(sorted(WORDS, key=len, reverse=True))})(?: ([a-z]+))?", words.strip()
    )
    if said and (said[2] is None or _scale(said[2])):
        return WORDS[said[1]] * (_scale(said[2]) if said[2] else 1.0)
    raise Unread(f"{text!r} is not understood as a number of persons")


def _scale(word: str) -> float:
    return SCALES.get(word, 0.0)


def _vague(words: str) -> tuple[float, float] | None:
    """``1000s``, ``hundreds``, ``tens of thousands``, ``several hundred``."""
    digits = re.fullmatch(r"(1[0 ,.]*)s", words)
    if digits:
        unit = float(re.sub(r"\D", "", digits[1]))
        return 2 * unit, 10 * unit - 1
    for tens, size in TENS.items():
        if words in (tens, f"many {tens}", f"several {tens}"):
            top = 99.0 if size < 100.0 else 10 * size - 1
            return 2 * size, top
        for word, times in TENS.items():
            if size >= 10 and times > size and words == f"{tens} of {word}" and times >= 1e3:
                return 2 * size * times, 10 * size * times - 1
    for word, (least, most) in VAGUE.items():
        hit = re.fullmatch(rf"{word} (hundred )?([a-z]+|1(?:00)+0?s)", words) if word else None
        if not hit:
            continue
        scale = float(hit[2][:-1]) if hit[2][0] == "1" else _scale(hit[2].rstrip("s"))
        if scale and not (hit[1] and scale < 1e3):
            scale *= 100.0 if hit[1] else 1.0
            return least * scale, most * scale
    return None


def _persons(value: float, text: str) -> float:
    if value < 0:
        raise Unread(f"{text!r} is below zero")
    if abs(value - round(value)) > 1e-6:
        raise Unread(f"{text!r} is no whole number of persons")
    return value
