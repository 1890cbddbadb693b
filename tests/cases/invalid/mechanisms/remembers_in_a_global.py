# expect: remembers_in_a_global.py:23:  | global 'SEEN', a list | keep what is remembered in a column
"""Remembers from step to step.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")

SEEN = []


@mechanism(over="groups", reads=("groups.fear",), writes="groups.fear")
def remembers_in_a_global(i, w, p, key):
    """Remembers from step to step."""
    SEEN.append(i)
    return w.groups.fear[i]
