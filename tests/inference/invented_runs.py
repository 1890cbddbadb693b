"""Runs of an engine that is replaced by random events, for tests of tables and comparisons.

`invented` writes events into arrays of the right shape in milliseconds; case, record, accounts, items, reports and
everything after them are the real ones. The fixtures hold for a module that imports them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

import thaw.cli.screen  # noqa: F401 (before any test widens the screen)
import thaw.jobs.bank_for as banking
import thaw.jobs.compare as comparing
import thaw.jobs.reference_table as tabling
import thaw.jobs.replicate as engine
import thaw.jobs.study as opening
from thaw.case import load_case
from thaw.inference.compare import Settings
from thaw.inference.learners import Size
from thaw.jobs.plan import parameters_of, steps_of
from thaw.jobs.reference_table import make_reference_table
from thaw.jobs.study import Study, Way
from thaw.measure import measures
from thaw.record.vocabulary import ABROAD
from thaw.world import empty_people

CASE = "bloc_1953"
ACCOUNTS = ("null", "stein_1956", "swp_1957")
POLITY = [
    *(m.name for m in measures("polities")),
    *(ABROAD + p.name for p in load_case(CASE).parties),
]
PLACE = [m.name.removeprefix("place_") for m in measures("places")]
CALLS: list[tuple[str, int]] = []
TINY = Settings(
    size=Size(rows=600, trees=8, networks=1, epochs=3),
    refit_size=Size(rows=300, trees=4),
    bootstraps=2,
    own_records=2,
    hybrids=30,
    resamples=50,
    experiments=3,
    features=80,
)


def invented(plan, seed, draws="prior", **_):
    """Events at random; how many depends on the account and on one of its parameters."""
    CALLS.append((plan.account.name, seed % 2**64))
    values = parameters_of(plan, seed, draws)
    rng = np.random.default_rng(seed % 2**64)
    starts = steps_of(plan)[0]
    pol = np.zeros((len(starts), len(plan.case.polities), len(POLITY)), np.float32)
    plc = np.zeros((len(starts), len(plan.case.places), len(PLACE)), np.float32)
    pol[:, :, POLITY.index("price")] = 1.0
    pol[:, :, POLITY.index("party")] = 1e6
    account = ACCOUNTS.index(plan.account.name)
    own = next(iter(plan.account.priors))
    many = 2 + 6 * account + 3 * np.log(values[own] + 1)
    for _n in range(rng.poisson(max(many, 1.0))):
        step, place = rng.integers(0, 1800), rng.integers(0, len(plan.case.places))
        row = plan.case.polity(plan.case.places[place].polity)
        size = 10 ** rng.uniform(3.5, 5)
        pol[step : step + 3, row, POLITY.index("strikers")] += size
        plc[step : step + 3, place, PLACE.index("strikers")] += size
        pol[step + 9 :, row, POLITY.index("n_concession")] += account > 0
    return engine.Result(pol, plc, values, Empty())


class Empty:
    """Stands for the world of an invented run."""

    people = empty_people(0, 0, 0)

    def _replace(self, **_):
        return self


@pytest.fixture(scope="module", autouse=True)
def no_engine():
    """Invented runs, small fits, and shipped files read once."""
    monkeypatch = pytest.MonkeyPatch()
    for name in ("load_case", "load_account", "load_record"):
        once = cache(getattr(tabling, name))
        for module in (tabling, opening):
            monkeypatch.setattr(module, name, once)
    monkeypatch.setattr(engine, "run_once", invented)
    monkeypatch.setattr(tabling, "compile_soon", lambda plan: None)
    monkeypatch.setattr(engine, "compile_program", lambda plan: None)
    monkeypatch.setattr(banking, "shipped_table", lambda case: Path(f"not shipped/{case}.table"))
    monkeypatch.setattr(comparing, "QUICK", TINY)
    monkeypatch.setattr(banking, "QUICK_RUNS", 24)
    monkeypatch.setattr(comparing, "QUICK_LIVE", (5, 3, 2))
    yield
    monkeypatch.undo()


@pytest.fixture(autouse=True)
def no_calls():
    CALLS.clear()


def studied(accounts=ACCOUNTS, case=CASE, say=print, **more):
    return Study.open(case, accounts, way=Way(1, say=say), **more)


def table(folder, runs=4, accounts=ACCOUNTS, **more):
    return make_reference_table(studied(accounts, **more), folder, runs)


def compare(out, verified=False, **more):
    told: list[str] = []
    study = studied(quick=True, verified=verified, say=told.append)
    c, page = comparing.compare_case(study, out, **more)
    return c, page, told
