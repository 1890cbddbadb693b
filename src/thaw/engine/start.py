"""The starting World of a run: tables from a case, cells from its places and sites, draws of its spreads."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from thaw.case import Case, Number
from thaw.case.case import row_names
from thaw.columns.economy import STARTS
from thaw.draw import decision_id, uniform_array
from thaw.engine.apparatus import appoint, circles_of, fill_bodies, members
from thaw.engine.loop import Streams, empty_streams
from thaw.engine.population import (
    address_of,
    class_lifts,
    class_shares,
    classes_of,
    draws_for,
    local_table,
    quantiles_of,
    types_of,
)
from thaw.errors import ThawError, nearest_name
from thaw.world import (
    COLUMNS,
    PLACE_KINDS,
    SITE_KINDS,
    STRATA,
    UNIT_KINDS,
    World,
    copy_table,
    empty_people,
    empty_table,
)

LIMITS = {"share": (0.0, 1.0), "probability": (0.0, 1.0), "1": (-1.0, 1.0)}


@dataclass(frozen=True)
class Spread:
    """A starting value that each run draws: rows of one column, with its prior."""

    table: str
    column: str
    rows: tuple[int, ...]
    number: Number
    address: int


@dataclass(frozen=True)
class Blueprint:
    """Everything about a case that runs share; arrays are copied, never written.

    `rows` gives the row of each name, by table; `people` counts everybody who can act; `layers` is
    `population.types_of` of the case, `quarter_of` the quarter of each workplace.
    """

    case: Case
    tables: dict[str, object]
    spreads: tuple[Spread, ...]
    quantiles: np.ndarray
    people: int
    rows: dict[str, dict[str, int]]
    layers: tuple[np.ndarray, ...]
    quarter_of: np.ndarray


def seed_words(seed: int) -> tuple[int, int]:
    """Low and high 32 bits of a run's seed."""
    return seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF


class _Filler:
    """Fills columns of tables with best values and notes which of them have a spread."""

    def __init__(self, tables: dict[str, object]) -> None:
        self.tables = tables
        self.last: dict[tuple[str, str, int], Spread | None] = {}

    def put(self, table: str, column: str, rows: list[int], number: Number, name: str) -> None:
        if column not in COLUMNS[table]:
            raise ThawError(
                f"{table} has no column {column!r}",
                key=name,
                nearest=nearest_name(column, COLUMNS[table]),
            )
        getattr(self.tables[table], column)[rows] = number.value
        spread = None
        if number.spread > 0:
            spread = Spread(table, column, tuple(rows), number, address_of(name))
        for row in rows:
            self.last[table, column, row] = spread

    def spreads(self) -> tuple[Spread, ...]:
        """Spreads still in force, later settings having replaced earlier ones row by row."""
        merged: dict[tuple, list[int]] = {}
        for (table, column, row), spread in self.last.items():
            if spread is not None:
                merged.setdefault((table, column, spread.address, spread.number), []).append(row)
        return tuple(Spread(t, c, tuple(r), n, a) for (t, c, a, n), r in merged.items())


def _sites(case: Case, groups: list[tuple[int, int, float]]) -> list[dict]:
    """Named sites and, for each group, the rest of its people as a residual site."""
    rows = []
    for g, (q, stratum, population) in enumerate(groups):
        place = case.places[q].name
        left = population
        for site in case.sites:
            if site.place == place and STRATA.index(site.stratum) == stratum:
                rows.append(
                    {
                        "name": site.name,
                        "group": g,
                        "kind": SITE_KINDS.index(site.kind),
                        "headcount": site.headcount,
                        "people": site.headcount.value,
                        "named": True,
                    }
                )
                left -= site.headcount.value
        if left >= 1:
            rows.append(
                {
                    "name": f"{place}/{STRATA[stratum]}",
                    "group": g,
                    "kind": 0,
                    "headcount": None,
                    "people": left,
                    "named": False,
                }
            )
    return rows


def _groups(case: Case) -> list[tuple[int, int, float]]:
    """(place row, stratum, people) of every group with anybody in it."""
    rows = []
    for q, place in enumerate(case.places):
        share = 1.0 if place.active is None else place.active.value
        total = sum(place.strata.values())
        for stratum, weight in place.strata.items():
            people = place.population.value * share * weight / total
            if people >= 1:
                rows.append((q, STRATA.index(stratum), people))
    return rows


