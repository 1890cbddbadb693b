"""First acts where nobody acts yet: points in a strip of time and height, found layer by layer.

A *stream* is the people of a site in all towns at rest, or the people of a quarter whose town stands
out. For each layer of a stream points lie in shells of height (factor 4), in blocks of time of a fixed
length for each shell. A point names a person by class of workplaces and rank in it; the person acts if
the point, times the factor of the class, lies below the person's hazard at that moment (thinning:
Lewis and Shedler 1979). Points are addressed by (stream, layer, shell, block): no bound, step or order
enters, a rise of the bound adds points and moves none. A quarter leaves classes out of a shell that
act at the ceiling below its floor, its most militant classes while all their workplaces are out
(those draw for themselves), and of high shells the spent (`engine.spent`): it then reads other points.
A town that stands out draws for itself until it is back in line; once a quarter of the towns of a region
do, all do, until it is one in eight.
"""

from __future__ import annotations

from thaw.draw import exp, philox, uniform
from thaw.engine.constants import POINT, WORD
from thaw.engine.hazard_bound import SLACK, layer_top, lift, reach, rise
from thaw.engine.population import FLOOR, LAYERS, SHELLS
from thaw.engine.spent import edge, fresh_weight, leaves_out
from thaw.engine.traits import bits_of

NEVER = 1e30

ALLOWANCE = 0.03
"""Motive by which a town may be lifted beyond rest and still be drawn with the rest of its region."""


def shells_below(height):
    """Number of shells that cover heights whose logarithm is up to `height`."""
    n = int((height + 16.635532333438686) / 1.3862943611198906 + 1.0) + 1
    return min(max(n, 1), SHELLS)


def shell_top(k):
    """Upper edge of shell k."""
    return FLOOR * float(1 << (2 * k))


def first_class_of(w, r):
    """First class of the people of stream r."""
    n = w.sites.place.shape[0]
    if r >= n:
        return w.quarters.first_class[r - n]
    return w.quarters.first_class[w.sites.first_quarter[r]]


def last_class_of(w, r):
    """One past the last class of the people of stream r."""
    n = w.sites.place.shape[0]
    if r >= n:
        return w.quarters.first_class[r - n] + w.quarters.classes[r - n]
    u = w.sites.first_quarter[r] + quarters_of(w, r) - 1
    return w.quarters.first_class[u] + w.quarters.classes[u]


def quarters_of(w, s):
    """Number of quarters of site s."""
    return 1 if w.sites.town[s] >= 0 else w.places.towns[w.sites.place[s]]


def share_up_to(w, c, first, layer):
    """Summed weight, within the site, of the classes before class c, `first` being that of the site."""
    return 0.0 if c == first else w.draws.share[share_row(w, layer) + c - 1]


def share_row(w, layer):
    """Where the summed weights of a layer begin: class by class, so that a search stays in few lines of memory."""
    u = w.quarters.first_class.shape[0] - 1
    return layer * (w.quarters.first_class[u] + w.quarters.classes[u])


def classes_in_shell(w, x, r, k):
    """First and one past the last class that shell k of stream r draws from."""
    c, last = first_class_of(w, r), last_class_of(w, r)
    u = quarter_of_stream(w, r)
    if u >= 0:
        c += x.full[u]
        if k > 0:
            floor = shell_top(k - 1)
            while c < last and x.lifts[c] * floor >= x.ceiling[0]:
                c += 1
    return c, last


def quarter_of_stream(w, r):
    """Quarter that stream r is all of, -1 for one that spreads over several."""
    n = w.sites.place.shape[0]
    if r >= n:
        return r - n
    return w.sites.first_quarter[r] if quarters_of(w, r) == 1 else -1


def decision_of(w, x, r, layer, k):
    """Decision number of the points of a shell of stream r: leaving out other people it reads other points."""
    u = quarter_of_stream(w, r)
    if u < 0:
        return POINT
    version = int(x.version[u]) if x.spares[(r * LAYERS + layer) * SHELLS + k] == 1 else 0
    return POINT + 256 * (int(x.full[u]) + 64 * version)


