"""A look over a quarter in which points have been wasted: whether its spent are left out from now on.

Copied into each program; who is spent, and why they may be left out, stands in `engine.spent`.
"""

from __future__ import annotations

from thaw.engine.population import LAYERS, SHELLS
from thaw.engine.sparks import (
    NEVER,
    classes_in_shell,
    quarter_of_stream,
    rate_of,
    read_quarter,
    share_of,
    shell_top,
)
from thaw.engine.spent import MARKED, SPELL, WORTH, count_fresh, edge, mark_spent, slack_of


def look_over(w, x, r, t, due):
    """Look over the quarter that stream r is all of, at time t: which of its people are spent.

    They are left out of high shells from t on if that saves points enough; if not, or `due`, those marked
    before are let in again.
    """
    u = quarter_of_stream(w, r)
    if w.towns.own[w.quarters.town[u]] == 1:
        r = w.sites.place.shape[0] + u
    fading = x.weary[2]
    since, lapse = t - MARKED * fading, t + SPELL * fading
    slack = slack_of(x, count_fresh(w, x, u, since), t, lapse)
    now, then = rates_with(w, x, r, u, slack)
    x.wasted[u] = 0
    if then < WORTH * now:
        mark_spent(w, x, u, since)
        x.version[u] += 1
        x.slack[u], x.lapse[u] = slack, lapse
        x.patience[u] = (w.quarters.cells[u] * w.sites.cell_size[w.quarters.site[u]]) // 4
    else:
        x.patience[u] = min(2 * x.patience[u], 1 << 40)
        if not due:
            return
        x.slack[u], x.lapse[u] = NEVER, NEVER
    read_quarter(w, x, u, t)


def rates_with(w, x, r, u, slack):
    """Points a day of stream r, quarter u: as it draws now, and leaving out who is not in `tried`."""
    first, now, then = w.quarters.first_class[u], 0.0, 0.0
    for layer in range(LAYERS):
        top = x.top[r * LAYERS + layer]
        for k in range(x.need[r * LAYERS + layer]):
            c, last = classes_in_shell(w, x, r, k)
            rate, _ = rate_of(w, x, r, layer, k, c, last)
            now += rate
            if edge(k) >= top * slack:
                rate = 0.0
                for i in range(c, last):
                    rate += int(x.tried[(i - first) * LAYERS + layer]) * x.lifts[i]
                rate *= shell_top(k) - edge(k)
            elif x.spares[(r * LAYERS + layer) * SHELLS + k] == 1:
                weight = share_of(w, r, layer, c, last)
                rate = weight * (shell_top(k) - edge(k))
            then += rate
    return now, then
