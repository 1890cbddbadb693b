"""Events at constant rates, each country for itself: the null account.

Source       Poisson process with log-normal sizes, the usual null for event counts; rates are
             rounded from nothing but the order of magnitude of one event in one to ten years
Departures   none
Notice       No sequence, no spread, no answer of one side to the other.
Try          Compare any account with this one before believing it.

Strength: all seven rates; at 0 nothing happens, and waves under way still end.
"""

from thaw.draw import exp, happens, normal
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax
from thaw.parameter import Parameter

strike = Parameter(0.5, unit="1/year", support=(0, 50), source="assumed", meaning="strike waves")
demonstration = Parameter(
    0.5, unit="1/year", support=(0, 50), source="assumed", meaning="waves of demonstrations"
)
rising = Parameter(0.1, unit="1/year", support=(0, 50), source="assumed", meaning="armed risings")
concession = Parameter(1.0, unit="1/year", support=(0, 50), source="assumed", meaning="concessions")
disclosure = Parameter(0.4, unit="1/year", support=(0, 50), source="assumed", meaning="disclosures")
leader = Parameter(
    0.4, unit="1/year", support=(0, 50), source="assumed", meaning="changes of leader"
)
intervention = Parameter(
    0.1,
    unit="1/year",
    support=(0, 50),
    source="assumed",
    meaning="interventions, in satellites only",
)
norm_rise = Parameter(
    0.15, unit="1/year", support=(0, 50), source="assumed", meaning="rises of norms or prices"
)
crowd = Parameter(
    5000.0,
    unit="persons",
    support=(1, 1e7),
    source="assumed",
    meaning="median size of a strike wave or demonstration",
)
band = Parameter(
    500.0,
    unit="persons",
    support=(1, 1e7),
    source="assumed",
    meaning="median number under arms in a rising",
)
spread = Parameter(
    1.8,
    unit="1",
    support=(0, 5),
    source="assumed; strike sizes range over decades of magnitude",
    meaning="standard deviation of the logarithm of size",
)
most = Parameter(
    0.2,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="largest size as a share of the population",
)
lasting = Parameter(
    3.0, unit="day", support=(0.1, 365), source="assumed", meaning="time in which a wave falls by e"
)


@mechanism(
    over="polities",
    reads=(
        "polities.population",
        "polities.base_strikers",
        "polities.base_demonstrators",
        "polities.base_armed",
        "polities.n_concession",
        "polities.n_disclosure",
        "polities.n_leader",
        "polities.n_intervention",
        "polities.n_norm_rise",
    ),
    writes=(
        "polities.base_strikers",
        "polities.base_demonstrators",
        "polities.base_armed",
        "polities.n_concession",
        "polities.n_disclosure",
        "polities.n_leader",
        "polities.n_intervention",
        "polities.n_norm_rise",
    ),
)
def base_rates(i, w, p, key):
    """Strikers, demonstrators and insurgents of polity i and its five counts of decisions."""
    q, dt = w.polities, w.clock.dt[0]
    end, day = 1.0 / p.lasting, 1.0 / 365.25
    top = p.most * w.polities.population[i]
    strikers = relax(w.polities.base_strikers[i], 0.0, end, dt)
    demonstrators = relax(w.polities.base_demonstrators[i], 0.0, end, dt)
    armed = relax(w.polities.base_armed[i], 0.0, end, dt)
    if happens(key, i, 0, p.strike * day, dt):
        strikers = min(top, strikers + p.crowd * exp(p.spread * normal(key, i, 10)))
    if happens(key, i, 1, p.demonstration * day, dt):
        demonstrators = min(top, demonstrators + p.crowd * exp(p.spread * normal(key, i, 11)))
    if happens(key, i, 2, p.rising * day, dt):
        armed = min(top, armed + p.band * exp(p.spread * normal(key, i, 12)))
    conceded, told, led = q.n_concession[i], q.n_disclosure[i], q.n_leader[i]
    entered, raised = q.n_intervention[i], q.n_norm_rise[i]
    if happens(key, i, 3, p.concession * day, dt):
        conceded += 1.0
    if happens(key, i, 4, p.disclosure * day, dt):
        told += 1.0
    if happens(key, i, 5, p.leader * day, dt):
        led += 1.0
    if i > 0 and happens(key, i, 6, p.intervention * day, dt):
        entered += 1.0
    if happens(key, i, 7, p.norm_rise * day, dt):
        raised += 1.0
    return strikers, demonstrators, armed, conceded, told, led, entered, raised
