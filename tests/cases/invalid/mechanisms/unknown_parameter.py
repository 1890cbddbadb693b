# expect: unknown_parameter.py:21:  | p.rte is no Parameter | did you mean: rate? | write rte = Parameter(...)
"""Asks for a parameter that the file does not have.

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
def unknown_parameter(i, w, p, key):
    """Asks for a parameter that the file does not have."""
    return w.groups.fear[i] * p.rte
