"""Hidden preferences, authority and the reach of social networks; a shock and what it reveals.

Source       Makowsky and Rubin 2013, PLOS ONE 8(11) e80380: abstract and introduction only
Departures   Equations and parameter tables were not available: the structure is from memory and every
             number is assumed. Only the signs that the paper states are tested.
Notice       The more is hidden before a shock, the more can come out at once.
Try          `thaw published makowsky_rubin_2013 --set centralisation=1 --set reach=200 --seeds 100`
"""

from __future__ import annotations

from typing import Any

import numpy as np

from thaw.draw import decision_id, normal
from thaw.engine.kernel import kernel
from thaw.errors import ThawError
from thaw.mechanisms.society.speak_out import net_motive

PRIVATE = decision_id("makowsky_rubin_2013.private")
PLACE = decision_id("makowsky_rubin_2013.place")


def run(settings: dict[str, Any], seed: int) -> dict[str, float]:
    """One society: to rest, a shock to private preferences, and to rest again.

    Parameters
    ----------
    settings : dict
        Every switch and input of ``makowsky_rubin_2013.yaml``.
    seed : int

    Returns
    -------
    dict
        falsification (mean distance of public from private position before the shock), hidden (share
        that conforms then), cascade (share that reveals after the shock and did not before), change
        (distance that authorities move to meet public positions after the shock), revealed (share that
        reveals in the end), tipping (smallest shock after which more than half reveal).
    """
    check(settings)
    n, districts = settings["people"], settings["districts"]
    private = np.empty(n)
    kernel(preferences)(private, districts, settings["local_spread"], seed)
    contacts = kernel(similar)(private, settings["reach"], settings["contacts"])
    local = private.reshape(districts, -1).mean(axis=1)
    central = settings["central"]
    share = settings["centralisation"]
    stance = np.repeat(share * central + (1.0 - share) * local, n // districts)
    sanction = settings["sanction"] * (1.0 + settings["strength"] * share)
    rule = (sanction, share, settings["fall"], districts)
    open_now = np.zeros(n, dtype=np.bool_)
    kernel(settle)(private, stance, rule, contacts, open_now)
    before = open_now.copy()
    public = np.where(before, private, stance)
    falsified = float(np.abs(public - private).mean())
    shocked = private + settings["shock"]
    kernel(settle)(shocked, stance, rule, contacts, open_now)
    after = np.where(open_now, shocked, stance)
    return {
        "falsification": falsified,
        "hidden": float(1.0 - before.mean()),
        "cascade": float((open_now & ~before).mean()),
        "revealed": float(open_now.mean()),
        "change": _change(public, after, share, districts),
        "tipping": _tipping(private, stance, rule, contacts, before),
    }


def check(settings: dict[str, Any]) -> None:
    """Whether districts are of equal size.

    Raises
    ------
    ThawError
        People cannot be spread evenly over districts.
    """
    n, districts = settings["people"], settings["districts"]
    if n % districts:
        raise ThawError(
            f"{n} people cannot be spread evenly over {districts} districts",
            key="makowsky_rubin_2013.districts",
            expected="a number that divides people",
        )


def _tipping(
    private: np.ndarray, stance: np.ndarray, rule: tuple, contacts: np.ndarray, before: np.ndarray
) -> float:
    """The smallest shift, up to 4, after which more than half reveal; found by halving."""
    low, high = 0.0, 4.0
    for _ in range(9):
        middle = (low + high) / 2
        open_now = before.copy()
        kernel(settle)(private + middle, stance, rule, contacts, open_now)
        low, high = (low, middle) if open_now.mean() > 0.5 else (middle, high)
    return high


def _change(before: np.ndarray, after: np.ndarray, share: float, districts: int) -> float:
    """How far authorities move when each takes the mean public position of those under it."""
    central = abs(float(after.mean() - before.mean()))
    moved = after.reshape(districts, -1).mean(axis=1) - before.reshape(districts, -1).mean(axis=1)
    return share * central + (1.0 - share) * float(np.abs(moved).mean())


def preferences(private, districts, spread, seed):
    """Private positions: a district's own mean and a standard normal deviation of each person."""
    n = private.shape[0]
    for i in range(n):
        mean = spread * normal((seed, 0, PLACE, 0), i * districts // n, 0)
        private[i] = mean + normal((seed, 0, PRIVATE, 0), i, 0)
    return 0


def similar(private, reach, count):
    """Contacts of each person: the most alike of those within `reach` on the ring; shape (people, count)."""
    n = private.shape[0]
    reach = min(reach, (n - 1) // 2)
    count = min(count, 2 * reach)
    contacts = np.empty((n, count), dtype=np.int64)
    away = np.empty(2 * reach)
    who = np.empty(2 * reach, dtype=np.int64)
    for i in range(n):
        for k in range(reach):
            who[2 * k], who[2 * k + 1] = (i + k + 1) % n, (i - k - 1) % n
        for k in range(2 * reach):
            away[k] = abs(private[who[k]] - private[i])
        order = np.argsort(away)
        for k in range(count):
            contacts[i, k] = who[order[k]]
    return contacts


def reveals(private, stance, sanction, conforming):
    """Whether one shows what one thinks: the rule of `speak_out` without noise, threshold 0."""
    distance = private - stance
    return net_motive(distance * distance, sanction, conforming, 0.0) > 0.0


def power(shown, rule, here):
    """Punishment left to the authorities over district `here`, each lost once too many under it reveal."""
    sanction, share, fall, districts = rule
    total = 0.0
    for d in range(districts):
        total += shown[d]
    left = 0.0
    if total / districts < fall:
        left += share
    if shown[here] < fall:
        left += 1.0 - share
    return sanction * left


def settle(private, stance, rule, contacts, open_now):
    """Let people reveal, once and for all, until nobody else does; fills `open_now`."""
    n, count = contacts.shape
    districts = rule[3]
    changed = True
    while changed:
        changed = False
        seen = open_now.copy()
        shown = np.zeros(districts)
        for i in range(n):
            if seen[i]:
                shown[i * districts // n] += districts / n
        for i in range(n):
            if seen[i]:
                continue
            sanction = power(shown, rule, i * districts // n)
            conforming = 0
            for k in range(count):
                if not seen[contacts[i, k]]:
                    conforming += 1
            if reveals(private[i], stance[i], sanction, conforming / count):
                open_now[i] = True
                changed = True
    return 0
