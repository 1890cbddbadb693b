# expect: uses_the_clock.py:23:  | module time | use w.clock.t[0]
"""Looks at the clock on the wall.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

import time

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")


@mechanism(over="groups", reads=("groups.fear",), writes="groups.fear")
def uses_the_clock(i, w, p, key):
    """Looks at the clock on the wall."""
    return w.groups.fear[i] * time.time()
