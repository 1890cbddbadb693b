# expect: not_python.py:21:  | is not Python | mend that line
"""Lacks a bracket.

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
def not_python(i, w, p, key):
    """Lacks a bracket."""
    return w.groups.fear[i
