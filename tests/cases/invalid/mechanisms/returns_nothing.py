# expect: returns_nothing.py:21:  | may end without returning anything | the old ones where nothing changes
"""Comes to its end without a value.

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
def returns_nothing(i, w, p, key):
    """Comes to its end without a value."""
    if p.rate > 0.0:
        return w.groups.fear[i]
