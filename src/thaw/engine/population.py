"""Everybody, one to one: who people are, laid out so that the bold can be found without asking the rest.

The people of a site live in the towns of its place; those in one town are a *quarter* and are numbered
through: by workplace, by cell within it, by seat within the cell.
Workplaces are numbered in order of their militancy and fall into classes 0, 1, 2-3, 4-7 ... (`bit_length`
of the number). Within a class a keyed permutation ranks its people; the rank of a person, as a share,
says in which *layer* of boldness he is, and an address which *type* of that layer: a fixed table of
trait values drawn from the case's distributions, given the layer. So each person's traits are a
function of an address, nobody is stored, and the members of a layer are found by the inverse of the
permutation. Layers cut the people of a stratum by a reference score, hardship and national feeling less
risk aversion and threshold at the case's own starting fields; the fields of a run move, the layers do not.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.special import log_ndtr, ndtr

from thaw.draw import decision_id, each, uniform_array
from thaw.engine.constants import WORD
from thaw.prior import Prior
from thaw.world import STRATA, TRAITS, Draws, World

LAYERS = 12
"""Layers of boldness of a stratum; the last holds everybody below."""

WIDTH = 0.15
"""Span of a layer in reference score, motive."""

TYPES = 256
"""Types of people in a layer."""

GRID = 0.005
"""Grid of reference scores, motive."""

STRATA_COUNT = len(STRATA)
OCTAVES, PARTS = 16, 64
"""Positions of workplaces are told apart by octave from the top, 64 parts to an octave."""

LOCAL = OCTAVES * PARTS

SHELLS = 28
"""Shells of height, factor 4 from `FLOOR` up."""

FLOOR = 2.0**-24
"""Top of the lowest shell, acts per day and person of weight 1."""


def address_of(text: str) -> int:
    """32-bit address of a name, the same on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[4:8], "little")


def quantiles_of(traits: Mapping[str, Prior]) -> np.ndarray:
    """256 quantiles of each trait, one trait after another, shape (5 * 256,)."""
    at = (np.arange(256) + 0.5) / 256
    return np.array([[float(traits[t].quantile(float(u))) for u in at] for t in TRAITS]).ravel()


