"""Evidence not yet collected: what separates the accounts comes first, the rest weighs nothing."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from thaw.inference.experiments import (
    entropy,
    information,
    missing_blocks,
    rank_experiments,
    year_of,
)


def test_entropy_and_information_by_hand():
    assert entropy(np.array([0.5, 0.25, 0.25])) == pytest.approx(1.5)
    label = np.array([0, 0, 1, 1])
    assert information(label, np.array([0, 0, 1, 1]), 2) == pytest.approx(1)
    assert information(label, np.array([0, 1, 0, 1]), 2) == pytest.approx(0)


def test_years_are_found_in_any_kind_of_date():
    assert year_of(SimpleNamespace(first="1953-06-01", episode="e")) == "1953"
    assert year_of(SimpleNamespace(span=("1956-10", "1956-11"), episode="e")) == "1956"
    assert year_of(SimpleNamespace(episode="autumn")) == "autumn"


def test_the_telling_block_comes_first_and_the_useless_one_last():
    rng = np.random.default_rng(0)
    n = 400
    y = np.repeat([0, 1, 2], n)
    items = []
    for what in ("telling", "useless"):
        for month in range(12):
            items.append(
                SimpleNamespace(
                    id=f"{what}-{month}",
                    episode="e",
                    kind="cell",
                    polity="A",
                    what=what,
                    first=f"1956-{month + 1:02d}-01",
                )
            )
    items.append(SimpleNamespace(id="known", episode="e", kind="cell", polity="A", what="known"))
    rate = np.where(y == 0, 0.5, 0.1)
    X = np.zeros((3 * n, 25), np.float32)
    X[:, :12] = rng.random((3 * n, 12)) < rate[:, None]
    X[:, 12:24] = rng.random((3 * n, 12)) < 0.3
    record = np.full(25, np.nan)
    record[24] = 0
    assert set(missing_blocks(items, record)) == {
        ("A", "telling", "1956", "cells"),
        ("A", "useless", "1956", "cells"),
    }
    held_out = np.log(rng.dirichlet([8, 8, 8], 3 * n))
    found = rank_experiments(X, y, held_out, np.log(np.full(3, 1 / 3)), items, record, "abc", 1)
    assert [f.what for f in found] == ["telling", "useless"]
    # Knowing account 0 from the rest yields at most H(1/3) = .918 bits, and 12 cells nearly do.
    assert 0.5 < found[0].bits < 0.95 and abs(found[1].bits) < 0.05
    assert found[0].separates.most == "a"
