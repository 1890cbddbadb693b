"""Forms of a claim about what moves with what: order, rates, measures that go together, paired effects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from thaw.jobs.history import OUTSIDE, History

FEWEST_MONTHS = 6
"""Months that a claim on two measures needs."""


def in_order(test: Mapping[str, Any], history: History) -> bool | None:
    """Whether the first of one kind of event comes before the first of another.

    None where neither happens in the span; where one does not, the other came first.
    """
    span = history.span(test["between"])
    if span is None:
        return None
    first = _first(history, test["first"], test["first_in"], span)
    then = _first(history, test["then"], test["then_in"], span)
    if first is None or then is None:
        return None if first is then else then is None
    return first < then


def _first(history: History, kinds: Any, word: str, span: slice) -> int | None:
    steps = [history.new(kinds, row) for row in history.rows(word)]
    found = [int(s[(s >= span.start) & (s < span.stop)].min(initial=span.stop)) for s in steps]
    earliest = min(found, default=span.stop)
    return earliest if earliest < span.stop else None


def oftener(test: Mapping[str, Any], history: History) -> bool | None:
    """Whether events of some kinds begin oftener within days after others than at other times.

    None where there is nothing of one of them, or no time of one sort.
    """
    span = history.span(test["between"])
    if span is None:
        return None
    near, away = rates(
        history,
        test["then"],
        test["then_in"],
        under(history, test["first"], test["first_in"], test["within"]),
        span,
    )
    if min(near[1], away[1]) == 0 or near[0] + away[0] == 0:
        return None
    return moves(away[0] / away[1], near[0] / near[1], test["direction"])


def under(history: History, kinds: Any, word: str, within: float) -> np.ndarray:
    """Days of each polity that lie within so many days after an event of these kinds.

    Parameters
    ----------
    kinds : sequence of str
    word : str
        Where: a polity, any, satellites, same, others (than the one looked at), hegemon or outside.
    within : float
        Days; the day of the event itself is not one of them.

    Returns
    -------
    bool array, shape (n_steps, n_polities)
    """
    polities = len(history.polities)
    by_row = [
        _after(history.days, history.days[history.days_of(kinds, row)], within)
        for row in range(polities)
    ]
    if word == "same":
        return np.stack(by_row, axis=1)
    if word == "others":
        rows = range(polities)
        none = np.zeros(len(history.days), bool)
        return np.stack(
            [np.any([by_row[k] for k in rows if k != j] or [none], axis=0) for j in rows], axis=1
        )
    if word == OUTSIDE:
        days = [history.outside[k] for k in kinds if k in history.outside]
        when = np.sort(np.concatenate(days)) if days else np.empty(0, "datetime64[D]")
        there = _after(history.days, when, within)
    else:
        chosen = [by_row[row] for row in history.rows(word)]
        there = np.any(chosen, axis=0) if chosen else np.zeros(len(history.days), bool)
    return np.repeat(there[:, None], polities, axis=1)


def _after(days: np.ndarray, when: np.ndarray, within: float) -> np.ndarray:
    """Days that lie 1 to `within` days after any of those in `when`, which are in order."""
    if not len(when):
        return np.zeros(len(days), bool)
    last = np.searchsorted(when, days, side="left") - 1
    lag = (days - when[np.maximum(last, 0)]).astype(int)
    return (last >= 0) & (lag <= within)


def rates(
    history: History, kinds: Any, word: str, there: np.ndarray, span: slice
) -> tuple[tuple[int, int], tuple[int, int]]:
    """(events that begin, days) while something is there, and while it is not, over some polities."""
    counted = [[0, 0], [0, 0]]
    for row in history.rows(word):
        steps = history.new(kinds, row)
        steps = steps[(steps >= span.start) & (steps < span.stop)]
        for side, mask in enumerate((there[:, row], ~there[:, row])):
            counted[side][0] += int(mask[steps].sum())
            counted[side][1] += int(mask[span].sum())
    return (counted[0][0], counted[0][1]), (counted[1][0], counted[1][1])


def covaries(test: Mapping[str, Any], history: History) -> bool | None:
    """Whether two measures rise and fall together from month to month (rank correlation of changes).

    None for fewer than `FEWEST_MONTHS` months, and where one of them does not change.
    """
    from scipy.stats import spearmanr

    span = history.span(test["between"])
    rows, others = history.rows(test["polity"]), history.rows(test["with_in"])
    if span is None or not rows or not others:
        return None
    months = history.days[span].astype("datetime64[M]")
    starts = np.unique(months, return_index=True)[1]
    if len(starts) <= FEWEST_MONTHS:
        return None
    pair = []
    for measure, chosen in ((test["measure"], rows), (test["with"], others)):
        daily = history.values[measure][span][:, chosen].mean(axis=1)
        monthly = np.add.reduceat(daily, starts) / np.diff(np.append(starts, len(daily)))
        pair.append(np.diff(monthly.astype(float)))
    if any(np.ptp(change) == 0 for change in pair):
        return None
    return moves(0.0, float(spearmanr(*pair).statistic), test["direction"])


def differs(test: Mapping[str, Any], plain: History, changed: History) -> bool | None:
    """Whether a what-if moves something as claimed, in a pair of runs with the same people and luck.

    None where a run does not reach the span, and where nothing at all differs between the two, since then the
    occasion may not have come; unless the claim is that something does not fall or rise.
    """
    sides = [_amount(test, h) for h in (plain, changed)]
    if sides[0] is None or sides[1] is None:
        return None
    direction = str(test["direction"])
    if not direction.startswith("not_") and _alike(plain, changed):
        return None
    return moves(sides[0], sides[1], direction)


def _alike(plain: History, changed: History) -> bool:
    """Whether two runs are the same in all that is measured, as far as both reach."""
    steps = min(len(plain.days), len(changed.days))
    if not (plain.events[:steps] == changed.events[:steps]).all():
        return False
    return all(
        np.array_equal(values[:steps], changed.values[name][:steps], equal_nan=True)
        for name, values in plain.values.items()
    )


def _amount(test: Mapping[str, Any], history: History) -> float | None:
    """Events that begin in a span, or the mean of a measure over it."""
    span, rows = history.span(test["between"]), history.rows(test["polity"])
    if span is None or not rows:
        return None
    if "measure" in test:
        return float(history.values[test["measure"]][span][:, rows].mean())
    begun = [history.new(test["kinds"], row) for row in rows]
    return float(sum(((s >= span.start) & (s < span.stop)).sum() for s in begun))


def moves(before: float, after: float, direction: str) -> bool:
    """Whether going from one value to another falls, rises, does not fall or does not rise."""
    if direction in ("falls", "not_falls"):
        return bool(after < before) == (direction == "falls")
    return bool(after > before) == (direction == "rises")
