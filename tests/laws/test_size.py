"""Size is nothing of its own: twice the people twice the sparks; places and sites cut in two change no summary."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import stats
from societies import ALONE, STEADY, land, plan_of, run

from thaw.case import Case
from thaw.engine.sparks import ALLOWANCE
from thaw.engine.start import blueprint, start_world
from thaw.jobs.replicate import run_once
from thaw.measure import measures

# With very many ties scipy says that it falls back on the asymptotic form, which is what is wanted then.
pytestmark = [
    pytest.mark.thorough,
    pytest.mark.filterwarnings("ignore:ks_2samp. Exact calculation:RuntimeWarning"),
]

FEW = ("expected_arrest", "see", "speak_out")
NAMES = [m.name for m in measures("polities")]


def sparks(case: Case, seeds: range) -> np.ndarray:
    """People who began to act within the span where each hardly acts twice, by seed."""
    plan = plan_of(case, *FEW)
    runs = (run_once(plan, seed, "default", parameters=COLD) for seed in seeds)
    return np.array([int(end.world.polities.joined.sum()) for end in runs])


COLD = ALONE | {"speak_out.gap": 0.4, "speak_out.laggard": 0.4, "speak_out.spent": 5.0}


def test_twice_the_people_have_twice_the_first_sparks():
    """80 countries of each size, company off: the counts share one rate a head, and vary as counts do.

    A ratio of Poisson counts is a binomial share, here 2/3. So is a country of two places, and one of
    towns twice as large.
    """
    one = sparks(land({"a": 40_000}, town=10_000), range(80))
    twice = (
        land({"a": 80_000}, town=10_000),
        land({"a": 80_000}, town=20_000),
        land({"a": 40_000, "b": 40_000}, town=10_000),
    )
    for case in twice:
        two = sparks(case, range(100, 180))
        assert one.sum() > 500
        assert stats.binomtest(int(two.sum()), int(one.sum() + two.sum()), 2 / 3).pvalue > 1e-3
        assert abs(two.var(ddof=1) / two.mean() - 1) < 4.5 * np.sqrt(2 / 79) + 0.1


WARM = STEADY | {
    "speak_out.gap": 0.14,
    "speak_out.laggard": 0.3,
    "speak_out.company": 0.5,
    "speak_out.push": 0.25,
}


def summaries(case: Case, seeds: range) -> np.ndarray:
    """Who took part, days of strike and of the street, peak, arrests, workplaces touched, by seed."""
    plan = plan_of(case, *FEW)
    rows = []
    for seed in seeds:
        end = run_once(plan, seed, "default", parameters=WARM)
        state, seats = end.world.people.state, end.world.quarters
        polity = end.polity[:, 0]
        strikers, street = (polity[:, NAMES.index(n)] for n in ("strikers", "demonstrators"))
        works = np.add.reduceat(
            (state > 0).astype(int), np.cumsum(seats.cells * 10) - seats.cells * 10
        )
        rows.append(
            [
                end.world.polities.joined[0],
                strikers.sum(),
                street.sum(),
                strikers.max(),
                (state == 6).sum(),
                end.world.towns.breaks.sum(),
                works.sum(),
            ]
        )
    return np.array(rows, dtype=float)


def same_law(one: np.ndarray, two: np.ndarray) -> None:
    """Means within 4 standard errors, distributions by Kolmogorov and Smirnov, column by column."""
    for k in range(one.shape[1]):
        x, y = one[:, k], two[:, k]
        error = np.sqrt((x.var(ddof=1) + y.var(ddof=1)) / len(x))
        assert abs(x.mean() - y.mean()) <= 4 * error, (k, x.mean(), y.mean(), error)
        assert stats.ks_2samp(x, y).pvalue > 1e-3, k


def test_cutting_a_place_in_two_changes_no_summary():
    """One place of six towns, or two of three: 150 countries of each, people looking at their towns."""
    whole = land({"a": 12_000})
    cut = land({"a": 6_000, "b": 6_000})
    one, two = summaries(whole, range(150)), summaries(cut, range(1000, 1150))
    assert one[:, 0].mean() > 30
    same_law(one, two)


def test_cutting_a_site_in_two_changes_no_summary():
    """A works of 1,500 in a town of 2,000, or two works of 750, or the residual people alone.

    Three such towns of one place each, for figures large enough to compare.
    """
    places = {"a": 2000, "b": 2000, "c": 2000}
    whole = land(places, sites={f"works_{p}": (p, 1500) for p in places})
    cut = land(places, sites={f"works_{p}_{k}": (p, 750) for p in places for k in (1, 2)})
    bare = land(places)
    one, two, none = (
        summaries(c, range(s, s + 150)) for c, s in ((whole, 0), (cut, 1000), (bare, 2000))
    )
    assert one[:, 0].mean() > 15
    same_law(one, two)
    same_law(one, none)


def every_second_town_angry(case, seed, own):
    """A start in which every second town draws for itself, or by a hair does not.

    An anger above `ALLOWANCE` makes a town draw for itself, one below does not; two thousandths of a motive
    between them move hazards by one or two in a hundred.
    """
    w = start_world(blueprint(case), 500 * own + seed)
    w.places.arrest[:] = 0.9
    w.towns.active[::2], w.towns.arrest[::2] = 1, 0.9
    w.towns.shock[::2] = ALLOWANCE + (0.001 if own else -0.001)
    return w


def act_alike(counts):
    """Of people who joined in angry and in calm towns, about as many whether towns draw apart or not."""
    total = [np.array(c).sum(0) for c in counts]
    assert total[0].min() > 400
    for k in range(2):
        assert stats.binomtest(int(total[1][k]), int(total[0][k] + total[1][k]), 0.5).pvalue > 1e-3


def joined(world):
    return [world.towns.joined[::2].sum(), world.towns.joined[1::2].sum()]


def test_a_town_that_draws_for_itself_acts_as_one_that_does_not():
    """Streams of sites and of single quarters are two ways to the same law."""
    case = land({"a": 16_000}, town=2000)
    plan = plan_of(case, "speak_out")
    counts = ([], [])
    for own, seed in product((0, 1), range(150)):
        w = every_second_town_angry(case, seed, own)
        end = run(plan, seed, w, COLD | {"speak_out.gap": 0.25}).world
        assert end.places.apart[0] == own
        counts[own].append(joined(end))
    act_alike(counts)


def test_a_region_draws_together_again_once_its_towns_are_calm():
    """Every second town angry for some days: all draw for themselves, and then none does.

    The anger falls by e in ten days, so that the people of both countries act alike, before the towns go
    back to their region and after.
    """
    case = land({"a": 16_000}, town=2000, days=40)
    plan = plan_of(case, "speak_out", "town_memory")
    calm = COLD | {"speak_out.gap": 0.25, "town_memory.soothe": 10.0, "town_memory.put_down": 0.0}
    counts = ([], [])
    for own, seed in product((0, 1), range(100)):
        w = every_second_town_angry(case, seed, own)
        if seed == 0:
            assert run(plan, seed, w, calm, steps=1).world.places.apart[0] == own
        end = run(plan, seed, w, calm).world
        assert end.places.apart[0] == 0
        counts[own].append(joined(end))
    act_alike(counts)
