# expect: unknown_name.py:22:  | the name 'feer' is not known here | did you mean: fear?
"""Misspells a name of its own.

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
def unknown_name(i, w, p, key):
    """Misspells a name of its own."""
    fear = w.groups.fear[i]
    return feer * p.rate
