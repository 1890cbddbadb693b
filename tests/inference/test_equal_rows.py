"""An account and its copy get equal rows, and one in front by luck alone is not named."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import toy_bank

from thaw.inference.compare import Observed, Settings, compare
from thaw.inference.equal_runs import address, equal_runs
from thaw.inference.groups import in_front, leading, shared, shared_log
from thaw.inference.learners import Size
from thaw.inference.misfit import items_all_fail
from thaw.inference.table import Bank
from thaw.jobs.bank_for import with_twins
from thaw.report import tables
from thaw.report.reading import read_comparison

SMALL = Settings(
    size=Size(rows=800, trees=15, networks=1, epochs=4),
    refit_size=Size(rows=400, trees=8),
    bootstraps=2,
    own_records=3,
    hybrids=30,
    resamples=200,
    features=60,
)
COPY = dict(toy_bank.META[0], id="copy", says="the same")


def with_copy(n: int = 80, more: int = 60) -> Bank:
    """`cascade` and a copy of it, run for run; the others have `more` runs than these two."""
    made = toy_bank.bank(n + more, accounts=toy_bank.ACCOUNTS)
    mine = np.flatnonzero(made.y == 0)[:n]
    rest = np.flatnonzero(made.y > 0)
    rows = np.concatenate([mine, mine, rest])
    y = np.concatenate([np.zeros(n), np.ones(n), made.y[rest] + 1]).astype(int)
    names = ["cascade", "copy", *toy_bank.ACCOUNTS[1:]]
    return replace(
        made, X=made.X[rows], y=y, theta=made.theta[rows], seeds=made.seeds[rows], accounts=names
    )


@pytest.fixture(scope="module")
def found():
    record = toy_bank.simulate("cascade", 3, 99)[0][1]
    meta = [toy_bank.META[0], COPY, *toy_bank.META[1:]]
    return compare(
        with_copy(),
        Observed(record, record[None]),
        meta,
        5,
        episodes=toy_bank.EPISODES,
        settings=SMALL,
    )


def test_a_copy_gets_the_row_of_its_original_to_the_digit(found):
    assert ["cascade", "copy"] in [sorted(g) for g in found.recovery.groups]
    p = found.probabilities
    for table in (p.prior, p.tempered, p.untempered, p.se_tempered, p.se_untempered):
        assert table["cascade"] == table["copy"]
    for part in (found.scores.accounts, found.coverage, found.misspecification.accounts):
        assert part["cascade"] == part["copy"]
    assert found.weights.accounts["cascade"] == found.weights.accounts["copy"]
    rows = {r.id: r for r in tables.verdict_rows(read_comparison(found))}
    assert rows["cascade"].joint == 2 and rows["copy"].joint == 0  # the probability stands once
    same = {n: getattr(rows["cascade"], n) for n in ("id", "name", "note", "joint")}
    assert replace(rows["copy"], **same) == rows["cascade"]


def test_all_are_compared_on_as_many_runs_and_the_rest_is_told(found):
    assert {n.runs - n.left_out for n in found.n_runs.values()} == {80}
    assert found.n_runs["shock"].left_out == 60 and found.recovery.n_test == 5 * 80
    assert any("80 runs of each account were compared" in f for f in found.flags)


def test_runs_are_drawn_by_their_own_address():
    bank = with_copy()
    kept, left = equal_runs(bank, bank.accounts, 5)
    assert left == {"cascade": 0, "copy": 0, "spiral": 60, "shock": 60, "constant": 60}
    backwards = bank.rows(np.arange(len(bank.y))[::-1])
    again, _ = equal_runs(backwards, bank.accounts[::-1], 5)
    assert (again[::-1] == kept).all()
    assert (equal_runs(bank, bank.accounts, 6)[0] != kept).any()
    assert len(set(address(1, np.arange(1000)).tolist())) == 1000


def test_a_group_is_one_in_probability_and_evidence():
    p = np.array([0.5, 0.2, 0.3])
    prior = np.array([0.25, 0.25, 0.5])
    assert shared(p, prior, [[0, 1], [2]]) == pytest.approx([0.35, 0.35, 0.3])
    told = shared_log(np.log(p), [[0, 1], [2]])
    assert np.exp(told) == pytest.approx([0.7, 0.7, 0.3])


def test_the_front_is_the_group_with_the_highest_joint_probability():
    p = {"a": 0.4, "b": 0.3, "c": 0.3}
    assert leading(p, []) == ["a"]
    assert leading(p, [["b", "c"], ["a"]]) == ["b", "c"]
    assert leading(p, [], among=["b"]) == ["b"]
    assert leading(p, [], among=["b", "c"]) == []  # a tie names nobody


def test_a_front_that_one_redraw_moves_is_not_firm():
    p = {"a": 0.42, "b": 0.39, "c": 0.19}
    turned = {"a": 0.3, "b": 0.45, "c": 0.25}
    assert in_front(p, [p, p, p], [], p).firm
    shaken = [{**p, "a": 0.4 + x, "b": 0.39 - x} for x in (0.01, 0.05, 0.09)]
    assert not in_front(p, shaken, [], p).firm  # in front in all, but by luck of this size
    found = in_front(p, [p, turned, p], [], p)
    assert (found.firm, found.agree, found.redraws) == (False, 2, 3)
    assert found.se == pytest.approx(np.std([0.42, 0.3, 0.42], ddof=1))
    # Turned within a group is no turn.
    assert in_front(p, [p, turned, p], [["a", "b"], ["c"]], p).firm


@pytest.mark.thorough
def test_where_another_seed_puts_another_in_front_none_is_named():
    """Records halfway between two accounts: whatever seeds disagree on, no seed names."""
    bank = toy_bank.bank(120)
    a, b = (toy_bank.simulate(x, 6, 7)[0] for x in ("cascade", "spiral"))
    half = np.array([i.polity == "A" for i in bank.items])
    fronts, named = [], []
    for k, seeds in ((0, (1, 2)), (3, (1, 3))):
        record = np.where(half, a[k], b[k])
        made = [
            compare(
                bank,
                Observed(record, record[None]),
                toy_bank.META,
                seed,
                episodes=toy_bank.EPISODES,
                settings=SMALL,
            ).spread.in_front
            for seed in seeds
        ]
        fronts.append({tuple(f.group) for f in made})
        named.append({tuple(f.group) for f in made if f.firm})
    assert any(len(f) > 1 for f in fronts)  # seeds do disagree
    assert all(len(n) <= 1 for n in named)
    assert all(not n or f == n for f, n in zip(fronts, named, strict=True))


def failing(shares: list[int], n: int = 300) -> str:
    """Which of accounts with so many hits among `n` runs comes nearest to a cell that happened."""
    X = np.zeros((n * len(shares), 1), np.float32)
    for k, hits in enumerate(shares):
        X[k * n : k * n + hits] = 1
    item = SimpleNamespace(id="i", episode="e", kind="cell", polity="A", what="strike")
    y = np.repeat(np.arange(len(shares)), n)
    [found] = items_all_fail(X, y, np.ones(1), [item], list("abcdefg"[: len(shares)]))
    assert (found.hits, found.runs, found.counted) == (max(shares), n, "same")
    return found.best_account


def test_ties_name_nobody():
    assert failing([0, 0, 0, 0, 0, 0, 0]) == ""
    assert failing([2, 1, 0]) == ""
    assert failing([5, 0, 0]) == "a"


def test_an_account_that_runs_as_another_takes_its_runs():
    made = toy_bank.bank(30)
    twins = with_twins(made, {"copy": "spiral"}, {"copy": "hash of spiral"})
    assert twins.accounts == [*toy_bank.ACCOUNTS, "copy"]
    a, b = (np.flatnonzero(twins.y == twins.accounts.index(n)) for n in ("spiral", "copy"))
    assert (twins.seeds[a] == twins.seeds[b]).all()
    assert np.array_equal(twins.X[a], twins.X[b], equal_nan=True)
    assert twins.hashes["accounts"]["copy"] == "hash of spiral"
    assert with_twins(made, {}, {}) is made
