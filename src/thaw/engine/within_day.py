"""How people act: the towns of one place, one day or part of a day, in sub-steps.

Acting is a hazard. Where nobody in a workplace acts, those who begin are found by `engine.sparks`.
A workplace where somebody acts is on the list of its town and draws points of its own, by (cell, shell,
moment), thinned by the same hazards. A place in which nobody acts and no point falls costs nothing.

What a single person does stands in `engine.acts`. The functions here are copied into each account's
generated program.
"""

from __future__ import annotations

from thaw.draw import exp, philox, poisson, words
from thaw.engine.acts import (
    BREAK,
    MONTH,
    acting_in,
    acting_parameters,
    answer,
    asleep,
    boldest_in,
    chosen_act,
    days_out,
    go_home,
    going_home,
    hazards,
    held_back,
    hot_town,
    layer_log,
    light_workplace,
    look_at,
    move,
    note_hot,
    own_lift,
    peaks,
)
from thaw.engine.constants import HOT, WORD
from thaw.engine.hazard_bound import raised, type_score
from thaw.engine.look_over import look_over
from thaw.engine.named import class_at, rank_at
from thaw.engine.population import LAYERS, SHELLS
from thaw.engine.sparks import (
    NEVER,
    address_of_stream,
    classes_in_shell,
    count_out,
    decision_of,
    find_next,
    first_in,
    first_of_sites,
    layer_first,
    points_in,
    quarter_in,
    quarter_of_stream,
    rate_of,
    renew_hot,
    renew_place,
    shell_top,
    site_of_stream,
    stream_first,
)
from thaw.engine.spent import edge, fresh_class, fresh_rank
from thaw.engine.traits import (
    first_cell,
    local_of,
    person_at,
    shock_of,
    state_of,
    traits_of,
    type_of,
    workplace_of,
)
from thaw.world import Spot

HOT_FLOOR = 0.0625
"""Top of the lowest shell of a workplace where somebody acts, acts per day and person; then factor 4."""


NEARLY = 1.000001
"""Factor by which a bound that another bound refines may be too low by rounding."""

FEW = 20
"""People acting in a town below which its time goes by in windows of several sub-steps."""

WINDOW = 1.0 / 6.0
"""Length of such a window, days."""


