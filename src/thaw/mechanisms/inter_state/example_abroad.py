"""What people of other countries dare and win is heard as an example, and remembered.

Source       SWP 1957, Hungary Aided Polish Revolution, par. 4 (Budapest moved by the ousting of a
             proconsul and a new leader in Warsaw two days before), Not a 'Self-Reform' Movement,
             par. 3-4, Capitalist Reaction Strengthened, par. 5 (ever shorter intervals); SWP 1956,
             East Germany and Vorkuta, par. 1-2 (Berlin to Vorkuta); Stein 1956, Workers Revolt, par.
             1-2. Appeal to workers of the other countries: SWP 1957, The Need for a Marxist Party,
             par. 3. In form: Kuran 1991, World Politics 44(1) (one country's success moves the next)
Departures   The passages name one case of each and no sizes. `contagion` carries how much is going on
             abroad into what people believe of success; this carries what happened there, an event,
             as news, which lifts at once and saturates, as news of a strike at home does. A change
             of leader counts as far as there was unrest when it came, a concession as far as it was
             made under unrest. All countries are equally near. What happens outside the case is set
             by its events (`polities.abroad_defied`).
Notice       The second country rises days after the first has won something, not months.
Try          `leader` 0: who rules elsewhere is no news.

Strength: `reach` for the lift and `take` for what is remembered; at both 0 nothing changes.
"""

from numba.extending import register_jitable

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import unit
from thaw.parameter import Parameter

reach = Parameter(
    0.2,
    unit="motive",
    support=(0, 3),
    source="assumed: one e-fold of the hazard of acting; word of strikes at home has 2.7",
    meaning="highest lift, where nothing is censored",
)
rising = Parameter(
    1.0,
    unit="1",
    support=(0, 10),
    source="SWP 1956, East Germany and Vorkuta, par. 1-2 in sign; size assumed",
    meaning="weight of unrest in another country, as an example",
)
leader = Parameter(
    1.0,
    unit="1",
    support=(0, 10),
    source="SWP 1957, Hungary Aided Polish Revolution, par. 4 in sign; size assumed",
    meaning="weight of a change of leader under unrest",
)
granted = Parameter(
    0.5,
    unit="1",
    support=(0, 10),
    source="SWP 1957, Not a 'Self-Reform' Movement, par. 3 in sign; size assumed",
    meaning="weight of a concession made under unrest, while it is fresh",
)
called_on = Parameter(
    2.0,
    unit="1",
    support=(0, 20),
    source="SWP 1957, The Need for a Marxist Party, par. 3, 9 in sign; size assumed",
    meaning="how much a full appeal to the workers of other countries adds to the weight of unrest",
)
shut = Parameter(
    0.4,
    unit="share",
    support=(0, 1),
    source="assumed, as in contagion",
    meaning="share of it that a full censor holds back",
)
arrive = Parameter(
    1.0, unit="1/day", support=(0, 24), source="assumed", meaning="rate at which the lift follows"
)
fresh = Parameter(
    15.0,
    unit="day",
    support=(1, 365),
    source="assumed; SWP 1957, Capitalist Reaction Strengthened, par. 5 has two days between Warsaw and Budapest",
    meaning="time in which a change of leader ages as news by e",
)
take = Parameter(
    1.0,
    unit="share",
    support=(0, 1),
    source="by construction",
    meaning="part of a change of leader under unrest that counts; 0 = none is noticed",
)
years = Parameter(
    2.0,
    unit="year",
    support=(0.1, 50),
    source="assumed, as `cost_years` of hegemon_decision",
    meaning="time in which others' memory of it fades by e",
)

STEEP = 1.5
"""How fast the lift saturates in what is heard, as of word_of_strikes."""


@register_jitable
def heard_of(i, w, p):
    """Sum of what all others than polity i dare and win."""
    stock = p.leader * w.polities.abroad_defied[i]
    for j in range(w.polities.unrest.shape[0]):
        if j != i:
            stir = unit(w.polities.unrest[j])
            loud = p.rising * (1.0 + p.called_on * w.polities.call_workers[j])
            won = p.granted * w.polities.granted[j] * w.polities.answered[j]
            stock += stir * (loud + won) + p.leader * w.polities.defied[j]
    return stock


@mechanism(
    over="polities",
    reads=(
        "polities.unrest",
        "polities.granted",
        "polities.answered",
        "polities.call_workers",
        "polities.n_leader",
        "polities.leaders_counted",
        "polities.defied",
        "polities.defied_before",
        "polities.abroad_defied",
        "polities.example",
        "polities.censorship",
    ),
    writes=(
        "polities.defied",
        "polities.defied_before",
        "polities.leaders_counted",
        "polities.abroad_defied",
        "polities.example",
    ),
)
def example_abroad(i, w, p, key):
    """A leader changed under unrest in polity i, fresh and remembered; leaders counted; the outside; lift."""
    q, dt = w.polities, w.clock.dt[0]
    now, before, outside = q.defied[i], q.defied_before[i], q.abroad_defied[i]
    counted, lift = q.leaders_counted[i], q.example[i]
    if p.reach <= 0.0 and p.take <= 0.0:
        return now, before, counted, outside, lift
    stock = heard_of(i, w, p)
    if now > 0.0:
        now *= exp(-dt / p.fresh)
    if outside > 0.0:
        outside *= exp(-dt / p.fresh)
    if before > 0.0:
        before *= exp(-dt / (365.25 * p.years))
    if q.n_leader[i] > counted:
        stir = p.take * unit(q.unrest[i])
        now, before = max(now, stir), max(before, stir)
    if stock > 0.0 or lift > 0.0:
        target = p.reach * (1.0 - p.shut * unit(q.censorship[i])) * (1.0 - exp(-STEEP * stock))
        lift = target + (lift - target) * exp(-p.arrive * dt)
    return now, before, q.n_leader[i], outside, lift
