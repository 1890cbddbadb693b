"""What the sources would have printed of a run: the measurement model.

`report` turns the true value of every item (`thaw.evidence.from_run.latent`) into a reported vector: an
event is noted with a chance that grows with its size (`sight`), sizes and series are told with an error
that depends on the kind of source, dates may be a day off. Random numbers are addressed by (seed, item),
so no other item, run or order of evaluation can change one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtri

from thaw.draw import decision_id
from thaw.evidence.address import uniforms
from thaw.evidence.from_run import CAMP, SIZE, VALUE
from thaw.evidence.items import Items
from thaw.evidence.visibility import decision_chance, half_size, mass_chance
from thaw.record.vocabulary import MASS, PURGED

SOURCE_MIX = {"scholarship": 0.37, "encyclopedia": 0.36, "archive": 0.14, "press": 0.13}
"""Which kind of source tells a figure of a run: shares among rows of the shipped record that
rest on a page (a test compares them)."""

ERROR = {  # sd of log10 error of a figure of persons, by kind of source
    "archive": 0.15,
    "scholarship": 0.20,
    "press": 0.20,
    "encyclopedia": 0.25,
    "memory": 0.25,
}
"""Rival single figures of one count scatter by 0.23 in the shipped record, by 0.18 (press) to 0.25
(archive) by kind; the archive's few are put below that, as nearest to the event."""

SERIES_ERROR = {
    "party": 0.02,
    "members_abroad": 0.02,
    "exit": 0.05,
    "price": 0.005,
    "workers": 0.02,
    "wage": 0.06,
    "harvest": 0.04,
    "collective": 0.03,
} | dict.fromkeys(PURGED, 0.03)
"""sd of log10 error of counted series: membership cards, registrations, official index, registers of
sentences and counts of members by name. Assumed."""

DAY_SHIFT = 0.08
"""Chance that a date is told a day early or late: 30 of 376 dated pages of the shipped record give
another day."""

_SEEN, _KIND, _ERROR, _SHIFT = (
    decision_id(f"observe.{n}") for n in ("seen", "kind", "error", "shift")
)


class Sight(NamedTuple):
    """Per item: half size outside camps, chance of a decision, sd of errors by kind of source."""

    mass: np.ndarray
    half: np.ndarray
    decision: np.ndarray
    length: np.ndarray
    error: np.ndarray


def _sight(items: Items) -> Sight:
    if "sight" in items.plans:
        return items.plans["sight"]
    n, specs = len(items), items.specs
    mass, half, decision = np.zeros(n, bool), np.ones(n), np.ones(n)
    length, error = np.zeros(n), np.zeros((n, len(SOURCE_MIX)))
    for row, item in enumerate(items):
        tail = item.first > items.end
        looked = specs.density(item.polity, item.what, item.first, item.last) or "few"
        if item.kind in ("cell", "date") and item.what in MASS:
            mass[row], half[row] = True, half_size(specs.seen, item.polity, item.what, tail, looked)
        elif item.kind in ("cell", "date"):
            decision[row] = decision_chance(specs.seen, item.polity, item.what, tail, looked)
        elif item.what in SERIES_ERROR:
            error[row] = SERIES_ERROR[item.what]
        else:
            error[row] = [ERROR[kind] for kind in SOURCE_MIX]
        length[row] = (item.last - item.first).days + 1
    items.plans["sight"] = Sight(mass, half, decision, length, error)
    return items.plans["sight"]


def report(lat: np.ndarray, seed: int, items: Items) -> np.ndarray:
    """What the sources would have printed of one run.

    Parameters
    ----------
    lat : float array, shape (n_items, 3)
        From `latent`.
    seed : int
        Of the report; with the same seed, the same run is always told in the same way.
    items : Items

    Returns
    -------
    float32 array, shape (n_items,)
        Cells: 1 when an event was noted, else 0, or NaN where the record's silence means nothing.
        Sizes and series with the error of a source. Dates within a day, and the length of the
        window when nothing in it was noted.
    """
    sight = _sight(items)
    value = lat[:, VALUE].copy()
    outside = mass_chance(lat[:, SIZE], sight.half)
    inside = mass_chance(lat[:, CAMP], items.specs.seen.camps)
    chance = np.where(sight.mass, 1.0 - (1.0 - outside) * (1.0 - inside), sight.decision)
    noted = uniforms(items.address, 0, _SEEN, seed) < chance
    cell, date = items.of_kind["cell"], items.of_kind["date"]
    unknown = np.isnan(value)
    silent = np.where(items.visible, 0.0, np.nan)
    value[cell] = np.where((value > 0) & noted, 1.0, silent)[cell]
    happened = lat[:, VALUE] < sight.length
    shift = uniforms(items.address, 0, _SHIFT, seed)
    moved = value + np.where(shift < DAY_SHIFT / 2, -1.0, np.where(shift < DAY_SHIFT, 1.0, 0.0))
    moved = np.clip(moved, 0.0, sight.length - 1.0)
    value[date] = np.where(happened & noted, moved, sight.length)[date]
    told = ~(cell | date)
    kind = np.searchsorted(
        np.cumsum(list(SOURCE_MIX.values())), uniforms(items.address, 0, _KIND, seed)
    )
    kind = np.minimum(kind, len(SOURCE_MIX) - 1)
    error = sight.error[np.arange(len(items)), kind] * ndtri(
        uniforms(items.address, 0, _ERROR, seed)
    )
    sizes = items.of_kind["size"]
    erring = told & ((lat[:, VALUE] > 0) | ~sizes)
    value[erring] = (value + error)[erring]
    value[sizes] = np.maximum(value[sizes], 0.0)
    value[unknown] = np.nan
    return value.astype(np.float32)


def reports(lats: np.ndarray, seeds: Any, items: Items) -> np.ndarray:
    """`report` of many runs: (n_runs, n_items, 3) and n_runs seeds to float32 (n_runs, n_items)."""
    return np.stack([report(lat, int(seed), items) for lat, seed in zip(lats, seeds, strict=True)])
