"""Polities and places of a case, as its text has them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from thaw.case.entities import Number, Place, Polity, row_names
from thaw.case.fields import as_columns, as_number, as_plain, as_table, as_text, as_yes
from thaw.case.hegemon import NO_HEGEMON, TIES
from thaw.case.keys import PLACE, POLITY
from thaw.case.kinds import kind_of, kinds_of
from thaw.case.people import check_members
from thaw.case.points import on_map, point
from thaw.files import MISSING, Document, Path_
from thaw.world import STRATA

NEAR_ONE = 0.005


def rows_of(d: Document) -> dict[str, list[str]]:
    """Names of the rows of each table that a file speaks of, those with mistakes among them."""
    data = d.data if isinstance(d.data, dict) else {}
    named = {
        t: list(data[t]) if isinstance(data.get(t), dict) else []
        for t in ("polities", "places", "sites")
    }
    officials = data.get("officials")
    by_polity = officials if isinstance(officials, dict) else {}
    named["units"] = _values_at(data.get("units"), "id")
    named["officials"] = row_names(
        (str(polity), name)
        for polity, entries in by_polity.items()
        for name in _values_at(entries, "name")
    )
    abroad = data.get("parties_abroad")
    named["parties"] = list(abroad) if isinstance(abroad, dict) else []
    named["polities"].sort(key=lambda name: name != data.get("hegemon", name))
    return named


def _values_at(entries: Any, word: str) -> list[str]:
    """What entries of a list say at a key, those that say nothing left out."""
    listed = entries if isinstance(entries, list) else []
    return [str(e[word]) for e in listed if isinstance(e, dict) and word in e]


def _weights(d: Document, entry: Any, path: Path_) -> dict[str, float]:
    """Weights by stratum, each in [0, 1]; ``{only: prisoners}`` for a place of one stratum."""
    made, kinds = {}, kinds_of(d, "strata")
    for name, share in as_table(d, entry, path).items():
        if name in ("source", "spread", "note"):
            continue
        if name == "only":
            only = d.one_of(share, kinds, "stratum", (*path, name))
            return dict.fromkeys(STRATA, 0.0) | {kinds.get(only, only): 1.0}
        if d.one_of(name, kinds, "stratum", (*path, name)) is not None:
            made[kinds[name]] = as_plain(d, share, (*path, name), 0.0, 1.0)
    return made


def _to_one(
    d: Document, weights: dict[str, float], path: Path_, least: float = 1.0 - NEAR_ONE
) -> dict[str, float]:
    """Weights scaled to sum to 1, once their sum is known to be near it; zeros left out.

    In a place, whose shares replace single ones of its polity, any sum above zero will do.
    """
    total = sum(weights.values())
    most = 1.0 + NEAR_ONE if least else float("inf")
    if not least < total < most:
        return d.note(
            f"the shares of the strata sum to {total:.4g}",
            path,
            expected=f"1, within {NEAR_ONE:g}; they are then scaled to one",
        )
    return {name: weight / total for name, weight in weights.items() if weight > 0}


def read_polities(d: Document, data: dict[str, Any]) -> tuple[Polity, ...]:
    """Polities in the order of the file, each with its starting values."""
    made = []
    table = as_table(d, data["polities"], ("polities",))
    for name, entry in table.items():
        path = ("polities", name)
        with d.problems.apart() as sound:
            entry = d.keys(entry, POLITY, path=path)
            party, active = entry.get("party"), entry.get("active")
            strata: dict[str, float] = {}
            with d.problems.apart() as summed:
                weights = _weights(d, entry["strata"], (*path, "strata"))
                if summed() and "strata" in entry:
                    strata = _to_one(d, weights, (*path, "strata"))
            polity = Polity(
                name,
                as_text(d, entry["title"], (*path, "title")),
                as_number(d, entry["population"], "persons", (*path, "population")),
                None if active is None else as_number(d, active, "share", (*path, "active")),
                None if party is None else as_number(d, party, "persons", (*path, "party")),
                strata,
                as_columns(d, entry.get("set"), "polities", (*path, "set")),
                as_columns(d, entry.get("default_place"), "places", (*path, "default_place")),
            )
            if sound():
                check_members(d, polity, path)
            if sound():
                made.append(polity)
    if not table and "polities" in data:
        d.note("lists no polity", ("polities",))
    first = data.get("hegemon", next(iter(table), ""))
    first = NO_HEGEMON if first is None else first
    if first == NO_HEGEMON and first not in table:
        return tuple(_ruled_by_nobody(d, p) for p in made)
    if table:
        first = d.one_of(first, [*table, NO_HEGEMON], "polity", ("hegemon",))
    return tuple(sorted(made, key=lambda p: p.name != first))


def _ruled_by_nobody(d: Document, polity: Polity) -> Polity:
    """A polity of a case without a hegemon: it obeys nobody, and no other state is seen to rule it."""
    for column in TIES:
        number = polity.set.get(column)
        if number is not None and (number.value or number.spread):
            d.note(
                f"a case without a hegemon has no {column}",
                ("polities", polity.name, "set", column),
                expected="no line, or value 0 and spread 0; or a polity as `hegemon`",
            )
    free = {column: Number(0.0, "share", 0.0, "definition") for column in TIES}
    return replace(polity, set={**polity.set, **free})


def read_places(
    d: Document, data: dict[str, Any], polities: tuple[Polity, ...]
) -> tuple[Place, ...]:
    """Places with their polity's defaults put in; their strata replace single weights of it."""
    by_name = {p.name: p for p in polities}
    made: list[Place] = []
    for name, entry in as_table(d, data["places"], ("places",)).items():
        path = ("places", name)
        with d.problems.apart() as sound:
            entry = d.keys(entry, PLACE, path=path)
            chosen = d.one_of(entry["polity"], rows_of(d)["polities"], "polity", (*path, "polity"))
            at = entry["at"]
            x, y = 0.0, 0.0
            if at is not MISSING:
                x, y = point(d, at, (*path, "at"))
            active = entry.get("active")
            own = _weights(d, entry.get("strata") or {}, (*path, "strata"))
            title = as_text(d, entry["title"], (*path, "title"))
            kind = kind_of(d, entry["kind"], "places", (*path, "kind"))
            people = as_number(d, entry["population"], "persons", (*path, "population"))
            share = None if active is None else as_number(d, active, "share", (*path, "active"))
            columns = as_columns(d, entry.get("set"), "places", (*path, "set"))
            capital = _capital(d, entry, made, path)
            if not sound() or chosen not in by_name:
                continue
            polity = by_name[chosen]
            weights = _weights(d, d.data["polities"][chosen]["strata"], (*path, "strata"))
            place = Place(
                name,
                chosen,
                title,
                kind,
                (x, y),
                people,
                polity.active if active is None else share,
                _to_one(d, weights | own, (*path, "strata"), least=0.0),
                {**polity.default_place, **columns},
                capital,
            )
            _somebody(d, place, path)
            check_members(d, place, path)
            if sound():
                made.append(place)
    return on_map(d, made)


