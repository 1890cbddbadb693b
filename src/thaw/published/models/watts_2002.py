"""Global cascades on random networks: rare, large, and only within a window of mean degree.

Source       Watts 2002, Proc. Natl. Acad. Sci. 99(9) 5766-5771
Departures   Rule from memory. Poisson networks only, drawn with a Poisson number of edges; pairs drawn
             twice and edges to oneself are left out.
Notice       Below the window a cascade has nowhere to go; above it nobody is moved by one neighbour.
Try          `thaw published watts_2002 --set degree=5.5`
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.stats import poisson as poisson_law

from thaw.draw import decision_id, poisson, uniform
from thaw.engine.kernel import kernel
from thaw.mechanisms.society.speak_out import net_motive

DECISION = decision_id("watts_2002.network")


def run(settings: dict[str, Any], seed: int) -> dict[str, float]:
    """One network with many single seeds, each from rest.

    Parameters
    ----------
    settings : dict
        Every switch and input of ``watts_2002.yaml``.
    seed : int

    Returns
    -------
    dict
        cascades (share of seeds whose cascade exceeds `large` of all nodes), size (mean share that is
        on after a large one, nan if none), any_size (mean share over all seeds), lower, upper (mean degrees between
        which the cascade condition holds; nan if nowhere), reach (share of nodes next to the vulnerable
        giant component, from the generating function: what `cascades` tends to).
    """
    n, z, phi = settings["people"], settings["degree"], settings["threshold"]
    lower, upper = window(phi)
    measures = {"lower": lower, "upper": upper, "reach": reach(z, phi)}
    if settings["trials"] == 0:
        return measures | {"cascades": math.nan, "size": math.nan, "any_size": math.nan}
    final = kernel(cascades)(n, z, phi, settings["trials"], (seed, 0, DECISION, 0))
    share = final / n
    large = share > settings["large"]
    return measures | {
        "cascades": float(large.mean()),
        "any_size": float(share.mean()),
        "size": float(share[large].mean()) if large.any() else math.nan,
    }


def vulnerable_degree(phi: float) -> int:
    """The largest degree at which one neighbour suffices: floor(1 / phi)."""
    return math.floor(1.0 / phi + 1e-9)


def condition(z: float, phi: float) -> float:
    """The sum over k <= floor(1/phi) of k (k - 1) p_k, less z, for Poisson degrees; above 0 in the window."""
    k = np.arange(vulnerable_degree(phi) + 1)
    return float((k * (k - 1) * poisson_law.pmf(k, z)).sum() - z)


@cache
def window(phi: float) -> tuple[float, float]:
    """Lowest and highest mean degree at which the cascade condition holds with equality.

    The condition divided by z rises and then falls in z, so it has two roots or none.
    """
    k = np.arange(vulnerable_degree(phi) + 1)[:, None]
    grid = np.linspace(1e-3, 4.0 * vulnerable_degree(phi) + 10.0, 4000)
    inside = np.flatnonzero((k * (k - 1) * poisson_law.pmf(k, grid)).sum(axis=0) > grid)
    if inside.size == 0:
        return math.nan, math.nan
    first, last = int(inside[0]), int(inside[-1])
    low = brentq(condition, grid[first - 1], grid[first], args=(phi,), xtol=1e-12)
    high = brentq(condition, grid[last], grid[last + 1], args=(phi,), xtol=1e-12)
    return float(low), float(high)


def reach(z: float, phi: float) -> float:
    """Share of nodes with a neighbour in the giant component of vulnerable nodes.

    q, the chance that an edge leads into it, solves q = sum over vulnerable k of
    (k p_k / z) (1 - (1 - q)^(k - 1)); a node is next to it with probability 1 - exp(-z q).
    """
    k = np.arange(1, vulnerable_degree(phi) + 1)
    weight = k * poisson_law.pmf(k, z) / z
    q = 1.0
    for _ in range(100_000):
        after = float((weight * (1.0 - (1.0 - q) ** (k - 1))).sum())
        if abs(after - q) < 1e-14:
            break
        q = after
    return 1.0 - math.exp(-z * q)


def turns_on(threshold, share):
    """Whether a node turns on at this share of neighbours: the rule of `speak_out` without noise."""
    return net_motive(0.0, 0.0, 0.0, share) >= threshold


def network(n, z, key):
    """A Poisson network as neighbour lists: where each node's begins, and the neighbours."""
    edges = 0
    blocks = 1 + int(n * z / 2.0 / 20.0)
    for b in range(blocks):
        edges += poisson(key, b, 3, n * z / 2.0 / blocks)
    left, right = np.empty(edges, dtype=np.int64), np.empty(edges, dtype=np.int64)
    degree = np.zeros(n + 1, dtype=np.int64)
    kept = 0
    for e in range(edges):
        i, j = int(uniform(key, e, 1) * n), int(uniform(key, e, 2) * n)
        if i != j:
            left[kept], right[kept] = i, j
            degree[i + 1] += 1
            degree[j + 1] += 1
            kept += 1
    start = np.cumsum(degree)
    fill = start.copy()
    neighbours = np.empty(2 * kept, dtype=np.int64)
    for e in range(kept):
        neighbours[fill[left[e]]] = right[e]
        fill[left[e]] += 1
        neighbours[fill[right[e]]] = left[e]
        fill[right[e]] += 1
    return start, neighbours


def without_repeats(start, neighbours):
    """The same lists with every neighbour once."""
    n = start.shape[0] - 1
    fresh = np.zeros(n + 1, dtype=np.int64)
    kept = 0
    for i in range(n):
        own = np.sort(neighbours[start[i] : start[i + 1]])
        for e in range(own.shape[0]):
            if e == 0 or own[e] != own[e - 1]:
                neighbours[kept] = own[e]
                kept += 1
        fresh[i + 1] = kept
    return fresh, neighbours[:kept]


def cascades(n, z, phi, trials, key):
    """Nodes that are on in the end, from each of `trials` random seeds; shape (trials,)."""
    start, neighbours = network(n, z, key)
    start, neighbours = without_repeats(start, neighbours)
    final = np.zeros(trials)
    queue = np.empty(n, dtype=np.int64)
    on_around = np.zeros(n, dtype=np.int64)
    on = np.zeros(n, dtype=np.bool_)
    for t in range(trials):
        on_around[:] = 0
        on[:] = False
        queue[0] = int(uniform(key, t, 4) * n)
        on[queue[0]] = True
        head, tail = 0, 1
        while head < tail:
            i = queue[head]
            head += 1
            for e in range(start[i], start[i + 1]):
                j = neighbours[e]
                on_around[j] += 1
                degree = start[j + 1] - start[j]
                if not on[j] and turns_on(phi, on_around[j] / degree + 1e-12):
                    on[j] = True
                    queue[tail] = j
                    tail += 1
        final[t] = tail
    return final
