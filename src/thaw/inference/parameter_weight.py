"""What a table says of its own parameters: which of them move what happens, and the answer.

`pawn` is a moment-independent index from given draws: how far the distribution of an output moves when
a parameter is held within one of several slices (Pianosi and Wagener 2018, Environmental Modelling and
Software 108, eq. 3-4). What so few runs give by luck is measured on dummy parameters that no run used
(Khorashadi Zadeh et al. 2017, Environmental Modelling and Software 91).

`tilts` leans the prior of one parameter up or down by reweighting runs, and asks a logistic learner
again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr
from scipy.stats import t as student

from thaw.inference.learners import fit_one, quiet
from thaw.inference.leave_out import LEAST
from thaw.inference.posterior import discoveries
from thaw.inference.settings import Size

DUMMIES = 3999
LEAN = 0.5
"""How far a prior is leaned, in its own standard deviations on the normal scale."""
DEALS = 12
"""Times numbers that nothing uses are leaned on instead, for what luck changes."""
FALSE_ALARMS = 0.1
"""Share of indices told that may be luck."""


def slices(n: int) -> int:
    """Slices of `n` runs: ten, or fewer where they would hold fewer than ten runs."""
    return int(np.clip(n // 10, 3, 10))


def pawn(x: np.ndarray, y: np.ndarray, parts: int) -> np.ndarray:
    """Median over slices of the greatest gap between distributions of `y`, for each column of `x`.

    Parameters
    ----------
    x : float [n_runs, n_parameters]
    y : float [n_runs]
        Without NaN.
    parts : int
        Slices with equally many runs.

    Returns
    -------
    float [n_parameters]
        0 to 1.
    """
    n = len(x)
    values, at = np.unique(y, return_inverse=True)
    below = (at[:, None] <= np.arange(len(values))).astype(np.float32)
    whole = below.mean(axis=0)
    rank = np.argsort(np.argsort(x, axis=0, kind="stable"), axis=0, kind="stable")
    part = rank * parts // n
    gaps = []
    for k in range(parts):
        inside = (part == k).astype(np.float32)
        own = (inside / inside.sum(axis=0)).T @ below
        gaps.append(np.abs(own - whole).max(axis=1))
    return np.median(gaps, axis=0)


@dataclass(frozen=True)
class Influence:
    """How far one parameter of an account moves one thing that happens.

    Attributes
    ----------
    account, parameter, output : str
    index, floor : float
        PAWN index, and the index that 95 of 100 parameters which nothing uses stay below.
    chance : float
        Share of those whose index is as large.
    told : bool
        It stands out among all of this account, at most one in ten by luck.
    up : float
        Rank correlation, for its sign.
    """

    account: str
    parameter: str
    output: str
    index: float
    floor: float
    chance: float
    told: bool
    up: float


def influences(
    account: str, names: Sequence[str], z: np.ndarray, outputs: Mapping[str, np.ndarray], seed: int
) -> list[Influence]:
    """Indices of every parameter and output of one account, largest first.

    Parameters
    ----------
    account : str
    names : sequence of str
        Parameters.
    z : float [n_runs, n_parameters]
    outputs : mapping
        Name to values [n_runs]; NaN where a run tells nothing.
    seed : int
        Of the dummies.
    """
    rng = np.random.default_rng([seed, 41])
    found = []
    for output, y in outputs.items():
        seen = ~np.isnan(y)
        if seen.sum() < 20 or np.ptp(y[seen]) == 0:
            continue
        rows, value = z[seen], y[seen]
        dummy = rng.standard_normal((len(value), DUMMIES))
        index = pawn(np.concatenate([rows, dummy], axis=1), value, slices(len(value)))
        own, luck = index[: len(names)], index[len(names) :]
        chance = (1 + (luck[None] >= own[:, None]).sum(axis=1)) / (1 + DUMMIES)
        for j, name in enumerate(names):
            up = float(spearmanr(rows[:, j], value).statistic)
            row = (account, name, output, own[j], np.quantile(luck, 0.95), chance[j], up)
            found.append(row)
    if not found:
        return []
    told = discoveries(np.array([f[5] for f in found]), FALSE_ALARMS)
    made = [
        Influence(a, n, o, float(i), float(fl), float(c), bool(t), u)
        for (a, n, o, i, fl, c, u), t in zip(found, told, strict=True)
    ]
    return sorted(made, key=lambda i: (-i.told, -i.index))


@dataclass(frozen=True)
class Tilt:
    """What leaning one prior does to the answer.

    Attributes
    ----------
    parameter : str
    owner : str
        The account whose own number it is; empty for one of the shared block.
    up, down : float
        Change of the weight of evidence for those in front against all others, decibans, with the
        prior leaned up and down.
    se : float
        Standard deviation of what leaning on numbers that nothing uses changes.
    felt : bool
        Either change is above half a deciban and larger than luck gives in one study of twenty, whichever
        number it is (Student's t, Bonferroni over numbers).
    """

    parameter: str
    owner: str
    up: float
    down: float
    se: float

    felt: bool


def tilts(
    F: np.ndarray,
    y: np.ndarray,
    record: np.ndarray,
    columns: Mapping[tuple[str, str], tuple[np.ndarray, np.ndarray]],
    ours: Sequence[int],
    seed: int,
    size: Size,
) -> list[Tilt]:
    """Lean every prior up and down, largest change first.

    Parameters
    ----------
    F : float32 [n_runs, n_features]
    y : int [n_runs]
    record : float [n_features]
    columns : mapping
        (owner, parameter) to rows of runs and their values on the normal scale.
    ours : sequence of int
        Accounts in front.
    seed : int
    size : Size
        Work of each fit.
    """
    n, accounts = len(y), int(y.max()) + 1
    rest = [k for k in range(accounts) if k not in ours]
    every = np.ones((1, len(record)), bool)

    def masks(m: int, _: np.random.Generator) -> np.ndarray:
        return np.ones((m, F.shape[1]), bool)

    def answer(weight: np.ndarray | None) -> float:
        model = fit_one("logistic", F, y, masks, seed, size, weight=weight)
        log = model.log_proba(record[None], every)[0]
        joint = [np.logaddexp.reduce(log[list(part)]) for part in (ours, rest)]
        return float(10 / np.log(10) * (joint[0] - joint[1]))

    def leaned(rows: np.ndarray, z: np.ndarray, by: float) -> np.ndarray:
        w = np.ones(n)
        w[rows] = np.exp(by * z)
        for a in range(accounts):
            w[y == a] /= w[y == a].mean()
        return w

    rng = np.random.default_rng([seed, 42])
    with quiet():
        plain = answer(None)
        luck: dict[str, float] = {}
        made = []
        for (owner, name), (rows, z) in columns.items():
            if owner not in luck:
                dealt = (rng.standard_normal(len(rows)) for _ in range(DEALS))
                luck[owner] = float(
                    np.std([answer(leaned(rows, d, LEAN)) - plain for d in dealt], ddof=1)
                )
            up, down = (answer(leaned(rows, z, by)) - plain for by in (LEAN, -LEAN))
            limit = float(student.ppf(1 - 0.025 / len(columns), DEALS - 1)) * luck[owner]
            felt = max(abs(up), abs(down)) > max(limit, LEAST)
            made.append(Tilt(name, owner, up, down, luck[owner], felt))
    return sorted(made, key=lambda t: -max(abs(t.up), abs(t.down)))
