"""The figure of scores: words for an account without items lie within their own panel."""

from __future__ import annotations

import re

import pytest

from thaw.report.forest import ROOM, _forest_row
from thaw.report.reading import Estimate
from thaw.report.svg import Drawing


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 0.95, 1.0])
def test_words_for_nothing_stay_in_the_panel(share: float) -> None:
    begin, wide = 208.0, 300.0
    zero = begin + share * wide
    d = Drawing(860, 100, "nothing", "nothing")
    _forest_row(d, Estimate(), lambda v: zero + v, begin, 50, "one")
    text = re.search(r"<text[^>]*>no such items", str(d))
    assert text is not None
    x = float(re.search(r'\bx="([-\d.]+)"', text[0])[1])  # type: ignore[index]
    left = x - ROOM if 'text-anchor="end"' in text[0] else x
    assert begin - 0.1 <= left and left + ROOM <= begin + wide + 0.1
