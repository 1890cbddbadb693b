"""Hand cases and laws of decide_concession."""

import math

import pytest
from luck import halves, lucky, same, unlucky
from toy import params, put, world

from thaw.contract.reader import read
from thaw.draw import uniform
from thaw.mechanisms.rulers import _common
from thaw.mechanisms.rulers._common import DRIVES, HALF_EXIT, urge
from thaw.mechanisms.rulers.decide_concession import decide_concession as fn


def scene(**columns):
    w = world(polities=2)
    put(w, polities__population=1e6)
    return put(w, 1, **columns)


def test_urge_is_the_weighted_sum_worked_by_hand():
    # home .4 + .25*.2 = .45 (weight 4: 1.8); abroad .1 + .25*.6 = .25 (weight 1);
    # exit 50 a day of a million = .05 per 1,000, half (weight .8: .4); security .5 (.8: .4);
    # succession 1 (1.3); doctrine (.5-.3)*1.5 = .3; line -.2*1.5 = -.3; pressure .3*.3 = .09;
    # threat .3*-.8 = -.24; mood .2 above the usual (weight 4: .8)
    w = scene(
        polities__unrest=0.4,
        polities__memory_of_unrest=0.2,
        polities__news_abroad=0.1,
        polities__exit_flow=HALF_EXIT * 1000,
        polities__elite_security=0.5,
        polities__succession=1.0,
        polities__reform_wing=0.5,
        polities__line=-0.2,
        polities__ferment=0.2,
    )
    put(w, 0, polities__memory_of_unrest=0.6)
    expected = 1.8 + 0.25 + 0.4 + 0.4 + 1.3 + 0.3 - 0.3 + 0.09 - 0.24 + 0.8
    weights = {"security": 0.8, "doctrine": 1.5, "line": 1.5, "ferment": 4.0}
    assert urge(1, w, params(fn, **weights)) == pytest.approx(expected)


def test_drives_names_every_column_that_the_sum_reads():
    touched = set()
    for part in (_common.urge, _common.leaving, _common.remembered_abroad):
        touched |= set(read(part, (("w", "w"), ("p", "p"))).uses)
    assert touched == set(DRIVES)


def test_a_concession_worked_by_hand():
    # unrest .05 takes back .8*.05/(.05+.05) = .4 of a ten per cent norm rise: 1 + .1*.6 = 1.06;
    # given = .5*(.5+u); martial law half: trust .5*(1-.25) + .1*.5*.5 = .4; a price cut of 2 %
    key = lucky(1, below=0.001)
    w = scene(polities__unrest=0.05, polities__norm=1.1, polities__emergency=0.5)
    given = 0.5 * (0.5 + uniform(key, 1, 1))
    stock, freed, count, belief, norm, living, price = fn(1, w, params(fn, amnesties=0.0), key)
    assert stock == pytest.approx(given) and freed == 0
    assert count == 1
    assert belief == pytest.approx(0.4)
    assert norm == pytest.approx(1.06)
    assert living == pytest.approx(1 + 0.01 * given)
    assert price == pytest.approx(0.98)


def test_without_one_the_stock_fades_and_the_rest_stays():
    w = scene(polities__concession=1.0, polities__norm=1.1)
    stock, freed, count, belief, norm, living, price = fn(1, w, params(fn), unlucky(1))
    assert stock == pytest.approx(math.exp(-1 / 120)) and freed == 0
    assert (count, belief, norm, living, price) == (0, 0.5, 1.1, 1, 1)


def test_an_amnesty_frees_and_leaves_prices_alone():
    key = lucky(1, below=0.001)
    w = scene(polities__norm=1.1, polities__amnesty=1.0)
    stock, freed, count, _, _, living, price = fn(1, w, params(fn, amnesties=1.0), key)
    assert stock == pytest.approx(0.5 * (0.5 + uniform(key, 1, 1)))
    assert freed == pytest.approx(math.exp(-1 / 120) + stock)
    assert (count, living, price) == (1, 1, 1)


def test_at_base_zero_it_is_absent():
    w = scene(polities__concession=1.0, polities__unrest=1.0, polities__credibility=0.9)
    assert same(fn, w, params(fn, base=0.0), row=1)


def test_half_steps_agree():
    make = lambda: scene(polities__concession=1.0, polities__credibility=0.9)  # noqa: E731
    for whole, half in halves(fn, make, params(fn), row=1):
        assert whole == pytest.approx(half, rel=1e-9)


def chance(w, **override):
    """Share of 4,000 draws in which a concession is granted."""
    p = params(fn, **override)
    return sum(fn(1, w, p, (1, 2, 3, s))[2] for s in range(4000)) / 4000


@pytest.mark.thorough
def test_unrest_raises_and_recent_concessions_lower_the_chance():
    calm, stirred = scene(), scene(polities__unrest=0.9)
    waiting = scene(polities__unrest=0.9, polities__concession=1.0)
    assert chance(stirred) > 5 * chance(waiting) > 0
    assert chance(stirred) > 10 * chance(calm)


@pytest.mark.thorough
def test_weights_alone_make_the_two_readings():
    mass = {"security": 0, "succession": 0, "doctrine": 0, "line": 0, "pressure": 0, "base": 0.01}
    elite = {
        "unrest": 0,
        "bloc": 0,
        "memory": 0,
        "exit": 0,
        "base": 0.01,
        "security": 0.8,
        "doctrine": 1.5,
        "line": 1.5,
    }
    stirred = scene(polities__unrest=0.8)
    safe = scene(polities__elite_security=0.9, polities__succession=1.0, polities__line=0.5)
    calm = scene()
    assert chance(stirred, **mass) > 5 * chance(calm, **mass)
    assert chance(safe, **mass) == chance(calm, **mass)
    assert chance(safe, **elite) > 5 * chance(calm, **elite)
    assert chance(stirred, **elite) == chance(calm, **elite)
