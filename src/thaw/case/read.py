"""From the text of a case to a `Case`: every number with its unit, every name known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from thaw.case.case import Case, Official, Override, Place, Polity, Site, Stratum, Unit
from thaw.case.dates import read_episodes, read_events, read_levers, read_span, read_step, read_tail
from thaw.case.fields import as_columns, as_list, as_number, as_plain, as_table, as_text, new_id
from thaw.files import Document, Path_, find, read_yaml, shipped
from thaw.prior import Prior, read_prior
from thaw.world import PLACE_KINDS, SITE_KINDS, STRATA, UNIT_KINDS

_REQUIRED = ("case", "title", "span", "traits", "polities", "places", "strata")
_KEYS = (
    *_REQUIRED, "says", "step", "tail", "record", "hegemon", "cell", "town", "groups", "sites",
    "officials", "units", "events", "episodes", "levers", "inputs", "seasons", "notes",
)  # fmt: skip
TRAITS = ("hardship", "risk_aversion", "threshold", "conviction", "national")
HEIGHTS = ("strike", "demonstrate", "arms")
MOST_TO_A_CELL = 250
MOST_TO_A_WORKPLACE = 1000
"""Cells; a workplace of more is several."""

NEAR_ONE = 0.005


def cases() -> dict[str, Path]:
    """Names and files of the shipped cases."""
    return shipped("cases")


def load_case(name_or_path: str | Path) -> Case:
    """Read a case and check it whole.

    Parameters
    ----------
    name_or_path : str or Path
        A shipped case such as ``bloc_1953``, or a file of one's own.

    Raises
    ------
    ThawError
        On the first mistake, with file, line, key and the nearest valid name.
    """
    return case_from(read_yaml(find("cases", name_or_path)))


def describe(case: Case) -> dict[str, Any]:
    """A few lines about a case, for lists and reports."""
    return {
        "case": case.name,
        "title": case.title,
        "span": f"{case.start} .. {case.end}",
        "polities": len(case.polities),
        "places": len(case.places),
        "population": case.population,
        "events": len(case.events),
        "episodes": len(case.episodes),
    }


def case_from(d: Document) -> Case:
    """The case written in `d`; raises `ThawError` on the first mistake."""
    data = d.keys(d.data, _KEYS, _REQUIRED)
    if d.file.stem != data["case"]:
        raise d.error(
            f"is called {data['case']!r} in a file called {d.file.name!r}", ("case",),
            expected=d.file.stem,
        )  # fmt: skip
    start, end = read_span(d)
    tail = read_tail(d, end)
    polities = _polities(d)
    places = _places(d, polities)
    strata = _strata(d, places)
    sites = _sites(d, places, strata)
    units = _units(d, polities, places)
    officials = _officials(d, [p.name for p in polities])
    rows = {
        "polities": [p.name for p in polities], "places": [p.name for p in places],
        "sites": [s.name for s in sites], "units": [u.name for u in units],
        "officials": [o.name for o in officials],
    }  # fmt: skip
    last = tail.until if tail else end
    cell_size, workplace_cells, town_size = _sizes(d)
    events = read_events(d, rows, start, last)
    return Case(
        name=data["case"], title=as_text(d, data["title"], ("title",)),
        says=" ".join(str(data.get("says") or "").split()), start=start, end=end,
        step=read_step(d, data.get("step", "1 day"), ("step",)), tail=tail,
        record=data.get("record"),
        hegemon=polities[0].name, traits=_traits(d), cell_size=cell_size,
        workplace_cells=workplace_cells, town_size=town_size, polities=polities,
        places=places, strata=strata, groups=_overrides(d, rows, strata), sites=sites,
        officials=officials, units=units, events=events,
        episodes=read_episodes(d, rows["polities"], start, end, last),
        levers=read_levers(d, rows, events, start, last), file=d.file, document=d,
    )  # fmt: skip


def _traits(d: Document) -> dict[str, Prior]:
    table = d.keys(d.data["traits"], TRAITS, TRAITS, ("traits",))
    made = {}
    for name in TRAITS:
        entry, path = as_table(d, table[name], ("traits", name)), ("traits", name)
        as_text(d, str(entry.get("source") or ""), (*path, "source"))
        bare = {k: v for k, v in entry.items() if k not in ("source", "note")}
        made[name] = read_prior(d, bare, path)
    return made


def _sizes(d: Document) -> tuple[int, int, float]:
    """Members of a cell, cells of a workplace, inhabitants of a town of a region."""
    cell = d.keys(d.data.get("cell") or {}, ("size", "workplace", "source", "note"), (), ("cell",))
    town = d.keys(d.data.get("town") or {}, ("size", "source", "note"), (), ("town",))
    members = _whole(d, cell.get("size", 40), ("cell", "size"), 2, MOST_TO_A_CELL)
    cells = _whole(d, cell.get("workplace", 20), ("cell", "workplace"), 1, MOST_TO_A_WORKPLACE)
    people = as_plain(d, town.get("size", 100_000), ("town", "size"), 1, 1e9)
    if people < members:
        raise d.error(
            f"a town of {people:g} inhabitants is smaller than a cell of {members}",
            ("town", "size"), expected=f"{members} or more",
        )  # fmt: skip
    return members, cells, people


def _whole(d: Document, value: Any, path: Path_, low: int, high: int) -> int:
    number = as_plain(d, value, path, low, high)
    if number != int(number):
        raise d.error(f"{value} is not a whole number", path, expected=f"{low} .. {high}")
    return int(number)


def _weights(d: Document, entry: Any, path: Path_) -> dict[str, float]:
    """Weights by stratum, each in [0, 1]; ``{only: prisoners}`` for a place of one stratum."""
    made = {}
    for name, share in as_table(d, entry, path).items():
        if name in ("source", "spread", "note"):
            continue
        if name == "only":
            only = d.one_of(share, STRATA, "stratum", (*path, name))
            return dict.fromkeys(STRATA, 0.0) | {only: 1.0}
        d.one_of(name, STRATA, "stratum", (*path, name))
        made[name] = as_plain(d, share, (*path, name), 0.0, 1.0)
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
        raise d.error(
            f"the shares of the strata sum to {total:.4g}", path,
            expected=f"1, within {NEAR_ONE:g}; they are then scaled to one",
        )  # fmt: skip
    return {name: weight / total for name, weight in weights.items() if weight > 0}


def _polities(d: Document) -> tuple[Polity, ...]:
    keys = ("title", "population", "active", "party", "strata", "set", "default_place", "note")
    made = []
    for name, entry in as_table(d, d.data["polities"], ("polities",)).items():
        path = ("polities", name)
        d.keys(entry, keys, ("title", "population", "strata"), path)
        party, active = entry.get("party"), entry.get("active")
        made.append(Polity(
            name, as_text(d, entry["title"], (*path, "title")),
            as_number(d, entry["population"], "persons", (*path, "population")),
            as_number(d, active, "share", (*path, "active")) if active is not None else None,
            as_number(d, party, "persons", (*path, "party")) if party is not None else None,
            _to_one(d, _weights(d, entry["strata"], (*path, "strata")), (*path, "strata")),
            as_columns(d, entry.get("set"), "polities", (*path, "set")),
            as_columns(d, entry.get("default_place"), "places", (*path, "default_place")),
        ))  # fmt: skip
    if not made:
        raise d.error("lists no polity", ("polities",))
    names = [p.name for p in made]
    first = d.one_of(d.data.get("hegemon", names[0]), names, "polity", ("hegemon",))
    return tuple(sorted(made, key=lambda p: p.name != first))


def _places(d: Document, polities: tuple[Polity, ...]) -> tuple[Place, ...]:
    """Places with their polity's defaults put in; their strata replace single weights of it."""
    keys = (
        "polity", "title", "kind", "at", "population", "active", "strata", "set", "capital", "note",
    )  # fmt: skip
    by_name = {p.name: p for p in polities}
    made: list[Place] = []
    for name, entry in as_table(d, d.data["places"], ("places",)).items():
        path = ("places", name)
        d.keys(entry, keys, ("polity", "title", "kind", "at", "population"), path)
        polity = by_name[d.one_of(entry["polity"], by_name, "polity", (*path, "polity"))]
        at = entry["at"]
        if not (isinstance(at, list) and len(at) == 2):
            raise d.error("is not a point", (*path, "at"), expected="[x, y] in 0..100")
        where, active = (*path, "strata"), entry.get("active")
        weights = _weights(d, d.data["polities"][polity.name]["strata"], where)
        own = _weights(d, entry.get("strata") or {}, where)
        x, y = (as_plain(d, at[k], (*path, "at", k), 0.0, 100.0) for k in (0, 1))
        made.append(Place(
            name, polity.name, as_text(d, entry["title"], (*path, "title")),
            d.one_of(entry["kind"], PLACE_KINDS, "kind of place", (*path, "kind")), (x, y),
            as_number(d, entry["population"], "persons", (*path, "population")),
            polity.active if active is None else as_number(d, active, "share", (*path, "active")),
            _to_one(d, weights | own, where, least=0.0),
            {**polity.default_place, **as_columns(d, entry.get("set"), "places", (*path, "set"))},
            _capital(d, entry, made, path),
        ))  # fmt: skip
        _somebody(d, made[-1], path)
    for p in polities:
        if not any(place.polity == p.name for place in made):
            raise d.error(f"no place belongs to {p.name!r}", ("polities", p.name))
        total = sum(place.population.value for place in made if place.polity == p.name)
        if abs(total - p.population.value) > 0.02 * p.population.value:
            raise d.error(
                f"its places hold {total:,.0f} persons", ("polities", p.name, "population"),
                expected=f"{p.population.value:,.0f}, within 2%",
            )  # fmt: skip
    return tuple(made)


