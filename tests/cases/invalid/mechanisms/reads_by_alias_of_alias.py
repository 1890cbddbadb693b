# expect: reads_by_alias_of_alias.py:23:  | 'groups.efficacy' | add 'groups.efficacy' to reads | reads_by_alias_of_alias.py:22:  | second name | write r = w.groups
"""Reads a column by a second name of a second name.

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
def reads_by_alias_of_alias(i, w, p, key):
    """Reads a column by a second name of a second name."""
    q = w.groups
    r = q
    return r.fear[i] + r.efficacy[i]
