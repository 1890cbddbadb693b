"""The posterior of one account on one record, as a typed result that can be saved and read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy
import sklearn
from scipy.special import ndtri

from thaw.inference.fit_checks import Checks, check
from thaw.inference.misfit import discrepancy
from thaw.inference.posterior import LEVELS, Sample, Summaries, learn, monte_carlo_error, posterior
from thaw.inference.predictive import ItemPrediction, importance, predict_items
from thaw.inference.results import Misfit
from thaw.inference.whole import seen_whole

SURE = 2.0
"""Standard errors by which a posterior must differ from its prior to be told from it."""


@dataclass(frozen=True)
class FittedParameter:
    """One number of an account before and after the record.

    Attributes
    ----------
    name : str
    own : bool
        Whether the account sets its prior itself; else it is of the block that all share.
    told : bool
        Whether the record says anything about it: its summary foretells it in runs held out, and the
        posterior differs from the prior in place or width by more than `SURE` Monte Carlo errors.
    prior, posterior : list of float
        Quantiles at 5, 25, 50, 75 and 95 %, in the parameter's unit; the prior's are exact.
    se : list of float
        Monte Carlo errors of the posterior's quantiles, in the same unit.
    shift, shift_se : float
        How far the mean moved, in standard deviations of the prior.
    width, width_se : float
        Standard deviation of the posterior over the prior's.
    foretold : float
        Share of the variance that reports foretell in runs held out; nought or below: nothing.
    chance : float
        Of foretelling as much where there is nothing to foretell.
    rank_chance : float
        Of ranks as uneven as those of the truth among its draws, in runs taken as records.
    skill, skill_se : float or None
        Continuous ranked probability score in such runs: one less its ratio to the prior's.
    by_readings : float
        Standard deviation of `shift` over attested readings of the record.
    """

    name: str
    own: bool
    told: bool
    prior: list[float]
    posterior: list[float]
    se: list[float]
    shift: float
    shift_se: float
    width: float
    width_se: float
    foretold: float
    chance: float
    rank_chance: float
    skill: float | None
    skill_se: float | None
    by_readings: float


@dataclass(frozen=True)
class FitChecks:
    """How runs of known parameters fared as records.

    Attributes
    ----------
    runs : int
    inside50, inside90 : list of float
        Share of true parameters in the central interval, and its standard error.
    tarp_chance : float
        Of shares as uneven as those of the test with random points.
    ranks : list of int
        Ranks of the true parameters among their draws, in ten equal bins, over all parameters told.
    failed : list of str
        Checks that fail, in words.
    """

    runs: int
    inside50: list[float]
    inside90: list[float]
    tarp_chance: float
    ranks: list[int]
    failed: list[str]


@dataclass(frozen=True)
class Fit:
    """The posterior of one account's parameters on one record.

    Attributes
    ----------
    account, case, record : str
    runs, failed : int
        Finished runs that were used, and failed ones, which report nothing.
    effective : float
        Effective number of draws.
    parameters : list of FittedParameter
        Own ones first.
    misfit : Misfit
        Whether the account gives such records at all.
    checks : FitChecks
    predictive : list of ItemPrediction
        Of every item that the record shows.
    predictive_effective, predictive_power : float
        Effective runs behind the predictions, and the power their weights were flattened to; 1 where
        they were not.
    seed : int
    table : str
        Where the runs come from, in words.
    polities : dict
        Polity to its name.
    hashes, versions : dict
    weight : list of float
        Of each draw, summing to one.
    seeds : list of int
        Of the runs the draws were made from.
    """

    account: str
    case: str
    record: str
    runs: int
    failed: int
    effective: float
    parameters: list[FittedParameter]
    misfit: Misfit
    checks: FitChecks
    predictive: list[ItemPrediction]
    predictive_effective: float
    predictive_power: float
    seed: int
    table: str = ""
    polities: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    weight: list[float] = field(default_factory=list, repr=False)
    seeds: list[int] = field(default_factory=list, repr=False)
    draws: dict[str, list[float]] = field(default_factory=dict, repr=False)
    """Parameter to its draws, in its unit."""

    @property
    def told(self) -> list[FittedParameter]:
        """Parameters about which the record says something."""
        return [p for p in self.parameters if p.told]

    @property
    def untold(self) -> list[FittedParameter]:
        """Parameters about which it says nothing that Monte Carlo error does not hold."""
        return [p for p in self.parameters if not p.told]

    def sample(self, n: int = 1000, seed: int = 1) -> dict[str, np.ndarray]:
        """Equally likely draws of all parameters together, `n` of each, drawn again by weight."""
        rng = np.random.default_rng([seed, 34])
        at = (rng.random() + np.arange(n)) / n
        rows = np.searchsorted(np.cumsum(self.weight), at).clip(0, len(self.weight) - 1)
        rng.shuffle(rows)
        return {k: np.asarray(v)[rows] for k, v in self.draws.items()}


@dataclass(frozen=True)
class Given:
    """What a fit is made from: one account's finished runs, and the record.

    Attributes
    ----------
    F : float32 [n_runs, n_features]
        Features of the runs.
    X : float32 [n_runs, n_items]
    z : float [n_runs, n_parameters]
        Parameters, on the scale on which the prior is standard normal.
    names : list of str
        Of the parameters.
    own : list of bool
    record : float [n_items]
    features : float [n_features]
        Of the record.
    readings : float [n_readings, n_features]
        Of attested readings of the record.
    items : list
    seeds : list of int
    natural : callable
        ``natural(name, z)``: values in the parameter's unit.
    """

    F: np.ndarray
    X: np.ndarray
    z: np.ndarray
    names: list[str]
    own: list[bool]
    record: np.ndarray
    features: np.ndarray
    readings: np.ndarray
    items: list
    seeds: list[int]
    natural: Callable[[str, np.ndarray], np.ndarray]


def fit_account(given: Given, about: dict[str, Any], failed: int, seed: int) -> Fit:
    """Fit one account: posterior, Monte Carlo errors, checks and predictions.

    Parameters
    ----------
    given : Given
    about : dict
        ``account, case, record, table, polities, hashes``.
    failed : int
        Runs that report nothing; the posterior is given that a run ends.
    seed : int
    """
    z = given.z
    known = learn(given.F, z, np.vstack([given.features[None], given.readings]), seed)
    sample = posterior(z, known, known.records[0])
    error = monte_carlo_error(given.F, z, given.features, known.used, seed)
    checks = check(z, known, seed)
    moved = np.array([posterior(z, known, at).moments()[0] for at in known.records[1:]])
    weight, power = importance(z, sample, known.used)
    moments = sample.moments()
    told = _moved_from_prior(moments, error, known.used)
    which = told if told.any() else np.ones(len(told), bool)
    ranks = np.sum([checks.histogram(int(j)) for j in np.flatnonzero(which)], axis=0)
    return Fit(
        **about,
        runs=len(z),
        failed=failed,
        effective=sample.effective,
        parameters=_parameters(given, known, moments, error, checks, told, moved),
        misfit=discrepancy(*seen_whole(given.X, given.record, given.items), seed),
        checks=FitChecks(
            runs=len(z),
            inside50=list(checks.coverage(0.5, which)),
            inside90=list(checks.coverage(0.9, which)),
            tarp_chance=checks.tarp_chance,
            ranks=np.asarray(ranks).tolist(),
            failed=checks.failed,
        ),
        predictive=predict_items(given.X, weight, given.record, given.items),
        predictive_effective=float(1 / (weight**2).sum()),
        predictive_power=power,
        seed=seed,
        versions={
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "scikit-learn": sklearn.__version__,
        },
        weight=sample.weight.tolist(),
        seeds=given.seeds,
        draws=_draws(given, sample),
    )


def _moved_from_prior(moments: np.ndarray, error: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Parameters whose mean or width differs from the prior's by more than `SURE` errors."""
    far = (np.abs(moments[:2]) > SURE * error[:2]).any(axis=0)
    return used & far