def count_out(w, x, u, m, step, t):
    """Note that workplace m of quarter u is out (step 1) or back (-1) from time t on."""
    first, total = w.quarters.first_class[u], w.quarters.workplaces[u]
    x.class_out[first + bits_of(m)] += step
    n = 0
    while n < w.quarters.classes[u] and x.class_out[first + n] == min(1 << n, total) - (
        (1 << n) >> 1
    ):
        n += 1
    if n == x.full[u]:
        return
    x.full[u] = n
    read_quarter(w, x, u, t)


def read_quarter(w, x, u, t):
    """Look up the points of the streams that hold quarter u and no other."""
    s, town = w.quarters.site[u], w.quarters.town[u]
    read_anew(w, x, w.sites.place.shape[0] + u, t)
    x.town_next[town] = min(x.town_next[town], x.next[w.sites.place.shape[0] + u])
    if quarters_of(w, s) == 1:
        read_anew(w, x, s, t)


def read_anew(w, x, r, t):
    """Look up the points of stream r from time t on, its bounds being what they are."""
    u = quarter_of_stream(w, r)
    for layer in range(LAYERS):
        for k in range(x.need[r * LAYERS + layer]):
            i = (r * LAYERS + layer) * SHELLS + k
            x.spares[i] = 1 if leaves_out(x, u, x.top[r * LAYERS + layer], k) else 0
            find_next(w, x, r, layer, k, t)
        layer_first(x, r, layer)
    stream_first(w, x, r)


def site_of_stream(w, r):
    """Site whose people stream r holds."""
    n = w.sites.place.shape[0]
    return w.quarters.site[r - n] if r >= n else r


def address_of_stream(w, r):
    """32-bit number by which stream r draws its points."""
    n = w.sites.place.shape[0]
    return w.quarters.address[r - n] if r >= n else w.sites.address[r]


def share_of(w, r, layer, c, last):
    """Weight of everybody of a layer in classes c to `last` of stream r."""
    first = w.quarters.first_class[w.sites.first_quarter[site_of_stream(w, r)]]
    return share_up_to(w, last, first, layer) - share_up_to(w, c, first, layer)


def rate_of(w, x, r, layer, k, c, last):
    """Points a day of a shell of classes c to `last`, and the length of its blocks.

    A block has about 3 points, and lasts from 1/1,024 day to 16,384.
    """
    if c >= last:
        return 0.0, 1.0
    if x.spares[(r * LAYERS + layer) * SHELLS + k] == 1:
        weight = fresh_weight(x, layer, c, last)
    else:
        weight = share_of(w, r, layer, c, last)
    rate = weight * (shell_top(k) - edge(k))
    length = 16384.0
    while length * rate > 4.0 and length > 0.0009765625:
        length *= 0.5
    return rate, length


def points_in(address, code, decision, b, part, left, none, lo, hi):
    """Number of points in part of block b of a shell: `left` are expected from this part on.

    A Poisson count as of `draw.poisson`; `none` is the chance of no point, e to the -min(left, 24).
    """
    u = uniform((lo, hi, decision, b), address, code + 4194304 + 16777216 * part)
    mean, total, p, k = min(left, 24.0), none, none, 0
    while u > total and k < 500:
        k += 1
        p = p * mean / k
        total += p
    return k


