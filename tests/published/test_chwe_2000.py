"""Common knowledge on four people."""

from __future__ import annotations

import pytest

from thaw.published import simulate_published


def revolting(**settings):
    return int(simulate_published("chwe_2000", [0], **settings).revolting.iloc[0])


@pytest.mark.parametrize(
    "network, threshold, count",
    [
        ("square", 2, 4),  # each pair of neighbours knows of each other: two are enough
        ("square", 3, 0),
        ("kite", 3, 3),
        ("line", 3, 0),  # the middle two each know of three, but not that the ends know of enough
        ("star", 3, 0),
        ("diamond", 3, 4),  # two triangles that share a side
        ("complete", 4, 4),
        ("complete", 5, 0),
        ("none", 1, 4),
        ("none", 2, 0),
    ],
)
def test_who_dares(network, threshold, count):
    assert revolting(network=network, thresholds=[threshold] * 4) == count


def test_a_leader_who_needs_nobody_moves_a_friend_who_needs_two():
    assert revolting(network="line", thresholds=[1, 2, 4, 4]) == 2


def test_waiting_for_others_to_begin_moves_nobody():
    assert revolting(network="complete", thresholds=[2] * 4, knowledge="participation") == 0
    assert revolting(network="complete", thresholds=[1, 2, 3, 4], knowledge="participation") == 4
