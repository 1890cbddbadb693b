"""Deaths by list and by sentence come at constant rates: the null of lists and limits.

Source       Poisson process, the usual null for counts of events.
Departures   The rates are means; with hundreds of sentences a year their own scatter is small.
Notice       No year differs from the next.
Try          Twice the rate: twice the sentences.

Strength: `rate` and `lists`. At 0 nobody is sentenced or listed.
"""

from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(
    5e-5,
    unit="1/year",
    support=(0, 0.05),
    source="assumed",
    meaning="death sentences for one inhabitant",
)
lists = Parameter(
    2e-5,
    unit="1/year",
    support=(0, 0.05),
    source="assumed",
    meaning="names on lists for one inhabitant",
)


@mechanism(
    over="polities",
    reads=("polities.subjects", "polities.quota_shot", "polities.n_listed"),
    writes=("polities.quota_shot", "polities.n_listed"),
)
def constant_sentences(i, w, p, key):
    """Deaths by sentence and names on lists in polity i, cumulative."""
    span = w.polities.subjects[i] * w.clock.dt[0] / 365.25
    return w.polities.quota_shot[i] + p.rate * span, w.polities.n_listed[i] + p.lists * span
