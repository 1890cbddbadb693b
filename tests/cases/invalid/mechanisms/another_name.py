# expect: another_name.py:18:  | the function 'some_name' stands in another_name.py | call the file some_name.py, or the function another_name
"""Is not called as its file is.

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
def some_name(i, w, p, key):
    """Is not called as its file is."""
    return w.groups.fear[i]
