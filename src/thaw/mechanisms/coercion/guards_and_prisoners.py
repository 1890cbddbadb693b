"""Guards of a camp come to side with the prisoners who strike in it.

Source       Stein 1956, Workers Revolt, par. 2 (strikes in the camps had the support of free workers
             around them and of guards)
Departures   The passage gives neither numbers nor rates. Guards of one camp are one share; free
             workers outside are not there. Who sides with prisoners neither arrests nor fires; that
             an army comes from elsewhere is another matter (`order_troops`).
Notice       A strike that lasts a fortnight is met by guards of whom a good part looks on.
Try          `relieve` 1: guards are exchanged every day.

Strength: `side`; at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import unit
from thaw.parameter import Parameter

side = Parameter(
    0.05,
    unit="1/day",
    support=(0, 5),
    source="Stein 1956, Workers Revolt, par. 2 in sign; size assumed",
    meaning="rate at which guards take the side of prisoners who are all out; 0 = mechanism absent",
)
half_out = Parameter(
    0.1,
    unit="share",
    support=(0.001, 1),
    source="assumed",
    meaning="share of the camp on strike at which that rate is half",
)
relieve = Parameter(
    0.03,
    unit="1/day",
    support=(0, 5),
    source="assumed, as `recover` of fraternisation",
    meaning="rate at which guards are relieved or won back",
)

CAMP = 2
"""A place of kind camp, a row in `world.PLACE_KINDS`."""


@mechanism(
    over="places",
    reads=("places.kind", "places.acting", "places.population", "places.sided"),
    writes="places.sided",
)
def guards_and_prisoners(i, w, p, key):
    """Share of the guards at place i who side with the prisoners; 0 where there are none."""
    sided = w.places.sided[i]
    if p.side <= 0.0 or w.places.kind[i] != CAMP:
        return sided
    out = unit(w.places.acting[i] / max(w.places.population[i], 1.0))
    up = p.side * out / (out + p.half_out)
    down = p.relieve
    if up + down <= 0.0:
        return sided
    rest = up / (up + down)
    return rest + (sided - rest) * exp(-(up + down) * w.clock.dt[0])
