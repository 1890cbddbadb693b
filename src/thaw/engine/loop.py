"""The loop over steps: inform and feel, act, respond, decide, observe.

Copied into each account's generated program after the functions of `engine.act`; `daily_before`,
`daily_after` and `measure_all` are the account's own there.
"""

from __future__ import annotations

from collections import namedtuple

import numpy as np

from thaw.draw import cosine, log, uniform
from thaw.engine.acts import acting_parameters, wake_town
from thaw.engine.buffers import borrow
from thaw.engine.constants import SHOCK
from thaw.engine.hazard_bound import reckon_averse, reckon_ladders, rungs_moved
from thaw.engine.population import LAYERS, SHELLS, STRATA_COUNT
from thaw.engine.within_day import act_place
from thaw.world import small_pages

REST = 0.02
"""Motive below which a memory or a grievance of a town is forgotten."""

LOUD = 100
"""People acting in a place from which long steps are gone through by day."""

REST_DAYS = 20.0
"""Days without an act after which a town may go back to rest."""

Streams = namedtuple(
    "Streams",
    [
        "when",
        "held",
        "layer_next",
        "next",
        "need",
        "top",
        "ref",
        "score",
        "town_ref",
        "town_next",
        "best",
        "moved",
        "lifts",
        "ladder",
        "upper",
        "averse",
        "quarter_of",
        "quarter_of_class",
        "class_out",
        "full",
        "busy",
        "hot_towns",
        "hot_count",
        "peaks",
        "flow",
        "horizon",
        "ceiling",
        "spares",
        "marks",
        "fresh",
        "tried",
        "version",
        "slack",
        "lapse",
        "wasted",
        "patience",
        "weary",
        "rungs",
    ],
)
"""Points to come, and the bounds below which they matter. Streams are the sites, then the quarters.

By (stream, layer, shell): when (float64, day of the next point), held (int16, points in its block where
they are counted at once, else -1). By (stream, layer): layer_next
(float64, day), need (int64, shells in use), top (float64, highest that matters). By stream: next
(float64, day). By site: ref (float64 [6], fields when bounds were reckoned), score (float64 [layer],
motive: highest in the layer then), best (float64, motive of the most militant workplace), moved
(int64, 1 when its bounds were just set anew). By town: town_ref (float64 [2], lift beyond rest and
relief from arrest then), town_next (float64, day). By class of workplaces: lifts (float64, its factor
against the most militant of the site), quarter_of_class (int32), class_out (int64, its workplaces that
are out). By quarter: full (int64, how many of its classes, the most militant first, are out to the last
workplace). By group: ladder, upper (float64). By (stratum, layer): averse (float64, highest risk aversion). By
workplace: quarter_of (int32). busy (int64): by cell of the workplace at hand. hot_towns, hot_count
(int64): towns of the place at hand where somebody acts. By place: peaks (int64 [3]), by polity: flow
(float64), of a whole step that is gone through in parts. horizon, ceiling (float64 [1]): last day,
largest hazard of one person.

Of the spent (`engine.spent`): spares (uint8, by stream, layer and shell: 1 where they are left out), marks
(uint8, by quarter, class and rank), fresh (int32, people of a class and layer who are not marked), tried
(int64, the same of the quarter looked over). By quarter: version (int64, looks that were used), slack
(float64, most that the hazard of the marked is of a fresh one's), lapse (float64, day up to which), wasted,
patience (int64, points judged since the last look, and how many call for one). weary (float64 [4]): the
motive that one loses who goes back, who is let out, its fading in days, and noise.

rungs (float64, by group and rung): heights of acts as the ladders were reckoned.
"""


