"""Code of one's own beside an account: refused until trusted, hashed by its text, run like any other."""

from __future__ import annotations

import multiprocessing
import pickle
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from thaw import mechanism as declared
from thaw.account import load_account, read_account, survey_account
from thaw.cli import main
from thaw.errors import ThawError
from thaw.jobs.identity import account_key
from thaw.jobs.label import label
from thaw.jobs.plan import make_plan
from thaw.jobs.replicate import run_once
from thaw.measure import measures
from thaw.mechanism import own_mechanism
from thaw.own_code import TRUST, trust_code, trusted
from thaw.run import load_run

MECHANISM = '''
"""Efficacy fades.

Source       invented
Departures   none
Notice       less of it
Try          keep 1

Strength: none of its own.
"""
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

keep = Parameter(0.5, unit="1", support=(0, 1), source="invented", meaning="left after a step")

@mechanism(over="groups", reads="groups.efficacy", writes="groups.efficacy")
def fading_hope(i, w, p, key):
    """Half of it each step."""
    return w.groups.efficacy[i] * p.keep
'''
MEASURE = '''
"""A measure that leans on a number and a helper of its file."""
from thaw.measure import measure

SCALE = 2.0

def doubled(x):
    """Twice."""
    return SCALE * x

@measure(over="polities", unit="index")
def twice_terror(i, w):
    """Terror, doubled."""
    return doubled(w.polities.terror[i])

@measure(over="places", unit="1")
def place_one(i, w):
    """One."""
    return 1.0
'''
ACCOUNT = """
account: mine_2025
title: An account of one's own
written: 2025
grade: second-hand
family: {new: invented}
ranked: false
says: Hope fades.
steps: [terror_and_habituation, ./fading_hope.py, speak_out]
measures: [./own_measures.py]
priors:
  fading_hope.keep: {uniform: [0.2, 0.4]}
predicts:
  - id: high
    claim: Terror is felt.
    passage: none
    test: {form: peak, measure: twice_terror, polity: any, between: [1953-01-02, 1953-01-05], at_least: 0}
"""


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """No trust from outside; what a test declares is forgotten after it."""
    monkeypatch.delenv(TRUST, raising=False)
    monkeypatch.setattr(declared, "_SOURCES", dict(declared._SOURCES))


def written(folder: Path, mechanism: str = MECHANISM, account: str = ACCOUNT) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "fading_hope.py").write_text(mechanism, encoding="utf-8")
    (folder / "own_measures.py").write_text(MEASURE, encoding="utf-8")
    file = folder / "mine_2025.yaml"
    file.write_text(account, encoding="utf-8")
    return file


def fault(file: Path) -> str:
    with pytest.raises(ThawError) as caught:
        load_account(file, trust_code=True)
    return str(caught.value)


def test_code_is_refused_by_name_until_it_is_trusted(tmp_path: Path) -> None:
    file = written(tmp_path)
    with pytest.raises(ThawError) as caught:
        load_account(file)
    for part in ("fading_hope.py", "own_measures.py", "--trust-code", "trust_code=True", TRUST):
        assert part in str(caught.value)
    assert load_account(file, trust_code=True).steps[1] == "fading_hope"
    with trust_code():
        assert trusted() and load_account(file).trusted
    assert not trusted()
    with pytest.raises(ThawError), trust_code():
        load_account(file, trust_code=False)


LOUD = 'raise SystemExit("this code ran")\n'


