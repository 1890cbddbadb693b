# expect: another_world.py:18: | takes (i, world, p, key) | def another_world(i, w, p, key)
"""Calls the world by a name of its own.

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
def another_world(i, world, p, key):
    """Fear stays."""
    return world.groups.fear[i]
