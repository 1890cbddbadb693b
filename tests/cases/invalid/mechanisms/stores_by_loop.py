# expect: stores_by_loop.py:21:  | stores into w.groups.fear[0] | return the new value
"""Lets a loop count in a column.

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
def stores_by_loop(i, w, p, key):
    """Lets a loop count in a column."""
    for w.groups.fear[0] in range(3):
        pass
    return w.groups.fear[i]
