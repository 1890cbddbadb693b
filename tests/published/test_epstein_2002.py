"""Epstein 2002: the rule by algebra, the main model's rule in the limit, and a blind twin."""

import math
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import toy
from scipy import stats

from thaw.errors import ThawError
from thaw.mechanisms.society.see import chance_of_arrest
from thaw.mechanisms.society.speak_out import speak_out
from thaw.published.models.epstein_2002 import bits as bits
from thaw.published.models.epstein_2002 import model as model
from thaw.published.models.epstein_2002.exact import active_share, roots
from thaw.published.models.epstein_2002.kernel import acts, ratio_of
from thaw.published.models.epstein_2002.measures import measures, outbursts
from thaw.published.read import load_published, settings_of
from thaw.world import Person, Spot

sys.path.insert(0, str(Path(__file__).parent / "twins"))
from epstein_2002_twin import Model


def settings(preset=None, **changes):
    return settings_of(load_published("epstein_2002"), preset, changes)


def test_ratio_rules():
    """3 cops to 2 actives: 1.5, 1, and 2 (halves to even); 1 to 2 rounds to 0, 5 to 2 to 2."""
    assert ratio_of(0, 3, 2) == 1.5
    assert [ratio_of(1, c, 2) for c in (1, 3, 5)] == [0, 1, 2]
    assert [ratio_of(2, c, 2) for c in (1, 3, 5)] == [0, 2, 2]
    assert all(ratio_of(2, c, a) == round(c / a) for c in range(60) for a in range(1, 60))


@pytest.mark.thorough
def test_decision_is_the_main_models_in_the_limit_of_small_noise():
    """The hazard of `speak_out` vanishes or explodes exactly where Epstein's rule says quiet or active."""
    rng = np.random.default_rng(5)
    left_out = 0
    for _ in range(400):
        hardship, aversion, legitimacy = rng.random(3)
        cops, actives = int(rng.integers(0, 12)), int(rng.integers(1, 12))
        risk = chance_of_arrest(2.3, ratio_of(1, cops, actives), 1.0)
        w = toy.world(sites=1)
        toy.put(w, polities__legitimacy=legitimacy, groups__grievance_econ=1.0)
        toy.put(w, groups__grievance_nat=0.0, groups__grievance_pol=0.0, groups__fear=1.0)
        toy.put(w, groups__grievance_loyal=0.0, places__arrest=risk)
        toy.put(w, groups__height_strike=9.0)
        toy.put(w, groups__height_demonstrate=0.1, groups__height_arms=9.0)
        traits = {"hardship": hardship, "risk_aversion": aversion, "threshold": 1.0}
        me = Person(**{name: traits.get(name, 0.0) for name in Person._fields})
        motive = hardship * (1 - legitimacy) - aversion * risk
        if abs(motive - 0.1) < 1e-3:
            left_out += 1
            continue
        p = toy.params(speak_out, noise=1e-5, rate=1.0, gap=0.0, stake=0.0)
        here = Spot(site=0, town=-1, company=0.0, works=0.0, days=0.0, local=0.0)
        hazard = speak_out(here, me, w, p, toy.key)[1]
        active = acts(hardship, aversion, 1 - legitimacy, risk, 0.1)
        assert (hazard > 1.0) == active
        assert (hazard < 1e-6) == (not active)
    assert left_out < 20


@pytest.mark.parametrize("legitimacy", [0.82, 0.8, 0.89, 0.5])
@pytest.mark.parametrize("risk", [0.0, 0.05, 0.3, 0.9])
def test_active_share_is_the_area_of_the_rule(legitimacy, risk):
    """The formula against a count over a grid of hardship and risk aversion."""
    mid = (np.arange(600) + 0.5) / 600
    h, r = np.meshgrid(mid, mid)
    area = (h * (1 - legitimacy) - r * risk > 0.1).mean()
    assert active_share(risk, legitimacy, 0.1) == pytest.approx(area, abs=3e-3)


