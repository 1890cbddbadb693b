# expect: returns_too_many.py:21:  | returns 2 values, not 1 | groups.fear
"""Returns two values for one column.

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
def returns_too_many(i, w, p, key):
    """Returns two values for one column."""
    return w.groups.fear[i], p.rate
