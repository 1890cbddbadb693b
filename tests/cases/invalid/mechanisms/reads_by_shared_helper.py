# expect: reads_by_shared_helper.py:22:  | in leaving (_common.py: | 'polities.exit_flow', 'polities.population' | to reads
"""Reads columns in a helper that others share.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

from thaw.mechanisms.rulers._common import leaving
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")


@mechanism(over="groups", reads=("groups.fear", "groups.polity"), writes="groups.fear")
def reads_by_shared_helper(i, w, p, key):
    """Reads columns in a helper that others share."""
    return w.groups.fear[i] * leaving(w.groups.polity[i], w)
