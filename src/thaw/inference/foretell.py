"""Forecasts from a date: accounts and runs weighted by what the record showed before, scored after it.

The probability of each account is that of a comparison that knows nothing of the record from the date on.
The runs of an account are weighted by how well they agree with the record so far, on the summaries that
predict what is to come (`thaw.inference.scores.Conditioner`). The forecast is the mixture of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from thaw.inference.baselines import Baseline, filled
from thaw.inference.scores import Columns, crps, effective, weighted_quantile

ALPHA = 0.1
"""One less the share that the interval which is scored holds."""
RESAMPLES = 2000
WIDE = (0.05, 0.5, 0.95)
SCORES = ("log", "brier", "crps", "interval")
HIGHER = {"log": 1, "brier": -1, "crps": -1, "interval": -1}
"""Sign by which a larger score is better."""


@dataclass(frozen=True)
class ItemForecast:
    """What is foretold of one item.

    Attributes
    ----------
    id, polity, what, kind, unit, first, last : str
    p, se : float or None
        Chance of a cell and its Monte Carlo error.
    low, middle, high : float or None
        5, 50 and 95 % of any other item.
    value : float or None
        What the record shows; None where it does not.
    why : str
        Why the item cannot be settled; empty where it can.
    scores : dict
        log and brier, or crps and interval; of settled items.
    """

    id: str
    polity: str
    what: str
    kind: str
    unit: str
    first: str
    last: str
    p: float | None = None
    se: float | None = None
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    value: float | None = None
    why: str = ""
    scores: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Scored:
    """Mean scores of one forecaster, over settled items that all of them foretell.

    Attributes
    ----------
    name : str
    log, brier : float or None
        Of cells; log in natural units, higher is better, Brier lower.
    crps, interval : float or None
        Of other items, in units of the item's spread over all runs; lower is better.
    cells, figures : int
    """

    name: str
    log: float | None
    brier: float | None
    crps: float | None
    interval: float | None
    cells: int
    figures: int


@dataclass(frozen=True)
class Versus:
    """How much better one forecaster is than another, over items that both foretell.

    Attributes
    ----------
    score, other : str
    better, low, high : float
        Mean gain and an interval of 95 % from resampling months (NaN for fewer than three); above
        nought is better.
    n, months : int
        Items, and months they fall into.
    """

    score: str
    other: str
    better: float
    low: float
    high: float
    n: int
    months: int

    @property
    def told(self) -> bool:
        """Whether the interval leaves out nought."""
        return self.low > 0 or self.high < 0


def interval_score(low: float, high: float, value: float) -> float:
    """Width of a central interval and a penalty for what lies outside it; lower is better.

    Source: Gneiting and Raftery 2007, JASA 102, eq. 43, with alpha = `ALPHA`.
    """
    return high - low + 2 / ALPHA * (max(low - value, 0.0) + max(value - high, 0.0))


@dataclass
class Forecaster:
    """Chances and ensembles of every item ahead.

    Attributes
    ----------
    name : str
    p : float [n_items]
        Of cells; NaN where nothing is foretold.
    se : float [n_items]
    ensembles : dict
        Column of any other item to (values, weights).
    """

    name: str
    p: np.ndarray
    se: np.ndarray
    ensembles: dict[int, tuple[np.ndarray, np.ndarray]]

    def score(self, record: np.ndarray, columns: Columns) -> dict[str, np.ndarray]:
        """Scores [n_items] of each kind; NaN where nothing is foretold or known."""
        out = {k: np.full(len(record), np.nan) for k in SCORES}
        with np.errstate(divide="ignore"):
            out["log"] = np.log(np.where(record == 1, self.p, 1 - self.p))
        out["brier"] = (self.p - record) ** 2
        out["log"][np.isnan(out["brier"])] = np.nan
        for j, (values, weight) in self.ensembles.items():
            if np.isnan(record[j]):
                continue
            part, at = values[:, None], record[j : j + 1]
            scale = columns.scale[j]
            out["crps"][j] = crps(part, weight, at)[0] / scale
            q = weighted_quantile(part, weight, (WIDE[0], WIDE[2]))[:, 0]
            out["interval"][j] = interval_score(q[0], q[1], float(record[j])) / scale
        return out


def of_runs(
    name: str, X: np.ndarray, weight: np.ndarray, ahead: np.ndarray, columns: Columns
) -> Forecaster:
    """The forecast of weighted runs.

    Parameters
    ----------
    name : str
    X : float32 [n_runs, n_items]
        Reports; NaN where silent.
    weight : float [n_runs]
        Summing to one.
    ahead : bool [n_items]
    columns : Columns
    """
    p, se = (np.full(X.shape[1], np.nan) for _ in range(2))
    ensembles = {}
    n = effective(weight)
    for j in np.flatnonzero(ahead).tolist():
        if columns.kind[j] == "cell":
            seen = ~np.isnan(X[:, j])
            mass = float(weight[seen].sum())
            if mass <= 0:
                continue
            one = float(weight[seen & (X[:, j] == 1)].sum()) / mass
            p[j] = (n * mass * one + 0.5) / (n * mass + 1)
            se[j] = (p[j] * (1 - p[j]) / (n * mass + 1)) ** 0.5
            continue
        values = filled(X[:, j], str(columns.kind[j]), columns.latest[j])
        seen = ~np.isnan(values)
        if weight[seen].sum() > 0:
            ensembles[j] = values[seen], weight[seen] / weight[seen].sum()
    return Forecaster(name, p, se, ensembles)


def of_baseline(made: Baseline) -> Forecaster:
    """A baseline as any other forecaster."""
    even = {j: (v, np.full(len(v), 1 / len(v))) for j, v in made.values.items()}
    return Forecaster(made.name, made.p, np.full(len(made.p), np.nan), even)


def in_common(scores: Sequence[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Items that all of several forecasters foretell, bool [n_items], by score."""
    return {
        k: np.logical_not(np.isnan(np.array([s[k] for s in scores])).any(axis=0)) for k in SCORES
    }


