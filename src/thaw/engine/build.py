"""The starting World of a run: tables from a case, cells from its places and sites, draws of its spreads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from thaw.case import Case, Number
from thaw.draw import decision_id
from thaw.errors import ThawError, nearest_name
from thaw.world import (
    COLUMNS,
    PLACE_KINDS,
    SITE_KINDS,
    SLOTS,
    STRATA,
    TRAITS,
    UNIT_KINDS,
    Draws,
    World,
    copy_table,
    empty_people,
    empty_table,
)  # fmt: skip

NAMED_CELLS = 8
"""Fewest cells of a site that the evidence names (design of the sample; one to one has all)."""

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
    """Everything about a case and a sample size that runs share; arrays are copied, never written.

    `rows` gives the row of each name, by table; `people` counts the members of all cells.
    """

    case: Case
    tables: dict[str, object]
    spreads: tuple[Spread, ...]
    quantiles: np.ndarray
    people: int
    rows: dict[str, dict[str, int]]


def address_of(text: str) -> int:
    """32-bit address of a name, the same on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[4:8], "little")


def philox_array(
    c0: np.ndarray, c1: int | np.ndarray, c2: int, c3: int, k0: int, k1: int
) -> np.ndarray:
    """First two words of Philox4x32-10 for many first counters, as uniforms in (0, 1).

    Parameters
    ----------
    c0 : int array, shape (n,)
    c1 : int or int array, shape (n,)
    c2, c3, k0, k1 : int

    Returns
    -------
    float array, shape (n,)
    """
    mask, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    x0 = c0.astype(np.uint64)
    x1, x2, x3 = (np.zeros(x0.shape, np.uint64) + np.asarray(v, np.uint64) for v in (c1, c2, c3))
    y0, y1 = k0, k1
    for _ in range(10):
        p0, p1 = x0 * np.uint64(0xD2511F53), x2 * np.uint64(0xCD9E8D57)
        x0, x1, x2, x3 = (
            (p1 >> half) ^ x1 ^ np.uint64(y0), p1 & mask, (p0 >> half) ^ x3 ^ np.uint64(y1), p0 & mask,
        )  # fmt: skip
        y0, y1 = (y0 + 0x9E3779B9) & 0xFFFFFFFF, (y1 + 0xBB67AE85) & 0xFFFFFFFF
    high, low = (x0 >> np.uint64(6)).astype(float), (x1 >> np.uint64(6)).astype(float)
    return (high * 67108864.0 + low + 0.5) / 4503599627370496.0


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
                f"{table} has no column {column!r}", key=name,
                nearest=nearest_name(column, COLUMNS[table]),
            )  # fmt: skip
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


