"""Tables of runs: made at once or in parts, on a cluster, stopped and gone on with, stale or not."""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from invented_runs import ACCOUNTS, CALLS, CASE, no_calls, no_engine, studied, table  # noqa: F401 (no_calls and no_engine are fixtures of every test)

import thaw.cli.screen  # noqa: F401 (before any test widens the screen)
import thaw.jobs.reference_table as tabling
import thaw.jobs.replicate as engine
import thaw.jobs.study as opening
from thaw.account import load_account
from thaw.case import load_case
from thaw.errors import ThawError
from thaw.inference.table import load
from thaw.jobs.identity import case_key, essence
from thaw.jobs.reference_table import drawn_priors, duration, laid, run_account
from thaw.jobs.run_pool import Unusable, read_journal, run_batch
from thaw.prior import sample

pytestmark = pytest.mark.thorough


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
    kept = tmp_path / f"{CASE}.table.parts"
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


def test_durations_in_words():
    assert [duration(s) for s in (0.2, 40, 600, 9600)] == ["1 s", "40 s", "10 min", "2 h 40 min"]
