"""Progress that a caller may watch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

Bar = Callable[[str], AbstractContextManager[Callable[[int, int], None]]]
"""``with bar(title) as move: move(done, total)``; see `thaw.cli.screen.bar`."""


@contextmanager
def no_bar(title: str) -> Iterator[Callable[[int, int], None]]:  # noqa: ARG001 (as any bar)
    """Progress that nobody watches."""
    yield unwatched


def unwatched(done: int, total: int) -> None:
    """How far it is, told to nobody."""


def further(move: Callable[[int, int], None], before: int, total: int, n: int, _: int) -> None:
    """Move a bar that counts `before` runs of earlier blocks as done."""
    move(before + n, total)
