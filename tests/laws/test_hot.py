"""Where people act: points name whom they should as often as they should, and bytes of a draw suffice."""

from __future__ import annotations

import numpy as np
import pytest
from societies import STEADY, functions, land, plan_of, theta_of

from thaw.draw import uniform, words
from thaw.engine.start import blueprint, start_world, streams_for
from thaw.jobs.simulate import parameters_of

# Plain functions called one by one: Philox and permutations count modulo 2**64, as `run_once` allows.
pytestmark = [
    pytest.mark.thorough,
    pytest.mark.filterwarnings("ignore:overflow encountered in scalar:RuntimeWarning"),
]

REST = (5, 6, 130, 7)


def leaving(chance: float, ties: bool = True) -> tuple[float, float]:
    """Share of 64,000 seats that go, and its standard error."""
    goes, count, n = functions()["goes"], 0, 64_000
    whole = int(256.0 * chance)
    for base in range(0, n, 16):
        luck = words((5, 6, 2, 7), 11, base)
        for j in range(16):
            byte = (luck[j >> 2] >> (8 * (j & 3))) & 255
            if ties or byte != whole:
                count += goes(luck, j, chance, REST, 11, base + j)
    return count / n, np.sqrt(chance * (1 - chance) / n) + 1e-12


@pytest.mark.parametrize("chance", [0.0, 0.0009, 0.0368, 0.1535, 0.5, 0.97, 1.0])
def test_a_byte_and_a_draw_where_it_ties_give_the_chance(chance):
    share, error = leaving(chance)
    assert abs(share - chance) < 4.2 * error


@pytest.mark.parametrize("chance", [0.0009, 0.0038])
def test_bytes_alone_would_be_noticed(chance):
    share, error = leaving(chance, ties=False)
    assert abs(share - chance) > 6 * error


def test_who_goes_is_one_number_held_against_the_chance():
    """Whoever goes at a chance goes at every higher one, and the number is his byte and then his own draw."""
    goes = functions()["goes"]
    for base in range(0, 160, 16):
        luck = words((5, 6, 2, 7), 11, base)
        for j in range(16):
            byte = (luck[j >> 2] >> (8 * (j & 3))) & 255
            at = (byte + uniform(REST, 11, base + j)) / 256
            for chance in (at - 1e-9, at + 1e-9):
                assert goes(luck, j, chance, REST, 11, base + j) == (at < chance)


def test_the_ceiling_holds_back_all_acts_together_as_it_does_in_speak_out():
    f = functions()
    plan, w, _, values = risen()
    ceiling = values["speak_out.ceiling"]
    for lifted in np.linspace(-1.0, 3.0, 30):
        w.places.word[:] = lifted
        sums = []
        for most in (1e15, ceiling):
            at = theta_of(plan, values | {"speak_out.ceiling": most})
            me = f["traits_of"](w, 0, 5, f["layer_of"](w, 0, 5), 0.0, 0)
            spot = f["Spot"](0, 0, 0.0, 0.0, 0.0, 0.0)
            sums.append(sum(f["hazards"](spot, me, w, at, 1, 2, 3)))
        assert f["held_back"](np.log(sums[0]), ceiling) == pytest.approx(sums[1], rel=1e-9)


@pytest.mark.parametrize("busy", [[0, 0, 0], [3, 0, 1, 0, 0], [2, 2, 0, 5, 0], [0, 1]])
def test_idle_cells_are_counted_through(busy):
    x = type("x", (), {"busy": np.array(busy)})
    idle = np.flatnonzero(x.busy == 0)
    assert [functions()["idle_cell"](x, k) for k in range(len(idle))] == idle.tolist()


def risen():
    """A plan, a world in which town 0 is awake, theta and values."""
    case = land({"a": 3000, "b": 1000}, town=1000, sites={"works": ("a", 600)})
    plan = plan_of(case, "expected_arrest", "see", "speak_out")
    w = start_world(blueprint(case), 2)
    w.towns.active[0], w.towns.arrest[0], w.places.arrest[:] = 1, 0.5, 0.5
    values = parameters_of(plan, 0, "default") | STEADY
    return plan, w, theta_of(plan, values), values


ROUNDS, SPAN = 4000, 1 / 6


