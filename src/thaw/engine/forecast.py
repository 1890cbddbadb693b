"""What a case asks of a machine, told before anything is laid out."""

from __future__ import annotations

import os
from dataclasses import dataclass

from thaw.case import Case
from thaw.engine.population import LAYERS, SHELLS
from thaw.errors import ThawError

BASE = 350e6
"""Bytes of a process before any person: Python, libraries, compiled code (measured, rounded up)."""


@dataclass(frozen=True)
class Forecast:
    """People who can act, towns, and the most memory a run can come to hold, bytes."""

    people: float
    towns: float
    memory: float

    def __str__(self) -> str:
        return (
            f"{self.people:,.0f} people one to one in {self.towns:,.0f} towns, "
            f"at most {self.memory / 1e9:.1f} GB a process"
        )


def forecast(case: Case) -> Forecast:
    """People, towns and memory of a case, from its document alone."""
    people, towns, quarters = 0.0, 0.0, 0.0
    for place in case.places:
        own = place.population.value * (1.0 if place.active is None else place.active.value)
        n = 1 if place.kind == "camp" else max(1, round(place.population.value / case.town_size))
        people += own
        towns += n
        quarters += n * sum(share > 0 for share in place.strata.values())
    cells = people / case.cell_size
    works = cells / case.workplace_cells + quarters
    private = 6 * people + 7 * cells + 25 * works
    streams = quarters * LAYERS * (10 * SHELLS + 24) + works * LAYERS * 24
    return Forecast(people, towns, BASE + private + streams + 400 * (towns + 2 * quarters))


def available() -> float:
    """Bytes of memory of this machine; infinite where the system does not say."""
    try:
        return float(os.sysconf("SC_PHYS_PAGES")) * float(os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, ValueError, OSError):
        return float("inf")


def refuse_too_large(case: Case) -> None:
    """Raise `ThawError` when a run of the case can come to need more memory than there is."""
    need, have = forecast(case), available()
    if need.memory > have:
        raise ThawError(
            f"the case is too large for this machine: {need}",
            file=case.file,
            expected=f"at most {have / 1e9:.1f} GB",
            todo="make its country smaller, or run it on a machine with more memory",
        )
