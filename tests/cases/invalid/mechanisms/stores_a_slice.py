# expect: stores_a_slice.py:21:  | stores into w.groups.fear[:] | return the new value
"""Clears a whole column.

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
def stores_a_slice(i, w, p, key):
    """Clears a whole column."""
    w.groups.fear[:] = 0.0
    return 0.0
