"""The first lattice of Epstein's models: who is placed where, with which traits."""

from __future__ import annotations

import math

import numpy as np

from thaw.draw import words
from thaw.published.models.epstein_2002.lattice import (
    AGE,
    COP,
    N_COPS,
    N_ORDER,
    N_SLOTS,
    SITES,
    STATE,
    TRAITS,
    light,
    link,
    settle,
    show_cop,
    take,
)


def populate(city, rules, citizens, cops, shares):
    """`place` on the bare addresses of a city's arrays; the caller holds the arrays meanwhile."""
    place(light(city), rules, citizens, cops, shares)


def place(city, rules, citizens, cops, shares):
    """Place citizens and cops: exact numbers, or (`citizens` < 0) each site by itself by `shares`."""
    sites = rules.sites
    key = (rules.lo, rules.hi, SITES, 0)
    order = np.arange(sites)
    if citizens >= 0:
        for p in range(citizens + cops):
            w0, _, _, _ = words(key, p, 0)
            other = p + ((w0 * (sites - p)) >> 32)
            order[p], order[other] = order[other], order[p]
    n = 0
    for kind in range(2):
        if citizens >= 0:
            for _ in range(citizens if kind == 0 else cops):
                enter(city, rules, n, order[n], kind)
                n += 1
        else:
            for s in range(sites):
                w0, w1, _, _ = words(key, s, 0)
                u = (w0 * 4294967296.0 + w1 + 0.5) / 18446744073709551616.0
                low = 0.0 if kind == 0 else shares[0]
                if u >= low and u < low + shares[kind]:
                    enter(city, rules, n, s, kind)
                    n += 1
    city.n[N_SLOTS] = n
    city.n[N_ORDER] = n
    for i in range(n):
        city.i[rules.order + i] = i


def enter(city, rules, i, site, kind):
    """A new citizen (kind 0) or cop (kind 1) number i at `site`."""
    if kind == 1:
        city.p[8 * i + STATE] = COP
        city.n[N_COPS] += 1
        take(city, rules, site)
        link(city, rules, i, site)
        show_cop(city, rules, site, 1)
        return
    key = (rules.lo, rules.hi, TRAITS, 0)
    w0, w1, w2, w3 = words(key, i, 0)
    v0, _, _, _ = words(key, i, 1)
    group = (w2 >> 31) if rules.ethnic else 0
    settle(city, rules, i, site, group, w0 - 2147483648, w1 - 2147483648)
    city.f[rules.last + i] = rules.age_max * ((w3 + 0.5) / 4294967296.0)
    city.p[8 * i + AGE] = rules.grown * math.floor(
        city.f[rules.last + i] * ((v0 + 0.5) / 4294967296.0)
    )
