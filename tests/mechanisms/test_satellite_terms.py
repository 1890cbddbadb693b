"""Hand cases and laws of satellite_terms, and the grievance that follows in national_grievance."""

import math

import pytest
from luck import halves, same
from toy import key, params, put, world

from thaw.mechanisms.economy.satellite_terms import satellite_terms as fn
from thaw.mechanisms.society.national_grievance import national_grievance


def scene(**columns):
    """A hegemon in row 0 at its own start; a tenth of the income of row 1 goes to it."""
    w = put(world(polities=2), 0, polities__line=-0.8, polities__start_line=-0.8)
    put(w, 1, polities__tribute=0.1, polities__start_tribute=0.1)
    return put(w, 0, **columns)


def test_at_the_start_nothing_moves():
    assert same(fn, scene(), params(fn), row=1)


def test_a_softer_line_in_the_hegemon_eases_by_hand():
    # half of the way from hard to reform: .8 x .5 given up; a year at one a year
    w = put(scene(polities__line=0.2), clock__dt=365.25)
    new, living = fn(1, w, params(fn, ease=0.8), key)
    assert new == pytest.approx(0.1 - 0.04 * (1 - math.exp(-1)))
    assert living == pytest.approx(math.exp(0.1 - new))


def test_concessions_and_fright_ease_and_a_harder_line_takes_more():
    def taken(w):
        return fn(1, put(w, clock__dt=365.25), params(fn), key)[0]

    assert taken(scene(polities__concession=0.5)) < 0.1
    assert taken(put(scene(), 1, polities__memory_of_unrest=0.5)) < 0.1
    assert taken(scene(polities__line=-1.0)) > 0.1
    assert fn(1, put(scene(polities__line=1.0), clock__dt=365.25), params(fn, harsh=1.0), key) == (
        pytest.approx(0.1),
        pytest.approx(1.0),
    )


def test_the_hegemon_pays_nobody():
    assert same(fn, scene(polities__tribute=0.3, polities__concession=1.0), params(fn), row=0)


def test_at_zero_it_is_absent():
    assert same(fn, scene(polities__line=1.0), params(fn, renegotiate=0.0), row=1)


def test_half_steps_agree():
    for whole, half in halves(fn, lambda: scene(polities__line=0.5), params(fn), row=1):
        assert whole == pytest.approx(half, rel=1e-12)


def test_grievance_follows_the_terms_in_proportion():
    def felt(tribute, weight=1.0):
        w = put(scene(), groups__polity=1, polities__foreign_rule=0.3, clock__dt=1e6)
        put(w, 1, polities__tribute=tribute)
        return national_grievance(0, w, params(national_grievance, terms=weight), key)

    assert felt(0.2) - felt(0.1) == pytest.approx(0.1)
    assert felt(0.0) - felt(0.1) == pytest.approx(-0.1)
    assert felt(0.2, 0.0) == felt(0.1, 0.0) == felt(0.1)