def _draws(given: Given, sample: Sample) -> dict[str, list[float]]:
    return {
        name: given.natural(name, sample.z[:, j]).tolist() for j, name in enumerate(given.names)
    }


def _parameters(
    given: Given,
    known: Summaries,
    moments: np.ndarray,
    error: np.ndarray,
    checks: Checks,
    told: np.ndarray,
    moved: np.ndarray,
) -> list[FittedParameter]:
    """One row a parameter, own ones first, those told before the others."""
    exact = ndtri(LEVELS)
    chance = checks.chance()
    made = []
    for j, name in enumerate(given.names):
        at, se = moments[2:, j], error[2:, j]
        up, down = given.natural(name, at + se), given.natural(name, at - se)
        used = bool(known.used[j])
        made.append(
            FittedParameter(
                name=name,
                own=given.own[j],
                told=bool(told[j]),
                prior=given.natural(name, exact).tolist(),
                posterior=given.natural(name, at).tolist(),
                se=((up - down) / 2).tolist(),
                shift=float(moments[0, j]),
                shift_se=float(error[0, j]),
                width=float(np.exp(moments[1, j])),
                width_se=float(np.exp(moments[1, j]) * error[1, j]),
                foretold=float(known.skill[j]),
                chance=float(known.chance[j]),
                rank_chance=float(chance[j]),
                skill=float(checks.skill[j]) if used else None,
                skill_se=float(checks.skill_se[j]) if used else None,
                by_readings=float(moved[:, j].std()) if len(moved) else 0.0,
            )
        )
    return sorted(made, key=lambda p: (not p.own, not p.told))