SHAPING = (
    "traits",
    "cell_size",
    "workplace_cells",
    "town_size",
    "polities",
    "places",
    "strata",
    "groups",
    "sites",
    "officials",
    "units",
    "bodies",
    "parties",
)
"""Fields of a case that the starting World is made from."""

_PLANS: list[Blueprint] = []


def blueprint(case: Case) -> Blueprint:
    """Tables of `case` with everybody in them, one to one, made once.

    Cases that agree in the fields `SHAPING` share one, whatever else differs between them.
    """
    shape = [getattr(case, name) for name in SHAPING]
    for made in _PLANS:
        if shape == [getattr(made.case, name) for name in SHAPING]:
            return made
    _PLANS.append(_blueprint(case))
    return _PLANS[-1]


def towns_of(case: Case) -> list[int]:
    """Towns of each place, of about `town_size` inhabitants: districts of a city; a camp is one."""
    return [
        1 if p.kind == "camp" else max(1, round(p.population.value / case.town_size))
        for p in case.places
    ]


def _blueprint(case: Case) -> Blueprint:
    groups = _groups(case)
    sites = _sites(case, groups)
    names = [p.name for p in case.polities]
    towns = towns_of(case)
    rows = {
        "clock": 1,
        "sites": len(sites),
        "quarters": sum(_quarters(groups, towns, s) for s in sites),
        "groups": len(groups),
        "places": len(case.places),
        "towns": sum(towns),
        "polities": len(names),
        "officials": len(case.officials) + sum(members(case)),
        "circles": circles_of(case),
        "parties": len(case.parties),
        "units": len(case.units),
    }
    tables: dict = {name: empty_table(name, n) for name, n in rows.items()}
    fill = _Filler(tables)
    _fill_polities(case, fill)
    _fill_places(case, fill, tables)
    _fill_towns(towns, tables)
    _fill_groups(case, groups, fill, tables)
    _fill_sites(case, groups, sites, fill, tables)
    _fill_quarters(case, tables)
    _fill_state(case, fill, tables)
    fill_bodies(case, tables)
    _fill_parties(case, fill)
    quantiles = quantiles_of(case.traits)
    named = {
        "polities": names,
        "places": [p.name for p in case.places],
        "sites": [s["name"] for s in sites],
        "officials": row_names((o.polity, o.name) for o in case.officials),
        "units": [u.name for u in case.units],
        "parties": [p.name for p in case.parties],
    }
    row_of = {table: {name: k for k, name in enumerate(found)} for table, found in named.items()}
    t = tables["quarters"]
    return Blueprint(
        case,
        tables,
        fill.spreads(),
        quantiles,
        int(tables["sites"].persons.sum()),
        row_of,
        types_of(quantiles, tables),
        np.repeat(np.arange(len(t.site), dtype=np.int32), t.workplaces),
    )


def _fill_polities(case: Case, fill: _Filler) -> None:
    for j, polity in enumerate(case.polities):
        fill.put("polities", "population", [j], polity.population, f"{polity.name}.population")
        if polity.party is not None:
            fill.put("polities", "party", [j], polity.party, f"{polity.name}.party")
            fill.put("polities", "party_norm", [j], polity.party, f"{polity.name}.party")
        for column, number in polity.set.items():
            fill.put("polities", column, [j], number, f"{polity.name}.set.{column}")


def _fill_places(case: Case, fill: _Filler, tables: dict) -> None:
    defaults = {p.name: p.default_place for p in case.polities}
    for q, place in enumerate(case.places):
        tables["places"].polity[q] = case.polity(place.polity)
        tables["places"].kind[q] = PLACE_KINDS.index(place.kind)
        tables["places"].capital[q] = place.capital
        fill.put("places", "population", [q], place.population, f"{place.name}.population")
        for column, number in place.set.items():
            shared = defaults[place.polity].get(column) is number
            owner = place.polity + ".default" if shared else place.name
            fill.put("places", column, [q], number, f"{owner}.set.{column}")


