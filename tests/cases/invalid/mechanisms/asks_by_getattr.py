# expect: asks_by_getattr.py:21:  | uses getattr, which a mechanism may not | use w.table.column[i], written out
"""Asks for a table by a text.

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
def asks_by_getattr(i, w, p, key):
    """Asks for a table by a text."""
    return getattr(w, "groups").fear[i]
