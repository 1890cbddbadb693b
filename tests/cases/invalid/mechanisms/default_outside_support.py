# expect: default_outside_support.py:15:  | rate: default 7 lies outside its support [0, 5] | widen the support
"""Starts outside of what has a meaning.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(7, unit="1", support=(0, 5), source="assumed")


@mechanism(over="groups", reads=("groups.fear",), writes="groups.fear")
def default_outside_support(i, w, p, key):
    """Starts outside of what has a meaning."""
    return w.groups.fear[i]
