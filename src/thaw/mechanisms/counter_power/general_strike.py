"""Councils that act as one call the country out, and whoever rules has to bargain with them.

Source       SWP 1957, The Spirit of the Paris Commune, par. 3-5 (a regime without support must deal
             with the councils; they go on with the general strike after the assault); The Need for
             a Marxist Party, par. 1 (they negotiate, and time is lost), par. 7 (promises are
             believed). Dates: talks of 16 November 1956 two days after the central council was
             founded, a vote to go on striking on 15 November, 48 hours from 11 December (record
             hungary_1956, h56-kadar-16, h56-vote-strike, h56-48h)
Departures   The passages give neither rates nor sizes. A call is one event with a date, obeyed where
             a council is; it fades as a strike of so many days does. Talks are an event too: while
             they go on, calls wait, unless promises are not believed. What is granted in them is
             left to those who concede.
Notice       A strike that is called does not need the sight of a crowd.
Try          `wait` 0: councils that talk and strike at once.

Strength: `call` for strikes and `meet` for talks; at both 0 nothing changes.
"""

from thaw.draw import exp, happens
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import CAP, unit
from thaw.parameter import Parameter

call = Parameter(
    0.12,
    unit="1/day",
    support=(0, 5),
    source="h56-vote-strike, h56-48h: two calls in the four weeks of a central council; size assumed",
    meaning="hazard of a call by councils that act as one and are granted nothing",
)
provoked = Parameter(
    2.0,
    unit="1",
    support=(0, 20),
    source="h56-ban, h56-48h: the call answers the ban; size assumed",
    meaning="how much martial law, or foreign troops in the street, add to that hazard",
)
heed = Parameter(
    3.0,
    unit="motive",
    support=(0, 5),
    source="record hungary_1956, h56-48h, evidence H23: half to nine in ten of those who had gone back "
    "stayed away again, so more than `spent` of speak_out; size assumed",
    meaning="lift by a call where all obey a council",
)
lasts = Parameter(
    3.0,
    unit="day",
    support=(0.1, 60),
    source="h56-48h: called for two days; assumed",
    meaning="time in which a call falls by e",
)
meet = Parameter(
    0.5,
    unit="1/day",
    support=(0, 5),
    source="h56-kmt, h56-kadar-16: two days; size assumed",
    meaning="hazard of talks with councils that act as one",
)
talk = Parameter(
    7.0,
    unit="day",
    support=(0.1, 90),
    source="h56-kadar-16 to h56-decree in kind; assumed",
    meaning="time in which a round of talks fades by e",
)
wait = Parameter(
    0.7,
    unit="share",
    support=(0, 1),
    source="SWP 1957, The Need for a Marxist Party, par. 1, 7 in sign; size assumed",
    meaning="part of the calls that wait for the outcome of talks, where promises are believed",
)


@mechanism(
    over="polities",
    reads=(
        "polities.federation",
        "polities.distrust",
        "polities.call_lift",
        "polities.n_call",
        "polities.talks",
        "polities.n_talks",
        "polities.granted",
        "polities.answered",
        "polities.emergency",
        "polities.intervention",
    ),
    writes=("polities.call_lift", "polities.n_call", "polities.talks", "polities.n_talks"),
)
def general_strike(i, w, p, key):
    """Lift by a call of the councils of polity i, calls counted, talks, rounds of talks counted."""
    q, dt = w.polities, w.clock.dt[0]
    lift, calls, talks, rounds = q.call_lift[i], q.n_call[i], q.talks[i], q.n_talks[i]
    if p.call <= 0.0 and p.meet <= 0.0:
        return lift, calls, talks, rounds
    one = unit(q.federation[i])
    refused = 1.0 - unit(q.granted[i] * q.answered[i])
    force = max(unit(q.emergency[i]), unit(q.intervention[i]))
    held = p.wait * unit(talks) * (1.0 - unit(q.distrust[i]))
    running = 0.0
    if p.heed > 0.0:
        running = unit(lift / p.heed)
    hazard = p.call * one * refused * (1.0 + p.provoked * force) * (1.0 - held) * (1.0 - running)
    if lift > 0.0:
        lift *= exp(-dt / p.lasts)
    if hazard > 0.0 and happens(key, i, 0, min(2.0 * CAP, hazard), dt):
        lift = p.heed
        calls += 1.0
    again = p.meet * one * (1.0 - unit(talks))
    if talks > 0.0:
        talks *= exp(-dt / p.talk)
    if again > 0.0 and happens(key, i, 1, again, dt):
        talks = 1.0
        rounds += 1.0
    return lift, calls, talks, rounds
