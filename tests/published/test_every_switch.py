"""Any published model at any settings: the run ends, counts balance, nobody is in two places."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from thaw.published import load_published, published_names, settings_of, simulate_published
from thaw.published.models.epstein_2002 import model as epstein

sys.path.insert(0, str(Path(__file__).parent))
from invariants import TOGETHER
from ranges import RANGES, SMALL, in_range

TRIAL = Path(__file__).with_name("trial.py")
RUNS = 40


def trial(name, count, seed, seconds=30):
    """Runs at random settings in a process of its own, which ends itself if a run does not."""
    words = [sys.executable, "-W", "error", str(TRIAL), name, str(count), str(seed), str(seconds)]
    made = subprocess.run(words, capture_output=True, text=True, timeout=500, check=False)
    told = made.stdout.splitlines()
    return made.returncode, [line for line in told if line.startswith("WRONG")], told, made.stderr


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["epstein_2002"])
def test_a_few_runs_at_random_settings(name):
    code, wrong, told, error = trial(name, 15, 3)
    assert code == 0, f"{wrong or told[-1:]}\n{error[-2000:]}"


@pytest.mark.slow
@pytest.mark.parametrize("name", published_names())
def test_runs_at_random_settings_end_and_balance(name):
    code, wrong, told, error = trial(name, RUNS, 7)
    assert code == 0, f"{wrong or told[-1:]}\n{error[-2000:]}"
    assert told[-1] == f"{RUNS} runs, 0 wrong"


def test_every_model_and_every_switch_is_drawn():
    """What the trial draws are all switches; a new input is either listed or left at its default."""
    assert set(SMALL) == set(RANGES) == set(TOGETHER) == set(published_names())
    for name in published_names():
        model = load_published(name)
        assert set(SMALL[name]) <= set(model.inputs)
        for key, values in SMALL[name].items():
            for value in values:
                settings_of(model, None, {key: value})


def test_a_fault_of_a_measure_is_told():
    sound = {"opposition": 10.0, "from_everybody": 100.0, "resting_points": 3.0, "rounds": 1.0}
    assert in_range("kuran_1991", {}, sound) == []
    bad = {**sound, "opposition": 101.0, "rounds": math.nan, "joy": 1.0}
    assert len(in_range("kuran_1991", {}, bad)) == 3


@pytest.mark.thorough
def test_a_fault_of_a_lattice_is_told(monkeypatch):
    """Two on one site are found where nobody may share one."""
    settings = settings_of(load_published("epstein_2002"), None, {"ticks": 3})
    sound = [text for text, holds in TOGETHER["epstein_2002"](settings, {}, 0) if not holds]
    build = epstein.build

    def crowded(settings, seed):
        city, rules = build(settings, seed)
        city.p[8 * 1] = city.p[0]
        return city, rules

    monkeypatch.setattr(epstein, "build", crowded)
    compiled = epstein.kernel
    monkeypatch.setattr(
        epstein, "kernel", lambda f: (lambda *a: 3) if f is epstein.simulate else compiled(f)
    )
    broken = [text for text, holds in TOGETHER["epstein_2002"](settings, {}, 0) if not holds]
    assert sound == [] and "no site holds two" in broken


@pytest.mark.thorough
@pytest.mark.parametrize("term", ["integer_below", "integer_upto"])
def test_a_cop_never_steps_onto_one_who_is_not_jailed(term):
    """A term of 0 leaves the citizen where it was; with a cop on top, runs once did not end."""
    chosen = settings_of(
        load_published("epstein_2002"),
        "paper_run2",
        {"cop_moves_to_arrest": "yes", "jail_term": term, "jail_max": 1, "ticks": 40},
    )
    for seed in range(3):
        assert [t for t, holds in TOGETHER["epstein_2002"](chosen, {}, seed) if not holds] == []


@pytest.mark.slow
def test_the_run_that_did_not_end():
    """The settings under which Run 2 was first seen to hang, past the tick at which it did."""
    made = simulate_published(
        "epstein_2002",
        [0],
        "paper_run2",
        cop_moves_to_arrest="yes",
        jail_term="integer_below",
        ticks=2000,
    )
    assert made.ticks_done[0] == 2000


@pytest.mark.thorough
def test_many_cops_in_view():
    """More cops in view than the table of chances holds: the short cut asks the rule itself, as others do."""
    changes = {
        "width": 29,
        "height": 29,
        "vision": 14.0,
        "cop_vision": 1.0,
        "cop_density": 0.93,
        "citizen_density": 0.06,
        "ratio": "literal",
        "k": 100.0,
        "legitimacy": 0.0,
        "ticks": 3,
        "jail_max": math.inf,
    }
    chosen = settings_of(load_published("epstein_2002"), None, changes)
    quick, _ = epstein.record(chosen, 4)
    city, rules = epstein.build(chosen, 4)
    assert rules["plain"] == 1 and rules["side"] == 512
    rules["plain"] = 0
    out = np.zeros_like(quick)
    epstein.kernel(epstein.simulate)(city, rules, *epstein.paths(chosen), out)
    assert 10 < quick[-1, 1] < 35
    assert np.array_equal(quick, out)
