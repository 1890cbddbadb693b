"""Who is purged when members of a ruling circle may eliminate each other.

Source       Acemoglu, Egorov, Sonin 2008, Rev. Econ. Studies 75(4) 987-1009
Departures   Wording of the axioms from memory; equal powers are set apart by `nudge`.
Notice       The strongest of 3, 4, 5, 10 is purged; only 1, 3, 7, 15 equals can stay together.
Try          `thaw published acemoglu_egorov_sonin_2008 --set powers=3,4,5,11,12`
"""

from __future__ import annotations

from typing import Any

import numpy as np

from thaw.engine.kernel import kernel
from thaw.errors import ThawError
from thaw.mechanisms.rulers._coalition import ruling_coalition

MOST = 15
"""Members for whom the recursion is still done."""


def run(settings: dict[str, Any], seed: int) -> dict[str, float]:
    """One ruling circle; chance plays no part.

    Parameters
    ----------
    settings : dict
        Every switch and input of ``acemoglu_egorov_sonin_2008.yaml``.
    seed : int
        Not used.

    Returns
    -------
    dict
        size (members who stay), mask (bit k set if member k stays), power (of those who stay),
        share (of all power), strongest_stays (0 or 1), largest_of_equals (the largest size at most
        `members` that holds together by the formula for nearly equal powers).
    """
    powers = powers_of(settings)
    mask = int(kernel(ruling_coalition)(powers, settings["majority"]))
    stays = np.array([(mask >> k) & 1 for k in range(powers.size)], dtype=bool)
    return {
        "size": float(stays.sum()),
        "mask": float(mask),
        "power": float(powers[stays].sum()),
        "share": float(powers[stays].sum() / powers.sum()),
        "strongest_stays": float(stays[int(powers.argmax())]),
        "largest_of_equals": float(stable_sizes(settings["majority"], powers.size)[-1]),
    }


def check(settings: dict[str, Any]) -> None:
    """Whether there are members, and not too many; see `powers_of`."""
    powers_of(settings)


def powers_of(settings: dict[str, Any]) -> np.ndarray:
    """Powers of the members, set apart by `nudge` where the circle is of equals; shape (members,).

    Raises
    ------
    ThawError
        More members than the recursion can be done for.
    """
    if settings["circle"] == "equals":
        powers = 1.0 + settings["nudge"] * np.arange(settings["members"])
    else:
        powers = np.array(settings["powers"], dtype=float)
        if settings["ties"] == "set_apart" and np.unique(powers).size < powers.size:
            powers = powers * (1.0 + settings["nudge"] * np.arange(powers.size))
    if not 1 <= powers.size <= MOST:
        raise ThawError(
            f"{powers.size} members",
            key="acemoglu_egorov_sonin_2008.powers",
            expected=f"1 to {MOST} members",
        )
    return powers


def stable_sizes(majority: float, most: int) -> list[int]:
    """Sizes up to `most` at which nearly equal members hold together: 1, then floor(k / majority) + 1."""
    sizes = [1]
    while True:
        following = int(np.floor(sizes[-1] / majority + 1e-9)) + 1
        if following > most:
            return sizes
        sizes.append(following)
