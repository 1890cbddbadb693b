"""Classifiers against a case whose answer is known, and the same bits from the same seed."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import gammaln
from scipy.stats import expon, gamma

from thaw.inference.learners import FLOOR, LEARNERS, Size, bounded, fit_stack, pool_exponents

N = 20


def draws(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Twenty counts, Poisson with mean ~ Exp(1) or geometric with the same prior on its mean."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    mean = rng.exponential(1.0, n)[:, None]
    x = np.where(
        y[:, None] == 0, rng.poisson(mean, (n, N)), rng.geometric(1 / (1 + mean), (n, N)) - 1
    )
    return x, y


def exact(x: np.ndarray) -> np.ndarray:
    """Probability of Poisson, by quadrature over the mean on 4,000 quantiles of its prior."""
    total, logs = x.sum(axis=1), gammaln(x + 1).sum(axis=1)
    m = expon.ppf((np.arange(4000) + 0.5) / 4000)
    poisson = np.log(np.exp(_shifted(total[:, None] * np.log(m) - N * m)).mean(axis=1))
    poisson += (total[:, None] * np.log(m) - N * m).max(axis=1) - logs
    likelihood = total[:, None] * np.log(m / (1 + m)) - N * np.log1p(m)
    geometric = np.log(np.exp(_shifted(likelihood)).mean(axis=1)) + likelihood.max(axis=1)
    return 1 / (1 + np.exp(geometric - poisson))


def _shifted(a: np.ndarray) -> np.ndarray:
    return a - a.max(axis=1, keepdims=True)


def features(x: np.ndarray, enough: bool) -> np.ndarray:
    """The sum, and with it log prod x!, which together are sufficient across the two models."""
    columns = [np.log1p(x.sum(axis=1))]
    if enough:
        columns.append(np.log1p(gammaln(x + 1).sum(axis=1)))
        columns.append(columns[1] - columns[0])
    F = np.stack(columns, axis=1)
    return ((F - F.mean(axis=0)) / F.std(axis=0)).astype(np.float32)


def all_shown(width: int):
    return lambda n, rng: np.ones((n, width), bool)


def test_quadrature_agrees_with_the_closed_form_of_the_poisson_part():
    x = np.array([[1] * N, [0] * N])
    # Poisson part: integral of m^S e^(-(N+1)m) dm = Gamma(S+1)/(N+1)^(S+1).
    m = expon.ppf((np.arange(4000) + 0.5) / 4000)
    for row in x:
        s = row.sum()
        closed = np.exp(gammaln(s + 1) - (s + 1) * np.log(N + 1))
        assert (m**s * np.exp(-N * m)).mean() == pytest.approx(closed, rel=2e-3)
    assert gamma(1).mean() == 1.0  # the prior's mean


@pytest.mark.thorough
def test_poisson_or_geometric_is_answered_as_by_bayes():
    x, y = draws(20_000, 1)
    new, _ = draws(3000, 2)
    truth = exact(new)
    error = {}
    for enough in (True, False):
        F = features(np.concatenate([x, new]), enough)
        size = Size(rows=15_000, trees=60, networks=2, epochs=20, ridge=1.0)
        stack = fit_stack(F[: len(x)], y, all_shown(F.shape[1]), 3, size=size)
        shown = np.ones((len(new), F.shape[1]), bool)
        p = np.exp(stack.log_proba(F[len(x) :], shown))[:, 0]
        error[enough] = np.abs(p - truth).mean()
    assert error[True] < 0.03
    assert error[False] > 0.1  # the sum alone cannot tell: calibration would not have shown it


@pytest.mark.parametrize("kind", list(LEARNERS))
def test_the_same_seed_gives_the_same_bits_and_hidden_features_do_not_matter(kind):
    rng = np.random.default_rng(4)
    y = np.repeat([0, 1, 2], 150)
    F = (rng.normal(size=(450, 6)) + y[:, None] * np.array([1, 1, 0, 0, 0, 0])).astype(np.float32)
    F[::9, 3] = np.nan

    def masks(n, r):
        return r.random((n, 6)) < 0.7

    size = Size(rows=900, trees=15, networks=1, epochs=60)
    a, b = (fit_stack(F, y, masks, 5, kinds=[kind], size=size) for _ in range(2))
    assert np.array_equal(a.held_out, b.held_out)
    mask = np.ones((450, 6), bool)
    mask[:, 0] = False
    changed = F.copy()
    changed[:, 0] = 100
    assert np.array_equal(a.log_proba(F, mask), a.log_proba(changed, mask))
    assert np.array_equal(a.log_proba(F[:1], np.zeros((1, 6), bool))[0], a.base)
    accuracy = (a.held_out.argmax(axis=1) == y).mean()
    assert accuracy > 0.5  # chance is a third


def test_exponents_soften_a_learner_that_is_too_sure_and_drop_a_useless_one():
    rng = np.random.default_rng(6)
    p = rng.dirichlet([1, 1], 5000)
    y = (rng.random(5000) < p[:, 1]).astype(int)
    too_sure = 3 * np.log(p)
    useless = np.log(rng.dirichlet([1, 1], 5000))
    w = pool_exponents(np.array([too_sure, useless]), y)
    assert w[0] == pytest.approx(1 / 3, abs=0.03) and w[1] == pytest.approx(0, abs=0.05)


def test_no_learner_may_be_infinitely_sure():
    p = bounded(np.array([[0.0, -500.0]]))
    assert np.exp(p).sum() == pytest.approx(1) and p[0, 1] >= FLOOR - 1e-5
