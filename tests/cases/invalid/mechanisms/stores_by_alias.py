# expect: stores_by_alias.py:22:  | stores into q.fear[i] | return the new value
"""Adds to a column by a second name of its table.

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
def stores_by_alias(i, w, p, key):
    """Adds to a column by a second name of its table."""
    q = w.groups
    q.fear[i] += 0.1
    return q.fear[i]
