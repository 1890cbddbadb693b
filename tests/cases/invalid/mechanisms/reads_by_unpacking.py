# expect: reads_by_unpacking.py:22:  | add 'groups.efficacy' to reads
"""Reads a column by a name that is unpacked.

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
def reads_by_unpacking(i, w, p, key):
    """Reads a column by a name that is unpacked."""
    q, dt = w.groups, w.clock.dt[0]
    return q.fear[i] + dt * q.efficacy[i]