def spark(w, x, theta, r, layer, c, rank, height, x3, moment, end, late, acting, lo, hi, stamp):
    """Judge one point of stream r, on the person of a rank in class c; who acts brings his workplace into play."""
    fading, _, cowed, spent, _, noise, _ = acting
    s = site_of_stream(w, r)
    n_sites = w.sites.place.shape[0]
    if rank < 0:
        return
    number = w.draws.class_first[c] + person_at(
        rank, w.draws.class_persons[c], w.draws.class_key[c]
    )
    u = int(x.quarter_of_class[c])
    t = w.quarters.town[u]
    if r < n_sites and w.towns.own[t] == 1:
        return
    x.wasted[u] += 1
    lower = type_score(w, x, s, layer, type_of(w, u, number), 0.0) - x.score[s * LAYERS + layer]
    top = x.top[r * LAYERS + layer]
    if height > top * x.lifts[c] * exp(lower / noise) * NEARLY:
        return  # no one of his type in his class would act on it: his workplace has not been looked at yet
    m = workplace_of(w, u, number // w.sites.cell_size[s])
    wp = w.quarters.first_workplace[u] + m
    local = local_of(w, u, m)
    lower += local - x.best[s]
    if height > top * exp(lower / noise) or w.people.work_hot[wp] == 1:
        return
    state = state_of(w, u, number, moment)
    if 1 <= state <= 5:
        return
    shock = shock_of(w, u, number, state, moment, fading, spent, cowed)
    if shock < 0.0 and height > top * exp((lower + shock) / noise):
        return  # no one of his type, in this workplace and as weary, would act on it
    town = t if w.towns.active[t] == 1 else -1
    me = traits_of(w, u, number, layer, shock, 0)
    spot = Spot(s, town, 0.0, 0.0, days_out(w, wp, moment), local)
    p, d, a = hazards(spot, me, w, theta, lo, hi, stamp)
    new = chosen_act(height, 0, p, d, a)
    if new == 0:
        return
    away = going_home(spot, new, w, theta)
    if town >= 0:
        away += w.towns.disperse_rate[t]
    if w.towns.quick[t] == 0:
        end = late
    if (x3 + 0.5) / WORD < exp(-away * (end - moment)):
        light_workplace(w, x, u, m, moment)
        move(w, u, m, number, new, end)


def counted(word, mean):
    """Poisson count of a small mean, by inversion of a 32-bit word."""
    u = (word + 0.5) / WORD
    p = exp(-mean)
    total, k = p, 0
    while u > total and k < 100:
        k += 1
        p *= mean / k
        total += p
    return k


def points(
    w,
    x,
    theta,
    spot,
    u,
    m,
    number,
    n,
    alone,
    bound,
    rest,
    relief,
    t,
    h,
    code,
    acting,
    lo,
    hi,
    stamp,
):
    """Points of `n` people from `number` on, in one sub-step: who of them acts.

    `bound` is the largest hazard of any of them; each is bounded by his own type, `rest` and `relief`
    being as in `layer_log`. Of all cells of a workplace those where somebody acts are left to draws of
    their own; `alone` says that the people are such a cell.
    """
    fading, _, cowed, spent, _, noise, ceiling = acting
    size = w.sites.cell_size[spot.site]
    ladder, upper = x.ladder[w.sites.group[spot.site]], x.upper[w.sites.group[spot.site]]
    address, first = w.quarters.address[u], w.quarters.first_person[u]
    low, top, shell = 0.0, HOT_FLOOR, 0
    luck = words((lo, hi, HOT, stamp), address, code)
    while low < bound:
        mean = (top - low) * n * h
        if shell < 4 and mean < 16.0:
            found = counted(luck[shell], mean)
        else:
            found = poisson((lo, hi, HOT + 128, stamp), address, code + shell, mean)
        for j in range(found):
            x0, x1, x2, x3 = philox(address, code + shell, stamp, HOT + 256 * (j + 1), lo, hi)
            height = low + (top - low) * (x2 + 0.5) / WORD
            if height > bound:
                continue
            who = number + ((x0 * n) >> 32)
            if not alone and x.busy[(who - number) // size] > 0:
                continue
            state = int(w.people.state[first + who])
            if state == 3 or state == 5:
                continue
            if not alone:
                look_at(w, u, who // size * size)
            moment = t + h * (x1 + 0.5) / WORD
            state = state_of(w, u, who, moment)
            if state == 4:
                continue
            act = state if state < 4 else 0
            shock = shock_of(w, u, who, state, moment, fading, spent, cowed)
            layer = int(w.people.layer[first + who]) - 1
            most = type_score(w, x, spot.site, layer, type_of(w, u, who), relief) + rest + shock
            if height > held_back(most / noise + (upper if act > 0 else ladder), ceiling):
                continue
            me = traits_of(w, u, who, layer, shock, act)
            p, d, a = hazards(spot, me, w, theta, lo, hi, stamp)
            new = chosen_act(height, act, p, d, a)
            if new == 0:
                continue
            away = going_home(spot, new, w, theta) + w.towns.disperse_rate[spot.town]
            if (x3 + 0.5) / WORD < exp(-away * (t + h - moment)):
                move(w, u, m, who, new, t + h)
        low, top = top, top * 4.0
        shell += 1


def work_in(w, x, theta, wp, t, h, acting, lo, hi, stamp):
    """One sub-step of a workplace where somebody acts."""
    _, _, _, _, _, noise, ceiling = acting
    u = int(x.quarter_of[wp])
    s, town = w.quarters.site[u], w.quarters.town[u]
    m = wp - w.quarters.first_workplace[u]
    cell0, cell1 = first_cell(w, u, m), first_cell(w, u, m + 1)
    size = w.sites.cell_size[s]
    works = int(w.people.work_out[wp]) / float((cell1 - cell0) * size)
    days = days_out(w, wp, t)
    local = local_of(w, u, m)
    common, relief = raised(x, s, town, w, theta)
    best = boldest_in(w, u, m)
    base = 1073741824
    idle = 0
    for cell in range(cell1 - cell0):
        idle += 1 if x.busy[cell] == 0 else 0
    if idle > 0:
        spot = Spot(s, town, 0.0, works, days, local)
        rest = common + own_lift(spot, w, theta)
        bound = held_back(layer_log(w, x, s, best, rest, relief, noise), ceiling)
        points(
            w,
            x,
            theta,
            spot,
            u,
            m,
            cell0 * size,
            (cell1 - cell0) * size,
            False,
            bound,
            rest,
            relief,
            t,
            h,
            base + 16 * cell0 + 8,
            acting,
            lo,
            hi,
            stamp,
        )
    for cell in range(cell0, cell1):
        out = x.busy[cell - cell0]
        if out == 0:
            continue
        spot = Spot(s, town, out / float(size), works, days, local)
        go_home(w, theta, spot, u, m, cell * size, t, h, lo, hi, stamp)
        rest = common + own_lift(spot, w, theta)
        most = layer_log(w, x, s, look_at(w, u, cell * size), rest, relief, noise)
        if acting_in(w, w.quarters.first_cell[u] + cell) == size:  # what a strike leaves to do
            most += x.upper[w.sites.group[s]] - x.ladder[w.sites.group[s]]
        bound = held_back(most, ceiling)
        points(
            w,
            x,
            theta,
            spot,
            u,
            m,
            cell * size,
            size,
            True,
            bound,
            rest,
            relief,
            t,
            h,
            base + 16 * cell,
            acting,
            lo,
            hi,
            stamp,
        )
    if works > BREAK:
        days += h
        broke = float(w.people.work_broke[wp])
        if broke == 0.0 or t - (broke - 1.0) > MONTH:
            w.towns.breaks[town] += 1
            w.people.work_broke[wp] = t + 1.0
        w.people.work_days[wp], w.people.work_seen[wp] = days, t + h


def run_hot(t, w, theta, now, lo, hi):
    """The mechanisms of the sub-step in town t, over the time since they last ran."""
    span = now - w.towns.last_hot[t]
    if span <= 0.0:
        return
    kept_t, kept_dt = w.clock.t[0], w.clock.dt[0]
    w.clock.t[0], w.clock.dt[0] = now, span
    hot_town(t, w, theta, lo, hi, int(now * 1024.0 + 0.5))
    w.clock.t[0], w.clock.dt[0] = kept_t, kept_dt
    w.towns.last_hot[t] = now


def act_town(t, w, x, theta, now, h, acting, lo, hi, stamp):
    """One sub-step of all workplaces of town t where somebody acted when it began."""
    entry = w.towns.hot[t]
    while entry > 0:
        wp = entry - 1
        if w.people.work_hot[wp] == 1:
            u = int(x.quarter_of[wp])
            m = wp - w.quarters.first_workplace[u]
            base = first_cell(w, u, m)
            for cell in range(base, first_cell(w, u, m + 1)):
                x.busy[cell - base] = acting_in(w, w.quarters.first_cell[u] + cell)
            work_in(w, x, theta, wp, now, h, acting, lo, hi, stamp)
        entry = int(w.people.work_next[wp])


def answer_town(t, w, x, now, h, acting, lo, hi, stamp):
    """Arrests and deaths in town t during one sub-step; then workplaces join its list or leave it."""
    before, entry = 0, w.towns.hot[t]
    while entry > 0:
        wp = entry - 1
        following = int(w.people.work_next[wp])
        if w.people.work_out[wp] > 0:
            answer(w, x, wp, now, h, acting, lo, hi, stamp)
        here, new = w.people.work_out[wp] > 0, w.people.work_hot[wp] == 2
        if here != (not new):
            u = int(x.quarter_of[wp])
            count_out(w, x, u, wp - w.quarters.first_workplace[u], 1 if new else -1, now + h)
        if here:
            w.people.work_hot[wp] = 1
            before = entry
        else:
            w.people.work_hot[wp] = 0
            if before == 0:
                w.towns.hot[t] = following
            else:
                w.people.work_next[before - 1] = following
        entry = following


def sparks_of(w, x, theta, r, now, end, late, acting, lo, hi, stamp):
    """Judge all points of stream r from `now` to `end`, shell by shell; the caller has seen that there are any."""
    _, _, _, _, _, _, ceiling = acting
    u = quarter_of_stream(w, r)
    if u >= 0:
        due = x.lapse[u] < end
        if due or x.wasted[u] > x.patience[u]:
            look_over(w, x, r, now, due)
    first = w.quarters.first_class[w.sites.first_quarter[site_of_stream(w, r)]]
    address = address_of_stream(w, r)
    for layer in range(LAYERS):
        if x.layer_next[r * LAYERS + layer] >= end:
            continue
        top = x.top[r * LAYERS + layer]
        for k in range(x.need[r * LAYERS + layer]):
            i = (r * LAYERS + layer) * SHELLS + k
            if x.when[i] >= end:
                continue
            low = edge(k)
            if low >= top:  # the bound has fallen below this shell: it is opened anew if it rises
                x.need[r * LAYERS + layer] = k
                break
            c, last = classes_in_shell(w, x, r, k)
            rate, length = rate_of(w, x, r, layer, k, c, last)
            decision, spares = decision_of(w, x, r, layer, k), x.spares[i] == 1
            start, later, held = x.when[i], NEVER, int(x.held[i])
            wide = (shell_top(k) - low) / WORD
            none = exp(-min(rate * length, 24.0))
            for b in range(int(start / length), int(end / length) + 1):
                left, part = rate * length, 0
                while left > 0.0:
                    n = held
                    if n < 0:
                        few = none if part == 0 or left >= 24.0 else exp(-left)
                        n = points_in(address, layer + 32 * k, decision, b, part, left, few, lo, hi)
                    for j in range(64 * part, 64 * part + n):
                        x0, x1, x2, x3 = philox(
                            address, layer + 32 * k + 2048 * (j + 1), b, decision, lo, hi
                        )
                        when = (b + (x1 + 0.5) / WORD) * length
                        if when >= end:
                            if when < later:
                                later, x.held[i] = when, n if rate * length <= 24.0 else -1
                            continue
                        height = low + wide * (x2 + 0.5)
                        if when < start or height > top:
                            continue
                        at = 0.0
                        if spares:
                            one = fresh_class(x, layer, c, last, x0)
                        else:
                            one, at = class_at(w, first, c, last, layer, x0)
                        height *= x.lifts[one]
                        if height > ceiling:
                            continue
                        if spares:
                            rank = fresh_rank(w, x, u, layer, one, x0, x1)
                        else:
                            rank = rank_at(w, first, one, layer, at)
                        spark(
                            w,
                            x,
                            theta,
                            r,
                            layer,
                            one,
                            rank,
                            height,
                            x3,
                            when,
                            end,
                            late,
                            acting,
                            lo,
                            hi,
                            stamp,
                        )
                    left -= 24.0
                    part += 1
                held = -1
            x.when[i] = later
            if later == NEVER:
                find_next(w, x, r, layer, k, (int(end / length) + 1) * length)
        layer_first(x, r, layer)
    stream_first(w, x, r)


def town_sparks(w, x, theta, q, t, now, end, late, acting, lo, hi, stamp):
    """Judge all points of town t, which draws for itself, from `now` to `end`."""
    n = w.sites.place.shape[0]
    first = NEVER
    for s in range(w.places.first_site[q], w.places.last_site[q]):
        u = quarter_in(w, s, t)
        if u >= 0:
            if x.next[n + u] < end:
                sparks_of(w, x, theta, n + u, now, end, late, acting, lo, hi, stamp)
            first = min(first, x.next[n + u])
    x.town_next[t] = first


def act_place(q, w, x, theta, t0, dt, sub):
    """All acts in place q from t0 to t0 + dt (within one calendar day), in `sub` sub-steps a day."""
    acting = acting_parameters(theta)
    _, _, _, _, rate, noise, _ = acting
    if rate <= 0.0:
        return
    lo, hi = w.draws.seed[0], w.draws.seed[1]
    n_sub = max(1, int(dt * sub + 0.5))
    h = dt / n_sub
    wide = max(1, int(WINDOW / h + 0.001))
    first_town = w.places.first_town[q]
    last_town = first_town + w.places.towns[q]
    x.hot_count[0] = 0
    for t in range(first_town, last_town):
        if w.towns.active[t] == 1:
            if not asleep(w, t, t0):
                run_hot(t, w, theta, t0, lo, hi)
            if w.towns.hot[t] > 0:
                note_hot(x, t)
    first = renew_place(w, x, theta, q, t0, noise)
    k = 0
    while k < n_sub:
        if x.hot_count[0] == 0:
            if first >= t0 + dt:
                break
            k = max(k, min(int((first - t0) / h + 1e-9), n_sub - 1))
        now = t0 + k * h
        end = now + h if k < n_sub - 1 else t0 + dt
        opens, closes = k % wide == 0, k % wide == wide - 1 or k == n_sub - 1
        begin = t0 + (k - k % wide) * h
        late = end if closes else min(begin + wide * h, t0 + dt)
        stamp = int(now * 1024.0 + 0.5)
        if k > 0:
            for i in range(x.hot_count[0]):
                t = x.hot_towns[i]
                if w.towns.acting[t] > 0 and (opens or w.towns.quick[t] == 1):
                    run_hot(t, w, theta, now, lo, hi)
            first = min(first, renew_hot(w, x, theta, q, now, noise, opens))
        if opens:
            for i in range(x.hot_count[0]):
                t = x.hot_towns[i]
                w.towns.quick[t] = 1 if w.towns.acting[t] >= FEW else 0
        if first < end:
            for s in range(w.places.first_site[q], w.places.last_site[q]):
                if x.next[s] < end:
                    sparks_of(w, x, theta, s, now, end, late, acting, lo, hi, stamp)
            first = NEVER
            for t in range(first_town, last_town):
                if w.towns.own[t] == 1:
                    if x.town_next[t] < end:
                        town_sparks(w, x, theta, q, t, now, end, late, acting, lo, hi, stamp)
                    first = min(first, x.town_next[t])
            first = first_of_sites(w, x, q, first)
        kept = 0
        for i in range(x.hot_count[0]):
            t = x.hot_towns[i]
            if w.towns.quick[t] == 1:
                act_town(t, w, x, theta, now, end - now, acting, lo, hi, stamp)
                answer_town(t, w, x, now, end - now, acting, lo, hi, stamp)
                first = min(first, first_in(w, x, t))
                peaks(w, t, end)
            elif closes:
                past = int(begin * 1024.0 + 0.5)
                act_town(t, w, x, theta, begin, end - begin, acting, lo, hi, past)
                answer_town(t, w, x, begin, end - begin, acting, lo, hi, past)
                first = min(first, first_in(w, x, t))
                peaks(w, t, end)
            if w.towns.hot[t] > 0:
                x.hot_towns[kept] = t
                kept += 1
        x.hot_count[0] = kept
        k += 1
