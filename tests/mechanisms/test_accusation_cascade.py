"""The cascade as a law: every name falls on one person, in any order of storage; growth as theory has it."""

import math
from collections import Counter

import numpy as np
import pytest
from office import apparatus
from toy import params

from thaw.mechanisms.rulers._ties import names_against
from thaw.mechanisms.rulers.accusation_cascade import accusation_cascade as f
from thaw.mechanisms.rulers.circles_hear import circles_hear

MAKES = f.mechanism.writes
HEARS = circles_hear.mechanism.function


def hear(w):
    """Let every circle hear what its members name."""
    for c in range(len(w.circles.first)):
        w.circles.names[c] = HEARS(c, w, None, (0, 0, 0, 0))


def step(w, p, number):
    """One step of the whole apparatus: everybody answers to the world as it stood."""
    hear(w)
    answers = [f(i, w, p, (5, 6, 7, number)) for i in range(len(w.officials.address))]
    for column, values in zip(MAKES, zip(*answers, strict=True), strict=True):
        getattr(w.officials, column.split(".")[1])[:] = values
    w.clock.t[0] += 7.0


def test_every_name_falls_on_one_person():
    """Names given are accusations received, along ties of work, past service and patronage together."""
    w = apparatus(120, 12)
    luck = np.random.default_rng(3)
    w.officials.naming[:] = luck.poisson(1.5, 120)
    hear(w)
    total = sum(names_against((1, 2, 3, 4), i, w, 0.4, 0.3)[0] for i in range(120))
    assert total == w.officials.naming.sum() > 100


def test_a_name_falls_on_no_stranger():
    """With all names along the ring of work, nobody outside it is named."""
    w = apparatus(120, 12)
    w.officials.naming[5] = 40.0
    hear(w)
    named = [names_against((1, 2, 3, 4), i, w, 1.0, 0.0)[0] for i in range(120)]
    assert sum(named[:12]) == 40 and sum(named[12:]) == 0 and named[5] == 0
    assert max(Counter(named[:12])) < 40


def test_storage_is_no_matter():
    """The same people stored in another order fare the same, to the bit."""
    luck = np.random.default_rng(8)
    order = luck.permutation(120)
    p = params(f, names=3.0, lists=2.0, denounce=2.0, arrest=0.05)
    one, other = apparatus(120, 12), apparatus(120, 12, order=order)
    for number in range(12):
        step(one, p, number)
        step(other, p, number)
    assert one.officials.arrested_on.max() > 0.0
    for column in ("accused", "named", "naming", "denounced", "arrested_on", "fate"):
        mine, theirs = (getattr(x.officials, column) for x in (one, other))
        assert np.array_equal(mine, theirs[order])
    by = other.officials.named_by[order].astype(int)
    where = np.argsort(order)
    assert np.array_equal(one.officials.named_by, np.where(by >= 0, where[by], -1))


@pytest.mark.parametrize(("names", "verdict"), [(1.0, "dies out"), (4.0, "grows")])
def test_growth_as_a_branching_process_has_it(names, verdict):
    """Arrests led to by one arrest: names x chance of arrest before the accusation is forgotten.

    At full vigour and hazard a for each accusation that fades at d, the chance is 1 - exp(-a / d); with
    4,000 people and 20 first arrests hardly anybody is named twice.
    """
    n, first = 4000, 20
    a, d = 0.02, 0.04
    expected = names * (1.0 - math.exp(-a / d))
    w = apparatus(n, 20)
    p = params(f, names=names, arrest=a, fading=d, confess=5.0, lists=0.0, denounce=0.0, patron=0.0)
    w.officials.fate[: 200 * first : 200] = 1.0
    w.officials.arrested_on[: 200 * first : 200] = 0.0
    w.clock.t[0] = 7.0
    for number in range(30 if verdict == "dies out" else 12):
        step(w, p, number)
    parents = np.flatnonzero(w.officials.arrested_on == 0.0)
    children = np.isin(w.officials.named_by, parents) & (w.officials.arrested_on > 0.0)
    mean, se = children.sum() / first, math.sqrt(expected / first)
    assert abs(mean - expected) < 3.0 * se
    total = (w.officials.arrested_on >= 0.0).sum()
    if verdict == "dies out":
        assert expected < 1.0 and total < first / (1.0 - expected) + 4.0 * first
    else:
        assert expected > 1.0 and total > 5 * first


def test_nobody_is_arrested_at_zero_strength():
    w = apparatus(24, 12)
    w.officials.naming[:] = 3.0
    before = [getattr(w.officials, c.split(".")[1]).copy() for c in MAKES]
    step(w, params(f, arrest=0.0), 0)
    for column, old in zip(MAKES, before, strict=True):
        if column not in ("officials.naming", "officials.named"):
            assert np.array_equal(getattr(w.officials, column.split(".")[1]), old)


def test_no_room_no_arrest():
    """Where the police have no case free, accusations stand and nobody is taken."""
    w = apparatus(48, 12)
    w.officials.accused[:] = 50.0
    w.polities.room[0] = 0.0
    for number in range(5):
        step(w, params(f, arrest=1.0), number)
    assert (w.officials.fate == 0.0).all() and (w.officials.accused > 1.0).all()


def test_the_marked_are_listed_more():
    """Past opposition multiplies accusations from above by e to its weight."""
    w = apparatus(1200, 12)
    w.officials.opposed[::2] = 1.0
    p = params(f, lists=3.0, opposed=1.0, height=0.0, denounce=0.0, arrest=1e-9)
    total = np.zeros(1200)
    for number in range(10):
        step(w, p, number)
        total += w.officials.named
    marked, others = total[::2].sum(), total[1::2].sum()
    assert abs(marked / others - math.e) < 0.45
