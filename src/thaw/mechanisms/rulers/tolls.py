"""Losses of each body of the apparatus, counted. No theory: what a register would hold.

Source       definition
Departures   A member of a body that lies within another counts in both.
Notice       Nothing reads these numbers but measures.
Try          Nothing to try.

Strength: none of its own.
"""

from thaw.mechanism import mechanism


@mechanism(
    over="places",
    reads=(
        "places.within",
        "places.first_official",
        "places.last_official",
        "officials.arrested_on",
        "officials.fate",
        "officials.filled",
        "officials.holders",
    ),
    writes=("places.taken", "places.executed", "places.vacant", "places.successors"),
)
def tolls(i, w, p, key):
    """Members of body i who were arrested and shot, its empty posts, and successors in its posts."""
    taken, shot, vacant, successors = 0.0, 0.0, 0.0, 0.0
    for j in range(w.places.within.shape[0]):
        at, depth = j, 0
        while at != i and at >= 0 and depth < 5:
            at = w.places.within[at]
            depth += 1
        if at != i:
            continue
        for k in range(w.places.first_official[j], w.places.last_official[j]):
            if w.officials.arrested_on[k] >= 0.0:
                taken += 1.0
            if w.officials.fate[k] == 4.0:
                shot += 1.0
            vacant += 1.0 - w.officials.filled[k]
            successors += w.officials.holders[k] - 1.0
    return taken, shot, vacant, successors
