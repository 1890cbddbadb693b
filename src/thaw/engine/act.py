"""How people act: one place, one day or part of a day, in sub-steps.

Acting is a hazard. Each cell carries a Poisson field of points over (time, height): a point at height
u makes its person act if u lies below the person's hazard at that moment. Points are drawn in shells
of height addressed by (cell, shell, day), so a higher bound adds points and redraws none, no step
size enters, and a quiet cell costs one draw a day (docs/ideas/everybody.md).

The functions here are copied into each account's generated unit, where `hot_place`, `hazards` and
`acting_parameters` are the account's own; the ones below stand in for them when this file is read alone.
"""

from __future__ import annotations

from thaw.draw import exp, log, philox, poisson, uniform, words
from thaw.engine.bound import LOWEST, NO_POINT, bound_of, ladder, shell_floor, shells_below
from thaw.world import Person

TRAIT, POINT, HOME, ARREST, DEATH, RELEASE = 0, 1, 2, 3, 4, 5
"""Decision numbers reserved for the engine (see `engine.unit.RESERVED`)."""


def hot_place(q, w, theta, lo, hi, stamp):
    """Stand-in for the account's mechanisms of the sub-step."""


def hazards(c, me, w, theta, lo, hi, stamp):
    """Stand-in for the account's `speak_out`."""
    return 0.0, 0.0, 0.0, 0.0


def going_home(c, act, w, theta):
    """Stand-in for the rate at which the account's people leave off an act."""
    return 0.0


def acting_parameters(theta):
    """Stand-in for the account's values of `speak_out`."""
    return 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0


def person(w, c, slot, t, fading):
    """Traits of a member from the address, and the private shock as it stands at time t."""
    x0, x1, _, _ = philox(
        w.sites.address[w.cells.site[c]], w.cells.number[c] * 64 + slot, 0, TRAIT,
        w.draws.seed[0], w.draws.seed[1],
    )  # fmt: skip
    k = c * 64 + slot
    shock = float(w.people.shock[k])
    if shock != 0.0:
        shock = shock * exp((float(w.people.shock_day[k]) - t) / fading)
    return Person(
        float(w.draws.quantiles[x0 & 255]), float(w.draws.quantiles[256 + ((x0 >> 8) & 255)]),
        float(w.draws.quantiles[512 + ((x0 >> 16) & 255)]), float(w.draws.quantiles[768 + (x1 & 255)]),
        float(w.draws.quantiles[1024 + ((x1 >> 8) & 255)]), shock, int(w.people.act[k]),
    )  # fmt: skip


def tally(w, c, sign):
    """Add (or with -1 take away) what cell c contributes to the counts of its site, group and place."""
    s, d, a = w.cells.striking[c], w.cells.demonstrating[c], w.cells.armed[c]
    n = (s + d + a) * w.cells.weight[c] * sign
    q = w.cells.place[c]
    w.sites.striking[w.cells.site[c]] += n
    w.groups.acting[w.cells.group[c]] += n
    w.places.acting[q] += n
    w.places.withholding[q] += w.cells.withholding[c] * w.cells.weight[c] * sign
    if (s + d + a) * 5 >= w.cells.size[c] and n != 0:
        weight = w.cells.weight[c] * sign
        w.places.strikers[q] += s * weight
        w.places.demonstrators[q] += d * weight
        w.places.armed[q] += a * weight


def count_member(w, c, act, step):
    """Add `step` to the cell's count of an act."""
    if act == 1:
        w.cells.withholding[c] += step
    elif act == 2:
        w.cells.striking[c] += step
    elif act == 3:
        w.cells.demonstrating[c] += step
    elif act == 4:
        w.cells.armed[c] += step


def change_act(w, c, slot, new):
    """Move one member to another act; counts of the cell follow, those of the place by `tally`."""
    k = c * 64 + slot
    count_member(w, c, int(w.people.act[k]), -1)
    count_member(w, c, new, 1)
    w.people.act[k] = new
    w.people.touched[c] = 1


