"""A number that carries its unit, support and source: the only way a number enters a mechanism."""

from __future__ import annotations

import math
from dataclasses import dataclass

UNITS = frozenset(
    [
        "1",
        "1/day",
        "1/year",
        "day",
        "year",
        "persons",
        "persons/1000",
        "share",
        "motive",
        "index",
        "1/motive",
        "motive/day",
        "motive/day",
        "probability",
    ]
)


@dataclass(frozen=True)
class Parameter:
    """One number of a mechanism.

    Parameters
    ----------
    default : float
        Value when no prior or lever sets another.
    unit : str
        One of `UNITS`. Rates are per day or per year; the engine alone turns them into probabilities.
        "motive" is the scale on which a person's threshold has mean one.
    support : (float, float)
        Closed interval outside which the number has no meaning.
    source : str
        Paper, record row or seed passage; "assumed" is an honest source.
    meaning : str
        One line for the reference.
    """

    default: float
    unit: str
    support: tuple[float, float]
    source: str
    meaning: str = ""

    def __post_init__(self) -> None:
        low, high = self.support
        if self.unit not in UNITS:
            raise ValueError(f"unit {self.unit!r} is not one of {', '.join(sorted(UNITS))}")
        if not (low <= self.default <= high) or math.isnan(self.default):
            raise ValueError(f"default {self.default} lies outside its support [{low}, {high}]")
        if not self.source:
            raise ValueError("a parameter needs a source; 'assumed' is an honest one")
