# expect: reads_by_helper.py:31:  | in hope | add 'groups.efficacy' to reads
"""Reads a column in a helper of a helper.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")

def hope(k, w):
    """Efficacy, in a helper of a helper."""
    g = w.groups
    return g.efficacy[k]


def felt(k, w):
    """Fear less hope."""
    return w.groups.fear[k] - hope(k, w)


@mechanism(over="groups", reads=("groups.fear",), writes="groups.fear")
def reads_by_helper(i, w, p, key):
    """Reads a column in a helper of a helper."""
    return felt(i, w)