def layers_of(
    quantiles: np.ndarray, reference: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Layers of boldness of one stratum.

    Parameters
    ----------
    quantiles : float array, shape (5 * 256,)
    reference : float array, shape (5,)
        Motive per unit of each trait, in the order of `TRAITS`; conviction does not count.

    Returns
    -------
    ends : float array, shape (LAYERS,)
        Share of people in this layer or a bolder one.
    types : int64 array, shape (LAYERS, TYPES)
    values : float array, shape (LAYERS, 5, TYPES)
        Trait values of the types.
    """
    q = quantiles.reshape(len(TRAITS), 256)
    used = [k for k, name in enumerate(TRAITS) if name != "conviction"]
    score = {k: np.round(reference[k] * q[k] / GRID).astype(int) for k in used}
    low = {k: s.min() for k, s in score.items()}
    sums = [np.ones(1)]
    for k in reversed(used):
        mass = np.bincount(score[k] - low[k], minlength=1) / 256
        sums.append(np.convolve(sums[-1], mass))
    total = sums[-1]
    above = np.cumsum(total[::-1])[::-1]
    step = max(1, round(WIDTH / GRID))
    top = int(np.flatnonzero(above > 1e-10).max()) + 1
    cuts = top - step * np.arange(1, LAYERS)
    ends = np.array([above[c] if c > 0 else 1.0 for c in cuts] + [1.0])
    u = uniform_array(np.arange(LAYERS * TYPES), 0, 1, decision_id("engine.type"), 1, 2)
    u = (np.arange(TYPES) + u.reshape(LAYERS, TYPES)) / TYPES
    below = np.concatenate([[0.0], ends[:-1]])
    wanted = (below[:, None] + u * (ends - below)[:, None]).ravel()
    rest = np.clip(np.searchsorted(-above, -wanted, side="right") - 1, 0, len(total) - 1)
    packed = np.zeros(LAYERS * TYPES, np.int64)
    chosen = np.zeros((len(TRAITS), LAYERS * TYPES), int)
    for n, k in enumerate(used):
        left = sums[len(used) - 1 - n]
        each, row = np.unique(rest, return_inverse=True)
        index = each[:, None] - (score[k] - low[k])[None, :]
        ok = (index >= 0) & (index < len(left))
        chance = np.where(ok, left[np.where(ok, index, 0)], 0.0).cumsum(axis=1)
        luck = uniform_array(np.arange(len(rest)), k, 2, decision_id("engine.type"), 1, 2)
        pick = (chance[row] < (luck * chance[row, -1])[:, None]).sum(axis=1)
        chosen[k] = np.minimum(pick, 255)
        rest = rest - (score[k] - low[k])[chosen[k]]
    free = TRAITS.index("conviction")
    chosen[free] = (
        uniform_array(np.arange(len(rest)), 9, 3, decision_id("engine.type"), 1, 2) * 256
    ).astype(int)
    for k in range(len(TRAITS)):
        packed |= chosen[k].astype(np.int64) << (8 * k)
    values = np.array([q[k][chosen[k]].reshape(LAYERS, TYPES) for k in range(len(TRAITS))])
    return ends, packed.reshape(LAYERS, TYPES), values.transpose(1, 0, 2)


def reference_of(tables: Mapping[str, Any], stratum: int) -> np.ndarray:
    """Motive per unit of each trait at the case's own starting fields, mean over the groups of a stratum."""
    g, polities = tables["groups"], tables["polities"]
    rows = np.flatnonzero(g.stratum == stratum)
    out = np.zeros(len(TRAITS))
    if rows.size == 0:
        return out
    people = g.population[rows] / g.population[rows].sum()
    left = 1.0 - polities.legitimacy[g.polity[rows]]
    out[TRAITS.index("hardship")] = (people * g.grievance_econ[rows] * left).sum()
    out[TRAITS.index("national")] = (people * g.grievance_nat[rows] * left).sum()
    out[TRAITS.index("risk_aversion")] = -(people * g.fear[rows]).sum()
    heights = np.min(
        [g.height_strike[rows], g.height_demonstrate[rows], g.height_arms[rows]], axis=0
    )
    out[TRAITS.index("threshold")] = -(people * heights).sum()
    return np.round(out / 0.05) * 0.05


def types_of(quantiles: np.ndarray, tables: Mapping[str, Any]) -> tuple[np.ndarray, ...]:
    """`layers_of` for each stratum: ends (strata, LAYERS), types and values as `Draws` holds them."""
    known: dict[tuple, tuple] = {}
    ends: list[np.ndarray] = []
    types: list[np.ndarray] = []
    values: list[np.ndarray] = []
    for stratum in range(len(STRATA)):
        reference = reference_of(tables, stratum)
        key = tuple(reference)
        if key not in known:
            known[key] = layers_of(quantiles, reference)
        for out, value in zip((ends, types, values), known[key], strict=True):
            out.append(value)
    return np.array(ends), np.array(types).ravel(), np.array(values).ravel()


def classes_of(workplaces: int) -> int:
    """Number of classes of a quarter with so many workplaces."""
    return (workplaces - 1).bit_length() + 1 if workplaces > 0 else 0


def first_cell_of(cells: np.ndarray, workplaces: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Number of the first cell of a workplace, cells being dealt out evenly."""
    each, more = cells // workplaces, cells % workplaces
    return number * each + np.minimum(number, more)


def position_index(p: np.ndarray) -> np.ndarray:
    """Entry of `Draws.local` for positions 0 < p <= 1 (0 the most militant)."""
    octave = np.clip(np.floor(-each(math.log2, np.minimum(p, 0.999999))), 0, OCTAVES - 1)
    part = np.clip((p * 2.0 ** (octave + 1) - 1.0) * PARTS, 0, PARTS - 1)
    return (octave * PARTS + part).astype(np.int64)


def local_table(spread: float, lag: float) -> np.ndarray:
    """Militancy of workplaces by position, motive: a normal spread less an exponential tail downwards.

    Parameters
    ----------
    spread : float
        Standard deviation of the normal part.
    lag : float
        Mean of the exponential part, by which many workplaces stand back.

    Returns
    -------
    float array, shape (LOCAL,)
    """
    octave, part = np.divmod(np.arange(LOCAL), PARTS)
    p = (1.0 + (part + 0.5) / PARTS) * 2.0 ** -(octave + 1.0)
    s, b = max(spread, 1e-9), max(lag, 1e-9)
    x = np.linspace(-7 * s, 7 * s + 14 * b, 8000)
    share = ndtr(x / s) - each(
        math.exp, np.minimum(s * s / (2 * b * b) - x / b + log_ndtr(x / s - s / b), 0.0)
    )
    share = np.maximum.accumulate(np.clip(share, 1e-14, 1.0))
    return -np.interp(each(math.log, p), each(math.log, share), x)


def classes_in(quarters) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each class: its quarter, the number of its first workplace, and one past its last."""
    quarter = np.repeat(np.arange(len(quarters.site)), quarters.classes)
    number = np.arange(len(quarter)) - quarters.first_class[quarter]
    lowest = np.where(number == 0, 0, 1 << np.maximum(number - 1, 0))
    highest = np.minimum(np.where(number == 0, 1, 1 << number), quarters.workplaces[quarter])
    return quarter, lowest, highest


def class_lifts(world: World, local: np.ndarray, noise: float) -> tuple[np.ndarray, np.ndarray]:
    """Militancy of the most militant workplace of each site (motive), and what each class is to it.

    Returns
    -------
    best : float array, shape (sites,)
    lifts : float array, shape (classes,)
        Factor of the hazards in the most militant workplace of the class, at most 1.
    """
    quarters = world.quarters
    quarter, lowest, _ = classes_in(quarters)
    at = local[position_index((lowest + quarters.offset[quarter]) / quarters.workplaces[quarter])]
    site = quarters.site[quarter]
    best = np.full(len(world.sites.place), -np.inf)
    np.maximum.at(best, site, at)
    return best, each(math.exp, (at - best[site]) / noise)


def class_shares(world: World, lifts: np.ndarray) -> np.ndarray:
    """Weight of the classes of each site in each layer, summed up to each class.

    A class weighs by the number of its people in the layer times its factor.

    Returns
    -------
    float array, shape (LAYERS * classes,), layer by layer
    """
    d = world.draws
    counts = np.diff(d.edges.reshape(-1, LAYERS), axis=1, prepend=0)
    share = np.cumsum(counts * lifts[:, None], axis=0)
    quarter, _, _ = classes_in(world.quarters)
    site = world.quarters.site[quarter]
    first = np.searchsorted(site, np.arange(len(world.sites.place)))
    before = np.vstack([np.zeros(LAYERS), share])[first]
    return np.maximum(share - before[site], 0.0).T.ravel()


def draws_for(
    tables: Mapping[str, Any],
    quantiles: np.ndarray,
    layers: tuple[np.ndarray, ...],
    lo: int,
    hi: int,
) -> Draws:
    """The part of a run's draws that says who people are; also sets `quarters.offset`."""
    ends, types, values = layers
    sites, quarters = tables["sites"], tables["quarters"]
    who = decision_id("engine.who")
    quarters.offset[:] = uniform_array(quarters.address, 0, 0, who, lo, hi)
    quarter, lowest, highest = classes_in(quarters)
    site = quarters.site[quarter]
    cells, works = quarters.cells[quarter], quarters.workplaces[quarter]
    seats = sites.cell_size[site]
    first = first_cell_of(cells, works, lowest) * seats
    persons = first_cell_of(cells, works, highest) * seats - first
    number = np.arange(len(quarter)) - quarters.first_class[quarter]
    address = quarters.address[quarter]
    key = (uniform_array(address, number, 1, who, lo, hi) * WORD).astype(np.int64)
    v = uniform_array(address, number, 2, who, lo, hi)
    stratum = sites.stratum[site]
    edges = np.ceil(ends[stratum] * persons[:, None] - v[:, None]).astype(np.int64)
    edges = np.clip(edges, 0, persons[:, None])
    edges[:, -1] = persons
    return Draws(
        np.array([lo, hi], np.int64),
        quantiles,
        types,
        values,
        first,
        persons,
        key,
        edges.ravel(),
        np.zeros(0),
        np.zeros(0),
    )
