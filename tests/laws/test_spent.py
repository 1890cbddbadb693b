"""The spent left out of high shells after a wave: acts found are still those of everybody asked."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest
from societies import QUICK_SUB_STEPS, STEADY, differences, functions, land, plan_of, run
from test_everybody import DAYS, EVENT, LUCKS, POPULATIONS, VALUES, Country, compared

from thaw.engine.population import LAYERS
from thaw.engine.start import blueprint, start_world
from thaw.jobs import replicate

# Plain functions called one by one: Philox and permutations count modulo 2**64, as `run_once` allows.
pytestmark = [
    pytest.mark.thorough,
    pytest.mark.filterwarnings("ignore:overflow encountered in scalar:RuntimeWarning"),
]

TIRED = VALUES | {"company": 0.1, "push": 0.05, "spent": 1.0, "cowed": 1.0, "fading": 60.0}
"""Who goes back is weary by ten e-folds, and few are drawn along: a wave, then the search for the rest."""


class Watched:
    """The streams of every run made while it watches."""

    def __init__(self, patch: pytest.MonkeyPatch, patience: int | None = None) -> None:
        self.streams: list = []
        made = replicate.streams_for

        def watch(*given):
            world, streams = made(*given)
            if patience is not None:
                streams.patience[:] = patience
            self.streams.append(streams)
            return world, streams

        patch.setattr(replicate, "streams_for", watch)


def heavier(watched: Watched, apply):
    """The second wave's event, which also spoils the weights of the fresh in the run at hand."""

    def event_and_harm(world, event, rows):
        apply(world, event=event, rows=rows)
        streams = watched.streams[-1]
        streams.fresh[:] = (streams.fresh * 1.5).astype(np.int32)
        streams.patience[:] = 1 << 40

    return event_and_harm


