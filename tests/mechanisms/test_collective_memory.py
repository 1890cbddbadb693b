"""Memory of unrest in a country: a hand case, raised at once, fading alike in one step and two."""

import pytest
from toy import key, one_and_two, params, put, world

from thaw.mechanisms.society.collective_memory import collective_memory
from thaw.world import PLACE_KINDS


def country(**columns):
    """Two places of polity 1 with 100,000 inhabitants together."""
    w = put(world(places=2), places__polity=1, polities__population=1e5)
    return put(w, 1, **columns)


def test_by_hand():
    # 100 strikers, 150 in the street, 50 armed: 100 + 2 x 150 + 2 x 50 = 500 of 100,000, a share of
    # 0.005, which is `half`: unrest one half, and the memory of it as high.
    w = country(
        places__peak_strikers=100,
        places__peak_demonstrators=150,
        places__peak_armed=50,
        polities__unrest=0.2,
        polities__memory_of_unrest=0.1,
    )
    assert collective_memory(1, w, params(collective_memory), key) == pytest.approx((0.5, 0.5))


def test_both_places_count_and_those_of_another_country_do_not():
    w = put(country(), places__peak_strikers=250)
    assert collective_memory(1, w, params(collective_memory), key)[0] == pytest.approx(0.5)
    w.places.polity[0] = 0
    assert collective_memory(1, w, params(collective_memory), key)[0] == pytest.approx(1 / 3)


def test_a_strike_in_the_camps_alarms_beyond_its_numbers():
    # 25 prisoners count as 250 of 100,000, half of `half`: one third; at a weight of 1 it is 1/21
    w = put(country(), places__peak_strikers=25)
    w.places.polity[0] = 0
    w.places.kind[1] = PLACE_KINDS.index("camp")
    assert collective_memory(1, w, params(collective_memory), key)[0] == pytest.approx(1 / 3)
    one = params(collective_memory, camps=1.0)
    assert collective_memory(1, w, one, key)[0] == pytest.approx(1 / 21)


def test_what_base_rates_alone_draw_counts_as_well():
    w = country(
        polities__base_strikers=200.0,
        polities__base_demonstrators=200.0,
        polities__base_armed=100.0,
    )
    assert collective_memory(1, w, params(collective_memory), key) == pytest.approx((0.5, 0.5))


def test_quiet_fades_over_a_month_and_over_years():
    # 0.8 exp(-30/30) = 0.294304, 0.8 exp(-30/1500) = 0.784159.
    def quiet():
        w = country(polities__unrest=0.8, polities__memory_of_unrest=0.8)
        return put(w, places__peak_strikers=0)

    one, two = one_and_two(collective_memory, quiet, params(collective_memory), row=1, dt=30.0)
    assert one == pytest.approx([0.294304, 0.784159], rel=1e-5)
    assert two == pytest.approx(one, rel=1e-12)
