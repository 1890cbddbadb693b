"""Who people are, that they are counted exactly, and that nobody's hazard lies above his bound."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy import stats
from societies import (
    MILD,
    STEADY,
    Seats,
    acted,
    functions,
    land,
    only,
    run,
    society,
    theta_of,
    toy,
    with_luck,
    without,
)

from thaw.engine.population import LAYERS, SHELLS, TYPES, class_lifts, classes_of, reference_of
from thaw.engine.start import blueprint, start_world, streams_for
from thaw.engine.traits import bits_of, first_cell, person_at, rank_of, workplace_of
from thaw.jobs import replicate
from thaw.jobs.plan import parameters_of
from thaw.measure import measures
from thaw.world import TRAITS, World

# Plain functions called one by one: Philox and permutations count modulo 2**64, as `run_once` allows.
pytestmark = [
    pytest.mark.thorough,
    pytest.mark.filterwarnings("ignore:overflow encountered in scalar:RuntimeWarning"),
]


@given(n=st.integers(1, 300), key=st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_ranks_are_a_permutation_and_persons_its_inverse(n, key):
    ranks = [rank_of(i, n, key) for i in range(n)]
    assert sorted(ranks) == list(range(n))
    assert [person_at(r, n, key) for r in ranks] == list(range(n))


@given(
    n=st.integers(1, 2**27), key=st.integers(0, 2**32 - 1), share=st.floats(0, 1, exclude_max=True)
)
@settings(max_examples=200, deadline=None)
def test_the_inverse_holds_in_large_classes(n, key, share):
    i = int(share * n)
    assert person_at(rank_of(i, n, key), n, key) == i


def test_ranks_look_drawn():
    """Of neighbours, and of the boldest under two keys, nothing can be foretold."""
    n = 5000
    one, two = (np.array([rank_of(i, n, key) for i in range(n)]) for key in (77, 78))
    for x, y in ((one[:-1], one[1:]), (one, two), (one, np.arange(n))):
        assert abs(stats.spearmanr(x, y).statistic) < 4.5 / np.sqrt(n)
    steps = np.diff(one) % n
    assert stats.chisquare(np.histogram(steps, 20, (0, n))[0]).pvalue > 1e-3


@given(cells=st.integers(1, 3000), each=st.integers(1, 40))
@settings(max_examples=50, deadline=None)
def test_every_cell_is_in_one_workplace(cells, each):
    works = -(-cells // each)
    table = SimpleNamespace(cells=[cells], workplaces=[works])
    w = SimpleNamespace(quarters=table)
    edges = [first_cell(w, 0, m) for m in range(works + 1)]
    assert edges[0] == 0 and edges[-1] == cells
    sizes = np.diff(edges)
    assert sizes.min() >= 1 and sizes.max() <= each and sizes.max() - sizes.min() <= 1
    for cell in {0, cells // 3, cells // 2, cells - 1}:
        m = workplace_of(w, 0, cell)
        assert edges[m] <= cell < edges[m + 1]
    assert bits_of(works - 1) + 1 == classes_of(works)


CASE = land({"a": 12000, "b": 4000}, town=4000, sites={"works": ("a", 1500)})


def start(seed: int) -> World:
    return start_world(blueprint(CASE), seed)


@pytest.mark.parametrize("seed", [0, 5])
def test_layers_partition_each_class_in_the_shares_of_the_law(seed):
    """Each class counts as many members of a layer as its edges say: shares times people, to one person."""
    w = start(seed)
    seats, d, q = Seats(w), w.draws, w.quarters
    edges = d.edges.reshape(-1, LAYERS)
    assert (np.diff(edges, axis=1) >= 0).all() and np.array_equal(edges[:, -1], d.class_persons)
    number = np.array([bits_of(int(m)) for m in seats.workplace_number])
    c = q.first_class[seats.quarter] + number
    assert np.array_equal(np.bincount(c, minlength=len(d.class_persons)), d.class_persons)
    found = np.zeros_like(edges)
    np.add.at(found, (c, seats.layer), 1)
    assert np.array_equal(np.cumsum(found, axis=1), edges)
    ends = blueprint(CASE).layers[0][0]
    assert (np.abs(edges - ends * d.class_persons[:, None])[:, :-1] < 1 + 1e-9).all()


def test_luck_rounds_the_edges_of_layers_without_leaning():
    """Over 300 countries the people of a layer are its share, also where that is less than one person."""
    case = land({"a": 300})
    ends = blueprint(case).layers[0][0]
    seen = np.array(
        [start_world(blueprint(case), s).draws.edges.reshape(-1, LAYERS).sum(0) for s in range(300)]
    )
    gap, error = seen.mean(0) - 300 * ends, seen.std(0, ddof=1) / np.sqrt(300)
    assert (np.abs(gap) < 4.5 * np.maximum(error, 0.01)).all()
    assert (300 * ends < 1).sum() >= 2


def traits_of_all(w: World, seats: Seats) -> np.ndarray:
    f = functions()["traits_of"]
    rows = zip(seats.quarter.tolist(), seats.number.tolist(), seats.layer.tolist(), strict=True)
    return np.array([f(w, u, n, layer, 0.0, 0)[:5] for u, n, layer in rows])


def test_traits_are_those_of_a_type_of_the_layer():
    w = start(3)
    seats = Seats(w)
    rows = np.arange(0, len(seats.cell), 37)
    values = w.draws.values.reshape(-1, LAYERS, 5, TYPES)[0]
    f = functions()["traits_of"]
    for i in rows.tolist():
        me = f(w, int(seats.quarter[i]), int(seats.number[i]), int(seats.layer[i]), 0.0, 0)
        assert (values[seats.layer[i]] == np.array(me[:5])[:, None]).all(axis=0).any()
    again = functions()["layer_of"]
    assert [
        again(w, int(seats.quarter[i]), int(seats.number[i])) for i in rows[:50]
    ] == seats.layer[rows[:50]].tolist()


def test_the_population_has_the_traits_of_the_case():
    """Three countries of 16,000: each trait by deciles of its prior, and the score of boldness, against exact draws."""
    g = np.random.default_rng(3)
    plan = blueprint(CASE)
    reference = reference_of(plan.tables, 0)
    q = plan.quantiles.reshape(5, 256)
    exact = q[np.arange(5)[:, None], g.integers(0, 256, (5, 400000))]
    people = []
    for seed in range(3):
        w = start(seed)
        people.append(traits_of_all(w, Seats(w)))
    traits = np.concatenate(people).T
    n = traits.shape[1]
    for k, name in enumerate(TRAITS):
        cuts = np.quantile(q[k], np.linspace(0, 1, 11)[1:-1])
        share = np.bincount(np.searchsorted(cuts, traits[k]), minlength=10) / n
        wanted = np.bincount(np.searchsorted(cuts, exact[k]), minlength=10) / 400000
        # 4,096 types stand for everybody: a share of them strays more than one of 48,000 people would.
        assert np.abs(share - wanted).max() < 4.5 * np.sqrt(0.09 / 3000), name
        assert abs(traits[k].mean() - exact[k].mean()) < 4.5 * exact[k].std() / np.sqrt(3000), name
    score, law = reference @ traits, reference @ exact
    for level in (0.5, 0.9, 0.99, 0.999):
        chance = 4.5 / np.sqrt(n * (1 - level))
        assert (score > np.quantile(law, level)).mean() == pytest.approx(
            1 - level, rel=chance + 0.02
        ), level
    bold = np.quantile(law, 0.99)
    for k, name in enumerate(TRAITS):
        spread = exact[k].std()
        gap = traits[k][score > bold].mean() - exact[k][law > bold].mean()
        assert abs(gap) < 0.25 * spread, name


def test_militancy_of_workplaces_has_its_law():
    """A normal spread less an exponential: mean and spread over many countries."""
    case = land({"a": 4000}, town=4000)
    f, found = functions()["local_of"], []
    for seed in range(150):
        w = start_world(blueprint(case), seed)
        full, _ = streams_for(w, blueprint(case), 0.1, 0.3, 0.1, 4.0, 20.0)
        found += [f(full, 0, m) for m in range(int(w.quarters.workplaces[0]))]
        best, lifts = class_lifts(full, full.draws.local, 0.1)
        assert best[0] >= max(found[-80:]) - 1e-12 and lifts.max() == 1.0
    found = np.array(found)
    assert found.mean() == pytest.approx(-0.3, abs=0.01)
    assert found.std() == pytest.approx(np.hypot(0.1, 0.3), rel=0.04)


def recount(w: World) -> dict[str, np.ndarray]:
    """People by state from the private state alone, by cell, workplace, town and site."""
    seats, state = Seats(w), w.people.state
    found: dict[str, np.ndarray] = {}
    for where, rows in (
        ("cell", len(w.people.cell_layer)),
        ("workplace", len(w.people.work_out)),
        ("town", len(w.towns.place)),
        ("site", len(w.sites.place)),
    ):
        index = getattr(seats, where)
        found[where] = np.array([np.bincount(index[state == k], minlength=rows) for k in range(8)])
    return found


@given(seed=st.integers(0, 2**30), heat=st.floats(-0.4, 0.5), days=st.integers(1, 60))
@settings(max_examples=12, deadline=None, derandomize=True)
def test_counts_balance(seed, heat, days):
    plan = without(toy(), "fire_on_crowd")
    begun = society(plan, seed % 89, heat)
    begun.towns.kill_rate[:] = 0.05  # nothing sets it anew
    end = run(
        plan, seed, begun, parameters=MILD | {"police_repression.capacity": 1.0}, steps=days
    ).world
    by = recount(end)
    assert np.array_equal(end.people.cell_out.reshape(-1, 3).T, by["cell"][1:4])
    assert np.array_equal(end.people.work_out, by["workplace"][1:4].sum(0))
    assert np.array_equal(end.sites.striking, by["site"][1:4].sum(0))
    for column, state in (("strikers", 1), ("demonstrators", 2), ("armed", 3)):
        towns = by["town"][state]
        assert np.array_equal(getattr(end.towns, column), towns), column
        places = np.bincount(end.towns.place, weights=towns, minlength=len(end.places.polity))
        assert np.array_equal(getattr(end.places, column), places), column
    assert np.array_equal(end.towns.acting, by["town"][1:4].sum(0))
    assert np.array_equal(end.towns.deaths, by["town"][5])
    assert (end.towns.arrests >= by["town"][4]).all()
    for column in ("acting", "deaths", "arrests", "joined"):
        towns = getattr(end.towns, column)
        places = np.bincount(end.towns.place, weights=towns, minlength=len(end.places.polity))
        assert np.array_equal(getattr(end.places, column), places), column
    for column in ("strikers", "demonstrators", "armed", "deaths", "arrests", "joined"):
        polities = np.bincount(end.places.polity, weights=getattr(end.places, column), minlength=2)
        assert np.array_equal(getattr(end.polities, column), polities), column
    groups = np.bincount(
        end.sites.group, weights=end.sites.striking, minlength=len(end.groups.place)
    )
    assert np.array_equal(end.groups.acting, groups)
    assert end.polities.joined.sum() >= (end.people.state > 0).sum() - by["town"][4].sum()


def test_the_balance_is_struck_over_people_who_act_are_held_and_die():
    plan = without(toy(), "fire_on_crowd")
    begun = society(plan, 2, 0.5)
    begun.towns.kill_rate[:] = 0.05
    end = run(plan, 2, begun, parameters=MILD | {"police_repression.capacity": 1.0}).world
    by = recount(end)["town"].sum(1)
    assert by[1] > 0 and by[4] > 0 and by[5] > 0 and by[6] > 0


def test_measures_of_a_run_agree_with_its_counts():
    """The last day's measures are not below what is acting when that day ends."""
    plan = toy()
    end = run(plan, 6, society(plan, 6, 0.2), parameters=MILD)
    names = [m.name for m in measures("polities")]
    for name in ("strikers", "demonstrators", "armed"):
        peak = end.polity[-1, :, names.index(name)]
        assert (peak >= getattr(end.world.polities, name)).all()
    assert np.array_equal(end.polity[-1, :, names.index("deaths")], end.world.polities.deaths)
    falls = np.diff(end.polity[:, :, names.index("arrests")], axis=0)
    assert (falls >= 0).all()
    assert acted(end) > 0


