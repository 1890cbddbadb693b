"""What a record can see: the chance that an event of a given size left a row in it.

A chronicle notes large events and few small ones. For mass events the chance is logistic in the
logarithm of size; decisions are public acts and their chance depends on how closely the record
follows the polity. The numbers belong to the record (`thaw.record.declared.Seen`), as does what it
covers: outside that its silence means nothing.
"""

from __future__ import annotations

import math

import numpy as np

from thaw.draw import each
from thaw.record.declared import Seen
from thaw.record.items_form import OTHER
from thaw.record.vocabulary import CONCESSIONS

LARGEST = 700.0
"""Of what an exponential is taken; beyond it a chance is nil."""

STEEPNESS = 4.0
"""Logits per factor of ten in size. Assumed: from 1 in 50 to 49 in 50 over a factor of 100."""

DENSITY = {"all": (1 / 3, 0.3), "most": (1.0, 1.0), "few": (3.0, 2.0)}
"""By how many of the events have a row: factors on half size, and on the chance that a decision
left none. Assumed."""

REFERENCE = {"strike": 10000.0, "demonstration": 10000.0, "rising": 1000.0}
"""A mass event of this size is what silence must exclude for a cell to count as quiet, persons."""

VISIBLE = 0.5
"""A cell counts as quiet when silent if an event of reference size had at least this chance."""


def half_size(
    seen: Seen, polity: str, what: str, tail: bool = False, density: str = "most"
) -> float:
    """Persons at which half of the mass events of a kind are noted."""
    table = seen.half_size[what]
    thin = seen.tail.get("half_size", 1.0) if tail else 1.0
    return table.get(polity, table[OTHER]) * thin * DENSITY[density][0]


def decision_chance(
    seen: Seen, polity: str, what: str, tail: bool = False, density: str = "most"
) -> float:
    """Chance that a decision of a kind is noted."""
    noted = "concession" if what in CONCESSIONS else what
    if noted not in seen.decisions and what != "council_end":
        return 1.0  # counted day by day, not noted
    table = seen.decisions["council" if what == "council_end" else noted]
    thin = seen.tail.get(noted, 1.0) if tail else 1.0
    chance = table.get(polity, table[OTHER]) * thin
    return chance if density == "most" else max(1.0 - (1.0 - chance) * DENSITY[density][1], 0.0)


def mass_chance(log_size: np.ndarray, half: np.ndarray | float) -> np.ndarray:
    """Chance that mass events are noted.

    Parameters
    ----------
    log_size : float array
        log10 persons; -inf where nothing happened.
    half : float array
        Persons at which the chance is one half.
    """
    short = STEEPNESS * (each(math.log10, half) - log_size)
    chance = 1.0 / (1.0 + each(math.exp, np.minimum(short, LARGEST)))
    return np.where(short < LARGEST, chance, 0.0)


def cell_visible(
    seen: Seen, polity: str, what: str, tail: bool = False, density: str = "most"
) -> bool:
    """Whether the record's silence about such a cell means that nothing notable happened."""
    if what in seen.half_size:
        half = half_size(seen, polity, what, tail, density)
        return bool(mass_chance(np.asarray(math.log10(REFERENCE[what])), half) >= VISIBLE)
    return decision_chance(seen, polity, what, tail, density) >= VISIBLE
