"""Fitting an account: calibrated on fresh runs, honest about what is not told, the same when read again."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import kstest
from toy_bank import EPISODES, META, bank

from thaw.errors import ThawError
from thaw.inference.fit_checks import BINS, check
from thaw.inference.fitted import Given, fit_account
from thaw.inference.posterior import discoveries, learn, monte_carlo_error, posterior
from thaw.inference.predictive import importance
from thaw.inference.prepare import prepare
from thaw.jobs.fit import load_fit, natural, normal, save_fit
from thaw.prior import Prior

NAMES = ["base", "gain", "own"]
PRIORS = {
    "base": Prior("normal", -2.2, 0.4),
    "gain": Prior("lognormal", 0.5, 0.3),
    "own": Prior("lognormal", 0.3, 0.3),
}


def made(account: str, n: int, seed: int, against: np.ndarray | None = None):
    """Runs of one toy theory, shown as a record shows them, and their parameters."""
    one = bank(n=n, seed=seed, accounts=[account])
    record = one.X[-1] if against is None else against
    meta = [m for m in META if m["id"] == account]
    data = prepare(one, record[None], record, meta, [account], EPISODES, None, 10**6)
    z = np.stack([normal(PRIORS[k], one.theta[:, j]) for j, k in enumerate(NAMES)], axis=1)
    return data, z


@pytest.fixture(scope="module")
def known():
    """300 runs of the cascade, 200 fresh ones as records, and what is learned from the first."""
    data, z = made("cascade", 300, 1)
    fresh = bank(n=200, seed=2, accounts=["cascade"])
    shown = np.where(data.visible, fresh.X, np.nan)
    truth = np.stack([normal(PRIORS[k], fresh.theta[:, j]) for j, k in enumerate(NAMES)], axis=1)
    return data, z, learn(data.F, z, data.reduction(shown), 1), truth


def test_what_matters_is_found_and_what_does_not_is_not(known):
    """The cascade uses a base rate and a gain; the third number is drawn and used by nobody."""
    assert known[2].used.tolist() == [True, True, False]
    assert known[2].skill[:2].min() > 0.2 > 0.05 > known[2].skill[2]


def ranks_of(known) -> tuple[np.ndarray, np.ndarray]:
    """Ranks of fresh truths among draws, and shares of draws nearer to random points."""
    _, z, learned, truth = known
    rng = np.random.default_rng(5)
    ranks, near = [], []
    for t, at in enumerate(learned.records):
        s = posterior(z, learned, at)
        ranks.append(s.weight @ (s.z < truth[t]))
        point = rng.standard_normal(2)
        far = ((s.z[:, :2] - point) ** 2).sum(axis=1)
        near.append(s.weight @ (far < ((truth[t, :2] - point) ** 2).sum()))
    return np.array(ranks), np.array(near)


def test_ranks_of_fresh_truths_are_uniform(known):
    """Simulation-based calibration, on runs that no part of the fit has seen."""
    ranks, _ = ranks_of(known)
    for column in ranks.T:
        assert kstest(column, "uniform").pvalue > 0.01
        counts = np.histogram(column, BINS, (0, 1))[0]
        assert counts.sum() == 200 and counts.max() < 40
    inside = (np.abs(ranks - 0.5) < 0.45).mean()
    assert 0.85 < inside < 0.95


def test_random_points_find_the_draws_where_the_truth_is(known):
    """TARP, likewise."""
    assert kstest(ranks_of(known)[1], "uniform").pvalue > 0.01


@pytest.mark.parametrize("wrong", ["too sure", "off"])
def test_the_checks_find_a_wrong_fit(known, wrong, monkeypatch):
    """Draws that are too narrow, or moved, fail."""
    import thaw.inference.fit_checks as checks

    def spoilt(z, learned, at, rows=None):
        s = posterior(z, learned, at, rows)
        mean = s.weight @ s.z
        bad = mean + (s.z - mean) * 0.4 if wrong == "too sure" else s.z + 0.6
        return type(s)(bad, s.weight)

    _, z, learned, _ = known
    assert not check(z, learned, 1).failed
    monkeypatch.setattr(checks, "posterior", spoilt)
    assert check(z, learned, 1).failed


def test_either_check_alone_finds_draws_that_are_too_sure(known, monkeypatch):
    """Neither rides on the other: ranks by parameter and random points both fall below a thousandth."""
    import thaw.inference.fit_checks as checks

    def narrow(z, learned, at, rows=None):
        s = posterior(z, learned, at, rows)
        mean = s.weight @ s.z
        return type(s)(mean + (s.z - mean) * 0.4, s.weight)

    monkeypatch.setattr(checks, "posterior", narrow)
    found = check(known[1], known[2], 1)
    assert found.chance()[:2].max() < 1e-3
    assert found.tarp_chance < 1e-3
    middle, ends = found.histogram(0)[4:6].sum(), found.histogram(0)[[0, -1]].sum()
    assert ends > 2 * middle


def test_only_random_points_see_a_wrong_dependence(monkeypatch):
    """Two numbers whose sum is told: each alone has the right ranks where their draws are torn apart."""
    import thaw.inference.fit_checks as checks

    rng = np.random.default_rng(8)
    z = rng.standard_normal((400, 2))
    F = (z.sum(axis=1, keepdims=True) + 0.1 * rng.standard_normal((400, 6))).astype(np.float32)
    learned = learn(F, z, F[:1], 1)
    assert learned.used.all()

    def torn(z, learned, at, rows=None):
        s = posterior(z, learned, at, rows)
        apart = np.random.default_rng(int(abs(at).sum() * 1e4) % 2**32)
        order = apart.permutation(len(s.z))
        even = np.full(len(s.z), 1 / len(s.z))
        drawn = s.z[apart.choice(len(s.z), len(s.z), p=s.weight)]
        return type(s)(np.stack([drawn[:, 0], drawn[order, 1]], axis=1), even)

    whole = check(z, learned, 1)
    assert not whole.failed
    monkeypatch.setattr(checks, "posterior", torn)
    found = check(z, learned, 1)
    assert found.chance().min() > 0.01
    assert found.tarp_chance < 0.01


def test_a_fit_that_gives_back_the_prior_passes_and_has_no_skill(known, monkeypatch):
    """What the checks cannot see, skill does."""
    import thaw.inference.fit_checks as checks

    def prior(z, learned, at, rows=None):
        rows = np.arange(len(z)) if rows is None else rows
        return type(posterior(z, learned, at, rows))(z[rows], np.full(len(rows), 1 / len(rows)))

    monkeypatch.setattr(checks, "posterior", prior)
    found = check(known[1], known[2], 1)
    assert not found.failed
    assert np.abs(found.skill[:2]).max() < 1e-6


def test_a_fit_is_nearer_to_the_truth_than_the_prior(known):
    c = check(known[1], known[2], 1)
    assert (c.skill[:2] > 4 * c.skill_se[:2]).all() and np.isnan(c.skill[2])


def test_a_conjugate_posterior_is_found():
    """Normal mean of known spread: 20 figures with error 2 of a standard normal number."""
    rng = np.random.default_rng(3)
    z = rng.standard_normal((500, 1))
    F = (z + 2 * rng.standard_normal((500, 20))).astype(np.float32)
    record = (0.8 + 2 * rng.standard_normal(20)).astype(np.float32)
    s = posterior(z, (k := learn(F, z, record[None], 1)), k.records[0])
    exact = 1 / (1 + 20 / 4)
    se = monte_carlo_error(F, z, record, k.used, 1)
    mean, log_sd = s.moments()[:2, 0]
    assert abs(mean - exact * record.sum() / 4) < 3 * se[0, 0] and se[0, 0] < 0.15
    assert abs(np.exp(log_sd) - exact**0.5) < 0.08


def test_silence_says_nothing():
    """Reports without any bearing on the parameters leave the prior, and few false alarms."""
    rng = np.random.default_rng(4)
    alarms = []
    for _ in range(20):
        z = rng.standard_normal((80, 30))
        F = rng.standard_normal((80, 50)).astype(np.float32)
        k = learn(F, z, F[:1], 1)
        s = posterior(z, k, k.records[0])
        alarms.append(k.used.any())
        if not k.used.any():
            assert np.array_equal(s.z, z) and s.effective == pytest.approx(80)
    assert np.mean(alarms) <= 0.3


def test_discoveries_are_those_of_benjamini_and_hochberg():
    p = np.array([0.001, 0.6, 0.03, 0.2, 0.045])
    assert discoveries(p, 0.1).tolist() == [True, False, True, False, True]
    assert not discoveries(np.array([0.5, 0.9]), 0.1).any()


def test_predictions_use_the_numbers_and_not_the_luck():
    """Weights are the posterior's density over the prior's; none used, all equal; few left, flattened."""
    rng = np.random.default_rng(6)
    z = rng.standard_normal((2000, 1))
    sample = SimpleNamespace(z=0.5 + 0.7 * z, weight=np.full(2000, 1 / 2000))
    w, power = importance(z, sample, np.array([True]))
    assert power == 1 and abs(w @ z[:, 0] - 0.5) < 0.05
    assert abs(np.sqrt(w @ (z[:, 0] - 0.5) ** 2) - 0.7) < 0.05
    equal, _ = importance(z, sample, np.array([False]))
    assert np.allclose(equal, 1 / 2000)
    far = SimpleNamespace(z=3 + 0.05 * z, weight=sample.weight)
    w, power = importance(z, far, np.array([True]))
    assert power < 1 and 1 / (w**2).sum() == pytest.approx(30, rel=0.05)


def test_normal_scale_and_back():
    p = Prior("lognormal", 0.0, 0.5, 0.5, 3.0)
    x = np.array([0.6, 1.0, 2.5])
    assert np.allclose(natural(p, normal(p, x)), x)
    assert 0.5 <= natural(p, np.array([-9.0]))[0] < natural(p, np.array([9.0]))[0] <= 3.0


@pytest.fixture(scope="module")
def whole():
    """A whole fit of the shock on one of its own runs."""
    data, z = made("shock", 200, 3)
    given = Given(
        F=data.F[:-1],
        X=data.full[:-1],
        z=z[:-1],
        names=NAMES,
        own=[True, False, False],
        record=data.record,
        features=data.features,
        readings=np.repeat(data.features[None], 3, axis=0),
        items=list(data.items),
        seeds=list(range(199)),
        natural=lambda name, at: natural(PRIORS[name], at),
    )
    about = {"account": "shock", "case": "toy", "record": "own"}
    return fit_account(given, about, 0, 1), z[-1], given, about


def test_a_whole_fit(whole):
    made_, truth, _, _ = whole
    base, gain = made_.parameters[0], next(p for p in made_.parameters if p.name == "gain")
    assert base.name == "base" and base.told and base.width < 0.9
    assert not gain.told and gain in made_.untold
    low, high = base.posterior[0], base.posterior[-1]
    assert low - 3 * base.se[0] < natural(PRIORS["base"], truth[:1])[0] < high + 3 * base.se[-1]
    assert base.prior[2] == pytest.approx(-2.2) and min(base.se) > 0
    cells = [p for p in made_.predictive if p.kind == "cell"]
    figures = [p for p in made_.predictive if p.kind != "cell"]
    assert np.mean([p.inside for p in figures]) > 0.8
    assert np.mean([p.inside for p in cells]) > 0.9
    assert all(0 < p.after < 1 for p in made_.predictive)
    assert base.by_readings == 0


def test_the_same_again_and_when_read(whole, tmp_path):
    made_, _, given, about = whole
    assert fit_account(given, about, 0, 1) == made_
    path = save_fit(made_, tmp_path / "shock.fit.nc")
    again = load_fit(path)
    assert again == made_
    assert np.array_equal(again.sample(50)["base"], made_.sample(50)["base"])
    other = fit_account(given, about, 0, 2)
    assert other != made_


def test_arviz_would_find_its_groups(whole, tmp_path):
    import xarray as xr

    path = save_fit(whole[0], tmp_path / "shock.fit.nc")
    with xr.open_dataset(path, group="posterior", engine="h5netcdf") as data:
        assert dict(data.sizes) == {"chain": 1, "draw": 1000} and set(NAMES) == set(data.data_vars)
        mean = float(np.log(data["base"] + 10).mean())
        weighted = np.dot(whole[0].weight, np.log(np.array(whole[0].draws["base"]) + 10))
        assert abs(mean - weighted) < 0.01


def test_what_holds_no_fit_is_told(tmp_path):
    with pytest.raises(ThawError, match="no such file"):
        load_fit(tmp_path / "none.fit.nc")
    (tmp_path / "bad.fit.nc").write_text("words")
    with pytest.raises(ThawError, match="holds no fit"):
        load_fit(tmp_path / "bad.fit.nc")
