"""A few hundred numbers instead of thousands of items: what the classifiers and distances see.

Every feature belongs to one episode, one topic and one class (cells, or everything else), so that
hiding an episode, a topic or a class of evidence hides whole features. Which features are kept is
decided on the runs alone, never on the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

CHUNK = 2000
LIMIT = 8.0
"""Standardised features are cut off at this many standard deviations."""


@dataclass
class Reduction:
    """A fixed map from a report to features.

    Attributes
    ----------
    names : list of str
    episode : int [n_features]
        Position in `episodes`.
    topic : list of str
    is_cell : bool [n_features]
    members : list of int arrays
        Items each feature is made of; several only for counts of cells.
    mean, sd : float [n_features]
        Pooled over the runs of all accounts.
    episodes : list of str
    """

    names: list[str]
    episode: np.ndarray
    topic: list[str]
    is_cell: np.ndarray
    members: list[np.ndarray]
    mean: np.ndarray
    sd: np.ndarray
    episodes: list[str]

    def raw(self, X: np.ndarray) -> np.ndarray:
        """Unscaled features of reports `X` [n, n_items]: root of a count of cells, or the value.

        Counts are scaled up for cells the report does not show; NaN when it shows none.
        """
        X = np.atleast_2d(X)
        out = np.empty((len(X), len(self.names)), np.float32)
        single = np.flatnonzero(~self.is_cell)
        out[:, single] = X[:, [self.members[j][0] for j in single]] if len(single) else 0
        counts = np.flatnonzero(self.is_cell)
        if len(counts) == 0:
            return out
        size = np.array([len(self.members[j]) for j in counts])
        member = np.concatenate([self.members[j] for j in counts])
        used, column = np.unique(member, return_inverse=True)
        group = csr_matrix(
            (np.ones(len(member), np.float32), (column, np.repeat(np.arange(len(counts)), size))),
            shape=(len(used), len(counts)),
        )
        for at in range(0, len(X), CHUNK):
            block = X[at : at + CHUNK, used]
            ones = csr_matrix(block == 1) @ group
            seen = size - (csr_matrix(np.isnan(block)) @ group).toarray()
            with np.errstate(invalid="ignore", divide="ignore"):
                out[at : at + CHUNK, counts] = np.sqrt(ones.toarray() / seen * size)
        return out

    def __call__(self, X: np.ndarray) -> np.ndarray:
        """Standardised features of reports `X`; NaN where a report is silent."""
        return np.clip((self.raw(X) - self.mean) / self.sd, -LIMIT, LIMIT).astype(np.float32)

    def mask(
        self,
        episodes: Sequence[int] | None = None,
        topics: frozenset[str] | None = None,
        which: str = "all",
    ) -> np.ndarray:
        """Features visible when only these episodes, topics and class ("cells", "other") are."""
        shown = np.ones(len(self.names), bool)
        if episodes is not None:
            shown &= np.isin(self.episode, np.asarray(list(episodes), int))
        if topics is not None:
            shown &= np.array([t in topics for t in self.topic], bool)
        if which != "all":
            shown &= self.is_cell if which == "cells" else ~self.is_cell
        return shown


def episode_order(items: Sequence[Any], episodes: Sequence[Mapping[str, Any]] | None) -> list[str]:
    """Ids of episodes in order of time: as listed, then others as the items name them."""
    listed = [str(e["id"]) for e in episodes or []]
    found = list(dict.fromkeys(str(i.episode) for i in items))
    return [e for e in listed if e in found] + [e for e in found if e not in listed]


def reduce_items(
    X: np.ndarray,
    y: np.ndarray,
    items: Sequence[Any],
    visible: np.ndarray,
    episodes: Sequence[str],
    most: int = 220,
    least_per_episode: int = 6,
) -> Reduction:
    """Choose and scale the features.

    Totals of each kind of cell in each episode are always kept. Counts by polity, sizes, dates and
    series are kept in order of how far they differ between accounts (F ratio of the value or of its
    absence), with some for every episode, up to `most` features.

    Parameters
    ----------
    X : float32 [n_runs, n_items]
    y : int [n_runs]
    items : sequence of items
    visible : bool [n_items]
        Items that the record shows; the others make no feature.
    episodes : sequence of str
        In order of time.
    most : int
        Features kept in all, unless totals alone are more.
    least_per_episode : int
        Features kept of every episode besides totals, where it has so many.
    """
    every, totals = _every_feature(items, visible, episodes)
    F = every.raw(X)
    seen = ~np.isnan(F)
    share = seen.mean(axis=0)
    mean = np.where(seen, F, 0).sum(axis=0, dtype=float) / np.maximum(seen.sum(axis=0), 1)
    spread = (np.where(seen, F - mean, 0) ** 2).sum(axis=0, dtype=float) / np.maximum(
        seen.sum(0), 1
    )
    sd = np.sqrt(spread)
    score = np.maximum(f_ratio(np.where(seen, F, mean), y), f_ratio(seen.astype(np.float32), y))
    usable = (sd > 1e-6) | ((share > 0.002) & (share < 0.998))
    kept = _chosen(every, totals, np.where(usable, score, -1.0), most, least_per_episode)
    return Reduction(
        [every.names[j] for j in kept],
        every.episode[kept],
        [every.topic[j] for j in kept],
        every.is_cell[kept],
        [every.members[j] for j in kept],
        mean[kept].astype(np.float32),
        np.maximum(sd[kept], 0.05).astype(np.float32),
        list(episodes),
    )


def _every_feature(
    items: Sequence[Any], visible: np.ndarray, episodes: Sequence[str]
) -> tuple[Reduction, int]:
    """All features that visible items make, unscaled, and how many of them are totals, which come first.

    Then cells by polity where they are not the total already, then every other item by itself.
    """
    place = {e: k for k, e in enumerate(episodes)}
    totals: dict[tuple, list[int]] = {}
    by_polity: dict[tuple, list[int]] = {}
    singles: dict[tuple, list[int]] = {}
    total_of: dict[tuple, tuple] = {}
    for j in np.flatnonzero(visible).tolist():
        item = items[j]
        k, topic = place[str(item.episode)], str(item.topic)
        if item.kind == "cell":
            totals.setdefault((k, topic, f"{item.what}"), []).append(j)
            by_polity.setdefault((k, topic, f"{item.what} {item.polity}"), []).append(j)
            total_of[(k, topic, f"{item.what} {item.polity}")] = (k, topic, f"{item.what}")
        else:
            singles[(k, topic, str(item.id))] = [j]
    by_polity = {key: m for key, m in by_polity.items() if m != totals[total_of[key]]}
    groups = [*totals.items(), *by_polity.items(), *singles.items()]
    is_cell = np.zeros(len(groups), bool)
    is_cell[: len(totals) + len(by_polity)] = True
    every = Reduction(
        [f"{episodes[k]}: {name}" for (k, _, name), _ in groups],
        np.array([k for (k, _, _), _ in groups], int),
        [t for (_, t, _), _ in groups],
        is_cell,
        [np.array(m, int) for _, m in groups],
        np.zeros(len(groups)),
        np.ones(len(groups)),
        list(episodes),
    )
    return every, len(totals)


def _chosen(
    every: Reduction, totals: int, score: np.ndarray, most: int, least_per_episode: int
) -> np.ndarray:
    """Positions of the features kept, by episode: totals, some of every episode, then by score (below 0: unusable)."""
    keep = np.zeros(len(score), bool)
    keep[:totals] = True
    score = np.where(keep, -1.0, score)
    ranked = np.argsort(-score, kind="stable")
    ranked = ranked[score[ranked] >= 0]
    for k in range(len(every.episodes)):
        keep[[j for j in ranked if every.episode[j] == k][:least_per_episode]] = True
    room = max(most - int(keep.sum()), 0)
    keep[[j for j in ranked if not keep[j]][:room]] = True
    kept = np.flatnonzero(keep)
    return kept[np.argsort(every.episode[kept], kind="stable")]


def f_ratio(F: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Variance between accounts over variance within, for each column."""
    classes = np.unique(y)
    whole = F.mean(axis=0, dtype=float)
    between = np.zeros(F.shape[1])
    within = np.full(F.shape[1], 1e-9)
    for c in classes:
        rows = F[y == c]
        centre = rows.mean(axis=0, dtype=float)
        between += len(rows) * (centre - whole) ** 2
        within += rows.var(axis=0, dtype=float) * len(rows)
    return (between / max(len(classes) - 1, 1)) / (within / max(len(y) - len(classes), 1))


