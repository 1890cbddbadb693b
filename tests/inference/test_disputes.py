"""What to settle first: a dispute that moves the learners comes first, one that moves none is left out."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from thaw.inference.disputes import disputed_blocks, rank_disputes, settled
from thaw.inference.features import Reduction


def item(what: str, kind: str = "size"):
    return SimpleNamespace(
        id=f"e/A/{what}", episode="e", kind=kind, polity="A", what=what, first="1956-10-23"
    )


ITEMS = [item("deaths"), item("arrests"), item("refugees"), item("troops")]
RECORD = np.array([1.0, 2.0, 3.0, np.nan], np.float32)
READINGS = np.array([[0.0, 2.0, 2.9, np.nan], [2.0, 2.0, 3.1, np.nan]], np.float32)
SEEN = Reduction(
    ["deaths", "arrests", "troops"],
    np.zeros(3, int),
    ["rising"] * 3,
    np.zeros(3, bool),
    [np.array([0]), np.array([1]), np.array([3])],
    np.zeros(3, np.float32),
    np.ones(3, np.float32),
    ["e"],
)


def ask(F: np.ndarray) -> np.ndarray:
    """Few deaths make the first account nine times as probable as the second, many the reverse."""
    first = np.where(F[:, 0] < 1, 0.9, np.where(F[:, 0] > 1, 0.1, 0.5))
    return np.column_stack([first, 1 - first])


def test_the_gain_is_worked_out_by_hand():
    bits, se = settled(np.array([[1.0, 0.0], [0.0, 1.0]]))
    assert bits == pytest.approx(1) and se == pytest.approx(0)
    same = settled(np.array([[0.7, 0.3]] * 5))
    assert same == (pytest.approx(0), pytest.approx(0))
    assert np.isnan(settled(np.array([[0.7, 0.3]]))[1])


def test_only_what_readings_give_differently_is_disputed():
    assert disputed_blocks(ITEMS, RECORD, READINGS) == {
        ("A", "deaths", "1956", "size"): [0],
        ("A", "refugees", "1956", "size"): [2],
    }


def test_a_dispute_that_no_feature_sees_is_left_out():
    found = rank_disputes(RECORD, READINGS, ITEMS, SEEN, ask, ["street", "palace"])
    assert [(d.what, d.n_items, d.account) for d in found] == [("deaths", 1, "street")]
    # H(1/2) = 1 bit now; 0.469 bits are left once the deaths are known to be few or many.
    assert found[0].bits == pytest.approx(1 - 0.469, abs=1e-3)
    assert (found[0].low, found[0].high) == (pytest.approx(0.1), pytest.approx(0.9))


def test_a_record_that_can_be_read_in_one_way_only_has_no_dispute():
    one = np.repeat(RECORD[None], 3, axis=0)
    assert rank_disputes(RECORD, one, ITEMS, SEEN, ask, ["street", "palace"]) == []
