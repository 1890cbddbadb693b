# expect: unknown_column.py:21:  | groups has no column 'feer' | did you mean: fear?
"""Misspells a column.

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
def unknown_column(i, w, p, key):
    """Misspells a column."""
    return w.groups.feer[i]