def mean_scores(name: str, scores: dict[str, np.ndarray], among: dict[str, np.ndarray]) -> Scored:
    """Means over the items `among`, see `in_common`."""

    def mean(k: str) -> float | None:
        v = scores[k][among[k]]
        return float(v.mean()) if len(v) else None

    count = {k: int(among[k].sum()) for k in ("brier", "crps")}
    return Scored(
        name,
        mean("log"),
        mean("brier"),
        mean("crps"),
        mean("interval"),
        count["brier"],
        count["crps"],
    )


def versus(
    ours: dict[str, np.ndarray],
    theirs: dict[str, np.ndarray],
    other: str,
    months: np.ndarray,
    seed: int,
) -> list[Versus]:
    """How much better the first is, with intervals from resampling months.

    Parameters
    ----------
    ours, theirs : dict of float [n_items]
    other : str
        Name of the second.
    months : int [n_items]
        Month of each item; what falls into one is resampled together.
    seed : int
    """
    made = []
    for k in SCORES:
        gain = HIGHER[k] * (ours[k] - theirs[k])
        both = ~np.isnan(gain)
        if not both.any():
            continue
        blocks, at = np.unique(months[both], return_inverse=True)
        total = np.bincount(at, gain[both], len(blocks))
        size = np.bincount(at, minlength=len(blocks))
        rng = np.random.default_rng([seed, 71])
        rows = rng.integers(0, len(blocks), (RESAMPLES, len(blocks)))
        means = total[rows].sum(axis=1) / size[rows].sum(axis=1)
        low, high = np.quantile(means, [0.025, 0.975]) if len(blocks) > 2 else (np.nan, np.nan)
        made.append(
            Versus(
                k,
                other,
                float(gain[both].mean()),
                float(low),
                float(high),
                int(both.sum()),
                len(blocks),
            )
        )
    return made


def mixture(
    shares: Sequence[float], weights: Sequence[np.ndarray], rows: Sequence[np.ndarray], n: int
) -> np.ndarray:
    """Weights [n] of all runs: each account's share spread over its runs by their weights."""
    out = np.zeros(n)
    for share, weight, at in zip(shares, weights, rows, strict=True):
        out[at] = share * weight
    return out / out.sum()


def in_words(item: Any, made: Forecaster, j: int, value: float, why: str) -> ItemForecast:
    """One item of a forecast."""
    q: list[float | None] = [None] * 3
    if j in made.ensembles:
        values, weight = made.ensembles[j]
        q = [float(v) for v in weighted_quantile(values[:, None], weight, WIDE)[:, 0]]
    cell = not np.isnan(made.p[j])
    return ItemForecast(
        id=str(item.id),
        polity=str(item.polity),
        what=str(item.what),
        kind=str(item.kind),
        unit=str(getattr(item, "unit", "")),
        first=str(item.first)[:10],
        last=str(item.last)[:10],
        p=float(made.p[j]) if cell else None,
        se=float(made.se[j]) if cell else None,
        low=q[0],
        middle=q[1],
        high=q[2],
        value=None if np.isnan(value) else float(value),
        why=why,
    )