def _capital(d: Document, entry: dict[str, Any], earlier: list[Place], path: Path_) -> bool:
    """Whether the rulers sit here; `earlier` are the places read before."""
    here = entry.get("capital", False)
    if not isinstance(here, bool):
        raise d.error(f"{here!r} is no yes or no", (*path, "capital"), expected="true, or no line")
    for place in earlier:
        if here and place.capital and place.polity == entry["polity"]:
            raise d.error(
                f"{place.polity!r} has a capital already", (*path, "capital"),
                expected=f"one capital to a polity; the other is {place.name!r}",
            )  # fmt: skip
    return here


def _somebody(d: Document, place: Place, path: Path_) -> None:
    """A place has inhabitants, and some of them can act."""
    if place.population.value <= 0:
        raise d.error(
            "a place without people", (*path, "population", "value"), expected="more than 0 persons"
        )
    if place.active and place.active.value <= 0:
        raise d.error(
            "a place where nobody works, studies or serves", (*path, "active"),
            expected="a share above 0",
        )  # fmt: skip


def _strata(d: Document, places: tuple[Place, ...]) -> tuple[Stratum, ...]:
    made = []
    for name, entry in as_table(d, d.data["strata"], ("strata",)).items():
        path = ("strata", name)
        d.one_of(name, STRATA, "stratum", path)
        d.keys(entry, ("heights", "set", "source", "note"), ("heights",), path)
        table = d.keys(entry["heights"], (*HEIGHTS, "source", "note"), HEIGHTS, (*path, "heights"))
        heights = {h: as_plain(d, table[h], (*path, "heights", h), 0.0, 9.0) for h in HEIGHTS}
        made.append(
            Stratum(name, heights, as_columns(d, entry.get("set"), "groups", (*path, "set")))
        )
    known = [s.name for s in made]
    for place in places:
        for name in place.strata:
            if name not in known:
                raise d.error(
                    f"the {name} of {place.name!r} have no ladder",
                    ("places", place.name, "strata"),
                    expected=f"an entry {name}: {{heights: ...}} under `strata`; it has "
                    + ", ".join(known),
                )  # fmt: skip
    return tuple(made)