def find_next(w, x, r, layer, k, t):
    """Look up the first point of a shell of stream r from time t on."""
    i = (r * LAYERS + layer) * SHELLS + k
    x.when[i] = NEVER
    c, last = classes_in_shell(w, x, r, k)
    rate, length = rate_of(w, x, r, layer, k, c, last)
    if rate <= 0.0:
        return
    address, code = address_of_stream(w, r), layer + 32 * k
    decision = decision_of(w, x, r, layer, k)
    lo, hi = w.draws.seed[0], w.draws.seed[1]
    none = exp(-min(rate * length, 24.0))
    b = int(t / length)
    while b * length <= x.horizon[0]:
        left, part = rate * length, 0
        while left > 0.0:
            few = none if part == 0 or left >= 24.0 else exp(-left)
            n = points_in(address, code, decision, b, part, left, few, lo, hi)
            x.held[i] = n if rate * length <= 24.0 else -1
            for j in range(64 * part, 64 * part + n):
                _, x1, _, _ = philox(address, code + 2048 * (j + 1), b, decision, lo, hi)
                when = (b + (x1 + 0.5) / WORD) * length
                if t <= when < x.when[i]:
                    x.when[i] = when
            left -= 24.0
            part += 1
        if x.when[i] < NEVER:
            return
        b += 1


def layer_first(x, r, layer):
    """Set the moment of the first point of a layer."""
    first = NEVER
    i = (r * LAYERS + layer) * SHELLS
    for k in range(x.need[r * LAYERS + layer]):
        first = min(first, x.when[i + k])
    x.layer_next[r * LAYERS + layer] = first


def stream_first(w, x, r):
    """Set the moment of the first point of a stream, or of the end of the time for which its marks serve."""
    first = NEVER
    for layer in range(LAYERS):
        first = min(first, x.layer_next[r * LAYERS + layer])
    u = quarter_of_stream(w, r)
    if u >= 0 and x.need[r * LAYERS] > 0:
        first = min(first, x.lapse[u])
    x.next[r] = first


def bound_stream(w, x, r, add, relief, t, noise):
    """Set the bounds of stream r and look up points from t on.

    They lie `add` motive above the scores of its site, and above that `relief` for the most averse to
    risk.
    """
    s, u = site_of_stream(w, r), quarter_of_stream(w, r)
    changed = False
    if u >= 0 and x.lapse[u] < t:  # of a stream that was closed when the marks ceased to serve
        x.slack[u], x.lapse[u] = NEVER, NEVER
    for layer in range(LAYERS):
        i = r * LAYERS + layer
        score = x.score[s * LAYERS + layer] + relief * x.averse[w.sites.stratum[s] * LAYERS + layer]
        top = (score + add + x.best[s]) / noise + x.ladder[w.sites.group[s]]
        x.top[i] = exp(min(top, 60.0))
        held = x.need[i]
        need = shells_below(top)
        turned = False
        if u >= 0 and x.version[u] > 0:
            for k in range(max(held, need)):
                spares = 1 if leaves_out(x, u, x.top[i], k) else 0
                if x.spares[i * SHELLS + k] != spares:
                    x.spares[i * SHELLS + k] = spares
                    if k < held:
                        find_next(w, x, r, layer, k, t)
                        turned = True
        if turned:
            layer_first(x, r, layer)
            changed = True
        if need > held:
            for k in range(held, need):
                find_next(w, x, r, layer, k, t)
        elif need == held - 1:
            continue
        if need != held:
            x.need[i] = need
            layer_first(x, r, layer)
            changed = True
    if changed:
        stream_first(w, x, r)


def close_stream(x, r):
    """Let stream r draw no more points."""
    x.next[r] = NEVER
    for layer in range(LAYERS):
        x.need[r * LAYERS + layer] = 0
        x.layer_next[r * LAYERS + layer] = NEVER


def renew_site(w, x, theta, s, town, t, noise, open):
    """Bring the fields behind the bounds of site s up to date; 1 if they had moved too far.

    `town` is the town for a place of one town that is active, else -1; with `open` 0 the site has no
    stream of its own, all its quarters having theirs.
    """
    econ, nat, pol, loyal, risk = reach(s, town, w, theta)
    common = lift(s, town, w, theta)
    moved = rise(x, s, econ, nat, pol, loyal, risk, common, w)
    x.moved[s] = 0
    if -3.0 * SLACK < moved <= SLACK:
        return 0
    x.moved[s] = 1
    q = s * 6
    x.ref[q], x.ref[q + 1], x.ref[q + 2] = econ, nat, pol
    x.ref[q + 3], x.ref[q + 4], x.ref[q + 5] = loyal, risk, common
    for layer in range(LAYERS):
        x.score[s * LAYERS + layer] = layer_top(w, s, layer, econ, nat, pol, loyal, risk)
    if open == 1:
        bound_stream(w, x, s, common + SLACK + ALLOWANCE, 0.0, t, noise)
    return 1


