"""A regime that bends what citizens learn: information manipulation in a global game.

Source       Edmond 2013, Rev. Econ. Studies 80(4) 1422-1458: abstract, and structure from memory
Departures   Flat prior, normal signals, quadratic cost of manipulation; several signals are bent alike, at a
             cost that grows with a power of their number.
Notice       Precise news helps the regime: a hidden bias is believed all the more.
Try          `thaw published edmond_2013 --set precision=100`
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr


def run(settings: dict[str, Any], seed: int) -> dict[str, float]:
    """The cut-off equilibrium; chance plays no part.

    Parameters
    ----------
    settings : dict
        Every switch and input of ``edmond_2013.yaml``.
    seed : int
        Not used.

    Returns
    -------
    dict
        threshold (strength below which the regime falls), cutoff (signal below which citizens attack),
        bias (manipulation of the weakest regime that survives), attack (share that attacks that regime),
        weaker (the threshold to six digits, beyond which the search does not reach).
    """
    n = settings["signals"]
    together = n * settings["precision"]
    price = settings["price"] * n ** settings["scale"]
    if settings["control"] == "none":
        price = math.inf
    made = equilibrium(together, price, settings["opportunity"])
    return made | {"weaker": round(made["threshold"], 6)}


def equilibrium(precision: float, price: float, opportunity: float) -> dict[str, float]:
    """Solve for the citizens' cut-off and the weakest regime that survives.

    A regime of strength th that shows y pays price (y - th)^2 / 2 and faces the share
    Phi(sqrt(precision) (cutoff - y)); it does what leaves it most, and gives up below zero. At the cut-off a
    citizen believes with probability `opportunity` that the regime falls.

    Parameters
    ----------
    precision : float
        Of all signals of a citizen together.
    price : float
        Of manipulation; infinite for none.
    opportunity : float
        Cost of attacking, which is also the belief that makes a citizen indifferent.
    """

    def gap(shift: float) -> float:
        th = weakest(shift, precision, price)
        return belief(th, th + shift, precision, price) - opportunity

    # shift = cutoff - threshold; belief in the fall decreases in it
    width = 8.0 / math.sqrt(precision) + 2.0
    shift = float(brentq(gap, -width, width, xtol=1e-10))
    th = weakest(shift, precision, price)
    shown = float(best(np.array([th]), th + shift, precision, price)[0])
    return {
        "threshold": th,
        "cutoff": th + shift,
        "bias": shown - th,
        "attack": float(ndtr(math.sqrt(precision) * (th + shift - shown))),
    }


def best(strength: np.ndarray, cutoff: float, precision: float, price: float) -> np.ndarray:
    """What a regime of each strength shows, at least its strength; shape as `strength`.

    A fine grid of biases, then two finer ones around the best.
    """
    if math.isinf(price):
        return strength.copy()
    most = math.sqrt(2.0 / price)
    bias, width = np.zeros_like(strength), most
    center = np.full_like(strength, most / 2)
    for _ in range(4):
        tried = np.clip(center[:, None] + width * np.linspace(-0.5, 0.5, 161), 0.0, most)
        left = -ndtr(math.sqrt(precision) * (cutoff - strength[:, None] - tried))
        left -= 0.5 * price * tried**2
        bias = tried[np.arange(strength.size), left.argmax(axis=1)]
        center, width = bias, width / 40
    return strength + bias


def weakest(shift: float, precision: float, price: float) -> float:
    """Strength of the regime that just does not give up, when the cut-off lies `shift` above it."""
    # only differences from the cut-off matter to attack and cost, so take that regime as zero
    shown = best(np.zeros(1), shift, precision, price)[0]
    cost = 0.0 if math.isinf(price) else 0.5 * price * shown**2
    return float(ndtr(math.sqrt(precision) * (shift - shown)) + cost)


def belief(threshold: float, cutoff: float, precision: float, price: float) -> float:
    """Probability that the regime falls, for a citizen whose signal is the cut-off."""
    root = math.sqrt(precision)
    falls = float(ndtr(root * (threshold - cutoff)))
    reach = max(cutoff, threshold) + 9.0 / root
    strength = np.linspace(threshold, reach, 1201)
    shown = best(strength, cutoff, precision, price)
    density = root * np.exp(-0.5 * (root * (cutoff - shown)) ** 2) / math.sqrt(2 * math.pi)
    stays = float(np.trapezoid(density, strength))
    return falls / (falls + stays)
