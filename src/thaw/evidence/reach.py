"""Figures of a record that no run of a case can reach, because too few people live in it or can act."""

from __future__ import annotations

import math
from typing import Any

from thaw.evidence.from_record import Evidence
from thaw.record.vocabulary import LOG_UNIT

ACTING = "participants"
"""The size that is told of those who act; others are told of all who live there."""

LOST = ("deaths", "arrests", "refugees", "exit")
NEVER = 9.0
"""Height of an act that a stratum never reaches."""

SHOWN = 3
"""Figures named one by one; the rest is counted."""


def beyond(case: Any, told: Evidence) -> list[str]:
    """What a reader must know before a verdict: figures larger than anything that runs of this case can tell.

    A crowd is held against those who can act: who work (`active`) in strata with an act below the height
    that stands for never. The dead, the arrested and those who left are held against all inhabitants.

    Parameters
    ----------
    case : Case
    told : Evidence
        Sizes and series in log10 of one more than persons.

    Returns
    -------
    list of str
        One sentence without a stop; empty where nothing is out of reach.
    """
    found = []
    for item, value in zip(told.items, told.value.tolist(), strict=True):
        if item.kind not in ("size", "series") or math.isnan(value) or item.bodies:
            continue
        if LOG_UNIT.get(item.what, "log10 persons") != "log10 persons":
            continue
        if item.what != ACTING and item.what not in LOST:
            continue
        most, who = _most(case, item)
        figure = 10**value - 1
        if 0 < most < figure:
            found.append((figure / most, f"{_of(item, figure)} where {most:,.0f} {who}"))
    if not found:
        return []
    found.sort(key=lambda f: -f[0])
    rest = len(found) - SHOWN
    more = f", and {rest} more" if rest > 0 else ""
    return [
        "the record exceeds what runs of this case can reach, so that every account fails there alike: "
        + "; ".join(text for _, text in found[:SHOWN])
        + more
        + ". Look at the figure, at its unit, or at `population`, `active` and `strata` of the case"
    ]


def _most(case: Any, item: Any) -> tuple[float, str]:
    """The most persons that an item can count, and who they are."""
    here = [
        p
        for n, p in enumerate(case.places)
        if p.polity == item.polity and (not item.places or n in item.places)
    ]
    if item.what != ACTING:
        living = sum(p.population.value for p in here)
        whole = 0.0 if item.places else _population(case, item.polity)
        return max(living, whole), "live"
    can = {s.name for s in case.strata if min(s.heights.values(), default=NEVER) < NEVER}
    return sum(_able(p, can) for p in here), "can act"


def _population(case: Any, polity: str) -> float:
    return next((p.population.value for p in case.polities if p.name == polity), 0.0)


def _able(place: Any, can: set[str]) -> float:
    """Inhabitants of a place who belong to a group that can act."""
    active = 1.0 if place.active is None else place.active.value
    share = sum(x for name, x in place.strata.items() if name in can)
    return float(place.population.value * active * share / max(sum(place.strata.values()), 1e-9))


def _of(item: Any, figure: float) -> str:
    """A figure in words, such as ``150,000 participants in ONE, 2019-05-05``."""
    days = str(item.first) if item.first == item.last else f"{item.first} to {item.last}"
    places = " (part of it)" if item.places else ""
    return f"{figure:,.0f} {item.what} in {item.polity}{places}, {days},"