def _overrides(
    d: Document, rows: dict[str, list[str]], strata: tuple[Stratum, ...]
) -> tuple[Override, ...]:
    valid = {
        "polity": rows["polities"], "place": rows["places"], "stratum": [s.name for s in strata],
    }  # fmt: skip
    made = []
    for k, entry in enumerate(as_list(d, "groups")):
        path = ("groups", k)
        d.keys(entry, (*valid, "set", "note"), ("set",), path)
        chosen = {
            word: d.one_of(entry[word], names, word, (*path, word)) if word in entry else None
            for word, names in valid.items()
        }
        made.append(Override(**chosen, set=as_columns(d, entry["set"], "groups", (*path, "set"))))
    return tuple(made)


def _sites(d: Document, places: tuple[Place, ...], strata: tuple[Stratum, ...]) -> tuple[Site, ...]:
    keys = ("place", "stratum", "kind", "headcount", "named_in", "title", "note")
    names = [p.name for p in places]
    taken: dict[tuple[str, str], float] = {}
    made = []
    for name, entry in as_table(d, d.data.get("sites") or {}, ("sites",)).items():
        path = ("sites", name)
        d.keys(entry, keys, ("place", "stratum", "kind", "headcount"), path)
        d.one_of(entry["stratum"], [s.name for s in strata], "stratum", (*path, "stratum"))
        site = Site(
            name, d.one_of(entry["place"], names, "place", (*path, "place")), entry["stratum"],
            d.one_of(entry["kind"], SITE_KINDS, "kind of site", (*path, "kind")),
            as_number(d, entry["headcount"], "persons", (*path, "headcount")),
            tuple(entry.get("named_in") or ()),
        )  # fmt: skip
        there = places[names.index(site.place)]
        share = there.active.value if there.active else 1.0
        members = there.population.value * share * there.strata.get(site.stratum, 0.0)
        if site.headcount.value > members:
            raise d.error(
                f"{site.headcount.value:,.0f} people in a place with {members:,.0f} "
                f"{site.stratum}", (*path, "headcount"), expected="no more than live there",
            )  # fmt: skip
        if site.headcount.value <= 0:
            raise d.error(
                "a site without people", (*path, "headcount"), expected="more than 0 persons"
            )
        earlier = taken.get((site.place, site.stratum), 0.0)
        if earlier + site.headcount.value > members:
            raise d.error(
                f"with the sites above it takes {earlier + site.headcount.value:,.0f} of the "
                f"{members:,.0f} {site.stratum} of {site.place!r}", (*path, "headcount"),
                expected=f"no more than the {members - earlier:,.0f} who are left",
            )  # fmt: skip
        taken[site.place, site.stratum] = earlier + site.headcount.value
        made.append(site)
    return tuple(made)


