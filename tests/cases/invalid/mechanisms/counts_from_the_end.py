# expect: counts_from_the_end.py:21:  | counts w.groups.fear[-1] from the end | a row number from 0 up
"""Counts rows from the end.

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
def counts_from_the_end(i, w, p, key):
    """Counts rows from the end."""
    return w.groups.fear[-1]
