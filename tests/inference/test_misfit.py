"""Misfit on cases small enough to judge by eye."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from thaw.inference.misfit import (
    RUNS_TO_FAIL,
    discrepancy,
    items_all_fail,
    misspecification,
    own_failures,
)
from thaw.inference.whole import seen_whole, whole_features

MAY = date(1953, 5, 1)


def cells(n: int) -> list[SimpleNamespace]:
    """Cells of one country and kind."""
    return [
        SimpleNamespace(
            id=f"i{j}", episode=f"e{j}", kind="cell", polity="A", what="w", topic="t", first=MAY
        )
        for j in range(n)
    ]


def test_the_distance_sees_how_often_and_not_in_which_weeks():
    """A crisis in weeks that no run has one in is not odd for that; two where runs have one is."""
    n, weeks = 200, 100
    rng = np.random.default_rng(4)
    X = np.zeros((n, weeks))
    X[np.arange(n), rng.integers(0, weeks - 2, n)] = 1
    y, items, last = np.zeros(n, int), cells(weeks), np.zeros(weeks)
    last[-1] = 1
    assert misspecification(X, y, last, items, ["one"], 1).accounts["one"].p_value == 1
    last[-4:] = 1
    assert misspecification(X, y, last, items, ["one"], 1).accounts["one"].p_value < 0.02


def test_the_distance_sees_polities_years_and_figures_and_nothing_on_which_silence_means_nothing():
    items = cells(4)
    for j, (polity, year, seen) in enumerate(
        [("A", 1953, True), ("B", 1953, True), ("B", 1956, True), ("B", 1956, False)]
    ):
        items[j].polity, items[j].first, items[j].visible = polity, date(year, 6, 1), seen
    items.append(SimpleNamespace(id="dead", kind="size", polity="A", what="dead", topic="t"))
    X = np.array([[1, 1, 1, 1, 2.5], [0, 1, 0, 1, np.nan]])
    F, record = seen_whole(X, np.array([1, 0, np.nan, 1, 3.0]), items)
    assert whole_features(items, np.array([1, 1, 0, 1, 1], bool)).names == [
        "w A",
        "w 1953",
        "w B",
        "dead",
    ]
    assert F[0].tolist() == pytest.approx([1, 2**0.5, 1, 2.5])
    assert F[1, :3].tolist() == [0, 1, 1] and np.isnan(F[1, 3])
    assert record.tolist() == [1, 1, 0, 3]


def test_the_record_of_an_accounts_own_is_seldom_odd_and_a_stranger_is():
    rng = np.random.default_rng(0)
    mix = rng.normal(size=(12, 12))
    runs = rng.normal(size=(600, 12)) @ mix
    own = rng.normal(size=(60, 12)) @ mix
    p = [discrepancy(runs, r, 1).p_value for r in own]
    assert np.mean(np.array(p) < 0.05) <= 0.12 and np.median(p) > 0.25
    assert discrepancy(runs, own[0] + 6 * np.linalg.norm(mix, axis=0), 1).p_value < 0.01
    # Far from every run although each value alone is common: only the joint distance shows it.
    odd = np.linalg.inv(mix.T @ mix) @ rng.normal(size=12)
    odd *= np.sqrt((runs**2).mean()) / np.sqrt((odd**2).mean())
    assert discrepancy(runs, odd, 1).mahalanobis < 0.02


@pytest.mark.parametrize(("runs", "untold"), [(39, True), (40, False)])
def test_reach_cannot_be_told_by_too_few_runs(runs, untold):
    """However odd the record, 39 runs give no p below .05; 40 do: twice one in 41 is .049."""
    X = np.random.default_rng(3).normal(size=(runs, 4))
    items = [
        SimpleNamespace(id=f"i{j}", episode="e", kind="size", polity="A", what="w", topic="t")
        for j in range(4)
    ]
    found = misspecification(X, np.zeros(runs, int), np.full(4, 50.0), items, ["one"], 1).accounts[
        "one"
    ]
    assert found.untold is untold and found.flagged is not untold
    assert found.p_value == pytest.approx(found.least_p) == pytest.approx(2 / (runs + 1))


def test_something_an_account_never_reports_counts_against_it():
    rng = np.random.default_rng(1)
    runs = rng.normal(size=(400, 5))
    runs[:, 4] = np.nan
    record = np.zeros(5)
    assert discrepancy(runs, record, 1).p_value < 0.05
    record[4] = np.nan
    assert discrepancy(runs, record, 1).p_value > 0.2


def test_items_that_all_accounts_fail_are_found_and_no_others():
    rng = np.random.default_rng(2)
    n = 400
    kinds = ["cell", "cell", "cell", "size", "size", "date"]
    items = [
        SimpleNamespace(id=f"i{j}", episode="e", kind=k, polity="A", what="w")
        for j, k in enumerate(kinds)
    ]
    y = np.repeat([0, 1], n)
    X = np.zeros((2 * n, 6), np.float32)
    X[:, 1] = rng.random(2 * n) < np.where(y == 0, 0.0, 0.2)  # one account expects it
    X[:, 3] = rng.normal(4, 0.5, 2 * n)
    X[:, 4] = rng.normal(np.where(y == 0, 4, 7), 0.5, 2 * n)
    X[:, 5] = np.where(rng.random(2 * n) < 0.005, 3.0, np.nan)  # hardly any run has the event
    record = np.array([1, 1, 0, 7, 7, 3], np.float32)
    found = items_all_fail(X, y, record, items, ["a", "b"])
    assert {f.item for f in found} == {"i0", "i3", "i5"}
    assert all(f.chance < 0.02 for f in found) and found[0].chance <= found[-1].chance


def test_among_thousands_of_rare_cells_some_always_happen_that_no_account_expects():
    """Counted in runs taken for the record: one more like them is usual, one with four times as many is not."""
    rng = np.random.default_rng(5)
    chance, n = 0.004, 2000
    X = (rng.random((200, n)) < chance).astype(np.float32)
    y = np.repeat([0, 1], 100)
    items = cells(n)
    silent = np.full(n, np.nan)
    assert own_failures(X, y, silent, items, 2, 1) == [0] * 10

    def failing(times: float) -> int:
        record = (rng.random(n) < times * chance).astype(float)
        return len(items_all_fail(X, y, record, items, ["one", "two"]))

    usual = own_failures(X, y, np.zeros(n), items, 2, 1)
    assert len(usual) == 10 and usual[0] > 0
    assert usual[0] / 2 <= failing(1.0) <= 2 * usual[-1] < failing(6.0)


@pytest.mark.parametrize(
    ("times", "says"),
    [(1.0, ""), (6.0, "more cells with an event"), (0.0, "fewer cells with an event")],
)
def test_a_record_louder_or_quieter_than_all_runs_is_told(times, says):
    """As of a case whose people start far from ready: its runs are quiet, whoever is right about causes."""
    rng = np.random.default_rng(6)
    chance, n = 0.05, 300
    X = (rng.random((80, n)) < chance).astype(np.float32)
    y = np.repeat([0, 1], 40)
    items = cells(n)
    record = np.zeros(n)
    record[: round(times * chance * n)] = 1
    told = misspecification(X, y, record, items, ["one", "two"], 1)
    assert told.happened == round(times * chance * n)
    assert says in told.level(["one", "two"]) if says else told.level(["one", "two"]) == ""
    assert told.level([]) == ""


@pytest.mark.parametrize("n", [RUNS_TO_FAIL - 1, RUNS_TO_FAIL])
def test_with_too_few_runs_no_figure_can_be_out_of_reach(n):
    """A size beyond every run fails from `RUNS_TO_FAIL` runs on, and never before, however far out it is."""
    rng = np.random.default_rng(1)
    items = [SimpleNamespace(id="size:a", kind="size", what="deaths", polity="A", episode="e")]
    X = rng.normal(2.0, 0.1, (n, 1))
    found = items_all_fail(X, np.zeros(n, int), np.array([9.0]), items, ["one"])
    assert bool(found) is (n >= RUNS_TO_FAIL)
