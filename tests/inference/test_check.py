"""Misspecification and recovery on cases small enough to judge by eye."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from thaw.inference.check import (
    auc,
    calibration_error,
    coverage,
    discrepancy,
    items_all_fail,
    misspecification,
    recovery,
)


def test_auc_by_hand():
    # Positives 3, 1 against negatives 2, 1: pairs 3>2, 3>1, 1<2, 1=1 -> (1 + 1 + 0 + .5) / 4.
    score, positive = np.array([3.0, 1, 2, 1]), np.array([True, True, False, False])
    assert auc(score, positive) == pytest.approx(0.625)


@pytest.mark.thorough
def test_the_record_of_an_accounts_own_is_seldom_odd_and_a_stranger_is():
    rng = np.random.default_rng(0)
    mix = rng.normal(size=(12, 12))
    runs = rng.normal(size=(600, 12)) @ mix
    own = rng.normal(size=(60, 12)) @ mix
    p = [discrepancy(runs, r, 1)["p_value"] for r in own]
    assert np.mean(np.array(p) < 0.05) <= 0.12 and np.median(p) > 0.25
    assert discrepancy(runs, own[0] + 6 * np.linalg.norm(mix, axis=0), 1)["p_value"] < 0.01
    # Far from every run although each value alone is common: only the joint distance shows it.
    odd = np.linalg.inv(mix.T @ mix) @ rng.normal(size=12)
    odd *= np.sqrt((runs**2).mean()) / np.sqrt((odd**2).mean())
    assert discrepancy(runs, odd, 1)["mahalanobis"] < 0.02


@pytest.mark.parametrize(("runs", "untold"), [(39, True), (40, False)])
def test_reach_cannot_be_told_by_too_few_runs(runs, untold):
    """However odd the record, 39 runs give no p below .05; 40 do: twice one in 41 is .049."""
    F = np.random.default_rng(3).normal(size=(runs, 4))
    X = (F > 0).astype(float)
    items = [SimpleNamespace(id=f"i{j}", kind="cell") for j in range(4)]
    found = misspecification(
        F, X, np.zeros(runs, int), np.full(4, 50.0), np.zeros(4), items, ["one"], 1
    )["accounts"]["one"]
    assert found["untold"] is untold and found["flagged"] is not untold
    assert found["p_value"] == pytest.approx(found["least_p"]) == pytest.approx(2 / (runs + 1))


def test_something_an_account_never_reports_counts_against_it():
    rng = np.random.default_rng(1)
    runs = rng.normal(size=(400, 5))
    runs[:, 4] = np.nan
    record = np.zeros(5)
    assert discrepancy(runs, record, 1)["p_value"] < 0.05
    record[4] = np.nan
    assert discrepancy(runs, record, 1)["p_value"] > 0.2


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
    assert {f["item"] for f in found} == {"i0", "i3", "i5"}
    assert all(f["chance"] < 0.02 for f in found) and found[0]["chance"] <= found[-1]["chance"]


def test_accounts_that_cannot_be_told_apart_are_joined_by_single_linkage():
    rng = np.random.default_rng(3)
    y = np.repeat(np.arange(4), 400)
    # On a line: 0 and 1 overlap, 1 and 2 overlap, 0 and 2 do not; 3 is far away.
    place = np.array([0.0, 0.8, 1.6, 8.0])
    x = place[y] + rng.normal(size=len(y))
    logp = -((x[:, None] - place) ** 2) / 2
    logp -= np.log(np.exp(logp).sum(axis=1, keepdims=True))
    found = recovery(logp, y, ["a", "b", "c", "d"])
    pairs = np.array(found["auc"])
    assert pairs[0, 1] < 0.75 < pairs[0, 2] and pairs[0, 3] > 0.99
    assert found["groups"] == [["a", "b", "c"], ["d"]]
    assert np.array(found["matrix"]).sum(axis=1) == pytest.approx(np.ones(4))
    assert found["ece"] < 0.05 and found["n_test"] == 1600


def test_calibration_error_sees_what_is_too_sure():
    rng = np.random.default_rng(4)
    q = rng.uniform(0.5, 1, 20_000)
    y = (rng.random(20_000) > q).astype(int)
    assert calibration_error(np.c_[q, 1 - q], y) < 0.02
    sure = np.minimum(q + 0.15, 1)
    assert calibration_error(np.c_[sure, 1 - sure], y) > 0.1


def test_coverage_counts_only_what_is_known():
    nan = np.nan
    found = coverage(
        np.array([0.1, 0.2, nan, nan]), np.array([0.0, 1, 5, 6]),
        np.array([nan, nan, 0, 1]), np.array([nan, nan, 1, 1]),
    )  # fmt: skip
    assert (found["n"], found["inside50"], found["inside90"]) == (2, 0.5, 1.0)
    assert sum(b["n"] for b in found["cells"]) == 2
