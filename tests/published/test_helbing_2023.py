"""Helbing 2023: hand cases of each rule and a blind twin."""

import math
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from thaw.errors import ThawError
from thaw.published.models import helbing_2023 as model
from thaw.published.models import helbing_2023_kernel as k
from thaw.published.read import load_published, settings_of

sys.path.insert(0, str(Path(__file__).parent / "twins"))
from helbing_2023_twin import simulate as twin


def settings(**changes):
    return settings_of(load_published("helbing_2023"), None, changes)


def test_sums_over_the_square_are_what_a_plain_count_gives():
    rng = np.random.default_rng(1)
    cells = rng.integers(0, 9, 17 * 20)
    rows, view = np.zeros_like(cells), np.zeros_like(cells)
    k.view_of(cells, rows, view, 20, 17, 7)
    grid = cells.reshape(17, 20)
    plain = sum(np.roll(grid, (a, b), (0, 1)) for a in range(-7, 8) for b in range(-7, 8))
    assert np.array_equal(view.reshape(17, 20), plain)


def test_opinion_by_hand():
    """b 0.5, w 0.5, e 1: (3 + 4/2)^(1/2) * (3 + 4) / 2 - 0.5 = 5^0.5 * 3.5 - 0.5."""
    assert k.opinion_of(0.5, 0.5, 0.5, 3.0, 4.0, 2.0) == pytest.approx(math.sqrt(5) * 3.5 - 0.5)


def test_choice_by_hand():
    """Opinion 0, thresholds 0 and 1: chances 0.5 (oppose) and 0.269 (active), less the risk of 0.2."""
    assert k.choice(0.0, 0.2, 0.0, 1.0, 0.06) == k.ACTIVE
    assert k.choice(0.0, 0.2, 0.0, 1.0, 0.07) == k.OPPOSE
    assert k.choice(0.0, 0.2, 0.0, 1.0, 0.29) == k.OPPOSE
    assert k.choice(0.0, 0.2, 0.0, 1.0, 0.31) == k.SUPPORT


def test_draws_of_citizens():
    """Preferences around the mean, e with s.d. epsilon, thresholds ordered and around the centre."""
    traits = np.zeros((4000, 5))
    k.draw_citizens(traits, -0.5, 1.0, 0.5, 2.94444, 7, 0)
    assert traits[:, 0].mean() == pytest.approx(-0.5, abs=4 / math.sqrt(4000))
    e = np.log(traits[:, 1] / (1 - traits[:, 1]))
    assert e.std() == pytest.approx(0.5, rel=0.05)
    assert traits[:, 2] == pytest.approx(1 / (1 + e * e))
    assert (traits[:, 3] <= traits[:, 4]).all()
    apart = (traits[:, 4] - traits[:, 3]) / np.abs(e)
    assert apart.mean() == pytest.approx(2 / math.sqrt(math.pi), rel=0.06)
    assert (traits[:, 3] + traits[:, 4]).mean() / 2 == pytest.approx(2.94444, abs=0.03)


def test_security_looks_at_the_eight_cells_around_only():
    """Citizens in the officer's own cell and two cells off are safe; actives go before opposers."""
    where, state = np.array([12, 14, 13, 8]), np.array([k.ACTIVE, k.ACTIVE, k.OPPOSE, k.OPPOSE])
    first, nxt = np.zeros(25, int), np.zeros(4, int)
    k.list_people(where, state, first, nxt)
    opinion = np.array([9.0, 9.0, 9.0, 1.0])
    count = [k.find(12, 5, 5, first, nxt, state, opinion, kind, 2.9, -1) for kind in (2, 1)]
    assert count == [0, 1]
    assert k.find(12, 5, 5, first, nxt, state, opinion, k.OPPOSE, 2.9, 0) == 2


@pytest.mark.thorough
def test_without_security_nobody_is_jailed_and_the_regime_falls():
    made = model.run(settings(security_density=0, steps=200), 0)
    assert made["mean_jailed"] == 0
    assert made["revolution"] == 1


def test_same_seed_same_bits_and_other_seed_others():
    a, b, c = (model.record(settings(steps=30), s)[1] for s in (1, 1, 2))
    assert np.array_equal(a, b)
    assert not np.array_equal(a, c)


def test_numbers_are_conserved():
    out, path = model.record(settings(steps=80, security_density=0.03), 5)
    assert (path.sum(axis=1) <= 1120).all() and (path >= 0).all()
    assert path[:, 2].max() > 0
    assert out[0] == 80


def test_too_small_a_torus_is_refused():
    with pytest.raises(ThawError, match="smaller than what a citizen sees"):
        model.run(settings(width=14), 0)


@pytest.mark.parametrize(("security", "epsilon"), [(0.02, 0.5), (0.06, 1.0)])
@pytest.mark.thorough
def test_blind_twin_agrees_in_distribution(security, epsilon):
    """Two programs written apart: the same distribution of states, unrest and falls."""
    seeds, steps = 60, 25
    chosen = settings(
        width=12,
        height=12,
        vision=3,
        steps=steps,
        security_density=security,
        epsilon=epsilon,
        mean_preference=-0.8,
        max_jail=10,
    )
    mine, other = [], []
    for seed in range(seeds):
        made = model.run(chosen, seed)
        names = ("active_end", "oppose_end", "jailed_end", "peak_unrest", "revolution")
        _, path = model.record(chosen, seed)
        mine.append([*(made[n] for n in names[:3]), path[1:, :2].sum(axis=1).max(), made[names[4]]])
        row = twin(500 + seed, 12, 0.7, security, 3, -0.8, epsilon, 10, steps)
        other.append([float(row[n]) for n in ("active", "oppose", "jailed", "most", "fell")])
    mine, other = np.array(mine), np.array(other)
    for a, b in zip(mine.T, other.T, strict=True):
        if a.std() + b.std() == 0:
            assert a[0] == b[0]
        else:
            assert stats.ks_2samp(a, b).pvalue > 0.002
    assert mine[:, 3].std() > 0
