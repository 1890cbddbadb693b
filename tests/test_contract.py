"""What the contract of a mechanism allows, what its checked build tells, and that tests keep up with it."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import toy
from numba.core.errors import NumbaError

from thaw import draw
from thaw import mechanism as mechanisms
from thaw.contract import check, declared, faults_of, load_from
from thaw.contract.compiling import cannot_compile
from thaw.contract.vocabulary import DRAWS
from thaw.engine import cache, codegen
from thaw.engine.buffers import pack
from thaw.engine.checked import Watch, checked, checking
from thaw.engine.kernel import kernel
from thaw.engine.loop import empty_streams
from thaw.errors import ThawError
from thaw.mechanism import Mechanism, catalogue, load_mechanism
from thaw.world import Draws, empty_people

TESTS = Path(__file__).parent
ROOT = TESTS.parent
HEAD = '''"""A process made for a test.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

import math

import numpy as np
from numba.extending import register_jitable

from thaw.draw import exp, uniform
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import leaving, unit
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")

STEPS = (1.0, 2.0)


@register_jitable
def uneven(x):
    """One number or two."""
    if x > 1.0:
        return x
    return x, x


@register_jitable
def felt(k, w, p):
    """Fear of group k, and twice as much."""
    fear = p.rate * w.groups.fear[k]
    return fear, 2.0 * fear


