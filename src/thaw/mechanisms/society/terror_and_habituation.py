"""Terror frightens now, frightens less each time, and leaves a grievance behind.

Source       Stein 1956, A Regime of Crisis, par. 1-2 (purges frighten and at once breed discontent,
             so they must grow; after 1945 whole peoples), Unity with Social Democrats?, par. 7
             (terror is highest where consent is lowest); SWP 1957, The Need for a Marxist Party,
             par. 11 (police terror wears out, the army takes over)
Departures   The text gives the order of things, not rates. Habituation divides today's terror by
             one plus the accumulated terror; both are measured against what each country had
             accumulated at the start, which its starting fear and grievance already hold, so that
             setting either effect to 0 leaves the quiet level alone. That terror is highest where
             consent is lowest (Stein 1956, Unity with Social Democrats?, par. 7) is not here: the
             rulers choose it.
Notice       After arrests in a place its fear jumps within days and its political grievance with
             it; fear is gone after a season, the grievance a little later.
Try          `backlash` 0: terror then costs the rulers nothing.

Strength: `speed`, which multiplies every rate; at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

speed = Parameter(1.0, unit="1", support=(0, 10), source="assumed", meaning="multiplies every rate")
reserve = Parameter(
    0.2,
    unit="motive",
    support=(0, 3),
    source="assumed",
    meaning="fear with no terror at all: dismissal, blacklists, prison",
)
gain = Parameter(
    0.8,
    unit="motive",
    support=(0, 5),
    source="assumed",
    meaning="fear per unit of today's terror, 1 = 1937, at the terror past of the start",
)
habituation = Parameter(
    0.5,
    unit="1",
    support=(0, 10),
    source=("Stein 1956, A Regime of Crisis, par. 1-2 in sign; size assumed"),
    meaning="how far accumulated terror blunts today's",
)
alarm = Parameter(
    0.6,
    unit="motive",
    support=(0, 3),
    source="assumed",
    meaning="fear added by heavy losses in one's place or by martial law",
)
resentment = Parameter(
    0.15,
    unit="motive",
    support=(0, 2),
    source="assumed",
    meaning="political grievance in quiet, at the terror past of the start",
)
backlash = Parameter(
    0.3,
    unit="motive",
    support=(0, 5),
    source=("Stein 1956, A Regime of Crisis, par. 1 in sign; size assumed"),
    meaning="political grievance per unit of terror accumulated since the start",
)
witness = Parameter(
    0.3,
    unit="motive",
    support=(0, 3),
    source=(
        "SWP 1957, Hungary Aided Polish Revolution, par. 4 in sign (fire on a crowd); losses and "
        "size assumed"
    ),
    meaning="political grievance from heavy losses or fire on a crowd here",
)
relief = Parameter(
    0.1,
    unit="motive",
    support=(0, 3),
    source="assumed",
    meaning="political grievance taken away by full and fully believed concessions in politics and persons",
)
half_loss = Parameter(
    0.5,
    unit="persons/1000",
    support=(0.01, 20),
    source=(
        "assumed; 17 June 1953 cost about 0.5 to 1 arrest in 1000 inhabitants (stern-kowalczuk)"
    ),
    meaning="deaths and arrests in a place at which the effect is half",
)
confined = Parameter(
    2.5,
    unit="1",
    support=(0, 10),
    source="assumed",
    meaning="political grievance of prisoners and settlers, others = 1",
)
calm = Parameter(
    60.0,
    unit="day",
    support=(1, 3650),
    source="assumed",
    meaning="time in which fear settles when nothing happens",
)
cool = Parameter(
    90.0,
    unit="day",
    support=(1, 3650),
    source="assumed",
    meaning="time in which political grievance cools",
)
shock = Parameter(
    0.3,
    unit="1/day",
    support=(0, 24),
    source="assumed",
    meaning="rate at which danger is felt and outrage rises",
)


@mechanism(
    over="groups",
    reads=(
        "groups.place",
        "groups.polity",
        "groups.stratum",
        "groups.fear",
        "groups.grievance_pol",
        "places.casualties",
        "places.population",
        "places.fired",
        "polities.terror",
        "polities.terror_past",
        "polities.start_terror_past",
        "polities.emergency",
        "polities.reform",
        "polities.credibility",
    ),
    writes=("groups.fear", "groups.grievance_pol"),
)
def terror_and_habituation(i, w, p, key):
    """Fear and political grievance of group i after one step."""
    q, j, dt = w.groups.place[i], w.groups.polity[i], w.clock.dt[0]
    lost = 1000.0 * w.places.casualties[q] / max(w.places.population[q], 1.0)
    losses = lost / (lost + p.half_loss)
    past, used_to = w.polities.terror_past[j], w.polities.start_terror_past[j]
    blunted = (1.0 + p.habituation * used_to) / (1.0 + p.habituation * past)
    danger = min(max(losses, w.polities.emergency[j]), 1.0)
    fear, grievance = w.groups.fear[i], w.groups.grievance_pol[i]
    fear_to = p.reserve + p.gain * w.polities.terror[j] * blunted + p.alarm * danger
    outrage = min(max(losses, w.places.fired[q]), 1.0)
    grievance_to = p.resentment + p.backlash * (past - used_to) + p.witness * outrage
    grievance_to -= p.relief * w.polities.reform[j] * w.polities.credibility[j]
    if w.groups.stratum[i] >= 7:
        grievance_to *= p.confined
    grievance_to = max(grievance_to, 0.0)
    fear_rate = 1.0 / p.calm + p.shock * danger
    grievance_rate = p.shock if grievance_to > grievance else 1.0 / p.cool
    fear += (fear_to - fear) * (1.0 - exp(-p.speed * fear_rate * dt))
    grievance += (grievance_to - grievance) * (1.0 - exp(-p.speed * grievance_rate * dt))
    return fear, grievance
