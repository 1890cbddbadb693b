# expect: deletes_a_column.py:21:  | stores into w.groups.fear | return the new value
"""Deletes from the world.

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
def deletes_a_column(i, w, p, key):
    """Deletes from the world."""
    del w.groups.fear[i]
    return 0.0
