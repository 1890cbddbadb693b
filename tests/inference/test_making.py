"""Making a table: the same bits in any order and on any number of processes; nothing is lost."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from table_runs import report, same, sometimes

from thaw.jobs.run_pool import Wanted, make_table, run_seed

ITEMS = [
    SimpleNamespace(id=f"i{j}", episode="e", kind=k, polity="A", what="x", topic="t")
    for j, k in enumerate(["cell"] * 12 + ["size", "date", "series"])
]


def make(out, run=report, accounts=("one", "two"), n=25, **more):
    more.setdefault("workers", 1)
    wanted = Wanted(accounts, n, 7, ITEMS, more.pop("hashes", {}))
    return make_table(run, wanted, out, **more)


@pytest.mark.thorough
def test_processes_and_order_of_accounts_change_no_bits(tmp_path):
    alone = make(tmp_path / "a")
    assert same(alone, make(tmp_path / "b", workers=2))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    swapped = make(tmp_path / "c", accounts=("two", "one")).only(["one", "two"])
    assert same(alone, swapped)
    assert list(alone.seeds[:3]) == [run_seed(7, "one", i) for i in range(3)]
    assert len(set(alone.seeds)) == 50


def test_more_runs_keep_the_ones_there_were(tmp_path):
    few, many = make(tmp_path / "a", n=10), make(tmp_path / "b", n=25)
    rows = np.concatenate([np.arange(10), 25 + np.arange(10)])
    assert np.array_equal(few.X, many.X[rows], equal_nan=True)


def test_a_smaller_table_is_gone_on_with(tmp_path):
    """None of its runs is made again, and the bytes are those of a table made at once."""
    made = []

    def told(account, index, seed):
        made.append((account, index))
        return report(account, index, seed)

    few = make(tmp_path / "a", n=10)
    more = make(tmp_path / "b", run=told, n=25, begun=few)
    assert made == [(a, i) for a in ("one", "two") for i in range(10, 25)]
    make(tmp_path / "c", n=25)
    assert (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()
    assert more.hashes == few.hashes


def test_failed_runs_are_counted_and_told(tmp_path):
    seen = []
    bank = make(tmp_path / "a", run=sometimes, accounts=("one", "frail"), progress=seen.append)
    assert [int(bank.failed[bank.y == a].sum()) for a in (0, 1)] == [0, 6]
    assert any("ZeroDivisionError: no people left in 0" in m for m in bank.failures["frail"])
    assert any("run 1: reports shape (3,)" in m for m in bank.failures["frail"])
    assert "one" not in bank.failures
    assert seen[-1].done == seen[-1].total == 50 and seen[-1].failed == 6
    assert seen[-1].seconds_left == 0 and not list(tmp_path.glob("*.parts"))


def test_an_interrupted_making_goes_on_where_it_stopped(tmp_path):
    ran = []

    def counted(account, index, seed):
        ran.append((account, index))
        return report(account, index, seed)

    def stop(p):
        if p.done >= 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "a", run=counted, progress=stop, n=300)
    before = len(ran)
    bank = make(tmp_path / "a", run=counted, n=300)
    assert 30 <= before < 600 and len(ran) == 600 and len(set(ran)) == 600
    assert same(bank, make(tmp_path / "b", n=300))


@pytest.mark.parametrize("change", [{"hashes": {"case": "new"}}, {"resume": False}])
def test_what_was_made_under_other_inputs_is_not_reused(tmp_path, change):
    ran = []

    def counted(account, index, seed):
        ran.append(index)
        return report(account, index, seed)

    def stop(p):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "a", run=counted, progress=stop, hashes={"case": "old"})
    ran.clear()
    make(tmp_path / "a", run=counted, **{"hashes": {"case": "old"}, **change})
    assert len(ran) == 50