'''
FEAR = '@mechanism(over="groups", reads="groups.fear", writes="groups.fear")\n'
PAIR = (
    '@mechanism(over="groups", reads=("groups.fear", "groups.efficacy"), '
    'writes=("groups.fear", "groups.efficacy"))\n'
)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Mechanism]:
    """Load a mechanism `process` with this body, through the contract or (bare) past it."""
    monkeypatch.setattr(draw, "_OWNERS", dict(draw._OWNERS))
    monkeypatch.setattr(mechanisms, "_SOURCES", dict(mechanisms._SOURCES))

    def load(body: str, head: str = FEAR, bare: bool = False, text: str = "") -> Mechanism:
        file = tmp_path / "process.py"
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        file.write_text(
            text or f'{HEAD}{head}def process(i, w, p, key):\n    """A process."""\n{lines}'
        )
        spec = importlib.util.spec_from_file_location("process", file)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "process", module)
        if bare:
            spec.loader.exec_module(module)
            return vars(module)["process"].mechanism

        def run():
            spec.loader.exec_module(module)
            return module

        return load_from(run, file, "process")

    return load


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("g = w.groups\nreturn g.fear[i]", FEAR),
        ("g, dt = w.groups, w.clock.dt[0]\nreturn g.fear[i] * dt", FEAR),
        ("return felt(i, w, p)[1]", FEAR),
        ("return felt(k=i, w=w, p=p)[0]", FEAR),
        ("return felt(i, w, p)", PAIR),
        ("pair = felt(i, w, p)\nreturn pair", PAIR),
        ("return felt(i, w, p) if p.rate > 1.0 else (0.0, 1.0)", PAIR),
        ("a, b = felt(i, w, p)\nreturn a if a > b else b", FEAR),
        ("m, e = math.frexp(w.groups.fear[i])\nreturn math.sqrt(m) + e", FEAR),
        ("x = 0.0\nfor s in STEPS:\n    x += s\nreturn x", FEAR),
        (
            "x = 0.0\nfor k in range(w.groups.fear.shape[0]):\n    x = max(x, w.groups.fear[k])\nreturn x",
            FEAR,
        ),
        ("while True:\n    if uniform(key, i, 1) < 2.0:\n        return 1.0", FEAR),
        ("if (x := w.groups.fear[i]) > 0.5:\n    return x\nelse:\n    return exp(-x) ** 2", FEAR),
        ("return unit(np.floor(w.groups.fear[i]))", FEAR),
        ("log = 0.5\nmax = 3.0\nreturn log * max", FEAR),
        ("return STEPS", PAIR),
        ("a, b = STEPS\nlow, high, number, step = key\nreturn a + b", FEAR),
    ],
)
def test_what_can_be_followed_is_allowed(made, body, head):
    assert faults_of(made(body, head)) == []


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("q = w.groups\nq = w.places\nreturn q.fear[i]", "'q' stands for"),
        ("a = b = w.groups\nreturn a.fear[i]", "'a' stands for w.groups and"),
        ("q: float = w.groups\nreturn q.fear[i]", "hands on the table w.groups"),
        ("w = 3\nreturn 1.0", "gives the argument 'w' another meaning"),
        ("f = exp\nreturn f(1.0)", "hands on exp without calling it"),
        ("return felt(i, w)[0]", "calls felt wrongly: missing a required argument: 'p'"),
        ("return felt(*(i, w, p))[0]", "calls felt wrongly: starred values"),
        ("return w.people.state[i]", "reads w.people, which is the engine's own"),
        ("return w.grops.fear[i]", "did you mean: groups?"),
        ("return w.groups.fear[i:3]", "uses a part of a column"),
        ("return w.groups.fear.sum()", "uses the whole column w.groups.fear"),
        ("x = [0.0]\nreturn x[0]", "holds a list"),
        ("def inner():\n    return 1.0\nreturn inner()", "holds a function within the function"),
        ("import os\nreturn 1.0", "holds an import within the function"),
        ("global rate\nreturn 1.0", "holds a `global` line"),
        ("try:\n    return 1.0\nfinally:\n    pass", "holds a `try` block"),
        ("x = 2.0\nx **= 3\nreturn x", "raises to the power of 3"),
        ("p.rate = 1.0\nreturn 1.0", "stores into p.rate"),
        ("return max(w.groups.fear[i], STEPS.index(1.0))", "calls the method STEPS.index"),
        ("return leaving(i, w)", "'polities.exit_flow', 'polities.population'"),
        ("print(i)\nreturn 1.0", "uses print, which a mechanism may not"),
        ("return", "returns no value, not 1"),
        ("for k in range(3):\n    return 1.0", "may end without returning anything"),
        ("return math", "uses the module math"),
        ("a, b = 1.0, 2.0, 3.0\nreturn a", "unpacks 3 values into 2 names"),
        ("a, b, c = felt(i, w, p)\nreturn a", "unpacks 2 values into 3 names"),
        ("return uneven(p.rate)", "uneven returns one value on one way and 2 values on another"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_its_line(made, body, part):
    with pytest.raises(ThawError) as caught:
        made(body)
    assert part in str(caught.value)
    assert str(caught.value).startswith("process.py:")


@pytest.mark.parametrize(
    ("head", "part"),
    [
        ('@mechanism(over="groups", reads=(), writes=())\n', "writes nothing"),
        (FEAR.replace('writes="groups.fear"', 'writes=("groups.fear", "groups.fear")'), "twice"),
        (FEAR.replace(")\n", ", lift=felt)\n"), "lift= is for mechanisms over people"),
        ('@mechanism(over="people", reads="groups.fear", writes="people.state")\n', "add hot=True"),
        (
            '@mechanism(over="people", reads="groups.fear", writes="people.state")\n',
            "has no bound=",
        ),
        (
            '@mechanism(over="people", reads="groups.fear", writes="people.state")\n',
            "no Parameter fading",
        ),
    ],
)
def test_a_declaration_that_the_engine_cannot_serve_is_refused(made, head, part):
    with pytest.raises(ThawError) as caught:
        made("return w.groups.fear[i]", head)
    assert part in str(caught.value)


def test_more_columns_than_the_buffer_holds_are_refused():
    m = load_mechanism("base_rates")
    assert len(m.writes) == declared.MOST == codegen.BESIDE
    more = replace(m, reads=(*m.reads, "polities.norm"), writes=(*m.writes, "polities.norm"))
    assert any("writes 9 columns" in f.problem for f in faults_of(more))


def test_what_the_engine_asks_of_people_is_what_the_contract_asks():
    assert declared.PERSONAL == codegen._ACTING
    assert all(name in codegen._GIVEN and hasattr(draw, name) for name in DRAWS)


def test_all_faults_are_told_at_once(made):
    with pytest.raises(ThawError) as caught:
        made("w.groups.fear[i] = math.exp(1.0)\nreturn w.groups.efficacy[i] + feer")
    for part in ("stores into", "'groups.efficacy'", "'feer' is not known"):
        assert part in str(caught.value)


def test_a_decorator_that_would_be_lost_is_refused(made):
    text = (
        HEAD
        + "def twice(f):\n    return f\n\n\n"
        + FEAR
        + "@twice\ndef process(i, w, p, key):\n    return 1.0\n"
    )
    with pytest.raises(ThawError, match="the decorator twice is lost in the compiled day"):
        made("", text=text)


def test_two_mechanisms_in_a_file_are_refused(made):
    text = HEAD + "".join(
        f"{FEAR}def {name}(i, w, p, key):\n    return 1.0\n\n\n" for name in ("process", "more")
    )
    with pytest.raises(ThawError, match=r"(?s)declares 'more' as well.*file of its own, more\.py"):
        made("", text=text)


def test_a_fault_in_an_imported_file_is_told_there(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "helper_of_it.py").write_text("x = 1\ny = z\n")
    (tmp_path / "it.py").write_text("import helper_of_it\n")
    with pytest.raises(ThawError, match=r"helper_of_it\.py:2: it: cannot be imported: NameError"):
        load_from(lambda: importlib.import_module("it"), tmp_path / "it.py", "it")


def test_a_fault_of_the_program_stays_one(tmp_path):
    def run():
        raise RuntimeError("not the author's")

    with pytest.raises(RuntimeError, match="not the author's"):
        load_from(run, tmp_path / "it.py", "it")


def test_a_sound_mechanism_is_read_once(made, monkeypatch):
    m = made("return w.groups.fear[i]")
    monkeypatch.setattr("thaw.contract.faults.faults_of", lambda m: 1 / 0)
    check(m)


def test_what_the_compiler_refuses_is_told_as_a_mistake_of_the_file(made, tmp_path, monkeypatch):
    """Kinds of values are not read from the source: numba finds them, in words about its own text."""
    monkeypatch.setenv("THAW_CACHE", str(tmp_path))
    m = made("x = p.rate\nif p.rate > 1.0:\n    x = STEPS\nreturn max(x, 1.0)")
    with pytest.raises(NumbaError) as refused:
        kernel(m.function)(0, 0, m.values(0.5), (1, 2, 3, 4))
    told = cannot_compile(refused.value, [load_mechanism("see"), m])
    assert isinstance(told, ThawError)
    assert str(told).startswith("process.py:")
    for part in ("process: cannot be compiled: Cannot unify float64 and", "the same kind"):
        assert part in str(told)
    assert cannot_compile(refused.value, [load_mechanism("see")]) is refused.value


# the checked build


def days(m: Mechanism, watch: Watch, groups: int = 2) -> float:
    """Two days of a checked program of this one mechanism; fear of group 0."""
    w = toy.world(groups=groups, sites=1, units=1)
    none, words = np.zeros(0), np.zeros(0, np.int64)
    draws = Draws(
        np.array([1, 0]), np.zeros(1280), words, none, words, words, words, words, none, none
    )
    w = w._replace(people=empty_people(0, 0, 0), draws=draws)
    w.groups.fear[:] = 0.25
    streams = empty_streams(w, np.zeros(0, np.int32), np.zeros(1), np.zeros(0), 3.0, 1.0)
    _, view = pack(w)
    starts = np.arange(2.0)
    checked([m], [], watch)(
        view,
        codegen.theta_of([m], [m], {}),
        streams,
        np.zeros(8 * codegen.BESIDE),
        starts,
        np.ones(2),
        np.ones(2),
        1,
        1953 + starts / 365,
        np.zeros((2, 2, 0), np.float32),
        np.zeros((2, 1, 0), np.float32),
        0,
        2,
    )
    return float(view.groups.fear[0])


def test_a_sound_mechanism_runs_and_what_it_reads_is_noted(made):
    watch = Watch()
    assert days(made("return w.groups.fear[i] + w.clock.dt[0]"), watch) == 2.25
    assert watch.read == {"process": {"groups.fear", "clock.dt"}}
    assert watch.calls == {"process": 4}


@pytest.mark.parametrize("index", ["i + 1", "i - 1", "2"])
def test_a_row_beyond_the_table_is_told_with_mechanism_and_row(made, index):
    row = 0 if index != "i + 1" else 1
    number = {"i + 1": 2, "i - 1": -1, "2": 2}[index]
    with pytest.raises(ThawError) as caught:
        days(made(f"return w.groups.fear[{index}]"), Watch())
    assert (
        f"process: at row {row} of groups: asks for groups.fear[{number}], which has 2 rows"
        in str(caught.value)
    )


def test_what_slips_past_the_reading_is_seen_in_the_checked_build(made):
    """The two ways of looking at a mechanism are independent of each other."""
    with pytest.raises(ThawError, match=r"at row 0 of groups: reads 'groups\.efficacy'"):
        days(made("return getattr(w, 'groups').efficacy[i]", bare=True), Watch())
    with pytest.raises(ThawError, match=r"at row 0 of groups: stores into groups\.fear\[1\]"):
        days(made("getattr(w, 'groups').fear[1] = 2.0\nreturn 1.0", bare=True), Watch())


def test_the_engine_itself_is_watched_for_rows(made):
    m = made("return w.groups.fear[i]")
    with pytest.raises(IndexError, match="the engine asks for buf"):
        days(m, Watch(), groups=9)


def test_the_ordinary_unit_knows_nothing_of_the_checked_one(monkeypatch):
    mechanisms = [load_mechanism("see"), load_mechanism("norms_and_prices")]
    texts = []
    for value in (None, "1"):
        monkeypatch.delenv("THAW_CHECK", raising=False)
        if value:
            monkeypatch.setenv("THAW_CHECK", value)
        assert checking() == bool(value)
        text = codegen.source_of(mechanisms, [])
        texts.append((text, cache.key_of(text)))
    assert texts[0] == texts[1] and "contract" not in texts[0][0]


# tests and pages keep up


def test_every_shipped_mechanism_has_a_test_of_its_name():
    missing = [n for n in catalogue() if not (TESTS / "mechanisms" / f"test_{n}.py").exists()]
    assert missing == []


def test_every_shipped_mechanism_keeps_the_contract():
    assert {n: faults_of(load_mechanism(n)) for n in catalogue()} == {n: [] for n in catalogue()}


def test_the_mechanism_of_the_page_keeps_the_contract(tmp_path, monkeypatch):
    monkeypatch.setattr(draw, "_OWNERS", dict(draw._OWNERS))
    monkeypatch.setattr(mechanisms, "_SOURCES", dict(mechanisms._SOURCES))
    page = (ROOT / "docs" / "how-to" / "add-a-mechanism.md").read_text(encoding="utf-8")
    text = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[0]
    file = tmp_path / "weariness.py"
    file.write_text(text)
    spec = importlib.util.spec_from_file_location("weariness", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "weariness", module)
    spec.loader.exec_module(module)
    check(vars(module)["weariness"].mechanism)
