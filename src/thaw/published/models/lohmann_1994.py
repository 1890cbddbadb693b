"""Turnout informs those who stay at home: the Monday demonstrations in Leipzig.

Source       Lohmann 1994, World Politics 47(1) 42-101; turnout from German public sources, see
             ``data/published/leipzig_1989.csv``
Departures   Equations and turnout table of the paper were not available. Structure from memory: people
             take turnout beyond what they expected as evidence that acting succeeds. The five issues,
             when each comes up and what is at stake in it, are inputs; they are not explained here.
Notice       Growth feeds on surprise; as evidence piles up, the same surprise moves people less.
Try          `thaw published lohmann_1994 --set inform=0 --seeds 5`
"""

from __future__ import annotations

import csv
import datetime as dt
import math
from itertools import pairwise
from typing import Any

import numpy as np

from thaw.draw import decision_id, exp, log, normal, uniform
from thaw.engine.kernel import kernel
from thaw.errors import ThawError
from thaw.files import data_folder
from thaw.mechanisms.society.efficacy_from_turnout import beta_mean
from thaw.mechanisms.society.speak_out import net_motive

PERSON = decision_id("lohmann_1994.threshold")
WEEK = decision_id("lohmann_1994.weather")
FIRST = dt.date(1989, 9, 4)
GROWTH = ("1989-09-25", "1989-10-02", "1989-10-09", "1989-10-16", "1989-10-23")
"""Mondays between which weekly growth is reckoned."""


def run(settings: dict[str, Any], seed: int) -> dict[str, float]:
    """Mondays from 4 September 1989 on.

    Parameters
    ----------
    settings : dict
        Every switch and input of ``lohmann_1994.yaml``.
    seed : int

    Returns
    -------
    dict
        record_growth_1 to 4 (factors from the interval midpoints of the record), growth_1 to 4 (ours, same
        weeks), cycles (issues in which turnout rises to a peak and falls to two thirds of it or less),
        peak_1 to 5 (persons), first_is_highest (0 or 1), within (share of dated Mondays on which ours
        lies in the interval widened by the log error), granted_week (nan if never), fall_after_grant
        (turnout two Mondays after the grant over turnout at the grant), learning_1, learning_5 (change of belief
        for a surprise of one unit of log turnout, at the start of those issues).
    """
    record = leipzig()
    starts = np.array(settings["starts"], dtype=np.int64)
    out, granted = series(settings, seed)
    turnout = out[:, 0] * settings["region"]
    return {
        **_growth(record, turnout),
        **_cycles(turnout, starts),
        "within": _within(record, turnout, settings["log_error"]),
        "granted_week": float(granted) if granted >= 0 else math.nan,
        "fall_after_grant": (
            float(turnout[granted + 2] / turnout[granted])
            if 0 <= granted < turnout.size - 2
            else math.nan
        ),
        "learning_1": float(out[min(starts[0], turnout.size - 1), 2]),
        "learning_5": float(out[min(starts[-1], turnout.size - 1), 2]),
        "belief_end": float(out[-1, 1]),
    }


def series(settings: dict[str, Any], seed: int) -> tuple[np.ndarray, int]:
    """Monday by Monday.

    Returns
    -------
    out : float array, shape (weeks, 4)
        Turnout as a share, belief in success, change of belief for a surprise of one unit of log turnout, and
        the share that is expected.
    granted : int
        The week of the grant, or -1.

    Raises
    ------
    ThawError
        Issues do not come up one after the other from the first Monday on.
    """
    check(settings)
    out = np.zeros((settings["weeks"], 4))
    granted = kernel(mondays)(
        settings["people"],
        settings["threshold"],
        np.array(settings["starts"], dtype=np.int64),
        np.array(settings["stakes"], dtype=float),
        settings["patience"],
        settings["grant"],
        settings["relief"],
        settings["doubt"],
        settings["prior"],
        settings["inform"],
        settings["usual"],
        settings["habit"],
        settings["weather"],
        settings["audience"] == "discounts_expected",
        seed,
        out,
    )
    return out, int(granted)


def check(settings: dict[str, Any]) -> None:
    """Whether issues come up one after the other from the first Monday on, each with a stake.

    Raises
    ------
    ThawError
        They do not.
    """
    starts, stakes = settings["starts"], settings["stakes"]
    if not starts or starts[0] != 0 or any(b <= a for a, b in pairwise(starts)):
        raise ThawError(
            "issues do not come up one after the other from the first Monday on",
            key="lohmann_1994.starts",
            expected="weeks that rise from 0, such as 0,10,18",
        )
    if len(stakes) != len(starts):
        raise ThawError(
            f"{len(stakes)} stakes for {len(starts)} issues",
            key="lohmann_1994.stakes",
            expected="as many as starts",
        )


