"""What ties the measures of a run of every published model together at any settings: sums, counts, order."""

from __future__ import annotations

import math

import numpy as np
from ranges import in_range

from thaw.published.models.epstein_2002 import model as epstein
from thaw.published.models.helbing_2023 import citizens_of
from thaw.published.models.helbing_2023 import record as helbing_record
from thaw.published.models.svolik_2009 import KINDS


def _acemoglu(s, m, seed):
    mask = int(m["mask"])
    yield "the mask names those who stay", mask.bit_count() == m["size"]
    yield "who stays holds a majority", m["share"] > s["majority"] - 1e-9 or m["size"] == 0


def _chwe(s, m, seed):
    yield "the mask names those who revolt", int(m["mask"]).bit_count() == m["revolting"]


def _edmond(s, m, seed):
    yield "a regime that bends nothing shows no bias", s["control"] == "bends" or m["bias"] == 0


def _global_game(s, m, seed):
    yield "equilibria are one or three", m["equilibria"] in (1, 2, 3)
    yield "lowest to highest", m["lowest"] <= m["highest"]
    yield "the middle is there with three", math.isnan(m["middle"]) == (m["equilibria"] != 3)
    yield (
        "unique where private news are precise",
        s["private"] <= m["bound"] or m["equilibria"] == 1,
    )


def _granovetter(s, m, seed):
    if s["crowd"] != "continuum":
        yield "share is joined over people", math.isclose(m["share"] * s["people"], m["joined"])
        yield "no more rounds than joined", m["rounds"] <= m["joined"]


def _helbing(s, m, seed):
    out, path = helbing_record(s, seed)
    n = citizens_of(s)
    yield "active, opposed and jailed are at most all", (path.sum(axis=1) <= n).all()
    yield "no count below 0", (path >= 0).all()
    yield "one row for each step done", len(path) == int(out[0]) + 1
    if s["security_density"] == 0:
        yield "without officers nobody is jailed", (path[:, 2] == 0).all()


def _kuran(s, m, seed):
    yield "from nobody at most what comes from all", m["opposition"] <= m["from_everybody"] + 1e-9
    yield "there is a resting point", m["resting_points"] >= 1


def _lohmann(s, m, seed):
    yield (
        "relief only after a grant",
        not math.isnan(m["granted_week"]) or math.isnan(m["fall_after_grant"]),
    )


def _makowsky(s, m, seed):
    yield (
        "revealed is those before and the cascade",
        math.isclose(1 - m["hidden"] + m["cascade"], m["revealed"], abs_tol=1e-9),
    )


def _moro(s, m, seed):
    yield "one outcome", m["success"] + m["anarchy"] + m["failure"] == 1
    yield "success is all police dead", (m["success"] == 1) == (m["police_dead"] == 1)
    if s["rebel_precision"] == 0:
        yield "who never hits kills nobody", m["police_dead"] == 0
    if s["police_precision"] == 0:
        yield "police that never hit kill nobody", m["rebels_dead"] == 0


def _siegel(s, m, seed):
    yield "the mean is at most the most", m["ties"] <= m["biggest"]


def _svolik(s, m, seed):
    yield "shares are of one whole", math.isclose(sum(m[f"share_{k}"] for k in KINDS), 1)
    yield "accepted says p above the level", m["accepted"] == (m["p"] > s["level"])


def _watts(s, m, seed):
    if s["trials"] > 0:
        yield "a mean size only with a large one", math.isnan(m["size"]) == (m["cascades"] == 0)


def _epstein(s, m, seed):
    """The people themselves after a run, beside what the record says of them."""
    city, rules = epstein.build(s, seed)
    left, cops = epstein.paths(s)
    out = np.zeros((len(left), 9))
    people = city.p.reshape(-1, 8)
    before = int((people[: int(city.n[6]), 2] == 4).sum())
    done = int(epstein.kernel(epstein.simulate)(city, rules, left, cops, out))
    end = out[done - 1]
    people = people[: int(city.n[6])]
    where, state, group = people[:, 0], people[:, 2], people[:, 3]
    free, jailed, police = np.isin(state, (0, 1)), state == 2, state == 4
    alive = free | jailed
    yield "quiet, active and jailed are all who live", alive.sum() == end[3] + end[4]
    yield "the groups are counted", (alive & (group == 1)).sum() == end[4]
    yield "actives are counted", (state == 1).sum() == end[0]
    yield "prisoners are counted", jailed.sum() == end[1]
    yield "cops are counted and never grow", police.sum() == end[2] <= before
    first = int(epstein.column(city, rules, "order").size and _born_with(s, seed))
    yield "the living, the dead and the born balance", _balance(s, first, end, alive.sum())
    standing = free | police | (jailed & (s["jail_place"] == "on_patch_blocks"))
    sites = where[standing]
    yield (
        "everybody is on the lattice",
        ((where[alive | police] >= 0) & (where[alive | police] < rules["sites"])).all(),
    )
    many = np.bincount(sites, minlength=int(rules["sites"]))
    shared = s["jail_place"] == "on_patch_free" or (
        s["jail_place"] == "on_patch_blocks" and s["cop_moves_to_arrest"] == "yes"
    )
    if not shared:
        yield "no site holds two", many.max(initial=0) <= 1
    taken = epstein.column(city, rules, "taken").astype(np.int64)
    marks = np.array([taken[i >> 5] >> (i & 31) & 1 for i in range(int(rules["sites"]))])
    yield "a site is taken where somebody stands", np.array_equal(marks > 0, many > 0)
    here = np.bincount(where[state == 1], minlength=int(rules["sites"]))
    yield "actives by site are counted", np.array_equal(epstein.column(city, rules, "here"), here)
    hard = (people[:, 5].astype(float) + 2147483648.5) / 4294967296.0
    yield (
        "the sum of hardship is that of the free",
        math.isclose(hard[free].sum(), end[7], abs_tol=1e-6),
    )
    active, prison, living = out[:done, 0], out[:done, 1], out[:done, 3] + out[:done, 4]
    yield (
        "at every tick counts balance",
        ((active >= 0) & (prison >= 0) & (active + prison <= living)).all(),
    )
    if s["cop_density"] == 0 and s["placement"] == "exact":
        yield "without cops nobody is jailed", (prison == 0).all()


def _born_with(s, seed):
    """Citizens before the first tick."""
    city, _ = epstein.build(s, seed)
    return int((city.p.reshape(-1, 8)[: int(city.n[6]), 2] == 0).sum())


def _balance(s, first, end, alive):
    """Nobody comes or goes in Model I; in Model II some also die of age."""
    if s["model"] == "rebellion":
        return alive == first and end[5] == 0 and end[6] == 0
    return alive <= first + end[6] - end[5]


TOGETHER = {
    "acemoglu_egorov_sonin_2008": _acemoglu,
    "chwe_2000": _chwe,
    "edmond_2013": _edmond,
    "epstein_2002": _epstein,
    "global_game": _global_game,
    "granovetter_1978": _granovetter,
    "helbing_2023": _helbing,
    "kuran_1991": _kuran,
    "lohmann_1994": _lohmann,
    "makowsky_rubin_2013": _makowsky,
    "moro_2016": _moro,
    "siegel_2009": _siegel,
    "svolik_2009": _svolik,
    "watts_2002": _watts,
}


def faults(name, settings, measures, seed):
    """Everything that is wrong with a run, in words."""
    broken = [text for text, holds in TOGETHER[name](settings, measures, seed) if not holds]
    return in_range(name, settings, measures) + broken
