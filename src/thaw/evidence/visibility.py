"""What the record can see: the chance that an event of a given size left a row in it.

A chronicle of about 400 rows notes large events and few small ones. For mass events the chance is
logistic in the logarithm of size; decisions are public acts and their chance depends on how closely
the record follows the polity. All numbers are assumed; the guide is how many rows of each sort the
record has by polity, and which sizes are the smallest it names.
"""

from __future__ import annotations

import numpy as np

STEEPNESS = 4.0
"""Logits per factor of ten in size. Assumed: from 1 in 50 to 49 in 50 over a factor of 100."""

HALF_SIZE = {  # persons at which half of the events are noted
    "strike": {"USSR": 20000.0, "ROM": 5000.0, "BUL": 5000.0, "CSR": 5000.0, "": 3000.0},
    "demonstration": {"USSR": 10000.0, "": 2000.0},
    "rising": {"USSR": 300.0, "": 100.0},
}
"""By grid kind and polity ("" = any other). Smallest named: 4,000-5,000 strikers at Plovdiv,
student meetings of a few thousand in Romania, 200-300 armed in Poznan; city disturbances inside
the USSR are known from one study (jcws-kozlov) and are almost wholly absent from the rows."""

HALF_SIZE_CAMP = 3000.0
"""For stoppages of prisoners: unknown at the time, known now from camp files; 5,200 at Kengir."""

TAIL_FACTOR = 3.0
"""The record is thinner after 1957: half size is this much larger. Assumed."""

DECISION = {  # chance that a decision left a row
    "concession": {"USSR": 0.75, "GDR": 0.70, "HUN": 0.75, "POL": 0.65, "CSR": 0.30, "": 0.15},
    "disclosure": {"USSR": 0.90, "POL": 0.85, "HUN": 0.85, "GDR": 0.70, "CSR": 0.60, "": 0.40},
    "leader": {"ROM": 0.90, "BUL": 0.90, "": 0.97},
    "intervention": {"": 0.99},
}
"""By grid kind and polity ("" = any other). Leaders and interventions are nearly always noted; the
concessions of Prague, Bucharest and Sofia are not (no such row before 1968)."""

TAIL_DECISION = 0.5
"""Factor on concessions and disclosures in the tail, where only landmarks have rows. Assumed."""

COUNCIL = 0.95
"""Chance that councils which hold allegiance left a row. Assumed."""

REFERENCE = {"strike": 10000.0, "demonstration": 10000.0, "rising": 1000.0}
"""A mass event of this size is what silence must exclude for a cell to count as quiet, persons."""

VISIBLE = 0.5
"""A cell counts as quiet when silent if an event of reference size had at least this chance."""


def half_size(polity: str, what: str, tail: bool = False) -> float:
    """Persons at which half of the mass events of a kind are noted."""
    table = HALF_SIZE[what]
    return table.get(polity, table[""]) * (TAIL_FACTOR if tail else 1.0)


def decision_chance(polity: str, what: str, tail: bool = False) -> float:
    """Chance that a decision of a kind is noted."""
    if what in ("council", "council_end"):
        return COUNCIL
    table = DECISION[what]
    thin = TAIL_DECISION if tail and what in ("concession", "disclosure") else 1.0
    return table.get(polity, table[""]) * thin


def mass_chance(log_size: np.ndarray, half: np.ndarray | float) -> np.ndarray:
    """Chance that mass events are noted.

    Parameters
    ----------
    log_size : float array
        log10 persons; -inf where nothing happened.
    half : float array
        Persons at which the chance is one half.
    """
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-STEEPNESS * (log_size - np.log10(half))))


def cell_visible(polity: str, what: str, tail: bool = False) -> bool:
    """Whether the record's silence about such a cell means that nothing notable happened."""
    if what in HALF_SIZE:
        chance = mass_chance(np.log10(REFERENCE[what]), half_size(polity, what, tail))
        return bool(chance >= VISIBLE)
    return decision_chance(polity, what, tail) >= VISIBLE
