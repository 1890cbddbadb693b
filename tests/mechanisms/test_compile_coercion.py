"""Coercion and counter-power compile, and the compiled result equals the plain one to the bit."""

from collections import namedtuple

import pytest
from numba import njit
from toy import key, params, world

from thaw.mechanism import load_mechanism

pytestmark = pytest.mark.thorough

NAMES = (
    "expected_arrest",
    "see",
    "order_troops",
    "police_repression",
    "army_repression",
    "fire_on_crowd",
    "casualty_memory",
    "fraternisation",
    "camps_and_settlements",
    "councils",
)


def busy():
    """A World in which every branch of these mechanisms has something to do."""
    w = world(places=2, groups=2, polities=2, units=3, sites=2, towns=2, dt=0.25)
    w.places.polity[:] = w.towns.polity[:] = 1
    w.towns.place[:] = 0, 1
    w.places.population[:] = 900_000, 100_000
    w.places.strikers[:] = 9500, 400
    w.places.met[:] = 0.6, 0.1
    w.places.fired[:] = 0.2
    w.places.order[:] = 2
    w.places.casualties[:] = 300
    w.places.deaths[:] = 4
    w.places.army_men[:] = 3000
    w.places.foreign_men[:] = 5000
    w.towns.population[:] = 300_000, 100_000
    w.towns.order[:] = 2, 1
    w.towns.strikers[:] = 9000, 500
    w.towns.demonstrators[:] = 20_000, 10
    w.towns.armed[:] = 700, 0
    w.towns.fired[:] = 0.5, 0.1
    w.polities.population[:] = 1e8, 1e6
    w.polities.workforce[:] = 5e5
    w.polities.strikers[:] = 9500
    w.polities.demonstrators[:] = 20_010
    w.polities.armed[:] = 700
    w.polities.army_men[:] = 9000
    w.polities.foreign_men[:] = 8000
    w.polities.intervention[1] = 2
    w.polities.succession[:] = 0.8
    w.polities.concession[:] = 0.5
    w.units.polity[:] = 1, 1, 0
    w.units.kind[:] = 0, 1, 2
    w.units.strength[:] = 500, 8000, 20_000
    w.sites.polity[:] = 1
    w.sites.headcount[:] = 13_000, 400
    w.sites.striking[:] = 9000, 0
    w.sites.strike_days[:] = 0.9
    w.groups.polity[:] = 1
    w.groups.stratum[:] = 7, 8
    w.groups.population[:] = 5000
    return w


def declared(w, m):
    """The World cut down to the columns a mechanism declares: compiles fast, and proves `reads`."""
    columns: dict[str, list[str]] = {"clock": ["dt"]}
    for column in sorted({*m.reads, *m.writes}):
        columns.setdefault(column.split(".")[0], []).append(column.split(".")[1])
    tables = {
        t: namedtuple(t, names)(*(getattr(getattr(w, t), c) for c in names))
        for t, names in columns.items()
    }
    return namedtuple("Part", tables)(**tables)


@pytest.mark.parametrize("name", NAMES)
def test_compiled_equals_plain(name):
    m = load_mechanism(name)
    function = m.function

    @njit
    def compiled(i, w, p, key):
        return function(i, w, p, key)

    w, p = declared(busy(), m), params(function)
    for i in (0, 1):
        for step in range(8):
            at = (*key[:3], step)
            assert compiled(i, w, p, at) == function(i, w, p, at)


@pytest.mark.parametrize("name", NAMES)
def test_headings_and_units_are_there(name):
    m = load_mechanism(name)
    for heading in ("Source", "Departures", "Notice", "Try"):
        assert f"\n{heading} " in m.doc
    assert all(p.meaning for p in m.parameters.values())
