"""Feel threatened from outside, the more so when the West presses and allies are shaken.

Source       Franklin 1972, par. 97-98, 106 (trials and purges explained by encirclement and coming
             attack); SWP 1956, Concessions to Workers, par. 4 (the fear of invasion served the
             rulers until defeats of the West took it from them); Stein 1956, Workers Revolt, par. 6
             (fear of helping an enemy held people back)
Departures   Threat as felt at home, not as planned abroad. What lasts (an armistice, a treaty, an
             enemy disarmed) is the case's to say, by `polities.threat_shift`: the level to which the
             feeling returns; what is added to `polities.threat` itself passes. Its effects are elsewhere: the rally in
             `disclosure_signal`, decisions in the deciding half.
Notice       Moves over months; Western firmness and unrest in the bloc both raise it.
Try          `siege` 0: no Western step is felt as a threat.

Strength: `pace`; at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

base = Parameter(
    0.3,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="threat felt when nothing has changed since the start",
)
siege = Parameter(
    0.5,
    unit="1",
    support=(0, 3),
    source="Franklin 1972, par. 97-98, 106 in sign; size assumed",
    meaning="threat per unit of outside pressure above the usual",
)
shaken = Parameter(
    0.2,
    unit="1",
    support=(0, 3),
    source="assumed",
    meaning="threat per unit of unrest known in other countries",
)
pace = Parameter(
    3.0,
    unit="1/year",
    support=(0, 50),
    source="assumed",
    meaning="rate at which the feeling follows events",
)

USUAL = 0.3
"""Pressure from outside that adds no threat: assumed."""


@mechanism(
    over="polities",
    reads=("polities.threat", "polities.threat_shift", "polities.pressure", "polities.news_abroad"),
    writes="polities.threat",
)
def external_threat(i, w, p, key):
    """Threat felt in polity i."""
    old = w.polities.threat[i]
    target = (
        p.base
        + w.polities.threat_shift[i]
        + p.siege * (w.polities.pressure[i] - USUAL)
        + p.shaken * w.polities.news_abroad[i]
    )
    target = min(max(target, 0.0), 1.0)
    return old + (target - old) * (1.0 - exp(-p.pace / 365.25 * w.clock.dt[0]))