def _officials(d: Document, polities: list[str]) -> tuple[Official, ...]:
    words = ("name", "rank", "position", "complicity", "standing", "spread", "source")
    made: list[Official] = []
    for polity, entries in as_table(d, d.data.get("officials") or {}, ("officials",)).items():
        d.one_of(polity, polities, "polity", ("officials", polity))
        for k, entry in enumerate(entries):
            path = ("officials", polity, k)
            d.keys(entry, (*words, "in_office", "why", "note"), words, path)
            made.append(Official(
                new_id(d, entry["name"], [o.name for o in made], (*path, "name")), polity,
                as_plain(d, entry["rank"], (*path, "rank"), 0, 1e4),
                as_plain(d, entry["position"], (*path, "position"), -1.0, 1.0),
                as_plain(d, entry["complicity"], (*path, "complicity"), 0.0, 1.0),
                as_plain(d, entry["standing"], (*path, "standing"), 0.0, 1.0),
                as_plain(d, entry.get("in_office", 1), (*path, "in_office"), 0.0, 1.0),
                as_plain(d, entry["spread"], (*path, "spread"), 0.0, 10.0),
                as_text(d, str(entry["source"]), (*path, "source")),
            ))  # fmt: skip
    return tuple(made)


def _units(
    d: Document, polities: tuple[Polity, ...], places: tuple[Place, ...]
) -> tuple[Unit, ...]:
    keys = ("id", "polity", "place", "kind", "strength", "loyalty")
    made: list[Unit] = []
    for k, entry in enumerate(as_list(d, "units")):
        path = ("units", k)
        d.keys(entry, (*keys, "note"), keys, path)
        new_id(d, entry["id"], [u.name for u in made], (*path, "id"))
        made.append(Unit(
            entry["id"],
            d.one_of(entry["polity"], [p.name for p in polities], "polity", (*path, "polity")),
            d.one_of(entry["place"], [p.name for p in places], "place", (*path, "place")),
            d.one_of(entry["kind"], UNIT_KINDS, "kind of unit", (*path, "kind")),
            as_number(d, entry["strength"], "persons", (*path, "strength")),
            as_number(d, entry["loyalty"], "share", (*path, "loyalty")),
        ))  # fmt: skip
    return tuple(made)
