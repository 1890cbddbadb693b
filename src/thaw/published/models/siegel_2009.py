"""Collective action in four kinds of networks: small world, village, opinion leader, hierarchy.

Source       Siegel 2009, Am. J. Political Science 53(1) 122-138
Departures   From memory throughout: the rule, the four kinds of networks and the findings. Numbers are
             assumed. Only signs are tested.
Notice       Whether ties help depends on how well disposed people are to begin with.
Try          `thaw published siegel_2009 --set network=hierarchy --set elites=willing --seeds 20`
"""

from __future__ import annotations

from typing import Any

import numpy as np

from thaw.draw import decision_id, normal, uniform
from thaw.engine.kernel import kernel
from thaw.mechanisms.society.speak_out import net_motive

WISH = decision_id("siegel_2009.motivation")
TIE = decision_id("siegel_2009.tie")
KINDS = {"small_world": 0, "village": 1, "opinion_leader": 2, "hierarchy": 3}


def run(settings: dict[str, Any], seed: int) -> dict[str, float]:
    """One population, from nobody taking part to rest or `steps`.

    Parameters
    ----------
    settings : dict
        Every switch and input of ``siegel_2009.yaml``.
    seed : int

    Returns
    -------
    dict
        participation (share at the end), first (share who take part by their own wish alone), steps, ties (mean
        number), biggest (most ties of one person).
    """
    n = settings["people"]
    shape = (
        KINDS[settings["network"]],
        settings["radius"],
        settings["size"],
        settings["weak_ties"],
        settings["exponent"],
        settings["expansion"],
    )
    start, neighbours = kernel(build)(n, shape, seed)
    ties = np.diff(start)
    wish = np.empty(n)
    kernel(motivations)(wish, settings["mean"], settings["spread"], seed)
    if settings["elites"] != "any":
        order = np.sort(wish)
        rank = np.argsort(np.argsort(ties, kind="stable"), kind="stable")
        if settings["network"] == "hierarchy":
            rank = np.arange(n)[::-1]
        wish = order[rank] if settings["elites"] == "willing" else order[::-1][rank]
    share, steps, first = kernel(spread)(
        start, neighbours, wish, settings["memory"], settings["steps"]
    )
    return {
        "participation": share,
        "first": first,
        "steps": float(steps),
        "ties": float(ties.mean()),
        "biggest": float(ties.max()),
    }


def motivations(wish, mean, spread, seed):
    """Internal motivation of each person, normal."""
    for i in range(wish.shape[0]):
        wish[i] = mean + spread * normal((seed, 0, WISH, 0), i, 0)
    return 0


def takes_part(wish, outside):
    """Whether one takes part: the rule of `speak_out` without noise, threshold 0."""
    return net_motive(wish, 0.0, 0.0, outside) > 0.0


def spread(start, neighbours, wish, memory, steps):
    """Share who take part in the end, steps until rest, share at the first step.

    External motivation begins at -1, remembers itself with weight `memory`, and otherwise is the share of
    contacts who take part less 1.
    """
    n = wish.shape[0]
    outside = np.full(n, -1.0)
    acts = np.zeros(n, dtype=np.bool_)
    first, taken = 0.0, 0
    for t in range(steps):
        before = acts.copy()
        moved = 0.0
        count = 0
        for i in range(n):
            degree = start[i + 1] - start[i]
            local = 0.0
            for e in range(start[i], start[i + 1]):
                if before[neighbours[e]]:
                    local += 1.0
            if degree > 0:
                local /= degree
            fresh = memory * outside[i] - (1.0 - memory) * (1.0 - local)
            moved = max(moved, abs(fresh - outside[i]))
            outside[i] = fresh
            acts[i] = takes_part(wish[i], outside[i])
            if acts[i]:
                count += 1
        taken = t + 1
        if t == 0:
            first = count / n
        if t > 0 and moved < 1e-6:
            break
    total = 0
    for i in range(n):
        if acts[i]:
            total += 1
    return total / n, taken, first


def build(n, shape, seed):
    """Neighbour lists of a network of the kind shape[0]: where each person's begins, and the neighbours."""
    kind, radius, size, weak, exponent, expansion = shape
    key = (seed, 0, TIE, 0)
    most = n * (max(radius, size) + 2) + n * 200
    a, b = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    made = 0
    for i in range(n):
        if kind == 0:
            for k in range(1, radius + 1):
                j = (i + k) % n
                if uniform(key, i, k) < weak:
                    j = int(uniform(key, i, k + 1000) * n)
                a[made], b[made] = i, j
                made += 1
        elif kind == 1:
            for j in range(i + 1, min((i // size + 1) * size, n)):
                a[made], b[made] = i, j
                made += 1
            if uniform(key, i, 1) < weak:
                a[made], b[made] = i, int(uniform(key, i, 2) * n)
                made += 1
        elif kind == 2:
            wanted = int(min(uniform(key, i, 1) ** (-1.0 / (exponent - 1.0)), 100.0))
            for k in range(wanted):
                a[made], b[made] = i, int(uniform(key, i, k + 2) * n)
                made += 1
        else:
            if i > 0:
                a[made], b[made] = i, (i - 1) // expansion
                made += 1
            if uniform(key, i, 1) < weak:
                a[made], b[made] = i, _peer(i, n, expansion, uniform(key, i, 2))
                made += 1
    return lists(n, a[:made], b[:made])


def _peer(i, n, expansion, luck):
    """Somebody on the same level of the hierarchy as person i."""
    low, width = 0, 1
    while i >= low + width:
        low += width
        width *= expansion
    return low + int(luck * min(width, n - low))


def lists(n, a, b):
    """Neighbour lists from pairs; a tie to oneself is left out."""
    degree = np.zeros(n + 1, dtype=np.int64)
    for e in range(a.shape[0]):
        if a[e] != b[e]:
            degree[a[e] + 1] += 1
            degree[b[e] + 1] += 1
    start = np.cumsum(degree)
    fill = start.copy()
    neighbours = np.empty(start[n], dtype=np.int64)
    for e in range(a.shape[0]):
        if a[e] != b[e]:
            neighbours[fill[a[e]]] = b[e]
            fill[a[e]] += 1
            neighbours[fill[b[e]]] = a[e]
            fill[b[e]] += 1
    return start, neighbours
