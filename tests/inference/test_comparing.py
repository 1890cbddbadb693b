"""From names to a report: tables that resume and go stale, runs made again, files.

The engine is replaced by `invented`, which writes random events into arrays of the right shape in
milliseconds; case, record, accounts, items, reports and everything after them are the real ones.
"""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

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
from thaw.inference.compare import Settings
from thaw.inference.comparison import Comparison
from thaw.inference.fit_rows import draw_rows, fit_weights
from thaw.inference.learners import Size
from thaw.inference.table import load
from thaw.jobs.identity import case_key, essence
from thaw.jobs.plan import parameters_of, steps_of
from thaw.jobs.reference_table import (
    drawn_priors,
    duration,
    laid,
    make_reference_table,
    run_account,
)
from thaw.jobs.run_pool import Unusable, read_journal, run_batch
from thaw.jobs.save_comparison import comparison_dataset
from thaw.jobs.study import Study, Way
from thaw.measure import measures
from thaw.prior import Prior, sample
from thaw.record.vocabulary import ABROAD
from thaw.world import empty_people

pytestmark = pytest.mark.thorough

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


def test_seeds_belong_to_account_and_number(tmp_path):
    """A table of one account alone, or of more runs, holds the same runs."""
    whole = load(table(tmp_path / "a"))
    alone = load(table(tmp_path / "b", runs=6, accounts=("swp_1957",)))
    mine = whole.only(["swp_1957"])
    assert (alone.seeds[:4] == mine.seeds).all() and len(set(whole.seeds.tolist())) == 12
    assert np.array_equal(alone.X[:4], mine.X, equal_nan=True)


def test_parameters_are_those_drawn_from_the_priors(tmp_path):
    bank = load(table(tmp_path))
    for k, name in enumerate(bank.accounts):
        drawn = sample(drawn_priors(load_account(name)), bank.seeds[bank.y == k].tolist())
        for j, parameter in enumerate(bank.theta_names):
            column = bank.theta[bank.y == k, j]
            if parameter in drawn:
                assert np.allclose(column, drawn[parameter], rtol=1e-6)
            else:
                assert np.isnan(column).all()


def test_same_bytes_whether_made_at_once_or_in_parts(tmp_path):
    at_once = table(tmp_path / "a")
    table(tmp_path / "b", accounts=ACCOUNTS[2:])
    CALLS.clear()
    in_parts = table(tmp_path / "b")
    assert {a for a, _ in CALLS} == set(ACCOUNTS[:2])
    assert at_once.read_bytes() == in_parts.read_bytes()
    assert [p.name for p in (tmp_path / "b").iterdir()] == [f"{CASE}.table"]
    CALLS.clear()
    assert table(tmp_path / "b") == in_parts and not CALLS


def test_a_stopped_table_goes_on(tmp_path, monkeypatch):
    plain = engine.run_once

    def stops(plan, seed, *a, **k):
        if len(CALLS) >= 5:
            raise KeyboardInterrupt
        return plain(plan, seed, *a, **k)

    monkeypatch.setattr(engine, "run_once", stops)
    with pytest.raises(KeyboardInterrupt):
        table(tmp_path, runs=6)
    monkeypatch.setattr(engine, "run_once", plain)
    before = len(CALLS)
    table(tmp_path, runs=6)
    assert before == 5 and len(CALLS) - before < 18


def test_a_stop_says_what_is_kept(tmp_path, monkeypatch):
    plain = engine.run_once

    def stops(plan, seed, *a, **k):
        if len(CALLS) >= 5:
            raise KeyboardInterrupt
        return plain(plan, seed, *a, **k)

    monkeypatch.setattr(engine, "run_once", stops)
    with pytest.raises(KeyboardInterrupt) as caught:
        table(tmp_path, runs=6)
    told = caught.value.__notes__
    kept = tmp_path / f"{CASE}.fresh.table.parts"
    assert len(told) == 1 and f"of 18 runs are finished and kept in {kept}" in told[0]
    width = len(studied().items)
    found = sum(len(list(read_journal(f, width))) for f in kept.iterdir())
    assert int(told[0].split()[0]) == found > 0