def draw_shells(w, x, c, need, now, begin, day, n_sub, h, count):
    """Draw the points of cell c in shells not yet drawn; file those still to come by sub-step."""
    site, number = w.sites.address[w.cells.site[c]], w.cells.number[c]
    lo, hi = w.draws.seed[0], w.draws.seed[1]
    while x.drawn[c] < need:
        shell = int(x.drawn[c])
        x.drawn[c] += 1
        low, width = shell_floor(shell)
        where = (lo, hi, POINT, day + 8192 * shell + 2097152 * 255)
        if shell == 0 and uniform(where, site, number) <= NO_POINT:
            continue
        n = min(poisson(where, site, number, 64.0 * width), 255)
        for j in range(n):
            x0, x1, x2, x3 = philox(
                site, number, day + 8192 * shell + 2097152 * j, POINT, lo, hi
            )  # fmt: skip
            slot = x0 & 63
            if slot >= w.cells.size[c]:
                continue
            moment = (x1 + 0.5) / 4294967296.0
            sub = int((moment - begin) / h + 1e-9)
            if moment < begin or sub < now or sub >= n_sub:
                continue
            if count >= x.full[1]:
                x.full[0] = 1
                return count
            x.cell[count], x.slot[count] = c, slot
            x.height[count] = low + width * (x2 + 0.5) / 4294967296.0
            x.when[count] = day + moment
            x.luck[count] = (x3 + 0.5) / 4294967296.0
            x.next[count] = x.head[sub]
            x.head[sub] = count
            count += 1
    return count


def start_day(w, c, t, dt, fading):
    """Fade the memory of hurt in cell c and release those whose term is over."""
    if w.cells.hurt[c] > 0.0:
        w.cells.hurt[c] = w.cells.hurt[c] * exp(-dt / fading)
        if w.cells.hurt[c] < 0.001:
            w.cells.hurt[c] = 0.0
    if w.cells.held[c] > 0:
        for slot in range(w.cells.size[c]):
            k = c * 64 + slot
            if w.people.status[k] == 1 and w.people.until[k] <= t:
                w.people.status[k] = 0
                w.people.shock_day[k] = t
                w.cells.held[c] -= 1
                w.cells.top[c] = 99.0


def remove_members(w, c, number, status, t, stamp, held_days, cowed):
    """Take `number` acting members of cell c out of action, lowest slot first: 1 arrested, 3 dead."""
    for slot in range(w.cells.size[c]):
        k = c * 64 + slot
        if number == 0:
            return
        if w.people.act[k] >= 2 and w.people.status[k] == 0:
            change_act(w, c, slot, 0)
            w.people.status[k] = status
            w.cells.top[c] = 99.0
            number -= 1
            if status == 1:
                u = uniform(
                    (w.draws.seed[0], w.draws.seed[1], RELEASE, stamp),
                    w.sites.address[w.cells.site[c]], w.cells.number[c] * 64 + slot,
                )  # fmt: skip
                w.people.until[k] = t - held_days * log(u)
                w.people.shock[k] = -cowed
                w.cells.held[c] += 1


def answer_cell(w, q, c, t, h, stamp, held_days, cowed, witness):
    """Arrests and deaths among the acting members of cell c during one sub-step, at true scale."""
    s, d, a = w.cells.striking[c], w.cells.demonstrating[c], w.cells.armed[c]
    weight = w.cells.weight[c]
    site, number = w.sites.address[w.cells.site[c]], w.cells.number[c]
    lo, hi = w.draws.seed[0], w.draws.seed[1]
    hurt = 0
    for status in (1, 3):
        exposed = (s + d + a) if status == 1 else (d + a)
        rate = w.places.arrest_rate[q] if status == 1 else w.places.kill_rate[q]
        if exposed == 0 or rate <= 0.0:
            continue
        decision = ARREST if status == 1 else DEATH
        n = poisson((lo, hi, decision, stamp), site, number, rate * h * exposed * weight)
        n = min(n, exposed * weight)
        if n == 0:
            continue
        hurt += n
        if status == 1:
            before = w.cells.arrests[c] // weight
            w.cells.arrests[c] += n
            w.places.arrests[q] += n
            whole = w.cells.arrests[c] // weight - before
        else:
            before = w.cells.deaths[c] // weight
            w.cells.deaths[c] += n
            w.places.deaths[q] += n
            whole = w.cells.deaths[c] // weight - before
        remove_members(w, c, whole, status, t, stamp, held_days, cowed)
    if hurt > 0:
        w.cells.hurt[c] += witness * hurt / (float(w.cells.size[c]) * weight)


