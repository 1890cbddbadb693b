"""What is set from outside over time: legitimacy and cops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


def paths(settings: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """One minus legitimacy, and the number of cops allowed, by tick (the first tick is 1)."""
    t = np.arange(1, int(settings["ticks"]) + 1)
    start, end = float(settings["legitimacy"]), float(settings["legitimacy_end"])
    since = np.maximum(t - int(settings["legitimacy_from"]) + 1, 0)
    legitimacy = np.full(len(t), start)
    if settings["legitimacy_path"] == "falling":
        legitimacy = np.maximum(start - float(settings["legitimacy_step"]) * since, min(start, end))
    elif settings["legitimacy_path"] == "jump":
        legitimacy = np.where(since > 0, end, start)
    sites = int(settings["width"]) * int(settings["height"])
    density = np.full(len(t), 1.0)
    if settings["cop_path"] == "falling":
        first, until = float(settings["cops_from"]), float(settings["cops_until"])
        share = np.clip((t - first) / max(until - first, 1.0), 0.0, 1.0)
        low = min(float(settings["cop_density"]), float(settings["cop_density_end"]))
        density = float(settings["cop_density"]) * (1.0 - share) + low * share
    return 1.0 - legitimacy, np.rint(density * sites).astype(np.int64)
