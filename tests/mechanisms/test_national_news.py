"""News of strikes in a country: hand cases, size of the country, the zero law and the step law."""

import math

import pytest
from toy import apply, key, one_and_two, params, put, world

from thaw.mechanisms.counter_power.national_news import national_news as f


def country(population=10e6, capital=0, elsewhere=0, **columns):
    """Polity 1 with a capital (place 0) and another place; place 2 lies in polity 0."""
    w = world(places=3)
    w.places.polity[:] = 1, 1, 0
    w.places.capital[:] = 1, 0, 1
    w.places.breaks[:] = capital, elsewhere, 50
    return put(put(w, polities__population=population), 1, **columns)


def test_by_hand():
    # 0.4 fades to 0.4 / e^(1/5) = 0.327492. Of 3 breaks in the capital 1 is new: 0.5; of 13 in all 5
    # are new, 4 of them elsewhere: 4 x 0.05 = 0.2; one more town with one in a hundred out: 1.
    w = country(
        capital=3,
        elsewhere=10,
        polities__heard=0.4,
        polities__breaks_heard=8,
        polities__capital_heard=2,
        polities__big_towns=2,
        polities__big_heard=1,
    )
    heard, counted, central, large = f(1, w, params(f), key)
    assert heard == pytest.approx(0.327492 + 0.5 + 0.2 + 1.0, abs=1e-6)
    assert (counted, central, large) == (13.0, 3.0, 2.0)


def test_as_much_is_heard_a_head_in_a_large_country():
    # Twenty times the people, twenty times the breaks and big towns: the same stock of news. A small
    # country does not hear more of each.
    small = f(1, country(10e6, 0, 2, polities__big_towns=1), params(f), key)[0]
    large = f(1, country(200e6, 0, 40, polities__big_towns=20), params(f), key)[0]
    assert small == large == pytest.approx(1.1)
    assert f(1, country(1e6, 0, 2, polities__big_towns=1), params(f), key)[0] == small
    # What happens in the capital everybody hears.
    assert f(1, country(200e6, 1, 0), params(f), key)[0] == 0.5


def test_it_stays_within_its_stock_and_ages():
    w = country(capital=1000)
    apply(f, w, params(f), 1)
    assert w.polities.heard[1] == 3.0
    apply(f, w, params(f), 1)
    assert w.polities.heard[1] == pytest.approx(3.0 * math.exp(-0.2))


def test_zero_is_absence():
    w = country(capital=9, polities__heard=0.5)
    assert f(1, w, params(f, capital=0, town=0), key) == (0.5, 0.0, 0.0, 0.0)


def test_two_half_steps_are_one():
    def build():
        return country(
            capital=4, polities__heard=0.8, polities__breaks_heard=4, polities__capital_heard=4
        )

    one, two = one_and_two(f, build, params(f), 1)
    assert two == pytest.approx(one, rel=1e-12)
