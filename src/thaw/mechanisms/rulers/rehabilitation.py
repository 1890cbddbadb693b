"""Cases of those condemned are taken up again, few or many at a time, as rulers must and dare.

Source       The faction first honours its own dead, and is passed over in silence who stood against it:
             Deutscher 1956, par. 31-33; the argument then carries it on to others: Deutscher 1956, par.
             46. Each revelation indicts those who tell it: SWP 1956, Collective Leadership, par. 3; a
             review once begun reaches back: SWP 1956, Trotsky Vindicated, par. 2.
Departures   A rate for all cases of a country; which of them falls is settled one by one in
             `clear_names`. Courts, relatives and those who come home are one number, the pressure of the
             many. Who was never an official is not counted.
Notice       Some are cleared in quiet while archives are read, years before anybody is named aloud.
Try          `guard` 0: rulers who have nothing of their own to hide in those cases.

Strength: `base` and `corrected`. At 0 of both no case is taken up.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import CAP, unit
from thaw.mechanisms.rulers._votes import pressed
from thaw.parameter import Parameter

base = Parameter(
    0.8,
    unit="1/year",
    support=(0, 100),
    source="assumed; record rows rakosi-rajk-admission, gomulka-rehab-apr, 20c-kpp-rehab",
    meaning="hazard that a case is taken up where all is told and nobody who rules had a part in it",
)
quiet = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed; record rows doctors-exonerated, review-commissions-1954",
    meaning="what has been looked into and not told, beside what has been told",
)
guard = Parameter(
    1.0,
    unit="1",
    support=(-10, 10),
    source="SWP 1956, Collective Leadership, par. 3 in sign; size assumed",
    meaning="fall of the log of that hazard at full complicity of those who rule",
)
kin = Parameter(
    0.7,
    unit="1",
    support=(-10, 10),
    source="SWP 1956, Trotsky Vindicated, par. 2 in sign; size assumed",
    meaning="rise of it under full pressure of the many, relatives and those set free among them",
)
further = Parameter(
    1.0,
    unit="1",
    support=(-10, 10),
    source="Deutscher 1956, par. 46 in sign; size assumed",
    meaning="rise of it once all others are cleared: one case bears on the next",
)
corrected = Parameter(
    0.15,
    unit="1/year",
    support=(0, 100),
    source="CPC 1963, par. 25 and Franklin 1972, par. 104-105 in kind: errors owned; size assumed",
    meaning="hazard that the case of one still alive is taken up after a purge was stopped from above",
)


@mechanism(
    over="polities",
    reads=(
        "polities.disclosure",
        "polities.inquiry",
        "polities.complicity",
        "polities.unrest",
        "polities.ferment",
        "polities.purging",
        "polities.n_correction",
        "polities.n_cleared",
        "officials.polity",
        "officials.fate",
        "officials.cleared_on",
    ),
    writes=(
        "polities.clearing",
        "polities.clearing_living",
        "polities.n_cleared",
        "polities.cleared_now",
    ),
)
def rehabilitation(i, w, p, key):
    """Hazard a day that a case is cleared, and one of the living besides; number cleared, part of all just now."""
    cases, cleared = 0.0, 0.0
    for k in range(w.officials.polity.shape[0]):
        if w.officials.polity[k] == i and w.officials.fate[k] >= 3.0:
            cases += 1.0
            if w.officials.cleared_on[k] >= 0.0:
                cleared += 1.0
    many = max(cases, 1.0)
    now = max(0.0, cleared - w.polities.n_cleared[i]) / many
    told = unit(w.polities.disclosure[i])
    seen = told + p.quiet * unit(w.polities.inquiry[i]) * (1.0 - told)
    stir = p.kin * pressed(i, w) + p.further * cleared / many
    stir -= p.guard * unit(w.polities.complicity[i])
    rate = min(CAP, p.base / 365.25 * seen * exp(stir))
    living = 0.0
    if w.polities.n_correction[i] > 0.0 and w.polities.purging[i] < 0.5:
        living = p.corrected / 365.25
    return rate, living, cleared, now