def check_places(d: Document, polities: tuple[Polity, ...], places: tuple[Place, ...]) -> None:
    """Every polity has places, which hold its people; of those with a mistake nothing is said."""
    read = {p.name for p in places}
    table = d.data.get("places")
    if not isinstance(table, dict):
        return
    spoilt = {
        str(entry.get("polity")) if isinstance(entry, dict) else ""
        for name, entry in table.items()
        if name not in read
    }
    if spoilt - set(rows_of(d)["polities"]):
        return
    for p in polities:
        if p.name in spoilt:
            continue
        if not any(place.polity == p.name for place in places):
            d.note(f"no place belongs to {p.name!r}", ("polities", p.name))
            continue
        total = sum(place.population.value for place in places if place.polity == p.name)
        if abs(total - p.population.value) > 0.02 * p.population.value:
            d.note(
                f"its places hold {total:,.0f} persons",
                ("polities", p.name, "population"),
                expected=f"{p.population.value:,.0f}, within 2%",
            )


def _capital(d: Document, entry: dict[str, Any], earlier: list[Place], path: Path_) -> bool:
    """Whether the rulers sit here; `earlier` are the places read before."""
    here = as_yes(d, entry, "capital", path)
    for place in earlier:
        if here and place.capital and place.polity == entry["polity"]:
            return d.note(
                f"{place.polity!r} has a capital already",
                (*path, "capital"),
                expected=f"one capital to a polity; the other is {place.name!r}",
            )
    return here


def _somebody(d: Document, place: Place, path: Path_) -> None:
    """A place has inhabitants, and some of them can act."""
    if place.population.value <= 0:
        d.note(
            "a place without people", (*path, "population", "value"), expected="more than 0 persons"
        )
    if place.active and place.active.value <= 0:
        d.note(
            "a place where nobody works, studies or serves",
            (*path, "active"),
            expected="a share above 0",
        )
