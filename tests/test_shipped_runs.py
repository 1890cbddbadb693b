"""Runs that ship are of the present code, cases and accounts, are used without a run made, and can be made anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import thaw.jobs.replicate as engine
from thaw.files import data_folder
from thaw.inference.table import Bank, save, stale
from thaw.jobs import bank_for, compiling
from thaw.jobs.bank_for import SHIPPED, runs_for, shipped_table
from thaw.jobs.compare import compare_case
from thaw.jobs.reference_table import SUFFIX, read, run_account
from thaw.jobs.rerun import shipped_runs
from thaw.jobs.study import Study, Way

CASES = sorted(f.name.removesuffix(SUFFIX) for f in data_folder("tables").glob(f"*{SUFFIX}"))
WHOLE = sorted(f.name.removesuffix(".runs") for f in data_folder("tables").glob("*.runs"))
"""Cases that ship with the runs of a report too, so that a comparison needs none."""

TODO = "python tools/make_shipped_runs.py"


def opened(case: str, **way) -> tuple[Study, Bank]:
    study = Study.open(case, way=Way(1, say=lambda _: None, **way))
    bank = read(shipped_table(case), study.items)
    assert bank is not None, f"the table of {case} holds other items than the case: {TODO} {case}"
    return study, bank


@pytest.mark.parametrize("case", CASES)
def test_a_shipped_table_is_of_the_present_code_case_and_accounts(case):
    study, bank = opened(case)
    found = stale(bank, study.hashes)
    assert not found.accounts, f"{found.message}: {TODO} {case}"
    assert set(study.names) <= set(bank.accounts) and not bank.failed.any()


@pytest.mark.parametrize("case", WHOLE)
def test_a_comparison_on_shipped_runs_compiles_and_runs_nothing(case, tmp_path, monkeypatch):
    """Fails where the runs beside a table are stale, or are not those that the comparison draws."""
    for module, name in ((engine, "run_once"), (compiling, "_in_a_process_of_its_own")):
        monkeypatch.setattr(module, name, lambda *_, **__: pytest.fail(f"{TODO} {case}"))
    study, _ = opened(case)
    comparison, report = compare_case(study, tmp_path)
    made = comparison.settings
    assert made.table == SHIPPED and "before Thaw was shipped" in made.fitted_how
    assert {f.name for f in (tmp_path / "runs").glob("*.nc")} == {
        f.name for f in shipped_runs(case).glob("*.nc")
    }
    page = report.read_text(encoding="utf-8")
    assert SHIPPED in page and "before Thaw was shipped" in page and "Whether it happened" in page


@pytest.mark.parametrize("case", WHOLE)
def test_runs_made_anew_use_no_shipped_ones(case, tmp_path, monkeypatch):
    study, bank = opened(case, anew=True)
    asked: list[int] = []

    def made(study, own, runs, forecast):
        asked.append(runs)
        return bank

    monkeypatch.setattr(bank_for, "made", made)
    found, words = runs_for(study, tmp_path, None)
    assert asked == [study.case.compare.runs] and words == f"made here, {asked[0]} runs an account"
    assert np.array_equal(found.seeds, bank.only(study.names).seeds)

    class Made(Exception):
        """A run is made."""

    def stop(*_, **__):
        raise Made

    monkeypatch.setattr(engine, "run_once", stop)
    with pytest.raises(Made):
        compare_case(study, tmp_path / "out")


@pytest.mark.thorough
@pytest.mark.parametrize("case", WHOLE)
def test_a_run_of_a_shipped_table_made_again_reports_its_row(case):
    study, bank = opened(case)
    for name in study.names:
        row = np.flatnonzero(bank.y == bank.accounts.index(name))[3]
        told, theta = run_account(study.job, name, 3, int(bank.seeds[row]))
        at = [bank.theta_names.index(k) for k in theta]
        assert np.array_equal(bank.theta[row, at], np.float32([*theta.values()]))
        cells = [i.kind == "cell" for i in bank.items]
        seen = np.array(cells) & ~np.isnan(bank.X[row]) & ~np.isnan(told)
        assert seen.any() and np.array_equal(bank.X[row][seen], np.float32(told[seen]))


def test_a_table_of_ones_own_is_not_said_to_be_shipped(tmp_path: Path):
    """A second call finds what the first has made, and says the same of it."""
    case = CASES[-1]
    study, _ = opened(case, anew=True)
    (tmp_path / f"{case}{SUFFIX}").write_bytes(shipped_table(case).read_bytes())
    assert runs_for(study, tmp_path, None)[1].startswith("made here, ")
    assert runs_for(replace(study, way=Way(1)), tmp_path, None)[1] == SHIPPED
    assert runs_for(study, tmp_path, shipped_table(case))[1] == "as given"


@pytest.mark.parametrize("case", WHOLE)
def test_a_larger_table_of_ones_own_goes_before_the_shipped_one(case, tmp_path):
    """That more runs would help is what a report says: they are used when they are there."""
    study, bank = opened(case)
    own = tmp_path / f"{case}{SUFFIX}"
    twice = replace(
        bank,
        **{k: np.concatenate([v, v]) for k, v in vars(bank).items() if isinstance(v, np.ndarray)},
    )
    save(twice, own)
    found, words = runs_for(study, tmp_path, None)
    assert len(found.y) == 2 * len(bank.only(study.names).y) and words.startswith("made here, ")
