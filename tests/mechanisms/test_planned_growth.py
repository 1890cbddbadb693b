"""Hand cases and laws of planned_growth."""

import math

import pytest
from luck import halves, same
from toy import key, params, put, run, world

from thaw.mechanisms.economy.planned_growth import planned_growth as fn
from thaw.mechanisms.rulers._common import urge
from thaw.mechanisms.rulers.decide_concession import decide_concession
from thaw.mechanisms.rulers.decide_disclosure import decide_disclosure
from thaw.mechanisms.rulers.decide_repression import decide_repression
from thaw.mechanisms.rulers.succession_struggle import succession_struggle

PACE, WORKERS, SKILL, STRENGTH, BOOM, LIVING = range(6)


def scene(**columns):
    """One country at its own start: four in a hundred more workers a year, room for twice as many."""
    w = put(world(polities=1), polities__worker_growth=0.04, polities__worker_room=2.0)
    put(w, polities__schooling=0.02, polities__school_room=1.5, polities__line=-0.5)
    return put(put(w, polities__start_line=-0.5), **columns)


def test_by_hand_at_the_start():
    # pace 1; logistic of first rate .04 / (1 - 1/2) = .08 over a year: 2 / (1 + exp(-.08))
    w = put(scene(), clock__dt=365.25)
    out = fn(0, w, params(fn), key)
    assert out[PACE] == 1.0 and out[LIVING] == 1.0
    assert out[WORKERS] == pytest.approx(2 / (1 + math.exp(-0.08)))
    assert out[SKILL] == pytest.approx(1.5 / (1 + 0.5 * math.exp(-0.06)))
    assert out[STRENGTH] == pytest.approx(math.log(out[WORKERS] * out[SKILL]))


def test_a_harder_line_or_a_goal_speeds_the_plan_and_living_pays():
    for columns in ({"polities__line": -1.0}, {"polities__plan_goal": 0.2}):
        w = put(scene(**columns), clock__dt=365.25)
        p = params(fn, drive=0.4, turn=1.0, squeeze=0.5)
        out = fn(0, w, p, key)
        pace = 1 + (math.exp(0.2) - 1) * (
            1 - math.exp(-1)
        )  # half a unit of line at .4, or the goal
        assert out[PACE] == pytest.approx(pace)
        assert out[LIVING] == pytest.approx(math.exp(-0.5 * (pace - 1)))
        assert out[BOOM] > 0


def test_threat_hurries_in_proportion():
    def pace(threat):
        w = put(scene(polities__threat=threat), clock__dt=1e6)
        return math.log(fn(0, w, params(fn, siege=0.5), key)[PACE])

    assert pace(0.5) == pytest.approx(0.5 * 0.2) and pace(0.7) == pytest.approx(2 * pace(0.5))
    assert pace(0.1) < 0


def test_what_the_plan_takes_comes_back_when_it_slows():
    w = put(scene(polities__plan_goal=0.5), clock__dt=30.0)
    run(fn, w, params(fn), 3600.0)
    fast = w.polities.living[0]
    put(w, polities__plan_goal=0.0)
    run(fn, w, params(fn), 7200.0)
    assert fast < 0.97 and w.polities.living[0] == pytest.approx(1.0, abs=1e-6)


def test_workers_stop_where_nobody_is_left():
    w = put(scene(), clock__dt=3652.5)
    run(fn, w, params(fn), 365250.0)
    assert w.polities.workers[0] == pytest.approx(2.0) and w.polities.boom[0] == pytest.approx(
        -0.04
    )


def test_workers_at_war_are_no_strength():
    whole, away = (fn(0, scene(polities__away=a), params(fn), key)[STRENGTH] for a in (0.0, 0.2))
    assert away - whole == pytest.approx(math.log(0.8))


def test_at_zero_it_is_absent():
    w = scene(polities__plan_goal=1.0, polities__worker_strength=0.3, polities__boom=0.1)
    assert same(fn, w, params(fn, build=0.0))


def test_half_steps_agree():
    for whole, half in halves(fn, lambda: scene(polities__plan_goal=1.0), params(fn)):
        assert whole == pytest.approx(half, rel=1e-5, abs=1e-6)


DECISIONS = (decide_concession, decide_repression, decide_disclosure, succession_struggle)


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda f: f.__name__)
def test_decisions_weigh_the_workers_by_an_account_alone(decision):
    weak, strong = scene(), scene(polities__worker_strength=0.3)
    default, named = params(decision), params(decision, workers=2.0)
    assert urge(0, strong, default) == urge(0, weak, default)
    assert urge(0, strong, named) - urge(0, weak, named) == pytest.approx(0.6)


def test_growth_unsettles_or_settles_the_top_by_the_sign_of_an_account():
    def changes(weight):
        w = put(scene(polities__boom=0.1, polities__growth=0.04), clock__dt=30.0)
        p = params(succession_struggle, base=0.005, growth=weight)
        return sum(succession_struggle(0, w, p, (1, 2, 3, s))[2] for s in range(1000))

    assert changes(20.0) > 2 * changes(0.0) > 4 * changes(-20.0)
