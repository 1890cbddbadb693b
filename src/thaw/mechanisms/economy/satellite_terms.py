"""A hegemon takes part of a satellite's income; as it gives way the terms ease.

Source       Plans imposed on the satellites lowered living standards, as colonies are exploited, which adds
             to revolt: SWP 1957, Kremlin Choked Economic Growth, par. 1-2. Reparations ended and debts
             struck out: record rows gdr-reparations-end, gomulka-moscow in kind
Departures   One share of income for reparations, mixed companies and prices below those of the world. It
             stands for what was taken at the start and moves with the hegemon's line and concessions and
             with its memory of a rising in the country. The national grievance is `national_grievance`'s,
             by `terms` there; what the hegemon gains by it is left out.
Notice       Under a line in Moscow that turns to reform the terms ease within two years.
Try          `harsh` 1: the terms of 1953 for ever.

Strength: `renegotiate`. At 0 every column stays as it stands.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

renegotiate = Parameter(
    1.0,
    unit="1/year",
    support=(0, 20),
    source="assumed; treaties are made by the year",
    meaning="rate at which the terms follow",
)
ease = Parameter(
    0.8,
    unit="share",
    support=(0, 1),
    source="record row gdr-reparations-end in sign; size assumed",
    meaning="part given up once the hegemon's line has gone from full hardness to full reform",
)
grant = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="part given up while the hegemon's concessions are fresh",
)
fright = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="SWP 1957, Not a 'Self-Reform' Movement, par. 3 in sign; size assumed",
    meaning="part given up by the full memory of a rising in the country",
)
harsh = Parameter(
    0.0,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="part of what is taken that nothing moves",
)
bite = Parameter(
    1.0,
    unit="1",
    support=(0, 5),
    source="by definition: income lost is consumption lost",
    meaning="fall of log consumption per unit of income taken above that of the start",
)


@mechanism(
    over="polities",
    reads=(
        "polities.tribute",
        "polities.start_tribute",
        "polities.line",
        "polities.start_line",
        "polities.concession",
        "polities.memory_of_unrest",
        "polities.living",
    ),
    writes=("polities.tribute", "polities.living"),
)
def satellite_terms(i, w, p, key):
    """Share of income that goes to the hegemon unpaid, and living standard."""
    old, living = w.polities.tribute[i], w.polities.living[i]
    if p.renegotiate <= 0.0 or i == 0:
        return old, living
    softer = 0.5 * (w.polities.line[0] - w.polities.start_line[0])
    kept = 1.0 - p.ease * min(softer, 1.0)
    kept *= 1.0 - p.grant * unit(w.polities.concession[0])
    kept *= 1.0 - p.fright * unit(w.polities.memory_of_unrest[i])
    target = w.polities.start_tribute[i] * (p.harsh + (1.0 - p.harsh) * kept)
    new = relax(old, target, p.renegotiate / 365.25, w.clock.dt[0])
    return new, living * exp(-p.bite * (new - old))
