"""Rows of a reference table weighted by how well they fit one record."""

from __future__ import annotations

import warnings

import numpy as np

from thaw.inference.scores import LEAST_RUNS, kernel_weights


def fit_weights(
    F: np.ndarray, theta: np.ndarray, record: np.ndarray, least: int = LEAST_RUNS
) -> np.ndarray:
    """Weights of one account's runs given the whole record; equal where it tells nothing.

    Each parameter is regressed on the reports (ridge, on runs held out in turn); runs are weighted
    by a Gaussian kernel on the distance between their fitted parameters and the record's, in units
    of the residual. The kernel widens until `least` effective runs remain.

    Parameters
    ----------
    F : float [n_runs, n_features]
        Standardised reports; NaN where a run is silent.
    theta : float [n_runs, n_parameters]
        Parameters the runs were drawn with; columns with NaN are left out.
    record : float [n_features]
    least : int
        Effective number of runs to leave.

    Returns
    -------
    float [n_runs]
        Summing to one.

    Source: Fearnhead and Prangle 2012, JRSS B 74, semi-automatic summaries.
    """
    from sklearn.linear_model import RidgeCV
    from sklearn.model_selection import KFold

    n = len(F)
    equal = np.full(n, 1 / n)
    theta = theta[:, ~np.isnan(theta).any(axis=0)].astype(float)
    theta = theta[:, theta.std(axis=0) > 0]
    if not theta.shape[1] or n < 20:
        return equal
    wanted = (theta - theta.mean(axis=0)) / theta.std(axis=0)
    silent = np.isnan(F)
    sparse = (silent.mean(axis=0) > 0.02) & (silent.mean(axis=0) < 0.98)

    def seen(G: np.ndarray) -> np.ndarray:
        return np.concatenate([np.nan_to_num(G), np.isnan(G)[:, sparse]], axis=1).astype(float)

    A, here = seen(F), seen(record[None])
    fit = np.zeros_like(wanted)
    told = np.zeros(theta.shape[1])
    folds = KFold(4, shuffle=True, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # features that a fold never shows
        for train, test in folds.split(A):
            model = RidgeCV(n * np.array([0.01, 0.1, 1.0, 10.0]), alpha_per_target=True)
            model.fit(A[train], wanted[train])
            fit[test] = model.predict(A[test]).reshape(len(test), -1)
            told += model.predict(here).ravel() / folds.n_splits
    scale = (wanted - fit).std(axis=0) + 1e-6
    return kernel_weights((((fit - told) / scale) ** 2).sum(axis=1), min(least, n))


def draw_rows(weight: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """`n` different rows, one after another in proportion to weight, in order of row.

    Drawing without replacement flattens the weights a little, as a wider kernel would.
    """
    n = min(n, int((weight > 0).sum()))
    return np.sort(rng.choice(len(weight), n, replace=False, p=weight))
