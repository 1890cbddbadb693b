"""A war takes part of a country's effort; aid from abroad gives some back.

Source       War behind want and coercion: Deutscher 1956, par. 24; Franklin 1972, par. 116-117. War dead
             and workers lost: record evidence M28, M45. Aid: Harrison 1996, Accounting for War, in kind
Departures   Both are the case's to say, by `polities.war` and `polities.aid`; who fights whom is not told,
             nor where the front is. The dead are counted and stay in their groups. Threat is a matter of
             its own (`external_threat`).
Notice       Living standards fall within half a year of a war's beginning and come back as fast.
Try          `cost` 0: a war that only kills.

Strength: `pace`. At 0 every column stays as it stands.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax
from thaw.parameter import Parameter

pace = Parameter(
    2.0,
    unit="1/year",
    support=(0, 50),
    source="assumed; half a year",
    meaning="rate at which war and aid come to be felt",
)
cost = Parameter(
    0.5,
    unit="1",
    support=(0, 5),
    source="assumed",
    meaning="fall of log consumption in a war that takes all effort",
)
taken = Parameter(
    0.4,
    unit="share",
    support=(0, 1),
    source="assumed; record series m17_workers_employees: a sixth fewer in 1945 than in 1940, more in 1942",
    meaning="workers taken from their work by such a war",
)
lethal = Parameter(
    0.04,
    unit="1/year",
    support=(0, 1),
    source="assumed; record evidence M45: 20 to 27 million in four years",
    meaning="death rate in such a war",
)

unready = Parameter(
    1.0,
    unit="1",
    support=(0, 10),
    source="Stein 1956, Why Did They Confess?, par. 8 in sign; size assumed",
    meaning="rise of that rate, a share of itself, for an army wholly unready for want of commanders",
)


@mechanism(
    over="polities",
    reads=(
        "polities.war",
        "polities.war_felt",
        "polities.war_dead",
        "polities.unready",
        "polities.away",
        "polities.aid",
        "polities.aid_felt",
        "polities.living",
        "polities.population",
    ),
    writes=(
        "polities.war_felt",
        "polities.war_dead",
        "polities.away",
        "polities.aid_felt",
        "polities.living",
    ),
)
def war_and_aid(i, w, p, key):
    """War as felt, its dead, workers away, aid as felt, living standard of polity i."""
    q = w.polities
    war, aid, dead, living = q.war_felt[i], q.aid_felt[i], q.war_dead[i], q.living[i]
    if p.pace <= 0.0:
        return war, dead, q.away[i], aid, living
    years = w.clock.dt[0] / 365.25
    fought = relax(war, q.war[i], p.pace, years)
    helped = relax(aid, q.aid[i], p.pace, years)
    rate = p.lethal * (1.0 + p.unready * q.unready[i])
    dead += rate * q.war[i] * w.polities.population[i] * years
    away = relax(q.away[i], p.taken * q.war[i], p.pace, years)
    return fought, dead, away, helped, living * exp(p.cost * (war - fought) + helped - aid)
