"""Posts of the fallen are filled by others, who may fall in turn.

Source       Turnover of regional leaders in a purge, and the second wave among those put into the posts
             of the first: record rows of secretaries by year. Cadres restored instead of expelled: CPC
             1963, par. 36, sets against it.
Departures   The successor is a number of his post, not a row: he names nobody and has no patron.
Notice       A purge that goes on takes several holders of one post.
Try          `heir` 0: whoever follows is safe.

Strength: `fill` and `heir`. At 0 posts stay as they fell.
"""

from thaw.draw import happens
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

fill = Parameter(
    0.015,
    unit="1/day",
    support=(0, 5),
    source="assumed; two months",
    meaning="hazard that an empty post is filled",
)
heir = Parameter(
    0.5,
    unit="1/year",
    support=(0, 50),
    source="assumed",
    meaning="hazard that a successor falls, at full vigour of a purge",
)


@mechanism(
    over="officials",
    reads=(
        "officials.polity",
        "officials.address",
        "officials.in_office",
        "officials.filled",
        "officials.holders",
        "polities.purge",
    ),
    writes=("officials.filled", "officials.holders"),
)
def fill_posts(i, w, p, key):
    """Whether the post of official i is held, and how many have held it."""
    q, dt = w.officials.polity[i], w.clock.dt[0]
    filled, holders = w.officials.filled[i], w.officials.holders[i]
    if w.officials.in_office[i] > 0.0 or p.fill + p.heir <= 0.0:
        return filled, holders
    a = w.officials.address[i]
    if filled > 0.5:
        rate = p.heir / 365.25 * w.polities.purge[q]
        if holders < 1.5 or (rate > 0.0 and happens(key, a, 0, rate, dt)):
            filled = 0.0
    elif happens(key, a, 1, p.fill, dt):
        filled, holders = 1.0, holders + 1.0
    return filled, holders
