"""Rioters, revolutionaries and police on a torus: success, anarchy or failure.

Source       Moro 2016, PLOS ONE 11(4) e0154175: abstract, introduction and start of the outcomes only
Departures   Rule equations and the table of parameters were not available: the structure is from memory and
             most numbers are assumed. Only orderings are tested.
Notice       The poorest riot first; small riots come and go before the main one.
Try          `thaw published moro_2016 --set police_precision=0.4 --seeds 50`
"""

from __future__ import annotations

from typing import Any

import numpy as np

from thaw.draw import decision_id, log, uniform
from thaw.engine.kernel import kernel
from thaw.errors import ThawError
from thaw.mechanisms.society.speak_out import net_motive

PLACE = decision_id("moro_2016.place")
INCOME = decision_id("moro_2016.income")
MOVE = decision_id("moro_2016.move")
SHOT = decision_id("moro_2016.shot")
JOIN = decision_id("moro_2016.join")


def run(settings: dict[str, Any], seed: int) -> dict[str, float]:
    """One society until the police are gone, the revolt is over, or time is up.

    Parameters
    ----------
    settings : dict
        Every switch and input of ``moro_2016.yaml``.
    seed : int

    Returns
    -------
    dict
        success (1 if all police are dead), anarchy (1 if not, but more than `many` of them),
        failure (1 otherwise), police_dead (share), rebels_dead (persons), biggest (most active at once), small_first
        (1 if a riot below a quarter of the biggest came and went before it), poor_first (mean income rank of
        the first tenth to riot).
    """
    check(settings)
    out = np.zeros((settings["steps"], 3))
    first = np.full(settings["citizens"], -1.0)
    income = np.zeros(settings["citizens"])
    shape = (settings["width"], settings["citizens"], settings["rebels"], settings["police"])
    rule = (
        settings["police_precision"],
        settings["rebel_precision"],
        settings["n"],
        settings["fear"],
        settings["threshold"],
        settings["join"],
        settings["vision"],
        settings["unrest"],
    )
    steps = kernel(revolt)(shape, rule, seed, out, first, income)
    active, police = out[:steps, 0], out[:steps, 1]
    dead = 1.0 - police[-1] / settings["police"]
    peak = int(active.argmax())
    return {
        "success": float(dead >= 1.0),
        "police_dead": float(dead),
        "anarchy": float(settings["many"] < dead < 1.0),
        "failure": float(dead <= settings["many"] and dead < 1.0),
        "rebels_dead": float(out[steps - 1, 2]),
        "biggest": float(active.max()),
        "small_first": _small_riot(active[: peak + 1]),
        "poor_first": _poor_first(first, income),
        "steps": float(steps),
    }


def check(settings: dict[str, Any]) -> None:
    """Whether nobody sees the same cell twice around the torus.

    Raises
    ------
    ThawError
        The torus is smaller than what is seen.
    """
    if 2 * settings["vision"] + 1 > settings["width"]:
        raise ThawError(
            f"a torus of {settings['width']} cells is smaller than what is seen",
            key="moro_2016.width",
            expected=f"at least {2 * settings['vision'] + 1}",
        )


def _small_riot(active: np.ndarray) -> float:
    """1 if a riot came and went, rising and then falling by half below a quarter of the last, before the last."""
    top = active[-1] / 4
    high = 0.0
    for number in active:
        if 0 < number <= top:
            high = max(high, number)
        if high >= 2 and number <= high / 2:
            return 1.0
    return 0.0