@pytest.mark.parametrize(
    "words",
    [
        ["run", "FILE", "toy_two"],
        ["table", "toy_two", "--account", "FILE"],
        ["resolve", "FILE", "toy_two"],
        ["compare", "bloc_1953", "--account", "FILE", "--quick"],
    ],
    ids=lambda words: words[0],
)
def test_no_command_runs_code_without_the_flag(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = written(tmp_path, LOUD)
    assert main([str(file) if w == "FILE" else w for w in words]) == 2
    told = capsys.readouterr().err
    assert "brings code" in told and "--trust-code" in told and "this code ran" not in told


def test_accounts_shows_what_it_can_without_running_code(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    file = written(tmp_path, LOUD)
    assert main(["accounts", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "from fading_hope.py" in shown and "uniform(0.2, 0.4)" in shown
    assert "not read, since it is code: fading_hope.py, own_measures.py" in " ".join(shown.split())
    with pytest.raises(ThawError, match="brings code"):
        _ = survey_account(file).mechanisms
    with pytest.raises(ThawError, match="brings code"):
        _ = read_account(file).measures("polities")


def test_accounts_checks_the_code_with_the_flag(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    file = written(tmp_path, account=ACCOUNT.replace("hope.keep: {", "hope.kept: {"))
    assert main(["accounts", str(file)]) == 0
    assert main(["accounts", str(file), "--trust-code"]) == 2
    assert "did you mean: fading_hope.keep?" in capsys.readouterr().err
    assert not trusted()


def test_text_counts_for_the_hash_and_the_path_does_not(tmp_path: Path) -> None:
    here = load_account(written(tmp_path / "a"), trust_code=True)
    there = load_account(written(tmp_path / "b" / "deep"), trust_code=True)
    assert (here.hash, account_key(here)) == (there.hash, account_key(there))
    assert here.mechanisms[1].family == there.mechanisms[1].family == "own"
    before = here.hash, account_key(here)
    declared._SOURCES.pop("fading_hope")
    edited = load_account(
        written(tmp_path / "c", MECHANISM.replace("* p.keep", "* p.keep * p.keep")), trust_code=True
    )
    assert edited.hash != before[0] and account_key(edited) != before[1]
    (tmp_path / "a" / "own_measures.py").write_text(MEASURE.replace("2.0", "3.0"))
    assert here.hash != before[0] and account_key(here) != before[1]


def test_the_same_text_twice_is_one_mechanism_and_another_text_is_refused(tmp_path: Path) -> None:
    files = [tmp_path / name / "fading_hope.py" for name in "abc"]
    for file in files:
        file.parent.mkdir()
        file.write_text(MECHANISM)
    one, two = own_mechanism(files[0]), own_mechanism(files[1])
    assert one.decision == two.decision
    files[2].write_text(MECHANISM.replace("keep", "left"))
    with pytest.raises(ThawError, match="declared by another file of another text"):
        own_mechanism(files[2])
    files[1].write_text(MECHANISM.replace("0.5", "0.6"))  # edited in its place: the new text holds
    assert own_mechanism(files[1]).parameters["keep"].default == 0.6


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("def fading_hope(:\n", "fading_hope.py:1: is not valid Python"),
        ("x = 1\n\ny = 1 / 0\n", "fading_hope.py:3: fails when it is loaded: ZeroDivisionError"),
        (
            "import no_such_thing\n",
            "fading_hope.py:1: fails when it is loaded: ModuleNotFoundError",
        ),
        (
            MECHANISM.replace("def fading_hope", "def fading"),
            "the function 'fading' stands in fading_hope.py",
        ),
        (
            MECHANISM.replace('reads="groups.efficacy"', 'reads="groups.efficac"'),
            "did you mean: groups.efficacy?",
        ),
        (
            MECHANISM.replace('unit="1"', 'unit="days"'),
            "fading_hope.py:14: keep: the unit 'days' is not known",
        ),
    ],
    ids=["syntax", "fails", "import", "name", "column", "unit"],
)
def test_mistakes_in_the_file_are_told_with_their_line(
    text: str, says: str, tmp_path: Path
) -> None:
    assert says in fault(written(tmp_path, text))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("./fading_hope.py", "./fading_hop.py", "did you mean: fading_hope.py?"),
        ("./fading_hope.py", "./fading_hope.py, ./fading_hope.py", "'fading_hope' appears twice"),
        ("./own_measures.py", "strikers", "shipped measures are taken in every run"),
        ("./own_measures.py", "./fading_hope.py", "holds no measure"),
        ("measure: twice_terror", "measure: twice_teror", "did you mean: twice_terror?"),
        ("{uniform: [0.2, 0.4]}", "{uniform: [2, 3]}", "lies inside the support [0, 1]"),
    ],
)
def test_mistakes_about_the_file_are_told(old: str, new: str, says: str, tmp_path: Path) -> None:
    assert says in fault(written(tmp_path, account=ACCOUNT.replace(old, new)))


def test_the_name_of_a_shipped_mechanism_is_taken(tmp_path: Path) -> None:
    file = written(tmp_path, account=ACCOUNT.replace("./fading_hope.py", "./see.py"))
    (tmp_path / "see.py").write_text(MECHANISM.replace("fading_hope", "see"))
    assert "'see' is the name of a shipped mechanism" in fault(file)


def test_a_plain_run_with_a_mechanism_and_measures_of_ones_own(tmp_path: Path) -> None:
    """Efficacy of every group of toy_two halves in each of 4 steps: 1/16 of where it began."""
    plan = make_plan(load_account(written(tmp_path), trust_code=True), "toy_two", sub_steps=1)
    start = run_once(plan, 1, "default", plain=True, steps=0).world.groups.efficacy.copy()
    made = run_once(plan, 1, "default", plain=True, steps=4)
    assert (start > 0).any()
    np.testing.assert_allclose(made.world.groups.efficacy, start / 16, rtol=1e-12)
    n = len(measures("polities"))
    assert made.polity.shape[-1] == n + 1 and made.place.shape[-1] == len(measures("places")) + 1
    terror = [m.name for m in measures("polities")].index("terror")
    assert np.array_equal(made.polity[:4, :, n], 2 * made.polity[:4, :, terror])
    run = label(plan, [1], [made])
    assert run.measure("twice_terror").shape == (1, 60, 2)
    assert "one" in run.data.place_measure.values


def test_it_travels_to_another_process_by_its_file_and_text(tmp_path: Path) -> None:
    file = written(tmp_path)
    plan = make_plan(load_account(file, trust_code=True), "toy_two", sub_steps=1)
    here = run_once(plan, 1, "default", plain=True, steps=2)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        one = partial(run_once, plan, draws="default", plain=True, steps=2)
        there = pool.submit(_fields, one, 1).result()
    assert np.array_equal(there, here.world.groups.efficacy)
    packed = pickle.dumps((plan.mechanisms[1], plan.account.measures("polities")[-1]))
    mechanism, measure = pickle.loads(packed)
    assert mechanism is plan.mechanisms[1] and measure.name == "twice_terror"
    (tmp_path / "fading_hope.py").write_text(MECHANISM + "\n# edited since\n")
    with pytest.raises(ThawError, match="not the text that the run began with"):
        pickle.loads(packed)


def _fields(one, seed):
    return one(seed).world.groups.efficacy


@pytest.mark.slow
def test_the_command_line_runs_it_compiled_in_several_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compiled and plain runs agree to the bit, in worker processes too."""
    monkeypatch.chdir(tmp_path)
    file = written(tmp_path)
    words = ["run", str(file), "toy_two", "--runs", "8", "--workers", "2", "--out", "out"]
    assert main(words) == 2
    assert main([*words, "--trust-code"]) == 0
    made = load_run(tmp_path / "out" / "mine_2025.toy_two.seeds1-8.nc")
    plan = make_plan(load_account(file, trust_code=True), "toy_two")
    plain = run_once(plan, 3, plain=True, steps=10)
    assert made.data.seed.values[2] == 3
    assert np.array_equal(made.data.polity_measures.values[2, :10], plain.polity[:10])
    assert "fading_hope.keep" in made.data.parameter.values


def test_a_file_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    before = set(sys.modules)
    fault(written(tmp_path, "x = 1\n1 / 0\n"))
    assert not [m for m in set(sys.modules) - before if m.endswith(".fading_hope")]
    assert not (tmp_path / "__pycache__").exists()