def _split_evenly(total: int, parts: int) -> np.ndarray:
    """`total` as `parts` whole numbers that differ by at most one."""
    return np.full(parts, total // parts) + (np.arange(parts) < total % parts)


def _sites(case: Case, groups: list[tuple[int, int, float]]) -> list[dict]:
    """Named sites and, for each group, the rest of its people as a residual site."""
    rows = []
    for g, (q, stratum, population) in enumerate(groups):
        place = case.places[q].name
        left = population
        for site in case.sites:
            if site.place == place and STRATA.index(site.stratum) == stratum:
                rows.append(
                    {"name": site.name, "group": g, "kind": SITE_KINDS.index(site.kind),
                     "headcount": site.headcount, "people": site.headcount.value, "named": True}
                )  # fmt: skip
                left -= site.headcount.value
        if left >= 1:
            rows.append(
                {"name": f"{place}/{STRATA[stratum]}", "group": g, "kind": 0, "headcount": None,
                 "people": left, "named": False}
            )  # fmt: skip
    return rows


def _cells_per_site(sites: list[dict], size: int, people: int | None) -> list[int]:
    """How many cells each site gets: at least 8 where named, the rest by the root of its people."""
    most = [max(1, round(s["people"] / size)) for s in sites]
    if people is None:
        return most
    least = [min(m, NAMED_CELLS if s["named"] else 1) for s, m in zip(sites, most, strict=True)]
    roots = np.sqrt([0.0 if s["named"] else s["people"] for s in sites])
    budget = max(people // size - sum(least), 0)
    extra = np.floor(budget * roots / max(roots.sum(), 1e-9)).astype(int)
    return [min(m, n + int(e)) for m, n, e in zip(most, least, extra, strict=True)]


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


_PLANS: dict[tuple[str, int | None], Blueprint] = {}


def blueprint(case: Case, people: int | None) -> Blueprint:
    """Tables of `case` for a sample of about `people` (None: everybody, one to one), made once."""
    key = (case.hash, people)
    if key not in _PLANS:
        _PLANS[key] = _blueprint(case, people)
    return _PLANS[key]


def _blueprint(case: Case, people: int | None) -> Blueprint:
    groups = _groups(case)
    sites = _sites(case, groups)
    counts = _cells_per_site(sites, case.cell_size, people)
    names = [p.name for p in case.polities]
    rows = {
        "clock": 1, "cells": sum(counts), "sites": len(sites), "groups": len(groups),
        "places": len(case.places), "polities": len(names), "officials": len(case.officials),
        "units": len(case.units),
    }  # fmt: skip
    tables: dict = {name: empty_table(name, n) for name, n in rows.items()}
    fill = _Filler(tables)
    _fill_polities(case, fill, tables)
    _fill_places(case, fill, tables)
    _fill_groups(case, groups, fill, tables)
    for s, site in enumerate(sites):
        q, stratum, _ = groups[site["group"]]
        t = tables["sites"]
        t.place[s], t.polity[s], t.stratum[s] = q, tables["places"].polity[q], stratum
        t.kind[s], t.address[s], t.headcount[s] = (
            site["kind"],
            address_of(site["name"]),
            site["people"],
        )
        if site["headcount"] is not None:
            fill.put(
                "sites", "headcount", [s], site["headcount"], f"sites.{site['name']}.headcount"
            )
    _fill_cells(case, groups, sites, counts, tables)
    _fill_state(case, fill, tables)
    quantiles = np.array(
        [case.traits[t].frozen().ppf((np.arange(256) + 0.5) / 256) for t in TRAITS]
    ).ravel()
    total = int((tables["cells"].size).sum())
    named = {
        "polities": names, "places": [p.name for p in case.places],
        "sites": [s["name"] for s in sites], "officials": [o.name for o in case.officials],
        "units": [u.name for u in case.units],
    }  # fmt: skip
    row_of = {table: {name: k for k, name in enumerate(found)} for table, found in named.items()}
    return Blueprint(case, tables, fill.spreads(), quantiles, total, row_of)


def _fill_polities(case: Case, fill: _Filler, tables: dict) -> None:
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
        kind = strata.get(STRATA[stratum])
        if kind is None:
            continue
        for rung, height in kind.heights.items():
            getattr(t, f"height_{rung}")[g] = height
        for column, number in kind.set.items():
            fill.put("groups", column, [g], number, f"strata.{kind.name}.{column}")
    for n, override in enumerate(case.groups):
        chosen = [
            g for g, (q, stratum, _) in enumerate(groups)
            if (override.polity is None or case.places[q].polity == override.polity)
            and (override.place is None or case.places[q].name == override.place)
            and (override.stratum is None or STRATA[stratum] == override.stratum)
        ]  # fmt: skip
        for column, number in override.set.items():
            if chosen:
                fill.put("groups", column, chosen, number, f"groups.{n}.{column}")
    workers = t.stratum == 0
    for j in range(len(case.polities)):
        tables["polities"].workforce[j] = t.population[workers & (t.polity == j)].sum()


def _fill_cells(case: Case, groups: list, sites: list, counts: list, tables: dict) -> None:
    t, places = tables["cells"], tables["places"]
    at = 0
    for q in range(len(case.places)):
        places.first_cell[q] = at
        for s, site in enumerate(sites):
            if groups[site["group"]][0] != q:
                continue
            n = counts[s]
            rows = slice(at, at + n)
            t.site[rows], t.group[rows], t.place[rows] = s, site["group"], q
            t.number[rows] = np.arange(n)
            whole = max(1, round(site["people"] / case.cell_size))
            t.size[rows] = min(case.cell_size, max(1, round(site["people"])), SLOTS)
            t.weight[rows] = np.maximum(1, _split_evenly(whole, n))
            at += n
        places.last_cell[q] = at


def _fill_state(case: Case, fill: _Filler, tables: dict) -> None:
    for k, official in enumerate(case.officials):
        t = tables["officials"]
        t.polity[k], t.rank[k] = case.polity(official.polity), official.rank
        t.in_office[k] = 1.0 if getattr(official, "in_office", 1.0) else 0.0
        for column, unit in (("position", "1"), ("complicity", "share"), ("standing", "share")):
            number = Number(getattr(official, column), unit, official.spread, official.source)
            name = f"officials.{official.polity}.{official.name}.{column}"
            fill.put("officials", column, [k], number, name)
    for k, unit in enumerate(case.units):
        t = tables["units"]
        t.polity[k], t.place[k] = case.polity(unit.polity), case.place(unit.place)
        t.kind[k] = UNIT_KINDS.index(unit.kind)
        fill.put("units", "strength", [k], unit.strength, f"units.{unit.name}.strength")
        fill.put("units", "loyalty", [k], unit.loyalty, f"units.{unit.name}.loyalty")


def start_world(plan: Blueprint, seed: int, spread: bool = True) -> World:
    """A fresh World of the blueprint; with `spread`, its starting values drawn by this seed's address."""
    tables = {name: copy_table(table) for name, table in plan.tables.items()}
    lo, hi = seed_words(seed)
    if spread and plan.spreads:
        addresses = np.array([s.address for s in plan.spreads])
        z = ndtri(philox_array(addresses, 0, 0, decision_id("engine.start"), lo, hi))
        for s, deviation in zip(plan.spreads, z, strict=True):
            column = getattr(tables[s.table], s.column)
            n = s.number
            if n.absolute:
                low, high = LIMITS[n.unit]
                value = min(max(n.value + n.spread * deviation, low), high)
            else:
                value = n.value * float(np.exp(n.spread * deviation))
            column[list(s.rows)] = value
    tables["groups"].base_econ[:] = tables["groups"].grievance_econ
    cells = tables["cells"]
    u = philox_array(
        tables["sites"].address[cells.site],
        cells.number,
        0,
        decision_id("engine.workplace"),
        lo,
        hi,
    )
    cells.local[:] = ndtri(u)
    seed_array = np.array([lo, hi], np.int64)
    return World(
        **tables,
        people=empty_people(tables["cells"].size.shape[0]),
        draws=Draws(seed_array, plan.quantiles),
    )
