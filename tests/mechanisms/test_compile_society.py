"""The compiled form of each mechanism gives the plain form's answer to the bit."""

from collections import namedtuple

import numpy as np
import pytest
import toy
from numba import njit

from thaw.mechanism import load_mechanism
from thaw.world import COLUMNS

pytestmark = pytest.mark.thorough

NAMES = (
    "expected_arrest",
    "relative_deprivation",
    "terror_and_habituation",
    "emboldenment",
    "efficacy_from_turnout",
    "national_grievance",
    "conviction_and_disillusion",
    "exit",
    "censorship_and_rumour",
    "disclosure_signal",
    "contagion",
    "external_threat",
    "external_pressure",
    "party_membership",
    "strike_news",
    "national_news",
    "word_of_strikes",
    "town_memory",
    "aftermath",
    "local_shocks",
    "work_slowly",
    "demands",
    "demands_heard",
    "collective_memory",
)


def crisis(seed):
    """Every float column drawn between 0 and 1, counts and people scaled up, two rows of each."""
    g = np.random.default_rng(seed)
    w = toy.world(
        places=2, groups=2, polities=2, towns=2, sites=2, dt=float(g.choice([0.25, 0.5, 1.0, 30.0]))
    )
    for name in ("places", "groups", "polities", "towns"):
        table = getattr(w, name)
        for column, declared in COLUMNS[name].items():
            real = declared.dtype == np.float64
            getattr(table, column)[:] = g.random(2) if real else g.integers(0, 500, 2)
        table.population[:] = g.random(2) * 1e6
    for table in (w.places, w.groups, w.towns):
        table.polity[:] = 1
    w.groups.place[:] = w.towns.place[:] = w.places.first_town[:] = [0, 1]
    w.places.towns[:] = w.towns.active[:] = 1
    w.places.capital[:] = [1, 0]
    w.groups.stratum[:] = g.integers(0, 9, 2)
    w.sites.group[:] = w.sites.place[:] = w.places.first_site[:] = [0, 1]
    w.places.last_site[:] = [1, 2]
    w.sites.striking[:], w.sites.headcount[:] = g.integers(0, 500, 2), g.random(2) * 1e4
    return w


def cutter(m):
    """What cuts a World down to the columns that a mechanism declares: so it compiles fast."""
    columns: dict[str, list[str]] = {"clock": ["t", "dt"]}
    for column in sorted({*m.reads, *m.writes} - {"clock.t", "clock.dt"}):
        columns.setdefault(column.split(".")[0], []).append(column.split(".")[1])
    tables = {t: namedtuple(t, names) for t, names in columns.items()}
    part = namedtuple("Part", tables)
    return lambda w: part(
        *(made(*(getattr(getattr(w, t), c) for c in columns[t])) for t, made in tables.items())
    )


@pytest.mark.parametrize("name", NAMES)
def test_compiled_equals_plain(name):
    m = load_mechanism(name)
    f, cut = m.function, cutter(m)
    p = toy.params(f)

    @njit
    def compiled(i, w, p, key):
        return f(i, w, p, key)

    for seed in range(8):
        w = cut(crisis(seed))
        for row in (0, 1):
            plain, fast = f(row, w, p, toy.key), compiled(row, w, p, toy.key)
            assert plain == fast
            assert np.all(np.isfinite(plain))
