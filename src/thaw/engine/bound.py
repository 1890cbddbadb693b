"""How high the hazard of any member of a cell can be: the bound below which its points are drawn.

Copied into each unit before `engine.act`; `reach` and `lift` are the account's own there.
"""

from __future__ import annotations

from thaw.draw import exp, philox

TRAIT = 0
"""Decision number of traits (see `engine.unit.RESERVED`)."""

LOWEST = 0.0009765625
"""Width of the lowest shell, acts per day and member: one draw a day covers it."""

NO_POINT = exp(-64.0 * LOWEST)
"""Chance that the lowest shell of a cell holds no point on a day."""


def shells_below(bound):
    """Number of shells that cover heights up to `bound` per day: dyadic up to 1, then of width 1/2."""
    n = 1
    top = LOWEST
    while top < bound:
        top = top * 2.0 if top < 1.0 else top + 0.5
        n += 1
    return n


def shell_floor(n):
    """Lower edge and width of shell n, per day."""
    if n == 0:
        return 0.0, LOWEST
    if n <= 10:
        low = LOWEST * 2.0 ** (n - 1)
        return low, low
    return 1.0 + 0.5 * (n - 11), 0.5


def reach(c, w, theta):
    """Stand-in for what lifts the account's people by their traits."""
    return 0.0, 0.0, 0.0, 0.0, 0.0


def lift(c, w, theta):
    """Stand-in for what lifts all members of a cell alike."""
    return 0.0


def lowest_rung(w, g):
    """The lowest rung of the ladder of group g."""
    low = min(w.groups.height_withhold[g], w.groups.height_strike[g])
    return min(low, min(w.groups.height_demonstrate[g], w.groups.height_arms[g]))


def find_top(w, c, t, fading, econ, nat, pol, loyal, risk):
    """Look at every free member of cell c once: the highest motive less lowest rung, at the present fields."""
    rung = lowest_rung(w, w.cells.group[c])
    known = w.people.touched[c] == 1
    top, depth = -99.0, 0.0
    for slot in range(w.cells.size[c]):
        shock = 0.0
        if known:
            k = c * 64 + slot
            if w.people.status[k] != 0:
                continue
            shock = float(w.people.shock[k])
            if shock != 0.0:
                shock = shock * exp((float(w.people.shock_day[k]) - t) / fading)
                depth = max(depth, -shock)
        x0, x1, _, _ = philox(
            w.sites.address[w.cells.site[c]], w.cells.number[c] * 64 + slot, 0, TRAIT,
            w.draws.seed[0], w.draws.seed[1],
        )  # fmt: skip
        social = (
            float(w.draws.quantiles[x0 & 255]) * econ
            + float(w.draws.quantiles[1024 + ((x1 >> 8) & 255)]) * nat
            + pol
        )
        score = (
            max(social, float(w.draws.quantiles[768 + (x1 & 255)]) * loyal)
            - float(w.draws.quantiles[256 + ((x0 >> 8) & 255)]) * risk
            - float(w.draws.quantiles[512 + ((x0 >> 16) & 255)]) * rung
        )
        top = max(top, score + shock)
    w.cells.top[c], w.cells.depth[c], w.cells.ref_day[c] = top, depth, t
    w.cells.ref_econ[c], w.cells.ref_nat[c], w.cells.ref_pol[c] = econ, nat, pol
    w.cells.ref_loyal[c], w.cells.ref_risk[c] = loyal, risk


def stretch(change, lowest, highest):
    """Most that `change` times a trait between lowest and highest can be."""
    return change * highest if change > 0.0 else change * lowest


def rise(w, c, t, fading, econ, nat, pol, loyal, risk):
    """Most by which the highest score of cell c can have risen since it was found."""
    e, n, o = econ - w.cells.ref_econ[c], nat - w.cells.ref_nat[c], pol - w.cells.ref_pol[c]
    v, r = loyal - w.cells.ref_loyal[c], w.cells.ref_risk[c] - risk
    up = (
        stretch(e, float(w.draws.quantiles[0]), float(w.draws.quantiles[255]))
        + stretch(n, float(w.draws.quantiles[1024]), float(w.draws.quantiles[1279]))
        + o
    )
    if v != 0.0 or loyal != 0.0:
        up = max(up, stretch(v, float(w.draws.quantiles[768]), float(w.draws.quantiles[1023])))
    up += stretch(r, float(w.draws.quantiles[256]), float(w.draws.quantiles[511]))
    if w.cells.depth[c] > 0.0:
        up += w.cells.depth[c] * (1.0 - exp((w.cells.ref_day[c] - t) / fading))
    return up


def ladder(w, g, noise):
    """How many times the hazard of the lowest rung all rungs of group g together can reach."""
    rung = lowest_rung(w, g)
    least = float(w.draws.quantiles[512]) / noise
    return (
        exp((rung - w.groups.height_withhold[g]) * least)
        + exp((rung - w.groups.height_strike[g]) * least)
        + exp((rung - w.groups.height_demonstrate[g]) * least)
        + exp((rung - w.groups.height_arms[g]) * least)
    )


def bound_of(w, c, theta, t, fading, rate, noise, ceiling, rungs, low):
    """A number of acts per day that no member of cell c exceeds; `LOWEST` where it is below that.

    The highest score of the cell is found by looking at all its members, and looked for again only when
    the fields have moved by more than `noise` since and the cell is near acting. `low` is the score, with
    what lifts all members alike, at which the bound is `LOWEST`.
    """
    econ, nat, pol, loyal, risk = reach(c, w, theta)
    if w.cells.top[c] > 90.0:
        find_top(w, c, t, fading, econ, nat, pol, loyal, risk)
    common = lift(c, w, theta)
    up = rise(w, c, t, fading, econ, nat, pol, loyal, risk)
    if w.cells.top[c] + up + common <= low:
        return LOWEST
    if abs(up) > noise:
        find_top(w, c, t, fading, econ, nat, pol, loyal, risk)
        up = 0.0
        if w.cells.top[c] + common <= low:
            return LOWEST
    return min(rate * rungs * exp((w.cells.top[c] + up + common) / noise), ceiling) * 1.000001
