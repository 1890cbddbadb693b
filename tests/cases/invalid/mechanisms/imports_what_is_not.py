# expect: imports_what_is_not.py:12:  | thaw.draw has no 'expp' | did you mean: exp?
"""Imports a name that is not there.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

from thaw.draw import expp

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")


@mechanism(over="groups", reads=("groups.fear",), writes="groups.fear")
def imports_what_is_not(i, w, p, key):
    """Imports a name that is not there."""
    return w.groups.fear[i] * expp(-p.rate)
