"""A second programme of the finite crowd, written from the rules alone: plain Python and numpy.

Rule: a person joins when the number who have already joined is at least that person's threshold; nobody
leaves. Thresholds are normal; those below zero join at once.
"""

import numpy as np


def final_size(thresholds):
    """How many have joined when nobody else will."""
    joined = set()
    while True:
        ready = [i for i, t in enumerate(thresholds) if i not in joined and len(joined) >= t]
        if not ready:
            return len(joined)
        joined.update(ready)


def swept(mean, spread, people=100, crowds=1000, seed=0, share=0.9):
    """Share of random crowds in which at least `share` of the people join."""
    rng = np.random.default_rng(seed)
    sizes = [final_size(rng.normal(mean, spread, people)) for _ in range(crowds)]
    return float(np.mean(np.array(sizes) >= share * people))


def map_at_rest(mean, spread, people=100, rounds=200_000):
    """The continuum by plain repetition of r -> N F(r) from r = 0."""
    from math import erfc, sqrt

    r = 0.0
    for _ in range(rounds):
        after = people * 0.5 * erfc(-(r - mean) / spread / sqrt(2.0))
        if abs(after - r) < 1e-12:
            break
        r = after
    return r
