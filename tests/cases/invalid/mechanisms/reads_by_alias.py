# expect: reads_by_alias.py:22:  | 'groups.efficacy' | add 'groups.efficacy' to reads
"""Reads a column by a second name of its table.

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
def reads_by_alias(i, w, p, key):
    """Reads a column by a second name of its table."""
    q = w.groups
    return q.fear[i] + q.efficacy[i]
