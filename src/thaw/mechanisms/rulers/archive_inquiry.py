"""Rulers look into what was done, before anybody speaks of it.

Source       Members of the ruling body read the archives of the police and question those who made the
             cases: Deutscher 1956, par. 26; record rows review-commissions-1954, doctors-exonerated. What is
             laid bare of one case leads to the next: Deutscher 1956, par. 46-47.
Departures   What is looked into is a share of all that was done, without cases; commissions sit one upon
             the other. What they find is told to nobody here.
Notice       It begins where rule is no longer one man's, later where the rulers have more to hide.
Try          `guard` 0: those who took part most look as soon as others.

Strength: `base` and `follow`. At 0 of both no commission is set up; those that sit finish their work.
"""

from thaw.draw import exp, happens
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import CAP, unit
from thaw.mechanisms.rulers._votes import pressed
from thaw.parameter import Parameter

base = Parameter(
    2.5,
    unit="1/year",
    support=(0, 100),
    source="assumed; record row review-commissions-1954: a year after the death",
    meaning="commissions set up in a year where rule is no man's alone and nobody has a part in what was done",
)
guard = Parameter(
    1.0,
    unit="1",
    support=(-10, 10),
    source="Stein 1956, Why Did They Confess?, par. 12-13 in sign; size assumed",
    meaning="fall of the log of their number at full complicity",
)
push = Parameter(
    0.5,
    unit="1",
    support=(-10, 10),
    source="assumed; Stein 1956, Why Did They Confess?, par. 12-13 in sign",
    meaning="rise of the log of their number under full pressure of the many",
)
further = Parameter(
    0.5,
    unit="1",
    support=(-10, 10),
    source="Deutscher 1956, par. 46-47 in sign; size assumed",
    meaning="rise of the log of their number where all is looked into: one case leads to the next",
)
follow = Parameter(
    1.0,
    unit="1/year",
    support=(0, 100),
    source="assumed; record rows gomulka-released, 20c-kpp-rehab",
    meaning="commissions set up in a year for a unit by which the hegemon has seen more, times obedience",
)
pace = Parameter(
    0.6,
    unit="1/year",
    support=(0, 100),
    source="assumed; Deutscher 1956, par. 26 in kind: days and weeks over the archives",
    meaning="rate at which a commission that has just begun sees what is unseen",
)
work = Parameter(
    1.0,
    unit="1/year",
    support=(0.01, 100),
    source="assumed",
    meaning="rate at which a commission ends its work",
)


@mechanism(
    over="polities",
    reads=(
        "polities.inquiry",
        "polities.commission",
        "polities.n_inquiry",
        "polities.monopoly",
        "polities.complicity",
        "polities.obedience",
        "polities.unrest",
        "polities.ferment",
    ),
    writes=("polities.inquiry", "polities.commission", "polities.n_inquiry"),
)
def archive_inquiry(i, w, p, key):
    """What the rulers of polity i have seen, the work left to commissions, and their number."""
    dt = w.clock.dt[0]
    seen, sitting = w.polities.inquiry[i], w.polities.commission[i]
    ended = exp(-p.work / 365.25 * dt)
    now = 1.0 - (1.0 - seen) * exp(-p.pace / p.work * sitting * (1.0 - ended))
    left, count = sitting * ended, w.polities.n_inquiry[i]
    stir = p.push * pressed(i, w) + p.further * seen - p.guard * w.polities.complicity[i]
    rate = p.base * (1.0 - unit(w.polities.monopoly[i])) * exp(stir)
    if i > 0:
        ahead = max(0.0, w.polities.inquiry[0] - seen)
        rate += p.follow * unit(w.polities.obedience[i]) * ahead
    if happens(key, i, 0, min(CAP, rate / 365.25), dt):
        left, count = left + 1.0, count + 1.0
    return unit(now), left, count
