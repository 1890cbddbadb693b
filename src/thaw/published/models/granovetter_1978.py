"""A crowd in which each joins once enough others have: Granovetter's thresholds.

Source       Granovetter 1978, Am. J. Sociology 83(6) 1420-1443
Departures   The paper's figure is drawn for 100 people as if their thresholds were the normal curve
             itself; here the curve (`continuum`), its mid-quantiles and random crowds are apart.
Notice       A random crowd of 100 has no jump at 12.2: its chance to be swept rises slowly from 10 to 20.
Try          `thaw published granovetter_1978 --preset crowds --set spread=13`
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

from thaw.draw import decision_id, normal
from thaw.engine.kernel import kernel
from thaw.errors import ThawError
from thaw.mechanisms.society.speak_out import net_motive

DECISION = decision_id("granovetter_1978.threshold")


def run(settings: dict[str, Any], seed: int) -> dict[str, float]:
    """One replicate.

    Parameters
    ----------
    settings : dict
        Every switch and input of ``granovetter_1978.yaml``.
    seed : int

    Returns
    -------
    dict
        joined (persons at rest), share, rounds, swept (1 if at least `sweep` of all joined), each
        a mean over crowds; for the continuum also critical_spread and critical_joined (tangency, by
        search on the map), formula_z, formula_spread, formula_joined (closed form), joined_below and
        joined_above (`offset` from the tangency).
    """
    check(settings)
    n = settings["people"]
    if settings["crowd"] == "continuum":
        return continuum(n, settings["mean"], settings["spread"], settings["offset"])
    if settings["crowd"] == "random":
        redraw = settings["negative"] == "redraw"
        count = settings["crowds"]
        out = np.empty((count, 2))
        kernel(random_crowds)(
            n, settings["mean"], settings["spread"], redraw, (seed, 0, DECISION), out
        )
    else:
        out = np.array([kernel(at_rest)(thresholds(settings))], dtype=float)
    joined = out[:, 0]
    return {
        "joined": float(joined.mean()),
        "share": float(joined.mean() / n),
        "rounds": float(out[:, 1].mean()),
        "swept": float((joined >= settings["sweep"] * n).mean()),
    }


def check(settings: dict[str, Any]) -> None:
    """Whether the crowd can be made.

    Raises
    ------
    ThawError
        A continuum without a tangency, or a ladder without the step that is changed.
    """
    n, mean = settings["people"], settings["mean"]
    if settings["crowd"] == "continuum":
        if not 0 < mean < n / 2:
            raise ThawError(
                "the curve has no tangency at this mean",
                key="granovetter_1978.mean",
                expected=f"above 0 and below half of people, {n / 2:g}",
            )
        if settings["offset"] >= critical_point(n, mean)[1]:
            raise ThawError(
                "lies beyond the tangency itself",
                key="granovetter_1978.offset",
                expected=f"below {critical_point(n, mean)[1]:.5g}",
            )
    if settings["crowd"] == "ladder_changed" and n < 2:
        raise ThawError(
            "a ladder of one has no second step",
            key="granovetter_1978.people",
            expected="at least 2",
        )


def thresholds(settings: dict[str, Any]) -> np.ndarray:
    """Thresholds in persons, ascending, for the crowds without chance; shape (people,)."""
    n = settings["people"]
    if settings["crowd"] == "quantiles":
        ranks = (np.arange(n) + 0.5) / n
        if settings["negative"] == "redraw":
            low = norm.cdf(-settings["mean"] / settings["spread"])
            ranks = low + ranks * (1 - low)
        return settings["mean"] + settings["spread"] * norm.ppf(ranks)
    ladder = np.arange(n, dtype=float)
    if settings["crowd"] == "ladder_changed":
        ladder[1] = 2.0
    return np.sort(ladder)


def joins(threshold, joined):
    """Whether one with this threshold joins when so many have: the rule of `speak_out` without noise."""
    return net_motive(0.0, 0.0, 0.0, joined) >= threshold


def at_rest(ordered):
    """How many of a crowd join in the end, from nobody, and in how many rounds; `ordered` ascends."""
    n = ordered.shape[0]
    joined, rounds = 0, 0
    while True:
        before = joined
        while joined < n and joins(ordered[joined], float(before)):
            joined += 1
        if joined == before:
            return joined, rounds
        rounds += 1


def random_crowds(n, mean, spread, redraw, key, out):
    """Fill `out` (crowds x 2) with joined and rounds of crowds of independent normal thresholds."""
    ordered = np.empty(n)
    for c in range(out.shape[0]):
        address = (key[0], key[1], key[2], c)
        for i in range(n):
            x = mean + spread * normal(address, i, 0)
            again = 1
            while redraw and x < 0.0 and again < 1000:
                x = mean + spread * normal(address, i, 2 * again)
                again += 1
            ordered[i] = x
        ordered.sort()
        out[c, 0], out[c, 1] = at_rest(ordered)
    return 0


def critical_point(n: int, mean: float) -> tuple[float, float, float]:
    """Tangency of the map r -> n F(r) with the diagonal, in closed form but for one root.

    Both n F(r) = r and n F'(r) = 1 hold where Phi(z) - z phi(z) = mean / n, with s = n phi(z) and
    r = mean + s z.

    Returns
    -------
    tuple of float
        z, critical standard deviation, persons who have joined there.
    """
    z = brentq(lambda z: norm.cdf(z) - z * norm.pdf(z) - mean / n, -12, 12, xtol=1e-14)
    s = n * norm.pdf(z)
    return float(z), float(s), float(mean + s * z)


def resting_point(n: int, mean: float, spread: float) -> float:
    """Where r -> n F(r) comes to rest from r = 0: its smallest fixed point.

    Below the mean the gap n F(r) - r is convex, with its lowest point where n F'(r) = 1.
    """

    def gap(r: float) -> float:
        return float(n * norm.cdf((r - mean) / spread) - r)

    steepness = n / (spread * math.sqrt(2 * math.pi))
    if mean <= 0 or steepness <= 1:
        return float(brentq(gap, 0.0, n, xtol=1e-13))
    lowest = mean - spread * math.sqrt(2 * math.log(steepness))
    if lowest > 0 and gap(lowest) <= 0:
        return float(brentq(gap, 0.0, lowest, xtol=1e-13))
    return float(brentq(gap, max(lowest, 0.0), n, xtol=1e-13)) if gap(n) < 0 else float(n)


def critical_spread(n: int, mean: float) -> float:
    """The standard deviation at which the smallest fixed point vanishes, by search on the map alone.

    Independent of `critical_point`: the map leaves the diagonal when its lowest gap there turns positive.
    """
    from scipy.optimize import minimize_scalar

    def lowest_gap(spread: float) -> float:
        found = minimize_scalar(
            lambda r: n * norm.cdf((r - mean) / spread) - r,
            bounds=(0.0, mean),
            method="bounded",
            options={"xatol": 1e-10},
        )
        return float(found.fun)

    low = 1e-3 * mean  # so steep that the map lies below the diagonal up to near the mean
    return float(brentq(lowest_gap, low, n / math.sqrt(2 * math.pi), xtol=1e-12))


def continuum(n: int, mean: float, spread: float, offset: float) -> dict[str, float]:
    """Measures of the map r(t+1) = n F(r(t)), with r(0) = 0."""
    z, s, r = critical_point(n, mean)
    rest = resting_point(n, mean, spread)
    return {
        "joined": rest,
        "share": rest / n,
        "critical_spread": critical_spread(n, mean),
        "critical_joined": resting_point(n, mean, s - offset),
        "formula_z": z,
        "formula_spread": s,
        "formula_joined": r,
        "joined_below": resting_point(n, mean, s - offset),
        "joined_above": resting_point(n, mean, s + offset),
    }
