"""What a person does: begin, go over to another act, go home, be arrested or killed, and who counts it.

The functions here are copied into each account's generated program, where `hot_town`, `hazards`,
`own_lift`, `going_home` and `acting_parameters` are the account's own.
"""

from __future__ import annotations

from thaw.draw import exp, log, poisson, uniform, words
from thaw.engine.constants import ARREST, DEATH, HOME, RELEASE, WORD
from thaw.engine.population import LAYERS
from thaw.engine.traits import bits_of, first_cell, layer_of, person_at, workplace_of

TIRE_FADING = 10.0
"""Days in which the length of a strike in a workplace is forgotten by e."""

BREAK = 0.2
"""Share of a workplace acting at which its strike is an event that is heard of."""

MONTH = 30.0
"""Days before the same workplace can be heard of again."""

ONCE = 60.0
"""Days after which one who acts again is counted again among those who took part."""

QUIET_DAYS = 10.0
"""Days without an act after which police and troops of a town are looked at no more in a day."""


def hot_town(t, w, theta, lo, hi, stamp):
    """Stand-in for the account's mechanisms of the sub-step."""


def hazards(at, me, w, theta, lo, hi, stamp):
    """Stand-in for the account's `speak_out`."""
    return 0.0, 0.0, 0.0


def own_lift(at, w, theta):
    """Stand-in for what lifts a person by what his own cell and workplace do."""
    return 0.0


def going_home(at, act, w, theta):
    """Stand-in for the rate at which the account's people leave off an act."""
    return 0.0


def acting_parameters(theta):
    """Stand-in for the account's values of `speak_out`."""
    return 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0


def count(w, s, t, act, step):
    """Add `step` people at an act to the counts of site s, its group and town t."""
    w.sites.striking[s] += step
    w.groups.acting[w.sites.group[s]] += step
    w.towns.acting[t] += step
    if act == 1:
        w.towns.strikers[t] += step
    elif act == 2:
        w.towns.demonstrators[t] += step
    else:
        w.towns.armed[t] += step


def wake_town(w, t, now):
    """Let town t step out of rest."""
    w.towns.active[t] = 1
    w.towns.arrest[t] = w.places.arrest[w.towns.place[t]]
    w.towns.last_hot[t] = now


