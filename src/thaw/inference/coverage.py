"""How often predictive intervals hold the record, and how far predicted chances come true."""

from __future__ import annotations

import numpy as np

from thaw.inference.results import Coverage, OwnCoverage, ReliabilityBin

EDGES = (0.0, 0.01, 0.03, 0.1, 0.3, 0.6, 1.0001)
"""Bins of predicted probability; most cells are rare."""


def coverage(
    p: np.ndarray, record: np.ndarray, inside50: np.ndarray, inside90: np.ndarray
) -> Coverage:
    """Shares of sizes, dates and series inside the central intervals, and reliability of cells.

    Parameters
    ----------
    p : float [n_items]
        Predicted probability of each cell; NaN elsewhere.
    record : float [n_items]
    inside50, inside90 : float [n_items]
        Whether the record lies in the central interval; NaN for cells and what is unknown.
    """
    edges = np.array(EDGES)
    cells = np.flatnonzero(~np.isnan(p))
    bin_of = np.digitize(p[cells], edges) - 1
    bins = [
        ReliabilityBin(
            low=float(edges[b]),
            high=float(min(edges[b + 1], 1.0)),
            n=int((bin_of == b).sum()),
            foretold=float(p[cells][bin_of == b].mean()),
            happened=float(record[cells][bin_of == b].mean()),
        )
        for b in range(len(edges) - 1)
        if (bin_of == b).any()
    ]
    known = ~np.isnan(inside90)
    return Coverage(
        n=int(known.sum()),
        inside50=float(inside50[known].mean()) if known.any() else None,
        inside90=float(inside90[known].mean()) if known.any() else None,
        cells=bins,
    )


def own_coverage(inside90: list[np.ndarray]) -> OwnCoverage:
    """Share inside the 90 % intervals over runs taken as records; one array [n_items] for each."""
    hits = np.concatenate(inside90) if inside90 else np.zeros(0)
    hits = hits[~np.isnan(hits)]
    return OwnCoverage(float(hits.mean()) if len(hits) else None, len(hits))
