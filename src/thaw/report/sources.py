"""Sources of the record as a reader opens them: author, title, year and public address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from thaw.report import bands


class Source(NamedTuple):
    """A source as it is cited beside an item: a short name, its title, and its address or none."""

    id: str
    short: str
    title: str
    address: str


SourcesOf = Callable[[str], list[Source]]
"""Item id to the sources of what the record says of it."""

HANGING = {"of", "the", "a", "an", "and", "on", "in", "for", "to", "by", "from", "with"}
"""Words that a title is not cut after."""

MOST = 32
"""Letters of an author in a short name."""
_ADDRESS = re.compile(r"https?://[^\s\"<>]+")


def no_sources(_: str) -> list[Source]:
    """Sources of an item where the report was given no evidence."""
    return []


def address_of(entry: Any) -> str:
    """The first public address in the address or locator of a source; empty where there is none."""
    if not isinstance(entry, Mapping):
        return ""
    for name in ("address", "url", "locator"):
        found = _ADDRESS.search(str(entry.get(name) or ""))
        if found:
            address = found[0].rstrip(".,;:")
            while address.endswith(")") and address.count("(") < address.count(")"):
                address = address[:-1]
            return address
    return ""


def _beginning(title: str, most: int = 4) -> str:
    """The first words of a title, none left hanging: ``Situation reports`` of reports of the police."""
    words = title.split()
    kept = words[:most]
    while len(kept) < len(words) and len(kept) > 1 and kept[-1].lower() in HANGING:
        kept.pop()
    return " ".join(kept) + ("…" if len(kept) < len(words) else "")


def source(ident: str, given: Mapping[str, Any]) -> Source:
    """A source by its id, with what the case tells of it."""
    entry = given.get(ident)
    if not isinstance(entry, Mapping):
        title = "" if entry is None else str(entry)
        return Source(ident, ident, title, "")
    told = {k: str(v).strip() for k, v in entry.items() if v is not None and v == v}
    author, title, year = (told.get(k, "") for k in ("author", "title", "year"))
    first = re.split(r"[,;]| and ", author)[0].strip()
    if re.match(r"[A-Z]\.", first) and "(" not in first:  # initials and a surname
        first = first.split()[-1]
    who = first if len(first) <= MOST else first[: MOST - 1].rsplit(" ", 1)[0] + "…"
    who = who or _beginning(title)
    short = f"{who} {year}".strip() or ident
    whole = ", ".join(p for p in (author, title, year) if p)
    return Source(ident, short, whole, address_of(entry))


def by_item(evidence: Any, given: Mapping[str, Any]) -> SourcesOf:
    """Look up the sources of an item; none for items that the evidence does not hold."""
    known: dict[str, list[str]] = {}
    for row in bands.rows_of(evidence):
        known.setdefault(str(row.get("item")), []).extend(bands.sources_of(row))

    def of(item: str) -> list[Source]:
        return cited(known.get(item, []), given)

    return of


def cited(idents: Iterable[str], given: Mapping[str, Any]) -> list[Source]:
    """Sources by id, each once, in the order given."""
    return [source(i, given) for i in dict.fromkeys(idents)]
