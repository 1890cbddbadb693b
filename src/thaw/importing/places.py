"""Places of a proposed case: the towns that a record names most, and the rest of the country."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from thaw.errors import ThawError, nearest_name
from thaw.importing.idents import fresh_id
from thaw.importing.states import states

if TYPE_CHECKING:
    from thaw.importing.propose import Proposed

MOST_PLACES = 6
"""Of one country; the rest of it is one region."""

FIRST = 0.1
"""Share of a country's people in the place named most; the n-th has an n-th of it (rank and size). Made up."""

NOWHERE = frozenset(
    [
        "nationwide",
        "nation-wide",
        "countrywide",
        "country-wide",
        "national",
        "international",
        "abroad",
        "various",
    ]
)
"""Words of places that are no town, in small letters."""


def spots_of(events: pd.DataFrame) -> dict[tuple[str, str], tuple[float, float]] | None:
    """Mean latitude and longitude of each place; None unless every place of the case has one."""
    if not {"latitude", "longitude"} <= set(events.columns):
        return None
    told = events[events["place"] != ""].copy()
    for column in ("latitude", "longitude"):
        told[column] = pd.to_numeric(told[column], errors="coerce")
    found = told.groupby(["polity", "place"])[["latitude", "longitude"]].mean()
    found = found.dropna()
    if not len(found) or set(told["polity"]) != set(events["polity"]):
        return None
    return {(str(p), str(n)): (float(a), float(b)) for (p, n), a, b in found.itertuples()}


def places_of(
    country: tuple[str, Mapping[str, str]],
    of: tuple[pd.DataFrame, Mapping[str, float]],
    people: int,
    spots: dict[tuple[str, str], tuple[float, float]] | None,
    made: Proposed,
) -> str:
    """The places that are named most, and the rest of the country, as text; `of` is events, and people by place.

    What was taken from the record, and what was made up, is noted in `made`.
    """
    code, titles = country
    events, known = of
    towns = _towns(events["place"], _called(code, titles))
    counts = towns[towns != ""].value_counts()
    ranked = [
        n
        for n in sorted(counts.index, key=lambda n: (-counts[n], n))
        if spots is None or (code, n) in spots
    ]
    names = _named_most(ranked, known)
    told = [n for n in names if n.casefold() in known]
    largest = _largest(names, known) if told else FIRST * people
    taken: set[str] = set()
    head = f"{code.lower()}_"
    lines, left = [], people
    for k, name in enumerate(names):
        given = known.get(name.casefold())
        own = round(given) if given is not None else max(round(largest / (k + 1)), 1)
        left -= own
        at = _at(k, len(names), (spots or {}).get((code, name)))
        source = "as given to thaw new" if given is not None else "assumed"
        lines.append(
            _place(
                (fresh_id(name, taken, "_", "place", head), "city"),
                code,
                name,
                at,
                (own, k == 0, source),
            )
        )
    if left < 1:
        raise ThawError(
            f"the places of {code} have {people - left:,} inhabitants together, the country {people:,}",
            expected="fewer, since the rest of the country is a place of its own",
            todo=f"give the country's with --population {code}=NUMBER, or fewer in its places",
        )
    middle = None
    if spots and names:
        middle = tuple(sum(spots[code, n][j] for n in names) / len(names) for j in (0, 1))
    rest = f"{'Rest of ' if names else ''}{title_of(code, titles)}"
    at = _at(-1, len(names), middle)
    lines.append(
        _place(
            (fresh_id(rest, taken, "_", "place", head), "region"),
            code,
            rest,
            at,
            (left, not names, "assumed"),
        )
    )
    if names:
        _note(made, code, names, known, (len(counts) - len(names), largest))
    return "\n".join(lines)


def _named_most(ranked: Sequence[str], known: Mapping[str, float]) -> list[str]:
    """Places to tell apart, in order of rank: all whose inhabitants are given, and others up to MOST_PLACES."""
    told = [n for n in ranked if n.casefold() in known]
    others = [n for n in ranked if n not in told][: max(MOST_PLACES - len(told), 0)]
    return sorted([*told, *others], key=ranked.index)


