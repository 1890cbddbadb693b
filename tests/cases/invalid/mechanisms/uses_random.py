# expect: uses_random.py:23:  | module random | use thaw.draw.uniform(key, i)
"""Draws numbers of its own.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

import random

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")


@mechanism(over="groups", reads=("groups.fear",), writes="groups.fear")
def uses_random(i, w, p, key):
    """Draws numbers of its own."""
    return w.groups.fear[i] * random.random()
