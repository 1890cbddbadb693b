# expect: misspelt_unit.py:15:  | rate: the unit 'days' is not known | did you mean: day?
"""Counts in a unit that is not known.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(
    0.5,
    unit="days",
    support=(0, 5),
    source="assumed",
)


@mechanism(over="groups", reads=("groups.fear",), writes="groups.fear")
def misspelt_unit(i, w, p, key):
    """Counts in a unit that is not known."""
    return w.groups.fear[i]
