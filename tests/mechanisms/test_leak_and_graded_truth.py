"""Hand cases and laws of leak_and_graded_truth, and what the many believe by it in disclosure_signal."""

import math

import pytest
from luck import halves, lucky, same, unlucky
from toy import key, params, put, world

from thaw.mechanisms.information.disclosure_signal import disclosure_signal
from thaw.mechanisms.information.leak_and_graded_truth import leak_and_graded_truth as fn

OUT, COUNT, HEARD = range(3)


def scene(**columns):
    """The hegemon has told its party four tenths, nothing in public; half of row 1 listens abroad."""
    w = put(world(polities=2), polities__censorship=1.0)
    put(w, 0, polities__disclosure=0.4, polities__known_party=0.4)
    put(w, 1, polities__listeners=0.5, polities__obedience=0.8)
    return put(w, 0, **columns)


def rate(w):
    """Leaks a day, from 4,000 draws of ten days."""
    put(w, clock__dt=10.0)
    hits = sum(fn(0, w, params(fn), (1, 2, 3, s))[COUNT] for s in range(4000))
    return -math.log(1 - hits / 4000) / 10


def test_a_secret_leaks_at_its_rate_and_only_once():
    assert rate(scene()) == pytest.approx(0.01, rel=0.15)  # .02, half of it prevented by the censor
    assert fn(0, scene(), params(fn), lucky(0, 0, below=0.005))[:2] == (0.4, 1.0)
    assert rate(scene(polities__leaked=0.4)) == 0


def test_no_secret_no_leak_and_more_where_more_know_it():
    assert rate(scene(polities__told_public=0.4)) == 0
    assert rate(scene(polities__disclosure=0.0)) == 0
    assert rate(scene(polities__known_party=0.1)) < 0.5 * rate(scene())
    assert rate(scene(polities__censorship=0.5)) > rate(scene())


def test_stations_carry_it_to_those_who_listen_by_hand():
    w = put(scene(polities__leaked=0.4), clock__dt=10.0)
    heard = fn(1, w, params(fn), key)[HEARD]
    assert heard == pytest.approx(0.6 * 0.5 * 0.8 * 0.4 * (1 - math.exp(-1)))
    deaf = put(w, 1, polities__listeners=0.0)
    assert fn(1, deaf, params(fn), key)[HEARD] == 0


def test_what_was_heard_is_not_unheard():
    w = put(scene(polities__leaked=0.0), 1, polities__leak_heard=0.2)
    assert fn(1, w, params(fn), unlucky(1))[HEARD] == 0.2


def test_the_many_believe_what_they_hear_of_a_leak_but_no_more_than_was_told():
    def believed(heard):
        w = put(world(polities=1), polities__disclosure=0.4, polities__leak_heard=heard)
        return disclosure_signal(0, w, params(disclosure_signal), key)[4]

    assert believed(0.0) < believed(0.3) <= believed(0.9) == pytest.approx(0.4)


def test_at_zero_it_is_absent():
    assert same(fn, scene(polities__leaked=0.2), params(fn, leak=0.0))


def test_half_steps_agree():
    make = lambda: scene(polities__leaked=0.4)  # noqa: E731
    for whole, half in halves(fn, make, params(fn), row=1):
        assert whole == pytest.approx(half, rel=1e-12)
