"""The security police arrest those who act, as fast as their numbers allow.

Source       Epstein 2002, PNAS 99 suppl. 3, rule C: each officer takes one active at a time.
             Loyalty of the police beside the army: SWP 1957, The Need for a Marxist Party, par. 12;
             exhaustion of police terror: SWP 1957, The Need for a Marxist Party, par. 11. Size: GDR
             June 1953, arrests 1.3-1.5 percent of participants (stern-kowalczuk).
Departures   Epstein's officers walk on a grid; here arrests are shared out over all who act in the
             town, officers answer after hours, and a street that outnumbers them ties them down.
             The police of a place are spread over its towns by inhabitants and are not moved.
Notice       A few who act alone are soon arrested; in a crowd the same police reach almost nobody.
Try          Halve `overwhelm` and see whether crowds outgrow the police sooner.

Strength: `respond`; at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

respond = Parameter(
    12,
    unit="1/day",
    support=(0, 200),
    source="assumed: two hours; Budapest 23 October 1956",
    meaning="speed at which the arrest rate follows the situation; 0 = mechanism absent",
)
capacity = Parameter(
    0.3,
    unit="1/day",
    support=(0, 20),
    source="GDR arrests / participants (stern-kowalczuk)",
    meaning="arrests an officer makes in a day at full resolve",
)
limit = Parameter(
    0.2,
    unit="1/day",
    support=(0.001, 10),
    source="assumed: ringleaders first, not whole shifts",
    meaning="highest hazard of arrest for one person, however few act",
)
overwhelm = Parameter(
    50,
    unit="1",
    support=(0.1, 1000),
    source="assumed; Poznan 1956, about 130 to an officer",
    meaning="people in the street to an officer at which arrests fall by half",
)
arms_weight = Parameter(
    5,
    unit="1",
    support=(0, 50),
    source="assumed",
    meaning="demonstrators who tie down the police as much as one armed person",
)
army_share = Parameter(
    0.02,
    unit="1",
    support=(0, 1),
    source="assumed; arrests by troops in June 1953",
    meaning="share of deployed troops that makes arrests",
)
floor = Parameter(
    20,
    unit="persons",
    support=(1, 10000),
    source="assumed",
    meaning="fewest people among whom arrests are shared out",
)


@mechanism(
    over="towns",
    reads=(
        "towns.arrest_rate",
        "towns.place",
        "towns.polity",
        "towns.population",
        "towns.troops",
        "towns.soviet",
        "towns.strikers",
        "towns.demonstrators",
        "towns.armed",
        "places.police",
        "places.sided",
        "polities.repression",
        "polities.police_loyalty",
    ),
    writes="towns.arrest_rate",
    hot=True,
)
def police_repression(i, w, p, key):
    """Hazard of arrest per acting person and day in town i; follows within hours."""
    q, at = w.towns.polity[i], w.towns.place[i]
    police = w.places.police[at] * (1.0 - w.places.sided[at]) * w.polities.police_loyalty[q]
    army = p.army_share * (w.towns.troops[i] + w.towns.soviet[i])
    hands = w.towns.population[i] / 1000.0 * (police + army)
    street = w.towns.demonstrators[i] + p.arms_weight * w.towns.armed[i]
    acting = float(w.towns.strikers[i] + w.towns.demonstrators[i] + w.towns.armed[i])
    each = p.capacity * hands * w.polities.repression[q] / max(acting, p.floor)
    each = each / (1.0 + street / max(hands, 1e-9) / p.overwhelm)
    target = p.limit * each / (p.limit + each)
    old = w.towns.arrest_rate[i]
    return target + (old - target) * exp(-p.respond * w.clock.dt[0])
