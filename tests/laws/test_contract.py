"""Every shipped mechanism reads what it declares and nothing else, and changes its own row alone."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from societies import QUICK_SUB_STEPS, bureau, differences, functions, run, toy
from test_zero_strength import brisk, start
from toy import params
from toy import world as tables

from thaw.engine import codegen
from thaw.engine.checked import Watch, guarded_world, watched
from thaw.mechanism import Mechanism, catalogue, load_mechanism
from thaw.mechanisms import APPARATUS, ORDER
from thaw.world import COLUMNS, Person, Spot, World, copy_table

ROWS = {
    "places": 3,
    "groups": 4,
    "polities": 3,
    "officials": 12,
    "units": 4,
    "sites": 3,
    "towns": 3,
    "quarters": 3,
    "circles": 2,
    "parties": 3,
}
TABLE_OF = {name[:-1]: name for name in ROWS} | {
    "polity": "polities",
    "within": "places",
    "work_circle": "circles",
    "past_circle": "circles",
    **dict.fromkeys(
        ("leader", "patron", "first", "first_client", "next_client", "next_work", "next_past"),
        "officials",
    ),
    "last_official": "officials",
}
KINDS = {"stratum": 9, "kind": 3}
SWEPT = [n for n in sorted(catalogue()) if load_mechanism(n).over != "people"]
PERSONAL = [n for n in sorted(catalogue()) if load_mechanism(n).over == "people"]
WORLDS = range(8)


def scrambled(w: World, g: np.random.Generator, spare: frozenset[str] = frozenset()) -> World:
    """A copy with every column drawn anew, but those of `spare`; row numbers stay within their tables.

    By its own name, so that a new column leaves the others as they were.
    """
    copied = {name: copy_table(getattr(w, name)) for name in COLUMNS}
    base = int(g.integers(2**32))
    for table, columns in COLUMNS.items():
        for name, declared in columns.items():
            column = getattr(copied[table], name)
            g = np.random.default_rng([base, zlib.crc32(f"{table}.{name}".encode())])
            if f"{table}.{name}" in spare or table == "clock":
                continue
            if name in TABLE_OF:
                column[:] = g.integers(0, ROWS[TABLE_OF[name]], len(column))
            elif name == "leader":  # or nobody yet
                column[:] = g.integers(-1, ROWS["officials"], len(column))
            elif name.startswith("first_"):
                column[:] = np.arange(len(column))
            elif name == "last_site":  # of one site each
                column[:] = np.minimum(np.arange(len(column)) + 1, ROWS["sites"])
            elif name in ("towns", "active", "spared", "past"):
                column[:] = g.integers(0, 2, len(column))
            elif name.endswith("_on"):  # a day, or never
                column[:] = g.uniform(-1, 1.2, len(column))
            elif declared.dtype is np.int64:
                column[:] = g.integers(0, KINDS.get(name, 40), len(column))
            elif declared.unit in ("persons", "1"):
                column[:] = g.uniform(0, 3, len(column)) * g.choice([0, 1, 1, 100], len(column))
            else:
                column[:] = g.uniform(0, 1.2, len(column))
    return w._replace(**copied)


def random_world(seed: int) -> tuple[World, np.random.Generator]:
    g = np.random.default_rng(seed)
    return scrambled(tables(**ROWS, dt=float(g.choice([0.25, 1.0, 7.0]))), g), g


def values(w: World) -> dict[str, np.ndarray]:
    """Every column by name, copied."""
    return {
        f"{table}.{name}": column.copy()
        for table in COLUMNS
        for name, column in zip(COLUMNS[table], getattr(w, table), strict=True)
    }


def changed(before: dict[str, np.ndarray], after: dict[str, np.ndarray]) -> dict[str, set[int]]:
    """Rows of each column that differ."""
    rows = {c: np.flatnonzero(before[c].view(np.int64) != after[c].view(np.int64)) for c in before}
    return {column: set(r.tolist()) for column, r in rows.items() if len(r)}


OFTEN = {
    "constant_arrests": {"rate": 20.0},
    "decide_disclosure": {"base": 0.2},
    "verdicts": {"verdict": 0.2, "review": 0.2},
    "rectification": {"answer": 0.5},
}
"""Events that would be too rare in a few worlds."""

MORE_WORLDS = {"contest_at_the_top": range(32)}
"""Where one column matters to few: there, to the first in post who was voted down."""


def strength(m: Mechanism, seed: int) -> tuple:
    """Parameters at their defaults; in every fourth world at 0, where that has a meaning."""
    off = [
        n for n, p in m.parameters.items() if p.support[0] <= 0 <= p.support[1] and seed % 4 == 3
    ]
    return params(m.function, **(OFTEN.get(m.name, {}) | dict.fromkeys(off, 0.0)))


def answers(m: Mechanism, w: World, row: int, seed: int) -> tuple:
    """What a mechanism returns for one row."""
    answer = m.function(row, w, strength(m, seed), (1, 2, m.decision, seed))
    return answer if isinstance(answer, tuple) else (answer,)


@pytest.mark.parametrize("name", SWEPT)
def test_it_reads_what_it_declares_and_nothing_else_and_stores_nothing(name):
    """Columns that watch refuse anything else; and what is not declared moves no answer by a bit."""
    m, watch = load_mechanism(name), Watch()
    f, worlds = watched(m, m.function, watch), MORE_WORLDS.get(name, WORLDS)
    for seed in worlds:
        w, g = random_world(seed)
        other = scrambled(w, g, frozenset(m.reads))
        before = values(w)
        for row in range(ROWS[m.over]):
            key = (1, 2, m.decision, seed)
            watching = f(row, guarded_world(w, watch), strength(m, seed), key)
            here = answers(m, w, row, seed)
            assert len(here) == len(m.writes)
            np.testing.assert_array_equal(here, np.atleast_1d(watching))
            np.testing.assert_array_equal(here, answers(m, other, row, seed))
        assert changed(before, values(w)) == {}
    clock = {f"clock.{c}" for c in COLUMNS["clock"]}
    assert watch.read[name] - clock == set(m.reads), (
        "what is declared is read in one world or other"
    )
    assert watch.calls[name] == len(worlds) * ROWS[m.over]


@pytest.mark.parametrize("name", SWEPT)
def test_only_its_columns_change_and_each_row_by_its_own_answer(name):
    m = load_mechanism(name)
    order = "society" if name in ORDER or name not in APPARATUS else "apparatus"
    whole = codegen.shared_order(() if order == "society" else (m,))
    buf = np.zeros(codegen.BESIDE * max(ROWS.values()))
    moved = 0
    for seed in WORLDS:
        w, _ = random_world(seed)
        given = strength(m, seed)._asdict()
        theta = codegen.theta_of(whole, [m], {f"{name}.{k}": v for k, v in given.items()})
        before, told = values(w), [answers(m, w, row, seed) for row in range(ROWS[m.over])]
        rows = range(ROWS[m.over])
        if m.hot:
            rows = [seed % ROWS["towns"]]
            functions()["hot_town"](rows[0], w, theta, 1, 2, seed)
        else:
            functions(order)[f"sweep_{name}"](w, theta, buf, 1, 2, seed)
            if m.over == "towns":
                rows = [k for k in rows if w.towns.active[k] == 1]
            if m.over == "polities":
                bit = codegen.over_polities(whole).index(name)
                rows = [j for j in rows if (before["polities.spared"][j] >> bit) & 1 == 0]
        after = values(w)
        for k, column in enumerate(m.writes):
            for row in rows:
                kind = after[column].dtype.type
                assert after[column][row] == kind(told[row][k]), (column, row)
        found = changed(before, after)
        assert set(found) <= set(m.writes)
        assert all(touched <= set(rows) for touched in found.values())
        moved += len(found)
    assert moved > 0


@pytest.mark.parametrize("name", PERSONAL)
def test_a_person_mechanism_reads_what_it_declares_and_nothing_else_and_stores_nothing(name):
    m, watch = load_mechanism(name), Watch()
    p = params(m.function)
    parts = {
        k: watched(m, getattr(m, k), watch)
        for k in ("function", "bound", "lift", "own_lift", "back")
    }
    for seed in WORLDS:
        w, g = random_world(seed)
        me, at = Person(*g.uniform(0, 1, 6), act=0), Spot(1, 2, *g.uniform(0, 1, 4))
        before, told = values(w), []
        for seen in (guarded_world(w, watch), w, scrambled(w, g, frozenset(m.reads))):
            told.append(
                (
                    *parts["function"](at, me, seen, p, (1, 2, m.decision, seed)),
                    *(x for town in (-1, 2) for x in parts["bound"](1, town, seen, p)),
                    *(parts["lift"](1, town, seen, p) for town in (-1, 2)),
                    parts["own_lift"](at, seen, p),
                    *(parts["back"](at, act, seen, p) for act in (1, 2, 3)),
                )
            )
        assert len(told[0]) == 3 + 10 + 2 + 1 + 3
        assert told[0] == told[1] == told[2]
        assert changed(before, values(w)) == {}
    assert watch.read[name] == set(m.reads)


PLANS = {
    "stein_1956": lambda: toy("stein_1956", sub_steps=QUICK_SUB_STEPS // 3),
    "null": lambda: toy("null", sub_steps=QUICK_SUB_STEPS // 3),
    "purge": lambda: bureau("deutscher_1956"),
    "null of a purge": lambda: bureau("null"),
}


@pytest.mark.parametrize("which", PLANS)
def test_the_checked_build_runs_all_that_is_shipped_and_gives_the_same_bits(which, monkeypatch):
    """Between them these plans run every mechanism, and people act in the first."""
    from thaw.engine.checked import WATCH

    plan = PLANS[which]()
    world = start(plan)
    plain = run(plan, 1, world, parameters=brisk(plan), plain=True, steps=2)
    monkeypatch.setenv("THAW_CHECK", "1")
    WATCH.calls.clear()
    checked = run(plan, 1, world, parameters=brisk(plan), steps=2)
    assert differences(plain, checked) == []
    assert {m.name for m in plan.mechanisms} <= set(WATCH.calls)
    ran = {m.name for made in PLANS.values() for m in made().mechanisms}
    assert ran == set(catalogue())
