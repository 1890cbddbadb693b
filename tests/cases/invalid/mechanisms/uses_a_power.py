# expect: uses_a_power.py:21:  | power of p.rate | exp(y * log(x))
"""Raises to a power.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")


@mechanism(over="groups", reads=("groups.fear",), writes="groups.fear")
def uses_a_power(i, w, p, key):
    """Raises to a power."""
    return w.groups.fear[i] ** p.rate
