"""Coverage of intervals and reliability of cells, by hand."""

from __future__ import annotations

import numpy as np

from thaw.inference.coverage import coverage, own_coverage


def test_coverage_counts_only_what_is_known():
    nan = np.nan
    found = coverage(
        np.array([0.1, 0.2, nan, nan]),
        np.array([0.0, 1, 5, 6]),
        np.array([nan, nan, 0, 1]),
        np.array([nan, nan, 1, 1]),
    )
    assert (found.n, found.inside50, found.inside90) == (2, 0.5, 1.0)
    assert sum(b.n for b in found.cells) == 2


def test_own_coverage_pools_the_items_of_all_runs():
    runs = [np.array([1.0, np.nan, 0.0]), np.array([1.0, 1.0, np.nan])]
    assert (own_coverage(runs).inside90, own_coverage(runs).n) == (0.75, 4)
    assert (own_coverage([]).inside90, own_coverage([]).n) == (None, 0)
