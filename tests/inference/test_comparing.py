"""From names to a report: what a comparison writes, runs made again, tables that are stale in part."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from invented_runs import (  # noqa: F401 (no_calls and no_engine are fixtures of every test)
    ACCOUNTS,
    CALLS,
    CASE,
    POLITY,
    compare,
    no_calls,
    no_engine,
    studied,
    table,
)

import thaw.cli.screen  # noqa: F401 (before any test widens the screen)
import thaw.jobs.bank_for as banking
import thaw.jobs.compare as comparing
import thaw.jobs.plan as planning
import thaw.jobs.reference_table as tabling
import thaw.jobs.replicate as engine
import thaw.jobs.study as opening
from thaw.account import load_account
from thaw.case import load_case
from thaw.errors import ThawError
from thaw.inference.comparison import Comparison
from thaw.inference.fit_rows import draw_rows, fit_weights
from thaw.inference.table import load
from thaw.jobs.reference_table import drawn_priors
from thaw.jobs.save_comparison import comparison_dataset
from thaw.prior import Prior

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("compared")


@pytest.fixture(scope="module")
def compared(folder):
    """A quick comparison."""
    return compare(folder, cover=folder / "cover.svg")


def test_compare_writes_all_files(compared, folder):
    c, page, told = compared
    assert page == folder / "report.html" and page.stat().st_size > 50_000
    assert [a.id for a in c.accounts] == sorted(ACCOUNTS)
    text = (folder / "comparison.json").read_text()
    assert Comparison.from_dict(json.loads(text)).to_dict() == json.loads(text) == c.to_dict()
    rows = (folder / "scores.csv").read_text().splitlines()
    assert rows[0].startswith("account,part,score,value,low,high") and len(rows) > len(ACCOUNTS)
    assert sorted(told)[0].startswith("72 runs are needed, about ")
    assert not list(folder.rglob("*.part")) and not list(folder.rglob("*.parts"))
    assert "runs of the reference table, drawn by how well they fit" in page.read_text()
    assert "What became of the rows of the record" in page.read_text()
    case = load_case(CASE)
    shown = [p for p in case.polities if p.name in case.cover]
    assert len(shown) == 3 and all(p.title in (folder / "cover.svg").read_text() for p in shown)


def test_cover_shows_countries_of_the_case():
    assert load_case("bloc_1953").cover == ("GDR", "POL", "HUN")
    assert load_case("toy_two").cover == ()  # then the first three


def test_cover_and_key_dates_of_a_case_are_checked(tmp_path):
    text = load_case("toy_two").file.read_text()
    (tmp_path / "toy_two.yaml").write_text(
        text + "\ncover: [HUP]\nkey_dates: [1953-01-10, 1999-01-01]\n"
    )
    with pytest.raises(ThawError) as problem:
        load_case(tmp_path / "toy_two.yaml")
    said = str(problem.value)
    assert "did you mean: HUB?" in said and "key_dates.1: 1999-01-01 lies outside the span" in said


def test_a_cover_of_no_known_kind_is_refused_before_anything_runs(tmp_path):
    with pytest.raises(ThawError, match="no file for a figure"):
        compare(tmp_path, cover=tmp_path / "cover.txt")
    assert not list(tmp_path.iterdir())


def test_live_runs_are_the_runs_of_the_table(compared, folder):
    """Made again from the seed alone, each reports what its row says."""
    c = compared[0]
    about = c.settings.fitted_runs
    assert sorted(a.runs for a in about.values()) in ([2, 3, 5], [3, 5])
    assert all(a.differ_from_table == 0 for a in about.values())
    bank = load(folder / "tables" / f"{CASE}.quick.table")
    for name in about:
        run = xr.open_dataset(folder / "runs" / f"{name}.fitted.nc", engine="h5netcdf")
        seeds = bank.seeds[bank.y == bank.accounts.index(name)]
        assert np.isin(run.seed.values.view(np.uint64), seeds).all()
        assert set(run.measure.values) >= {"strikers", "n_concession"}
        run.close()


def test_a_second_call_runs_nothing_and_says_the_same(compared, folder):
    CALLS.clear()
    again, _, told = compare(folder)
    assert not CALLS and again.to_dict() == compared[0].to_dict()
    assert not any("runs are needed" in t for t in told)


def test_a_run_that_comes_out_otherwise_is_flagged(compared, folder, tmp_path, monkeypatch):
    plain = engine.run_once

    def drifted(plan, seed, *a, **k):
        made = plain(plan, seed, *a, **k)
        made.polity[700:703, :, POLITY.index("strikers")] = 5e5
        return made

    monkeypatch.setattr(engine, "run_once", drifted)
    c, _, _ = compare(tmp_path, table=folder / "tables" / f"{CASE}.quick.table")
    assert any("made again report something else than the table" in f for f in c.flags)


def test_only_a_changed_account_is_run_again(compared, folder, tmp_path, monkeypatch):
    """With a table given, one prior moved: its account is made anew, the other two are kept."""
    given = folder / "tables" / f"{CASE}.quick.table"
    plain = tabling.load_account

    def moved(name, trust_code=None):
        account = plain(name, trust_code)
        if account.name == "swp_1957":
            key = next(iter(account.priors))
            return replace(account, priors={**account.priors, key: Prior("uniform", 0.1, 0.2)})
        return account

    for module in (tabling, opening):
        monkeypatch.setattr(module, "load_account", moved)
    monkeypatch.setattr(planning, "load_account", moved)
    CALLS.clear()
    c, _, told = compare(tmp_path, table=given)
    made = {a for a, _ in CALLS[:26]}
    assert made == {"swp_1957"}
    assert told[0] == "changed since the table was made: swp_1957"
    assert told[1].startswith("24 runs are needed")
    assert c.settings.table == "as found, but made now: swp_1957"


def test_a_whole_table_is_used_in_part_when_quick(folder, compared, tmp_path, monkeypatch):
    monkeypatch.setattr(banking, "QUICK_ROWS", 22)
    given = folder / "tables" / f"{CASE}.quick.table"
    c, _, told = compare(tmp_path, table=given)
    assert all(n.runs == 22 for n in c.n_runs.values()) and told == []
    assert c.settings.table == "as given"


def test_verified_leaves_out_what_rests_on_memory(compared, folder, tmp_path):
    given = folder / "tables" / f"{CASE}.quick.table"
    strict, _, _ = compare(tmp_path, verified=True, table=given)
    assert strict.settings.n_items_weighed <= compared[0].settings.n_items_weighed
    assert strict.settings.rows_from_memory is False
    assert strict.settings.n_items_told < compared[0].settings.n_items_told


def test_dataset_holds_the_numbers_under_their_names(compared, folder):
    c = compared[0]
    data = comparison_dataset(c)
    saved = xr.open_dataset(folder / "comparison.nc", engine="h5netcdf").load()
    saved.close()
    assert saved.attrs["case"] == CASE and set(saved.data_vars) == set(data.data_vars)
    for v in data.data_vars:
        assert np.array_equal(saved[v].values, data[v].values, equal_nan=True), v
    assert saved.account.values.tolist() == [a.id for a in c.accounts]
    name = "stein_1956"
    p = float(data.probability.sel(account=name, kind="tempered"))
    assert p == c.probabilities.tempered[name]
    total = float(data.weight.sel(account=name).sum())
    assert total == pytest.approx(float(data.weight_total.sel(account=name)), abs=1e-6)
    found = next(
        (part, s)
        for part in ("prediction", "retrodiction")
        if (s := c.scores.accounts[name].part(part)) is not None
    )
    at = {"account": name, "part": found[0], "metric": "log", "statistic": "value"}
    assert float(data.score.sel(at)) == found[1].log.value
    assert np.allclose(data.recovered.sum("given"), 1)


def test_a_case_without_a_record_says_what_to_do(tmp_path):
    with pytest.raises(ThawError, match="names no record"):
        comparing.compare_case(studied(None, "toy_two", quick=True), tmp_path)


def test_the_null_account_is_added():
    told: list[str] = []
    assert banking.with_null(["swp_1957"], told.append) == ["swp_1957", "null"]
    assert len(told) == 1
    assert banking.with_null(["swp_1957", "null"], told.append) == ["swp_1957", "null"]
    assert banking.with_null((), told.append) is None and len(told) == 1


def test_prior_width_ratio_by_hand(tmp_path):
    """Null account, own priors all lognormal(m, 1): z at half width is 2z, log sd falls by log 2.

    log q/p = -(4 - 1)/2 z^2 + log 2 at half, (1 - 1/4)/2 z^2 - log 2 at twice, summed; at twice the
    support cuts off more, for which the rest makes up.
    """
    bank = load(table(tmp_path))
    account = load_account("null")
    ratio = comparing.prior_width_ratios(bank, [load_account(a) for a in ACCOUNTS])
    rows = bank.y == bank.accounts.index("null")
    z2 = np.zeros(rows.sum())
    for name, prior in account.priors.items():
        x = bank.theta[rows, bank.theta_names.index(name)].astype(float)
        z2 += ((np.log(x) - prior.a) / prior.b) ** 2
    n = len(account.priors)
    assert np.allclose(ratio[rows, 0], -1.5 * z2 + n * np.log(2), atol=0.02)
    cut = sum(np.log(p.inside() / p.widen(2).inside()) for p in drawn_priors(account).values())
    assert np.allclose(ratio[rows, 1], 0.375 * z2 - n * np.log(2) + cut, atol=0.02)


def test_fit_weights_find_the_parameter_that_made_the_record():
    """One feature is the parameter plus noise: weighted mean near the record's, ESS as asked."""
    rng = np.random.default_rng(4)
    theta = rng.normal(size=(1000, 2))
    F = rng.normal(size=(1000, 6))
    F[:, 0] = theta[:, 0] + 0.2 * rng.normal(size=1000)
    record = np.zeros(6)
    record[0] = 1.0
    w = fit_weights(F, theta, record, least=100)
    assert w.sum() == pytest.approx(1) and 1 / (w**2).sum() >= 99
    assert w @ theta[:, 0] == pytest.approx(1.0, abs=0.25)
    assert w @ theta[:, 1] == pytest.approx(0.0, abs=0.25)
    blank = np.full((1000, 0), np.nan)
    assert np.allclose(fit_weights(F, blank, record), 1 / 1000)


def test_rows_are_drawn_once_and_by_weight():
    weight = np.array([0.0, 0.7, 0.1, 0.1, 0.1])
    picks = [draw_rows(weight, 2, np.random.default_rng(s)) for s in range(400)]
    assert all(len(set(p)) == 2 and 0 not in p and (np.sort(p) == p).all() for p in picks)
    assert np.mean([1 in p for p in picks]) > 0.85
    assert draw_rows(weight, 9, np.random.default_rng(0)).tolist() == [1, 2, 3, 4]


def test_a_study_is_weighed_without_writing_a_file(compared, folder, tmp_path, monkeypatch):
    """In memory: the same answer as with files; a Study and a second seed contradict each other."""
    monkeypatch.chdir(tmp_path)
    given = folder / "tables" / f"{CASE}.quick.table"
    c = comparing.compare(studied(quick=True), table=given)
    assert c.probabilities == compared[0].probabilities and not list(tmp_path.iterdir())
    with pytest.raises(ThawError, match=r"Study\.open"):
        comparing.compare(studied(quick=True), seed=2)
