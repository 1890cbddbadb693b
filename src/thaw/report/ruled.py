"""Tables for a terminal of 80 columns, with a line below their heads."""

from __future__ import annotations

from rich import box
from rich.table import Table
from rich.text import Text

TERMINAL_WIDTH = 80


def ruled(title: str | Text, gap: int = 1) -> Table:
    """An empty table, title and caption to the left.

    Parameters
    ----------
    title : str or Text
    gap : int
        Columns between two columns of the table.
    """
    return Table(
        title=title,
        title_justify="left",
        title_style="",
        box=box.SIMPLE_HEAD,
        padding=(0, gap, 0, 0),
        pad_edge=False,
        show_edge=False,
        width=TERMINAL_WIDTH,
        caption_justify="left",
    )
