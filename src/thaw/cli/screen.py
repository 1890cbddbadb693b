"""What the command line shows: bars with the time left, and tables."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from thaw.numerals import duration

out = Console(highlight=False, soft_wrap=False)
aside = Console(stderr=True, highlight=False)


LINE_SECONDS = 10.0
"""Where nobody sees a bar, a line is written after this long, then after twice as long each time."""

NARROW = 60
"""Columns of a screen below which a table may be set as lines."""

MOST_SECONDS = 300.0
"""Between two such lines."""


@contextmanager
def bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Progress on stderr; gives a function ``(done, total)`` that moves it.

    A bar on a terminal; in a file or a pipe a line now and then, with the time that is left.
    """
    if not aside.is_terminal:
        yield Lines(title).move
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=aside, transient=True) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


class Lines:
    """Progress as lines of text."""

    def __init__(self, title: str, now: Callable[[], float] = time.monotonic) -> None:
        self.title, self.now = title, now
        self.began = now()
        self.wait = LINE_SECONDS
        self.due = self.began + self.wait
        self.there: int | None = None
        self.from_: tuple[int, float] | None = None
        self.last: tuple[int, float] | None = None

    def move(self, done: int, total: int) -> None:
        """Write a line when one is due.

        Paces are wall time, over all that was done since the first that is done now and over what was
        done since the last line; what was there at the start says nothing of either. Where the two
        differ, as on a machine that others use as well, the time left is told as a range.
        """
        now = self.now()
        if self.there is None:
            self.there = done
        elif self.from_ is None and done > self.there:
            self.from_ = (done, now)
        if now < self.due:
            return
        self.wait = min(2 * self.wait, MOST_SECONDS)
        self.due = now + self.wait
        left = ""
        if self.from_ is not None and done > self.from_[0]:
            paces = [(now - self.from_[1]) / (done - self.from_[0])]
            if self.last is not None and done > self.last[0]:
                paces.append((now - self.last[1]) / (done - self.last[0]))
            low, high = (duration(pace(paces) * (total - done)) for pace in (min, max))
            left = f", about {low if low == high else f'{low} to {high}'} left"
        self.last = (done, now)
        print(f"{self.title}: {done} of {total}{left}", file=sys.stderr, flush=True)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table unless it is empty; columns whose name begins with '>' are set to the right.

    Columns of figures that do not fit beside each other are set in tables below each other, each with
    the first column. On a screen too narrow for the longest words each row stands as lines below each other.
    """
    cells = [[str(entry) for entry in row] for row in rows]
    if out.width < NARROW and _least(columns, cells) > out.width:
        _below(title, columns, cells)
        return
    for part in _fitting(columns, cells, out.width) if cells else ():
        _print(title, [columns[k] for k in part], [[row[k] for k in part] for row in cells])
        title = ""


def _least(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Width below which a table breaks words: the whole first column and the longest word of each other."""
    names = [name.lstrip(">") for name in columns]
    first = max(len(names[0]), *(len(row[0]) for row in rows), 0)
    words = [" ".join([name, *(row[k] for row in rows)]).split() for k, name in enumerate(names)]
    return first + sum(2 + max(map(len, w), default=0) for w in words[1:])


def _below(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table as lines, one for each entry that is not empty."""
    if title.strip():
        out.print(Text(title.strip()), style="italic")
    for row in rows:
        out.print(Text(row[0]), style="bold")
        for name, entry in zip(columns[1:], row[1:], strict=True):
            if entry:
                label = name.lstrip(">")
                out.print(Text(f"  {label}: {entry}" if label else f"  {entry}"))


def _fitting(columns: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> list[list[int]]:
    """Which columns stand beside each other: all, unless all but the first are figures and too wide."""
    every = list(range(len(columns)))
    wide = [
        max(len(name.lstrip(">")), *(len(row[k]) for row in rows), 0)
        for k, name in enumerate(columns)
    ]
    if not all(name.startswith(">") for name in columns[1:]) or len(columns) < 3:
        return [every]

    def packed(most: int) -> list[list[int]]:
        parts: list[list[int]] = [[0]]
        for k in every[1:]:
            used = sum(2 + wide[j] for j in parts[-1])
            if len(parts[-1]) > most or (len(parts[-1]) > 1 and used + wide[k] > room):
                parts.append([0])
            parts[-1].append(k)
        return parts

    few = len(packed(len(every)))
    return next(p for most in every[1:] if len(p := packed(most)) == few)


def _print(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    made = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for number, name in enumerate(columns):
        right = name.startswith(">")
        made.add_column(
            name.lstrip(">"),
            justify="right" if right else "left",
            overflow="fold",
            no_wrap=number == 0,
            min_width=max(map(len, name.lstrip(">").split()), default=0),
        )
    for row in rows:
        made.add_row(*(Text(entry) for entry in row))
    out.print(made)


def say(text: str) -> None:
    """Print a line of plain text, never cut, never read as markup."""
    out.print(Text(text), soft_wrap=True)


def count(value: float) -> str:
    """A number of persons at a readable precision, as in 58,600; never "-0"."""
    if abs(value) < 1000:
        return f"{round(value) + 0:,}"
    digits = len(f"{abs(value):.0f}") - 3
    return f"{round(value, -digits):,.0f}"