def empty_streams(world, quarter_of, best, lifts, horizon, ceiling) -> Streams:
    """Streams before the first day; pages of quarters are committed when their town stands out."""
    sites, groups, towns = len(world.sites.place), len(world.groups.place), len(world.towns.place)
    quarters = world.quarters
    rows = sites + len(quarters.site)
    next_one = np.full(rows, 1e30)
    return Streams(
        small_pages(rows * LAYERS * SHELLS, np.float64),
        small_pages(rows * LAYERS * SHELLS, np.int16),
        np.full(rows * LAYERS, 1e30),
        next_one,
        np.zeros(rows * LAYERS, np.int64),
        np.zeros(rows * LAYERS),
        np.zeros(6 * sites),
        np.zeros(sites * LAYERS),
        np.zeros(2 * towns),
        np.full(towns, 1e30),
        best,
        np.zeros(sites, np.int64),
        lifts,
        np.zeros(groups),
        np.zeros(groups),
        np.zeros(STRATA_COUNT * LAYERS),
        quarter_of,
        np.repeat(np.arange(len(quarters.site), dtype=np.int32), quarters.classes),
        np.zeros(len(lifts), np.int64),
        np.zeros(len(quarters.site), np.int64),
        np.zeros(4096, np.int64),
        np.zeros(towns + 1, np.int64),
        np.zeros(1, np.int64),
        np.zeros(3 * len(world.places.polity), np.int64),
        np.zeros(len(world.polities.population)),
        np.array([horizon]),
        np.array([ceiling]),
        small_pages(rows * LAYERS * SHELLS, np.uint8),
        small_pages(int(world.sites.persons.sum()), np.uint8),
        small_pages(len(lifts) * LAYERS, np.int32),
        np.zeros(64 * LAYERS, np.int64),
        np.zeros(len(quarters.site), np.int64),
        np.full(len(quarters.site), 1e30),
        np.full(len(quarters.site), 1e30),
        np.zeros(len(quarters.site), np.int64),
        quarters.cells * world.sites.cell_size[quarters.site] // 4,
        np.zeros(4),
        np.full(3 * groups, -1.0),
    )


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
    for k in range(w.towns.place.shape[0]):
        if w.towns.active[k] == 1:
            w.towns.peak_strikers[k] = w.towns.strikers[k]
            w.towns.peak_demonstrators[k] = w.towns.demonstrators[k]
            w.towns.peak_armed[k] = w.towns.armed[k]


def spread_shocks(w, t, stamp, lo, hi):
    """Let the grievances that `places.new_shocks` counts fall on towns drawn at random."""
    for q in range(w.places.polity.shape[0]):
        n = int(w.places.new_shocks[q])
        for k in range(n):
            u = uniform((lo, hi, SHOCK, stamp), q, 3 * k)
            town = w.places.first_town[q] + int(u * w.places.towns[q])
            if w.towns.active[town] == 0:
                wake_town(w, town, t)
            a, b = (
                uniform((lo, hi, SHOCK, stamp), q, 3 * k + 1),
                uniform((lo, hi, SHOCK, stamp), q, 3 * k + 2),
            )
            w.towns.stirred[town] = 1
            w.towns.shock[town] += w.places.shock_size[q] * -0.5 * log(a * b)


def rest_town(w, k):
    """Put town k back to rest."""
    w.towns.active[k] = 0
    w.towns.heard[k] = w.towns.word[k] = w.towns.seen[k] = w.towns.fired[k] = 0.0
    w.towns.troops[k] = w.towns.soviet[k] = w.towns.order[k] = 0.0
    w.towns.arrest_rate[k] = w.towns.disperse_rate[k] = w.towns.kill_rate[k] = 0.0
    w.towns.shock[k] = w.towns.dread[k] = 0.0
    w.towns.severity[k] = 1.0
    w.towns.wave_peak[k] = w.towns.wave_fired[k] = w.towns.wave_forced[k] = 0.0
    w.towns.peak_strikers[k] = w.towns.peak_demonstrators[k] = w.towns.peak_armed[k] = 0
    w.towns.breaks_heard[k] = float(w.towns.breaks[k])


