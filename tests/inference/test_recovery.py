"""Recovery on cases small enough to judge by eye."""

from __future__ import annotations

import numpy as np
import pytest

from thaw.inference.recovery import auc, calibration_error, recovery


def test_auc_by_hand():
    # Positives 3, 1 against negatives 2, 1: pairs 3>2, 3>1, 1<2, 1=1 -> (1 + 1 + 0 + .5) / 4.
    score, positive = np.array([3.0, 1, 2, 1]), np.array([True, True, False, False])
    assert auc(score, positive) == pytest.approx(0.625)


def test_accounts_that_cannot_be_told_apart_are_joined_by_single_linkage():
    rng = np.random.default_rng(3)
    y = np.repeat(np.arange(4), 400)
    # On a line: 0 and 1 overlap, 1 and 2 overlap, 0 and 2 do not; 3 is far away.
    place = np.array([0.0, 0.8, 1.6, 8.0])
    x = place[y] + rng.normal(size=len(y))
    logp = -((x[:, None] - place) ** 2) / 2
    logp -= np.log(np.exp(logp).sum(axis=1, keepdims=True))
    found = recovery(logp, y, ["a", "b", "c", "d"])
    pairs = np.array(found.auc)
    assert pairs[0, 1] < 0.75 < pairs[0, 2] and pairs[0, 3] > 0.99
    assert found.groups == [["a", "b", "c"], ["d"]]
    assert np.array(found.matrix).sum(axis=1) == pytest.approx(np.ones(4))
    assert found.ece < 0.05 and found.n_test == 1600


def test_calibration_error_sees_what_is_too_sure():
    rng = np.random.default_rng(4)
    q = rng.uniform(0.5, 1, 20_000)
    y = (rng.random(20_000) > q).astype(int)
    assert calibration_error(np.c_[q, 1 - q], y) < 0.02
    sure = np.minimum(q + 0.15, 1)
    assert calibration_error(np.c_[sure, 1 - sure], y) > 0.1
