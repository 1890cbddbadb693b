"""What an account predicts, held against runs: in how many of them each claim comes true.

The forms of a test are listed in `thaw.account.claims`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.jobs.claim_forms import covaries, in_order, moves, oftener
from thaw.jobs.history import History, histories

if TYPE_CHECKING:
    from thaw.account import Account
    from thaw.case import Case
    from thaw.run import Run


TAIL = 0.05
"""Left out of an interval at either end."""


@dataclass(frozen=True)
class Judged:
    """One prediction against the runs of its account.

    Attributes
    ----------
    name, claim, passage : str
    share, low, high : float
        Share of the `judged` runs in which it holds, and its 90% interval (Jeffreys); NaN when no run
        can be judged.
    judged, runs : int
        Runs in which it can be judged (those that reach its dates and have the events it speaks of),
        and all runs.
    """

    name: str
    claim: str
    passage: str
    share: float
    low: float
    high: float
    judged: int
    runs: int


def holds(test: dict[str, Any], history: History) -> bool | None:
    """Whether a test holds in a run; None when the run does not reach it or gives no occasion."""
    form = test["form"]
    if form in APART:
        return APART[form](test, history)
    rows = history.rows(test["polity"])
    if not rows:
        return None
    if form in ("count", "intervals"):
        return _of_events(test, history, rows)
    return _of_values(test, history, rows)


def _of_events(test: dict[str, Any], history: History, rows: list[int]) -> bool | None:
    span = history.span(test["between"])
    if span is None:
        return None
    begun = [history.new([test["kind"]], row) for row in rows]
    begun = [steps[(steps >= span.start) & (steps < span.stop)] for steps in begun]
    if test["form"] == "count":
        return _within(sum(len(steps) for steps in begun), test)
    days = np.unique(history.days[np.concatenate(begun)])
    waits = np.diff(days).astype(float)
    if len(waits) < 2:
        return None
    order = np.arange(len(waits))
    trend = float(((order - order.mean()) * (waits - waits.mean())).sum())
    return moves(0.0, trend, test["direction"])


def _of_values(test: dict[str, Any], history: History, rows: list[int]) -> bool | None:
    values = history.values[test["measure"]]
    if test["form"] == "level":
        at = history.step(test["at"])
        return None if at is None else any(_within(values[at, row], test) for row in rows)
    if test["form"] == "peak":
        span = history.span(test["between"])
        return None if span is None else any(_within(values[span, r].max(), test) for r in rows)
    a, b = history.step(test["from"]), history.step(test["to"])
    if a is None or b is None:
        return None
    if test["form"] == "compare":
        return any(moves(values[a, r], values[b, r], test["direction"]) for r in rows)
    told = [values[b, r] / values[a, r] for r in rows if values[a, r] > 0]
    return any(_within(x, test) for x in told) if told else None


def _within(value: float, test: dict[str, Any]) -> bool:
    if "at_least" in test:
        return bool(value >= test["at_least"])
    return bool(value <= test["at_most"])


def _precedes(test: dict[str, Any], history: History) -> bool | None:
    span = history.span(test["between"])
    if span is None:
        return None
    by_first = test.get("by") == "first"
    counted, other = ("first", "then") if by_first else ("then", "first")
    words = {word: test[f"{word}_in"] for word in ("first", "then")}
    same = "same" in words.values()
    rows = history.rows(words[other] if words[counted] == "same" else words[counted])
    found = [
        (step, row)
        for row in rows
        for step in history.new(test[counted], row)
        if span.start <= step < span.stop
    ]
    if not found:
        return None
    met = sum(
        any(
            _near(test, history, step, partner, other)
            for partner in ([row] if same else history.rows(words[other]))
        )
        for step, row in found
    )
    return bool(met >= test["share_at_least"] * len(found))


APART = {
    "precedes": _precedes,
    "order": in_order,
    "rate": oftener,
    "covary": covaries,
    "effect": lambda *_: None,
    "noted": lambda *_: None,
}
"""Forms that name their polities by themselves. An effect is told by pairs of runs, and what only a record
notes by no run."""


def _near(test: dict[str, Any], history: History, step: int, row: int, other: str) -> bool:
    """Whether the other kind happened in a polity within the days before, or began in those after."""
    if other == "first":
        lag = history.days[step] - history.days[history.days_of(test["first"], row)]
    else:
        lag = history.days[history.new(test["then"], row)] - history.days[step]
    days = lag.astype(int)
    return bool(((days >= 1) & (days <= test["within"])).any())


def judge(account: Account, run: Run, case: Case) -> list[Judged]:
    """All predictions of an account that carry a test, against its runs on a case.

    Parameters
    ----------
    account : Account
    run : Run
        One or many replicates of the account on `case`, with the measures by place.
    case : Case

    Returns
    -------
    list of Judged
        In the order of the account's file.
    """
    tested = [p for p in account.predicts if "test" in p]
    if not tested:
        return []
    told = histories(run, case)
    made = []
    for p in tested:
        results = [r for r in (holds(p["test"], h) for h in told) if r is not None]
        share, low, high = interval(sum(results), len(results))
        made.append(
            Judged(
                str(p["id"]),
                str(p["claim"]),
                str(p["passage"]),
                share,
                low,
                high,
                len(results),
                len(told),
            )
        )
    return made


def interval(yes: int, n: int) -> tuple[float, float, float]:
    """Share and its Jeffreys interval; the interval reaches the end at which the share stands."""
    from scipy.special import betaincinv

    if n == 0:
        return np.nan, np.nan, np.nan
    low, high = betaincinv(yes + 0.5, n - yes + 0.5, [TAIL, 1.0 - TAIL])
    return yes / n, 0.0 if yes == 0 else float(low), 1.0 if yes == n else float(high)
