"""Ten people with revolutionary thresholds: a small shift, a revolution or nothing.

Source       Kuran 1991, World Politics 44(1) 7-48; Kuran 1989, Public Choice 61
Departures   The sequences are from memory; what follows from them is arithmetic.
Notice       The same small shift in one person's threshold moves society A to 90 and society B to 20.
Try          `thaw published kuran_1991 --set thresholds=0,10,20,30,40,50,60,70,80,90`
"""

from __future__ import annotations

from typing import Any

import numpy as np

from thaw.engine.kernel import kernel
from thaw.errors import ThawError
from thaw.mechanisms.society.speak_out import net_motive


def run(settings: dict[str, Any], seed: int) -> dict[str, float]:
    """One society; chance plays no part.

    Parameters
    ----------
    settings : dict
        Every switch and input of ``kuran_1991.yaml``.
    seed : int
        Not used.

    Returns
    -------
    dict
        opposition (percent at rest, from nobody), from_everybody (percent at rest, from all),
        resting_points (self-consistent sizes of opposition), rounds.
    """
    check(settings)
    ordered = np.sort(np.array(settings["thresholds"], dtype=float))
    self_counts = settings["counting"] == "with_oneself"
    rest, rounds = kernel(opposition)(ordered, 0, self_counts)
    top, _ = kernel(opposition)(ordered, ordered.size, self_counts)
    points = kernel(consistent)(ordered, self_counts)
    scale = 100.0 / ordered.size
    return {
        "opposition": rest * scale,
        "from_everybody": top * scale,
        "resting_points": float(points),
        "rounds": float(rounds),
    }


def check(settings: dict[str, Any]) -> None:
    """Whether there is anybody.

    Raises
    ------
    ThawError
        An empty list of thresholds.
    """
    if not settings["thresholds"]:
        raise ThawError(
            "nobody has a threshold", key="kuran_1991.thresholds", expected="such as 0,20,20,30"
        )


def opposes(threshold, percent):
    """Whether a person opposes in public at this size: the rule of `speak_out` without noise."""
    return net_motive(0.0, 0.0, 0.0, percent) >= threshold


def response(ordered, size, self_counts):
    """How many of a society oppose when they see `size` of them do so; `ordered` ascends, in percent."""
    n = ordered.shape[0]
    count = 0
    for i in range(n):
        seen = size
        if self_counts and i >= size:
            seen = size + 1
        if opposes(ordered[i], 100.0 * seen / n):
            count += 1
    return count


def opposition(ordered, start, self_counts):
    """Size at rest and rounds until then, from `start` people in opposition."""
    size, rounds = start, 0
    while rounds <= 2 * ordered.shape[0]:
        after = response(ordered, size, self_counts)
        if after == size:
            break
        size = after
        rounds += 1
    return size, rounds


def consistent(ordered, self_counts):
    """How many sizes of opposition answer themselves."""
    points = 0
    for size in range(ordered.shape[0] + 1):
        if response(ordered, size, self_counts) == size:
            points += 1
    return points
