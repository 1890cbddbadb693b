"""Concessions that are not pay are carried out: law and institutions, prisoners, persons in power.

Source       SWP 1957, Not a 'Self-Reform' Movement, par. 2-3 (after Poznan: trials held in the open,
             a slander taken back), Hungary Aided Polish Revolution, par. 4, 6-7 (Rokossovsky given
             up, Gomulka and Nagy put in office); record kinds concession_political, amnesty,
             prisoner_release, and rows berman-out, minc-resigns, rokossovsky-leaves
Departures   Each kind relieves and lets out its own. Politics and persons relieve political grievance
             (`terror_and_habituation`) and make the rest of it sayable (`demands`); an amnesty empties
             the camps and embitters who is left there (`camps_and_settlements`); persons cost the
             leader whose men they were part of his authority. Who goes is not said here, and no
             concession at home relieves a national grievance, which asks for troops to leave.
Notice       The leader who gives up his own men stands alone sooner.
Try          `shed` 0: scapegoats cost nothing.

Strength: `carry`; at 0 nothing is carried out and every column stays as it stands.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import AMNESTY, PERSONNEL, POLITICAL
from thaw.parameter import Parameter

carry = Parameter(
    1.0,
    unit="share",
    support=(0, 1),
    source="by construction",
    meaning="part of what was granted that is carried out; 0 = mechanism absent",
)
fading = Parameter(
    120.0,
    unit="day",
    support=(1, 3650),
    source="assumed; as in `decide_concession`",
    meaning="time in which recent concessions fall by e",
)
shed = Parameter(
    0.2,
    unit="1",
    support=(0, 5),
    source="SWP 1957, Hungary Aided Polish Revolution, par. 4 in kind; size assumed",
    meaning="fall of the leader's log authority per unit of concession in persons: his own are given up",
)


@mechanism(
    over="polities",
    reads=(
        "polities.n_concession",
        "polities.grant",
        "polities.grant_kind",
        "polities.reform",
        "polities.amnesty",
        "polities.politics_counted",
        "polities.n_political",
        "polities.n_amnesty",
        "polities.n_personnel",
        "polities.authority",
    ),
    writes=(
        "polities.reform",
        "polities.amnesty",
        "polities.politics_counted",
        "polities.n_political",
        "polities.n_amnesty",
        "polities.n_personnel",
        "polities.authority",
    ),
)
def concede_politics(i, w, p, key):
    """Stocks and counts of political concessions, amnesties and those in persons; authority."""
    q = w.polities
    reform, freed, counted = q.reform[i], q.amnesty[i], q.politics_counted[i]
    n_political, n_amnesty, n_personnel = q.n_political[i], q.n_amnesty[i], q.n_personnel[i]
    authority = q.authority[i]
    if p.carry <= 0.0:
        return reform, freed, counted, n_political, n_amnesty, n_personnel, authority
    kept = exp(-w.clock.dt[0] / p.fading)
    reform, freed = reform * kept, freed * kept
    given, kind = p.carry * q.grant[i], q.grant_kind[i]
    if q.n_concession[i] > counted:
        if kind == POLITICAL:
            reform += given
            n_political += 1.0
        elif kind == AMNESTY:
            freed += given
            n_amnesty += 1.0
        elif kind == PERSONNEL:
            reform += given
            n_personnel += 1.0
            authority *= exp(-p.shed * given)
    return reform, freed, q.n_concession[i], n_political, n_amnesty, n_personnel, authority
