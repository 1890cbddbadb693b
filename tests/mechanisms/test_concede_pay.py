"""Hand cases and laws of concede_pay."""

import math

import pytest
from toy import apply, key, params, put, world, written

from thaw.mechanisms.rulers.concede_pay import concede_pay as fn


def country(kind=0.0, **columns):
    """A concession of 0.5 granted today, after a norm rise of a tenth, under unrest."""
    w = put(world(), 1, polities__n_concession=1, polities__grant=0.5, polities__grant_kind=kind)
    put(w, 1, polities__norm=1.1, polities__unrest=0.05)
    return put(w, 1, **columns)


def made(w, **override):
    answer = fn(1, w, params(fn, **override), key)
    return dict(zip((c.split(".")[1] for c in fn.mechanism.writes), answer, strict=True))


def test_by_hand():
    # unrest .05 takes back .8*.05/(.05+.05) = .4 of the norm rise; a price cut of 2 %
    after = made(country(polities__pay=0.2))
    assert after["pay"] == pytest.approx(0.2 * math.exp(-1 / 120) + 0.5)
    assert (after["n_economic"], after["pay_counted"]) == (1, 1)
    assert after["norm"] == pytest.approx(1.06)
    assert after["living"] == pytest.approx(1.005)
    assert after["price"] == pytest.approx(0.98)


def test_in_peace_a_norm_rise_stands():
    assert made(country(polities__unrest=0.0))["norm"] == pytest.approx(1.1)


@pytest.mark.parametrize("kind", [-1.0, 1.0, 2.0, 3.0])
def test_other_kinds_are_none_of_its_own(kind):
    after = made(country(kind))
    assert [after[c] for c in ("pay", "n_economic", "norm", "living", "price")] == [0, 0, 1.1, 1, 1]
    assert after["pay_counted"] == 1


def test_each_is_carried_out_once():
    w, p = country(), params(fn)
    apply(fn, w, p, 1)
    once = written(fn, w, 1)
    apply(fn, w, p, 1)
    twice = written(fn, w, 1)
    assert twice[0] == pytest.approx(once[0] * math.exp(-1 / 120))
    assert twice[1:] == once[1:]


def test_half_carried_out():
    half = made(country(), carry=0.5)
    assert half["pay"] == pytest.approx(0.25)
    assert half["norm"] == pytest.approx(1.08)
    assert half["price"] == pytest.approx(0.99)


def test_at_zero_strength_it_is_absent():
    w = country(polities__pay=0.3)
    before = written(fn, w, 1)
    apply(fn, w, params(fn, carry=0.0), 1)
    assert written(fn, w, 1) == before
