"""Learn that the leader was not what he seemed: some turn against the regime, some defend him.

Source       CPC 1963, par. 54 (dread of a public that still honours the leader), par. 68-69
             (disclosure shakes parties); Stein 1956, Unity with Social Democrats?, par. 5-13
             reporting Lerner (a void once the prop goes); record rows tbilisi-demos,
             speech-circulated, thermolab-meeting
Departures   Lerner expects collapse, CPC 1963 indignation: both are here, apart by conviction. Fresh
             disclosure is what has been said but is not yet common knowledge; it drives all three
             changes. Students, employees and apparatus hear what is told to the party; the others
             what the many believe. That the disowned leader is honoured more as time goes by (CPC 1963, par. 1,
             54) is a rate of its own, at work while a disclosure is known; nobody else names it.
Notice       Loyal protest appears where conviction is above about 0.8, within ten days;
             disillusion is spread over months.
Try          `loyalty` 0: nobody defends the disowned leader. `cherish` 0.2: they honour him the more.

Strength: `speed`; at 0 nothing changes. `abroad` should equal that of `disclosure_signal`.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

speed = Parameter(1.0, unit="1", support=(0, 10), source="assumed", meaning="multiplies every rate")
abroad = Parameter(
    0.7,
    unit="share",
    support=(0, 1),
    source="assumed; record rows speech-foreign-parties, ochab-first-sec",
    meaning="part of the hegemon's disclosure that counts here",
)
disillusion = Parameter(
    0.02,
    unit="1/day",
    support=(0, 1),
    source="assumed",
    meaning="fall of conviction while a full disclosure is fresh",
)
cherish = Parameter(
    0.0,
    unit="1/year",
    support=(0, 10),
    source="CPC 1963, par. 1, 54 in sign; 0 unless an account says so",
    meaning="rise of conviction towards 1 while a full disclosure is common knowledge",
)
jolt = Parameter(
    0.07,
    unit="1/day",
    support=(0, 1),
    source="assumed",
    meaning="rise of political grievance while a full disclosure is fresh and conviction is full",
)
keen = Parameter(
    1.5,
    unit="1",
    support=(0, 10),
    source="record row thermolab-meeting in sign; assumed",
    meaning="the same among employees, students and the apparatus, others = 1",
)
loyalty = Parameter(
    2.0,
    unit="motive",
    support=(0, 10),
    source="record row tbilisi-demos in sign; assumed",
    meaning="loyal protest at full conviction under a large fresh disclosure",
)
half_fresh = Parameter(
    0.2,
    unit="share",
    support=(0.01, 1),
    source="assumed",
    meaning="fresh disclosure at which loyal protest is half",
)
flare = Parameter(
    0.3, unit="1/day", support=(0, 24), source="assumed", meaning="rise of loyal protest"
)
subside = Parameter(0.1, unit="1/day", support=(0, 24), source="assumed", meaning="its fall")


@mechanism(
    over="groups",
    reads=(
        "groups.polity",
        "groups.stratum",
        "groups.conviction",
        "groups.grievance_pol",
        "groups.grievance_loyal",
        "polities.disclosure",
        "polities.known",
        "polities.known_party",
        "polities.believed",
    ),
    writes=("groups.conviction", "groups.grievance_pol", "groups.grievance_loyal"),
)
def conviction_and_disillusion(i, w, p, key):
    """Conviction, political grievance and loyal protest of group i while disclosure is fresh."""
    j, stratum, days = w.groups.polity[i], w.groups.stratum[i], p.speed * w.clock.dt[0]
    told = max(w.polities.disclosure[j], p.abroad * w.polities.disclosure[0])
    known, credible, keen = w.polities.known[j], w.polities.believed[j], 1.0
    if stratum == 2 or stratum == 3 or stratum == 6:
        known, credible, keen = w.polities.known_party[j], told, p.keen
    fresh = max(credible - known, 0.0)
    conviction = w.groups.conviction[i]
    pace = p.jolt * conviction * fresh * keen
    grievance, loyal = w.groups.grievance_pol[i], w.groups.grievance_loyal[i]
    grievance += max(1.0 - grievance, 0.0) * (1.0 - exp(-pace * days))
    target = p.loyalty * conviction * conviction * fresh / (fresh + p.half_fresh)
    rate = p.flare if target > loyal else p.subside
    loyal += (target - loyal) * (1.0 - exp(-rate * days))
    down, up = p.disillusion * fresh, p.cherish / 365.25 * known
    rest = up / max(down + up, 1e-300)
    conviction = rest + (conviction - rest) * exp(-(down + up) * days)
    return conviction, grievance, loyal