@cache
def replicates(broken: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Summaries of 300 replicates by points and 300 by asking, and looks used by (replicate, quarter).

    Three towns that all draw for themselves and a named plant; half way a second wave begins, and with
    `broken` the fresh weigh half as much again from then on.
    """
    case = land(
        {"city": 7000},
        town=2500,
        days=DAYS,
        events=[EVENT],
        sites={"works": ("city", 1000)},
        grievance_pol=0.4,
        grievance_nat=0.1,
    )
    points, asked, used = [], [], []
    with pytest.MonkeyPatch.context() as patch:
        watched = Watched(patch)
        if broken:
            patch.setattr(replicate, "apply_event", heavier(watched, replicate.apply_event))
        for seed in range(POPULATIONS):
            country = Country(seed, case, True, TIRED)
            for luck in range(LUCKS):
                points.append(country.summary(country.by_points(luck)))
                used.append(watched.streams[-1].version.copy())
                watched.streams.clear()
                asked.append(country.summary(country.by_asking(1000 * seed + luck)))
    return np.array(points), np.array(asked), np.array(used)


def test_acts_after_a_wave_are_those_of_everybody_asked():
    """First touches by day, layer, trait and class, acts a cell and a workplace: each mean, and all together."""
    points, asked, used = replicates()
    assert (used.max(axis=1) > 1).mean() > 0.9 and (used > 0).mean() > 0.5
    each, together = compared(points, asked)
    assert np.abs(each).max() < 4.2, np.round(each, 1)
    assert together > 1e-3, np.round(each, 1)


def test_spread_between_runs_after_a_wave_is_that_of_everybody_asked():
    points, asked, _ = replicates()
    for k in (3, 11):
        ratio = points[:, k].var(ddof=1) / asked[:, k].var(ddof=1)
        assert 0.7 < ratio < 1.43


def test_the_comparison_would_notice_weights_that_are_wrong():
    points, asked, _ = replicates(broken=True)
    each, together = compared(points, asked)
    assert np.abs(each).max() > 8.0 and together < 1e-9


BURNING = STEADY | {
    "speak_out.company": 0.3,
    "speak_out.push": 0.2,
    "speak_out.laggard": 0.3,
    "speak_out.gap": -0.2,
}


@pytest.fixture
def towns():
    case = land({"a": 4000, "b": 1000}, town=1000, sites={"works": ("a", 600)})
    plan = plan_of(case, "expected_arrest", "see", "speak_out", sub_steps=QUICK_SUB_STEPS)
    world = start_world(blueprint(case), 2)
    for t in range(3):
        world.towns.active[t], world.towns.shock[t], world.towns.stirred[t] = 1, 0.1, 1
    return plan, world


def test_compiled_equals_plain_while_the_spent_are_left_out(towns, monkeypatch):
    plan, world = towns
    watched = Watched(monkeypatch)
    fast = run(plan, 1, world, parameters=BURNING, steps=8)
    slow = run(plan, 1, world, parameters=BURNING, steps=8, plain=True)
    one, two = watched.streams
    assert one.version.sum() > 2 and one.spares.sum() > 0
    assert differences(fast, slow) == []
    assert np.array_equal(one.version, two.version) and np.array_equal(one.marks, two.marks)


def test_where_few_are_spent_nothing_is_marked_and_no_bit_moves(towns, monkeypatch):
    """A quiet country looked over all the time acts as one that never is."""
    plan, world = towns
    quiet = BURNING | {"speak_out.gap": 0.3}
    watched = Watched(monkeypatch, patience=20)
    looked = run(plan, 1, world, parameters=quiet)
    assert watched.streams[0].patience.max() > 20
    assert watched.streams[0].version.sum() == 0
    monkeypatch.undo()
    Watched(monkeypatch, patience=1 << 40)
    never = run(plan, 1, world, parameters=quiet)
    assert (never.world.people.state > 0).sum() > 5
    assert differences(looked, never) == []


def marked(towns) -> tuple:
    """A world in which one in three of quarter 0 went back, and its streams after a look."""
    _, world = towns
    world, x = replicate.streams_for(world, blueprint(towns[0].case), 0.1, 0.3, 0.1, 4.0, 60.0)
    f = functions()
    n = int(world.quarters.cells[0] * world.sites.cell_size[0])
    who = np.random.default_rng(4).random(n) < 1 / 3
    world.people.state[:n][who] = 6
    world.people.since[:n][who] = 5.0
    oldest = f["count_fresh"](world, x, 0, 1.0)
    f["mark_spent"](world, x, 0, 1.0)
    return world, x, f, who, oldest


def test_marks_and_counts_are_those_of_everybody_looked_at(towns):
    world, x, f, who, oldest = marked(towns)
    assert oldest == 5.0 and x.marks.sum() == who.sum() == (~(x.marks == 0)).sum()
    fresh = np.zeros(len(x.lifts) * LAYERS, int)
    size = world.sites.cell_size[0]
    for number in range(len(who)):
        c = int(world.quarters.first_class[0]) + f["bits_of"](
            f["workplace_of"](world, 0, number // size)
        )
        rank = f["rank_of"](
            number - world.draws.class_first[c],
            world.draws.class_persons[c],
            world.draws.class_key[c],
        )
        assert x.marks[world.draws.class_first[c] + rank] == who[number]
        fresh[c * LAYERS + f["layer_of"](world, 0, number)] += not who[number]
    assert np.array_equal(x.fresh, fresh)


def test_the_fresh_of_a_layer_are_drawn_alike_and_nobody_else(towns):
    world, x, f, _, _ = marked(towns)
    c, layer = 4, 6
    base, end = (int(world.draws.edges[c * LAYERS + k]) for k in (layer - 1, layer))
    at = int(world.draws.class_first[c])
    free = [r for r in range(base, end) if x.marks[at + r] == 0]
    assert 5 < len(free) < end - base
    words = np.random.default_rng(1).integers(0, 2**32, (200 * len(free), 2)).tolist()
    drawn = np.array([f["fresh_rank"](world, x, 0, layer, c, a, b) for a, b in words])
    counts = np.array([(drawn == r).sum() for r in free])
    assert counts.sum() == len(drawn)
    assert ((counts - 200) ** 2 / 200).sum() < len(free) + 5 * np.sqrt(2 * len(free))
    for r in free[1:]:
        x.marks[at + r] = 1
    x.fresh[c * LAYERS + layer] = 1
    assert {f["fresh_rank"](world, x, 0, layer, c, a, b) for a, b in words[:50]} == {free[0]}


def test_the_marked_cannot_act_where_they_are_left_out():
    """The slack is no less than what weariness, or custody that ends after the look, leaves of a hazard."""
    f, g = functions(), np.random.default_rng(3)
    for _ in range(300):
        spent, cowed, fading, noise = g.uniform([0.1, 0.1, 20, 0.05], [3, 3, 400, 0.4])
        t = g.uniform(0, 2000)
        oldest, lapse = t - fading * g.uniform(0, 0.7), t + 0.2 * fading
        x = SimpleNamespace(weary=np.array([spent, cowed, fading, noise]))
        slack = f["slack_of"](x, oldest, t, lapse)
        now = g.uniform(t, lapse, 50)
        back, out = g.uniform(oldest, now), g.uniform(t, now)
        tired = np.exp(-spent * np.exp(-(now - back) / fading) / noise)
        scared = np.exp(-cowed * np.exp(-(now - out) / fading) / noise)
        assert tired.max() <= slack and scared.max() <= slack