def open_town(w, x, t):
    """Let town t draw points for itself from now on."""
    w.towns.own[t] = w.towns.stirred[t] = 1
    x.town_ref[2 * t] = -1e9
    q = w.towns.place[t]
    n = w.sites.place.shape[0]
    for s in range(w.places.first_site[q], w.places.last_site[q]):
        u = quarter_in(w, s, t)
        if u >= 0:
            close_stream(x, n + u)


def close_town(w, x, t):
    """Let the people of town t be drawn with the rest of the region again."""
    w.towns.own[t] = 0
    q = w.towns.place[t]
    for s in range(w.places.first_site[q], w.places.last_site[q]):
        u = quarter_in(w, s, t)
        if u >= 0:
            close_stream(x, w.sites.place.shape[0] + u)
    x.town_next[t] = NEVER


def quarter_in(w, s, t):
    """Quarter of site s in town t, -1 where it has nobody."""
    u = w.sites.first_quarter[s]
    if w.sites.town[s] >= 0:
        if w.sites.town[s] != t:
            return -1
    else:
        u += t - w.places.first_town[w.sites.place[s]]
    return u if w.quarters.cells[u] > 0 else -1


def renew_town(w, x, theta, t, rest, now, noise, moved):
    """Bring the bounds of a town that draws for itself up to date.

    `rest` is the lift at rest of the first site of the place; `moved` says whether the fields of any of
    its sites have been set anew. Where arrest is less likely than at rest a bound allows for the most
    that it can mean to anybody.
    """
    q = w.towns.place[t]
    up, eased = 0.0, 0.0
    if w.towns.active[t] == 1:
        up = lift(w.places.first_site[q], t, w, theta) - rest
        eased = max(w.places.arrest[q] - w.towns.arrest[t], 0.0) / max(w.places.arrest[q], 1e-9)
    change = up - x.town_ref[2 * t]
    same = -3.0 * SLACK < change <= 0.5 * SLACK and eased <= x.town_ref[2 * t + 1] + 0.02
    if moved == 0 and same:
        return
    if not same:
        x.town_ref[2 * t], x.town_ref[2 * t + 1] = up, eased
    n = w.sites.place.shape[0]
    relief = 0.0
    if x.town_ref[2 * t + 1] > 0.0:
        relief = x.town_ref[2 * t + 1] + 0.02
    add = x.town_ref[2 * t] + 1.5 * SLACK
    first = NEVER
    for s in range(w.places.first_site[q], w.places.last_site[q]):
        u = quarter_in(w, s, t)
        if u < 0:
            continue
        if not same or x.moved[s] == 1:
            bound_stream(w, x, n + u, x.ref[6 * s + 5] + add, relief * x.ref[6 * s + 4], now, noise)
        first = min(first, x.next[n + u])
    x.town_next[t] = first


def renew_hot(w, x, theta, q, t, noise, opens):
    """Bring up to date the bounds of towns of place q where somebody acts: nothing else moves in a day.

    Towns whose time goes by in windows are looked at when one opens. Returns the earliest moment of a
    point in them.
    """
    s0, first = w.places.first_site[q], NEVER
    if w.places.towns[q] == 1:
        town = w.places.first_town[q]
        for s in range(s0, w.places.last_site[q]):
            renew_site(w, x, theta, s, town if w.towns.active[town] == 1 else -1, t, noise, 1)
            first = min(first, x.next[s])
        return first
    rest = lift(s0, -1, w, theta)
    for i in range(x.hot_count[0]):
        k = x.hot_towns[i]
        if w.towns.quick[k] == 0 and not opens:
            continue
        if w.towns.own[k] == 0 and stands_out(w, theta, s0, k, rest + ALLOWANCE):
            open_town(w, x, k)
        if w.towns.own[k] == 1:
            renew_town(w, x, theta, k, rest, t, noise, 0)
            first = min(first, x.town_next[k])
    return first


