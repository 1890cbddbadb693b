# expect: hot_without_sub_steps.py:18:  | hot=True over 'polities', which has no sub-steps | drop hot=True | towns or people
"""Repeats within a day over a table that has no parts of a day.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")


@mechanism(over="polities", reads="polities.terror", writes="polities.terror", hot=True)
def hot_without_sub_steps(i, w, p, key):
    """Repeats within a day over a table that has no parts of a day."""
    return w.polities.terror[i]