def move(w, u, m, number, new, now):
    """Let a person of workplace m of quarter u begin an act, or (new 0) go back."""
    s, t = w.quarters.site[u], w.quarters.town[u]
    k = w.quarters.first_person[u] + number
    old = int(w.people.state[k])
    cell = 3 * (w.quarters.first_cell[u] + number // w.sites.cell_size[s])
    wp = w.quarters.first_workplace[u] + m
    if 1 <= old <= 3:
        w.people.cell_out[cell + old - 1] -= 1
        count(w, s, t, old, -1)
        w.people.work_out[wp] -= 1
    elif old != 6 or now - float(w.people.since[k]) > ONCE:
        w.towns.joined[t] += 1
    if new > 0:
        w.people.state[k] = new
        w.people.cell_out[cell + new - 1] += 1
        w.people.work_out[wp] += 1
        count(w, s, t, new, 1)
        w.towns.last_act[t] = now
    else:
        w.people.state[k] = 6
        w.people.since[k] = now


def light_workplace(w, x, u, m, now):
    """Put workplace m of quarter u on the list of its town, for the next sub-step on."""
    t = w.quarters.town[u]
    wp = w.quarters.first_workplace[u] + m
    if w.towns.active[t] == 0:
        wake_town(w, t, now)
    elif w.towns.acting[t] == 0:
        w.towns.last_hot[t] = now
    if w.people.work_hot[wp] == 0:
        if w.towns.hot[t] == 0:
            w.towns.quick[t] = 0
            note_hot(x, t)
        w.people.work_next[wp] = w.towns.hot[t]
        w.towns.hot[t] = wp + 1
    w.people.work_hot[wp] = 2


def note_hot(x, t):
    """Enter town t on the list of those of the place at hand where somebody acts."""
    x.hot_towns[x.hot_count[0]] = t
    x.hot_count[0] += 1


def days_out(w, wp, t):
    """Days that a workplace has been on strike, as remembered at time t."""
    days = float(w.people.work_days[wp])
    if days == 0.0:
        return 0.0
    return days * exp((float(w.people.work_seen[wp]) - t) / TIRE_FADING)


def chosen_act(u, now, a, b, c):
    """Act that a point of height u brings one at act `now` to, 0 for none; a, b, c are the hazards."""
    if now < 3 and u < c:
        return 3
    if now < 2 and u < c + b:
        return 2
    if now < 1 and u < c + b + a:
        return 1
    return 0


def look_at(w, u, number):
    """Boldest layer of the cell of quarter u whose first person is `number`; its members' are noted, once."""
    size = w.sites.cell_size[w.quarters.site[u]]
    k = w.quarters.first_cell[u] + number // size
    if w.people.cell_layer[k] == 0:
        best, first = LAYERS - 1, w.quarters.first_person[u]
        for i in range(number, number + size):
            layer = layer_of(w, u, i)
            w.people.layer[first + i] = layer + 1
            best = min(best, layer)
        w.people.cell_layer[k] = best + 1
    return int(w.people.cell_layer[k]) - 1


def boldest_in(w, u, m):
    """Boldest layer of workplace m of quarter u, looked up once: the bold are gone through, not the rest."""
    wp = w.quarters.first_workplace[u] + m
    if w.people.work_layer[wp] == 0:
        c = w.quarters.first_class[u] + bits_of(m)
        n, size = w.draws.class_persons[c], w.sites.cell_size[w.quarters.site[u]]
        rank = 0
        while rank < n:
            who = w.draws.class_first[c] + person_at(rank, n, w.draws.class_key[c])
            if workplace_of(w, u, who // size) == m:
                w.people.work_layer[wp] = layer_of(w, u, who) + 1
                break
            rank += 1
    return int(w.people.work_layer[wp]) - 1


def layer_log(w, x, s, layer, rest, relief, noise):
    """Logarithm of the largest hazard in a layer of site s, everybody lifted by `rest`, the averse by `relief`."""
    score = x.score[s * LAYERS + layer] + relief * x.averse[w.sites.stratum[s] * LAYERS + layer]
    return (score + rest) / noise + x.ladder[w.sites.group[s]]


def held_back(most, ceiling):
    """Hazard of all acts together, the logarithm of their sum being `most` before the ceiling holds them back."""
    total = exp(min(most, 60.0))
    return total * ceiling / (ceiling + total)


def acting_in(w, cell):
    """Members of a cell who act."""
    k = 3 * cell
    return int(w.people.cell_out[k]) + int(w.people.cell_out[k + 1]) + int(w.people.cell_out[k + 2])


def go_home(w, theta, spot, u, m, number, t, h, lo, hi, stamp):
    """Who of a cell where somebody acts goes home in this sub-step; one draw serves four, a word each."""
    disperse = w.towns.disperse_rate[spot.town]
    first = w.quarters.first_person[u]
    n = w.sites.cell_size[spot.site]
    k = 3 * (w.quarters.first_cell[u] + number // n)
    strike = 1.0 - exp(-(going_home(spot, 1, w, theta) + disperse) * h)
    street, armed = 0.0, 0.0
    if w.people.cell_out[k + 1] > 0:
        street = 1.0 - exp(-(going_home(spot, 2, w, theta) + disperse) * h)
    if w.people.cell_out[k + 2] > 0:
        armed = 1.0 - exp(-(going_home(spot, 3, w, theta) + disperse) * h)
    leave = (strike, street, armed)
    left = acting_in(w, k // 3)
    for base in range(number, number + n, 4):
        if left == 0:
            return
        drawn = False
        luck = (0, 0, 0, 0)
        for j in range(min(4, number + n - base)):
            state = int(w.people.state[first + base + j])
            if state < 1 or state > 3:
                continue
            left -= 1
            if not drawn:
                luck = words((lo, hi, HOME, stamp), w.quarters.address[u], base)
                drawn = True
            if (luck[j] + 0.5) / WORD < leave[state - 1]:
                move(w, u, m, base + j, 0, t + h)


def remove(w, u, m, number, size, n, kind, t, held_days, lo, hi, stamp):
    """Take n acting members of a cell away, beginning at a drawn seat: arrested (kind 0) or killed (1)."""
    address, town = w.quarters.address[u], w.quarters.town[u]
    start = int(uniform((lo, hi, RELEASE, stamp), address, 2 * number + kind) * size)
    for j in range(size):
        if n == 0:
            return
        who = number + (start + j) % size
        k = w.quarters.first_person[u] + who
        state = int(w.people.state[k])
        if state < (1 if kind == 0 else 2) or state > 3:
            continue
        move(w, u, m, who, 0, t)
        n -= 1
        if kind == 1:
            w.people.state[k] = 5
            w.towns.deaths[town] += 1
        else:
            term = -held_days * log(uniform((lo, hi, RELEASE, stamp), address, 4194304 + who))
            w.people.state[k] = 4
            w.people.since[k] = t + term
            w.towns.arrests[town] += 1


def answer(w, x, wp, t, h, acting, lo, hi, stamp):
    """Arrests and deaths in a workplace where somebody acts, during one sub-step."""
    _, held_days, _, _, _, _, _ = acting
    u = int(x.quarter_of[wp])
    s, town = w.quarters.site[u], w.quarters.town[u]
    m = wp - w.quarters.first_workplace[u]
    if w.towns.arrest_rate[town] <= 0.0 and w.towns.kill_rate[town] <= 0.0:
        return
    size = w.sites.cell_size[s]
    for cell in range(first_cell(w, u, m), first_cell(w, u, m + 1)):
        k = 3 * (w.quarters.first_cell[u] + cell)
        strike = int(w.people.cell_out[k])
        street = int(w.people.cell_out[k + 1]) + int(w.people.cell_out[k + 2])
        if strike + street == 0:
            continue
        for kind in range(2):
            exposed = street if kind == 1 else strike + street
            rate = w.towns.kill_rate[town] if kind == 1 else w.towns.arrest_rate[town]
            if exposed == 0 or rate <= 0.0:
                continue
            decision = DEATH if kind == 1 else ARREST
            n = poisson((lo, hi, decision, stamp), w.quarters.address[u], cell, rate * h * exposed)
            n = min(n, exposed)
            if n > 0:
                remove(w, u, m, cell * size, size, n, kind, t + h, held_days, lo, hi, stamp)


def peaks(w, t, now):
    """Raise the peaks of the step, and note when one in a hundred first acts."""
    w.towns.peak_strikers[t] = max(w.towns.peak_strikers[t], w.towns.strikers[t])
    w.towns.peak_demonstrators[t] = max(w.towns.peak_demonstrators[t], w.towns.demonstrators[t])
    w.towns.peak_armed[t] = max(w.towns.peak_armed[t], w.towns.armed[t])
    if w.towns.acting[t] > 0:
        w.towns.last_act[t] = now
        if w.towns.acting[t] * 100.0 > w.towns.population[t] and now - w.towns.big_day[t] > ONCE:
            w.towns.big_day[t] = now
            w.polities.big_towns[w.towns.polity[t]] += 1.0


def asleep(w, t, now):
    """Whether nothing of the day can move in an active town: nobody has acted for days, no troops."""
    return (
        w.towns.acting[t] == 0
        and now - w.towns.last_act[t] > QUIET_DAYS
        and w.towns.order[t] < 1.0
        and w.towns.troops[t] + w.towns.soviet[t] < 0.001
    )
