"""Society has outgrown the way it is ruled, and those who rule come to know it once they rule together.

Source       The faction that rules again rules another country, an industrial power, and has become wiser:
             Deutscher 1956, par. 25; a worker grown out of the straitjacket he was held in: par. 4; that
             tainted men undo the old rule shows how needful it has become: par. 45. Sacrifice and forced
             industry had called for coercion: par. 24. A ruler who looks at no village and no works:
             par. 14
Departures   How far society has grown is the share of those who can act that works for wages, times what
             their number and schooling have gained since the start. What a single ruler does not see
             colleagues who share power see within a year, so that over a few years it moves more because
             rule opens than because society grows. A need, with no will of anybody in it; whoever acts on
             it and how is an account's own.
Notice       It waits for the end of one-man rule, and then does not go away again.
Try          `apart` 1: known under one man as under many.

Strength: `weight`. At 0 nothing is known and the column stays as it stands.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.mechanisms.rulers._votes import SHARED
from thaw.parameter import Parameter

weight = Parameter(
    1.0,
    unit="1",
    support=(0, 5),
    source="by construction",
    meaning="multiplies how far society has grown; 0 = mechanism absent",
)
learn = Parameter(
    1.0,
    unit="1/year",
    support=(0, 50),
    source="assumed; Deutscher 1956, par. 25-26 in kind: insight bought by experience",
    meaning="rate at which those who rule come to know it",
)
apart = Parameter(
    0.0,
    unit="share",
    support=(0, 1),
    source="Deutscher 1956, par. 14 in sign; assumed",
    meaning="part of it that is known under one man",
)


@mechanism(
    over="polities",
    reads=(
        "polities.outgrown",
        "polities.monopoly",
        "polities.workforce",
        "polities.worker_strength",
        "groups.polity",
        "groups.population",
    ),
    writes="polities.outgrown",
)
def outgrown_rule(i, w, p, key):
    """How far society has outgrown the way polity i is ruled, as its rulers know; a share."""
    old = w.polities.outgrown[i]
    if p.weight <= 0.0:
        return old
    people = 0.0
    for g in range(w.groups.polity.shape[0]):
        if w.groups.polity[g] == i:
            people += w.groups.population[g]
    grown = w.polities.workforce[i] / max(people, 1.0) * exp(w.polities.worker_strength[i])
    together = unit((1.0 - w.polities.monopoly[i]) / (1.0 - SHARED))
    target = unit(p.weight * grown) * (p.apart + (1.0 - p.apart) * together)
    if old < 0.0:
        return target
    return relax(old, target, p.learn / 365.25, w.clock.dt[0])
