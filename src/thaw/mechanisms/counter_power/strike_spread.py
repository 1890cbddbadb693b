"""A strike draws in other workplaces: those near by at once, those far away as word travels.

Source       001 L74 (Poznan: one plant, then the city), L258-260 (strikes spreading through eastern
             Europe in 1953 and on to the camps), L106 (general strike of 25 October 1956);
             000 L168 (from camp to camp). Form: saturating exposure, as in threshold models of
             diffusion (Granovetter 1978, AJS 83).
Departures   The passages name no rate. Own strikers do not count. Prisoners look to their own
             camp and to other camps.
Notice       A second morning that is larger than the first.
Try          Set `far` to 0: a country without telephone or radio.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

reach = Parameter(
    0.5, unit="motive", support=(0, 10), source="assumed",
    meaning="highest push to act from strikes elsewhere; 0 = mechanism absent",
)  # fmt: skip
half = Parameter(
    0.05, unit="share", support=(0.0001, 1), source="assumed; GDR 1953, 5.6 percent took part",
    meaning="weighted share on strike at which the push is half its highest",
)  # fmt: skip
near = Parameter(
    1.0, unit="1", support=(0, 20), source="assumed",
    meaning="weight of the share of inhabitants on strike in the same place",
)  # fmt: skip
far = Parameter(
    3.0, unit="1", support=(0, 50), source="assumed; RIAS broadcasts of 16-17 June 1953",
    meaning="weight of the share of the country's workforce on strike, times communications",
)  # fmt: skip
other = Parameter(
    0.3, unit="1", support=(0, 2), source="assumed; 001 L122, students and peasants followed",
    meaning="push on sites of other strata, against 1 for workers and prisoners",
)  # fmt: skip
pace = Parameter(
    1.0, unit="1/day", support=(0, 50), source="16 to 17 June 1953: overnight",
    meaning="rate at which the push follows",
)  # fmt: skip


@mechanism(
    over="sites",
    reads=(
        "sites.pull", "sites.place", "sites.polity", "sites.stratum", "sites.striking",
        "places.kind", "places.polity", "places.strikers", "places.population",
        "places.communications", "polities.strikers", "polities.workforce",
    ),
    writes="sites.pull",
)  # fmt: skip
def strike_spread(i, w, p, key):
    """Push to act, in units of motive, on members of site i from strikes elsewhere."""
    old = w.sites.pull[i]
    if p.reach <= 0.0:
        return old
    at, q, stratum = w.sites.place[i], w.sites.polity[i], w.sites.stratum[i]
    own = float(min(w.sites.striking[i], w.places.strikers[at]))
    here = (w.places.strikers[at] - own) / max(w.places.population[at], 1.0)
    away, scale = 0.0, p.other
    if stratum == 7:
        strikers, inmates, scale = 0.0, 0.0, 1.0
        for k in range(w.places.kind.shape[0]):
            if k != at and w.places.kind[k] == 2 and w.places.polity[k] == q:
                strikers += w.places.strikers[k]
                inmates += w.places.population[k]
        away = strikers / max(inmates, 1.0)
    else:
        if stratum == 0:
            scale = 1.0
        elsewhere = max(w.polities.strikers[q] - w.places.strikers[at], 0)
        away = elsewhere / max(w.polities.workforce[q], 1.0)
    heard = p.near * here + p.far * w.places.communications[at] * away
    target = p.reach * scale * heard / (heard + p.half)
    return target + (old - target) * exp(-p.pace * w.clock.dt[0])
