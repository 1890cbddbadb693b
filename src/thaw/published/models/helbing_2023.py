"""Cascade of revolt against a regime that is obeyed in public: citizens, opposers, actives, security.

Source       Helbing, J. (2023) "Mentos regimes": model and sweep as in the public code
             JoeHelbing/cascade (MIT), whose stored outputs give the numbers
Departures   None in the rules as read. A prisoner's choice is the one made before arrest, kept until
             the first decision after release. The thesis itself has not been read.
Notice       At a security density of 0.01 all fall; at 0.03 none; at 0.02 it depends on preferences.
Try          `epsilon: 1.0` at 0.02: fewer fall, because doubt about others spreads thresholds.

The arrest estimate is the main model's `see.chance_of_arrest`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from thaw.engine.kernel import kernel
from thaw.errors import ThawError
from thaw.published.models.helbing_2023_kernel import RESULTS, simulate

MOST_IN_VIEW = 16000
"""Persons of a kind in view on average: half of what 15 bits can count, as they may crowd together."""


def run(settings: Mapping[str, Any], seed: int) -> dict[str, float]:
    """One replicate.

    Parameters
    ----------
    settings : mapping
        Every switch and input of ``helbing_2023.yaml``.
    seed : int

    Returns
    -------
    dict of float

    Raises
    ------
    ThawError
        The torus is smaller than what a citizen sees.
    """
    out, path = record(settings, seed)
    citizens = citizens_of(settings)
    half, tenth = 0.5 * citizens, 0.1 * citizens
    return {
        "revolution": float(out[1]),
        "steps_done": float(out[0]),
        "peak_active": float(out[2]),
        "peak_oppose": float(out[4]),
        "peak_unrest": float(out[6]),
        "unrest_above_half": float(out[6] > half),
        "unrest_above_tenth": float(out[6] > tenth),
        "mean_active": float(path[:, 0].mean()),
        "mean_oppose": float(path[:, 1].mean()),
        "mean_jailed": float(path[:, 2].mean()),
        "active_end": float(out[3]),
        "oppose_end": float(out[5]),
        "jailed_end": float(out[7]),
        "active_start": float(path[0, 0]),
        "oppose_start": float(path[0, 1]),
    }


def check(settings: Mapping[str, Any]) -> None:
    """Whether the torus holds what a citizen sees, and not more are in view than are counted.

    Raises
    ------
    ThawError
        The torus is too small, or the square in view too crowded.
    """
    width, height, reach = (int(settings[n]) for n in ("width", "height", "vision"))
    if 2 * reach + 1 > min(width, height):
        raise ThawError(
            f"a torus of {width} x {height} is smaller than what a citizen sees",
            key="helbing_2023.width",
            expected=f"at least {2 * reach + 1}",
        )
    for name in ("citizen_density", "security_density"):
        if float(settings[name]) * (2 * reach + 1) ** 2 > MOST_IN_VIEW:
            raise ThawError(
                f"more would be in view than are counted, {MOST_IN_VIEW}",
                key=f"helbing_2023.{name}",
                expected=f"at most {MOST_IN_VIEW / (2 * reach + 1) ** 2:.3g} at this vision",
            )


def citizens_of(settings: Mapping[str, Any]) -> int:
    """Number of citizens."""
    return round(
        float(settings["citizen_density"]) * int(settings["width"]) * int(settings["height"])
    )


def record(settings: Mapping[str, Any], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Results of one run, and active, opposed and jailed after each step done, the first choice first."""
    check(settings)
    width, height, reach = (int(settings[n]) for n in ("width", "height", "vision"))
    out = np.zeros(RESULTS)
    path = np.zeros((int(settings["steps"]) + 1, 3))
    kernel(simulate)(
        citizens_of(settings),
        round(float(settings["security_density"]) * width * height),
        width,
        height,
        reach,
        int(settings["steps"]),
        int(settings["max_jail"]),
        float(settings["mean_preference"]),
        float(settings["preference_sd"]),
        float(settings["epsilon"]),
        float(settings["threshold"]),
        float(settings["k"]),
        float(settings["revolution_share"]),
        int(settings["release"] == "any"),
        int(seed) & 0xFFFFFFFF,
        int(seed) >> 32 & 0xFFFFFFFF,
        out,
        path,
    )
    return out, path[: int(out[0]) + 1]
