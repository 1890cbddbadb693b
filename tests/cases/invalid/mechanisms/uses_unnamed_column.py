# expect: uses_unnamed_column.py:21 | groups.efficacy | add 'groups.efficacy' to reads
"""Uses a column that it does not name.

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
def uses_unnamed_column(i, w, p, key):
    """Uses a column that it does not name."""
    return w.groups.fear[i] + w.groups.efficacy[i]
