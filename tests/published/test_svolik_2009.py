"""The check on exits of leaders."""

from __future__ import annotations

import numpy as np
import pytest

from thaw.errors import ThawError
from thaw.published.models.svolik_2009 import COUNTS, check_exits


def test_the_historical_counts_agree_with_themselves():
    made = check_exits(COUNTS)
    assert sum(COUNTS) == made["exits"] == 303
    assert made["chi_square"] == pytest.approx(0) and made["p"] == pytest.approx(1)
    assert 0.3 < made["predictive"] < 0.8


def test_a_difference_by_hand():
    # 303 exits, five more uprisings and five fewer by insiders: 25/205 + 25/32
    made = check_exits([200, 37, 30, 20, 16])
    assert made["fixed_chi_square"] == pytest.approx(25 / 205 + 25 / 32)
    assert made["p"] > 0.5


def test_a_world_of_uprisings_is_told_apart():
    made = check_exits([100, 130, 30, 20, 16])
    assert made["p"] < 1e-6 and made["predictive"] < 0.001


def test_p_is_uniform_under_the_law():
    rng = np.random.default_rng(5)
    law = np.array(COUNTS) / 303
    small = np.mean(
        [check_exits(rng.multinomial(300, law), 10)["fixed_p"] < 0.1 for _ in range(400)]
    )
    assert 0.05 < small < 0.16


@pytest.mark.parametrize("counts", [[1, 2, 3], [0, 0, 0, 0, 0], [-1, 1, 1, 1, 1]])
def test_what_is_not_a_row_of_counts(counts):
    with pytest.raises(ThawError, match="five counts"):
        check_exits(counts)
