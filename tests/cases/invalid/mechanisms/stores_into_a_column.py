# expect: stores_into_a_column.py:21:  | stores into w.groups.fear[0] | return the new value
"""Stores into a row that is not its own.

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
def stores_into_a_column(i, w, p, key):
    """Stores into a row that is not its own."""
    w.groups.fear[0] = 0.9
    return w.groups.fear[i]
