# expect: uses_numpy_random.py:23:  | np.random | use thaw.draw.uniform(key, i)
"""Draws numbers of numpy.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

import numpy as np

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")


@mechanism(over="groups", reads=("groups.fear",), writes="groups.fear")
def uses_numpy_random(i, w, p, key):
    """Draws numbers of numpy."""
    return w.groups.fear[i] * np.random.random()
