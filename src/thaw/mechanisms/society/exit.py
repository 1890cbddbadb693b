"""Leave the country instead of speaking up.

Source       Hirschman 1970, Exit, Voice, and Loyalty; record series gdr_emigration_monthly (22,396
             in January, 58,605 in March 1953) and hun_refugees_to_austria_period (1,021 in ten
             months of 1956, 113,810 in November)
Departures   Hirschman's exit answers decline in quality; here the same grievances drive exit and
             protest, and the border decides. Where councils rule or an assault is under way guards
             let people pass. A group counts those who can act; families go along, so that the flow
             of the country is of its inhabitants, as in the series.
Notice       A steady loss in the GDR; almost none in Hungary, then a flood of weeks.
Try          `flight` 0: nobody flees an army, only conditions.

Strength: `rate`; at 0 nobody leaves.
"""

from thaw.draw import exp, poisson
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(
    3.7e-5,
    unit="1/day",
    support=(0, 0.01),
    source=(
        "record series gdr_emigration_monthly: about 20,000 a month of 18.1 million with the "
        "Berlin border open"
    ),
    meaning="departures a head over an open border at usual grievance",
)
push = Parameter(
    3.0,
    unit="1/motive",
    support=(0, 20),
    source="fitted to January and March 1953",
    meaning="log departures per unit of grievance",
)
quiet = Parameter(
    0.6,
    unit="motive",
    support=(0, 3),
    source="assumed; discounted usual grievance",
    meaning="grievance at which departures equal `rate`",
)
flight = Parameter(
    6.0,
    unit="1",
    support=(0, 100),
    source="record series hun_refugees_to_austria_period",
    meaning="departures added by a general assault, in multiples",
)
open_by_unrest = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed; record series hun_refugees_to_austria_period",
    meaning="border opened when councils rule or an assault is on",
)


@mechanism(
    over="groups",
    reads=(
        "groups.polity",
        "groups.stratum",
        "groups.population",
        "groups.grievance_econ",
        "groups.grievance_pol",
        "groups.grievance_nat",
        "polities.legitimacy",
        "polities.exit_open",
        "polities.dual_power",
        "polities.intervention",
    ),
    writes=("groups.exit_flow", "groups.population"),
)
def exit(i, w, p, key):
    """People of group i leaving a day, and those who stay; soldiers and prisoners cannot go."""
    j, stratum, people = w.groups.polity[i], w.groups.stratum[i], w.groups.population[i]
    dt = w.clock.dt[0]
    grievance = w.groups.grievance_econ[i] + w.groups.grievance_pol[i] + w.groups.grievance_nat[i]
    felt = grievance * (1.0 - w.polities.legitimacy[j])
    assault = min(max(w.polities.intervention[j] - 1.0, 0.0), 1.0)
    breach = p.open_by_unrest * min(w.polities.dual_power[j] + assault, 1.0)
    shut = (1.0 - w.polities.exit_open[j]) * (1.0 - breach)
    hazard = p.rate * (1.0 - shut) * exp(p.push * (felt - p.quiet)) * (1.0 + p.flight * assault)
    if stratum == 4 or stratum == 5 or stratum >= 7:
        hazard = 0.0
    leaving = min(float(poisson(key, i, 0, people * (1.0 - exp(-hazard * dt)))), people)
    return leaving / dt, people - leaving
