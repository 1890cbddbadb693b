"""Who says so: figures of one cell that several parties give, ``5,000 (police), 20,000 (organisers)``."""

from __future__ import annotations

import re

from thaw.importing.figures import Unread

PARTIES = {
    "police": ("police", "gendarmerie"),
    "army": ("army", "military"),
    "authorities": (
        "authorities", "officials", "official", "government", "ministry", "state media", "state radio", "state",
        "regime", "party", "ruling party", "prosecutor",
    ),
    "organisers": ("organisers", "organizers", "organiser", "organizer", "unions", "union", "opposition", "activists"),
    "witnesses": (
        "witnesses", "eyewitnesses", "journalists", "reporters", "media", "press", "foreign press", "radio", "embassy",
        "diplomats",
    ),
}  # fmt: skip
"""Who says so, in the words of reports."""

NO_PARTY = (
    "dead", "killed", "deaths", "injured", "wounded", "arrested", "detained", "missing", "morning", "noon",
    "afternoon", "evening", "night", "men", "women", "children", "soldiers", "civilians", "monday", "tuesday",
    "wednesday", "thursday", "friday", "saturday", "sunday", "east", "west", "north", "south", "total", "later",
    "first", "estimate", "estimated",
)  # fmt: skip
"""Words in brackets that name a part of what is counted, or when, and nobody who says so."""

_NAMES = {word: party for party, words in PARTIES.items() for word in words}
_BETWEEN = r"^(?:[;,/]|\band\b|\bor\b|\bbut\b|\s)+|(?:[;,/]|\band\b|\bor\b|\bbut\b|\s)+$"


def by_party(text: str) -> list[tuple[str, str]]:
    """(party, words) of each figure: ``5000 (police), 20,000 (organisers)``, ``police: 5000; ...``.

    Where one of those who stand in brackets or before a colon is known to be a party, the others are parties too,
    under the name that they have there, and one figure may stand without any.

    Raises
    ------
    Unread
        A part of the text belongs to no figure.
    """
    rest = text.strip()
    listed = _in_brackets(rest) or _before_colons(rest)
    if listed:
        return listed
    any_ = "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True))
    told_by = r"(?:according to|by)"
    after = rf"(?:\(\s*(?:{told_by} )?(?:the )?(?P<a>{any_})\s*\)|,?\s*{told_by}\s+(?:the )?(?P<b>{any_}))"
    before = rf"\b(?P<c>{any_})\b\s*(?:say|said|estimate|claim)?\s*:?\s+"
    found: list[tuple[str, str]] = []
    for form in (
        rf"(?P<n>[^()]+?)\s*{after}",
        rf"{before}(?P<n>.+?)(?=(?:[;,/]|\band\b)\s*(?:{any_})|$)",
    ):
        hits = list(re.finditer(form, rest, re.IGNORECASE))
        if not hits:
            continue
        left = re.sub(form, "", rest, flags=re.IGNORECASE)
        if re.sub(r"[\s;,/]|\band\b|\bor\b|\bbut\b", "", left):
            raise Unread(f"{text.strip()!r} is not wholly understood")
        for hit in hits:
            groups = hit.groupdict()
            word = next(groups[k] for k in "abc" if groups.get(k))
            found.append((_NAMES[word.lower()], re.sub(_BETWEEN, "", groups["n"])))
        return found
    return [("", rest)]


def _in_brackets(text: str) -> list[tuple[str, str]]:
    """``2 (government), 100-200 (students)`` or ``8 (official), 58``; empty where it is nothing of the kind."""
    found = []
    for part in re.findall(r"[^()]+\([^()]*\)|[^()]+$", text):
        told, sign, who = part.partition("(")
        who = re.sub(r"^(?:according to|by)\s+|^the\s+", "", who.strip(" )"), flags=re.I)
        told = re.sub(_BETWEEN, "", told)
        if told or sign:
            found.append((who, told))
    named = [who for who, _ in found if who]
    alone = sum(not who for who, _ in found)
    return _parties(found) if len(found) > 1 and alone < 2 and "".join(named) else []


def _before_colons(text: str) -> list[tuple[str, str]]:
    """``government: 31, residents: 537``; empty where it is nothing of the kind."""
    parts = re.split(r"\s*(?:[;,/]|\band\b)\s*(?=[^\W\d][^\d:;()]*:)", text)
    found = [tuple(p.strip() for p in part.split(":", 1)) for part in parts]
    return (
        _parties([(f[0], f[1]) for f in found])
        if all(len(f) == 2 for f in found) and found[1:]
        else []
    )


def _parties(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each under its common name, or its own; empty where none is known or one is no party."""
    said = [" ".join(who.lower().split()) for who, _ in found]
    words = {word for who in said for word in re.findall(r"\w+", who)}
    if not any(who in _NAMES for who in said) or words & set(NO_PARTY):
        return []
    if any(re.search(r"\d", who) for who in said) or len({_NAMES.get(w, w) for w in said}) < len(
        said
    ):
        return []
    return [(_NAMES.get(who, who), told) for who, (_, told) in zip(said, found, strict=True)]
