# expect: uses_exp_of_math.py:23:  | exp is not that of thaw.draw | use thaw.draw.exp
"""Uses the exponential of math by its bare name.

Source       invented
Departures   none
Notice       nothing
Try          nothing

Strength: `rate`; at 0 nothing changes.
"""

from math import exp

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")


@mechanism(over="groups", reads=("groups.fear",), writes="groups.fear")
def uses_exp_of_math(i, w, p, key):
    """Uses the exponential of math by its bare name."""
    return w.groups.fear[i] * exp(-p.rate)
