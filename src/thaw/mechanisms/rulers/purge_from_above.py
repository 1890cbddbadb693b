"""A purge of the apparatus is opened, driven and stopped from above.

Source       The last narrowing of the monopoly and the emergency that serves it: Deutscher 1956, par.
             21-24, 36-37; purges that breed what they are to root out, so that greater ones follow: Stein
             1956, Why Did They Confess?, par. 8; danger of war: Franklin 1972, par. 97-106; the scope
             drawn too wide and narrowed later: CPC 1963, par. 25-27, and Franklin 1972, par. 97-106; frame-ups
             cannot be staged by those who renounced them: Deutscher 1956, par. 46-48.
Departures   Opening and stopping are decisions with a hazard; between them vigour grows at one pace. What
             the stop costs and who pays it is not told.
Notice       With `cost` the stop comes when posts stand empty, and vigour then falls within days.
Try          `close` 0: nothing above ends it; only the ties that are left do.

Strength: `open`. At 0 none is opened, driven or stopped: all stays as it is.
"""

from thaw.draw import exp, happens, log
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import CAP, relax, unit
from thaw.parameter import Parameter

open = Parameter(
    0.08,
    unit="1/year",
    support=(0, 20),
    source="assumed",
    meaning="hazard of opening a purge without alarm, at threat 0.3 and monopoly 0.9",
)
alarm = Parameter(
    1.0,
    unit="1",
    support=(-5, 5),
    source="Deutscher 1956, par. 36-37 in sign; size assumed",
    meaning="log of that hazard for a fresh attack on a ruler",
)
threat = Parameter(
    2.0,
    unit="1",
    support=(-10, 10),
    source="Franklin 1972, par. 97-106 in sign; size assumed",
    meaning="log of that hazard for a unit of threat from abroad",
)
monopoly = Parameter(
    3.0,
    unit="1",
    support=(-20, 20),
    source="Deutscher 1956, par. 21-24 in sign; size assumed",
    meaning="log of that hazard for a unit of narrowness of the monopoly",
)
plots = Parameter(
    1.0,
    unit="1",
    support=(-20, 200),
    source="Franklin 1972, par. 97-106 in sign; size assumed",
    meaning="log of that hazard for a unit of the share of officials who conspire",
)
backlash = Parameter(
    0.0,
    unit="1",
    support=(-5, 20),
    source="definition: the default holds a purge to breed no need of the next",
    meaning="log of that hazard, and less of that of stopping, for a unit of the share taken so far",
)
brake = Parameter(
    0.5,
    unit="1",
    support=(0, 10),
    source="Deutscher 1956, par. 42-44 in sign; size assumed",
    meaning="power of the rulers' complicity by which those without a part in earlier ones hold it up",
)
memory = Parameter(
    700.0,
    unit="day",
    support=(1, 1e4),
    source="assumed",
    meaning="days in which alarm falls to 1/e",
)
pace = Parameter(
    1.5,
    unit="1/year",
    support=(0.01, 200),
    source="assumed",
    meaning="pace at which vigour grows once a purge is open",
)
close = Parameter(
    0.1,
    unit="1/year",
    support=(0, 20),
    source="assumed",
    meaning="hazard of stopping it where no post stands empty",
)
cost = Parameter(
    12.0,
    unit="1",
    support=(0, 100),
    source="CPC 1963, par. 25-27 and Franklin 1972, par. 97-106 in sign; size assumed",
    meaning="log of that hazard for a unit of the share of posts that stand empty",
)
stop = Parameter(
    0.15,
    unit="1/day",
    support=(0, 10),
    source="assumed; a week",
    meaning="pace at which vigour falls once it is stopped",
)
tied = Parameter(
    0.9,
    unit="share",
    support=(0, 1),
    source="Deutscher 1956, par. 46-48 in sign; size assumed",
    meaning="part of a purge that a full disclosure of earlier ones forbids",
)
cases = Parameter(
    2.0,
    unit="persons",
    support=(0.01, 1000),
    source="assumed",
    meaning="open cases of officials that one of the police can have on hand",
)


@mechanism(
    over="polities",
    reads=(
        "polities.alarm",
        "polities.purging",
        "polities.purge",
        "polities.n_purge",
        "polities.n_correction",
        "polities.room",
        "polities.vacancies",
        "polities.threat",
        "polities.monopoly",
        "polities.complicity",
        "polities.disclosure",
        "officials.polity",
        "officials.police",
        "officials.plotting",
        "officials.filled",
        "officials.fate",
        "officials.arrested_on",
    ),
    writes=(
        "polities.alarm",
        "polities.purging",
        "polities.purge",
        "polities.n_purge",
        "polities.n_correction",
        "polities.room",
        "polities.vacancies",
    ),
)
def purge_from_above(i, w, p, key):
    """Whether a purge is open in polity i, how far it goes, and what it has used up."""
    dt = w.clock.dt[0]
    if p.open <= 0.0:
        return (
            w.polities.alarm[i],
            w.polities.purging[i],
            w.polities.purge[i],
            w.polities.n_purge[i],
            w.polities.n_correction[i],
            w.polities.room[i],
            w.polities.vacancies[i],
        )
    posts, empty, taken, plotters, police, load = 0, 0.0, 0.0, 0.0, 0.0, 0.0
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] != i:
            continue
        posts += 1
        empty += 1.0 - w.officials.filled[k]
        if w.officials.arrested_on[k] >= 0.0:
            taken += 1.0
        if w.officials.fate[k] == 0.0:
            plotters += w.officials.plotting[k]
            police += w.officials.police[k]
        elif w.officials.fate[k] <= 2.0:
            load += 1.0
    many = max(float(posts), 1.0)
    room = 1.0
    if police > 0.0:
        room = unit(1.0 - load / (p.cases * police))
    alarm = w.polities.alarm[i] * exp(-dt / p.memory)
    purging = w.polities.purging[i]
    opened, stopped = w.polities.n_purge[i], w.polities.n_correction[i]
    ground = (
        p.alarm * alarm
        + p.threat * (w.polities.threat[i] - 0.3)
        + p.monopoly * (w.polities.monopoly[i] - 0.9)
        + p.plots * plotters / many
        + p.backlash * taken / many
    )
    licence = 1.0 - p.tied * unit(w.polities.disclosure[i])
    if purging < 0.5:
        held_up = exp(p.brake * log(max(w.polities.complicity[i], 1e-6)))
        rate = min(CAP, p.open / 365.25 * exp(ground) * held_up * licence)
        if happens(key, i, 0, rate, dt):
            purging, opened = 1.0, opened + 1.0
    else:
        spent = p.cost * empty / many - p.backlash * taken / many
        if happens(key, i, 1, min(CAP, p.close / 365.25 * exp(spent)), dt):
            purging, stopped = 0.0, stopped + 1.0
    if purging > 0.5:
        purge = relax(w.polities.purge[i], licence, p.pace / 365.25, dt)
    else:
        purge = relax(w.polities.purge[i], 0.0, p.stop, dt)
    return alarm, purging, unit(purge), opened, stopped, room, empty / many