def _fill_groups(case: Case, groups: list, fill: _Filler, tables: dict) -> None:
    t = tables["groups"]
    strata = {s.name: s for s in case.strata}
    for g, (q, stratum, people) in enumerate(groups):
        t.place[g], t.polity[g], t.stratum[g] = q, tables["places"].polity[q], stratum
        t.population[g] = people
        able = case.places[q].active
        t.household[g] = 1.0 if able is None else 1.0 / able.value
        kind = strata.get(STRATA[stratum])
        if kind is None:
            continue
        for rung, height in kind.heights.items():
            getattr(t, f"height_{rung}")[g] = height
        for column, number in kind.set.items():
            fill.put("groups", column, [g], number, f"strata.{kind.name}.{column}")
    for n, override in enumerate(case.groups):
        chosen = [
            g
            for g, (q, stratum, _) in enumerate(groups)
            if (override.polity is None or case.places[q].polity == override.polity)
            and (override.place is None or case.places[q].name == override.place)
            and (override.stratum is None or STRATA[stratum] == override.stratum)
        ]
        for column, number in override.set.items():
            if chosen:
                fill.put("groups", column, chosen, number, f"groups.{n}.{column}")
    workers = t.stratum == 0
    for j in range(len(case.polities)):
        tables["polities"].workforce[j] = t.population[workers & (t.polity == j)].sum()


def _fill_towns(towns: list[int], tables: dict) -> None:
    t, places = tables["towns"], tables["places"]
    places.towns[:] = towns
    places.first_town[:] = np.cumsum(towns) - towns
    t.place[:] = np.repeat(np.arange(len(towns)), towns)
    t.polity[:] = places.polity[t.place]


def _quarters(groups: list, towns: list[int], site: dict) -> int:
    """Number of quarters of a site: named ones lie in one town, the rest of a group in all of its place."""
    return 1 if site["named"] else towns[groups[site["group"]][0]]


def _fill_sites(case: Case, groups: list, sites: list, fill: _Filler, tables: dict) -> None:
    """Sites of a place lie together."""
    t, places = tables["sites"], tables["places"]
    for s, site in enumerate(sites):
        q, stratum, _ = groups[site["group"]]
        t.place[s], t.polity[s], t.stratum[s] = q, places.polity[q], stratum
        t.group[s], t.kind[s], t.address[s] = site["group"], site["kind"], address_of(site["name"])
        t.headcount[s] = site["people"]
        people = max(1, round(site["people"]))
        t.cell_size[s] = min(case.cell_size, people)
        t.persons[s] = t.cell_size[s] * max(1, round(people / t.cell_size[s]))
        if site["named"]:
            t.town[s] = places.first_town[q] + t.address[s] % places.towns[q]
        if site["headcount"] is not None:
            name = f"sites.{site['name']}.headcount"
            fill.put("sites", "headcount", [s], site["headcount"], name)
    for q in range(len(case.places)):
        here = np.flatnonzero(t.place == q)
        places.first_site[q], places.last_site[q] = (here[0], here[-1] + 1) if here.size else (0, 0)


