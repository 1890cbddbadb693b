"""See how many are in the street, and reckon the chance of arrest from it.

Source       Epstein 2002, PNAS 99 suppl. 3, 7243-7250 (arrest = 1 - exp(-k C / A), k 2.3); Kuran
             1991, World Politics 44(1) 7-48 (people judge by visible participation only)
Departures   Epstein counts police and actives within vision on a lattice; here both are per 1000
             inhabitants of a town, actives have a floor instead of counting oneself, the ratio is
             not rounded, and the picture forms over about an hour instead of at once. Police are
             spread evenly over the towns of a place. Own troops count by the loyalty that people
             ascribe to them, the army's mean loyalty. A town at rest is not visited: people there
             reckon with `places.arrest` (see `expected_arrest`), nothing being seen.
Notice       `arrest` stays near 1 until about one in a thousand is out, then falls away quickly.
Try          Halve `floor`: the first few are twice as exposed.

Strength: `attention`; at 0 nothing seen changes.
"""

from numba.extending import register_jitable

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

attention = Parameter(
    24.0,
    unit="1/day",
    support=(0, 96),
    source="assumed; word crosses a city in an hour",
    meaning="rate at which the picture of the town is renewed",
)
half_sight = Parameter(
    0.01,
    unit="share",
    support=(1e-4, 1),
    source="assumed",
    meaning="visible share of the inhabitants at which `seen` is one half",
)
striker_sight = Parameter(
    0.5,
    unit="1",
    support=(0, 1),
    source="assumed",
    meaning="how visible a striker is against one in the street",
)
k = Parameter(
    2.3,
    unit="1",
    support=(0, 20),
    source="Epstein 2002, rule for the arrest estimate",
    meaning="arrest is 0.9 when coercion equals those acting",
)
force_weight = Parameter(
    1.0,
    unit="1",
    support=(0, 10),
    source="assumed",
    meaning="arrests feared from one soldier against one policeman",
)
floor = Parameter(
    1.0,
    unit="persons/1000",
    support=(0.01, 100),
    source="assumed",
    meaning="smallest number acting that people reckon with",
)


@register_jitable
def chance_of_arrest(k, coercion, active):
    """Epstein's estimate: 1 - exp(-k C / A), for A > 0."""
    return 1.0 - exp(-k * coercion / active)


@mechanism(
    over="towns",
    reads=(
        "towns.place",
        "towns.polity",
        "towns.population",
        "towns.strikers",
        "towns.demonstrators",
        "towns.armed",
        "towns.troops",
        "towns.soviet",
        "towns.seen",
        "towns.arrest",
        "places.police",
        "polities.army_loyalty",
    ),
    writes=("towns.seen", "towns.arrest"),
    hot=True,
)
def see(i, w, p, key):
    """Saturating visible share of town i and the chance of arrest, renewed within the hour."""
    out = w.towns.demonstrators[i] + w.towns.armed[i] + p.striker_sight * w.towns.strikers[i]
    visible = out / max(w.towns.population[i], 1.0)
    soldiers = w.polities.army_loyalty[w.towns.polity[i]] * w.towns.troops[i] + w.towns.soviet[i]
    coercion = w.places.police[w.towns.place[i]] + p.force_weight * soldiers
    seen = visible / (visible + p.half_sight)
    arrest = chance_of_arrest(p.k, coercion, max(1000.0 * visible, p.floor))
    renewed = 1.0 - exp(-p.attention * w.clock.dt[0])
    old_seen, old_arrest = w.towns.seen[i], w.towns.arrest[i]
    return old_seen + (seen - old_seen) * renewed, old_arrest + (arrest - old_arrest) * renewed
