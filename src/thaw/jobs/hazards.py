"""A mechanism asked for its own hazards, and a change of one told apart by weights or by columns.

A mechanism is run as it is written, on a world as it stood when it decided, with a listener in the place of
`thaw.draw.happens`: no equation of a mechanism is written down a second time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from types import FunctionType
from typing import Any

import numpy as np

from thaw.account.named_causes import Question
from thaw.draw import happens
from thaw.mechanism import Mechanism
from thaw.world import World

FLOOR = 1e-9
"""Hazard per day that stands for none, once in three million years: below every base rate that is shipped."""

AT_ONCE = 1e9
"""A pace per day at which a level stands at once where it would come to rest."""

DECIDED = 0
"""Number of the draw by which a mechanism decides; later ones set sizes and ends."""

Heard = dict[int, tuple[float, bool]]
"""Rate per day and outcome, by number of the draw."""


class Listener:
    """Stands for `happens` and keeps what it was asked."""

    def __init__(self) -> None:
        self.heard: Heard = {}

    def __call__(self, key: Any, a: int, b: int, rate: float, dt: float) -> bool:
        """Whether the event occurs, as `thaw.draw.happens` says."""
        occurs = bool(happens(key, a, b, rate, dt))
        self.heard.setdefault(b, (float(rate), occurs))
        return occurs


@cache
def _listening(function: FunctionType, capped: bool) -> tuple[Callable, Listener]:
    """A mechanism's function beside its listener; without the cap on how often a body meets, if asked."""
    listener = Listener()
    around = {**function.__globals__, "happens": listener}
    if not capped and "CAP" in around:
        around["CAP"] = math.inf
    return FunctionType(function.__code__, around, function.__name__), listener


def ask(
    m: Mechanism, i: int, w: World, p: Any, key: Any, capped: bool = False
) -> tuple[Heard, tuple]:
    """What mechanism `m` draws for row i of world `w` with parameters `p`, and the values it returns."""
    function, listener = _listening(m.function, capped)
    listener.heard = {}
    made = function(i, w, p, key)
    return listener.heard, made if isinstance(made, tuple) else (made,)


def decided(m: Mechanism, i: int, w: World, p: Any, key: Any) -> bool:
    """Whether the draw of row i falls, at the hazard that the mechanism computes."""
    heard, _ = ask(m, i, w, p, key, capped=True)
    return DECIDED in heard and heard[DECIDED][1]


def log_hazard(q: Question, m: Mechanism, i: int, w: World, p: Any) -> float:
    """Log of the hazard per day of deciding, before any cap; at least that of `FLOOR`."""
    key = (0, 0, m.decision, 0)
    if q.level:
        table, column = q.level["column"].split(".")
        _, made = ask(m, i, w, p._replace(**{q.level["pace"]: AT_ONCE}), key)
        values = getattr(getattr(w, table), column).copy()
        values[i] = made[m.writes.index(q.level["column"])]
        w = with_columns(w, {q.level["column"]: values})
    heard, _ = ask(m, i, w, p, key)
    rate = heard[DECIDED][0] if DECIDED in heard else 0.0
    return math.log(max(rate, FLOOR))


def with_columns(w: World, columns: Mapping[str, np.ndarray]) -> World:
    """World `w` with these columns ("table.column") in the place of its own."""
    by_table: dict[str, dict[str, np.ndarray]] = {}
    for name, values in columns.items():
        table, column = name.split(".")
        by_table.setdefault(table, {})[column] = values
    return w._replace(**{t: getattr(w, t)._replace(**c) for t, c in by_table.items()})


def told_apart(
    players: Sequence[str], height: Callable[[frozenset[str]], float]
) -> dict[str, float]:
    """What each player adds to a height, as the mean of joining in this order and in the reverse.

    Exact where players add up or act in pairs (it is then the Shapley value); the parts always sum to
    ``height(all) - height(none)``.
    """
    parts = dict.fromkeys(players, 0.0)
    for order in (list(players), list(reversed(players))):
        joined: frozenset[str] = frozenset()
        at = height(joined)
        for player in order:
            joined |= {player}
            now = height(joined)
            parts[player] += 0.5 * (now - at)
            at = now
    return parts


REST = "rest"
"""The part of a change that stays with every weight at 0."""


def decision_parts(
    q: Question, m: Mechanism, i: int, now: World, quiet: World, p: Any
) -> tuple[dict[str, float], float]:
    """A decision told apart into what its weights carry.

    Parameters
    ----------
    now, quiet : World
        As the mechanism saw it when it decided, and on the first day.
    p : namedtuple
        Parameter values of the run.

    Returns
    -------
    parts : dict
        Weight, or `REST`, to its part of the log hazard above the quiet day.
    total : float
        The log hazard above the quiet day; the sum of the parts.
    """
    quiet = with_columns(quiet, {c: _column(now, c) for c in q.held})
    weights = [name for name in q.weights if name in m.parameters]

    def height(on: frozenset[str]) -> float:
        part = p._replace(**{name: 0.0 for name in weights if name not in on})
        return log_hazard(q, m, i, now, part) - log_hazard(q, m, i, quiet, part)

    parts = told_apart(weights, height)
    parts[REST] = height(frozenset())
    return parts, height(frozenset(weights))


def _column(w: World, name: str) -> np.ndarray:
    table, column = name.split(".")
    return getattr(getattr(w, table), column)


def mechanism_of(q: Question, unit: Iterable[Mechanism]) -> Mechanism | None:
    """The mechanism of an account that answers a question, if it runs one of that name."""
    return next((m for m in unit if m.name == q.mechanism), None)


def seen_before(m: Mechanism, order: Sequence[Mechanism]) -> tuple[str, ...]:
    """Columns that `m` reads as they were before its step: those that it or a later mechanism writes.

    All others it reads as they are after the step. A column that an earlier mechanism writes as well is
    read as that left it; no hazard that ships depends on one (a test looks).
    """
    at = next(k for k, other in enumerate(order) if other.name == m.name)
    late = {c for other in order[at:] for c in other.writes}
    return tuple(c for c in m.reads if c in late)
