"""Priors: draws through scipy.special are those of scipy.stats, without its second of loading."""

from __future__ import annotations

import numpy as np
import pytest

from thaw.prior import Prior


@pytest.mark.parametrize(
    "form, a, b",
    [
        ("normal", 0.3, 0.2),
        ("lognormal", -1.0, 0.7),
        ("uniform", 0.2, 0.9),
        ("beta", 2.0, 5.0),
        ("beta", 0.5, 0.7),
    ],
)
@pytest.mark.parametrize("low, high", [(-np.inf, np.inf), (0.0, 1.0), (0.1, 0.6), (0.0, 20.0)])
def test_quantiles_are_those_of_scipy_s_distributions(form, a, b, low, high):
    prior = Prior(form, a, b, low, high)
    d = prior.frozen()
    below = d.cdf(low) if np.isfinite(low) else 0.0
    above = d.cdf(high) if np.isfinite(high) else 1.0
    u = np.linspace(0, 1, 1001)[1:-1]
    assert prior.mass() == pytest.approx((below, above), rel=1e-15)
    expected = np.clip(d.ppf(below + u * (above - below)), low, high)
    assert prior.quantile(u) == pytest.approx(expected, rel=1e-15)
