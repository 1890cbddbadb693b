"""Read a concession as weakness: hope more, fear less, expect more.

Source       Stein 1956, Workers Revolt, par. 4-5 (a concession is taken gladly and more is asked,
             in the people's own sense of it); SWP 1956, East Germany and Vorkuta, par. 1; How Far
             Can They Go?, par. 3 (each one raises confidence)
Departures   The stock of recent concessions acts whether or not it is believed: belief governs
             relief, in `relative_deprivation`. Expectation rises with economic ones alone, up to
             a fixed margin above what is had. All three are small: a usual concession lifts
             motive by 0.02 to 0.05, what it relieves taken off. That it emboldens by more is one
             author's claim and stands in his account. The large effect is that of a concession
             wrung by unrest, which is remembered as won (`aftermath`, `efficacy_from_turnout`).
Notice       Two weeks after a concession efficacy is up by a fortieth; fear follows over two
             months.
Try          `embolden` 0 with `relief` doubled: concessions then only calm.

Strength: `speed`; at 0 nothing changes. Each of the three effects has its own size.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

speed = Parameter(1.0, unit="1", support=(0, 10), source="assumed", meaning="multiplies every rate")
embolden = Parameter(
    0.01,
    unit="1/day",
    support=(0, 1),
    source=("Stein 1956, Workers Revolt, par. 4-5 in sign; size assumed"),
    meaning="rise of efficacy towards 1 under a full concession",
)
relax = Parameter(
    0.0025,
    unit="1/day",
    support=(0, 1),
    source=("SWP 1956, How Far Can They Go?, par. 3 in sign; size assumed"),
    meaning="fall of fear under a full concession",
)
aspire = Parameter(
    0.06,
    unit="index",
    support=(0, 2),
    source=("Stein 1956, Workers Revolt, par. 4 in sign; size assumed"),
    meaning="standard expected above the present one under a full economic concession",
)
hope = Parameter(
    0.1,
    unit="1/day",
    support=(0, 5),
    source="assumed",
    meaning="rate at which expectation rises to that margin",
)


@mechanism(
    over="groups",
    reads=(
        "groups.polity",
        "groups.efficacy",
        "groups.fear",
        "groups.expectation",
        "groups.standard",
        "polities.concession",
        "polities.pay",
    ),
    writes=("groups.efficacy", "groups.fear", "groups.expectation"),
)
def emboldenment(i, w, p, key):
    """Efficacy, fear and expectation of group i under the present stock of concessions."""
    j = w.groups.polity[i]
    stock, pay = max(w.polities.concession[j], 0.0), max(w.polities.pay[j], 0.0)
    days = p.speed * w.clock.dt[0]
    efficacy, expectation = w.groups.efficacy[i], w.groups.expectation[i]
    efficacy += max(1.0 - efficacy, 0.0) * (1.0 - exp(-p.embolden * stock * days))
    fear = w.groups.fear[i] * exp(-p.relax * stock * days)
    if pay > 0.0:
        short = max(w.groups.standard[i] + p.aspire * pay - expectation, 0.0)
        expectation += short * (1.0 - exp(-p.hope * days))
    return efficacy, fear, expectation