def _fill_quarters(case: Case, tables: dict) -> None:
    """People of each site in each of its towns, dealt out evenly; all are numbered through."""
    t, sites, places = tables["quarters"], tables["sites"], tables["places"]
    count = np.where(sites.town >= 0, 1, places.towns[sites.place])
    sites.first_quarter[:] = np.cumsum(count) - count
    t.site[:] = np.repeat(np.arange(len(count)), count)
    number = np.arange(len(t.site)) - sites.first_quarter[t.site]
    spread = places.first_town[sites.place[t.site]] + number
    t.town[:] = np.where(sites.town[t.site] >= 0, sites.town[t.site], spread)
    cells = sites.persons // sites.cell_size
    turn = (number + sites.address[t.site]) % count[t.site]
    t.cells[:] = cells[t.site] // count[t.site] + (turn < cells[t.site] % count[t.site])
    t.workplaces[:] = -(-t.cells // case.workplace_cells)
    t.classes[:] = [classes_of(int(n)) for n in t.workplaces]
    t.address[:] = (sites.address[t.site] + number * 0x9E3779B1) % 2**32
    for first, n in (
        ("first_person", t.cells * sites.cell_size[t.site]),
        ("first_cell", t.cells),
        ("first_workplace", t.workplaces),
        ("first_class", t.classes),
    ):
        getattr(t, first)[:] = np.cumsum(n) - n


IN_CAMP = 3.0
"""Fate of an official who is held when the case begins, as in `officials.fate`."""
SHOT = 4.0
"""Fate of one who was put to death before."""


def _fill_state(case: Case, fill: _Filler, tables: dict) -> None:
    for k, official in enumerate(case.officials):
        t = tables["officials"]
        t.polity[k], t.rank[k] = case.polity(official.polity), official.rank
        t.in_office[k] = 1.0 if getattr(official, "in_office", 1.0) else 0.0
        t.police[k], t.army[k] = float(official.police), float(official.army)
        if official.held:
            t.in_office[k], t.fate[k] = 0.0, IN_CAMP
        if official.shot:
            t.in_office[k], t.fate[k], t.alive[k] = 0.0, SHOT, 0.0
        t.address[k] = address_of(f"officials.{official.polity}.{official.name}")
        for column, unit in (("position", "1"), ("complicity", "share"), ("standing", "share")):
            number = Number(getattr(official, column), unit, official.spread, official.source)
            name = f"officials.{official.polity}.{official.name}.{column}"
            fill.put("officials", column, [k], number, name)
    for k, force in enumerate(case.units):
        t = tables["units"]
        t.polity[k], t.place[k] = case.polity(force.polity), case.place(force.place)
        t.kind[k] = UNIT_KINDS.index(force.kind)
        fill.put("units", "strength", [k], force.strength, f"units.{force.name}.strength")
        fill.put("units", "loyalty", [k], force.loyalty, f"units.{force.name}.loyalty")


def _fill_parties(case: Case, fill: _Filler) -> None:
    """Parties abroad; each is as large as in quiet times and tied as at the start."""
    for k, party in enumerate(case.parties):
        t = fill.tables["parties"]
        t.address[k] = address_of(f"parties.{party.name}")  # type: ignore[attr-defined]
        t.lean[k] = party.lean  # type: ignore[attr-defined]
        for column in ("members", "norm"):
            fill.put("parties", column, [k], party.members, f"parties.{party.name}.members")
        for column, number in party.shares.items():
            fill.put("parties", column, [k], number, f"parties.{party.name}.{column}")


def start_world(plan: Blueprint, seed: int, spread: bool = True) -> World:
    """A fresh World of the blueprint; with `spread`, its starting values drawn by this seed's address."""
    tables = {name: copy_table(table) for name, table in plan.tables.items()}
    lo, hi = seed_words(seed)
    if spread and plan.spreads:
        addresses = np.array([s.address for s in plan.spreads])
        z = ndtri(uniform_array(addresses, 0, 0, decision_id("engine.start"), lo, hi))
        for s, deviation in zip(plan.spreads, z, strict=True):
            column = getattr(tables[s.table], s.column)
            n = s.number
            if n.absolute:
                low, high = LIMITS[n.unit]
                value = min(max(n.value + n.spread * deviation, low), high)
            else:
                value = n.value * math.exp(n.spread * deviation)
            column[list(s.rows)] = value
    appoint(plan.case, tables, lo, hi)
    tables["groups"].base_econ[:] = tables["groups"].grievance_econ
    polities = tables["polities"]
    polities.start_terror_past[:] = polities.terror_past
    polities.start_authority[:] = polities.authority
    abroad = tables["parties"]
    for column in ("tie", "reconciled", "searching"):
        getattr(abroad, f"start_{column}")[:] = getattr(abroad, column)
    for name in STARTS:
        getattr(polities, f"start_{name}")[:] = getattr(polities, name)
    polities.consent[:] = polities.collective
    places, towns, sites = tables["places"], tables["towns"], tables["sites"]
    towns.population[:] = (places.population / places.towns)[towns.place]
    draws = draws_for(tables, plan.quantiles, plan.layers, lo, hi)
    people = empty_people(
        int(sites.persons.sum()), int(tables["quarters"].cells.sum()), len(plan.quarter_of)
    )
    return World(**tables, people=people, draws=draws)


def streams_for(
    world: World,
    plan: Blueprint,
    spread: float,
    lag: float,
    noise: float,
    ceiling: float,
    horizon: float,
) -> tuple[World, Streams]:
    """The World with the militancy of its workplaces, and its streams of points.

    Parameters
    ----------
    spread, lag : float
        `population.local_table`.
    noise : float
        Motive that multiplies a hazard by e.
    ceiling : float
        Largest hazard of one person, acts per day.
    horizon : float
        Last day.
    """
    local = local_table(spread, lag)
    best, lifts = class_lifts(world, local, noise)
    share = class_shares(world, lifts)
    world = world._replace(draws=world.draws._replace(share=share, local=local))
    return world, empty_streams(world, plan.quarter_of, best, lifts, horizon, ceiling)
