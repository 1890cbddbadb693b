# expect: hands_on_a_column.py:21:  | whole column w.groups.fear | w.table.column[i]
"""Looks at a whole column at once.

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
def hands_on_a_column(i, w, p, key):
    """Looks at a whole column at once."""
    return max(w.groups.fear)
