"""Officials who do conspire, and how they are found.

Source       That there was such a conspiracy, with ties abroad, and that many who had no part in it were
             taken for it: Franklin 1972, par. 97-106; that plots were likely and nothing is known of them:
             Deutscher 1956, par. 38; that there was none: Stein 1956, A Regime of Crisis, par. 1-2,
             SWP 1956, Trotsky Vindicated, par. 2-4.
Departures   Who conspires is settled on the first day and by later fright; a plot has no members, plan
             or deed. Its share is free between nobody and everybody.
Notice       The share of true accusations comes out of how many conspire, how well they are found and how
             many names fall on others beside them.
Try          `share` 0 and 0.5 with the same seed: who falls changes less than who was guilty.

Strength: `share` and `driven`. At 0 nobody conspires.
"""

from thaw.draw import exp, happens, poisson, uniform
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import unit
from thaw.parameter import Parameter

share = Parameter(
    0.005,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="share of officials who conspire at the start, without a past vote against the leadership",
)
opposed = Parameter(
    1.5,
    unit="1",
    support=(-5, 10),
    source="assumed",
    meaning="log of the factor on that share, and on later joining, of those with such a vote",
)
driven = Parameter(
    0.002,
    unit="1/year",
    support=(0, 10),
    source="Deutscher 1956, par. 38 in sign; size assumed",
    meaning="hazard of beginning to conspire out of fright, at full vigour of a purge",
)
exposed = Parameter(
    0.5,
    unit="1/year",
    support=(0, 50),
    source="assumed",
    meaning="true accusations in a year against one who conspires, at full vigour of the police",
)
watch = Parameter(
    0.2,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="vigour with which the police look for them where no purge is open",
)

CLOSE = 1e-9
"""A draw nearer to a bound than this is looked at in full: the bound is reckoned in other steps."""


@mechanism(
    over="officials",
    reads=(
        "officials.polity",
        "officials.address",
        "officials.opposed",
        "officials.plotting",
        "officials.accused",
        "officials.alive",
        "officials.fate",
        "polities.purge",
    ),
    writes=("officials.plotting", "officials.accused"),
)
def real_opposition(i, w, p, key):
    """Whether official i conspires, and the accusations that stand against him."""
    q, dt = w.officials.polity[i], w.clock.dt[0]
    plotting, accused = w.officials.plotting[i], w.officials.accused[i]
    if w.officials.alive[i] <= 0.0 or w.officials.fate[i] >= 1.0:
        return plotting, accused
    a = w.officials.address[i]
    factor = 1.0
    if w.officials.opposed[i] != 0.0:
        factor = exp(p.opposed * w.officials.opposed[i])
    if w.clock.t[0] <= 0.0 and uniform(key, a, 0) < unit(p.share * factor):
        plotting = 1.0
    if plotting < 0.5:
        rate = p.driven / 365.25 * factor * w.polities.purge[q]
        # a chance is never above its hazard: most draws are told without it
        if rate > 0.0 and uniform(key, a, 1) <= rate * dt + CLOSE and happens(key, a, 1, rate, dt):
            plotting = 1.0
    if plotting > 0.5:
        vigour = p.watch + (1.0 - p.watch) * w.polities.purge[q]
        accused += poisson(key, a, 2, p.exposed / 365.25 * vigour * dt)
    return plotting, accused