def acts_in_idle_cells(harm: str = "") -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How often each member of a workplace was moved, how often he should be, and who sits in a busy cell."""
    f = functions()
    plan, w, theta, values = risen()
    names = ("workplace", "laggard", "noise", "ceiling")
    w, x = streams_for(w, blueprint(plan.case), *(values[f"speak_out.{n}"] for n in names), 60.0)
    noise = values["speak_out.noise"]
    f["reckon_ladders"](w, x, values["speak_out.rate"], noise)
    f["reckon_averse"](w, x)
    x.ref.reshape(-1, 6)[:, 5] = 1e9
    f["renew_place"](w, x, theta, 0, 0.0, noise)
    u, m = next(
        (u, m)
        for u in range(len(w.quarters.site))
        for m in range(int(w.quarters.workplaces[u]))
        if w.quarters.town[u] == 0 and f["first_cell"](w, u, m + 1) - f["first_cell"](w, u, m) > 3
    )
    s, size = int(w.quarters.site[u]), int(w.sites.cell_size[w.quarters.site[u]])
    first, end = (f["first_cell"](w, u, k) for k in (m, m + 1))
    x.busy[: end - first] = np.arange(end - first) % 3 == 0
    idle = int((x.busy[: end - first] == 0).sum())
    spot = f["Spot"](s, 0, 0.0, 0.3, 0.0, f["local_of"](w, u, m))
    common, relief = f["raised"](x, s, 0, w, theta)
    ceiling = values["speak_out.ceiling"]

    def hazard(number: int) -> float:
        me = f["traits_of"](w, u, number, f["layer_of"](w, u, number), 0.0, 0)
        return sum(f["hazards"](spot, me, w, theta, 1, 2, 3))

    people = range(first * size, end * size)
    for _ in range(40):  # lifted until the boldest are near their ceiling
        if max(hazard(i) for i in people) > 0.4 * ceiling:
            break
        w.places.word[0] += 0.1
        common, relief = f["raised"](x, s, 0, w, theta)
    rest = common + f["own_lift"](spot, w, theta)
    best = f["boldest_in"](w, u, m)
    bound = f["held_back"](f["layer_log"](w, x, s, best, rest, relief, noise), ceiling)
    moved = np.zeros(len(people))

    def move(w, u, m, who, new, now):
        moved[who - first * size] += 1

    f["move"], f["going_home"] = move, lambda spot, act, w, theta: 0.0
    if harm == "cells":
        f["idle_cell"] = lambda x, k: k
    if harm == "bound":
        bound *= 0.6
    acting = f["acting_parameters"](theta)
    given = (first * size, idle * size, False, bound, rest, relief, 3.0, SPAN, 99, acting, 4, 5)
    for stamp in range(ROUNDS):
        f["points"](w, x, theta, spot, u, m, *given, stamp)
    expected = ROUNDS * SPAN * np.array([hazard(i) for i in people])
    return moved, expected, np.repeat(x.busy[: end - first] > 0, size)


def strangeness(moved: np.ndarray, expected: np.ndarray, out: np.ndarray) -> float:
    """Squared differences of counts a member over their expectation, in standard deviations from their mean."""
    some = ~out & (expected > 0.5)
    n = int(some.sum())
    assert n > 20 and expected[some].sum() > 300
    far = ((moved[some] - expected[some]) ** 2 / expected[some]).sum() - n
    return float(far / np.sqrt((2 + 1 / expected[some]).sum()))


def test_each_member_of_an_idle_cell_is_moved_as_often_as_his_hazard_says_and_no_other():
    moved, expected, out = acts_in_idle_cells()
    assert moved[out].sum() == 0
    assert abs(strangeness(moved, expected, out)) < 4.2
    total = expected[~out].sum()
    assert abs(moved.sum() - total) < 4.2 * np.sqrt(total)


def test_points_that_fall_into_other_cells_would_be_noticed():
    moved, _, out = acts_in_idle_cells("cells")
    assert moved[out].sum() > 20


def test_a_bound_that_is_too_low_would_be_noticed():
    moved, expected, out = acts_in_idle_cells("bound")
    assert strangeness(moved, expected, out) > 6.0
