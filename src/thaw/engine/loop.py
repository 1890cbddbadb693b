"""The loop over steps: inform and feel, act, respond, decide, observe.

Copied into each account's generated unit after the functions of `engine.act`; `daily_before`,
`daily_after` and `measure_all` are the account's own there.
"""

from __future__ import annotations

from collections import namedtuple

import numpy as np
from numba import prange

from thaw.draw import cosine
from thaw.engine.act import act_place
from thaw.engine.flat import borrow

Scratch = namedtuple(
    "Scratch",
    [
        "drawn",
        "head",
        "cell",
        "slot",
        "height",
        "when",
        "luck",
        "bound",
        "next",
        "move_cell",
        "move_slot",
        "move_act",
        "full",
    ],
)
"""Working space of one lane: shells drawn and bound by cell, candidates filed by sub-step, moves.

`full` holds whether the space was too small, and how many candidates or moves it has room for.
"""

Lanes = namedtuple("Lanes", Scratch._fields)
"""Working space of all lanes, one row each, but `drawn` and `bound`, which are by cell."""


def lanes_for(cells: int, lanes: int, per_lane: int = 1 << 16) -> Lanes:
    """Working space for `cells` cells in `lanes` lanes."""
    n = max(per_lane, cells // 2)
    return Lanes(
        np.zeros(cells, np.int64), np.zeros((lanes, 512), np.int64), np.zeros((lanes, n), np.int64),
        np.zeros((lanes, n), np.int64), np.zeros((lanes, n), np.float64),
        np.zeros((lanes, n), np.float64), np.zeros((lanes, n), np.float64),
        np.zeros(cells, np.float64), np.zeros((lanes, n), np.int64),
        np.zeros((lanes, n), np.int64), np.zeros((lanes, n), np.int64),
        np.zeros((lanes, n), np.int64), np.column_stack([np.zeros(lanes), np.full(lanes, n)]).astype(np.int64),
    )  # fmt: skip


def own_clock(w, clocks, head, q):
    """The same World with a clock of place q's own, for its sub-steps (plain form)."""
    clocks.season[q], clocks.year[q] = w.clock.season[0], w.clock.year[0]
    mine = type(w.clock)(*(column[q : q + 1] for column in clocks))
    return w._replace(clock=mine)


def light(w):
    """The same World (plain form; the compiled one is bare addresses)."""
    return w


def daily_before(w, theta, buf, lo, hi, stamp):
    """Stand-in for the account's mechanisms before people act."""


def daily_after(w, theta, buf, lo, hi, stamp):
    """Stand-in for the account's mechanisms after people act."""


def measure_all(w, s, polity_out, place_out):
    """Stand-in for the measures."""


def start_step(w, t, dt, year):
    """Set the clock and let the peaks of the step begin at the present counts."""
    w.clock.t[0], w.clock.dt[0], w.clock.year[0] = t, dt, year
    w.clock.season[0] = cosine(year - 0.04)
    for q in range(w.places.polity.shape[0]):
        w.places.peak_strikers[q] = w.places.strikers[q]
        w.places.peak_demonstrators[q] = w.places.demonstrators[q]
        w.places.peak_armed[q] = w.places.armed[q]


def muster(w):
    """Sum the troops and police of each polity by their loyalty as it stands."""
    for j in range(w.polities.population.shape[0]):
        w.polities.army_men[j] = w.polities.foreign_men[j] = w.polities.police_loyalty[j] = 0.0
        w.polities.army_loyalty[j] = w.polities.army_strength[j] = 0.0
        w.polities.police_strength[j] = 0.0
    for q in range(w.places.polity.shape[0]):
        w.places.army_men[q] = w.places.foreign_men[q] = 0.0
    for u in range(w.units.polity.shape[0]):
        at, j, kind = w.units.place[u], w.units.polity[u], w.units.kind[u]
        home = w.places.polity[at]
        men = w.units.strength[u] * w.units.loyalty[u]
        if kind == 0:
            w.polities.police_loyalty[j] += men
            w.polities.police_strength[j] += w.units.strength[u]
        elif kind == 1:
            w.polities.army_loyalty[j] += men
            w.polities.army_strength[j] += w.units.strength[u]
            if home == j:
                w.places.army_men[at] += men
                w.polities.army_men[j] += men
        else:
            w.places.foreign_men[at] += men
            w.polities.foreign_men[home] += men
    for j in range(w.polities.population.shape[0]):
        police, army = w.polities.police_strength[j], w.polities.army_strength[j]
        w.polities.police_loyalty[j] = (
            w.polities.police_loyalty[j] / police if police > 0.0 else 1.0
        )
        w.polities.army_loyalty[j] = w.polities.army_loyalty[j] / army if army > 0.0 else 0.9


def add_up(w):
    """Sums over places, sites, groups and units that polities carry."""
    for j in range(w.polities.population.shape[0]):
        w.polities.strikers[j] = w.polities.demonstrators[j] = w.polities.armed[j] = 0
        w.polities.deaths[j] = w.polities.arrests[j] = 0
        w.polities.exit_flow[j] = 0.0
        w.polities.dual_power[j] = 0.0
    for q in range(w.places.polity.shape[0]):
        j = w.places.polity[q]
        w.polities.strikers[j] += w.places.strikers[q]
        w.polities.demonstrators[j] += w.places.demonstrators[q]
        w.polities.armed[j] += w.places.armed[q]
        w.polities.deaths[j] += w.places.deaths[q]
        w.polities.arrests[j] += w.places.arrests[q]
    for g in range(w.groups.polity.shape[0]):
        w.polities.exit_flow[w.groups.polity[g]] += w.groups.exit_flow[g]
    for s in range(w.sites.polity.shape[0]):
        if w.sites.stratum[s] == 0:
            j = w.sites.polity[s]
            w.polities.dual_power[j] += (
                w.sites.council[s] * w.sites.headcount[s] / max(w.polities.workforce[j], 1.0)
            )


def run(
    world,
    theta,
    lanes,
    buf,
    clocks,
    heads,
    times,
    steps,
    subs,
    years,
    polity_out,
    place_out,
    s0,
    s1,
):
    """Steps s0 to s1 - 1. Returns 0, or 1 when the working space was too small.

    times, steps (days), subs (sub-steps a day) and years are by step; polity_out[step, polity,
    measure] and place_out[step, place, measure] are filled. `clocks` is a clock table with a row per
    place, for the sub-steps; `heads` is working space of `own_clock` (see `engine.flat`).
    """
    w, values, beside = light(world), borrow(theta), borrow(buf)
    lo, hi = w.draws.seed[0], w.draws.seed[1]
    n_lanes = lanes.full.shape[0]
    n_places = w.places.polity.shape[0]
    for s in range(s0, s1):
        t, dt = times[s], steps[s]
        stamp = int(t * 1024.0 + 0.5)
        start_step(w, t, dt, years[s])
        muster(w)
        daily_before(w, values, beside, lo, hi, stamp)
        for lane in prange(n_lanes):
            here = light(world)  # anew: numba cannot hand `w` on to a parallel body
            x = Scratch(
                borrow(lanes.drawn), borrow(lanes.head[lane]), borrow(lanes.cell[lane]),
                borrow(lanes.slot[lane]), borrow(lanes.height[lane]), borrow(lanes.when[lane]),
                borrow(lanes.luck[lane]), borrow(lanes.bound), borrow(lanes.next[lane]),
                borrow(lanes.move_cell[lane]), borrow(lanes.move_slot[lane]),
                borrow(lanes.move_act[lane]), borrow(lanes.full[lane]),
            )  # fmt: skip
            head, mine = borrow(heads[lane]), borrow(theta)
            for q in range(lane, n_places, n_lanes):
                wq = own_clock(here, clocks, head, q)
                now = t
                while now < t + dt - 1e-9:
                    span = min(t + dt - now, int(now) + 1.0 - now)
                    act_place(q, here, wq, mine, x, now, span, subs[s])
                    now += span
        add_up(w)
        daily_after(w, values, beside, lo, hi, stamp)
        measure_all(w, s, polity_out, place_out)
        for lane in range(n_lanes):
            if lanes.full[lane, 0] == 1:
                return 1
    return 0
