"""The line abroad is chosen with the line at home; accommodation takes some of the threat away.

Source       Deals with the West and concessions at home from one hand: SWP 1956, Concessions to Workers,
             par. 5 to Fresh Betrayals, par. 1; CPC 1963, par. 71. Heirs who need peace abroad while they
             settle who leads: Franklin 1972, par. 124 in kind
Departures   One number from confrontation to accommodation, told from the start. The other side answers by
             what is felt as threat (`polities.threat_shift`, to which `external_threat` returns); what it
             intends is not there. Treaties that a case dates stand beside it.
Notice       A line that opens at home lowers the threat within a year, by a twentieth.
Try          `answer` 0: nobody abroad answers.

Strength: `pace`. At 0 every column stays as it stands.
"""

from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

pace = Parameter(
    2.0,
    unit="1/year",
    support=(0, 50),
    source="assumed; March to July 1953, record row korean-armistice",
    meaning="rate at which the line abroad follows",
)
home = Parameter(
    0.5,
    unit="1",
    support=(-2, 2),
    source="SWP 1956, Fresh Betrayals, par. 1 in sign; size assumed",
    meaning="accommodation per unit of the line at home beyond that of the start",
)
heirs = Parameter(
    0.2,
    unit="1",
    support=(-2, 2),
    source="Franklin 1972, par. 124 in sign; size assumed",
    meaning="accommodation while the contest for the first post is fully open",
)
answer = Parameter(
    0.1,
    unit="1",
    support=(-1, 1),
    source="assumed; record rows korean-armistice, geneva-summit in sign",
    meaning="fall of the lasting threat per unit of accommodation",
)


@mechanism(
    over="polities",
    reads=(
        "polities.foreign_line",
        "polities.threat_shift",
        "polities.line",
        "polities.start_line",
        "polities.succession",
        "polities.obedience",
    ),
    writes=("polities.foreign_line", "polities.threat_shift"),
)
def foreign_line(i, w, p, key):
    """Line towards the West since the start, and lasting change of the threat."""
    old, shift = w.polities.foreign_line[i], w.polities.threat_shift[i]
    if p.pace <= 0.0:
        return old, shift
    own = p.home * (w.polities.line[i] - w.polities.start_line[i])
    own += p.heirs * w.polities.succession[i]
    target = own
    if i > 0:
        ties = unit(w.polities.obedience[i])
        target = ties * w.polities.foreign_line[0] + (1.0 - ties) * own
    new = relax(old, min(1.0, max(-1.0, target)), p.pace / 365.25, w.clock.dt[0])
    return new, shift - p.answer * (new - old)
