# expect: stores_in_a_helper.py:19:  | stores into w.groups.fear[k] | return the new value
"""Stores into a column in a helper.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")

def scare(k, w):
    """Set fear to one."""
    w.groups.fear[k] = 1.0
    return 1.0


@mechanism(over="groups", reads=("groups.fear",), writes="groups.fear")
def stores_in_a_helper(i, w, p, key):
    """Stores into a column in a helper."""
    return scare(i, w)