def stands_out(w, theta, s, t, rest):
    """Whether town t, with site s, lifts its people beyond `rest` or lets them fear arrest less."""
    q = w.towns.place[t]
    return w.towns.active[t] == 1 and (
        lift(s, t, w, theta) > rest + 1e-9 or w.towns.arrest[t] < w.places.arrest[q] - 1e-9
    )


def back_in_line(w, theta, s, t, rest):
    """Whether town t, which draws for itself, need not any more: nobody acts, nothing to speak of lifts it."""
    return w.towns.acting[t] == 0 and not stands_out(w, theta, s, t, rest + 0.5 * ALLOWANCE)


def renew_place(w, x, theta, q, t, noise):
    """Bring the bounds of all streams of place q up to date; earliest moment of a point."""
    s0, s1 = w.places.first_site[q], w.places.last_site[q]
    if s1 <= s0:
        return NEVER
    t0, n = w.places.first_town[q], w.places.towns[q]
    moved = 0
    if n == 1:
        town = t0 if w.towns.active[t0] == 1 else -1
        for s in range(s0, s1):
            moved += renew_site(w, x, theta, s, town, t, noise, 1)
        return first_of(w, x, q)
    rest = lift(s0, -1, w, theta)
    own, calm = 0, 0
    for k in range(t0, t0 + n):
        if w.towns.own[k] == 0:
            if stands_out(w, theta, s0, k, rest + ALLOWANCE):
                open_town(w, x, k)
        elif back_in_line(w, theta, s0, k, rest):
            calm += 1
            if w.places.apart[q] == 0:
                close_town(w, x, k)
        own += w.towns.own[k]
    if w.places.apart[q] == 1 and 8 * (n - calm) < n:
        w.places.apart[q] = 0
        for k in range(t0, t0 + n):
            if back_in_line(w, theta, s0, k, rest):
                close_town(w, x, k)
        for s in range(s0, s1):
            x.ref[6 * s + 5] = 1e9
    elif w.places.apart[q] == 0 and 4 * own > n:
        w.places.apart[q] = 1
        for k in range(t0, t0 + n):
            if w.towns.own[k] == 0:
                open_town(w, x, k)
        for s in range(s0, s1):
            close_stream(x, s)
    for s in range(s0, s1):
        moved += renew_site(w, x, theta, s, -1, t, noise, 1 - w.places.apart[q])
    for k in range(t0, t0 + n):
        if w.towns.own[k] == 1 and (
            moved > 0
            or w.towns.acting[k] > 0
            or w.towns.stirred[k] == 1
            or t - w.towns.last_act[k] < 10.0
            or (int(t) + k) % 16 == 0
        ):
            w.towns.stirred[k] = 0
            renew_town(w, x, theta, k, rest, t, noise, moved)
    return first_of(w, x, q)


def first_in(w, x, t):
    """Earliest moment of a point in town t, those of sites that lie in several towns left out."""
    first, q = x.town_next[t], w.towns.place[t]
    for s in range(w.places.first_site[q], w.places.last_site[q]):
        if quarters_of(w, s) == 1:
            first = min(first, x.next[s])
    return first


def first_of(w, x, q):
    """Earliest moment of a point in place q."""
    first = NEVER
    for t in range(w.places.first_town[q], w.places.first_town[q] + w.places.towns[q]):
        if w.towns.own[t] == 1:
            first = min(first, x.town_next[t])
    return first_of_sites(w, x, q, first)


def first_of_sites(w, x, q, first):
    """`first`, or an earlier moment of a point of a whole site of place q."""
    for s in range(w.places.first_site[q], w.places.last_site[q]):
        first = min(first, x.next[s])
    return first