def _poor_first(first: np.ndarray, income: np.ndarray) -> float:
    """Mean rank of income, 0 to 1, of the tenth who rioted first; nan if fewer than ten rioted."""
    rank = income.argsort().argsort() / max(income.size - 1, 1)
    who = np.flatnonzero(first >= 0)
    if who.size < 10:
        return float("nan")
    return float(rank[who[first[who].argsort()[: who.size // 10]]].mean())


def riots(poverty, fear, danger, company, threshold):
    """Whether a citizen riots: the rule of `speak_out` without noise, company as what lifts everybody."""
    return net_motive(poverty, fear, danger, company) > threshold


def step_of(key, i, width, at):
    """One step to a random neighbouring cell on the torus."""
    d = int(uniform(key, i, 0) * 9.0)
    x = (at // width + d // 3 - 1) % width
    y = (at % width + d % 3 - 1) % width
    return x * width + y


def around(counts, width, vision):
    """Sum of counts over the square within `vision` of every cell, rows first and then columns."""
    rows, total = np.zeros(width * width, dtype=np.int64), np.zeros(width * width, dtype=np.int64)
    for c in range(width * width):
        for d in range(-vision, vision + 1):
            rows[c] += counts[(c // width) * width + (c % width + d) % width]
    for c in range(width * width):
        for d in range(-vision, vision + 1):
            total[c] += rows[((c // width + d) % width) * width + c % width]
    return total


def revolt(shape, rule, seed, out, first, income):
    """Fill `out` (steps x 3: active, police alive, rebels dead so far); returns the steps taken."""
    width, citizens, rebels, police = shape
    p, r, n, fear, threshold, join, vision, unrest = rule
    people = citizens + rebels
    at = np.empty(people + police, dtype=np.int64)
    for i in range(people + police):
        at[i] = int(uniform((seed, 0, PLACE, 0), i, 0) * width * width)
    for i in range(citizens):
        income[i] = -log(uniform((seed, 0, INCOME, 0), i, 0))
    kind = np.zeros(people, dtype=np.int64)
    kind[citizens:] = 1
    alive = np.ones(people + police, dtype=np.bool_)
    active = np.zeros(people, dtype=np.bool_)
    rebels_dead = 0
    for t in range(out.shape[0]):
        rebels_seen = np.zeros(width * width, dtype=np.int64)
        police_seen = np.zeros(width * width, dtype=np.int64)
        for i in range(people):
            if alive[i] and (active[i] or kind[i] == 1):
                rebels_seen[at[i]] += 1
        for i in range(people, people + police):
            if alive[i]:
                police_seen[at[i]] += 1
        near_rebels = around(rebels_seen, width, vision)
        near_police = around(police_seen, width, vision)
        tension = unrest * uniform((seed, 0, JOIN, t), 0, 1)
        for i in range(people):
            if not alive[i]:
                continue
            with_me, against = near_rebels[at[i]], near_police[at[i]]
            danger = p * against / (against + with_me + 1.0)
            company = r * with_me / (against + with_me + 1.0)
            if kind[i] == 1:
                active[i] = with_me > n * against and (with_me > 1 or active[i])
            else:
                active[i] = riots(
                    1.0 / (1.0 + income[i]) + tension, fear, danger, company, threshold
                )
                if active[i] and first[i] < 0.0:
                    first[i] = t
                if active[i] and uniform((seed, 0, JOIN, t), i, 2) < join:
                    kind[i] = 1
        rebels_dead += fight(at, alive, active, kind, width, people, police, p, r, seed, t)
        acting, left = 0, 0
        for i in range(people):
            if alive[i] and active[i]:
                acting += 1
        for i in range(people, people + police):
            if alive[i]:
                left += 1
        out[t, 0], out[t, 1], out[t, 2] = acting, left, rebels_dead
        if left == 0:
            return t + 1
        for i in range(people + police):
            if alive[i]:
                at[i] = step_of((seed, 0, MOVE, t), i, width, at[i])
    return out.shape[0]


def fight(at, alive, active, kind, width, people, police, p, r, seed, t):
    """Each policeman fires at one active person near, each active rebel at one policeman; deaths of rebels."""
    dead = 0
    cells = width * width
    rioter, guard = np.full(cells, -1, dtype=np.int64), np.full(cells, -1, dtype=np.int64)
    more_rioters = np.full(people, -1, dtype=np.int64)
    more_guards = np.full(people + police, -1, dtype=np.int64)
    for i in range(people):
        if alive[i] and active[i]:
            more_rioters[i], rioter[at[i]] = rioter[at[i]], i
    for j in range(people, people + police):
        if alive[j]:
            more_guards[j], guard[at[j]] = guard[at[j]], j
    falls = np.zeros(people + police, dtype=np.bool_)
    for j in range(people, people + police):
        if alive[j]:
            i = near(at[j], width, rioter, more_rioters, uniform((seed, 0, SHOT, t), j, 0))
            if i >= 0 and uniform((seed, 0, SHOT, t), j, 1) < p:
                falls[i] = True
    for i in range(people):
        if alive[i] and active[i] and kind[i] == 1:
            j = near(at[i], width, guard, more_guards, uniform((seed, 0, SHOT, t), i, 0))
            if j >= 0 and uniform((seed, 0, SHOT, t), i, 1) < r:
                falls[j] = True
    for i in range(people + police):
        if falls[i]:
            alive[i] = False
            if i < people:
                dead += 1
    return dead


def near(cell, width, head, follow, luck):
    """One of those listed in the 3 x 3 block around a cell, each as likely; -1 if none."""
    count = 0
    for d in range(9):
        k = head[
            ((cell // width + d // 3 - 1) % width) * width + (cell % width + d % 3 - 1) % width
        ]
        while k >= 0:
            count += 1
            k = follow[k]
    pick = int(luck * count)
    for d in range(9):
        k = head[
            ((cell // width + d // 3 - 1) % width) * width + (cell % width + d % 3 - 1) % width
        ]
        while k >= 0:
            if pick == 0:
                return k
            pick -= 1
            k = follow[k]
    return -1
