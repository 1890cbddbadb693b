"""Ruling coalitions: hand cases, the law of sizes, and a second programme that recurses on sets."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import pytest

from thaw.engine.kernel import kernel
from thaw.errors import ThawError
from thaw.mechanisms.rulers._coalition import ruling_coalition
from thaw.published import simulate_published
from thaw.published.models.acemoglu_egorov_sonin_2008 import stable_sizes

MODEL = "acemoglu_egorov_sonin_2008"


def by_sets(powers, majority):
    """The same theory by recursion on sets, largest question first."""

    @cache
    def phi(members):
        total = sum(powers[k] for k in members)
        best = (total, members)
        for size in range(1, len(members)):
            for part in combinations(members, size):
                strength = sum(powers[k] for k in part)
                if strength > majority * total and strength < best[0] and phi(part) == part:
                    best = (strength, part)
        return best[1]

    return phi(tuple(range(len(powers))))


def test_two_members_of_unequal_power_by_hand():
    # 2 alone has more than half of 3, and one person always holds: the weaker is purged
    assert ruling_coalition(np.array([1.0, 2.0]), 0.5) == 0b10


def test_three_near_equals_hold_because_any_two_would_turn_on_each_other():
    assert ruling_coalition(np.array([3.0, 4.0, 5.0]), 0.5) == 0b111


@pytest.mark.parametrize("majority", [0.5, 0.6, 2 / 3, 0.8])
def test_agrees_with_recursion_on_sets(majority):
    rng = np.random.default_rng(7)
    for _ in range(12):
        powers = rng.uniform(1, 10, rng.integers(2, 8))
        mask = kernel(ruling_coalition)(powers, majority)
        assert tuple(k for k in range(powers.size) if mask >> k & 1) == by_sets(
            tuple(powers), majority
        )


def test_compiled_equals_plain():
    powers = np.array([2.0, 3.0, 5.0, 7.0, 11.0])
    assert kernel(ruling_coalition)(powers, 0.5) == ruling_coalition(powers, 0.5)


@pytest.mark.parametrize("majority, sizes", [(0.5, [1, 3, 7, 15, 31]), (2 / 3, [1, 2, 4, 7, 11])])
def test_sizes_that_hold(majority, sizes):
    assert stable_sizes(majority, sizes[-1]) == sizes


def test_scale_of_power_does_not_matter():
    a = simulate_published(MODEL, [0], powers=[3, 4, 5, 10]).iloc[0]
    b = simulate_published(MODEL, [0], powers=[30, 40, 50, 100]).iloc[0]
    assert a["mask"] == b["mask"] == 7 and a.share == pytest.approx(b.share)


def test_too_many_members():
    with pytest.raises(ThawError, match="16 members"):
        simulate_published(MODEL, [0], powers=list(range(1, 17)))
