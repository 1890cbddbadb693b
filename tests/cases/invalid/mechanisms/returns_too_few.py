# expect: returns_too_few.py:24:  | returns one value, not 2 | groups.fear, groups.efficacy
"""Returns one value for two columns.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")


@mechanism(over="groups", reads=("groups.fear", "groups.efficacy"), writes=("groups.fear", "groups.efficacy"))
def returns_too_few(i, w, p, key):
    """Returns one value for two columns."""
    found = w.groups.fear[i] + w.groups.efficacy[i]
    if p.rate <= 0.0:
        return w.groups.fear[i], w.groups.efficacy[i]
    return found
