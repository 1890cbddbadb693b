"""What Epstein's decision rule implies by algebra, without simulating anybody.

Source       The rule of Epstein 2002; bistability as in Lemos, Lopes and Coelho 2015, "Analysis of the
             decision rule in Epstein's agent-based model of civil violence" (WCCS, Marrakesh)
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import Any

from thaw.mechanisms.society.see import chance_of_arrest
from thaw.published.models.epstein_2002.kernel import ratio_of

RULES = ("literal", "floor", "round")


def active_share(risk: float, legitimacy: float, threshold: float) -> float:
    """Share of free citizens who are active when all reckon with the same chance of arrest.

    Hardship and risk aversion are uniform and independent; the share is the area of the part of the
    unit square where hardship * g - aversion * risk > threshold, with g = 1 - legitimacy.
    """
    g = 1.0 - legitimacy
    if threshold < 0.0:
        return _share_below_zero(risk, g, threshold)
    room = g - threshold
    if room <= 1e-12:
        return 0.0
    if risk <= room:
        return room / g - risk / (2.0 * g)
    return room * room / (2.0 * g * risk)


def _share_below_zero(risk: float, g: float, threshold: float) -> float:
    """The same where the threshold is negative: whoever risks less than it is active without hardship."""
    careless = 1.0 if risk <= -threshold else -threshold / risk
    if careless == 1.0 or g <= 0.0:
        return careless
    last = min(1.0, (g - threshold) / risk)
    return careless + (last - careless) * (1.0 - (threshold + last * risk) / (2.0 * g))


def reply(
    actives: float,
    citizens: int,
    cops: int,
    ratio: str,
    k: float,
    legitimacy: float,
    threshold: float,
) -> float:
    """How many would be active if everybody saw `actives` and `cops`."""
    risk = chance_of_arrest(k, ratio_of(RULES.index(ratio), cops, actives), 1.0)
    return citizens * active_share(risk, legitimacy, threshold)


@cache
def roots(
    citizens: int,
    cops: int,
    ratio: str,
    k: float,
    legitimacy: float,
    threshold: float,
    points: int = 4000,
) -> tuple[float, ...]:
    """Numbers of actives that reproduce themselves in a well-mixed society, in rising order.

    Found by bisection between `points` trial numbers; a jump across the diagonal is not a root.
    """

    def excess(actives: float) -> float:
        return reply(actives, citizens, cops, ratio, k, legitimacy, threshold) - actives

    grid = [0.05 * (max(citizens, 1) / 0.05) ** (n / points) for n in range(points + 1)]
    found = []
    for low, high in pairwise(grid):
        above = excess(low) > 0.0
        if above == (excess(high) > 0.0):
            continue
        for _ in range(80):
            middle = 0.5 * (low + high)
            if (excess(middle) > 0.0) == above:
                low = middle
            else:
                high = middle
        if abs(excess(low)) < 1e-6:
            found.append(low)
    return tuple(found)


def fixed_points(settings: Mapping[str, Any]) -> dict[str, float]:
    """Measures computed from the rule: shares without cops, and well-mixed roots."""
    sites = int(settings["width"]) * int(settings["height"])
    citizens, cops = (round(float(settings[n]) * sites) for n in ("citizen_density", "cop_density"))
    rule = [float(settings[n]) for n in ("k", "legitimacy", "threshold")]
    found = roots(citizens, cops, settings["ratio"], *rule) if cops > 0 else ()
    return {
        "exact_share_no_cops": active_share(0.0, *rule[1:]),
        "roots": float(len(found)),
        "lowest_root": found[0] if found else math.nan,
        "highest_root": found[-1] if found else math.nan,
    }
