"""Learn from turnout and outcomes whether acting can succeed.

Source       Lohmann 1994, World Politics 47(1) 42-101 (turnout informs those who stay at home); SWP
             1957, Not a 'Self-Reform' Movement, par. 3 (gains after Poznan led to further demands),
             Hungary Aided Polish Revolution, par. 4 (success in Warsaw set Budapest going),
             Capitalist Reaction Strengthened, par. 6 (concessions wrung by one struggle feed the
             next), SWP 1956, East Germany and Vorkuta, par. 2 (Berlin encouraged the camps), par. 1
             (the leader's death itself gave hope), Concessions to Workers, par. 1 (what is admitted
             makes a demand lawful)
Departures   Lohmann's audience discounts radicals and updates once per demonstration; here a beta
             mean: prior `doubt` pseudo-observations, successes from turnout seen, heard of and
             abroad and from what unrest has won (`aftermath`), failures from martial law and armed
             intervention. An open contest at the top, at home or in the state that rules from outside,
             and what is commonly known of past repression count as successes where an account says so:
             whoever acts has less to expect of rulers who are divided or have said it themselves.
Notice       Efficacy rises within days of turnout and falls over weeks when nothing more happens;
             after a concession under unrest it stays up for a year or two.
Try          `abroad` 0: no country learns from another.

Strength: `learn` and `forget`; at 0 nothing changes.
"""

from numba.extending import register_jitable

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

prior = Parameter(
    0.15,
    unit="probability",
    support=(0, 1),
    source="assumed",
    meaning="belief in success with nothing to go by and no past struggles",
)
past_struggles = Parameter(
    0.1,
    unit="probability",
    support=(0, 1),
    source=("SWP 1957, Kremlin Choked Economic Growth, par. 2 in sign; size assumed"),
    meaning="belief added where the memory of past struggles is full",
)
doubt = Parameter(
    1.0,
    unit="1",
    support=(0.01, 100),
    source="assumed",
    meaning="weight of the prior in observations",
)
here = Parameter(0.6, unit="1", support=(0, 20), source="assumed", meaning="weight of turnout seen")
heard = Parameter(
    0.4,
    unit="1",
    support=(0, 20),
    source="assumed",
    meaning="weight of unrest elsewhere in the country",
)
abroad = Parameter(
    0.4,
    unit="1",
    support=(0, 20),
    source=(
        "SWP 1957, Hungary Aided Polish Revolution, par. 4; SWP 1956, East Germany and "
        "Vorkuta, par. 2 in sign; size assumed"
    ),
    meaning="weight of unrest and success abroad",
)
workers = Parameter(
    0.0,
    unit="1",
    support=(-5, 5),
    source="assumed; Stein 1956, Workers Revolt, par. 5 in sign for his account",
    meaning="rise of workers' belief before anybody acts, by log number and schooling above the start's",
)
won = Parameter(
    3.0,
    unit="1",
    support=(0, 20),
    source=(
        "SWP 1957, Not a 'Self-Reform' Movement, par. 3; Capitalist Reaction Strengthened, "
        "par. 6 in sign; size assumed"
    ),
    meaning="weight of a concession won by full unrest, while it is remembered",
)
contest = Parameter(
    0.0,
    unit="1",
    support=(0, 20),
    source="SWP 1956, East Germany and Vorkuta, par. 1 in sign; 0 unless an account says so",
    meaning="weight of a contest for the first post that is fully open, here or where the country is ruled from",
)
licence = Parameter(
    0.0,
    unit="1",
    support=(0, 20),
    source="SWP 1956, Concessions to Workers, par. 1 in sign; 0 unless an account says so",
    meaning="weight of past repression that is all admitted and common knowledge",
)
lost = Parameter(
    1.5,
    unit="1",
    support=(0, 20),
    source="assumed",
    meaning="weight of martial law or a general assault",
)
learn = Parameter(0.5, unit="1/day", support=(0, 24), source="assumed", meaning="rate upward")
forget = Parameter(0.1, unit="1/day", support=(0, 24), source="assumed", meaning="rate downward")


@register_jitable
def beta_mean(doubt, start, success, failure):
    """Mean of a beta belief: prior mean `start` worth `doubt` observations, then successes and failures."""
    return (doubt * start + success) / max(doubt + success + failure, 1e-9)


@mechanism(
    over="groups",
    reads=(
        "groups.place",
        "groups.polity",
        "groups.stratum",
        "groups.efficacy",
        "places.tradition",
        "places.seen",
        "places.news",
        "polities.news_abroad",
        "polities.won",
        "polities.succession",
        "polities.obedience",
        "polities.known",
        "polities.worker_strength",
        "polities.emergency",
        "polities.intervention",
    ),
    writes="groups.efficacy",
)
def efficacy_from_turnout(i, w, p, key):
    """Belief of group i that acting succeeds, relaxing to a beta mean of what it knows."""
    q, j, old = w.groups.place[i], w.groups.polity[i], w.groups.efficacy[i]
    start = min(p.prior + p.past_struggles * w.places.tradition[q], 1.0)
    if w.groups.stratum[i] == 0:
        start = min(max(start + p.workers * w.polities.worker_strength[j], 0.0), 1.0)
    success = (
        p.here * w.places.seen[q]
        + p.heard * w.places.news[q]
        + p.abroad * w.polities.news_abroad[j]
        + p.won * w.polities.won[j]
        + p.contest
        * max(w.polities.succession[j], w.polities.obedience[j] * w.polities.succession[0])
        + p.licence * w.polities.known[j]
    )
    failure = p.lost * max(w.polities.emergency[j], 0.5 * w.polities.intervention[j])
    target = beta_mean(p.doubt, start, success, failure)
    pace = p.learn if target > old else p.forget
    return old + (target - old) * (1.0 - exp(-pace * w.clock.dt[0]))
