"""tools/base_rates.py and tools/history_match.py: jobs that go on, runs given up, what is fitted."""

from __future__ import annotations

import importlib
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from thaw.calibration.base_rates import Country, Rates, Wave

TOOLS = str(Path(__file__).parent.parent / "tools")


@pytest.fixture(scope="module")
def job():
    sys.path.insert(0, TOOLS)
    try:
        yield importlib.import_module("base_rates"), importlib.import_module("history_match")
    finally:
        sys.path.remove(TOOLS)


@pytest.fixture(scope="module")
def setups(job):
    return importlib.import_module("history_setup")


def country(size: int = 0) -> Country:
    return Country("A", 1e6, 5.0, (size, size, 0), size, size)


def wave(**change) -> Wave:
    plain = {
        "polity": "A",
        "first": 10,
        "last": 12,
        "cut": False,
        "peak": 2e4,
        "share": 0.02,
        "local": False,
        "camp": False,
        "forced": False,
        "fired": True,
        "granted": False,
        "unsure": False,
        "strike": True,
        "took_part": 1e5,
        "deaths": 10.0,
        "council": 0.0,
        "party_lost": 0.0,
        "fled": 0.0,
        "watched": 900.0,
        "again": False,
    }
    return Wave(**(plain | change))


def tasks(base, n: int):
    return [base.Task(f"t{k}", "a", "c", True, k, {}) for k in range(n)]


def answer(task):
    rates = Rates((country(task.seed),), ()).to_dict()
    return {"key": task.key, "account": "a", "events": True, "seed": task.seed, "rates": rates}


def test_a_job_goes_on_where_it_was(job, tmp_path):
    base, _ = job
    file = tmp_path / "runs.jsonl"
    base.run_all(tasks(base, 3), file, 2, 60.0, answer)
    with file.open("a") as stream:
        stream.write('{"key": "t3", "acc')  # the job was ended in the middle of a line
    called = []

    def counted(task):
        (tmp_path / f"again-{task.key}").touch()
        return answer(task)

    rows = base.run_all(tasks(base, 5), file, 2, 60.0, counted)
    called = sorted(f.name for f in tmp_path.glob("again-*"))
    assert called == ["again-t3", "again-t4"]
    assert [r["key"] for r in rows] == ["t0", "t1", "t2", "t3", "t4"]
    assert len(base.read_lines(file)) == 5


@pytest.mark.thorough
def test_a_run_that_takes_too_long_is_given_up_and_counted(job, tmp_path):
    base, _ = job

    def slow(task):
        if task.seed == 1:
            time.sleep(60)
        return answer(task)

    rows = base.run_all(tasks(base, 3), tmp_path / "runs.jsonl", 2, 1.5, slow)
    assert [r.stopped for r in base.rates_in(rows)] == [False, True, False]


@pytest.mark.thorough
def test_a_draw_of_which_one_run_takes_too_long_is_not_run_further(job, tmp_path):
    base, _ = job

    def slow(task):
        (tmp_path / f"run-{task.seed}").touch()
        if task.seed == 0:
            time.sleep(60)
        return answer(task)

    made = [base.Task(f"t{k}", "a", "c", True, k, {}, f"draw {k % 2}") for k in range(6)]
    rows = base.run_all(made, tmp_path / "runs.jsonl", 1, 1.5, slow)
    assert [r.stopped for r in base.rates_in(rows)] == [True, False] * 3
    assert len(list(tmp_path.glob("run-*"))) == 4


def test_a_process_that_dies_is_told_and_the_rest_is_done(job, tmp_path):
    base, _ = job

    def fatal(task):
        if task.seed == 0:
            import os

            os._exit(9)
        return answer(task)

    rows = base.run_all(tasks(base, 4), tmp_path / "runs.jsonl", 1, 60.0, fatal)
    assert "code 9" in rows[0]["failed"] and all("rates" in r for r in rows[1:])


def test_statistics_of_a_draw(setups):
    calm, busy = (
        Rates((country(0),), ()),
        Rates((country(5),), (wave(), wave(deaths=0.0, local=True))),
    )
    s = setups.STATISTICS
    assert s["log_years_10000"]([calm, busy]) == pytest.approx(np.log10(5.5 / 11))
    assert s["log_deaths"]([busy]) == pytest.approx(np.mean([1.0, np.log10(0.5)]))
    assert s["local_waves"]([busy]) == 0.5
    assert np.isnan(s["log_median_days"]([calm]))
    assert s["endless_runs"]([calm, Rates((), (), stopped=True)]) == 0.5
    value, variance = setups.with_noise(s["log_years_10000"], [calm, busy])
    assert value == s["log_years_10000"]([calm, busy]) and variance > 0


def test_margins_are_written_as_priors(job, setups):
    priors = importlib.import_module("history_priors")
    rng = np.random.default_rng(1)
    flat = setups.Axis("x", 1.0, 3.0)
    assert priors.fitted_prior(flat, rng.uniform(1, 3, 500)) == {"uniform": [1.0, 3.0]}
    (mean, sd) = priors.fitted_prior(flat, rng.normal(2, 0.1, 500))["normal"]
    assert mean == pytest.approx(2, abs=0.02) and sd == pytest.approx(0.1, rel=0.1)
    logs = setups.Axis("y", 0.1, 10.0, log=True)
    (mu, sd) = priors.fitted_prior(logs, rng.lognormal(0.5, 0.3, 500))["lognormal"]
    assert mu == pytest.approx(0.5, abs=0.05) and sd == pytest.approx(0.3, rel=0.1)
    assert logs.value(np.array([0.0, 0.5, 1.0])) == pytest.approx([0.1, 1.0, 10.0])


def test_the_shipped_setup_can_be_read(job):
    _, match = job
    setup = match.read_setup(match.HERE / "history_match.yaml", ["swp_1957"])
    assert len(setup.draws) >= 3 and len(setup.cutoff) >= len(setup.draws)
    assert all(a.low < a.high for a in setup.axes) and len(setup.wanted) == len(setup.targets)
