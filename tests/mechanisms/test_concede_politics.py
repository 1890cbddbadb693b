"""Hand cases and laws of concede_politics."""

import math

import pytest
from toy import apply, key, params, put, world, written

from thaw.mechanisms.rulers.concede_politics import concede_politics as fn

LEFT = math.exp(-1 / 120)


def country(kind, **columns):
    """A concession of 0.5 granted today."""
    w = put(world(), 1, polities__n_concession=1, polities__grant=0.5, polities__grant_kind=kind)
    put(w, 1, polities__reform=0.2, polities__amnesty=0.1, polities__authority=0.6)
    return put(w, 1, **columns)


def made(w, **override):
    answer = fn(1, w, params(fn, **override), key)
    return dict(zip((c.split(".")[1] for c in fn.mechanism.writes), answer, strict=True))


@pytest.mark.parametrize(
    ("kind", "reform", "amnesty", "counts", "authority"),
    [
        (-1.0, 0.0, 0.0, (0, 0, 0), 0.6),
        (0.0, 0.0, 0.0, (0, 0, 0), 0.6),
        (1.0, 0.5, 0.0, (1, 0, 0), 0.6),
        (2.0, 0.0, 0.5, (0, 1, 0), 0.6),
        (3.0, 0.5, 0.0, (0, 0, 1), 0.6 * math.exp(-0.1)),  # a fall by .2 of .5
    ],
)
def test_each_kind_by_hand(kind, reform, amnesty, counts, authority):
    after = made(country(kind))
    assert after["reform"] == pytest.approx(0.2 * LEFT + reform)
    assert after["amnesty"] == pytest.approx(0.1 * LEFT + amnesty)
    assert tuple(after[f"n_{k}"] for k in ("political", "amnesty", "personnel")) == counts
    assert after["authority"] == pytest.approx(authority)
    assert after["politics_counted"] == 1


@pytest.mark.parametrize("kind", [1.0, 2.0, 3.0])
def test_each_is_carried_out_once(kind):
    w, p = country(kind), params(fn)
    apply(fn, w, p, 1)
    once = written(fn, w, 1)
    apply(fn, w, p, 1)
    twice = written(fn, w, 1)
    assert twice[:2] == pytest.approx([x * LEFT for x in once[:2]])
    assert twice[2:] == once[2:]


def test_at_zero_strength_it_is_absent():
    w = country(3.0)
    before = written(fn, w, 1)
    apply(fn, w, params(fn, carry=0.0), 1)
    assert written(fn, w, 1) == before
