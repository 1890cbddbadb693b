# expect: hands_on_a_table.py:25:  | hands on the table w.groups | hand on w
"""Hands a table to a helper.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")

def first(table, k):
    """Fear of a row."""
    return table.fear[k]


@mechanism(over="groups", reads=("groups.fear",), writes="groups.fear")
def hands_on_a_table(i, w, p, key):
    """Hands a table to a helper."""
    return first(w.groups, i)
