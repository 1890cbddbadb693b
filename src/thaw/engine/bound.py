"""How high the hazards of people can be: the bounds below which points are drawn.

Copied into each unit; `reach`, `lift` and `own_lift` are the account's own there. Bounds are kept as
natural logarithms of acts per day. A layer of a site is bounded at the corner of its box of traits.
"""

from __future__ import annotations

from thaw.draw import exp, log
from thaw.engine.population import LAYERS

SLACK = 0.05
"""Motive added to a bound when it is reckoned, so that it holds until the fields have moved so far."""


def reach(s, t, w, theta):
    """Stand-in for what lifts the account's people of site s in town t by their traits."""
    return 0.0, 0.0, 0.0, 0.0, 0.0


def lift(s, t, w, theta):
    """Stand-in for what lifts all people of site s in town t alike."""
    return 0.0


def ladder_of(w, g, least, rate, noise):
    """Logarithm of the hazard of all rungs together for one of motive 0 and threshold `least`."""
    total = (
        exp(-least * w.groups.height_strike[g] / noise)
        + exp(-least * w.groups.height_demonstrate[g] / noise)
        + exp(-least * w.groups.height_arms[g] / noise)
    )
    return log(max(rate * total, 1e-280))


def reckon_ladders(w, x, rate, noise):
    """The ladder of each group for the least threshold in each layer."""
    for g in range(w.groups.polity.shape[0]):
        for layer in range(LAYERS):
            box = (w.groups.stratum[g] * LAYERS + layer) * 10
            x.ladder[g * LAYERS + layer] = ladder_of(w, g, w.draws.box[box + 4], rate, noise)


def most(field, box, k, w):
    """Most that `field` times trait k of a layer can be."""
    return field * (w.draws.box[box + 2 * k + 1] if field > 0.0 else w.draws.box[box + 2 * k])


def corner(w, x, s, layer, econ, nat, pol, loyal, risk, common, noise):
    """Logarithm of the highest hazard in a layer of site s under these fields, before the ceiling."""
    box = (w.sites.stratum[s] * LAYERS + layer) * 10
    score = most(econ, box, 0, w) + most(nat, box, 4, w) + pol
    if loyal > 0.0:
        score = max(score, most(loyal, box, 3, w))
    score += most(-risk, box, 1, w) + common
    return score / noise + x.ladder[w.sites.group[s] * LAYERS + layer]


def rise(x, s, econ, nat, pol, loyal, risk, common, w):
    """Most by which the score of anybody in site s can have risen since its bounds were reckoned."""
    r = s * 6
    up = widest(econ - x.ref[r], 0, w) + widest(nat - x.ref[r + 1], 4, w) + pol - x.ref[r + 2]
    v = loyal - x.ref[r + 3]
    if v != 0.0:
        up = max(up, widest(v, 3, w))
    return up + widest(x.ref[r + 4] - risk, 1, w) + common - x.ref[r + 5]


def widest(change, k, w):
    """Most that `change` times trait k can be over all people."""
    return change * w.draws.quantiles[256 * k + (255 if change > 0.0 else 0)]
