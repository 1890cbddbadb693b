"""What the command line shows: bars with the time left, and tables."""

from __future__ import annotations

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
)  # fmt: skip
from rich.table import Table
from rich.text import Text

out = Console(highlight=False, soft_wrap=False)
aside = Console(stderr=True, highlight=False)


@contextmanager
def bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr; gives a function ``(done, total)`` that moves it."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        TextColumn("left"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=aside, transient=True) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table unless it is empty; columns whose name begins with '>' are set to the right."""
    rows = list(rows)
    if not rows:
        return
    made = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for number, name in enumerate(columns):
        right = name.startswith(">")
        made.add_column(
            name.lstrip(">"), justify="right" if right else "left", overflow="fold",
            no_wrap=number == 0,
        )  # fmt: skip
    for row in rows:
        made.add_row(*(Text(str(entry)) for entry in row))
    out.print(made)


def say(text: str) -> None:
    """Print a line of plain text, never cut, never read as markup."""
    out.print(Text(text), soft_wrap=True)


def count(value: float) -> str:
    """A number of persons at a readable precision, as in 58,600."""
    if abs(value) < 1000:
        return f"{value:,.0f}"
    digits = len(f"{abs(value):.0f}") - 3
    return f"{round(value, -digits):,.0f}"
