"""What the distance of a whole record is taken over: counts laid without looking at what happened.

Episodes are laid around what happened, and a society that has a crisis now and then does not have it in the very
weeks that an episode spans. Held against such windows every society fails, and learns nothing of why. So the
distance sees how often each kind of event came in each polity over the whole span, how often in each calendar
year over all polities, and every size, first day and series.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from thaw.inference.features import Reduction


def whole_features(items: Sequence[Any], shown: np.ndarray) -> Reduction:
    """The features that the distance of a record sees, unscaled (mean 0, standard deviation 1).

    Parameters
    ----------
    items : sequence of items
    shown : bool [n_items]
        Items on which the record is not silent; the others make no feature, nor do cells in which only
        events can be told.
    """
    counts: dict[str, list[int]] = {}
    singles: dict[str, list[int]] = {}
    for j in np.flatnonzero(shown).tolist():
        item = items[j]
        if item.kind == "cell" and not getattr(item, "visible", True):
            continue
        if item.kind == "cell":
            counts.setdefault(f"{item.what} {item.polity}", []).append(j)
            year = str(getattr(item, "first", None) or "")[:4]
            if year:
                counts.setdefault(f"{item.what} {year}", []).append(j)
        else:
            singles[str(item.id)] = [j]
    groups = [*counts.items(), *singles.items()]
    return Reduction(
        names=[name for name, _ in groups],
        episode=np.zeros(len(groups), int),
        topic=[str(items[m[0]].topic) for _, m in groups],
        is_cell=np.arange(len(groups)) < len(counts),
        members=[np.array(m, int) for _, m in groups],
        mean=np.zeros(len(groups), np.float32),
        sd=np.ones(len(groups), np.float32),
        episodes=["whole"],
    )


def seen_whole(
    X: np.ndarray, record: np.ndarray, items: Sequence[Any]
) -> tuple[np.ndarray, np.ndarray]:
    """Runs and record as the distance sees them; [n_runs, n_features] and [n_features], NaN where silent."""
    laid = whole_features(items, ~np.isnan(record))
    return laid.raw(X), laid.raw(record)[0]
