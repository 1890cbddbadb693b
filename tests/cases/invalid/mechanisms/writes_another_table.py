# expect: writes_another_table.py:18 | not a column of the table it sweeps | groups.<column>
"""Writes a table that it does not sweep.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")


@mechanism(over="groups", reads=("groups.fear", "places.seen"), writes="places.seen")
def writes_another_table(i, w, p, key):
    """Writes a table that it does not sweep."""
    return w.groups.fear[i] * p.rate
