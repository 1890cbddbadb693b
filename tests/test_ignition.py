"""The chain of a cell that takes light: against its own exact times, and turned round."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from thaw.calibration.ignition import (
    Raw,
    boldest_first,
    distance,
    distance_for,
    gap_for,
    lighting,
    militancy,
    raw_of,
    sparks,
)
from thaw.errors import ThawError
from thaw.prior import Prior

PLAIN = Raw(spread=1.0, push=0.0, local=0.0, laggard=0.0)


def births(lift: float, raw: Raw) -> np.ndarray:
    """Rates up the chain, member by member: a second way to reckon them."""
    z, rates = boldest_first(raw), []
    for n in range(raw.cell // 2):
        total = 0.0
        for member in range(n, raw.cell):
            motive = lift + raw.company * np.sqrt(n / raw.cell) + raw.spread * z[member]
            hazard = raw.rate * np.exp(motive)
            total += raw.ceiling * hazard / (raw.ceiling + hazard)
        rates.append(total)
    return np.array(rates)


def exact(lift: float, raw: Raw) -> float:
    """One over the mean time from nobody out to half, by solving the chain's linear equations."""
    up = births(lift, raw)
    half = up.size
    rates = np.zeros((half, half))
    for n in range(half):
        down = n * raw.home
        rates[n, n] = up[n] + down
        if n + 1 < half:
            rates[n, n + 1] = -up[n]
        if n > 0:
            rates[n, n - 1] = -down
    return float(1.0 / np.linalg.solve(rates, np.ones(half))[0])


@pytest.mark.parametrize("lift", [-9.0, -7.0, -4.0, 0.0])
def test_lighting_has_the_mean_time_of_the_exact_chain(lift):
    assert lighting(np.array([lift]), PLAIN)[0] == pytest.approx(exact(lift, PLAIN), rel=1e-6)


def test_lighting_of_a_cell_of_two_by_hand():
    """Half of a cell of four is two: 1/b0 to the first, then 1/b1 + (.9/b1)/b0 to the second."""
    raw = Raw(rate=1.0, ceiling=1e9, company=2.0, push=0.0, spread=0.0, cell=4)
    b0, b1 = 4 * np.exp(-3.0), 3 * np.exp(-3.0 + 2.0 * 0.5)
    assert lighting(np.array([-3.0]), raw)[0] == pytest.approx(
        1.0 / (1 / b0 + 1 / b1 + 0.9 / b1 / b0), rel=1e-6
    )


def test_the_mean_over_cells_is_that_of_each():
    z = np.stack([boldest_first(PLAIN), boldest_first(PLAIN) * 1.3])
    each = [lighting(np.array([-7.0]), PLAIN, row[None, :])[0] for row in z]
    assert lighting(np.array([-7.0]), PLAIN, z)[0] == pytest.approx(np.mean(each))


def test_militancy_has_the_moments_of_a_normal_less_an_exponential():
    values, weights = militancy(Raw(local=1.4, laggard=12.0))
    mean = weights @ values
    assert mean == pytest.approx(-12.0, abs=0.3)
    assert np.sqrt(weights @ (values - mean) ** 2) == pytest.approx(np.hypot(1.4, 12.0), rel=0.05)
    narrow, mass = militancy(Raw(local=1.4, laggard=0.0))
    assert mass @ narrow == pytest.approx(0.0, abs=1e-9)
    assert np.sqrt(mass @ narrow**2) == pytest.approx(1.4, rel=0.01)


@pytest.mark.parametrize("wanted", [0.05, 0.5, 5.0])
def test_the_distance_gives_the_wanted_sparks(wanted):
    raw = Raw()
    assert sparks(distance_for(wanted, raw), raw) == pytest.approx(wanted, rel=0.01)


def test_more_sparks_need_a_lower_rung_and_bolder_company_a_higher_one():
    raw = Raw()
    assert distance_for(5.0, raw) < distance_for(0.5, raw)
    assert distance_for(0.5, replace(raw, company=raw.company + 2)) > distance_for(0.5, raw)


def test_the_gap_makes_up_for_where_workers_stand():
    raw = Raw()
    near, far = gap_for(0.5, raw, below=3.0), gap_for(0.5, raw, below=8.0)
    assert near - far == pytest.approx(0.5)


def test_an_impossible_number_of_sparks_is_refused():
    with pytest.raises(ThawError, match="no height gives"):
        distance_for(1e12, Raw())


def test_raws_come_from_the_names_of_parameters_in_e_folds():
    raw = raw_of({"speak_out.noise": 0.2, "speak_out.company": 2.0, "speak_out.rate": 0.7}, 1.5)
    assert (raw.company, raw.rate, raw.spread) == (10.0, 0.7, 1.5)
    assert raw.laggard == pytest.approx(Raw().laggard)


def test_where_workers_stand_by_hand():
    from types import SimpleNamespace

    def column(*values):
        return np.array(values)

    groups = SimpleNamespace(
        stratum=column(0, 1),
        population=column(100.0, 900.0),
        polity=column(0, 0),
        place=column(0, 0),
        grievance_econ=column(0.4, 0),
        grievance_pol=column(0.1, 0),
        grievance_nat=column(0.0, 0),
        fear=column(0.5, 0),
        efficacy=column(0.2, 0),
        height_strike=column(2.0, 9.0),
    )
    polities, places = (
        SimpleNamespace(legitimacy=column(0.5)),
        SimpleNamespace(arrest=column(0.4)),
    )
    w = SimpleNamespace(groups=groups, polities=polities, places=places)
    traits = {
        "hardship": (1.0, 0.2),
        "national": (1.0, 0.2),
        "threshold": (1.0, 0.08),
        "risk_aversion": (0.5, 0.3),
    }
    below, weights, spread = distance(w, {"speak_out.noise": 0.1, "speak_out.stake": 0.5}, traits)
    motive = 0.4 * 0.5 + 0.1 * 0.5 + 0.5 * 0.2 - 0.5 * 0.5 * 0.4
    assert below == pytest.approx([(2.0 - motive) / 0.1]) and weights == pytest.approx([1.0])
    parts = np.array([0.2 * 0.4 * 0.5, 0.08 * 2.0, 0.3 * 0.5 * 0.4])
    assert spread == pytest.approx(np.sqrt(np.sum(parts**2)) / 0.1)


def test_moments_of_a_trait():
    from thaw.calibration.ignition import moments

    found = moments({"risk_aversion": Prior("uniform", 0.0, 1.0)})
    assert found["risk_aversion"] == pytest.approx((0.5, 1 / np.sqrt(12)), abs=1e-3)


def test_groups_count_by_their_share_of_workers():
    raw = Raw()
    both = sparks([9.0, 12.0], raw, [0.25, 0.75])
    assert both == pytest.approx(0.25 * sparks(9.0, raw) + 0.75 * sparks(12.0, raw))
    lower = distance_for(both, raw, [9.0, 12.0], [0.25, 0.75])
    assert lower == pytest.approx(0.0, abs=1e-3)