def test_one_who_goes_back_is_weary_and_one_released_cowed():
    """A shock of `spent` or `cowed`, from the day on, fading by e in `fading` days; others have none."""
    f = functions()
    w = start(1)
    for number, state in enumerate((0, 1, 2, 3, 4, 5, 6, 7)):
        w.people.state[number], w.people.since[number] = state, 10.0
    shocks = [f["shock_of"](w, 0, k, k, 10.0 + 350.0, 350.0, 1.2, 0.8) for k in range(8)]
    assert shocks[:6] == [0.0] * 6
    assert shocks[6:] == pytest.approx([-1.2 / np.e, -0.8 / np.e])
    assert f["state_of"](w, 0, 4, 9.0) == 4 and f["state_of"](w, 0, 4, 10.0) == 7
    assert w.people.state[4] == 7
    w.people.state[1] = 0
    f["wake_town"](w, 0, 0.0)
    f["move"](w, 0, 0, 1, 1, 20.0)
    assert w.people.state[1] == 1 and w.towns.strikers[0] == 1 and w.towns.joined[0] == 1
    f["move"](w, 0, 0, 1, 0, 21.0)
    assert w.people.state[1] == 6 and w.people.since[1] == 21.0 and w.towns.strikers[0] == 0
    for day, joined in ((30.0, 1), (100.0, 2)):
        f["move"](w, 0, 0, 1, 1, day)
        f["move"](w, 0, 0, 1, 0, day + 1)
        assert w.towns.joined[0] == joined


