# expect: sweeps_no_table.py | over='gruops' is not a table | did you mean: groups?
"""Sweeps a table that does not exist.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")


@mechanism(over="gruops", reads=("groups.fear",), writes="groups.fear")
def sweeps_no_table(i, w, p, key):
    """Sweeps a table that does not exist."""
    return w.groups.fear[i] * p.rate
