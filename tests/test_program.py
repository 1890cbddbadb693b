"""Generated programs: an edit anywhere below changes key and result; what flat buffers cannot hold is refused."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest
import toy

from thaw import draw
from thaw import mechanism as declared
from thaw.engine import cache, codegen, program
from thaw.engine.buffers import pack
from thaw.engine.kernel import kernel
from thaw.engine.loop import empty_streams
from thaw.engine.population import LAYERS, SHELLS
from thaw.engine.rewrite import flatten
from thaw.errors import ThawError
from thaw.measure import measures
from thaw.mechanism import Mechanism, load_mechanism
from thaw.world import Draws, World, empty_people

HELPER = '''
"""A helper in a file of its own."""
STEP = 0.25

def raised(old, dt):
    """One step up."""
    return old + STEP * dt
'''

MECHANISM = '''
"""A process that leans on a helper from another file."""
from edited_helper import raised
from thaw.mechanism import mechanism

@mechanism(over="groups", reads="groups.fear", writes="groups.fear")
def edited(i, w, p, key):
    """Fear grows."""
    return raised(w.groups.fear[i], w.clock.dt[0])

def total(values):
    """A kernel of its own."""
    found = 0.0
    for k in range(values.shape[0]):
        found = raised(found, values[k])
    return found
'''


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write files of a mechanism and its helper, and load them as a fresh process would."""
    monkeypatch.setattr(draw, "_OWNERS", dict(draw._OWNERS))
    monkeypatch.setattr(declared, "_SOURCES", dict(declared._SOURCES))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("THAW_CACHE", str(tmp_path / "cache"))

    def load(helper: str = HELPER, mechanism: str = MECHANISM) -> Mechanism:
        (tmp_path / "edited_helper.py").write_text(helper)
        (tmp_path / "edited.py").write_text(mechanism)
        for name in ("edited", "edited_helper"):
            sys.modules.pop(name, None)
        importlib.invalidate_caches()
        for stale in (tmp_path / "__pycache__").glob("edited*"):
            stale.unlink()
        return importlib.import_module("edited").edited.mechanism

    yield load
    for name in ("edited", "edited_helper"):
        sys.modules.pop(name, None)


def key(mechanisms, over, threads: bool = False) -> str:
    return cache.key_of(codegen.source_of(mechanisms, over), threads)


def peopled(w: World) -> World:
    """The world with private state of nobody and draws of no length."""
    none, words = np.zeros(0), np.zeros(0, np.int64)
    draws = Draws(
        np.array([1, 0]), np.zeros(1280), words, none, words, words, words, words, none, none
    )
    return w._replace(people=empty_people(0, 0, 0), draws=draws)


def fear_after_three_days(m: Mechanism, plain: bool) -> float:
    """Run a program of this one mechanism on one group for three days."""
    w = peopled(toy.world(sites=1, units=1))
    streams = empty_streams(w, np.zeros(0, np.int32), np.zeros(1), np.zeros(0), 3.0, 1.0)
    assert len(streams.when) == LAYERS * SHELLS
    flat, view = pack(w)
    run = program.plain([m], []) if plain else program.compiled([m], [])
    starts = np.arange(3.0)
    run(
        view if plain else flat,
        codegen.theta_of([m], [m], {}),
        streams,
        np.zeros(8 * codegen.BESIDE),
        starts,
        np.ones(3),
        np.ones(3),
        1,
        1953 + starts / 365,
        np.zeros((3, 2, 0), np.float32),
        np.zeros((3, 1, 0), np.float32),
        0,
        3,
    )
    return float(view.groups.fear[0])


@pytest.mark.thorough
def test_editing_a_callee_in_another_file_changes_key_and_result(write):
    """The trap of a disk cache that looks only at the file of the compiled function itself."""
    first = write()
    before = key([first], [])
    assert fear_after_three_days(first, plain=True) == 0.75
    second = write(HELPER.replace("old + STEP", "old + 2 * STEP"))
    assert key([second], []) != before
    assert fear_after_three_days(second, plain=True) == 1.5
    assert key([write()], []) == before