def test_roots_of_the_well_mixed_rule():
    """Literal: one root where A = 1120 (g-T)^2 / (2 g P(64/A)); floor: also nearly 4/9 of all."""
    only = roots(1120, 64, "literal", 2.3, 0.82, 0.1)
    assert len(only) == 1
    risk = 1 - math.exp(-2.3 * 64 / only[0])
    assert only[0] == pytest.approx(1120 * 0.08**2 / (2 * 0.18 * risk), rel=1e-6)
    assert roots(1120, 64, "floor", 2.3, 0.82, 0.1)[-1] == pytest.approx(1120 * 4 / 9)


def test_outbursts_by_hand():
    """Above 50 until below 50: 50 itself neither starts nor ends one; the last is still going on."""
    active = np.array([0, 50, 51, 90, 50, 49, 0, 60, 49, 80, 80])
    assert outbursts(active, 50) == [(2, 5, True), (7, 8, True), (9, 11, False)]
    out = np.zeros((11, 9))
    out[:, 0], out[:, 3], out[:, 7], out[:, 8] = active, 100, 50, 50
    made = measures(out, settings(ticks=11))
    assert made["outbursts"] == 3
    assert made["activation_mean"] == (51 + 90 + 50 + 60) / 2
    assert made["wait_mean"] == (2 + 1) / 2
    assert made["share_calm"] == 2 / 11


def test_stencils():
    """148 sites in a disc of 7, 112 in a diamond, 224 in a square, 8 in a disc of 1.7."""
    for shape, vision, sites in (
        ("disc", 7, 148),
        ("diamond", 7, 112),
        ("square", 7, 224),
        ("disc", 1.7, 8),
        ("diamond", 1.7, 4),
    ):
        assert len(model.offsets(model.half_widths(shape, vision))) == sites


def viewed(city, rules):
    """What the bit maps say is in view from every site."""
    r = SimpleNamespace(
        **{name: int(rules[name]) for name in rules.dtype.names if name != "jail_max"}
    )
    with np.errstate(over="ignore"):
        seen = [bits.in_view(city, r, r.masks, r.reach, s) for s in range(r.sites)]
    return np.array(seen).reshape(r.height, r.width)


ODD = [
    {},
    {"jail_place": "on_patch_free", "cop_moves_to_arrest": "yes", "own_patch": "yes"},
    {"jail_place": "on_patch_blocks", "jail_clock": "own_turn", "jail_term": "integer_upto"},
    {"vision_shape": "square", "cop_vision": 3, "own_patch": "no", "jail_place": "on_patch_free"},
    {"activation": "random_with_replacement"},
    {"activation": "two_passes", "order": "decide_first"},
    {"model": "ethnic", "legitimacy": 0.8},
    {"cop_path": "falling", "cops_from": 5, "cops_until": 30},
    {"jail_max": math.inf, "release_site": "own_site"},
    {"jail_term": "integer_below", "jail_max": 3},
]


