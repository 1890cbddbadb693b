"""Each circle of officials hears how many names its members give: where none does, nobody need ask.

Source       definition
Departures   It adds nothing to `accusation_cascade`, which takes names person by person; it spares it the
             quiet circles.
Notice       A week without confession or denunciation costs what its officials cost.
Try          Nothing to try.

Strength: none of its own.
"""

from thaw.mechanism import mechanism


@mechanism(
    over="circles",
    reads=(
        "circles.first",
        "circles.past",
        "officials.work_size",
        "officials.past_size",
        "officials.next_work",
        "officials.next_past",
        "officials.naming",
    ),
    writes="circles.names",
)
def circles_hear(i, w, p, key):
    """Persons whom the members of circle i now name."""
    total = 0.0
    k = w.circles.first[i]
    if k < 0:
        return 0.0
    if w.circles.past[i] == 1:
        for _ in range(w.officials.past_size[k]):
            total += w.officials.naming[k]
            k = w.officials.next_past[k]
    else:
        for _ in range(w.officials.work_size[k]):
            total += w.officials.naming[k]
            k = w.officials.next_work[k]
    return total
