"""The reference table: what goes in comes out, byte for byte, and stale parts are named."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import toy_bank
from table_runs import same

from thaw.errors import ThawError
from thaw.inference.table import GRID, Bank, load, merge, rounded, save, stale


@pytest.fixture
def bank() -> Bank:
    made = toy_bank.bank(30)
    made.X[::7, :40] = np.nan
    made.theta[:30, 2] = np.nan
    return made


def test_what_is_saved_comes_back_on_the_grid(bank, tmp_path):
    back = load(save(bank, tmp_path / "t.table"))
    kind = np.array([i.kind for i in bank.items])
    assert np.array_equal(back.X[:, kind == "cell"], bank.X[:, kind == "cell"], equal_nan=True)
    for name in ("size", "date"):
        gap = np.abs(back.X[:, kind == name] - bank.X[:, kind == name])
        assert np.nanmax(gap) <= GRID[name] / 2 + 1e-6
        assert np.array_equal(np.isnan(back.X[:, kind == name]), np.isnan(bank.X[:, kind == name]))
    series = back.X[:, kind == "series"] / bank.X[:, kind == "series"]
    assert np.nanmax(np.abs(series - 1)) <= 2.0**-7
    assert np.array_equal(back.theta, bank.theta, equal_nan=True)
    assert np.array_equal(back.seeds, bank.seeds) and np.array_equal(back.y, bank.y)
    assert back.accounts == bank.accounts and back.hashes == bank.hashes
    assert [vars(i) for i in back.items] == [vars(i) for i in bank.items]


def test_equal_banks_give_equal_bytes_and_saving_again_changes_nothing(bank, tmp_path):
    first = save(bank, tmp_path / "a.table").read_bytes()
    assert save(bank, tmp_path / "b.table").read_bytes() == first
    assert save(load(tmp_path / "a.table"), tmp_path / "c.table").read_bytes() == first
    bank.X[0, 0] = 1 - bank.X[1, 0] if np.isnan(bank.X[0, 0]) else 1 - bank.X[0, 0]
    assert save(bank, tmp_path / "d.table").read_bytes() != first


def test_rounding_twice_is_rounding_once():
    x = np.random.default_rng(0).normal(3, 500, (200, 3)).astype(np.float32)
    kinds = ["size", "date", "series"]
    once = rounded(x, kinds)
    assert np.array_equal(once, rounded(once, kinds)) and not np.array_equal(once, x)


def test_sparse_cells_are_small(tmp_path):
    rng = np.random.default_rng(1)
    items = [
        SimpleNamespace(id=str(j), episode="e", kind="cell", polity="A", what="strike", topic="t")
        for j in range(1000)
    ]
    X = (rng.random((2000, 1000)) < 0.02).astype(np.float32)
    n = len(X)
    bank = Bank(X, np.zeros(n, int), np.zeros((n, 0)), np.zeros(n), ["a"], items)
    size = save(bank, tmp_path / "t.table").stat().st_size
    entropy = -X.size * (0.02 * np.log2(0.02) + 0.98 * np.log2(0.98)) / 8
    assert size < 1.6 * entropy + 20_000


def test_stale_accounts_are_named_with_the_reason(bank):
    now = {"case": "toy", "accounts": dict(bank.hashes["accounts"])}
    assert not stale(bank, now)
    now["accounts"]["shock"] = "another"
    now["accounts"]["novel"] = "new"
    found = stale(bank, now)
    assert found.accounts == ["novel", "shock"]
    assert "changed since the table was made: shock" in found.message
    assert "not in the table: novel" in found.message
    found = stale(bank, {**now, "case": "changed"})
    assert found.accounts == sorted(now["accounts"]) and "the case has changed" in found.message


def test_merge_replaces_only_the_accounts_made_anew(bank):
    new = toy_bank.bank(10, seed=5, accounts=["shock"])
    new.theta_names = ["base", "gain", "other"]
    new.hashes["accounts"] = {"shock": "newer"}
    both = merge(bank, new)
    assert both.accounts == ["cascade", "spiral", "constant", "shock"]
    assert same(both.only(["cascade"]), merge(bank.only(["cascade"]), new).only(["cascade"]))
    assert (both.y == 3).sum() == 10 and both.hashes["accounts"]["shock"] == "newer"
    assert np.isnan(both.theta[both.y == 3][:, both.theta_names.index("own")]).all()
    new.items = new.items[::-1]
    with pytest.raises(ThawError, match="different items"):
        merge(bank, new)


@pytest.mark.parametrize("spoil", ["absent", "other file", "cut short"])
def test_a_bad_file_is_told_plainly(bank, tmp_path, spoil):
    path = tmp_path / "t.table"
    if spoil == "other file":
        path.write_text("id,episode\n")
    if spoil == "cut short":
        save(bank, path)
        path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ThawError, match="thaw table"):
        load(path)


def test_arrays_that_do_not_fit_are_refused(bank):
    with pytest.raises(ThawError, match="columns"):
        Bank(bank.X[:, :-1], bank.y, bank.theta, bank.seeds, bank.accounts, bank.items)
    with pytest.raises(ThawError, match="does not list"):
        Bank(bank.X, bank.y + 1, bank.theta, bank.seeds, bank.accounts, bank.items)