def add_up_towns(w, t):
    """Sums and means over the towns of each place; towns that have come to rest are put back."""
    for q in range(w.places.polity.shape[0]):
        strikers, demonstrators, armed, acting = 0, 0, 0, 0
        peak_s, peak_d, peak_a = 0, 0, 0
        seen, met, fired, order = 0.0, 0.0, 0.0, 0.0
        deaths, arrests, joined, breaks, n_fired = 0, 0, 0, 0, 0.0
        for k in range(w.places.first_town[q], w.places.first_town[q] + w.places.towns[q]):
            deaths += w.towns.deaths[k]
            arrests += w.towns.arrests[k]
            joined += w.towns.joined[k]
            breaks += w.towns.breaks[k]
            n_fired += w.towns.n_fired[k]
            if w.towns.active[k] == 0:
                continue
            strikers += w.towns.strikers[k]
            demonstrators += w.towns.demonstrators[k]
            armed += w.towns.armed[k]
            acting += w.towns.acting[k]
            peak_s += w.towns.peak_strikers[k]
            peak_d += w.towns.peak_demonstrators[k]
            peak_a += w.towns.peak_armed[k]
            seen += w.towns.seen[k] * w.towns.population[k]
            met += w.towns.seen[k] * w.towns.acting[k]
            fired += w.towns.fired[k] * w.towns.population[k]
            order = max(order, w.towns.order[k])
            if (
                w.towns.acting[k] == 0
                and t - w.towns.last_act[k] > REST_DAYS
                and w.towns.hot[k] == 0
                and w.towns.order[k] < 1.0
                and w.towns.troops[k] + w.towns.soviet[k] < 0.01
                and abs(w.towns.shock[k]) < REST
                and w.towns.dread[k] < REST
                and w.towns.word[k] < REST
            ):
                rest_town(w, k)
        people = max(w.places.population[q], 1.0)
        w.places.strikers[q], w.places.demonstrators[q], w.places.armed[q] = (
            strikers,
            demonstrators,
            armed,
        )
        w.places.acting[q] = acting
        w.places.peak_strikers[q], w.places.peak_demonstrators[q] = peak_s, peak_d
        w.places.peak_armed[q] = peak_a
        w.places.seen[q], w.places.fired[q], w.places.order[q] = (
            seen / people,
            fired / people,
            order,
        )
        w.places.met[q] = met / acting if acting > 0 else 0.0
        w.places.deaths[q], w.places.arrests[q], w.places.joined[q] = deaths, arrests, joined
        w.places.breaks[q], w.places.n_fired[q] = breaks, n_fired


def muster(w):
    """Sum the troops and police of each polity by their loyalty as it stands."""
    for j in range(w.polities.population.shape[0]):
        w.polities.army_men[j] = w.polities.foreign_men[j] = w.polities.police_loyalty[j] = 0.0
        w.polities.army_loyalty[j] = w.polities.army_strength[j] = 0.0
        w.polities.police_strength[j] = w.polities.gone_men[j] = 0.0
    for q in range(w.places.polity.shape[0]):
        w.places.army_men[q] = w.places.foreign_men[q] = w.places.gone_men[q] = 0.0
    for u in range(w.units.polity.shape[0]):
        at, j, kind = w.units.place[u], w.units.polity[u], w.units.kind[u]
        home = w.places.polity[at]
        men = w.units.strength[u] * w.units.loyalty[u]
        w.places.gone_men[at] += w.units.gone[u]
        w.polities.gone_men[home] += w.units.gone[u]
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
        w.polities.deaths[j] = w.polities.arrests[j] = w.polities.joined[j] = 0
        w.polities.exit_flow[j] = w.polities.dual_power[j] = 0.0
        w.polities.withholding[j] = 0.0
    for q in range(w.places.polity.shape[0]):
        j = w.places.polity[q]
        w.polities.strikers[j] += w.places.strikers[q]
        w.polities.demonstrators[j] += w.places.demonstrators[q]
        w.polities.armed[j] += w.places.armed[q]
        w.polities.deaths[j] += w.places.deaths[q]
        w.polities.arrests[j] += w.places.arrests[q]
        w.polities.joined[j] += w.places.joined[q]
    for g in range(w.groups.polity.shape[0]):
        j = w.groups.polity[g]
        w.polities.exit_flow[j] += w.groups.exit_flow[g] * w.groups.household[g]
        if w.groups.stratum[g] == 0:
            w.polities.withholding[j] += w.groups.withholding[g] * w.groups.population[g]
    for j in range(w.polities.population.shape[0]):
        w.polities.withholding[j] = w.polities.withholding[j] / max(w.polities.workforce[j], 1.0)
    for s in range(w.sites.polity.shape[0]):
        if w.sites.stratum[s] == 0 and w.sites.council[s] > 0.0:
            j = w.sites.polity[s]
            w.polities.dual_power[j] += (
                w.sites.council[s] * w.sites.headcount[s] / max(w.polities.workforce[j], 1.0)
            )


def loud(w):
    """Whether in any place so many act that news and answers of the day matter."""
    most = 0
    for q in range(w.places.polity.shape[0]):
        most = max(most, w.places.acting[q])
    return most >= LOUD


def gather(w, x, share, fresh):
    """Keep the peaks and flows of a part of a step, `share` of its length."""
    for q in range(w.places.polity.shape[0]):
        now = (w.places.peak_strikers[q], w.places.peak_demonstrators[q], w.places.peak_armed[q])
        for k in range(3):
            x.peaks[3 * q + k] = now[k] if fresh else max(x.peaks[3 * q + k], now[k])
    for j in range(w.polities.population.shape[0]):
        x.flow[j] = (0.0 if fresh else x.flow[j]) + w.polities.exit_flow[j] * share


