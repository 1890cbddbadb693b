"""Resolve to use force, martial law, and the terror of the day.

Source       Threat and repression: Davenport 2007, Annual Review of Political Science 10, in form.
             Force where consent fails and its growth: Stein 1956, Unity with Social Democrats?,
             par. 7; A Regime of Crisis, par. 1-2. Emergency and the strong arm: Deutscher 1956,
             par. 24, 36-37. What renouncing frame-ups forbids: SWP 1957, Not a 'Self-Reform'
             Movement, par. 2; Deutscher 1956, par. 46-48
Departures   Resolve is a level that follows a sum of drives, not a chain of single decrees;
             martial law alone comes as an event. Terror follows resolve times narrowness of the
             monopoly.
Notice       Resolve sinks when the top feels safe and rises in unrest; both may happen in one
             year.
Try          Give `unrest` a negative weight: rulers who dare not strike a large crowd.

Strength: `pace`. At 0 rulers adjust nothing and every column stays as it stands.
"""

from thaw.draw import happens
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import CAP, DRIVES, relax, unit, urge
from thaw.parameter import Parameter

pace = Parameter(
    0.05,
    unit="1/day",
    support=(0, 2),
    source="assumed; weeks",
    meaning="speed at which resolve follows its drives",
)
base = Parameter(
    0.45, unit="share", support=(0, 1), source="assumed", meaning="resolve when every drive is nil"
)
unrest = Parameter(
    0.4,
    unit="1",
    support=(-3, 3),
    source="Davenport 2007 in sign; size assumed",
    meaning="weight of unrest at home",
)
bloc = Parameter(
    0.15,
    unit="1",
    support=(-3, 3),
    source="assumed; record row cc-letter-dec1956",
    meaning="weight of unrest in the bloc",
)
memory = Parameter(
    0.2,
    unit="1",
    support=(0, 2),
    source="assumed",
    meaning="weight of remembered against present unrest",
)
exit = Parameter(
    0.0, unit="1", support=(-3, 3), source="assumed", meaning="weight of people leaving the country"
)
security = Parameter(
    -0.15, unit="1", support=(-3, 3), source="assumed", meaning="weight of safety at the top"
)
succession = Parameter(
    -0.1, unit="1", support=(-3, 3), source="assumed", meaning="weight of an open contest"
)
doctrine = Parameter(
    -0.3,
    unit="1",
    support=(-3, 3),
    source="assumed",
    meaning="weight of those at the top who would concede",
)
line = Parameter(
    -0.25,
    unit="1",
    support=(-3, 3),
    source="assumed",
    meaning="weight of the policy line, -1 hard to 1 reform",
)
pressure = Parameter(
    0.0, unit="1", support=(-3, 3), source="assumed", meaning="weight of Western pressure"
)
threat = Parameter(
    0.25,
    unit="1",
    support=(-3, 3),
    source="Deutscher 1956, par. 24 in sign; size assumed",
    meaning="weight of external threat",
)
ferment = Parameter(
    0.0,
    unit="1",
    support=(-3, 3),
    source="assumed; who names it is an account's own matter",
    meaning="weight of a mood of the many above the usual",
)
councils = Parameter(
    0.0,
    unit="1",
    support=(-3, 3),
    source="assumed; who names it is an account's own matter",
    meaning="weight of the workforce that obeys councils",
)
workers = Parameter(
    0.0,
    unit="1",
    support=(-15, 15),
    source="assumed; sign disputed, who names it is an account's own matter",
    meaning="weight of number and schooling of workers, log above those of the start",
)
alarm = Parameter(
    0.8,
    unit="1/day",
    support=(0, 24),
    source="assumed; martial law came within hours on 17 June 1953, record row june17-emergency",
    meaning="hazard of martial law at full unrest and resolve",
)
half_alarm = Parameter(
    0.6,
    unit="share",
    support=(0.01, 1),
    source="assumed",
    meaning="unrest at which that hazard is one half (squared Hill form)",
)
lift = Parameter(
    0.03,
    unit="1/day",
    support=(0, 1),
    source="record row june17-emergency lasted 24 days",
    meaning="rate at which martial law is lifted in calm",
)
terror_pace = Parameter(
    0.011,
    unit="1/day",
    support=(0, 1),
    source="assumed; three months",
    meaning="speed at which terror follows resolve and monopoly",
)
tied = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source=(
        "SWP 1957, Not a 'Self-Reform' Movement, par. 2; Deutscher 1956, par. 46-48 in "
        "sign; size assumed"
    ),
    meaning="part of terror that a full disclosure rules out",
)
fade = Parameter(
    0.1,
    unit="1/year",
    support=(0, 5),
    source="assumed; decades",
    meaning="rate at which the memory of terror follows the terror of the day",
)


@mechanism(
    over="polities",
    reads=(
        *DRIVES,
        "polities.dual_power",
        "polities.repression",
        "polities.emergency",
        "polities.terror",
        "polities.terror_past",
        "polities.intervention",
        "polities.monopoly",
        "polities.disclosure",
    ),
    writes=("polities.repression", "polities.emergency", "polities.terror", "polities.terror_past"),
)
def decide_repression(i, w, p, key):
    """Resolve, martial law, terror of the day and its memory in polity i."""
    q, dt = w.polities, w.clock.dt[0]
    resolve, martial, terror, past = q.repression[i], q.emergency[i], q.terror[i], q.terror_past[i]
    if p.pace <= 0.0:
        return resolve, martial, terror, past
    stir = unit(w.polities.unrest[i]) ** 2
    hazard = p.alarm * resolve * stir / (stir + p.half_alarm**2)
    if w.polities.intervention[i] >= 1.0:
        hazard += p.alarm
    feared = w.polities.monopoly[i] * resolve * (1.0 - p.tied * w.polities.disclosure[i])
    past = relax(past, terror, p.fade / 365.25, dt)
    terror = relax(terror, feared, p.terror_pace, dt)
    drawn = p.base + urge(i, w, p) + p.councils * w.polities.dual_power[i]
    resolve = unit(relax(resolve, unit(drawn), p.pace, dt))
    martial = relax(martial, 0.0, p.lift * (1.0 - unit(w.polities.unrest[i])), dt)
    if happens(key, i, 0, min(2.0 * CAP, hazard), dt):
        martial = 1.0
    return resolve, martial, terror, past
