"""From a table and a record to the arrays that every part of a comparison uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from thaw.errors import ThawError
from thaw.inference.features import Reduction, episode_order, reduce_items
from thaw.inference.table import Bank

FEWEST = 6
"""Finished runs of an account below which nothing is fitted: each of two folds shows three of them."""


@dataclass(frozen=True)
class Observed:
    """A record, as the items of a reference table see it.

    Attributes
    ----------
    evidence : float [n_items]
        The reading the answer rests on; NaN where the record is silent, which defines what is
        hidden.
    readings : float [n_readings, n_items]
        Attested readings of the record, one source and value per item each.
    case, record : str
        Names, for the result.
    """

    evidence: np.ndarray
    readings: np.ndarray
    case: str = ""
    record: str = ""


@dataclass(frozen=True)
class Prepared:
    """Arrays that every part uses: failed runs dropped, the record's silence laid over the runs.

    `X` and `record` hold what is weighed. Hidden from both are items on which the record is
    silent, items no run reaches, and cells where the record's silence means nothing
    (``item.visible`` False): there only events can be told, so weighing them would pay an account
    for every event it invents. `full` and `told` still hold them, with silence of runs as zero.

    Attributes
    ----------
    X, full : float32 [n_runs, n_items]
        Reports of the runs; NaN where silent or hidden.
    y : int [n_runs]
        Position in `names`.
    F : float32 [n_runs, n_features]
        Standardised features of `X`.
    items : list
    kinds : str [n_items]
    item_episode : int [n_items]
        Position in `episodes`.
    episodes : list of str
        In order of time.
    visible : bool [n_items]
        What is weighed.
    record, told : float [n_items]
        The record; NaN where silent or, in `record`, hidden.
    unweighed : bool [n_items]
        Cells the record tells of that are never weighed.
    features : float32 [n_features]
        Of the record.
    readings : float32 [n_readings, n_items]
        Attested readings of the record.
    reduction : Reduction
    names : list of str
        Accounts.
    topics : list
        Topics each account speaks to; None for all.
    log_ratio : float [n_runs, 2] or None
        See `thaw.inference.compare.compare`.
    """

    X: np.ndarray
    y: np.ndarray
    F: np.ndarray
    full: np.ndarray
    items: list[Any]
    kinds: np.ndarray
    item_episode: np.ndarray
    episodes: list[str]
    visible: np.ndarray
    record: np.ndarray
    told: np.ndarray
    unweighed: np.ndarray
    features: np.ndarray
    readings: np.ndarray
    reduction: Reduction
    names: list[str]
    topics: list[frozenset[str] | None]
    log_ratio: np.ndarray | None


def prepare(
    bank: Bank,
    readings: np.ndarray,
    evidence: np.ndarray,
    meta: Sequence[Mapping[str, Any]],
    names: list[str],
    episodes: Sequence[Mapping[str, Any]] | None,
    log_ratio: np.ndarray | None,
    most_features: int,
) -> Prepared:
    """Check shapes, drop failed runs, hide what the record hides, and reduce."""
    evidence = np.asarray(evidence, np.float32)
    readings = np.atleast_2d(np.asarray(readings, np.float32))
    _check_shapes(bank, readings, evidence, log_ratio)
    rows, y = _finished(bank, names)
    kinds = np.array([i.kind for i in bank.items])
    blind = (kinds == "cell") & np.array([not getattr(i, "visible", True) for i in bank.items])
    full = bank.X[rows]
    full[:, blind] = np.nan_to_num(full[:, blind])
    reached = ~np.isnan(full).all(axis=0)
    visible = ~np.isnan(evidence) & ~blind & reached
    if not visible.any():
        raise ThawError(
            "nothing that the record shows here is told by any run",
            expected="an event, a size, a first day or a figure of a kind that runs have, and settled by then",
            todo="see what became of each row with `thaw compare`; for a forecast give a later date, or say in "
            "`covers` of record.yaml what the record follows month by month",
        )
    X = np.where(visible, full, np.float32(np.nan))
    weighed = np.where(visible, evidence, np.float32(np.nan))
    order = episode_order(bank.items, episodes)
    place = {e: k for k, e in enumerate(order)}
    reduction = reduce_items(X, y, bank.items, visible, order, most_features)
    topics = [frozenset(map(str, m["speaks_to"])) if m.get("speaks_to") else None for m in meta]
    return Prepared(
        X=X,
        y=y,
        F=reduction(X),
        full=full,
        items=bank.items,
        kinds=kinds,
        item_episode=np.array([place[str(i.episode)] for i in bank.items]),
        episodes=order,
        visible=visible,
        record=weighed,
        told=np.where(reached, evidence, np.nan),
        unweighed=~np.isnan(evidence) & blind,
        features=reduction(weighed[None])[0],
        readings=np.where(visible, readings, np.nan),
        reduction=reduction,
        names=names,
        topics=topics,
        log_ratio=None if log_ratio is None else np.asarray(log_ratio, float)[rows],
    )


def _check_shapes(
    bank: Bank, readings: np.ndarray, evidence: np.ndarray, log_ratio: np.ndarray | None
) -> None:
    """Refuse a record of other items than the table's, and ratios of other runs."""
    if evidence.shape != (len(bank.items),) or readings.shape[1] != len(bank.items):
        raise ThawError(
            f"the record has {evidence.shape[-1]} items, the table {len(bank.items)}",
            todo="make the table anew: the case's items have changed",
        )
    if log_ratio is not None and np.shape(log_ratio) != (len(bank.y), 2):
        raise ThawError(
            f"log_prior_ratio has shape {np.shape(log_ratio)}", expected=f"({len(bank.y)}, 2)"
        )


def _finished(bank: Bank, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the finished runs of these accounts, and the position of each one's account in `names`."""
    position = np.full(len(bank.accounts), -1)
    position[[bank.accounts.index(a) for a in names]] = np.arange(len(names))
    rows = np.flatnonzero((position[bank.y] >= 0) & ~bank.failed)
    y = position[bank.y[rows]]
    few = [a for i, a in enumerate(names) if (y == i).sum() < FEWEST]
    if few:
        raise ThawError(
            f"fewer than {FEWEST} finished runs of {', '.join(few)}", todo="run `thaw table`"
        )
    return rows, y
