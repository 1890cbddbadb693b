"""Camps and settlements: who is sent there, who is let go, and the hope of those who are not.

Source       Stein 1956, A Regime of Crisis, par. 1-2 (purges feed the camps; whole peoples
             deported), Workers Revolt, par. 2 (camp strikes after 1953, with sympathy of guards);
             SWP 1956, East Germany and Vorkuta, par. 1-2 (hope after the death, Vorkuta). Sizes:
             2.5 million in camps and colonies, 2.7 million settlers, 22 percent political
             (jcws-dobson-review); half of the camps freed in 1953 (dekoder-amnesty); 70 percent
             freed by 1957 (dekoder-amnesty).
Departures   The passages give no rates. A place of kind camp is taken to hold political prisoners
             only (Gorlag, Rechlag, Steplag); those freed leave the table and join no other group.
             Whose cases are reviewed follows whose names rulers have given back (`victims`).
Notice       Prisoners left out of an amnesty grow restive while the country calms down.
Try          Set `political` to 0: an amnesty that leaves nobody out of the general camps.

Strength: `weight`, which multiplies every rate; at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

weight = Parameter(
    1.0,
    unit="1",
    support=(0, 10),
    source="by construction",
    meaning="multiplies every rate below; 0 = mechanism absent",
)
hope = Parameter(
    0.02,
    unit="1/day",
    support=(0, 1),
    source="assumed; Norilsk eleven weeks after 5 March 1953",
    meaning="rate at which an open succession or a reform line raises belief in success",
)
spite = Parameter(
    0.03,
    unit="1/day",
    support=(0, 1),
    source="assumed; Norilsk two months after the amnesty",
    meaning="rate at which an amnesty that leaves political prisoners out raises grievance",
)
ceiling = Parameter(
    1.2,
    unit="motive",
    support=(0, 5),
    source="assumed",
    meaning="political grievance to which being left out can raise a prisoner",
)
settlers = Parameter(
    0.4,
    unit="1",
    support=(0, 2),
    source="assumed; no large strike of settlers is on record",
    meaning="strength of hope and spite among special settlers",
)
political = Parameter(
    0.22,
    unit="share",
    support=(0, 1),
    source="jcws-dobson-review: 22 percent",
    meaning="share of political prisoners outside the special camps",
)
intake = Parameter(
    0.5,
    unit="1/year",
    support=(0, 5),
    source="assumed: balances `term` at terror 0.5",
    meaning="yearly inflow per inmate at terror 1",
)
term = Parameter(
    0.25,
    unit="1/year",
    support=(0, 5),
    source="assumed: sentences of about four years",
    meaning="yearly outflow per inmate as sentences end",
)
amnesty = Parameter(
    4,
    unit="1/year",
    support=(0, 50),
    source="dekoder-amnesty: half within months in 1953",
    meaning="rate of freeing non-political prisoners per unit of amnesty",
)
review = Parameter(
    8,
    unit="1/year",
    support=(0, 50),
    source="dekoder-amnesty: 70 percent by 1957",
    meaning="rate of freeing political prisoners and settlers per unit of disclosure and of reform "
    "line, once all classes of victims are named",
)


@mechanism(
    over="groups",
    reads=(
        "groups.grievance_pol",
        "groups.efficacy",
        "groups.population",
        "groups.place",
        "groups.polity",
        "groups.stratum",
        "places.kind",
        "polities.succession",
        "polities.line",
        "polities.amnesty",
        "polities.disclosure",
        "polities.victims",
        "polities.terror",
    ),
    writes=("groups.grievance_pol", "groups.efficacy", "groups.population"),
)
def camps_and_settlements(i, w, p, key):
    """Grievance, efficacy and number of prisoners or settlers; other strata keep what they have."""
    grievance, efficacy = w.groups.grievance_pol[i], w.groups.efficacy[i]
    people = w.groups.population[i]
    stratum = w.groups.stratum[i]
    if stratum != 7 and stratum != 8:
        return grievance, efficacy, people
    q = w.groups.polity[i]
    part, scale, convicts = p.political, 1.0, 1.0
    if w.places.kind[w.groups.place[i]] == 2:
        part = 1.0
    if stratum == 8:
        part, scale, convicts = 1.0, p.settlers, 0.0
    dt = w.clock.dt[0]
    reform = max(w.polities.line[q], 0.0)
    amnesty, disclosure = w.polities.amnesty[q], w.polities.disclosure[q]
    raised = p.weight * scale * p.hope * (w.polities.succession[q] + reform)
    efficacy += (1.0 - efficacy) * (1.0 - exp(-raised * dt))
    left_out = p.weight * scale * p.spite * part * amnesty * (1.0 - disclosure)
    if grievance < p.ceiling:
        grievance += (p.ceiling - grievance) * (1.0 - exp(-left_out * dt))
    growth = convicts * (p.intake * w.polities.terror[q] - p.term)
    freed = (
        p.amnesty * (1.0 - part) * amnesty
        + p.review * part * disclosure * w.polities.victims[q] * reform
    )
    people = people * exp(p.weight * (growth - freed) * dt / 365.25)
    return grievance, efficacy, people
