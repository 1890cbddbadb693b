"""Measures of a run of Epstein's models, from its record tick by tick.

An outburst begins at the first tick with more than `outburst_level` actives and lasts until the last
tick before fewer than `outburst_level` are active; one that still goes on at the end is counted in the
number of outbursts but not in activation or waits. A wait is the number of calm ticks between the end
of one outburst and the start of the next. Activation is the sum of actives over an outburst's ticks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from thaw.published.models.epstein_2002.paths import paths

BEFORE = 5
"""Ticks before an outburst over which the tension index is compared with other calm ticks."""


def outbursts(active: np.ndarray, level: float) -> list[tuple[int, int, bool]]:
    """First tick, tick after the last, and whether it was seen to end, of every outburst."""
    found, start = [], -1
    for t, now in enumerate(active):
        if start < 0 and now > level:
            start = t
        elif start >= 0 and now < level:
            found.append((start, t, True))
            start = -1
    if start >= 0:
        found.append((start, len(active), False))
    return found


def log_slope(waits: np.ndarray, shortest: float, width: float = 10.0) -> float:
    """Slope of the logarithm of the numbers of waits, by bins of `width` from `shortest` up."""
    kept = waits[waits >= shortest]
    if len(kept) == 0:
        return math.nan
    counts = np.bincount(((kept - shortest) // width).astype(int))
    bins = np.flatnonzero(counts)
    if len(bins) < 3:
        return math.nan
    return float(np.polyfit(shortest + (bins + 0.5) * width, np.log(counts[bins]), 1)[0])


def tension(out: np.ndarray, settings: Mapping[str, Any]) -> np.ndarray:
    """Mean grievance times the quiet share over mean risk aversion, of citizens who are free."""
    left = paths(settings)[0][: len(out)]
    free = np.maximum(out[:, 3] + out[:, 4] - out[:, 1], 1.0)
    quiet = 1.0 - out[:, 0] / free
    return left * out[:, 7] / free * quiet / np.maximum(out[:, 8] / free, 1e-12)


def measures(out: np.ndarray, settings: Mapping[str, Any]) -> dict[str, float]:
    """All measures of a record of shape (ticks, 9); nan where one is not defined."""
    active = out[:, 0]
    level, calm = float(settings["outburst_level"]), float(settings["calm_level"])
    found = outbursts(active, level)
    whole = [(a, b) for a, b, ended in found if ended]
    sizes = np.array([active[a:b].sum() for a, b in whole])
    waits = np.array([b[0] - a[1] for a, b in pairwise(found)], float)
    free = out[:, 3] + out[:, 4] - out[:, 1]
    shares = active / np.maximum(free, 1.0)
    made = {
        "outbursts": float(len(found)),
        "wait_mean": _mean(waits),
        "wait_sd": _sd(waits),
        "wait_slope": log_slope(waits, float(settings["slope_from"])),
        "activation_mean": _mean(sizes),
        "activation_sd": _sd(sizes),
        "duration_mean": _mean(np.array([b - a for a, b in whole], float)),
        "peak_active": float(active.max()),
        "mean_active": float(active.mean()),
        "sd_active": float(active.std()),
        "active_end": float(active[-1]),
        "active_share_end": float(shares[-1]),
        "share_calm": float((active < calm).mean()),
        "share_above_50": float((active > level).mean()),
        "jailed_end": float(out[-1, 1]),
        "jailed_mean": float(out[:, 1].mean()),
        "cops_end": float(out[-1, 2]),
        "citizens_end": float(out[-1, 3] + out[-1, 4]),
        "ticks_done": float(len(out)),
    }
    return made | _tension(out, found, settings) | _turning(out, settings) | _groups(out)


def _tension(
    out: np.ndarray, found: list[tuple[int, int, bool]], settings: Mapping[str, Any]
) -> dict[str, float]:
    """The tension index in the ticks just before outbursts against all other calm ticks."""
    index = tension(out, settings)
    kind = np.zeros(len(index), int)
    for start, end, _ in found:
        before = slice(max(start - BEFORE, 0), start)
        kind[before] = np.where(kind[before] == 0, 1, kind[before])
        kind[start:end] = 2
    before, other = index[kind == 1], index[kind == 0]
    return {
        "tension_before": _mean(before),
        "tension_otherwise": _mean(other),
        "tension_rise": _mean(before) - _mean(other),
    }


def _turning(out: np.ndarray, settings: Mapping[str, Any]) -> dict[str, float]:
    """What follows a change: greatest rise in one tick, and the cops left when it first breaks out."""
    active, level = out[:, 0], float(settings["outburst_level"])
    above = np.flatnonzero(active > level)
    steps = np.diff(active, prepend=0.0)
    at = int(above[0]) if len(above) else -1
    return {
        "largest_rise": float(steps[1:].max()) if len(steps) > 1 else math.nan,
        "first_outburst": float(at + 1) if at >= 0 else math.nan,
        "cops_at_first_outburst": float(out[at, 2]) if at >= 0 else math.nan,
    }


def _groups(out: np.ndarray) -> dict[str, float]:
    """Model II: whether a group is extinct, when, and which is left."""
    alive = out[:, 3:5]
    gone = bool(alive[-1].min() == 0 and out[0, 4] > 0)
    return {
        "genocide": float(gone),
        "genocide_time": float(len(out)) if gone else math.nan,
        "victor": float(alive[-1].argmax()) if gone else math.nan,
        "alive_both": float(alive[-1].min() > 0),
        "killed": float(out[-1, 5]),
        "born": float(out[-1, 6]),
    }


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else math.nan


def _sd(values: np.ndarray) -> float:
    return float(values.std(ddof=1)) if len(values) > 1 else math.nan
