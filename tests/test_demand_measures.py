"""Measures of demands and prisoners, worked by hand."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "mechanisms"))
from toy import put, world

from thaw.measures.demands import aim_economic, aim_loyal, aim_national, aim_political, prisoners


def two_places():
    """1,000 strikers who ask for pay, 3,000 marchers of whom a third ask for withdrawal."""
    w = world(places=3, groups=3)
    put(w, slice(0, 2), places__polity=1)
    put(w, 0, places__peak_strikers=1000, places__aim_economic=1.0)
    put(
        w,
        1,
        places__peak_demonstrators=3000,
        places__aim_political=2 / 3,
        places__aim_national=1 / 3,
    )
    return put(w, 2, places__peak_armed=500, places__aim_loyal=1.0)


def test_shares_are_of_those_who_act():
    w = two_places()
    made = [f(1, w) for f in (aim_economic, aim_political, aim_national, aim_loyal)]
    assert made == pytest.approx([0.25, 0.5, 0.25, 0.0])
    assert aim_loyal(0, w) == 1.0


def test_where_nobody_acts_nothing_is_asked():
    w = put(world(), places__aim_economic=1.0)
    assert aim_economic(0, w) == 0.0


def test_prisoners_are_inmates_of_the_country():
    w = put(world(groups=4), groups__population=1000, groups__polity=1)
    for row, stratum in enumerate((7, 8, 7, 0)):
        put(w, row, groups__stratum=stratum)
    put(w, 2, groups__polity=0)
    assert (prisoners(1, w), prisoners(0, w)) == (1000, 1000)
