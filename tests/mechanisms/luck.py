"""Draw addresses with known luck, so that a hand case can say whether an event happens."""

from __future__ import annotations

from collections.abc import Callable

from toy import apply

from thaw.draw import uniform
from thaw.world import World


def lucky(row: int, partner: int = 0, below: float = 0.1) -> tuple[int, int, int, int]:
    """The first key under which the draw of `row` falls below `below`: an event of that chance."""
    return next((1, 2, 3, s) for s in range(10_000) if uniform((1, 2, 3, s), row, partner) < below)


def unlucky(row: int, partners: tuple[int, ...] = (0, 1), above: float = 0.6) -> tuple:
    """The first key under which no event of chance `above` happens to `row`."""
    keys = ((1, 2, 3, s) for s in range(10_000))
    return next(k for k in keys if all(uniform(k, row, b) > above for b in partners))


def halves(fn: Callable, make: Callable[[], World], p, row: int = 0) -> list[tuple[float, float]]:
    """What `fn` writes after one step of a day and after two of half a day, column by column.

    The keys are ones under which no event happens, so only what moves continuously is compared.
    """
    key, out = unlucky(row, tuple(range(8))), []
    whole, half = make(), make()
    whole.clock.dt[0], half.clock.dt[0] = 1.0, 0.5
    apply(fn, whole, p, row, key)
    apply(fn, half, p, row, key)
    apply(fn, half, p, row, key)
    for column in fn.mechanism.writes:  # type: ignore[attr-defined]
        table, name = column.split(".")
        one, two = getattr(whole, table), getattr(half, table)
        out.append((getattr(one, name)[row], getattr(two, name)[row]))
    return out


def same(fn: Callable, w: World, p, row: int = 0, key=(1, 2, 3, 0)) -> bool:
    """Whether `fn` leaves every column that it writes exactly as it stood, for 200 draws."""
    before = []
    for column in fn.mechanism.writes:  # type: ignore[attr-defined]
        table, name = column.split(".")
        before.append(getattr(getattr(w, table), name)[row])
    for step in range(200):
        answer = fn(row, w, p, (*key[:3], step))
        if list(answer if isinstance(answer, tuple) else (answer,)) != before:
            return False
    return True
