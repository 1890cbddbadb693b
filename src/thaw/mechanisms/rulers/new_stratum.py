"""Technicians and managers come to the top as a layer of their own.

Source       A class of officials and technicians that has come up at home and challenges those who
             lead; those who hold building socialism to be a matter of technique alone: Franklin 1972, par.
             120-122; it seizes control once the one man is dead: Franklin 1972, par. 124-125; the danger
             underrated, and no campaign from below let loose against it: Franklin 1972, par. 128.
Departures   One share of the weight at the top, without persons; what it wants is in `restoration_current`, as far
             as an account says so. It grows with the schooling and number of workers, for engineers have
             no stratum of their own.
Notice       It grows slowly, and faster where nobody rules alone.
Try          A mass campaign (lever), which takes most of it away for years.

Strength: `pace`. At 0 the share stays as it is.
"""

from thaw.draw import exp, log
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

pace = Parameter(
    0.2,
    unit="1/year",
    support=(0, 10),
    source="Franklin 1972, par. 120-122 in kind; size assumed",
    meaning="rate at which it follows",
)
rest = Parameter(
    0.15,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="share of the weight at the top under one man, with workers as at the start",
)
industry = Parameter(
    0.5,
    unit="1",
    support=(0, 10),
    source="assumed",
    meaning="rise of it for an e-fold of number times schooling of workers",
)
alone = Parameter(
    0.3,
    unit="share",
    support=(-1, 1),
    source="Franklin 1972, par. 124-125 in sign; size assumed",
    meaning="rise of it where nobody rules alone",
)
campaign = Parameter(
    0.7,
    unit="share",
    support=(0, 1),
    source="Franklin 1972, par. 106, 128 in sign; size assumed",
    meaning="part of it that a mass campaign in full vigour, or gone through everything, takes",
)


@mechanism(
    over="polities",
    reads=(
        "polities.technocrats",
        "polities.workers",
        "polities.skill",
        "polities.monopoly",
        "polities.campaign",
        "polities.mobilised",
    ),
    writes="polities.technocrats",
)
def new_stratum(i, w, p, key):
    """Share of technicians and managers in the weight at the top of polity i."""
    grown = max(0.0, log(max(w.polities.workers[i] * w.polities.skill[i], 1e-9)))
    target = p.rest + p.alone * (1.0 - unit(w.polities.monopoly[i])) + p.industry * grown
    swept = max(unit(w.polities.campaign[i]), unit(w.polities.mobilised[i]))
    target = unit(target) * (1.0 - p.campaign * swept)
    faster = p.pace / 365.25 * exp(2.0 * unit(w.polities.campaign[i]))
    return relax(w.polities.technocrats[i], target, faster, w.clock.dt[0])
