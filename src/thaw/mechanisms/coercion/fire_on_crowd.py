"""Fire is opened on a crowd: by police who are cornered, by troops who may, at people under arms.

Source       SWP 1957, Hungary Aided Polish Revolution, par. 4 (police fire on the advancing crowd
             at the radio building, 23 October 1956), Role of Workers Councils Decisive, par. 8
             (assault of 4 November), The Need for a Marxist Party, par. 11. Deaths per 100,000
             participants: GDR 1953 3.9-12.5 (dewiki-17juni, stern-kowalczuk), Poznan 50-100
             (ipn-investigation, wiki-poznan), Plovdiv 60-220 (wiki-plovdiv, bgwiki-plovdiv);
             Hungary 2,700 in all (ksh-origo).
Departures   The passages tell single cases; here firing is a hazard with the same form everywhere.
             A burst fades over hours; who fired first is not modelled. How deadly a burst is, is
             drawn once for it: shots into the air or into a packed square.
Notice       One burst in a large city on the first evening, and what the next morning brings.
Try          Set `corner` to 1000: police who never feel cornered.

Strength: `rate`; at 0 nobody fires.
"""

from thaw.draw import exp, happens, normal
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(
    1.5,
    unit="1/day",
    support=(0, 50),
    source="assumed; Budapest and Poznan: within hours",
    meaning="hazard of fire by cornered police at full resolve; 0 = mechanism absent",
)
corner = Parameter(
    20,
    unit="1",
    support=(0.01, 10000),
    source="assumed",
    meaning="people in the street to an officer at which police are half cornered",
)
ordered = Parameter(
    2,
    unit="1",
    support=(0, 50),
    source="assumed",
    meaning="hazard from troops who may fire, as a multiple of `rate`",
)
answer = Parameter(
    4,
    unit="1",
    support=(0, 50),
    source="assumed; fighting in Budapest was continuous",
    meaning="hazard of fire at people under arms, as a multiple of `rate`",
)
small = Parameter(
    200,
    unit="persons",
    support=(1, 100000),
    source="assumed",
    meaning="size at which a crowd or an armed band counts half",
)
arms_weight = Parameter(
    5,
    unit="1",
    support=(0, 50),
    source="assumed",
    meaning="demonstrators who corner the police as much as one armed person",
)
cease = Parameter(
    1.5,
    unit="1/day",
    support=(0.01, 100),
    source="assumed; Poznan: firing over two days",
    meaning="rate at which a burst of firing fades",
)
lethal = Parameter(
    0.02,
    unit="1/day",
    support=(0, 1),
    source="deaths per 100,000 of the record in kind; set so that half the towns fired on lose over 30 in 100,000",
    meaning="hazard of death in a crowd under full fire from ample force, in a burst of severity 1",
)
spread = Parameter(
    0.8,
    unit="1",
    support=(0, 3),
    source="assumed; deaths per 100,000 in the record differ by fifty times",
    meaning="standard deviation of the log of a burst's severity",
)
battle = Parameter(
    0.005,
    unit="1/day",
    support=(0, 1),
    source="Hungary 2,700 deaths (ksh-origo)",
    meaning="addition to that hazard where all in the street are armed",
)
guns = Parameter(
    0.1,
    unit="1",
    support=(0.0001, 10),
    source="assumed; Poznan, 10,000 men to 100,000",
    meaning="armed men of the state to a person in the street at which fire has half its effect",
)


@mechanism(
    over="towns",
    reads=(
        "towns.fired",
        "towns.n_fired",
        "towns.kill_rate",
        "towns.severity",
        "towns.place",
        "towns.polity",
        "towns.population",
        "towns.troops",
        "towns.soviet",
        "towns.order",
        "towns.demonstrators",
        "towns.armed",
        "places.police",
        "places.sided",
        "polities.repression",
        "polities.intervention",
    ),
    writes=("towns.fired", "towns.n_fired", "towns.kill_rate", "towns.severity"),
    hot=True,
)
def fire_on_crowd(i, w, p, key):
    """Whether fire is opened in town i, and the hazard of death while it lasts.

    `fired` is 1 from the moment of firing; `kill_rate` is the mean over a step of this length from
    then on, so that the expected deaths of a burst do not depend on the step. Fire renewed before
    the burst has faded to 0.3 is the same burst and has its severity.
    """
    fired, count, severity = w.towns.fired[i], w.towns.n_fired[i], w.towns.severity[i]
    if p.rate <= 0.0:
        return fired, count, w.towns.kill_rate[i], severity
    armed = float(w.towns.armed[i])
    street = w.towns.demonstrators[i] + armed
    if street <= 0.0 and fired <= 0.0:
        return fired, count, 0.0, severity
    q = w.towns.polity[i]
    thousands = w.towns.population[i] / 1000.0
    level = w.polities.intervention[q]
    may = 1.0 if w.towns.order[i] >= 2.0 else 0.0
    assault = 1.0 if level >= 2.0 else 0.0
    at = w.towns.place[i]
    officers = w.places.police[at] * (1.0 - w.places.sided[at])
    weight = w.towns.demonstrators[i] + p.arms_weight * armed
    pressed = weight / max(weight + p.corner * officers * thousands, 1e-9)
    resolve = w.polities.repression[q]
    crowd = street / (street + p.small)
    under_arms = armed / (armed + p.small)
    hazard = p.rate * (
        crowd * (resolve * pressed + p.ordered * max(may * resolve, assault))
        + p.answer * under_arms
    )
    spent = p.cease * w.clock.dt[0]
    left = exp(-spent)
    now = fired * left
    if hazard > 0.0 and happens(key, i, 0, hazard, w.clock.dt[0]):
        if now < 0.3:
            count += 1.0
            severity = exp(p.spread * normal(key, i, 1))
        now = 1.0
    shooters = thousands * (officers + may * w.towns.troops[i] + 0.5 * level * w.towns.soviet[i])
    effect = shooters / max(shooters + p.guns * street, 1e-9)
    deadly = severity * (p.lethal + p.battle * armed / max(street, 1.0))
    mean = (1.0 - left) / spent if spent > 1e-9 else 1.0
    return now, count, now * mean * effect * deadly, severity
