"""Members of shaken parties abroad turn to other wings, leave, split off, and the parties form anew.

Source       SWP 1956, The Hypnosis Is Broken, par. 3 (older ones drop out, a hard core serves on, the
             young begin to ask); SWP 1957, Capitalist Reaction Strengthened, par. 10-12 (resignations in
             many countries; above, one wing that would settle with liberal order and one that defends
             all that comes from Moscow; below, members who look for ground of their own); CPC 1963,
             par. 68-69. Record series pci_members, cpgb_members, cpusa_members; rows cpusa-crisis,
             pci-crisis-1956, cpgb-crisis, fryer-resigns
Departures   Three wings as shares of the members; who is neither reconciled nor searching serves. Why
             some parties hold is one number, what roots them at home. Those who leave and those who split
             off are counted and scatter; what they found elsewhere is not followed. Flows within a step
             follow one another, so months instead of days move them by about a hundredth.
Notice       Small parties without roots lose a quarter, large ones a tenth; a party that has shrunk is tamer
             than before, since the searching go first.
Try          `split` 0: no group leaves together, and the searching leave one by one.

Strength: `speed`; at 0 nobody turns, leaves or joins.
"""

from thaw.draw import exp, happens
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import unit
from thaw.parameter import Parameter

speed = Parameter(1.0, unit="1", support=(0, 10), source="assumed", meaning="multiplies every rate")
wake = Parameter(
    0.006,
    unit="1/day",
    support=(0, 1),
    source="SWP 1956, The Hypnosis Is Broken, par. 3 in sign; size assumed",
    meaning="those who serve and begin to search, where all are shaken",
)
reconcile = Parameter(
    0.001,
    unit="1/day",
    support=(0, 1),
    source="SWP 1957, Capitalist Reaction Strengthened, par. 11 in sign; size assumed",
    meaning="those who serve and make their peace with liberal order, where all are shaken",
)
leave = Parameter(
    0.012,
    unit="1/day",
    support=(0, 1),
    source="fitted by eye to pci_members and cpgb_members, 1956 to 1958, with the record's dates and a"
    " disclosure of 0.4; cpusa_members fall further than that",
    meaning="leaving of the searching, where all are shaken and nothing roots them; it goes with the square of doubt",
)
drop = Parameter(
    0.25,
    unit="1",
    support=(0, 20),
    source="SWP 1956, The Hypnosis Is Broken, par. 3 in sign (the old drop out); size assumed",
    meaning="leaving of all others, that of the searching = 1",
)
join = Parameter(
    0.06,
    unit="1/year",
    support=(0, 10),
    source="record series pci_new_recruits: one in twenty a year",
    meaning="rate at which the gap to the membership of quiet times closes",
)
reform = Parameter(
    0.4,
    unit="1/year",
    support=(0, 10),
    source="assumed",
    meaning="rate at which the wings come back into line, where nobody doubts",
)
split = Parameter(
    0.02,
    unit="1/day",
    support=(0, 1),
    source="assumed; record kind party_split: three of the parties of the record in 1956-57",
    meaning="hazard that a group leaves together, all shaken and half of them of other wings",
)
torn = Parameter(
    0.15,
    unit="share",
    support=(0, 1),
    source="record row pci-crisis-1956 in kind; size assumed",
    meaning="part of the other wings that leaves with it, where nothing roots them",
)
scatter = Parameter(
    3.0,
    unit="year",
    support=(0.05, 50),
    source="assumed; joined_trotskyists of cpgb-crisis: few stay together",
    meaning="time in which those who split off scatter by e",
)


@mechanism(
    over="parties",
    reads=(
        "parties.address",
        "parties.members",
        "parties.norm",
        "parties.reconciled",
        "parties.searching",
        "parties.start_reconciled",
        "parties.start_searching",
        "parties.rooted",
        "parties.doubt",
        "parties.left",
        "parties.apart",
        "parties.n_split",
    ),
    writes=(
        "parties.members",
        "parties.reconciled",
        "parties.searching",
        "parties.left",
        "parties.apart",
        "parties.n_split",
    ),
)
def members_abroad(i, w, p, key):
    """Members of party i, its two other wings, who left, who stand apart, and its splits."""
    all_, settled, asking = (w.parties.members[i], w.parties.reconciled[i], w.parties.searching[i])
    left, apart, splits = w.parties.left[i], w.parties.apart[i], w.parties.n_split[i]
    days, doubt = p.speed * w.clock.dt[0], unit(w.parties.doubt[i])
    if days <= 0.0:
        return all_, settled, asking, left, apart, splits
    apart *= exp(-days / (365.25 * p.scatter))
    loose, other = 1.0 - unit(w.parties.rooted[i]), unit(settled + asking)
    hazard = p.split * doubt * doubt * loose * 4.0 * other * (1.0 - other)
    quiet, seek, peace = max(0.0, 1.0 - other) * all_, asking * all_, settled * all_
    if happens(key, w.parties.address[i], 0, hazard, days):
        go = p.torn * loose
        apart += go * (seek + peace)
        left += go * (seek + peace)
        seek, peace = seek * (1.0 - go), peace * (1.0 - go)
        splits += 1.0
    turn = (p.wake + p.reconcile) * doubt * loose
    turned = quiet * (1.0 - exp(-turn * days))
    back = 1.0 - exp(-p.reform / 365.25 * (1.0 - doubt) * days)
    usual = w.parties.start_searching[i], w.parties.start_reconciled[i]
    share = p.wake / max(p.wake + p.reconcile, 1e-300)
    tamed = back * max(seek - usual[0] * all_, 0.0), back * max(peace - usual[1] * all_, 0.0)
    quiet += tamed[0] + tamed[1] - turned
    seek += share * turned - tamed[0]
    peace += (1.0 - share) * turned - tamed[1]
    pace = p.leave * doubt * doubt * loose
    stay, few = exp(-pace * days), exp(-p.drop * pace * days)
    gone = seek * (1.0 - stay) + (peace + quiet) * (1.0 - few)
    seek, peace, quiet = seek * stay, peace * few, quiet * few
    now = max(seek + peace + quiet, 1e-9)
    joined = max(w.parties.norm[i] - now, 0.0) * (1.0 - exp(-p.join / 365.25 * days))
    return now + joined, peace / now, seek / now, left + gone, apart, splits
