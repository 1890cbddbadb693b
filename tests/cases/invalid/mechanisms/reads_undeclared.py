# expect: reads_undeclared.py:18 | reads undeclared column | did you mean: groups.fear?
"""Reads a column that no table has.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")


@mechanism(over="groups", reads=("groups.feer",), writes="groups.fear")
def reads_undeclared(i, w, p, key):
    """Reads a column that no table has."""
    return w.groups.fear[i] * p.rate