BOUNDED = only(toy(), "speak_out")


def shake(w: World, g: np.random.Generator, size: float) -> None:
    """Move every field that people feel."""
    for column in (
        "grievance_econ",
        "grievance_pol",
        "grievance_nat",
        "grievance_loyal",
        "fear",
        "efficacy",
    ):
        values = getattr(w.groups, column)
        values[:] = np.maximum(values + g.normal(0, size, len(values)), 0)
    for table, columns in (
        ("places", ("arrest",)),
        ("polities", ("legitimacy",)),
        ("towns", ("arrest", "seen")),
    ):
        for column in columns:
            values = getattr(getattr(w, table), column)
            values[:] = np.clip(values + g.normal(0, size, len(values)), 0, 1)
    for values in (w.places.word, w.towns.shock, w.towns.word, w.towns.dread):
        values[:] = np.maximum(values + g.normal(0, size / 2, len(values)), 0)
    w.towns.active[:] |= (g.random(len(w.towns.active)) < 0.3).astype(int)
    w.towns.stirred[:] = 1  # as where people act or a grievance falls: elsewhere memories only fade


@given(seed=st.integers(0, 2**30), loyal=st.booleans(), size=st.sampled_from([0.01, 0.05, 0.3]))
@settings(max_examples=6, phases=(Phase.explicit, Phase.generate), deadline=None, derandomize=True)
def test_nobody_s_hazard_lies_above_the_bound_of_his_stream(seed, loyal, size):
    """For 200 people at a time while fields move, little or much, and bounds are brought up to date or left.

    The hazard of one in an idle workplace, over the factor of his class, is at most the top of the layer in
    the stream that draws for him, and no shell that his class is left out of can bring him to act. It is
    at most what his type and workplace make of that top and, in a town that is awake, of what has moved since.
    """
    f = functions()
    values = parameters_of(BOUNDED, 0, "default") | STEADY
    theta = theta_of(BOUNDED, values)
    noise, ceiling = values["speak_out.noise"], values["speak_out.ceiling"]
    plan = blueprint(CASE)
    g = np.random.default_rng(seed)
    w, x = streams_for(
        start(seed % 7),
        plan,
        values["speak_out.workplace"],
        values["speak_out.laggard"],
        noise,
        ceiling,
        60.0,
    )
    w.places.arrest[:] = 0.9
    w.groups.grievance_loyal[:] = 0.4 if loyal else 0.0
    f["reckon_ladders"](w, x, values["speak_out.rate"], noise)
    f["reckon_averse"](w, x)
    x.ref.reshape(-1, 6)[:, 5] = 1e9
    n_sites = len(w.sites.place)
    for day in range(6):
        shake(w, g, size)
        for q in range(len(w.places.polity)):
            f["renew_place"](w, x, theta, q, float(day), noise)
        for u in g.integers(0, len(w.quarters.site), 200).tolist():
            s, t = int(w.quarters.site[u]), int(w.quarters.town[u])
            size_of_cell = int(w.sites.cell_size[s])
            number = int(g.integers(0, w.quarters.cells[u] * size_of_cell))
            m = f["workplace_of"](w, u, number // size_of_cell)
            layer = f["layer_of"](w, u, number)
            me = f["traits_of"](w, u, number, layer, -0.2 * g.random(), 0)
            town = t if w.towns.active[t] == 1 else -1
            spot = f["Spot"](s, town, 0.0, 0.0, g.random(), f["local_of"](w, u, m))
            total = sum(f["hazards"](spot, me, w, theta, 1, 2, 3))
            c = int(w.quarters.first_class[u]) + bits_of(m)
            row = n_sites + u if w.towns.own[t] == 1 else s
            assert total <= x.top[row * LAYERS + layer] * x.lifts[c] * (1 + 1e-9)
            which = f["type_of"](w, u, number)
            lower = f["type_score"](w, x, s, layer, which, 0.0) - x.score[s * LAYERS + layer]
            assert lower <= 1e-9
            lower += spot.local - x.best[s]
            assert total <= x.top[row * LAYERS + layer] * np.exp(lower / noise) * (1 + 1e-9)
            if town >= 0:
                common, relief = f["raised"](x, s, t, w, theta)
                most = f["type_score"](w, x, s, layer, which, relief) + common
                most += f["own_lift"](spot, w, theta)
                assert total <= np.exp(most / noise + x.ladder[w.sites.group[s]]) * (1 + 1e-9)
            k = x.need[row * LAYERS + layer]
            assert total <= f["shell_top"](k - 1) * x.lifts[c] * (1 + 1e-9) or k == 32
            for shell in range(1, k):
                first, _ = f["classes_in_shell"](w, x, row, shell)
                assert c >= first or total <= f["shell_top"](shell - 1) * x.lifts[c] * (1 + 1e-9)


def test_a_lift_that_falls_as_grievance_rises_leaves_the_bound_where_people_act_high_enough():
    """Together they move nothing, so scores are not reckoned anew; the bound allows for what each has done."""
    f = functions()
    values = parameters_of(BOUNDED, 0, "default") | STEADY
    theta, noise = theta_of(BOUNDED, values), values["speak_out.noise"]
    names = ("workplace", "laggard", "noise", "ceiling")
    w, x = streams_for(
        start(3), blueprint(CASE), *(values[f"speak_out.{name}"] for name in names), 60.0
    )
    w.places.word[:] = 0.3
    f["reckon_ladders"](w, x, values["speak_out.rate"], noise)
    f["reckon_averse"](w, x)
    x.ref.reshape(-1, 6)[:, 5] = 1e9
    for day in range(2):
        for q in range(len(w.places.polity)):
            f["renew_place"](w, x, theta, q, float(day), noise)
        if day == 0:
            w.groups.grievance_pol[:] += 0.15 / (1.0 - w.polities.legitimacy[w.groups.polity])
            w.places.word[:] -= 0.15
    assert x.moved.sum() == 0
    closest = 0.0
    for u in range(len(w.quarters.site)):
        s, t = int(w.quarters.site[u]), int(w.quarters.town[u])
        w.towns.active[t], w.towns.arrest[t] = 1, w.places.arrest[w.towns.place[t]]
        common, relief = f["raised"](x, s, t, w, theta)
        spot = f["Spot"](s, t, 0.0, 0.0, 0.0, 0.0)
        for number in range(0, int(w.quarters.cells[u] * w.sites.cell_size[s]), 7):
            layer = f["layer_of"](w, u, number)
            me = f["traits_of"](w, u, number, layer, 0.0, 0)
            most = f["type_score"](w, x, s, layer, f["type_of"](w, u, number), relief) + common
            bound = np.exp(most / noise + x.ladder[w.sites.group[s]])
            total = sum(f["hazards"](spot, me, w, theta, 1, 2, 3))
            assert total <= bound * (1 + 1e-9)
            closest = max(closest, total / bound)
    assert closest > 0.4


def test_nobody_s_hazard_lies_above_the_bound_of_his_cell_where_people_act(monkeypatch):
    """A plain run of a risen town, with every call that draws points of a cell looked at from inside."""
    f = dict(functions())
    plan = only(toy(sub_steps=2), "expected_arrest", "see", "speak_out")
    values = parameters_of(plan, 0, "default") | {
        k: v for k, v in MILD.items() if k.startswith("speak_out")
    }
    space = functions()
    looked, close = [0], [0.0]

    def points(w, x, theta, spot, u, m, number, n, alone, bound, *rest):
        for who in range(number, number + n, 3):
            state = int(w.people.state[w.quarters.first_person[u] + who])
            me = f["traits_of"](w, u, who, f["layer_of"](w, u, who), 0.0, 0)
            strike, street, arms = f["hazards"](spot, me, w, theta, 1, 2, 3)
            total = street + arms + (0.0 if 1 <= state <= 3 else strike)
            assert total <= bound * (1 + 1e-9)
            close[0] = max(close[0], total / bound)
            looked[0] += 1
        return f["points"](w, x, theta, spot, u, m, number, n, alone, bound, *rest)

    monkeypatch.setitem(space, "points", points)
    monkeypatch.setattr(replicate, "_program", lambda mechanisms, over, plain: space["run"])
    run(plan, 1, society(plan, 1, 0.1), parameters=values, plain=True, steps=4)
    assert looked[0] > 800 and close[0] > 0.5


@given(few=st.floats(-0.3, 0.3), more=st.floats(0.0, 0.8), stream=st.integers(0, 2))
@settings(max_examples=10, deadline=None)
def test_a_higher_bound_adds_points_and_moves_none(few, more, stream):
    """Moments at which a stream has points below a height are the same however high its bound is."""
    f, noise = functions(), 0.1
    w, x = streams_for(start(1), blueprint(CASE), 0.1, 0.3, noise, 4.0, 60.0)
    f["reckon_averse"](w, x)
    x.score[:] = -1.8
    moments = []
    for add in (few, few + more):
        x.need[:], x.when[:] = 0, 1e30
        f["bound_stream"](w, x, stream, add, 0.0, 3.0, noise)
        moments.append((x.need[stream * LAYERS : (stream + 1) * LAYERS].copy(), x.when.copy()))
    (low, early), (high, late) = moments
    assert (high >= low).all()
    for layer in range(LAYERS):
        i = (stream * LAYERS + layer) * SHELLS
        assert np.array_equal(early[i : i + low[layer]], late[i : i + low[layer]])


def test_luck_moves_acts_and_not_people():
    w = start(2)
    other = with_luck(w, 9)
    one, two = Seats(w), Seats(other)
    assert np.array_equal(one.layer, two.layer)
    rows = [
        (int(one.quarter[i]), int(one.number[i]), int(one.layer[i])) for i in range(0, 9000, 97)
    ]
    f = functions()["traits_of"]
    assert [f(w, *r, 0.0, 0) for r in rows] == [f(other, *r, 0.0, 0) for r in rows]
