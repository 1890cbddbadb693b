# expect: parameter_itself.py:21:  | uses the Parameter 'rate' itself | write p.rate
"""Uses the declaration in place of the value.

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
def parameter_itself(i, w, p, key):
    """Uses the declaration in place of the value."""
    return w.groups.fear[i] * rate