def leipzig() -> dict[dt.date, tuple[float, float]]:
    """Turnout of each dated Monday as a low and a high figure, in persons."""
    file = data_folder("published") / "leipzig_1989.csv"
    with file.open(encoding="utf-8", newline="") as sheet:
        return {
            dt.date.fromisoformat(row["date"]): (float(row["low"]), float(row["high"]))
            for row in csv.DictReader(sheet)
        }


def _week(day: dt.date) -> int:
    return (day - FIRST).days // 7


def _growth(record: dict[dt.date, tuple[float, float]], turnout: np.ndarray) -> dict[str, float]:
    days = [dt.date.fromisoformat(text) for text in GROWTH]
    made = {}
    for k, (before, after) in enumerate(pairwise(days), 1):
        made[f"record_growth_{k}"] = sum(record[after]) / sum(record[before])
        made[f"growth_{k}"] = float(turnout[_week(after)] / max(turnout[_week(before)], 1e-9))
    return made


def _cycles(turnout: np.ndarray, starts: np.ndarray) -> dict[str, float]:
    ends = [*starts[1:], turnout.size]
    peaks, whole = [], 0
    for start, end in zip(starts, ends, strict=True):
        part = turnout[start:end]
        if part.size == 0:
            peaks.append(0.0)
            continue
        top = int(part.argmax())
        before = turnout[max(start - 1, 0)]
        whole += int(part[top] > before and part[-1] <= part[top] * 2 / 3)
        peaks.append(float(part[top]))
    return {
        "cycles": float(whole),
        "first_is_highest": float(max(peaks) == peaks[0]),
        **{f"peak_{k}": peak for k, peak in enumerate(peaks, 1)},
    }


def _within(record: dict[dt.date, tuple[float, float]], turnout: np.ndarray, error: float) -> float:
    inside = [
        low * math.exp(-error) <= turnout[_week(day)] <= high * math.exp(error)
        for day, (low, high) in record.items()
    ]
    return sum(inside) / len(inside)


def takes_part(threshold, stake, belief, weather):
    """Whether one takes part: the rule of `speak_out` without noise, with hope in place of grievance."""
    return net_motive(0.0, 0.0, 0.0, stake * belief + weather) >= threshold


def crowd(heights, stake, belief, weather):
    """How many take part, by halving: `heights` ascends, and whoever is below one who does does too."""
    low, high = 0, heights.shape[0]
    while low < high:
        middle = (low + high) // 2
        if takes_part(heights[middle], stake, belief, weather):
            low = middle + 1
        else:
            high = middle
    return low


def mondays(
    people,
    threshold,
    starts,
    stakes,
    patience,
    grant,
    relief,
    doubt,
    prior,
    inform,
    usual,
    habit,
    weather,
    discounts,
    seed,
    out,
):
    """Fill `out` (weeks x 4: turnout share, belief, learning, expected share); returns the week of the grant or -1."""
    heights = np.empty(people)
    for i in range(people):
        u = uniform((seed, 0, PERSON, 0), i, 0)
        heights[i] = threshold + log(u / (1.0 - u))
    heights.sort()
    success, failure = 0.0, 0.0
    granted, last, growth = -1, usual, 0.0
    issue = 0
    for t in range(out.shape[0]):
        while issue + 1 < starts.shape[0] and t >= starts[issue + 1]:
            issue += 1
        stake = stakes[issue] * exp(-(t - starts[issue]) / patience)
        if granted >= 0 and granted >= starts[issue]:
            stake *= 1.0 - relief
        belief = beta_mean(doubt, prior, success, failure)
        luck = weather * normal((seed, 0, WEEK, t), 0, 0)
        count = crowd(heights, stake, belief, luck)
        share = max(count / people, usual)
        expected = last
        if discounts:
            expected = min(last * exp(habit * growth), 1.0)
        surprise = log(share / expected)
        out[t, 0], out[t, 1], out[t, 3] = share, belief, expected
        out[t, 2] = beta_mean(doubt, prior, success + inform, failure) - belief
        success += inform * max(surprise, 0.0)
        failure += inform * max(-surprise, 0.0)
        growth = log(share / last)
        last = share
        if granted < 0 and share >= grant:
            granted = t
    return granted