def test_a_table_is_not_replaced_by_another(tmp_path):
    """Another seed or an edited account: a file beside it, found again; other accounts stay."""
    first = table(tmp_path)
    held = first.read_bytes()
    told: list[str] = []
    second = table(tmp_path, runs=2, accounts=ACCOUNTS[:1], seed=5, say=told.append)
    assert first.read_bytes() == held and second != first
    assert second.name.startswith(f"{CASE}.seed5.") and second.name in told[0]
    CALLS.clear()
    assert table(tmp_path, runs=2, accounts=ACCOUNTS[:1], seed=5) == second and not CALLS
    assert table(tmp_path, runs=2) == first and not CALLS and first.read_bytes() == held


def test_an_edited_account_leaves_the_runs_of_the_old_one(tmp_path):
    own = tmp_path / "stein_1956.yaml"
    text = load_account("stein_1956").file.read_text()
    own.write_text(text)
    first = table(tmp_path / "t", runs=2, accounts=("null", str(own)))
    held = first.read_bytes()
    own.write_text(text.replace("lognormal: [-3.912, 0.4]", "lognormal: [-3.9, 0.4]"))
    assert own.read_text() != text
    for cached in (tabling.load_account, opening.load_account):
        cached.cache_clear()
    second = table(tmp_path / "t", runs=2, accounts=("null", str(own)))
    assert first.read_bytes() == held and second != first


def test_hashes_of_a_table_name_its_inputs(tmp_path):
    assert set(load(table(tmp_path)).hashes) == {
        "accounts",
        "case",
        "code",
        "items",
        "seed",
        "seen",
    }


def test_a_job_is_small_and_names_what_every_machine_finds(tmp_path):
    """Shipped files by name; one's own by its path. No other path travels."""
    own = tmp_path / "stein_1956.yaml"
    shipped = load_account("stein_1956").file
    own.write_bytes(shipped.read_bytes())
    job = studied(["null", str(own)]).job
    assert (job.case, job.record) == (CASE, "bloc_1917_1968")
    assert [place for _, place, _ in job.accounts] == ["null", str(own)]
    every = studied(None).job
    text = pickle.dumps((run_batch, partial(run_account, every), "null", [1], 7))
    assert len(text) < 2_000 and str(shipped.parent).encode() not in text


@pytest.mark.parametrize("what", ["absent", "other account", "other case"])
def test_a_worker_with_other_inputs_makes_no_run(tmp_path, what):
    job = studied(["null"]).job
    if what == "absent":
        job = replace(job, accounts=(("null", str(tmp_path / "null.yaml"), job.accounts[0][2]),))
    if what == "other account":
        job = replace(job, accounts=(("null", "null", "0" * 16),))
    if what == "other case":
        job = replace(job, common="0" * 16)
    with pytest.raises(Unusable, match="a worker cannot open its inputs"):
        run_batch(partial(run_account, job), "null", [1], 7)
    assert not CALLS


def test_a_cluster_gives_the_same_table(tmp_path, monkeypatch, capsys):
    """`thaw table --scheduler` on workers in threads of this process, where the engine is replaced."""
    from distributed import LocalCluster

    from thaw.cli import main

    monkeypatch.setenv("COLUMNS", "200")
    asked = ["table", CASE, "--runs", "4", *(f"--account={a}" for a in ACCOUNTS)]
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0"
    ) as cluster:
        address = cluster.scheduler_address
        assert main([*asked, "--out", str(tmp_path / "a"), "--scheduler", address]) == 0
    assert "saved" in capsys.readouterr().out
    one = table(tmp_path / "b").read_bytes()
    assert (tmp_path / "a" / f"{CASE}.table").read_bytes() == one


