"""What rulers hear of demands: hand cases, memory, zero strength and silence."""

import math

import pytest
from toy import key, params, put, world

from thaw.mechanisms.information.demands_heard import demands_heard as f


def country(**columns):
    """500 of 100,000 on strike in one place, for pay (.7), politics (.2) and withdrawal (.1)."""
    w = put(world(places=2), places__polity=1, polities__population=1e5)
    put(w, 0, places__peak_strikers=500, places__aim_economic=0.7, places__aim_political=0.2)
    put(w, 0, places__aim_national=0.1)
    return put(w, 1, **columns)


def answer(w, **override):
    return f(1, w, params(f, **override), key)


def test_by_hand():
    # 500 of 100,000 are the share at which it is half as loud as it can be.
    assert answer(country()) == pytest.approx((0.35, 0.1, 0.05, 0.0))


def test_places_speak_by_their_crowds():
    # 500 more in the street elsewhere count double: of 1,500, a third asks as above.
    w = country(places__peak_demonstrators=500, places__aim_political=1.0)
    loud = 0.015 / (0.015 + 0.005)
    made = answer(w)
    assert made[0] == pytest.approx(loud * 0.7 / 3)
    assert made[1] == pytest.approx(loud * (0.2 / 3 + 2 / 3))


def test_old_demands_die_away_and_louder_ones_stand():
    w = country(polities__asked_economic=0.9, polities__asked_political=0.01)
    made = answer(w)
    assert made[0] == pytest.approx(0.9 * math.exp(-1 / 30))
    assert made[1] == pytest.approx(0.1)


def test_silence_is_heard_as_nothing():
    w = put(country(), 0, places__peak_strikers=0)
    assert answer(w) == (0.0, 0.0, 0.0, 0.0)
    assert answer(put(country(), 0, places__aim_economic=0.0))[0] == 0.0


def test_at_zero_strength_nothing_is_heard():
    assert answer(country(), hear=0.0) == (0.0, 0.0, 0.0, 0.0)


def test_a_country_hears_its_own():
    assert f(0, country(), params(f), key) == (0.0, 0.0, 0.0, 0.0)
