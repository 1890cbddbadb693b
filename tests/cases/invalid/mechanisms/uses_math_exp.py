# expect: uses_math_exp.py:23:  | math.exp | use thaw.draw.exp | only ceil
"""Uses an exponential that differs between machines.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

import math

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")


@mechanism(over="groups", reads=("groups.fear",), writes="groups.fear")
def uses_math_exp(i, w, p, key):
    """Uses an exponential that differs between machines."""
    return w.groups.fear[i] * math.exp(-p.rate)
