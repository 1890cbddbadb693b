"""Rulers who cannot trust their own forces ask the hegemon for troops.

Source       SWP 1957, Hungary Aided Polish Revolution, par. 6 (concessions and a call for troops in
             one night); record rows h56-order-special-corps, h56-appeal of hungary_1956. That the
             call moves the first entry and not the second: SWP 1957, Hungary Aided Polish
             Revolution, par. 6; Role of Workers Councils Decisive, par. 3
Departures   The passage names one call by one man. Here it is a hazard that follows the crowd, how
             little police and army obey, how hard those at the top are and how far they follow the
             hegemon; what it weighs is for the hegemon to decide (`hegemon_decision.asked`). A state
             that nobody rules from outside asks nobody.
Notice       The call comes in the first hours, before the army has been tried.
Try          `ask` 0: nobody calls for troops, and the hegemon decides alone.

Strength: `ask`; at 0 nothing changes.
"""

from thaw.draw import exp, happens
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import unit
from thaw.parameter import Parameter

ask = Parameter(
    4.0,
    unit="1/day",
    support=(0, 48),
    source="h56-order-special-corps: hours after the crowd; size assumed",
    meaning="hazard of a call at full unrest, by hard rulers whose forces do not obey; 0 = absent",
)
half = Parameter(
    0.6,
    unit="share",
    support=(0.01, 1),
    source="assumed, as `half_alarm` of decide_repression",
    meaning="unrest at which that hazard is one half (squared Hill form)",
)
lasts = Parameter(
    5.0, unit="day", support=(0.1, 90), source="assumed", meaning="time in which a call fades by e"
)


@mechanism(
    over="polities",
    reads=(
        "polities.unrest",
        "polities.army_loyalty",
        "polities.police_loyalty",
        "polities.reform_wing",
        "polities.obedience",
        "polities.invited",
        "polities.n_invited",
    ),
    writes=("polities.invited", "polities.n_invited"),
)
def invitation(i, w, p, key):
    """Whether the rulers of polity i have asked for troops, and how often; row 0 asks nobody."""
    q, dt = w.polities, w.clock.dt[0]
    asked, count = q.invited[i], q.n_invited[i]
    if p.ask <= 0.0 or i == 0:
        return asked, count
    stir = unit(q.unrest[i]) ** 2
    helpless = 1.0 - unit(q.army_loyalty[i]) * unit(q.police_loyalty[i])
    hard = 1.0 - unit(q.reform_wing[i])
    hazard = p.ask * stir / (stir + p.half**2) * helpless * hard * unit(q.obedience[i])
    hazard *= 1.0 - unit(asked)
    if asked > 0.0:
        asked *= exp(-dt / p.lasts)
    if hazard > 0.0 and happens(key, i, 0, hazard, dt):
        asked = 1.0
        count += 1.0
    return asked, count
