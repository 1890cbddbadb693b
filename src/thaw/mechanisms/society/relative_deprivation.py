"""Feel short of what one holds to be due.

Source       Gurr 1970, Why Men Rebel, ch. 2 (discontent is the gap between what is expected and
             what is had); SWP 1957, Kremlin Choked Economic Growth, par. 2 (imposed plans cut
             living standards); record rows gdr_norm_increase, zispo-retraction
             What villages keep and what reaches the towns is `grain_supply`'s
Departures   Gurr's expectations and capabilities are intensities; here two indices, base level =
             1. A rise of norms costs workers more than its own percentage, because bonuses hang on
             it. Only a shortfall is felt, never a surplus.
Notice       Grievance follows a rise of norms or prices within two weeks and fades over a year or
             two as people come to expect less.
Try          Set `adapt_down` to 0: nothing is ever forgotten.

Strength: `felt` (standard and grievance) with the two `adapt` rates; at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

baseline = Parameter(
    1.0,
    unit="1",
    support=(0, 5),
    source="assumed",
    meaning="grievance when expectation is met, the case's own starting grievance = 1",
)
weight = Parameter(
    2.0,
    unit="motive",
    support=(0, 10),
    source="assumed; Gurr 1970 in sign",
    meaning="grievance per unit of shortfall",
)
norm_weight = Parameter(
    1.5,
    unit="index",
    support=(0, 5),
    source="assumed; a tenth more work for the same pay also takes the bonus",
    meaning="standard lost per unit of norm",
)
price_weight = Parameter(
    1.0,
    unit="1",
    support=(0, 5),
    source="assumed",
    meaning="share of a price rise that wages do not make good",
)
relief = Parameter(
    0.25,
    unit="motive",
    support=(0, 3),
    source="assumed",
    meaning="grievance taken away by full and fully believed economic concessions",
)
felt = Parameter(
    0.2,
    unit="1/day",
    support=(0, 5),
    source="assumed; one or two pay days",
    meaning="rate at which pay and prices are felt",
)
adapt_up = Parameter(
    6.0,
    unit="1/year",
    support=(0, 50),
    source="assumed",
    meaning="rate at which a better life comes to be expected",
)
adapt_down = Parameter(
    1.0,
    unit="1/year",
    support=(0, 50),
    source="assumed",
    meaning="rate at which a worse life comes to be accepted",
)
shielded = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="part of a price rise that growers, soldiers and the confined escape",
)
bread = Parameter(
    0.4,
    unit="share",
    support=(0, 2),
    source="assumed; food was half of what a Soviet worker's family spent",
    meaning="standard of those who do not grow it that goes with all grain in the towns",
)
plot = Parameter(
    0.7,
    unit="share",
    support=(0, 2),
    source="assumed",
    meaning="standard of peasants that goes with all they keep",
)


@mechanism(
    over="groups",
    reads=(
        "groups.polity",
        "groups.stratum",
        "groups.base_econ",
        "groups.standard",
        "groups.expectation",
        "groups.grievance_econ",
        "polities.living",
        "polities.price",
        "polities.norm",
        "polities.pay",
        "polities.credibility",
        "polities.grain",
        "polities.farm",
    ),
    writes=("groups.standard", "groups.expectation", "groups.grievance_econ"),
)
def relative_deprivation(i, w, p, key):
    """Standard, expectation and economic grievance of group i, each relaxing at its own rate."""
    j, stratum, dt = w.groups.polity[i], w.groups.stratum[i], w.clock.dt[0]
    price, base, norm_cost = w.polities.price[j] - 1.0, p.baseline * w.groups.base_econ[i], 0.0
    if stratum == 0:
        norm_cost = p.norm_weight * (w.polities.norm[j] - 1.0)
    elif stratum == 1 or stratum == 4 or stratum >= 7:
        price *= 1.0 - p.shielded
    had = w.polities.living[j] / max(1.0 + p.price_weight * price, 0.1) - norm_cost
    if stratum == 1:
        had *= 1.0 - p.plot * (1.0 - w.polities.farm[j])
    else:
        had *= 1.0 - p.bread * max(1.0 - w.polities.grain[j], 0.0)
    standard, expectation = w.groups.standard[i], w.groups.expectation[i]
    old = w.groups.grievance_econ[i]
    granted = p.relief * w.polities.pay[j] * w.polities.credibility[j]
    target = max(base + p.weight * max(expectation - standard, 0.0) - granted, 0.0)
    pace = (p.adapt_up if standard > expectation else p.adapt_down) / 365.25
    step = 1.0 - exp(-p.felt * dt)
    return (
        standard + (had - standard) * step,
        expectation + (standard - expectation) * (1.0 - exp(-pace * dt)),
        old + (target - old) * step,
    )
