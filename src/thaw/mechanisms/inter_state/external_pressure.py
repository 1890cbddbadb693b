"""The West presses harder on a country in unrest, and loses interest when workers lead.

Source       SWP 1957, Capitalist Reaction Strengthened, par. 8 (patron of the rebels at first,
             cooler once the workers' councils led); Stein 1956, Is Dulles Responsible?, par. 1-6
             and SWP 1956, Fresh Betrayals, par. 2 report and deny the view that such pressure moves
             the rulers
Departures   One number for all Western states. On Moscow unrest anywhere in the bloc counts. What
             the pressure does is decided elsewhere. A policy that stands until it is ended is the
             case's to say, by `polities.pressure_shift`; what is added to `polities.pressure` passes.
Notice       A bump of weeks after a rising, flatter where councils are strong.
Try          `cooling` 0: support does not depend on who leads.

Strength: `pace`; at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

baseline = Parameter(
    0.3,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="firmness when nothing has changed since the start",
)
patron = Parameter(
    0.4,
    unit="1",
    support=(0, 3),
    source=("SWP 1957, Capitalist Reaction Strengthened, par. 8 in sign; size assumed"),
    meaning="firmness added by full unrest",
)
cooling = Parameter(
    0.8,
    unit="share",
    support=(0, 1),
    source=("SWP 1957, Capitalist Reaction Strengthened, par. 8 in sign; size assumed"),
    meaning="part of it withdrawn when all workers obey councils",
)
pace = Parameter(
    0.03,
    unit="1/day",
    support=(0, 5),
    source="assumed; a month to shape a policy",
    meaning="rate at which policy follows events",
)


@mechanism(
    over="polities",
    reads=(
        "polities.pressure",
        "polities.pressure_shift",
        "polities.unrest",
        "polities.dual_power",
    ),
    writes="polities.pressure",
)
def external_pressure(i, w, p, key):
    """Western pressure on polity i; on row 0 the strongest call from anywhere in the bloc."""
    call = w.polities.unrest[i] * (1.0 - p.cooling * w.polities.dual_power[i])
    if i == 0:
        for j in range(w.polities.unrest.shape[0]):
            call = max(call, w.polities.unrest[j] * (1.0 - p.cooling * w.polities.dual_power[j]))
    old = w.polities.pressure[i]
    target = min(max(p.baseline + w.polities.pressure_shift[i] + p.patron * call, 0.0), 1.0)
    return old + (target - old) * (1.0 - exp(-p.pace * w.clock.dt[0]))
