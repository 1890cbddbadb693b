"""Attack a regime of unknown strength: all cut-off equilibria of the global game of regime change.

Source       Morris and Shin 1998, Am. Econ. Review 88(3); Angeletos, Hellwig, Pavan 2007, Econometrica
             75(3) (one public and one private normal signal)
Departures   Formulas from memory. Only cut-off strategies; the dynamic game of 2007 is left out.
Notice       A precise public signal beside poor private ones gives three equilibria: fear of being alone.
Try          `thaw published global_game --set public=4 --set private=1`
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

from thaw.draw import decision_id, normal
from thaw.engine.kernel import kernel
from thaw.mechanisms.society.speak_out import net_motive

DECISION = decision_id("global_game.signal")


def run(settings: dict[str, Any], seed: int) -> dict[str, float]:
    """All equilibria, and one crowd drawn at the regime's strength.

    Parameters
    ----------
    settings : dict
        Every switch and input of ``global_game.yaml``.
    seed : int
        For the signals of the crowd.

    Returns
    -------
    dict
        equilibria (count), lowest, middle, highest (strength below which the regime falls, in each;
        middle is nan unless there are three), bound (private precision from which the equilibrium is
        unique for every public signal), attack (share of a crowd of `people` that attacks at
        `strength`, in the equilibrium chosen by the switch), falls (0 or 1).
    """
    al, be, z, c = (settings[k] for k in ("public", "private", "signal", "cost"))
    found = thresholds(al, be, z, c)
    middle = found[1] if len(found) == 3 else math.nan
    chosen = {"lowest": found[0], "highest": found[-1]}[settings["selection"]]
    cut = float(chosen + norm.ppf(chosen) / math.sqrt(be))
    count = kernel(attackers)(
        settings["people"], settings["strength"], be, cut, (seed, 0, DECISION, 0)
    )
    share = count / settings["people"]
    return {
        "equilibria": float(len(found)),
        "lowest": found[0],
        "middle": middle,
        "highest": found[-1],
        "bound": al * al / (2 * math.pi),
        "attack": share,
        "falls": float(share >= settings["strength"]),
    }


def thresholds(public: float, private: float, signal: float, cost: float) -> list[float]:
    """Every equilibrium strength th* below which the regime falls, ascending.

    With q = Phi^-1(th*) the two conditions (the marginal citizen is indifferent; the attack at th* is
    just enough) reduce to h(q) = public (Phi(q) - signal) - sqrt(private) q
    - sqrt(public + private) Phi^-1(cost) = 0. Its turning points are known, so each piece between them is
    monotone and holds at most one root.

    Parameters
    ----------
    public, private : float
        Precisions of the two signals, above 0.
    signal : float
        The public signal.
    cost : float
        Of attacking in vain, as a share of the stake; between 0 and 1.
    """

    def h(q: float) -> float:
        spread = math.sqrt(public + private) * norm.ppf(cost)
        return float(public * (norm.cdf(q) - signal) - math.sqrt(private) * q - spread)

    peak = public / (math.sqrt(2 * math.pi) * math.sqrt(private))
    turns = [] if peak <= 1 else [-math.sqrt(2 * math.log(peak)), math.sqrt(2 * math.log(peak))]
    most = 10.0
    while h(-most) < 0 or h(most) > 0:
        most *= 2
    edges = [-most, *[t for t in turns if abs(t) < most], most]
    roots = []
    for left, right in pairwise(edges):
        a, b = h(left), h(right)
        if a == 0:
            roots.append(left)
        elif a * b < 0:
            roots.append(brentq(h, left, right, xtol=1e-13))
    return [float(norm.cdf(q)) for q in np.unique(np.round(roots, 12))]


def attacks(signal, cut):
    """Whether one with this private signal attacks: the rule of `speak_out` without noise."""
    return net_motive(cut, 0.0, 0.0, 0.0) > signal


def attackers(people, strength, private, cut, key):
    """How many of a crowd attack, with independent signals around the regime's strength."""
    count = 0
    for i in range(people):
        if attacks(strength + normal(key, i, 0) / math.sqrt(private), cut):
            count += 1
    return count
