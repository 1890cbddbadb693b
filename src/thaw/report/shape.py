"""Widths of a report's figures: on a page, and on a phone."""

from __future__ import annotations

from typing import NamedTuple

RIGHT = 14
"""Drawing units right of a plot."""


class Shape(NamedTuple):
    """Width of a figure and where its plot begins, in drawing units; and what is left out if narrow."""

    width: float = 860
    left: float = 132
    forest_left: float = 208
    narrow: bool = False


WIDE, NARROW = Shape(), Shape(width=390, left=66, forest_left=132, narrow=True)
"""Of a page, and of a phone, on which every year has to be seen without scrolling."""


def ident(name: str, shape: Shape) -> str:
    """Id of a drawing of this shape."""
    return name + ("-narrow" if shape.narrow else "")