def sub_steps(w, q, sub):
    """Sub-steps a day in place q: `sub`, or a sixth of it where a visible crowd stays within a tenth."""
    now = w.places.strikers[q] + w.places.demonstrators[q] + w.places.armed[q]
    before = w.places.visible_last[q]
    w.places.visible_last[q] = now
    if now == 0 and before == 0:
        return sub
    return sub if abs(now - before) * 10 > max(now, before) else max(1, sub // 6)


def run_hot(q, w, wq, theta, t, lo, hi):
    """The mechanisms of the sub-step in place q, over the time since they last ran."""
    wq.clock.t[0], wq.clock.dt[0] = t, t - w.places.last_hot[q]
    hot_place(q, wq, theta, lo, hi, int(t * 1024.0 + 0.5))
    w.places.last_hot[q] = t


def look_round(q, w, x, theta, k, t, begin, day, n_sub, h, count):
    """Bound the hazards of every cell of place q and draw the points below; number of points filed."""
    fading, _, _, _, _, rate, noise, ceiling = acting_parameters(theta)
    group, rungs, low = -1, 1.0, 0.0
    for c in range(w.places.first_cell[q], w.places.last_cell[q]):
        if k == 0:
            x.drawn[c] = 0
        if w.cells.group[c] != group:
            group = w.cells.group[c]
            if w.groups.rungs[group] == 0.0:
                w.groups.rungs[group] = ladder(w, group, noise)
            rungs = w.groups.rungs[group]
            low = noise * log(LOWEST / (rate * rungs)) if rate > 0.0 else 1e9
        x.bound[c] = bound_of(w, c, theta, t, fading, rate, noise, ceiling, rungs, low)
        need = 1 if x.bound[c] <= LOWEST else shells_below(x.bound[c])
        if x.drawn[c] < need:
            count = draw_shells(w, x, c, need, k, begin, day, n_sub, h, count)
    return count


def act_place(q, w, wq, theta, x, t0, dt, sub):
    """All acts in place q from t0 to t0 + dt (within one calendar day), in `sub` sub-steps a day.

    A sub-step in which nobody acts and no point falls costs nothing.
    """
    fading, held_days, cowed, spent, witness, _, _, _ = acting_parameters(theta)
    if fading <= 0.0:
        return
    n_sub = max(1, int(dt * sub_steps(w, q, sub) + 0.5))
    h = dt / n_sub
    day = int(t0)
    begin = t0 - day
    lo, hi = w.draws.seed[0], w.draws.seed[1]
    first, last = w.places.first_cell[q], w.places.last_cell[q]
    for k in range(n_sub):
        x.head[k] = -1
    for c in range(first, last):
        if w.people.touched[c] == 1:
            start_day(w, c, t0, dt, fading)
    run_hot(q, w, wq, theta, t0, lo, hi)
    count = look_round(q, w, x, theta, 0, t0, begin, day, n_sub, h, 0)
    busy = w.places.acting[q] > 0
    for k in range(n_sub):
        t = t0 + k * h
        if k > 0 and busy:
            run_hot(q, w, wq, theta, t, lo, hi)
            count = look_round(q, w, x, theta, k, t, begin, day, n_sub, h, count)
        anyone = busy or w.places.withholding[q] > 0
        if x.head[k] < 0 and not anyone:
            continue
        moves = collect_moves(w, x, theta, q, x.head[k], t, h, lo, hi, fading)
        if anyone:
            stamp = int(t * 1024.0 + 0.5)
            moves = collect_returns(w, x, theta, q, first, last, h, lo, hi, stamp, moves)
        if moves > 0 and not busy and k > 0:
            run_hot(q, w, wq, theta, t, lo, hi)
        for m in range(moves):
            make_move(w, x.move_cell[m], x.move_slot[m], int(x.move_act[m]), t + h, fading, spent)
        if w.places.acting[q] > 0:
            answer_place(w, q, t, h, held_days, cowed, witness)
        busy = w.places.acting[q] > 0
        w.places.peak_strikers[q] = max(w.places.peak_strikers[q], w.places.strikers[q])
        w.places.peak_demonstrators[q] = max(
            w.places.peak_demonstrators[q], w.places.demonstrators[q]
        )
        w.places.peak_armed[q] = max(w.places.peak_armed[q], w.places.armed[q])


def make_move(w, c, slot, new, t, fading, spent):
    """Let one member begin another act or go back; one who goes back from a strike has had enough for now."""
    k = c * 64 + slot
    if new == 0 and w.people.act[k] >= 2 and spent > 0.0:
        old = float(w.people.shock[k])
        if old != 0.0:
            old = old * exp((float(w.people.shock_day[k]) - t) / fading)
        w.people.shock[k], w.people.shock_day[k] = min(old, -spent), t
        w.cells.top[c] = 99.0
    tally(w, c, -1)
    change_act(w, c, slot, new)
    tally(w, c, 1)


def answer_place(w, q, t, h, held_days, cowed, witness):
    """Arrests and deaths in place q during one sub-step."""
    stamp = int(t * 1024.0 + 0.5)
    for c in range(w.places.first_cell[q], w.places.last_cell[q]):
        if w.people.touched[c] == 1 and (
            w.cells.striking[c] + w.cells.demonstrating[c] + w.cells.armed[c] > 0
        ):
            tally(w, c, -1)
            answer_cell(w, q, c, t, h, stamp, held_days, cowed, witness)
            tally(w, c, 1)


def collect_moves(w, x, theta, q, entry, t, h, lo, hi, fading):
    """Who of the candidates of this sub-step acts, judged by the world as it stands; number of moves.

    One who acts and has left off again before the sub-step ends is not counted: the counts are those
    at the end of the sub-step, whatever its length.
    """
    moves = 0
    stamp = int(t * 1024.0 + 0.5)
    while entry >= 0:
        c, slot, u = x.cell[entry], x.slot[entry], x.height[entry]
        left, luck = t + h - x.when[entry], x.luck[entry]
        entry = x.next[entry]
        if u > x.bound[c] or w.people.status[c * 64 + slot] != 0:
            continue
        me = person(w, c, slot, t, fading)
        a, b, d, e = hazards(c, me, w, theta, lo, hi, stamp)
        new = 0
        if me.act < 4 and u < e:
            new = 4
        elif me.act < 3 and u < e + d:
            new = 3
        elif me.act < 2 and u < e + d + b:
            new = 2
        elif me.act < 1 and u < e + d + b + a:
            new = 1
        if new == 0:
            continue
        if moves >= x.full[1]:
            x.full[0] = 1
            return moves
        disperse = w.places.disperse_rate[q] if new > 1 else 0.0
        if luck < exp(-(going_home(c, new, w, theta) + disperse) * left):
            x.move_cell[moves], x.move_slot[moves], x.move_act[moves] = c, slot, new
            moves += 1
    return moves


def collect_returns(w, x, theta, q, first, last, h, lo, hi, stamp, moves):
    """Who of those acting goes home in this sub-step, of himself or dispersed; number of moves so far.

    One draw serves four slots, a word each.
    """
    disperse = w.places.disperse_rate[q]
    for c in range(first, last):
        if w.people.touched[c] == 0:
            continue
        if (
            w.cells.withholding[c]
            + w.cells.striking[c]
            + w.cells.demonstrating[c]
            + w.cells.armed[c]
            == 0
        ):
            continue
        stay = (
            1.0,
            staying(c, 1, w.cells.withholding[c], 0.0, h, w, theta),
            staying(c, 2, w.cells.striking[c], disperse, h, w, theta),
            staying(c, 3, w.cells.demonstrating[c], disperse, h, w, theta),
            staying(c, 4, w.cells.armed[c], disperse, h, w, theta),
        )
        site, number = w.sites.address[w.cells.site[c]], w.cells.number[c] * 64
        for first_slot in range(0, w.cells.size[c], 4):
            k = c * 64 + first_slot
            if (
                w.people.act[k] + w.people.act[k + 1] + w.people.act[k + 2] + w.people.act[k + 3]
                == 0
            ):
                continue
            luck = words((lo, hi, HOME, stamp), site, number + first_slot)
            for j in range(4):
                act = int(w.people.act[k + j])
                if act == 0 or (luck[j] + 0.5) / 4294967296.0 < stay[act]:
                    continue
                if moves >= x.full[1]:
                    x.full[0] = 1
                    return moves
                x.move_cell[moves], x.move_slot[moves], x.move_act[moves] = c, first_slot + j, 0
                moves += 1
    return moves


def staying(c, act, count, disperse, h, w, theta):
    """Chance that one of cell c is still at an act after h days; 1 where nobody is at it."""
    return exp(-(going_home(c, act, w, theta) + disperse) * h) if count > 0 else 1.0
