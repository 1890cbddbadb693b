"""Officials of the bodies of a case: who they are, who works with whom, and who owes whom his post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtri

from thaw.draw import decision_id, uniform_array
from thaw.engine.population import address_of

if TYPE_CHECKING:
    from thaw.case import Body, Case

_DRAW = decision_id("engine.apparatus")
COMPLICITY, OPPOSED, FOREIGN, ENTERED, PATRON, WORK, PAST = range(7)
"""Which draw of an official's address each of his traits is."""


def members(case: Case) -> list[int]:
    """Officials of each body, one to one."""
    return [round(b.size.value) for b in case.bodies]


def circles_of(case: Case) -> int:
    """Rings of officials: of work in each sphere of each polity, and of past service."""
    return sum(rings for _, rings, _ in _rings_of(case))


def _rings_of(case: Case) -> list[tuple[tuple[str, str], int, list[str]]]:
    """(polity and sphere, number of rings, bodies) of work; an empty sphere stands for past service."""
    found: dict[tuple[str, str], list[Body]] = {}
    for body in case.bodies:
        polity = case.places[case.place(body.place)].polity
        found.setdefault((polity, body.sphere), []).append(body)
        found.setdefault((polity, ""), []).append(body)
    made = []
    for key, bodies in sorted(found.items()):
        many = sum(round(b.size.value) for b in bodies)
        size = max(b.circle for b in bodies) if key[1] else PAST_RING
        made.append((key, max(1, round(many / size)), [b.place for b in bodies]))
    return made


def fill_bodies(case: Case, tables: dict[str, Any]) -> None:
    """Rows of the bodies' officials after those that are named, and of each body in places."""
    t, places = tables["officials"], tables["places"]
    first = len(case.officials)
    for body, size in zip(case.bodies, members(case), strict=True):
        q = case.place(body.place)
        rows = slice(first, first + size)
        places.first_official[q], places.last_official[q] = first, first + size
        places.within[q] = -1 if body.within is None else case.place(body.within)
        t.polity[rows], t.place[rows] = case.polity(case.places[q].polity), q
        t.rank[rows], t.police[rows], t.army[rows] = body.rank, body.police, body.army
        t.standing[rows], t.suspicion[rows] = 0.5, 0.0
        t.complicity[rows] = body.traits["complicity"].value
        t.address[rows] = [address_of(f"officials.{body.place}.{n}") for n in range(size)]
        first += size


def appoint(case: Case, tables: dict[str, Any], lo: int, hi: int) -> None:
    """Draw the traits and ties of the officials of the bodies by this seed's address, in place.

    Parameters
    ----------
    case : Case
        Its bodies.
    tables : dict
        Tables of the run's own World.
    lo, hi : int
        Words of the seed.
    """
    if not case.bodies:
        return
    t, places = tables["officials"], tables["places"]

    def luck(rows: np.ndarray, what: int) -> np.ndarray:
        return uniform_array(t.address[rows], what, 0, _DRAW, lo, hi)

    of_body = {b.place: _rows(places, case.place(b.place)) for b in case.bodies}
    for body in case.bodies:
        rows = of_body[body.place]
        given = body.traits["complicity"]
        z = ndtri(luck(rows, COMPLICITY))
        t.complicity[rows] = np.clip(given.value + given.spread * z, 0.0, 1.0)
        for what, column in ((OPPOSED, t.opposed), (FOREIGN, t.foreign), (ENTERED, t.entered)):
            share = body.traits[("opposed", "foreign", "entered")[what - OPPOSED]].value
            column[rows] = luck(rows, what) < share
        if body.patrons is not None:
            _attach(t, rows, of_body[body.patrons], luck(rows, PATRON))
    first = 0
    for (_, sphere), many, names in _rings_of(case):
        rows = np.concatenate([of_body[name] for name in names])
        u = luck(rows, WORK if sphere else PAST)
        _close(tables, _dealt(rows, t.address, u), first, many, sphere)
        first += many
    _list_clients(t)


PAST_RING = 20
"""Persons with whom one once served. Assumed."""


def _rows(places: Any, q: int) -> np.ndarray:
    return np.arange(places.first_official[q], places.last_official[q])


def _dealt(rows: np.ndarray, address: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Rows in an order drawn by address, which is the same however they are stored."""
    return rows[np.lexsort((address[rows], u))]


def _close(tables: dict[str, Any], rows: np.ndarray, first: int, many: int, sphere: str) -> None:
    """Close rows into so many rings, evenly: those of work, or without a sphere of past service."""
    t, circles = tables["officials"], tables["circles"]
    kind = "work" if sphere else "past"
    after, size, ring = (getattr(t, w) for w in (f"next_{kind}", f"{kind}_size", f"{kind}_circle"))
    for n, part in enumerate(np.array_split(rows, many)):
        after[part], size[part], ring[part] = np.roll(part, -1), len(part), first + n
        circles.first[first + n], circles.past[first + n] = part[0], not sphere


def _attach(t: Any, rows: np.ndarray, patrons: np.ndarray, u: np.ndarray) -> None:
    """Give each of `rows` a patron among `patrons`, never himself."""
    patrons = patrons[np.argsort(t.address[patrons])]
    chosen = patrons[np.minimum((u * len(patrons)).astype(int), len(patrons) - 1)]
    t.patron[rows] = np.where(chosen == rows, -1, chosen)


def _list_clients(t: Any) -> None:
    """Number the clients of each patron, by address, and string them together."""
    clients = np.flatnonzero(t.patron >= 0)
    clients = clients[np.lexsort((t.address[clients], t.patron[clients]))]
    last = -1
    for row in clients.tolist():
        boss = int(t.patron[row])
        t.client_slot[row] = t.clients[boss]
        if t.clients[boss] == 0:
            t.first_client[boss] = row
        else:
            t.next_client[last] = row
        t.clients[boss] += 1
        last = row
