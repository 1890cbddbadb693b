# expect: names_a_table_by_walrus.py:21:  | hands on the table w.groups
"""Names a table within an expression.

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
def names_a_table_by_walrus(i, w, p, key):
    """Names a table within an expression."""
    return (q := w.groups).fear[i]
