"""Published models as pictures: Epstein's lattice tick by tick, a crowd of thresholds, Mondays of protest.

Each picture is made by the model's own functions; a test holds its numbers to those of `thaw published`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from thaw.engine.kernel import kernel
from thaw.lab.messages import finite
from thaw.published import load_published, settings_of, simulate_published
from thaw.published.models.epstein_2002.kernel import BLOCK, fill_chances, tick
from thaw.published.models.epstein_2002.lattice import (
    ACTIVE,
    COP,
    GONE,
    JAILED,
    N_ACTIVE,
    N_COPS,
    N_JAILED,
    N_ONE,
    N_ZERO,
    QUIET,
    light,
)
from thaw.published.models.epstein_2002.model import build
from thaw.published.models.epstein_2002.paths import paths
from thaw.published.models.granovetter_1978 import random_crowds, thresholds
from thaw.published.models.lohmann_1994 import FIRST, leipzig, mondays

EMPTY = "empty site"
LEGEND = (
    EMPTY,
    "quiet citizen",
    "active citizen",
    "jailed on the site",
    "cop",
    "quiet, second group",
)
"""What the codes 0, 1, ... of a lattice stand for."""

PERSON = 8
"""Whole numbers kept of a person of the lattice."""

MOST_TICKS = 5_000
"""Of a moving picture."""


def few_ticks(city, rules, left, cops, first):
    """Ticks `first`, `first` + 1, ... of a lattice, one for each of `left`; the same as in one go."""
    bare = light(city)
    fill_chances(bare, rules)
    draws = np.zeros((4, BLOCK), np.uint32)
    ids = np.zeros(2 * BLOCK + 1, np.int32)
    for t in range(len(left)):
        tick(bare, rules, draws, ids, first + t + 1, left[t], cops[t])
        if rules.ethnic and (bare.n[N_ZERO] == 0 or bare.n[N_ONE] == 0):
            return t + 1
    return len(left)


def lattice(settings: Mapping[str, Any], seed: int) -> Iterator[dict[str, Any]]:
    """The lattice as populated and after every tick: `tick`, `cells` as digits of `LEGEND`, `counts`."""
    city, rules = build(settings, seed)
    left, cops = paths(settings)
    run = kernel(few_ticks)
    yield _frame(city, rules, 0)
    for t in range(min(len(left), MOST_TICKS)):
        run(city, rules, left[t : t + 1], cops[t : t + 1], t)
        yield _frame(city, rules, t + 1)
        if rules["ethnic"] and (city.n[N_ZERO] == 0 or city.n[N_ONE] == 0):
            return


def _frame(city: Any, rules: Any, at: int) -> dict[str, Any]:
    people = city.p.reshape(-1, PERSON)
    state, where, group = people[:, 2], people[:, 0], people[:, 3]
    cells = np.zeros(int(rules["sites"]), np.uint8)
    on_site = int(rules["jail"]) != 0
    for code, who in (
        (3, (state == JAILED) & on_site),
        (1, (state == QUIET) & (group == 0)),
        (5, (state == QUIET) & (group != 0)),
        (2, state == ACTIVE),
        (4, state == COP),
    ):
        held = who & (where >= 0) & (state != GONE)
        cells[where[held]] = code
    counts = {"active": N_ACTIVE, "jailed": N_JAILED, "cops": N_COPS}
    if rules["ethnic"]:
        counts |= {"first group": N_ZERO, "second group": N_ONE}
    return {
        "tick": at,
        "cells": (cells + ord("0")).tobytes().decode("ascii"),
        "counts": {name: int(city.n[k]) for name, k in counts.items()},
    }


def grid(settings: Mapping[str, Any], _: int) -> dict[str, Any]:
    """The frame of a moving lattice."""
    return {
        "kind": "grid",
        "width": int(settings["width"]),
        "height": int(settings["height"]),
        "ticks": min(int(settings["ticks"]), MOST_TICKS),
        "legend": [{"code": code, "words": words} for code, words in enumerate(LEGEND)],
    }


def curve(settings: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """How many would join when so many have, and the staircase to rest from nobody.

    Of random crowds the first is drawn; of the continuum the quantiles of its distribution.
    """
    n = int(settings["people"])
    held = dict(settings)
    if settings["crowd"] == "random":
        out = np.empty((1, 2))
        ordered = _first_crowd(settings, seed, out)
        name = "the first crowd"
    else:
        if settings["crowd"] == "continuum":
            held |= {"crowd": "quantiles"}
        ordered, name = np.sort(thresholds(held)), "the crowd"
    x = np.arange(n + 1)
    y = np.searchsorted(ordered, x, side="right")
    steps, joined = [[0, 0]], 0
    while True:
        after = int(y[joined])
        steps += [[joined, after], [after, after]]
        if after == joined:
            break
        joined = after
    return {
        "kind": "curve",
        "x": x.tolist(),
        "y": y.tolist(),
        "diagonal": True,
        "steps": steps,
        "joined": joined,
        "people": n,
        "x_label": "have joined",
        "y_label": f"would join, of {name}",
    }


def _first_crowd(settings: Mapping[str, Any], seed: int, out: np.ndarray) -> np.ndarray:
    """Thresholds of the first random crowd, ascending, drawn at the model's own addresses."""
    from thaw.draw import normal
    from thaw.published.models.granovetter_1978 import DECISION

    n, mean, spread = (settings[k] for k in ("people", "mean", "spread"))
    redraw = settings["negative"] == "redraw"
    kernel(random_crowds)(n, mean, spread, redraw, (seed, 0, DECISION), out)
    address, made = (seed, 0, DECISION, 0), np.empty(n)
    for i in range(n):
        value, again = mean + spread * normal(address, i, 0), 1
        while redraw and value < 0.0 and again < 1000:
            value, again = mean + spread * normal(address, i, 2 * again), again + 1
        made[i] = value
    return np.sort(made)


