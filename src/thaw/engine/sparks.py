"""First acts where nobody acts yet: points in a strip of time and height, found layer by layer.

For each layer of each site points lie in shells of height (factor 4), in blocks of time of a fixed
length for each shell. A point names a person by class of workplace and rank in it; the person acts if
the point, times the weight of the class, lies below the person's hazard at that moment (thinning:
Lewis and Shedler 1979). Points are addressed by (site, layer, shell, block): no bound, step or order
enters, a rise of the bound adds points and moves none. Classes whose weight times the floor of a shell
is above the ceiling of all hazards are left out of it.
"""

from __future__ import annotations

from thaw.draw import exp, philox, poisson
from thaw.engine.bound import SLACK, corner, lift, reach, rise
from thaw.engine.population import FLOOR, LAYERS, SHELLS

POINT = 1
"""Decision number of points of the sites (see `engine.unit.RESERVED`)."""

NEVER = 1e30


def shells_below(height):
    """Number of shells that cover heights whose logarithm is up to `height`."""
    n = int((height + 27.725887222397812) / 1.3862943611198906 + 1.0) + 1
    return min(max(n, 1), SHELLS)


def shell_top(k):
    """Upper edge of shell k."""
    top = FLOOR
    for _ in range(k):
        top *= 4.0
    return top


def find_next(w, x, s, layer, k, t):
    """Look up the first point of a shell after time t."""
    i = (s * LAYERS + layer) * SHELLS + k
    x.when[i] = NEVER
    rate, length = x.rate[i], x.block[i]
    if rate <= 0.0:
        return
    address, code = w.sites.address[s], layer + 32 * k
    lo, hi = w.draws.seed[0], w.draws.seed[1]
    b = int(t / length)
    while b * length <= x.horizon[0]:
        n = min(poisson((lo, hi, POINT, b), address, code + 4194304, rate * length), 1000)
        for j in range(n):
            _, x1, _, _ = philox(address, code + 2048 * (j + 1), b, POINT, lo, hi)
            when = (b + (x1 + 0.5) / 4294967296.0) * length
            if t < when < x.when[i]:
                x.when[i], x.index[i] = when, b * 1024 + j
        if x.when[i] < NEVER:
            return
        b += 1


def layer_first(x, s, layer):
    """Set the moment of the first point of a layer."""
    first = NEVER
    i = (s * LAYERS + layer) * SHELLS
    for k in range(x.need[s * LAYERS + layer]):
        first = min(first, x.when[i + k])
    x.layer_next[s * LAYERS + layer] = first


def site_first(x, s):
    """Set the moment of the first point of a site."""
    first = NEVER
    for layer in range(LAYERS):
        first = min(first, x.layer_next[s * LAYERS + layer])
    x.site_next[s] = first


def renew_site(w, x, theta, s, low, up, t, noise):
    """Bring the bounds of site s up to the fields as they stand at time t.

    `low` is the active town of the place in which the chance of arrest is least, -1 for rest; `up` the
    most by which an active town lifts beyond rest.
    """
    econ, nat, pol, loyal, risk = reach(s, low, w, theta)
    common = lift(s, -1, w, theta) + up
    moved = rise(x, s, econ, nat, pol, loyal, risk, common, w)
    if -3.0 * SLACK < moved <= SLACK and x.need[s * LAYERS] > 0:
        return
    r = s * 6
    x.ref[r], x.ref[r + 1], x.ref[r + 2] = econ, nat, pol
    x.ref[r + 3], x.ref[r + 4], x.ref[r + 5] = loyal, risk, common
    for layer in range(LAYERS):
        i = s * LAYERS + layer
        top = corner(w, x, s, layer, econ, nat, pol, loyal, risk, common + x.best[s] + SLACK, noise)
        x.top[i] = exp(min(top, 60.0))
        held = x.need[i]
        need = shells_below(top)
        x.need[i] = need
        for k in range(held, need):
            find_next(w, x, s, layer, k, t)
        if need != held:
            layer_first(x, s, layer)
    site_first(x, s)


def town_extremes(w, theta, q):
    """The active town of place q where arrest is least likely (-1: rest), and the most a town lifts."""
    low, least, up = -1, w.places.arrest[q], 0.0
    s = w.places.first_site[q]
    if s >= w.sites.place.shape[0]:
        return low, up
    rest = lift(s, -1, w, theta)
    for t in range(w.places.first_town[q], w.places.first_town[q] + w.places.towns[q]):
        if w.towns.active[t] == 1:
            up = max(up, lift(s, t, w, theta) - rest)
            if w.towns.arrest[t] < least:
                low, least = t, w.towns.arrest[t]
    return low, up


def renew_place(w, x, theta, q, t, noise):
    """Bring the bounds of all sites of place q up to date; earliest moment of a point."""
    low, up = town_extremes(w, theta, q)
    first = NEVER
    for s in range(w.places.first_site[q], w.places.last_site[q]):
        renew_site(w, x, theta, s, low, up, t, noise)
        first = min(first, x.site_next[s])
    return first


def first_of(w, x, q):
    """Earliest moment of a point in place q."""
    first = NEVER
    for s in range(w.places.first_site[q], w.places.last_site[q]):
        first = min(first, x.site_next[s])
    return first


def pop_point(w, x, s):
    """Take the first point of site s: layer, shell, block and number; the next one is looked up."""
    when = x.site_next[s]
    layer = 0
    while x.layer_next[s * LAYERS + layer] != when:
        layer += 1
    i = (s * LAYERS + layer) * SHELLS
    k = 0
    while x.when[i + k] != when:
        k += 1
    which = x.index[i + k]
    find_next(w, x, s, layer, k, when)
    layer_first(x, s, layer)
    site_first(x, s)
    return layer, k, which // 1024, which % 1024


def left_out(w, x, s, layer, k, ceiling):
    """Classes of site s that shell k leaves out: their people act at the ceiling below its floor."""
    n = 0
    if k == 0:
        return n
    floor = shell_top(k - 1)
    c = w.sites.first_class[s]
    while n < w.sites.classes[s] and x.lifts[c + n] * floor >= ceiling:
        n += 1
    return n

