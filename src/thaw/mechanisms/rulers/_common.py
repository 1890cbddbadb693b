"""What the deciding half shares: one sum of drives, and exact relaxation. Not a mechanism.

Every decision of rulers reads the same eleven drives; accounts differ in the weights they put on
them. A mechanism that calls `urge` lists `DRIVES` among its reads.
"""

from numba.extending import register_jitable

from thaw.draw import exp

DRIVES = (
    "polities.unrest",
    "polities.memory_of_unrest",
    "polities.news_abroad",
    "polities.exit_flow",
    "polities.population",
    "polities.elite_security",
    "polities.succession",
    "polities.reform_wing",
    "polities.line",
    "polities.pressure",
    "polities.threat",
    "polities.ferment",
    "polities.worker_strength",
)
"""Columns that `urge` reads."""

TWINS = (("doctrine", "line"),)
"""Weights of one cause in two columns: the line is what the wing at the top makes of it, weeks later. Who
denies one of a pair denies the other."""

CAP = 0.3
"""Largest hazard of a decision, per day: a top body seldom meets more often (assumed)."""

ECONOMIC, POLITICAL, AMNESTY, PERSONNEL = 0.0, 1.0, 2.0, 3.0
"""Kinds of concession, in `polities.grant_kind`; -1 before there was any."""

LAYER = 0.15
"""Share of technicians and managers at the top from which weights of it are measured: assumed."""

HALF_EXIT = 0.05
"""Leavers per 1,000 inhabitants and day at which exit weighs half: about 27,000 a month from the
GDR, between a quiet month and March 1953 (record, series gdr_emigration_monthly)."""


@register_jitable
def relax(old, target, rate, dt):
    """`old` after `dt` days of approach to `target` at `rate` per day; exactly `old` at rate 0."""
    return old + (target - old) * (1.0 - exp(-rate * dt))


@register_jitable
def unit(x):
    """`x` held within 0 and 1."""
    return min(1.0, max(0.0, x))


@register_jitable
def leaving(i, w):
    """Exit from polity i as a share, saturating (half at `HALF_EXIT`)."""
    flow = max(0.0, w.polities.exit_flow[i]) * 1000.0 / max(w.polities.population[i], 1.0)
    return flow / (flow + HALF_EXIT)


@register_jitable
def remembered_abroad(i, w):
    """Longest-remembered unrest among the other polities, a share."""
    most = 0.0
    for j in range(w.polities.memory_of_unrest.shape[0]):
        if j != i:
            most = max(most, w.polities.memory_of_unrest[j])
    return most


@register_jitable
def urge(i, w, p):
    """Weighted sum of the eleven drives on the rulers of polity i (dimensionless).

    Unrest at home counts with its memory, unrest abroad with the memory of it, each at weight
    `p.memory`; reform_wing is measured from 0.3, its value at the start of 1953.
    """
    home = w.polities.unrest[i] + p.memory * w.polities.memory_of_unrest[i]
    abroad = w.polities.news_abroad[i] + p.memory * remembered_abroad(i, w)
    return (
        p.unrest * home
        + p.bloc * abroad
        + p.exit * leaving(i, w)
        + p.security * w.polities.elite_security[i]
        + p.succession * w.polities.succession[i]
        + p.doctrine * (w.polities.reform_wing[i] - 0.3)
        + p.line * w.polities.line[i]
        + p.pressure * w.polities.pressure[i]
        + p.threat * w.polities.threat[i]
        + p.ferment * w.polities.ferment[i]
        + p.workers * w.polities.worker_strength[i]
    )
