"""What rulers learn of the mood of the many before anybody acts.

Source       A pressure felt without a named act: Stein 1956, Due to Soviet Workers, par. 1-3; Why Did
             They Confess?, par. 10-13; SWP 1957, opening, par. 6; Not a 'Self-Reform' Movement,
             par. 1. Numbers, culture and confidence of workers as its strength: Stein 1956, Workers
             Revolt, par. 5
Departures   None of them says how it is felt. Here it is the grievance of all who can act times
             their belief in success, reported within weeks and set against what rulers are used to;
             reports are taken to be right whatever people fear to say.
Notice       It rises with a disclosure or a rise of norms, weeks before any strike.
Try          Set `used` to 0: rulers for whom the first year stays the measure of all.

Strength: `share`. At 0 nothing is learnt and every column stays as it stands.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

share = Parameter(
    1.0,
    unit="share",
    support=(0, 1),
    source="by construction",
    meaning="part of a change of mood that is reported; 0 = mechanism absent",
)
learn = Parameter(
    0.05,
    unit="1/day",
    support=(0, 5),
    source="assumed; three weeks from shop floor to leadership",
    meaning="rate at which it is learnt",
)
used = Parameter(
    0.1,
    unit="1/year",
    support=(0, 5),
    source="assumed; ten years",
    meaning="rate at which rulers grow used to a mood",
)
belief = Parameter(
    1.0,
    unit="1",
    support=(0, 5),
    source="assumed; Stein 1956, Workers Revolt, par. 5 in sign",
    meaning="weight of belief in success against grievance alone",
)


@mechanism(
    over="polities",
    reads=(
        "groups.polity",
        "groups.population",
        "groups.grievance_econ",
        "groups.grievance_pol",
        "groups.grievance_nat",
        "groups.efficacy",
        "polities.mood_usual",
        "polities.ferment",
    ),
    writes=("polities.mood_usual", "polities.ferment"),
)
def latent_pressure(i, w, p, key):
    """Mood that rulers are used to, and its relative rise above that as they have learnt of it."""
    usual, felt, dt = w.polities.mood_usual[i], w.polities.ferment[i], w.clock.dt[0]
    if p.share <= 0.0:
        return usual, felt
    mood = people = 0.0
    for g in range(w.groups.polity.shape[0]):
        if w.groups.polity[g] == i:
            anger = (
                w.groups.grievance_econ[g] + w.groups.grievance_pol[g] + w.groups.grievance_nat[g]
            )
            mood += w.groups.population[g] * anger * (1.0 + p.belief * w.groups.efficacy[g])
            people += w.groups.population[g]
    mood /= max(people, 1.0)
    if mood <= 0.0:
        return usual, felt * exp(-p.learn * dt)
    if usual <= 0.0:
        usual = mood
    target = p.share * (mood / usual - 1.0)
    felt += (target - felt) * (1.0 - exp(-p.learn * dt))
    return usual + (mood - usual) * (1.0 - exp(-p.used * dt / 365.25)), felt
