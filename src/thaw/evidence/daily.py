"""Events of a run day by day: which kinds happened in which polity, and with how many."""

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True)
def daily(pol, plc, place, camp, mass, here, counters, bars):
    """Per step, polity and grid kind: whether it happened, persons outside camps, persons in camps.

    A mass event needs `bars` persons in one place; persons that a polity has beyond the sum of its
    places (drawn by base rates, with no place) count as one more place. A decision happened when
    its cumulative counter rose.

    Parameters
    ----------
    pol : float array, shape (n_steps, n_polities, n_measures)
    plc : float array, shape (n_steps, n_places, n_place_measures)
    place : int array, shape (n_places,), row of the polity of each place
    camp : bool array, shape (n_places,)
    mass, here : int arrays, columns of the mass kinds in `pol` and in `plc`
    counters : int array, columns of the decisions in `pol`
    bars : float array, thresholds of the mass kinds, persons

    Returns
    -------
    three float arrays, shape (n_steps, n_polities, n mass kinds + n decisions)
    """
    steps, polities = pol.shape[0], pol.shape[1]
    kinds = mass.shape[0]
    shape = (steps, polities, kinds + counters.shape[0])
    event, size, held = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    largest, summed, camps = np.zeros(polities), np.zeros(polities), np.zeros(polities)
    for s in range(steps):
        for k in range(kinds):
            largest[:], summed[:], camps[:] = 0.0, 0.0, 0.0
            for q in range(place.shape[0]):
                persons = plc[s, q, here[k]]
                j = place[q]
                largest[j] = max(largest[j], persons)
                summed[j] += persons
                if camp[q]:
                    camps[j] += persons
            for j in range(polities):
                total = pol[s, j, mass[k]]
                if max(largest[j], total - summed[j]) >= bars[k]:
                    event[s, j, k] = 1.0
                    size[s, j, k] = max(total - camps[j], 0.0)
                    held[s, j, k] = camps[j]
        for k in range(counters.shape[0]):
            for j in range(polities):
                before = pol[s - 1, j, counters[k]] if s > 0 else 0.0
                if pol[s, j, counters[k]] - before > 0.5:
                    event[s, j, kinds + k] = 1.0
    return event, size, held


@numba.njit(cache=True)
def largest_by_bin(values, starts):
    """Largest value in each bin of steps: (n_steps, a, b) to (n_bins, a, b)."""
    out = np.zeros((starts.shape[0], values.shape[1], values.shape[2]))
    for n in range(starts.shape[0]):
        end = starts[n + 1] if n + 1 < starts.shape[0] else values.shape[0]
        for s in range(starts[n], end):
            for i in range(values.shape[1]):
                for j in range(values.shape[2]):
                    out[n, i, j] = max(out[n, i, j], values[s, i, j])
    return out
