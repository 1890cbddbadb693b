"""Scores over episodes with bootstrap intervals, and skill against the null account.

Episodes are resampled whole, because items of one episode depend on each other. Retrodiction and
prediction are never added together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from thaw.inference.jsonable import known
from thaw.inference.results import (
    PREDICTION,
    RETRODICTION,
    AccountScores,
    EpisodeScore,
    PartScores,
    Score,
)
from thaw.inference.scores import Forecast

METRICS = ("log", "brier", "crps")
INTERVAL = (5, 95)
"""Percentiles of the bootstrap interval."""

Sums = Mapping[str, Mapping[str, np.ndarray]]
"""Score to account to sum and number of items by episode, [2, n_episodes]."""


def summarise(
    forecasts: Mapping[str, Forecast],
    item_episode: np.ndarray,
    predicted: Mapping[str, np.ndarray],
    null: str | None,
    episodes: Sequence[str],
    seed: int,
    resamples: int = 2000,
) -> dict[str, AccountScores]:
    """Scores per account with intervals over episodes, retrodiction and prediction apart.

    All accounts are scored on the same resamples of episodes (common random numbers): a skill is a
    paired comparison, in which a hard episode is hard for the account and the null account alike;
    the null account's own skill is exactly nothing; and intervals of two accounts do not differ by
    luck of the resampling.

    Parameters
    ----------
    forecasts : mapping
        Account to its forecast.
    item_episode : int [n_items]
        Position in `episodes`.
    predicted : mapping
        Account to bool [n_episodes]: the episode began after the account was written. All others
        are retrodiction.
    null : str or None
        Account the skills are measured against, on the same episodes.
    episodes : sequence of str
    seed, resamples : int
        Of the bootstrap.

    Returns
    -------
    dict
        Account to its scores; see `Score` for units.
    """
    n = len(episodes)
    sums = {
        name: {a: _by_episode(getattr(f, name), item_episode, n) for a, f in forecasts.items()}
        for name in METRICS
    }
    rng = np.random.default_rng([seed, 3])
    draws = rng.random((resamples, n))
    return {
        account: AccountScores(
            retrodiction=_part(sums, account, null, np.flatnonzero(~predicted[account]), draws),
            prediction=_part(sums, account, null, np.flatnonzero(predicted[account]), draws),
            by_episode=[
                _episode(sums, account, k, episodes[k], bool(predicted[account][k]))
                for k in range(n)
            ],
        )
        for account in forecasts
    }


def _episode(sums: Sums, account: str, k: int, name: str, predicted: bool) -> EpisodeScore:
    log, brier, crps = (_ratio(sums[s][account][:, k]) for s in METRICS)
    return EpisodeScore(
        name,
        PREDICTION if predicted else RETRODICTION,
        log,
        brier,
        crps,
        n_cells=int(sums["log"][account][1, k]),
        n_other=int(sums["crps"][account][1, k]),
    )


def _by_episode(values: np.ndarray, k_of: np.ndarray, n: int) -> np.ndarray:
    """Sum and number of known scores per episode, [2, n]."""
    known = ~np.isnan(values)
    total = np.bincount(k_of[known], values[known], minlength=n)
    return np.array([total, np.bincount(k_of[known], minlength=n)])


def _ratio(pair: np.ndarray) -> float | None:
    return float(pair[0] / pair[1]) if pair[1] > 0 else None


def _part(
    sums: Sums, account: str, null: str | None, which: np.ndarray, draws: np.ndarray
) -> PartScores | None:
    """Scores of some episodes; None when there are none."""
    if not len(which):
        return None
    chosen = which[(draws[:, : len(which)] * len(which)).astype(int)]
    made = {
        name: _score(by[account], None if null is None else by[null], which, chosen, name == "log")
        for name, by in sums.items()
    }
    return PartScores(len(which), **made)


def _score(
    mine: np.ndarray,
    rival: np.ndarray | None,
    which: np.ndarray,
    chosen: np.ndarray,
    difference: bool,
) -> Score | None:
    """Score of one account over the episodes `which`, with its interval over `chosen`.

    Parameters
    ----------
    mine, rival : float [2, n_episodes]
        Sum and number of items of the account and of the null account, where there is one.
    which : int [n]
    chosen : int [n_resamples, n]
    difference : bool
        Skill is a difference to the null account (log); otherwise a share of its score.
    """
    value = _ratio(mine[:, which].sum(axis=1))
    if value is None:
        return None
    boot = _resampled(mine, chosen)
    low, high = (known(v) for v in np.nanpercentile(boot, INTERVAL))
    n = int(mine[1, which].sum())
    other = None if rival is None else _ratio(rival[:, which].sum(axis=1))
    if rival is None or other is None:
        return Score(value, low, high, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        boot_rival = _resampled(rival, chosen)
        skills = boot - boot_rival if difference else 1 - boot / boot_rival
    if not np.isfinite(skills).any():
        return Score(value, low, high, n)
    skill = value - other if difference else 1 - value / other if other else 0.0
    ends = [known(v) for v in np.nanpercentile(skills, INTERVAL)]
    return Score(value, low, high, n, float(skill), *ends)


def _resampled(pair: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Mean per item of each resample, [n_resamples]; NaN where it holds no item."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return pair[0, chosen].sum(axis=1) / pair[1, chosen].sum(axis=1)
