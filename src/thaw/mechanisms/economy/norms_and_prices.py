"""Planners short of output raise work norms or prices; consumption grows on trend.

Source       Taut plans: Kornai 1992, The Socialist System, ch. 7; raised targets: Weitzman 1980,
             Bell Journal of Economics 11(1). Terms for the satellites: SWP 1957, Kremlin Choked
             Economic Growth, par. 1-2. Record rows gdr-norm-decree, csr-currency-reform,
             zispo-bonus-cut
Departures   Prices stand for prices against wages, so that they drift back as pay catches up;
             norms slip back as foremen and workers stretch them. Of the work that is held back
             (`work_slowly`) planners see a part, and answer it as they answer any shortfall.
Notice       A hard line keeps the gap open and the norms coming; after a rising planners are
             careful.
Try          `terms` 0: satellites planned for themselves.

Strength: `rate` and `trend`. At `rate` 0 only trend growth remains; at both 0 nothing changes.
"""

from thaw.draw import exp, happens, uniform
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import CAP, leaving, relax, unit
from thaw.parameter import Parameter

rate = Parameter(
    0.0006,
    unit="1/day",
    support=(0, 0.1),
    source="assumed; about one rise per polity in 1953-57 by record/events.csv, at default drives",
    meaning="hazard of a rise without a gap under a fully hard line",
)
urgency = Parameter(
    4.0,
    unit="1",
    support=(0, 30),
    source="Kornai 1992 in sign; size assumed",
    meaning="weight of the gap in plan fulfilment",
)
caution = Parameter(
    3.0,
    unit="1",
    support=(0, 30),
    source="SWP 1957, Not a 'Self-Reform' Movement, par. 3 in sign; size assumed",
    meaning="restraint per unit of unrest, present or remembered",
)
strain = Parameter(
    0.15,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="gap under a fully hard line of the hegemon",
)
terms = Parameter(
    1.2,
    unit="1",
    support=(0, 10),
    source="SWP 1957, Kremlin Choked Economic Growth, par. 1-2 in sign; size assumed",
    meaning="rise of that gap in a fully obedient satellite",
)
flight = Parameter(
    0.1,
    unit="share",
    support=(0, 1),
    source="assumed; labour lost to the West",
    meaning="further gap when exit is very large",
)
slack = Parameter(
    0.3,
    unit="share",
    support=(0, 1),
    source="assumed; Filtzer 1992, Soviet Workers and De-Stalinization, in kind",
    meaning="part of withheld output that planners see as a shortfall",
)
adjust = Parameter(
    0.0055,
    unit="1/day",
    support=(0, 1),
    source="assumed; half a year",
    meaning="speed at which the gap follows the line",
)
eased = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="part of the gap that a rise closes",
)
by_norm = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed; record rows gdr-norm-decree, csr-currency-reform, zispo-bonus-cut",
    meaning="share of rises that fall on norms rather than prices",
)
norm_step = Parameter(
    0.1,
    unit="share",
    support=(0, 1),
    source="record series gdr_norm_increase, 10 per cent",
    meaning="rise of norms",
)
price_step = Parameter(
    0.12,
    unit="share",
    support=(0, 1),
    source="assumed; real wages fell in Czechoslovakia in 1953, record series csr_real_wage",
    meaning="rise of prices against wages",
)
slip = Parameter(
    0.3,
    unit="1/year",
    support=(0, 10),
    source="assumed",
    meaning="rate at which norms and prices drift back",
)
trend = Parameter(
    1.0,
    unit="1",
    support=(-3, 3),
    source="by definition",
    meaning="share of polities.growth that reaches consumption",
)


@mechanism(
    over="polities",
    reads=(
        "polities.norm",
        "polities.price",
        "polities.plan_gap",
        "polities.n_norm_rise",
        "polities.living",
        "polities.growth",
        "polities.line",
        "polities.obedience",
        "polities.unrest",
        "polities.memory_of_unrest",
        "polities.exit_flow",
        "polities.population",
        "polities.withholding",
    ),
    writes=(
        "polities.norm",
        "polities.price",
        "polities.plan_gap",
        "polities.n_norm_rise",
        "polities.living",
    ),
)
def norms_and_prices(i, w, p, key):
    """Norms, prices, gap in the plan, number of rises and living standard of polity i."""
    q, dt = w.polities, w.clock.dt[0]
    norm, price, gap, count = q.norm[i], q.price[i], q.plan_gap[i], q.n_norm_rise[i]
    living = w.polities.living[i] * exp(p.trend * w.polities.growth[i] * dt / 365.25)
    if p.rate <= 0.0:
        return norm, price, gap, count, living
    hard = unit(0.5 - 0.5 * w.polities.line[i])
    wary = max(w.polities.unrest[i], w.polities.memory_of_unrest[i])
    hazard = min(CAP, p.rate * exp(p.urgency * gap - p.caution * wary) * hard)
    target = p.strain * hard * (1.0 + p.terms * w.polities.obedience[i])
    target += p.flight * leaving(i, w) + p.slack * w.polities.withholding[i]
    gap = relax(gap, target, p.adjust, dt)
    norm = relax(norm, 1.0, p.slip / 365.25, dt)
    price = relax(price, 1.0, p.slip / 365.25, dt)
    if happens(key, i, 0, hazard, dt):
        count += 1.0
        gap *= 1.0 - p.eased
        if uniform(key, i, 1) < p.by_norm:
            norm *= 1.0 + p.norm_step
        else:
            price *= 1.0 + p.price_step
    return norm, price, gap, count, living
