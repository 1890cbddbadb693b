# expect: no_headings.py:1:  | no line Departures, Notice, Try | no line Strength: | such as: Strength:
"""Says little about itself.

Source       invented
"""

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.5, unit="1", support=(0, 5), source="assumed")


@mechanism(over="groups", reads=("groups.fear",), writes="groups.fear")
def no_headings(i, w, p, key):
    """Says little about itself."""
    return w.groups.fear[i]
