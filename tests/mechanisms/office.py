"""Officials by hand: an office of a few, shares over seeds, an apparatus in circles of work."""

import math

import numpy as np
from toy import apply, put, world

from thaw.engine.apparatus import _list_clients


def office(n=4, **columns):
    """One polity with n officials in office, one in four of the police."""
    w = world(polities=1, officials=n, dt=7.0)
    put(w, officials__in_office=1, officials__alive=1)
    w.officials.address[:] = np.arange(n) + 1
    w.officials.police[::4] = 1.0
    return put(w, 0, **columns)


def times(f, p, what, build, seeds=400):
    """Share of seeds in which `what` of the world holds after one step."""
    hits = 0
    for seed in range(seeds):
        w = build()
        apply(f, w, p, 0, (seed, 2, 3, 4))
        hits += what(w)
    return hits / seeds


def chance(rate, days=7.0):
    return 1.0 - math.exp(-rate * days)


def near(share, expected, seeds=400):
    return abs(share - expected) < 4.0 * math.sqrt(expected * (1 - expected) / seeds) + 1e-9


def ring(w, rows, kind, circle):
    """Close rows into one ring of work or past service."""
    t = w.officials
    getattr(t, f"next_{kind}")[rows] = np.roll(rows, -1)
    getattr(t, f"{kind}_size")[rows] = len(rows)
    getattr(t, f"{kind}_circle")[rows] = circle
    w.circles.first[circle], w.circles.past[circle] = rows[0], kind == "past"


def apparatus(n, size, seed=0, order=None):
    """n officials in rings of `size`, each the client of one of the first ten; `order` of storage."""
    luck = np.random.default_rng(seed)
    order = np.arange(n) if order is None else order  # order[k]: row where the k-th is stored
    rings = n // size
    w = world(officials=n, circles=2 * rings, dt=7.0)
    t = w.officials
    t.address[order] = 1000 + np.arange(n)
    t.in_office[:] = t.alive[:] = 1.0
    dealt = luck.permutation(n)
    for c in range(rings):
        ring(w, order[np.arange(c * size, (c + 1) * size)], "work", c)
        ring(w, order[dealt[c * size : (c + 1) * size]], "past", rings + c)
    bosses = luck.integers(0, 10, n)
    t.patron[order] = np.where(bosses == np.arange(n), -1, order[bosses])
    _list_clients(t)
    put(w, 0, polities__purge=1.0, polities__room=1.0)
    return w
