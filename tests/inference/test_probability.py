"""Priors, hybrids, temperature and prior widths."""

from __future__ import annotations

import numpy as np
import pytest
import toy_bank

from thaw.inference.learners import Size
from thaw.inference.probability import family_prior, hybrids, posterior, prior_widths, temperature


def test_families_share_first_then_accounts():
    accounts = [{"id": "a", "family": "f"}, {"id": "b", "family": "f"}, {"id": "c", "family": "g"}]
    assert family_prior(accounts) == pytest.approx([0.25, 0.25, 0.5])
    assert family_prior([{"id": "a"}, {"id": "b"}]) == pytest.approx([0.5, 0.5])


def test_tempering_flattens_the_evidence_but_not_the_prior():
    base, prior = np.log([0.5, 0.5]), np.array([0.8, 0.2])
    logp = np.log([0.1, 0.9])
    # Odds 4 x 1/9 untempered; at T = 2 the evidence is the root: 4 x 1/3.
    assert posterior(logp, base, prior, 1.0)[0] == pytest.approx(4 / 9 / (1 + 4 / 9))
    assert posterior(logp, base, prior, 2.0)[0] == pytest.approx(4 / 3 / (1 + 4 / 3))
    assert posterior(logp, base, prior, 1e9) == pytest.approx(prior)
    assert posterior(base, base, prior, 1.0) == pytest.approx(prior)


def test_temperature_is_the_least_that_keeps_hybrids_in_doubt():
    rng = np.random.default_rng(0)
    base, prior = np.log(np.full(3, 1 / 3)), np.full(3, 1 / 3)
    answers = base + 8 * rng.normal(size=(200, 3))
    t = temperature(answers, base, prior)

    def sure(x):
        return (posterior(answers, base, prior, x).max(axis=1) > 0.8).mean()

    assert t > 1 and sure(t) <= 0.2 < sure(0.98 * t)
    assert temperature(base + 0.1 * rng.normal(size=(200, 3)), base, prior) == 1.0


def test_hybrids_are_made_of_two_accounts():
    bank = toy_bank.bank(20)
    bank.X[:] = np.where(np.isnan(bank.X), np.nan, bank.y[:, None])  # each run tells its account
    made = hybrids(bank.X, bank.y, bank.items, 30, np.random.default_rng(1))
    by_episode = np.array([i.episode for i in bank.items])
    cell = np.array([i.kind == "cell" for i in bank.items])
    for row in made[0::3]:
        told = [set(row[(by_episode == e) & ~np.isnan(row)]) for e in np.unique(by_episode)]
        assert all(len(t) <= 1 for t in told) and len(set.union(*told)) <= 2
    assert any(len(set(row[~np.isnan(row)])) == 2 for row in made[0::3])
    assert any(len(set(row[cell & (by_episode == "e0")])) == 2 for row in made[1::3])
    assert set(np.unique(made[2::3][:, cell])) <= {0.0, 1.0}


def test_wider_priors_help_the_account_whose_rare_runs_look_like_the_record():
    rng = np.random.default_rng(2)
    n = 1500
    y = np.repeat([0, 1], n)
    z = rng.normal(size=2 * n)
    # Account 0 reports its parameter; account 1 reports noise three times as wide. Record at 2.5.
    F = np.where(y == 0, z, 3 * rng.normal(size=2 * n))[:, None]
    F = np.c_[F, F**2].astype(np.float32)
    ratio = np.stack([-1.5 * z**2 + np.log(2), 0.375 * z**2 - np.log(2)], axis=1)
    record = np.array([[2.5, 6.25]], np.float32)
    change, left = prior_widths(F, y, ratio, record, 1, Size(rows=2 * n, ridge=1.0))
    assert change["twice"][0, 0] > 0.1 and change["half"][0, 0] < -0.1
    assert left["half"][0] < n and left["twice"][0] < n
    none, _ = prior_widths(F, y, np.zeros((2 * n, 2)), record, 1, Size(rows=2 * n))
    assert none["half"][0] == pytest.approx([0, 0], abs=1e-9)
