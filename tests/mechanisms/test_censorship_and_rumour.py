"""News within a country: by hand, both channels, step and zero laws."""

import pytest
import toy

from thaw.mechanisms.information.censorship_and_rumour import censorship_and_rumour as f


def build(**columns):
    return toy.put(toy.world(), 0, **({"polities__unrest": 0.5} | columns))


def test_hand_case():
    # through 0.1 + 0.7 * 0.5 = 0.45, target 0.225; 0.225 * (1 - exp(-1)) = 0.142227
    assert f(0, build(), toy.params(f), toy.key) == pytest.approx(0.142227, abs=1e-6)


def test_each_channel_carries_by_itself():
    p = toy.params(f, rumour=0.0)
    assert f(0, build(polities__censorship=1.0), p, toy.key) == 0.0
    assert f(0, build(polities__censorship=0.0), p, toy.key) > 0.3
    assert f(0, build(polities__censorship=1.0), toy.params(f), toy.key) > 0.1


def test_news_comes_in_a_day_and_fades_in_ten():
    w, p = build(), toy.params(f)
    toy.run(f, w, p, 5)
    peak = w.places.news[0]
    w.polities.unrest[0] = 0.0
    toy.run(f, w, p, 10)
    assert peak > 0.22 and w.places.news[0] == pytest.approx(peak * 0.367879, abs=1e-4)


def test_zero_rates_change_nothing():
    w = build(places__news=0.1)
    assert f(0, w, toy.params(f, carry=0.0, fade=0.0), toy.key) == 0.1


def test_two_half_steps_make_one():
    one, two = toy.one_and_two(f, build, toy.params(f), dt=1.0)
    assert one == pytest.approx(two, rel=1e-12)
