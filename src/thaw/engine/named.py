"""Whom a point of a stream names when it draws from everybody: a class of workplaces, and a rank in it.

Copied into each program.
"""

from __future__ import annotations

from thaw.engine.constants import WORD
from thaw.engine.population import LAYERS
from thaw.engine.sparks import share_row, share_up_to


def class_at(w, first, c, last, layer, x0):
    """Class that a word falls on among classes c to `last` by their weight, and where in the summed weight."""
    start = share_up_to(w, c, first, layer)
    at = start + (share_up_to(w, last, first, layer) - start) * (x0 + 0.5) / WORD
    high, row = last - 1, share_row(w, layer)
    while c < high:
        middle = (c + high) // 2
        if w.draws.share[row + middle] > at:
            high = middle
        else:
            c = middle + 1
    return c, at


def rank_at(w, first, c, layer, at):
    """Rank of the person whom a place in the summed weight of class c falls on; -1 for nobody."""
    below = share_up_to(w, c, first, layer)
    base = 0 if layer == 0 else w.draws.edges[c * LAYERS + layer - 1]
    n = w.draws.edges[c * LAYERS + layer] - base
    wide = w.draws.share[share_row(w, layer) + c] - below
    if n <= 0 or wide <= 0.0:
        return -1
    return base + max(0, min(int((at - below) / wide * n), n - 1))
