"""Who dares to revolt when people know only their friends: common knowledge in a network.

Source       Chwe 2000, Rev. Econ. Studies 67(1) 1-16
Departures   From memory. A person of the wrong kind never revolts; a person of the right kind does so
             only where that is certain to be safe, which is the paper's rule of caution.
Notice       In a square nobody revolts though everybody would; in a kite the triangle does.
Try          `thaw published chwe_2000 --set network=complete --set thresholds=4,4,4,4`
"""

from __future__ import annotations

from typing import Any

import numpy as np

from thaw.engine.kernel import kernel
from thaw.errors import ThawError
from thaw.mechanisms.society.speak_out import net_motive

EDGES = {
    "square": ((0, 1), (1, 2), (2, 3), (3, 0)),
    "kite": ((0, 1), (1, 2), (2, 0), (2, 3)),
    "line": ((0, 1), (1, 2), (2, 3)),
    "star": ((0, 1), (0, 2), (0, 3)),
    "diamond": ((0, 1), (1, 2), (2, 3), (3, 0), (0, 2)),
    "complete": ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)),
    "none": (),
}
"""Networks of four people; the kite is a triangle 0, 1, 2 with a tail 3 at 2."""


def run(settings: dict[str, Any], seed: int) -> dict[str, float]:
    """One network; chance plays no part.

    Parameters
    ----------
    settings : dict
        Every switch and input of ``chwe_2000.yaml``.
    seed : int
        Not used.

    Returns
    -------
    dict
        revolting (persons), mask (bit k set if person k revolts), rounds.
    """
    check(settings)
    needed = np.array(settings["thresholds"], dtype=float)
    knows = neighbourhoods(settings["network"], settings["knowledge"] == "everything")
    if settings["knowledge"] == "participation":
        revolts, rounds = kernel(from_nobody)(needed, knows)
    else:
        revolts, rounds = kernel(safe_for_sure)(needed, knows)
    return {
        "revolting": float(revolts.sum()),
        "rounds": float(rounds),
        "mask": float(sum(1 << k for k in range(4) if revolts[k])),
    }


def check(settings: dict[str, Any]) -> None:
    """Whether each of the four people has a threshold.

    Raises
    ------
    ThawError
        More or fewer than four.
    """
    if len(settings["thresholds"]) != 4:
        raise ThawError(
            f"{len(settings['thresholds'])} thresholds",
            key="chwe_2000.thresholds",
            expected="four, one for each person",
        )


def neighbourhoods(network: str, everything: bool) -> np.ndarray:
    """Bit masks of whose kind each person knows, oneself included; shape (4,)."""
    masks = np.array([15 if everything else 1 << k for k in range(4)], dtype=np.int64)
    for a, b in EDGES[network]:
        masks[a] |= 1 << b
        masks[b] |= 1 << a
    return masks


def enough(needed, acting):
    """Whether this many suffice for one who needs so many: the rule of `speak_out` without noise."""
    return net_motive(0.0, 0.0, 0.0, acting) >= needed


def safe_for_sure(needed, knows):
    """Who revolts in the largest equilibrium, when all are in fact willing.

    A state says who is willing. In each, a willing person revolts only if in every state that agrees
    with what that person knows enough others revolt too. Begin with all who are willing and strike out
    whoever is not sure, until nobody is struck out: what is left is the largest equilibrium.
    """
    n = needed.shape[0]
    states = 1 << n
    plan = np.zeros((states, n), dtype=np.bool_)
    for state in range(states):
        for i in range(n):
            plan[state, i] = ((state >> i) & 1) == 1
    rounds, changed = 0, True
    while changed:
        changed = False
        before = plan.copy()
        for state in range(states):
            for i in range(n):
                if not before[state, i]:
                    continue
                for other in range(states):
                    if (other & knows[i]) != (state & knows[i]):
                        continue
                    acting = 0.0
                    for k in range(n):
                        if before[other, k]:
                            acting += 1.0
                    if not enough(needed[i], acting):
                        plan[state, i] = False
                        changed = True
                        break
        if changed:
            rounds += 1
    return plan[states - 1], rounds


def from_nobody(needed, knows):
    """Who acts when people wait to see their friends act first, counting themselves."""
    n = needed.shape[0]
    acts = np.zeros(n, dtype=np.bool_)
    rounds, changed = 0, True
    while changed:
        changed = False
        before = acts.copy()
        for i in range(n):
            seen = 1.0
            for k in range(n):
                if k != i and before[k] and ((knows[i] >> k) & 1) == 1:
                    seen += 1.0
            if not before[i] and enough(needed[i], seen):
                acts[i] = True
                changed = True
        if changed:
            rounds += 1
    return acts, rounds