def weeks(settings: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Turnout and belief Monday by Monday, beside the dated figures of the record."""
    starts = np.array(settings["starts"], dtype=np.int64)
    stakes = np.array(settings["stakes"], dtype=float)
    out = np.zeros((settings["weeks"], 4))
    names = ("patience", "grant", "relief", "doubt", "prior", "inform", "usual", "habit", "weather")
    granted = kernel(mondays)(
        settings["people"],
        settings["threshold"],
        starts,
        stakes,
        *(settings[n] for n in names),
        settings["audience"] == "discounts_expected",
        seed,
        out,
    )
    days = [FIRST + dt.timedelta(weeks=k) for k in range(len(out))]
    return {
        "kind": "weeks",
        "days": [str(d) for d in days],
        "turnout": (out[:, 0] * settings["region"]).tolist(),
        "belief": out[:, 1].tolist(),
        "expected": (out[:, 3] * settings["region"]).tolist(),
        "issues": [str(days[k]) for k in starts.tolist() if k < len(days)],
        "granted": str(days[int(granted)]) if 0 <= granted < len(days) else None,
        "record": [
            {"day": str(d), "low": low, "high": high} for d, (low, high) in leipzig().items()
        ],
    }


DRAWN: dict[str, Callable[[Mapping[str, Any], int], dict[str, Any]]] = {
    "epstein_2002": grid,
    "granovetter_1978": curve,
    "lohmann_1994": weeks,
}
"""Models that are more than a table of numbers."""

MOVES: dict[str, Callable[[Mapping[str, Any], int], Iterator[dict[str, Any]]]] = {
    "epstein_2002": lattice
}


def told_of(
    name: str, preset: str | None, changes: Mapping[str, Any], seed: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The message ``published``, and all settings: picture, numbers of one run, targets of the paper.

    Raises
    ------
    ThawError
        For a model, preset or setting that is not known, or a value out of range.
    """
    model = load_published(name)
    settings = settings_of(model, preset, dict(changes))
    row = simulate_published(name, [seed], preset, **dict(changes)).iloc[0]
    numbers = {str(k): v for k, v in row.items() if k != "seed" and isinstance(v, float)}
    draw = DRAWN.get(name)
    told = {
        "model": name,
        "title": model.title,
        "settings": dict(settings),
        "seed": seed,
        "picture": draw(settings, seed) if draw else {"kind": "numbers"},
        "numbers": [{"name": n, "value": finite(float(v))} for n, v in numbers.items()],
        "targets": [
            {
                "text": t.text,
                "measure": t.measure,
                "published": t.published,
                "known": t.known,
                "accept": [finite(x) for x in t.accept] if t.accept else None,
                "reproduces": t.reproduces,
            }
            for t in model.targets
        ],
        "departures": list(model.departures),
    }
    return told, settings