def test_failed_runs_are_counted_and_told(tmp_path, monkeypatch):
    """A run that raises and one that measures infinity: two rows of NaN, the rest untouched."""
    plain = engine.run_once

    def frail(plan, seed, *a, **k):
        made = plain(plan, seed, *a, **k)
        if plan.account.name == "null" and len(CALLS) == 2:
            raise ZeroDivisionError("by chance")
        if plan.account.name == "null" and len(CALLS) == 3:
            made.polity[5, 0, 0] = np.inf
        return made

    monkeypatch.setattr(engine, "run_once", frail)
    told: list[str] = []
    bank = load(table(tmp_path, say=told.append))
    assert bank.failed.sum() == 2 and bank.failed[bank.y == 0].sum() == 2
    assert told == ["2 of 4 runs of null failed (run 1: ZeroDivisionError: by chance)"]
    assert any("not a finite number" in m for m in bank.failures["null"])


def test_silence_is_laid_over_as_the_record_allows(tmp_path):
    """What is visible may change after a table was made: 0 becomes unknown and back, 1 stays."""
    path = table(tmp_path)
    work = studied()
    bank = laid(load(path), work.items)
    assert np.array_equal(bank.X, load(path).X, equal_nan=True)
    cells = np.flatnonzero(work.items.of_kind["cell"] & work.items.visible)
    told = next(j for j in cells if 0 < bank.X[:, j].sum() < len(bank.X))
    blind = [replace(i, visible=False) if n == told else i for n, i in enumerate(work.items)]
    other = laid(bank, replace(work.items, items=tuple(blind)))
    assert np.array_equal(np.isnan(other.X[:, told]), bank.X[:, told] == 0)
    assert np.array_equal(laid(other, work.items).X, bank.X, equal_nan=True)


def test_another_case_is_refused(tmp_path):
    path = table(tmp_path)
    fewer = studied(case="toy_two").items
    with pytest.raises(ThawError, match="other items"):
        laid(load(path), fewer)


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


def test_durations_in_words():
    assert [duration(s) for s in (0.2, 40, 600, 9600)] == ["1 s", "40 s", "10 min", "2 h 40 min"]


def test_a_study_is_weighed_without_writing_a_file(compared, folder, tmp_path, monkeypatch):
    """In memory: the same answer as with files; a Study and a second seed contradict each other."""
    monkeypatch.chdir(tmp_path)
    given = folder / "tables" / f"{CASE}.quick.table"
    c = comparing.compare(studied(quick=True), table=given)
    assert c.probabilities == compared[0].probabilities and not list(tmp_path.iterdir())
    with pytest.raises(ThawError, match=r"Study\.open"):
        comparing.compare(studied(quick=True), seed=2)


CODE = '''"""Says."""
gain = Parameter(0.5, unit="1", source="a", meaning="b")


def f(i):
    """Doc."""
    if i > 0:  # why
        i = 2
    return f"{i} a"
'''


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ('source="a"', 'source=("another " "text")', True),
        ('unit="1", ', 'unit="1",\n    ', True),
        ('"""Doc."""', '"""Doc, longer."""', True),
        ("# why", "", True),
        ("0.5", "0.6", False),
        ("i = 2\n", "i = 2\n    i = 3\n", False),
        ("\n    return", "\n        return", False),
        ("gain =", "from thaw.draw import exp\ngain =", True),
        ("gain =", "from numpy import exp\ngain =", False),
        ('f"{i} a"', 'f"{i} b"', False),
    ],
)
def test_words_and_layout_do_not_make_a_table_stale(old, new, same):
    assert old in CODE
    assert (essence(CODE.replace(old, new)) == essence(CODE)) is same


def test_words_of_a_case_do_not_make_a_table_stale():
    case = load_case(CASE)
    told = replace(case, title="Other", levers={}, episodes=())
    assert case_key(told) == case_key(case)
    assert case_key(replace(case, events=case.events[1:])) != case_key(case)
