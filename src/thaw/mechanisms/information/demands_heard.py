"""Rulers hear what is asked of them: the loudest demands of the past weeks.

Source       SWP 1957, Not a 'Self-Reform' Movement, par. 1 (what was asked for), par. 2-3 (what
             was granted after Poznan); record rows kmt-kadar-talks, zeiss-buna-july in kind
Departures   Loudness saturates with numbers, as unrest does in `collective_memory`; the demands of a
             country are those of its places, by their crowds. Rulers hear aims as they are.
Notice       In a rising economic demands are heard first and political ones drown them within days.
Try          `hear` 0: rulers who give what they please.

Strength: `hear`; at 0 nothing is heard.
"""

from numba.extending import register_jitable

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

hear = Parameter(
    1.0,
    unit="share",
    support=(0, 1),
    source="by construction",
    meaning="part of what is asked that reaches the rulers; 0 = mechanism absent",
)
half = Parameter(
    0.005,
    unit="share",
    support=(1e-5, 1),
    source="assumed; as in `collective_memory`",
    meaning="share of inhabitants acting at which demands are half as loud as they can be",
)
weeks = Parameter(
    30.0,
    unit="day",
    support=(1, 3650),
    source="assumed; as in `collective_memory`",
    meaning="time in which demands die away by e",
)


@register_jitable
def louder(old, today, kept):
    """The louder of what is asked today and what is left of earlier demands."""
    return max(today, old * kept)


@mechanism(
    over="polities",
    reads=(
        "places.polity",
        "places.peak_strikers",
        "places.peak_demonstrators",
        "places.peak_armed",
        "places.aim_economic",
        "places.aim_political",
        "places.aim_national",
        "places.aim_loyal",
        "polities.population",
        "polities.asked_economic",
        "polities.asked_political",
        "polities.asked_national",
        "polities.asked_loyal",
    ),
    writes=(
        "polities.asked_economic",
        "polities.asked_political",
        "polities.asked_national",
        "polities.asked_loyal",
    ),
)
def demands_heard(i, w, p, key):
    """Loudness of economic, political, national and loyal demands on the rulers of polity i."""
    econ, pol, nat, loyal, out = 0.0, 0.0, 0.0, 0.0, 0.0
    for q in range(w.places.polity.shape[0]):
        if w.places.polity[q] == i:
            crowd = (
                w.places.peak_strikers[q]
                + 2.0 * w.places.peak_demonstrators[q]
                + 2.0 * w.places.peak_armed[q]
            )
            out += crowd
            econ += crowd * w.places.aim_economic[q]
            pol += crowd * w.places.aim_political[q]
            nat += crowd * w.places.aim_national[q]
            loyal += crowd * w.places.aim_loyal[q]
    share = out / max(w.polities.population[i], 1.0)
    each = p.hear * share / (share + p.half) / max(out, 1.0)
    kept = exp(-w.clock.dt[0] / p.weeks)
    return (
        louder(w.polities.asked_economic[i], each * econ, kept),
        louder(w.polities.asked_political[i], each * pol, kept),
        louder(w.polities.asked_national[i], each * nat, kept),
        louder(w.polities.asked_loyal[i], each * loyal, kept),
    )