def random_masks(
    reduction: Reduction,
    n: int,
    topic_sets: Sequence[frozenset[str] | None],
    rng: np.random.Generator,
) -> np.ndarray:
    """Masks [n, n_features] a classifier is trained under: every question later put to it occurs.

    Two in five show all episodes, then the episodes before a random one, all but one, or a random
    half. Half of the rows keep only one account's topics; a fifth only cells or only the rest.
    """
    episodes = len(reduction.episodes)
    which = rng.choice(4, n, p=[0.4, 0.3, 0.15, 0.15])
    cut = rng.integers(1, max(episodes, 2), n)
    left_out = rng.integers(0, episodes, n)
    half = rng.random((n, episodes)) < 0.5
    step = np.arange(episodes)
    shown = np.ones((n, episodes), bool)
    shown = np.where((which == 1)[:, None], step < cut[:, None], shown)
    shown = np.where((which == 2)[:, None], step != left_out[:, None], shown)
    shown = np.where((which == 3)[:, None], half, shown)
    mask = shown[:, reduction.episode]
    sets = [s for s in dict.fromkeys(topic_sets) if s is not None]
    if sets:
        tables = np.array([reduction.mask(topics=s) for s in sets])
        chosen = rng.integers(0, len(sets), n)
        mask &= np.where((rng.random(n) < 0.5)[:, None], tables[chosen], True)
    cells = rng.random(n)
    mask &= np.where((cells < 0.1)[:, None], reduction.is_cell, True)
    mask &= np.where((cells > 0.9)[:, None], ~reduction.is_cell, True)
    return mask