def _note(
    made: Proposed,
    code: str,
    names: Sequence[str],
    known: Mapping[str, float],
    rest: tuple[int, float],
) -> None:
    """Note which places a country has, and what of them is made up; `rest`: places left out, people of the largest."""
    more, largest = rest
    told = [n for n in names if n.casefold() in known]
    guessed = [n for n in names if n not in told]
    made.taken.append(
        f"{code} places: {', '.join(names)}"
        + (f"; {more} named less often are in the rest" if more else "")
    )
    made.taken.extend(f"{n}: {known[n.casefold()]:,.0f} inhabitants, as given" for n in told)
    if guessed:
        made.made_up.append(
            f"{code}: how many live in {', '.join(guessed)}: {largest:,.0f} over the rank by number of events"
            + ("" if told else f", so that the first has {FIRST:.0%} of the country")
            + f'; give them with --population "{guessed[0]}=NUMBER"'
        )
    made.made_up.append(f"{code}: that the rulers sit in {names[0]}, which is named most")


def _at(k: int, n: int, spot: Sequence[float] | None) -> str:
    """Degrees where known; else points of a plain map, side by side."""
    if spot is not None:
        return f"[{spot[0]:.4f}, {spot[1]:.4f}]"
    return "[50, 80]" if k < 0 else f"[{100 * (k + 1) / (n + 1):.0f}, 40]"


def _place(
    what: tuple[str, str], code: str, title: str, at: str, people: tuple[int, bool, str]
) -> str:
    own, seat, source = people
    id_, kind = what
    return (
        f"  {id_}:\n    {{polity: {code}, title: {quoted(title)}, kind: {kind}, at: {at},"
        f"{' capital: true,' if seat else ''}\n"
        f"     population: {{value: {own}, unit: persons, spread: 0, source: {source}}}}}"
    )


def _largest(names: Sequence[str], known: Mapping[str, float]) -> float:
    """Inhabitants of the first place by rank and size, from those places of which they are known."""
    told = [(k + 1) * known[n.casefold()] for k, n in enumerate(names) if n.casefold() in known]
    return math.exp(sum(map(math.log, told)) / len(told))


def check_places(events: pd.DataFrame, codes: Sequence[str], given: Mapping[str, float]) -> None:
    """Refuse inhabitants of what is neither a country nor a place of the record."""
    places = sorted({n for n in _towns(events["place"], set()) if n})
    plain = {n.casefold() for n in places}
    for name in given:
        if name not in codes and name.casefold() not in plain:
            raise ThawError(
                f"--population names {name!r}, which is neither a country nor a place of the record",
                expected=f"a code ({', '.join(codes)}) or a place, such as {', '.join(places[:3]) or 'none here'}",
                nearest=nearest_name(name, [*codes, *places]),
            )


def by_name(population: Mapping[str, float]) -> dict[str, float]:
    """Inhabitants by name in small letters."""
    return {name.casefold(): people for name, people in population.items()}


def _towns(places: pd.Series, whole: set[str]) -> pd.Series:
    """The town of each place; empty where it is the whole country, or several towns.

    What stands in brackets behind it is left out; of ``Tahrir Square, Cairo`` it is Cairo where other events
    name that alone.
    """
    plain = places.str.replace(r"\s*\([^()]*\)$", "", regex=True)
    alone = {p.strip() for p in plain if p and not re.search("[,;]", p)}
    found = {}
    for told in plain.unique():
        parts = [p.strip() for p in re.split("[,;]", told)]
        parts = [p for p in parts if p and p.casefold() not in whole | NOWHERE]
        if len(parts) > 1:
            parts = parts[-1:] if parts[-1] in alone else []
        found[told] = parts[0] if parts else ""
    return plain.map(found)


def _called(code: str, names: Mapping[str, str]) -> set[str]:
    """What the whole country is called, in small letters: no town of it."""
    found = {code, title_of(code, names)}
    for state in states():
        if state.code == code:
            found |= {state.name, *state.also}
    return {name.casefold() for name in found}


def title_of(code: str, names: Mapping[str, str]) -> str:
    """What a country is called: as the imported file has it, or the list of states, or its code."""
    if code in names:
        return str(names[code])
    return next((s.name for s in reversed(states()) if s.code == code), code)


def quoted(text: str) -> str:
    """A text as YAML has it between double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
