"""How high the hazards of people can be: the bounds below which points are drawn.

Copied into each program; `reach`, `lift` and `own_lift` are the account's own there. Bounds are kept as
motive: of all types of people in a layer the highest score less the lowest rung of their ladder.
"""

from __future__ import annotations

from thaw.draw import exp, log
from thaw.engine.population import LAYERS, STRATA_COUNT, TYPES

SLACK = 0.06
"""Motive added to a bound when it is reckoned, so that it holds until the fields have moved so far."""


def reach(s, t, w, theta):
    """Stand-in for what lifts the account's people of site s in town t by their traits."""
    return 0.0, 0.0, 0.0, 0.0, 0.0


def lift(s, t, w, theta):
    """Stand-in for what lifts all people of site s in town t alike."""
    return 0.0


def lowest_rung(w, g):
    """The lowest rung of the ladder of group g."""
    return min(
        w.groups.height_strike[g], min(w.groups.height_demonstrate[g], w.groups.height_arms[g])
    )


def rungs_moved(w, x):
    """Whether heights of acts are others than when this was last asked, or it was never asked; they are kept.

    Fields are held against bounds day by day, heights are set from outside alone.
    """
    moved = False
    for g in range(w.groups.polity.shape[0]):
        r = 3 * g
        if (
            x.rungs[r] != w.groups.height_strike[g]
            or x.rungs[r + 1] != w.groups.height_demonstrate[g]
            or x.rungs[r + 2] != w.groups.height_arms[g]
        ):
            moved = True
        x.rungs[r] = w.groups.height_strike[g]
        x.rungs[r + 1] = w.groups.height_demonstrate[g]
        x.rungs[r + 2] = w.groups.height_arms[g]
    return moved


def reckon_ladders(w, x, rate, noise):
    """Logarithm of the hazard of all rungs together where motive equals the lowest, for each group.

    And of those above a strike: what is left to one who is on strike.
    """
    least = w.draws.quantiles[512]
    for g in range(w.groups.polity.shape[0]):
        low = lowest_rung(w, g)
        total = (
            exp(-least * (w.groups.height_strike[g] - low) / noise)
            + exp(-least * (w.groups.height_demonstrate[g] - low) / noise)
            + exp(-least * (w.groups.height_arms[g] - low) / noise)
        )
        x.ladder[g] = log(max(rate * total, 1e-280))
        upper = exp(-least * (w.groups.height_demonstrate[g] - low) / noise)
        upper += exp(-least * (w.groups.height_arms[g] - low) / noise)
        x.upper[g] = log(max(rate * upper, 1e-280))


def reckon_averse(w, x):
    """Highest risk aversion in each layer of each stratum."""
    for i in range(LAYERS * STRATA_COUNT):
        most = 0.0
        for k in range(i * 5 * TYPES + TYPES, i * 5 * TYPES + 2 * TYPES):
            most = max(most, w.draws.values[k])
        x.averse[i] = most


def layer_top(w, s, layer, econ, nat, pol, loyal, risk):
    """Highest score less lowest rung of any type in a layer of site s under these fields, motive."""
    v = (w.sites.stratum[s] * LAYERS + layer) * 5 * TYPES
    low = lowest_rung(w, w.sites.group[s])
    top = -1e9
    if loyal > 0.0:
        for k in range(v, v + TYPES):
            score = max(
                w.draws.values[k] * econ + w.draws.values[k + 4 * TYPES] * nat + pol,
                w.draws.values[k + 3 * TYPES] * loyal,
            )
            top = max(
                top, score - w.draws.values[k + TYPES] * risk - w.draws.values[k + 2 * TYPES] * low
            )
        return top
    for k in range(v, v + TYPES):
        score = (
            w.draws.values[k] * econ
            + w.draws.values[k + 4 * TYPES] * nat
            - w.draws.values[k + TYPES] * risk
            - w.draws.values[k + 2 * TYPES] * low
        )
        top = max(top, score)
    return top + pol


def type_score(w, x, s, layer, which, relief):
    """Score less lowest rung of a type of a layer of site s, at the fields when its bounds were reckoned.

    `relief` is added for each unit of aversion to risk. With the highest of the layer in its place it is
    `layer_top`.
    """
    v = (w.sites.stratum[s] * LAYERS + layer) * 5 * TYPES + which
    r = 6 * s
    felt = (
        w.draws.values[v] * x.ref[r] + w.draws.values[v + 4 * TYPES] * x.ref[r + 1] + x.ref[r + 2]
    )
    if x.ref[r + 3] > 0.0:
        felt = max(felt, w.draws.values[v + 3 * TYPES] * x.ref[r + 3])
    return (
        felt
        - w.draws.values[v + TYPES] * (x.ref[r + 4] - relief)
        - w.draws.values[v + 2 * TYPES] * lowest_rung(w, w.sites.group[s])
    )


def rise(x, s, econ, nat, pol, loyal, risk, common, w):
    """Most by which the score of anybody in site s can have risen since its bounds were reckoned."""
    r = s * 6
    up = widest(econ - x.ref[r], 0, w) + widest(nat - x.ref[r + 1], 4, w) + pol - x.ref[r + 2]
    v = loyal - x.ref[r + 3]
    if v != 0.0:
        up = max(up, widest(v, 3, w))
    return up + widest(x.ref[r + 4] - risk, 1, w) + common - x.ref[r + 5]


def raised(x, s, town, w, theta):
    """What is to be added to scores as they were reckoned to bound the motive of people of site s in a town.

    Returns
    -------
    common : float
        For everybody; own lifts come on top.
    relief : float
        For each unit of aversion to risk, where arrest is less likely than it was reckoned to be.
    """
    econ, nat, pol, loyal, risk = reach(s, town, w, theta)
    most = lift(s, town, w, theta)
    held = x.ref[6 * s + 4]
    up = rise(x, s, econ, nat, pol, loyal, max(risk, held), most, w)
    return x.ref[6 * s + 5] + up + 1e-9, max(held - risk, 0.0)


def widest(change, k, w):
    """Most that `change` times trait k can be over all people."""
    return change * w.draws.quantiles[256 * k + (255 if change > 0.0 else 0)]