@pytest.mark.parametrize("changes", ODD, ids=lambda c: "-".join(map(str, c.values())) or "paper")
@pytest.mark.thorough
def test_counts_in_view_stay_true(changes):
    """After a run what is kept up by increments equals a fresh count over every site's stencil."""
    chosen = settings(
        width=24, height=19, ticks=40, **{"legitimacy": 0.75, "jail_max": 9, **changes}
    )
    city, rules = model.build(chosen, 3)
    left, cops = model.paths(chosen)
    out = np.zeros((40, 9))
    done = model.kernel(model.simulate)(city, rules, left, cops, out)
    people = city.p.reshape(-1, 8)[: int(city.n[6])]
    state, where = people[:, 2], people[:, 0]
    half = model.half_widths(chosen["vision_shape"], 7.0)
    box = np.zeros((2, 19, 24), int)
    for kind, mark in enumerate((4, 1)):
        at = np.zeros((19, 24), int)
        np.add.at(at, (where[state == mark] // 24, where[state == mark] % 24), 1)
        for dx, dy in [(0, 0), *model.offsets(half)]:
            box[kind] += np.roll(at, (dy, dx), (0, 1))
    seen = model.column(city, rules, "seen").reshape(19, 24)
    if rules["alone"]:
        seen = viewed(city, rules)
    assert np.array_equal(seen & 0xFFFF, box[0])
    assert np.array_equal(seen >> 16, box[1])
    assert out[done - 1, 0] == (state == 1).sum()
    assert out[done - 1, 1] == (state == 2).sum()
    standing = (state == 0) | (state == 1) | (state == 4)
    if chosen["jail_place"] == "on_patch_blocks":
        standing |= state == 2
    held = {int(s) for s in where[standing]}
    taken = model.column(city, rules, "taken").astype(np.int64)
    assert held == {s for s in range(24 * 19) if taken[s >> 5] >> (s & 31) & 1}


@pytest.mark.parametrize("preset", ["paper_run2", "mesa_run2", "paper_run1"])
def test_short_cut_gives_the_same_bits(preset):
    """The quick path for quiet citizens leaves the record as the general one does."""
    chosen = settings(preset, ticks=60)
    quick, _ = model.record(chosen, 4)
    city, rules = model.build(chosen, 4)
    rules["plain"] = rules["alone"] = 0
    city, _ = rebuilt(chosen, rules)
    out = np.zeros_like(quick)
    model.kernel(model.simulate)(city, rules, *model.paths(chosen), out)
    assert quick[:, 0].max() > 20
    assert np.array_equal(quick, out)


@pytest.mark.parametrize("jail_place", ["off_lattice", "on_patch_free"])
def test_cops_that_count_for_themselves_give_the_same_bits(jail_place):
    """Counting actives site by site, as where cops see less than citizens, equals the kept count."""
    chosen = settings("paper_run2", ticks=60, jail_place=jail_place)
    kept, _ = model.record(chosen, 4)
    city, rules = model.build(chosen, 4)
    rules["same_view"] = 0
    city, _ = rebuilt(chosen, rules)
    out = np.zeros_like(kept)
    model.kernel(model.simulate)(city, rules, *model.paths(chosen), out)
    assert kept[:, 1].max() > 100
    assert np.array_equal(kept, out)


def test_short_sighted_cops_jail_only_nearby():
    """With cops who see one step and never move, only citizens beside a cop are ever jailed."""
    chosen = settings(
        cop_vision=1,
        agents_move="no",
        cops_move="no",
        jail_max=math.inf,
        ticks=60,
        legitimacy=0.5,
        jail_place="on_patch_blocks",
        ratio="literal",
    )
    city, rules = model.build(chosen, 2)
    out = np.zeros((60, 9))
    model.kernel(model.simulate)(city, rules, *model.paths(chosen), out)
    people = city.p.reshape(-1, 8)[: int(city.n[6])]
    y, x = people[:, 0] // 40, people[:, 0] % 40
    cops, jailed = people[:, 2] == 4, people[:, 2] == 2
    dx, dy = np.abs(x[:, None] - x[cops]), np.abs(y[:, None] - y[cops])
    near = np.minimum(dx, 40 - dx) + np.minimum(dy, 40 - dy)
    assert jailed.sum() > 20
    assert (near[jailed].min(axis=1) == 1).all()


def rebuilt(chosen, rules):
    """A city populated under changed rules."""
    city = model.empty_city(chosen, rules)
    density = chosen["citizen_density"], chosen["cop_density"]
    sites = int(rules["sites"])
    citizens = round(density[0] * sites) if chosen["placement"] == "exact" else -1
    model.kernel(model.populate)(city, rules, citizens, round(density[1] * sites), density)
    return city, rules


def test_same_seed_same_bits_and_other_seed_others():
    chosen = settings(ticks=40)
    assert np.array_equal(model.record(chosen, 1)[0], model.record(chosen, 1)[0])
    assert not np.array_equal(model.record(chosen, 1)[0], model.record(chosen, 2)[0])


def test_too_small_a_torus_is_refused():
    with pytest.raises(ThawError, match="smaller than what an agent sees"):
        model.run(settings(width=14, ticks=1), 0)
    with pytest.raises(ThawError, match="do not fit"):
        model.run(settings(citizen_density=0.99, ticks=1), 0)


TWINS = {
    "paper": (
        {"legitimacy": 0.75, "jail_max": 8},
        {
            "ratio": "floor",
            "shape": "disc",
            "vision": 3.0,
            "jail": "outside",
            "term": "uniform",
            "clock": "end",
            "move_first": True,
            "jail_max": 8,
        },
    ),
    "netlogo": (
        {
            "legitimacy": 0.75,
            "jail_max": 8,
            "self_count": "twice",
            "own_patch": "yes",
            "cop_moves_to_arrest": "yes",
            "jail_place": "on_patch_free",
            "jail_term": "integer_below",
        },
        {
            "ratio": "floor",
            "shape": "disc",
            "vision": 3.0,
            "jail": "free",
            "term": "below",
            "clock": "end",
            "move_first": True,
            "jail_max": 8,
            "twice": True,
            "own_patch": True,
            "cop_jumps": True,
        },
    ),
    "mesa": (
        {
            "legitimacy": 0.75,
            "jail_max": 8,
            "ratio": "round",
            "vision_shape": "diamond",
            "order": "decide_first",
            "placement": "independent",
            "jail_place": "on_patch_blocks",
            "jail_term": "integer_upto",
            "jail_clock": "own_turn",
        },
        {
            "ratio": "round",
            "shape": "diamond",
            "vision": 3.0,
            "jail": "blocks",
            "term": "upto",
            "clock": "own",
            "move_first": False,
            "jail_max": 8,
            "independent": True,
        },
    ),
    "ethnic": (
        {"legitimacy": 0.8, "jail_max": 8, "model": "ethnic", "age_max": 40.0},
        {
            "ratio": "floor",
            "shape": "disc",
            "vision": 3.0,
            "jail": "outside",
            "term": "uniform",
            "clock": "end",
            "move_first": True,
            "jail_max": 8,
            "groups": True,
            "age_max": 40.0,
        },
    ),
}


@pytest.mark.parametrize("name", TWINS)
@pytest.mark.thorough
def test_blind_twin_agrees_in_distribution(name):
    """Two programs written apart: the same distribution of actives, jailed and survivors."""
    ours, theirs = TWINS[name]
    seeds, ticks = 60, 12
    changes = {"width": 12, "height": 12, "vision": 3.0, "cop_vision": 3.0, "cop_density": 0.05}
    chosen = settings(ticks=ticks, **changes, **ours)
    mine, other = [], []
    for seed in range(seeds):
        out, done = model.record(chosen, seed)
        mine.append(summary(out[:done, [0, 1, 3, 4]]))
        option = {"legitimacy": 0.82, "citizens": 0.7, "cops": 0.05, **theirs}
        option["legitimacy"] = ours["legitimacy"]
        rows = Model(1000 + seed, size=(12, 12), **option).run(done)
        other.append(summary(np.array(rows, float)))
    for a, b in zip(np.array(mine).T, np.array(other).T, strict=True):
        if a.std() + b.std() == 0:
            assert a[0] == b[0]
        else:
            assert stats.ks_2samp(a, b).pvalue > 0.002
            assert stats.ttest_ind(a, b, equal_var=False).pvalue > 0.002


def summary(rows):
    """First and mean number of actives, greatest, mean jailed, and survivors at the end."""
    return [
        rows[0, 0],
        rows[:, 0].mean(),
        rows[:, 0].max(),
        rows[:, 1].mean(),
        rows[-1, 2] + rows[-1, 3],
        abs(rows[-1, 2] - rows[-1, 3]),
    ]


def test_draws_of_a_block_are_those_at_their_addresses():
    from thaw.draw import words
    from thaw.published.models.epstein_2002.kernel import fill

    ids, key = np.array([0, 1, 77, 742_999], np.int32), (0x9E3779B9, 0xBB67AE85, 4, 31)
    drawn = np.zeros((4, 4), np.uint32)
    fill(drawn, ids, 4, key)
    assert drawn.T.tolist() == [list(words(key, int(i), 0)) for i in ids]