@pytest.mark.slow
def test_a_compiled_unit_notices_an_edit_in_another_file(write):
    """As a kernel does, which is tried always: a whole program takes half a minute to compile."""
    for text, expected in (
        (HELPER, 0.75),
        (HELPER.replace("old + STEP", "old + 2 * STEP"), 1.5),
        (HELPER, 0.75),
    ):
        assert fear_after_three_days(write(text), plain=False) == expected


def test_a_kernel_also_notices_an_edit_in_another_file(write):
    values = np.array([1.0, 2.0, 5.0])
    for text, expected in (
        (HELPER, 2.0),
        (HELPER.replace("old + STEP", "old + 2 * STEP"), 4.0),
        (HELPER, 2.0),
    ):
        write(text)
        plain = sys.modules["edited"].total
        assert plain(values) == expected
        assert kernel(plain)(values) == expected


@pytest.mark.thorough
def test_editing_a_constant_of_another_file_changes_the_key(write):
    before = key([write()], [])
    assert key([write(HELPER.replace("0.25", "0.5"))], []) != before


def test_a_unit_of_shipped_mechanisms_is_found_without_making_its_text(
    write, monkeypatch, tmp_path
):
    """Not so where a mechanism stands in a file outside the package: that file may have been edited."""
    monkeypatch.setenv("THAW_CACHE", str(tmp_path / "cache"))
    shipped, made = [load_mechanism("contagion")], []
    monkeypatch.setattr(program, "source_of", lambda m, over: made.append(m) or "text = 1")
    monkeypatch.setattr(program, "load", lambda path, threads, entry: path)
    first = program.compiled(shipped, [])
    assert program.compiled(shipped, []) == first and len(made) == 1
    assert program.compiled([load_mechanism("exit")], []) and len(made) == 2
    for _ in range(2):
        program.compiled([write()], [])
    assert len(made) == 4


@pytest.mark.thorough
def test_key_is_stable_when_nothing_changes(write):
    m = write()
    assert key([m], []) == key([write()], [])
    see, fire = load_mechanism("see"), load_mechanism("fire_on_crowd")
    assert key([see, fire], []) == key([see, fire], [])


@pytest.mark.thorough
def test_key_knows_order_measures_and_thread_mode():
    see, fire = load_mechanism("see"), load_mechanism("fire_on_crowd")
    keys = {
        key([see, fire], []),
        key([fire, see], []),
        key([see], []),
        key([see, fire], [], threads=True),
        key([see, fire], measures("places")),
    }
    assert len(keys) == 5


@pytest.mark.thorough
def test_key_is_the_same_in_another_process():
    import subprocess

    see = load_mechanism("see")
    code = (
        "from thaw.engine import cache, codegen; from thaw.mechanism import load_mechanism;"
        "print(cache.key_of(codegen.source_of([load_mechanism('see')], [])))"
    )
    source = Path(codegen.__file__).parents[2]
    out = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(source), "PYTHONHASHSEED": "77", "HOME": str(Path.home())},
    )
    assert out.stdout.strip() == key([see], [])


def test_accounts_that_leave_mechanisms_out_share_one_program():
    whole = codegen.shared_order(())
    few = codegen.shared_order([load_mechanism("see"), load_mechanism("speak_out")])
    other = [load_mechanism("speak_out"), load_mechanism("see")]
    assert [m.name for m in few] == [m.name for m in whole]
    assert [m.name for m in codegen.shared_order(other)] == ["speak_out", "see"]


def test_switches_and_values_stand_where_the_unit_reads_them():
    see, fire = load_mechanism("see"), load_mechanism("fire_on_crowd")
    theta = codegen.theta_of([see, fire], [fire], {"fire_on_crowd.rate": 0.125})
    assert list(theta[:2]) == [0.0, 1.0]
    names = [f"{m.name}.{p}" for m in (see, fire) for p in m.parameters]
    assert len(theta) == 2 + len(names)
    assert theta[2 + names.index("fire_on_crowd.rate")] == 0.125
    assert theta[2 + names.index("see.k")] == see.parameters["k"].default


