# expect: uses_numpy.py:23:  | np.cos | use thaw.draw.cosine
"""Uses a cosine of numpy.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

import numpy as np

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")


@mechanism(over="groups", reads=("groups.fear",), writes="groups.fear")
def uses_numpy(i, w, p, key):
    """Uses a cosine of numpy."""
    return w.groups.fear[i] * np.cos(p.rate)
