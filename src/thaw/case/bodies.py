"""Bodies of a case: parts of the apparatus, each a place of kind body, whose members are officials."""

from __future__ import annotations

from typing import Any

from thaw.case.entities import Body, Number, Place
from thaw.case.fields import as_number, as_plain, as_table, as_text, as_yes
from thaw.case.keys import BODY
from thaw.files import Document, Path_

MOST_OFFICIALS = 200_000
"""Officials of a case: each is a row that every step goes through."""

SHARES = ("complicity", "opposed", "foreign", "entered")


def read_bodies(d: Document, places: tuple[Place, ...]) -> tuple[Body, ...]:
    """The bodies in the order of the file."""
    made: list[Body] = []
    table = as_table(d, d.data.get("bodies") or {}, ("bodies",))
    people = {p.name: p for p in places if p.kind == "body"}
    for name, entry in table.items():
        path: Path_ = ("bodies", name)
        with d.problems.apart() as sound:
            d.one_of(name, people, "place of kind body", path)
            entry = d.keys(entry, BODY, path=path)
            size = as_number(d, entry["size"], "persons", (*path, "size"))
            rank = as_plain(d, entry["rank"], (*path, "rank"), 0, 1e4)
            circle = as_plain(d, entry["circle"], (*path, "circle"), 2, 200)
            sphere = as_text(d, entry["sphere"], (*path, "sphere"))
            traits = {w: as_number(d, entry[w], "share", (*path, w)) for w in SHARES}
            for word in ("within", "patrons"):
                if entry.get(word) is not None:
                    d.one_of(entry[word], table, "body", (*path, word))
            _itself(d, name, entry, path)
            if sound():
                _count(d, name, size, people, path)
            if sound():
                within, patrons = entry.get("within"), entry.get("patrons")
                police, army = (
                    1.0 if as_yes(d, entry, w, path) else 0.0 for w in ("police", "army")
                )
                made.append(
                    Body(
                        name, size, rank, sphere, int(circle), within, patrons, police, traits, army
                    )
                )
    total = sum(b.size.value for b in made)
    if total > MOST_OFFICIALS:
        d.note(
            f"the bodies have {total:,.0f} members",
            ("bodies",),
            expected=f"{MOST_OFFICIALS:,} at most",
        )
    return tuple(made)


def _itself(d: Document, name: str, entry: dict[str, Any], path: Path_) -> None:
    """No body lies within itself, at any remove."""
    table = as_table(d, d.data.get("bodies") or {}, ("bodies",))
    seen, at = [name], entry.get("within")
    while at is not None:
        if at in seen:
            d.note(f"lies within itself, by way of {at!r}", (*path, "within"), expected="no circle")
            return
        seen.append(at)
        further = table.get(at)
        at = further.get("within") if isinstance(further, dict) else None


def _count(d: Document, name: str, size: Number, people: dict[str, Place], path: Path_) -> None:
    """Its members are the people of its place."""
    there = people[name].population.value
    if abs(round(size.value) - there) > 0.5:
        d.note(
            f"{size.value:,.0f} members of a body of {there:,.0f} persons",
            (*path, "size", "value"),
            expected="as many as its place has",
        )