def exchange(w, x):
    """Put what was kept of the whole step in the place of its last part; called again, the other way."""
    for q in range(w.places.polity.shape[0]):
        a, b, c = w.places.peak_strikers[q], w.places.peak_demonstrators[q], w.places.peak_armed[q]
        w.places.peak_strikers[q] = x.peaks[3 * q]
        w.places.peak_demonstrators[q] = x.peaks[3 * q + 1]
        w.places.peak_armed[q] = x.peaks[3 * q + 2]
        x.peaks[3 * q], x.peaks[3 * q + 1], x.peaks[3 * q + 2] = a, b, c
    for j in range(w.polities.population.shape[0]):
        v = w.polities.exit_flow[j]
        w.polities.exit_flow[j] = x.flow[j]
        x.flow[j] = v


def run(
    world,
    theta,
    streams,
    buf,
    times,
    steps,
    strides,
    sub_steps,
    years,
    polity_out,
    place_out,
    s0,
    s1,
):
    """Steps s0 to s1 - 1.

    times, steps (days), strides (days) and years are by step, sub_steps are a day. A step longer than its
    stride is gone through in strides, and by day where it is loud; its peaks are the highest, its flows the
    mean. polity_out[step, polity,
    measure] and place_out[step, place, measure] are filled; of the first polity also the members of each
    party abroad, after the measures.
    """
    w, values, beside = light(world), borrow(theta), borrow(buf)
    x = Streams(
        borrow(streams.when),
        borrow(streams.held),
        borrow(streams.layer_next),
        borrow(streams.next),
        borrow(streams.need),
        borrow(streams.top),
        borrow(streams.ref),
        borrow(streams.score),
        borrow(streams.town_ref),
        borrow(streams.town_next),
        borrow(streams.best),
        borrow(streams.moved),
        borrow(streams.lifts),
        borrow(streams.ladder),
        borrow(streams.upper),
        borrow(streams.averse),
        borrow(streams.quarter_of),
        borrow(streams.quarter_of_class),
        borrow(streams.class_out),
        borrow(streams.full),
        borrow(streams.busy),
        borrow(streams.hot_towns),
        borrow(streams.hot_count),
        borrow(streams.peaks),
        borrow(streams.flow),
        borrow(streams.horizon),
        borrow(streams.ceiling),
        borrow(streams.spares),
        borrow(streams.marks),
        borrow(streams.fresh),
        borrow(streams.tried),
        borrow(streams.version),
        borrow(streams.slack),
        borrow(streams.lapse),
        borrow(streams.wasted),
        borrow(streams.patience),
        borrow(streams.weary),
        borrow(streams.rungs),
    )
    lo, hi = w.draws.seed[0], w.draws.seed[1]
    fading, _, cowed, spent, rate, noise, _ = acting_parameters(values)
    x.weary[0], x.weary[1], x.weary[2], x.weary[3] = spent, cowed, fading, noise
    if rate > 0.0 and rungs_moved(w, x):
        reckon_ladders(w, x, rate, noise)
        reckon_averse(w, x)
        for s in range(w.sites.place.shape[0]):
            x.ref[6 * s + 5] = 1e9  # bounds are reckoned anew
    for n in range(s0, s1):
        done = 0.0
        while done < steps[n] - 1e-9:
            t, dt = times[n] + done, steps[n] - done
            if dt > strides[n]:
                dt = min(dt, 1.0 if loud(w) else strides[n])
            stamp = int(t * 1024.0 + 0.5)
            start_step(w, t, dt, years[n] + done / 365.25)
            muster(w)
            daily_before(w, values, beside, lo, hi, stamp)
            spread_shocks(w, t, stamp, lo, hi)
            for q in range(w.places.polity.shape[0]):
                now = t
                while now < t + dt - 1e-9:
                    span = min(t + dt - now, int(now) + 1.0 - now)
                    act_place(q, w, x, values, now, span, sub_steps)
                    now += span
            add_up_towns(w, t + dt)
            add_up(w)
            daily_after(w, values, beside, lo, hi, stamp)
            if dt < steps[n]:
                gather(w, x, dt / steps[n], done == 0.0)
            done += dt
        if strides[n] < steps[n]:
            exchange(w, x)
        measure_all(w, n, polity_out, place_out)
        if strides[n] < steps[n]:
            exchange(w, x)
