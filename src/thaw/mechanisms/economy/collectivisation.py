"""A campaign for collective farms overshoots its consent, is checked by its own leaders, and is resumed.

Source       Grain held back, towns hungry, expropriation spreading from the poor; a campaign that outruns
             its plan and is stopped by its own leaders: Franklin 1972, par. 65-67; record rows m17-dizzy,
             m17-grain-crisis, series m17_collectivised_share. Animals killed rather than handed over:
             Davies and Wheatcroft 2004, The Years of Hunger, in kind. Exits of 1956-57: record row
             polish-decollectivisation
Departures   One share for all regions. Who would stay (`consent`) follows who is in, at years; who would
             not leaves within months once a campaign is stopped. Nobody is deported. What rates are set
             from is one episode, so that a comparison with it tests nothing but the shape.
Notice       The first campaign is the fastest and the shortest: half the households in months, half of
             those out again by the harvest.
Try          `open` 0: no campaign.

Strength: `year`. At 0 every column stays as it stands.
"""

from thaw.draw import exp, happens
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import CAP, relax, unit
from thaw.parameter import Parameter

year = Parameter(
    1.0,
    unit="1",
    support=(0, 5),
    source="by construction",
    meaning="multiplies every rate; 0 = mechanism absent",
)
open = Parameter(
    0.01,
    unit="1/year",
    support=(0, 10),
    source="assumed; one in a hundred years where nothing presses",
    meaning="hazard of a campaign at the line and grain of the start",
)
hard = Parameter(
    4.0,
    unit="1",
    support=(0, 20),
    source="assumed",
    meaning="weight of a line harder than at the start",
)
hunger = Parameter(
    24.0,
    unit="1",
    support=(0, 50),
    source="Franklin 1972, par. 65-67 in sign; size assumed",
    meaning="weight of grain withheld from the towns",
)
siege = Parameter(
    1.0,
    unit="1",
    support=(-5, 10),
    source="Franklin 1972, par. 69 in sign; size assumed",
    meaning="weight of threat above that of the start",
)
join = Parameter(
    1.8,
    unit="1/year",
    support=(0, 20),
    source="series m17_collectivised_share, October 1929 to March 1930",
    meaning="rate at which households outside are brought in by a first campaign",
)
lesson = Parameter(
    0.3,
    unit="1",
    support=(0, 5),
    source="assumed; the same series, 1931",
    meaning="fall of the logarithm of that rate for each campaign that had to be stopped",
)
settle = Parameter(
    1.3,
    unit="1/year",
    support=(0, 20),
    source="assumed",
    meaning="rate at which those who are in come to stay, while a campaign is on",
)
leave = Parameter(
    4.0,
    unit="1/year",
    support=(0, 50),
    source="series m17_collectivised_share, March to August 1930",
    meaning="rate at which the others leave once it is stopped",
)
check = Parameter(
    4.0,
    unit="1/year",
    support=(0, 100),
    source="assumed; record row m17-dizzy",
    meaning="hazard of a stop when half the households are in against their will",
)
alarm = Parameter(
    3.0,
    unit="1",
    support=(0, 20),
    source="record evidence M47 in sign; size assumed",
    meaning="weight of unrest in that hazard",
)
slaughter = Parameter(
    0.8,
    unit="1",
    support=(0, 5),
    source="assumed; record evidence M49: horses to a half",
    meaning="fall of log herds per unit of households brought in",
)
regrow = Parameter(
    0.06,
    unit="1/year",
    support=(0, 3),
    source="assumed; series m17_cattle, 1933-38",
    meaning="rate at which herds return",
)
ALL = 0.97
"""Share of households at which a campaign is over (assumed)."""


@mechanism(
    over="polities",
    reads=(
        "polities.farm_campaign",
        "polities.collective",
        "polities.consent",
        "polities.n_farm_campaign",
        "polities.n_check",
        "polities.herds",
        "polities.withheld",
        "polities.line",
        "polities.start_line",
        "polities.threat",
        "polities.start_threat",
        "polities.unrest",
    ),
    writes=(
        "polities.farm_campaign",
        "polities.collective",
        "polities.consent",
        "polities.n_farm_campaign",
        "polities.n_check",
        "polities.herds",
    ),
)
def collectivisation(i, w, p, key):
    """Campaign, households in and willing, campaigns opened and stopped, herds."""
    inside, willing, herds = w.polities.collective[i], w.polities.consent[i], w.polities.herds[i]
    on, opened, stopped = (
        w.polities.farm_campaign[i],
        w.polities.n_farm_campaign[i],
        w.polities.n_check[i],
    )
    if p.year <= 0.0:
        return on, inside, willing, opened, stopped, herds
    years = p.year * w.clock.dt[0] / 365.25
    days = years * 365.25
    herds = relax(herds, 1.0, p.regrow, years)
    if on > 0.0:
        old = inside
        inside = relax(inside, 1.0, p.join * exp(-p.lesson * stopped), years)
        herds *= exp(-p.slaughter * (inside - old))
        willing = relax(willing, inside, p.settle, years)
        forced = 2.0 * (inside - willing)
        hazard = p.check * forced * forced * forced * exp(p.alarm * w.polities.unrest[i])
        if inside > ALL:
            on = 0.0
        elif happens(key, i, 1, min(CAP, hazard / 365.25), days):
            on, stopped = 0.0, stopped + 1.0
        return on, inside, willing, opened, stopped, herds
    inside = relax(inside, min(willing, inside), p.leave, years)
    drawn = (
        p.hard * (w.polities.start_line[i] - w.polities.line[i])
        + p.hunger * w.polities.withheld[i]
        + p.siege * (w.polities.threat[i] - w.polities.start_threat[i])
    )
    hazard = min(CAP, p.open / 365.25 * exp(drawn)) * (1.0 - unit(inside))
    if happens(key, i, 0, hazard, days):
        on, opened = 1.0, opened + 1.0
    return on, inside, willing, opened, stopped, herds
