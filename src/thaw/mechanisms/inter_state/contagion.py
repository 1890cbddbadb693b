"""Unrest and its success in one country become news in the others.

Source       SWP 1956, East Germany and Vorkuta, par. 1-2 (Berlin to Vorkuta), SWP 1957, Hungary
             Aided Polish Revolution, par. 4 (Warsaw to Budapest), Capitalist Reaction
             Strengthened, par. 5 (ever shorter intervals); Stein 1956, Workers Revolt, par. 1-2
             (risings echo in other countries)
Departures   Every pair of countries is equally near; the receiver's censor holds back a share.
Notice       News arrives in days and lasts three weeks; success counts beside turnout.
Try          `success` 0: only numbers travel, not outcomes.

Strength: `carry` (upward) and `fade` (downward); at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

reach = Parameter(
    0.5,
    unit="1",
    support=(0, 2),
    source="assumed",
    meaning="share of another country's unrest that crosses an open border",
)
success = Parameter(
    0.5,
    unit="1",
    support=(0, 5),
    source=("SWP 1957, Hungary Aided Polish Revolution, par. 4 in sign; size assumed"),
    meaning="weight of a concession granted where there was unrest",
)
defied = Parameter(
    0.5,
    unit="1",
    support=(0, 5),
    source="SWP 1957, Hungary Aided Polish Revolution, par. 4 in sign; size assumed, as `success`",
    meaning="weight of a leader changed under unrest there, while it is remembered",
)
shut = Parameter(
    0.4,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="share of it that a full censor holds back",
)
station = Parameter(
    0.5,
    unit="1",
    support=(0, 5),
    source="assumed",
    meaning="rise of it by foreign stations, by listeners above those of the start",
)
carry = Parameter(
    0.5, unit="1/day", support=(0, 24), source="assumed", meaning="rate at which it arrives"
)
fade = Parameter(
    0.05, unit="1/day", support=(0, 24), source="assumed", meaning="rate at which it ages"
)


@mechanism(
    over="polities",
    reads=(
        "polities.news_abroad",
        "polities.unrest",
        "polities.memory_of_unrest",
        "polities.concession",
        "polities.defied_before",
        "polities.censorship",
        "polities.listeners",
        "polities.start_listeners",
    ),
    writes="polities.news_abroad",
)
def contagion(i, w, p, key):
    """What polity i knows of unrest and success in all others, taken as independent news."""
    unknown = 1.0
    for j in range(w.polities.unrest.shape[0]):
        if j != i:
            won = p.success * max(w.polities.concession[j], 0.0) * w.polities.memory_of_unrest[j]
            won += p.defied * w.polities.defied_before[j]
            unknown *= 1.0 - min(max(p.reach * (w.polities.unrest[j] + won), 0.0), 1.0)
    target = (1.0 - unknown) * (1.0 - p.shut * w.polities.censorship[i])
    more = 1.0 + p.station * (w.polities.listeners[i] - w.polities.start_listeners[i])
    target = min(target * max(more, 0.0), 1.0)
    old = w.polities.news_abroad[i]
    pace = p.carry if target > old else p.fade
    return old + (target - old) * (1.0 - exp(-pace * w.clock.dt[0]))
