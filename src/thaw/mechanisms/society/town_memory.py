"""A town remembers for years that its rising was put down; if it was granted, it does not.

Source       SWP 1957, Capitalist Reaction Strengthened, par. 5 (force in Hungary "will check the
             movement for a time", a new rise after), Not a 'Self-Reform' Movement, par. 2-3 (in
             Poland concessions followed the rising and inspired to press for more)
Departures   The passages name neither sizes nor times. A wave is over when a whole step passes with
             less than a tenth of the largest number out; it was put down if the army was out or fire
             was opened. A concession under unrest anywhere in the country makes it granted: no dread
             is added in the three weeks after, and most of what there is goes at once. What the
             police did alone leaves its mark by `casualties`, not here.
Notice       A crushed town is quiet for years, a town that was granted something is not.
Try          `lifted` 0: a concession after blood changes nothing.

Strength: `speed`, which multiplies every rate of fading; at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

speed = Parameter(
    1.0,
    unit="1",
    support=(0, 10),
    source="assumed",
    meaning="multiplies both rates of fading; 0 = mechanism absent",
)
put_down = Parameter(
    1.2,
    unit="motive",
    support=(0, 5),
    source=("SWP 1957, Capitalist Reaction Strengthened, par. 5 in sign; size assumed"),
    meaning="dread left by a rising put down with fire; half of it without",
)
years = Parameter(
    1500.0,
    unit="day",
    support=(30, 36500),
    source="assumed",
    meaning="time in which dread fades by e",
)
lifted = Parameter(
    0.8,
    unit="share",
    support=(0, 1),
    source=("SWP 1957, Not a 'Self-Reform' Movement, par. 2-3 in sign; size assumed"),
    meaning="part of dread that goes with a concession made under unrest",
)
floor = Parameter(
    0.002,
    unit="share",
    support=(1e-5, 0.5),
    source="assumed",
    meaning="share of inhabitants acting from which it is a rising",
)
soothe = Parameter(
    300.0,
    unit="day",
    support=(1, 3650),
    source="assumed",
    meaning="time in which a grievance of the town's own fades by e",
)

OVER = 0.1
"""Part of the largest number out below which a wave is over."""
LATELY = 0.1
"""`fired` above which fire was opened in the present step or the one before."""
MOST = 1.5
"""Dread of a town, however often put down, in units of `put_down`."""


@mechanism(
    over="towns",
    reads=(
        "towns.polity",
        "towns.population",
        "towns.acting",
        "towns.peak_strikers",
        "towns.peak_demonstrators",
        "towns.peak_armed",
        "towns.order",
        "towns.soviet",
        "towns.fired",
        "towns.dread",
        "towns.shock",
        "towns.wave_peak",
        "towns.wave_fired",
        "towns.wave_forced",
        "polities.granted",
    ),
    writes=(
        "towns.dread",
        "towns.shock",
        "towns.wave_peak",
        "towns.wave_fired",
        "towns.wave_forced",
    ),
)
def town_memory(i, w, p, key):
    """Dread and grievance of town i; size of the present wave, whether fire and troops met it."""
    dread, shock, peak = w.towns.dread[i], w.towns.shock[i], w.towns.wave_peak[i]
    fired, forced = w.towns.wave_fired[i], w.towns.wave_forced[i]
    if p.speed <= 0.0:
        return dread, shock, peak, fired, forced
    days = p.speed * w.clock.dt[0]
    granted = w.polities.granted[w.towns.polity[i]]
    if shock > 0.0:
        shock *= exp(-days / p.soothe)
    if dread > 0.0:
        dread *= exp(-days / p.years)
        if granted >= 1.0:
            dread *= 1.0 - p.lifted
    out = max(
        max(w.towns.acting[i], w.towns.peak_strikers[i]),
        max(w.towns.peak_demonstrators[i], w.towns.peak_armed[i]),
    )
    share = out / max(w.towns.population[i], 1.0)
    peak = max(peak, share)
    if peak >= p.floor:
        if w.towns.fired[i] > LATELY:
            fired = 1.0
        if w.towns.order[i] >= 1.0 or w.towns.soviet[i] > 0.0:
            forced = 1.0
    if share <= OVER * peak:
        if max(fired, forced) > 0.0 and granted <= 0.5:
            most = max(dread, MOST * p.put_down)
            dread = min(dread + p.put_down * (0.5 + 0.5 * fired), most)
        peak, fired, forced = 0.0, 0.0, 0.0
    return dread, shock, peak, fired, forced