def test_a_global_that_compiled_code_cannot_see_is_refused(write):
    bad = HELPER.replace("STEP = 0.25", "STEP = [0.25]").replace("STEP * dt", "STEP[0] * dt")
    with pytest.raises(ThawError, match=r"edited_helper\.py.*global 'STEP'"):
        codegen.source_of([write(bad)], [])


def test_counting_from_the_end_is_refused():
    with pytest.raises(ThawError, match="from the end"):
        flatten("def f(i, w, p, key):\n    return w.groups.fear[-1]", "f")


def test_whole_columns_are_refused(write):
    bad = MECHANISM.replace("w.groups.fear[i], w", "sum(w.groups.fear), w")
    with pytest.raises(ThawError, match=r"whole column w\.groups\.fear"):
        codegen.source_of([write(mechanism=bad)], [])


def told(source: str) -> str:
    return flatten(source, "a_test")


@pytest.mark.parametrize(
    "body",
    [
        "x = w.groups.fear",
        "x = w.groups.fear.sum()",
        "return len(w.groups.fear)",
        "q = w.groups\n    x = q.fear",
        "for v in w.places.seen:\n        pass",
    ],
)
def test_every_use_of_a_whole_column_is_refused(body):
    with pytest.raises(ThawError, match=r"a_test: uses the whole column"):
        told(f"def f(i, w):\n    {body}\n")


def test_a_column_that_does_not_exist_is_refused():
    with pytest.raises(ThawError, match="groups has no column 'feer'"):
        told("def f(i, w):\n    return w.groups.feer[i]\n")


def values_of(source: str, w) -> list:
    """What a function f(i, w) returns on the buffers of `w` for every row of groups."""
    flat, _ = pack(w)
    space: dict = {}
    exec(told(source), space)
    return [space["f"](i, flat) for i in range(len(w.groups.fear))]


@pytest.mark.parametrize(
    "body",
    [
        "return w.groups.fear[i] + w.polities.line[w.groups.polity[i]]",
        "g = w.groups\n    return g.fear[i] + w.polities.line[g.polity[i]]",
        "g, n = w.groups, 1.0\n    return g.fear[i] * n + w.polities.line[w.groups.polity[i]]",
        "g, q, n = w.groups, w.polities, 2\n    return g.fear[i] + q.line[g.polity[i]] * n / 2",
        "return w.groups.fear[i] + w.polities.line[w.groups.polity[w.groups.fear.shape[0] - 1 - i + i - 1]]",
    ],
)
def test_names_for_tables_mean_the_tables(body):
    """Flat and named forms give the same number, written out or by a local name for a table."""
    w = peopled(toy.world(places=2, groups=3, polities=2))
    w.groups.fear[:] = [0.1, 0.2, 0.4]
    w.groups.polity[:] = [1, 0, 1]
    w.polities.line[:] = [-0.5, 0.25]
    source = f"def f(i, w):\n    {body}\n"
    space: dict = {}
    exec(source, space)
    plain = [space["f"](i, w) for i in range(3)]
    assert values_of(source, w) == plain
    assert len(set(plain)) == 3


def test_packing_keeps_every_value_and_shares_memory():
    w = peopled(
        toy.world(
            places=3, groups=4, polities=2, officials=5, units=2, sites=6, towns=7, quarters=8
        )
    )
    g = np.random.default_rng(1)
    for table in w[:-2]:
        for column in table:
            column[:] = g.integers(0, 100, len(column))
    flat, view = pack(w)
    for name in w._fields[:-2]:
        for column in getattr(w, name)._fields:
            old, new = getattr(getattr(w, name), column), getattr(getattr(view, name), column)
            assert np.array_equal(old, new), column
            assert not new.size or np.shares_memory(
                new, flat.F if new.dtype == np.float64 else flat.I
            )
    view.groups.fear[2] = 777.0
    assert (flat.F == 777.0).any() and not (w.groups.fear == 777.0).any()


def test_two_modules_called_alike_do_not_share_a_name():
    text = codegen.Text(True)
    assert text.unique("thaw.mechanisms.rulers._common", "clamp") == "_common__clamp"
    assert text.unique("mine._common", "clamp") == "_common__clamp_2"
    assert text.unique("thaw.mechanisms.rulers._common", "clamp") == "_common__clamp"
