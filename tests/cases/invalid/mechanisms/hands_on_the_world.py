# expect: hands_on_the_world.py:21:  | hands on w where it cannot be followed | hand w to a function of your own
"""Puts the world into a tuple.

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
def hands_on_the_world(i, w, p, key):
    """Puts the world into a tuple."""
    pair = (w, 1.0)
    return pair[0].groups.fear[i]
