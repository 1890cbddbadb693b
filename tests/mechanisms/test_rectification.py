"""Accusations answered by criticism: by hand, not of a plotter; zero and step laws."""

import math

import pytest
from luck import halves, same, unlucky
from toy import params, put, world

from thaw.mechanisms.rulers.rectification import rectification


def office(n=4, **columns):
    """A hegemon and a country that obeys it with n officials, each with an address of his own."""
    w = world(polities=2, officials=n)
    w.officials.address[:] = range(1, n + 1)
    put(w, officials__polity=1, polities__population=1e6)
    return put(w, 1, **columns)


def test_criticism_answers_accusations_but_not_those_of_a_plotter():
    w = put(office(), 0, officials__accused=2.0)
    assert same(rectification, w, params(rectification)), "by default nobody is answered so"
    p = params(rectification, answer=0.1)
    left, answered = rectification(0, w, p, unlucky(1))
    assert left == pytest.approx(2.0 * math.exp(-0.1))
    assert answered == pytest.approx(2.0 - left)
    assert same(rectification, put(w, 0, officials__plotting=1.0), p)


def test_at_zero_strength_it_is_absent():
    w = office(polities__clearing=0.3, polities__cleared_now=0.5, polities__obedience=1.0)
    put(w, 0, polities__monopoly=1.0, polities__terror=1.0, officials__accused=2.0)
    assert same(rectification, w, params(rectification, answer=0.0))


def test_half_steps_agree():
    def make():
        w = office(polities__clearing=0.01, polities__obedience=1.0)
        return put(w, 0, officials__accused=2.0, officials__police=1.0)

    for whole, half in halves(rectification, make, params(rectification, answer=0.1)):
        assert whole == pytest.approx(half, rel=1e-9)
