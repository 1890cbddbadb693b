"""A number that carries its unit, support and source: the only way a number enters a mechanism."""

from __future__ import annotations

import dataclasses
import linecache
import math
import sys
from dataclasses import dataclass
from typing import Any

from thaw.errors import ThawError, nearest_name

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
        Paper, record row or passage of a text; "assumed" is an honest source.
    meaning : str
        One line for the reference.
    """

    default: float
    unit: str
    support: tuple[float, float]
    source: str
    meaning: str = ""

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise _error(
                f"the unit {self.unit!r} is not known",
                expected=", ".join(sorted(UNITS)),
                nearest=nearest_name(self.unit, UNITS),
            )
        try:
            low, high = (float(x) for x in self.support)
            inside = low <= float(self.default) <= high
        except (TypeError, ValueError):
            raise _error(
                f"default {self.default!r} and support {self.support!r} are not numbers",
                expected="such as Parameter(0.5, unit='1', support=(0, 5), source='assumed')",
            ) from None
        if not inside or math.isnan(self.default):
            raise _error(
                f"default {self.default} lies outside its support [{low:g}, {high:g}]",
                todo="widen the support, or set another default",
            )
        if not self.source:
            raise _error("a parameter needs a source", todo="'assumed' is an honest one")


def _error(problem: str, **more: Any) -> ThawError:
    """An error that names the file and line where the parameter is made, and its name there."""
    frame = sys._getframe(1)
    while frame.f_back is not None and (
        frame.f_globals.get("__name__") in (__name__, dataclasses.__name__)
    ):
        frame = frame.f_back
    file, line = frame.f_code.co_filename, frame.f_lineno
    name, equals, _ = linecache.getline(file, line).partition("=")
    key = name.strip() if equals and name.strip().isidentifier() else None
    return ThawError(problem, file=file, line=line, key=key, **more)
