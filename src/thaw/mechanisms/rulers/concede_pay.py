"""An economic concession is carried out: norms taken back, prices cut, consumption raised.

Source       Record rows berlin-16june-norms (a norm rise withdrawn under a strike), gdr-new-course,
             malenkov-consumer, ussr-minimum-wage, and series ussr_price_cut_rounds. That they relieve
             and lead people to expect more: Stein 1956, Workers Revolt, par. 4-5
Departures   Pay, pensions, taxes and prices are one kind. How much of a norm rise is taken back follows
             the month's unrest.
Notice       Economic grievance falls within weeks (`relative_deprivation`) and what people hold to be
             due rises after it (`emboldenment`).
Try          `material` and `cut` 0: promises, relief by belief alone.

Strength: `carry`; at 0 nothing is carried out and every column stays as it stands.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import ECONOMIC
from thaw.parameter import Parameter

carry = Parameter(
    1.0,
    unit="share",
    support=(0, 1),
    source="by construction",
    meaning="part of what was granted that is carried out; 0 = mechanism absent",
)
fading = Parameter(
    120.0,
    unit="day",
    support=(1, 3650),
    source="assumed; as in `decide_concession`",
    meaning="time in which recent concessions fall by e",
)
revoke = Parameter(
    0.8,
    unit="share",
    support=(0, 1),
    source="record row berlin-16june-norms in kind",
    meaning="part of a norm rise taken back when conceding under unrest",
)
half_revoke = Parameter(
    0.05,
    unit="share",
    support=(0.001, 1),
    source="assumed",
    meaning="unrest at which half of that part is taken back",
)
cut = Parameter(
    0.02,
    unit="share",
    support=(0, 0.5),
    source="record series ussr_price_cut_rounds, 6 to 10 per cent where prices are the concession",
    meaning="mean fall of prices",
)
material = Parameter(
    0.01,
    unit="share",
    support=(0, 0.5),
    source="assumed",
    meaning="rise of consumption per unit of concession",
)


@mechanism(
    over="polities",
    reads=(
        "polities.n_concession",
        "polities.grant",
        "polities.grant_kind",
        "polities.unrest",
        "polities.pay",
        "polities.pay_counted",
        "polities.n_economic",
        "polities.norm",
        "polities.living",
        "polities.price",
    ),
    writes=(
        "polities.pay",
        "polities.pay_counted",
        "polities.n_economic",
        "polities.norm",
        "polities.living",
        "polities.price",
    ),
)
def concede_pay(i, w, p, key):
    """Stock and count of economic concessions, norms, living standard and prices of polity i."""
    q = w.polities
    pay, counted, count = q.pay[i], q.pay_counted[i], q.n_economic[i]
    norm, living, price = q.norm[i], q.living[i], q.price[i]
    if p.carry <= 0.0:
        return pay, counted, count, norm, living, price
    pay *= exp(-w.clock.dt[0] / p.fading)
    if q.n_concession[i] > counted and q.grant_kind[i] == ECONOMIC:
        given = p.carry * q.grant[i]
        moved = q.unrest[i] / (q.unrest[i] + p.half_revoke)
        pay += given
        count += 1.0
        norm = 1.0 + (norm - 1.0) * (1.0 - p.carry * p.revoke * moved)
        living *= 1.0 + p.material * given
        price *= 1.0 - p.carry * p.cut
    return pay, q.n_concession[i], count, norm, living, price
