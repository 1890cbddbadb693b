"""Who the people of a case are: traits that can be laid out, and no more members than people."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from thaw.case.entities import Number, Place, Polity, Unit
from thaw.case.fields import as_table, as_text
from thaw.case.keys import TRAITS
from thaw.files import Document, Path_
from thaw.prior import Prior, read_prior
from thaw.world import COLUMNS

SUBJECTS = "subjects"
"""Column of people of whom most live outside a case over officials."""

MOST_TRAIT = 20.0
"""A trait multiplies motives, which are told in thresholds: whoever has ten times another's acts alone."""

ENDS = (1 / 512, 511 / 512)
"""Of the 256 kinds of people that a trait is laid out in, the lowest and the highest."""


def read_traits(d: Document, entry: Any) -> dict[str, Prior]:
    """The five traits, each a distribution over people."""
    table = d.keys(entry, TRAITS, path=("traits",))
    made = {}
    for name in TRAITS:
        with d.problems.apart():
            path = ("traits", name)
            if name in table:
                trait = as_table(d, table[name], path)
                as_text(d, str(trait.get("source") or ""), (*path, "source"))
                bare = {k: v for k, v in trait.items() if k not in ("source", "note")}
                with d.problems.apart() as sound:
                    prior = read_prior(d, bare, path)
                    _within_reach(d, prior, path)
                    if sound():
                        made[name] = prior
    return made


def _within_reach(d: Document, prior: Prior, path: Path_) -> None:
    """Nobody has a trait beyond `MOST_TRAIT`, at either end."""
    with np.errstate(all="ignore"):
        try:
            low, high = (float(prior.quantile(u)) for u in ENDS)
        except OverflowError:
            low, high = math.inf, math.inf
    if not -MOST_TRAIT <= low <= high <= MOST_TRAIT:
        d.note(
            f"people would reach from {low:.4g} to {high:.4g}",
            (*path, prior.form),
            expected=f"between -{MOST_TRAIT:g} and {MOST_TRAIT:g}; 1 is usual",
        )


def check_members(d: Document, owner: Polity | Place, path: Path_) -> None:
    """Note members of a party, or persons of any other starting value, above the inhabitants."""
    table = "polities" if isinstance(owner, Polity) else "places"
    counted: dict[Path_, Number] = {
        ("set", name): number
        for name, number in owner.set.items()
        if COLUMNS[table][name].unit == "persons" and name != SUBJECTS
    }
    if isinstance(owner, Polity) and owner.party is not None:
        counted[("party",)] = owner.party
    for key, number in counted.items():
        if number.value > owner.population.value:
            d.note(
                f"{number.value:,.0f} persons of {owner.population.value:,.0f}",
                (*path, *key, "value"),
                expected="no more than live there",
            )


def check_units(
    d: Document, units: tuple[Unit, ...], polities: tuple[Polity, ...]
) -> tuple[Unit, ...]:
    """The units, once each is known to be no stronger than its polity has inhabitants."""
    people = {p.name: p.population.value for p in polities}
    for k, unit in enumerate(units):
        most = people.get(unit.polity, math.inf)
        if unit.strength is not None and (unit.strength.value or 0) > most:
            d.note(
                f"{unit.strength.value:,.0f} persons of {most:,.0f} of {unit.polity!r}",
                ("units", k, "strength", "value"),
                expected="no more than live there",
            )
    return units
