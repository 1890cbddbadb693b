"""What others dare and win, as an example: by hand, dose, sign, memory, absence."""

import math

import pytest
from toy import apply, one_and_two, params, put, run, world, written

from thaw.mechanisms.inter_state.contagion import contagion
from thaw.mechanisms.inter_state.example_abroad import example_abroad as f

NOW, BEFORE, COUNTED, OUTSIDE, LIFT = range(5)


def two(**columns):
    """Two countries; columns are those of the other one, row 1. Row 0 has no censor."""
    return put(put(world(), 0, polities__censorship=0.0), 1, **columns)


def lift(w, **override):
    apply(f, w, params(f, **override), row=0)
    return written(f, w)[LIFT]


def test_by_hand():
    # Unrest .4 abroad: .2 x (1 - e^(-1.5 x .4)) = .090238, arriving at 1 a day: x (1 - e^-1)
    want = 0.2 * (1 - math.exp(-0.6)) * (1 - math.exp(-1))
    assert lift(two(polities__unrest=0.4)) == pytest.approx(want)
    censored = put(two(polities__unrest=0.4), 0, polities__censorship=1.0)
    assert lift(censored) == pytest.approx(0.6 * want)


def test_a_change_of_leader_counts_as_far_as_there_was_unrest():
    w = two(polities__unrest=0.7, polities__n_leader=1.0)
    apply(f, w, params(f), row=1)
    assert written(f, w, 1)[:3] == [0.7, 0.7, 1.0]
    calm = two(polities__n_leader=1.0)
    apply(f, calm, params(f), row=1)
    assert written(f, calm, 1)[:3] == [0.0, 0.0, 1.0]
    run(f, w, params(f), 30, row=1)  # news is old in a month, remembered for years; counted once
    now, before = written(f, w, 1)[:2]
    assert now == pytest.approx(0.7 * math.exp(-2))
    assert before == pytest.approx(0.7 * math.exp(-30 / 730.5))


@pytest.mark.parametrize(
    "column, doses", [("unrest", (0.1, 0.3, 0.6)), ("defied", (0.1, 0.3, 0.6))]
)
def test_dose(column, doses):
    lifts = [lift(two(**{f"polities__{column}": dose})) for dose in doses]
    assert 0.0 < lifts[0] < lifts[1] < lifts[2] < 0.2


def test_what_is_won_and_called_for_counts_beside_unrest():
    stir = two(polities__unrest=0.3)
    won = two(polities__unrest=0.3, polities__granted=1.0, polities__answered=1.0)
    called = two(polities__unrest=0.3, polities__call_workers=1.0)
    plain = lift(stir)
    assert lift(won) > plain and lift(called) > plain
    assert lift(won, granted=0.0) < lift(called)


def test_ones_own_unrest_is_no_example_and_the_outside_is():
    w = put(two(), 0, polities__unrest=0.9, polities__defied=0.9)
    assert lift(w) == 0.0
    assert lift(put(two(), 0, polities__abroad_defied=1.0)) > 0.0


def test_half_steps_and_zero():
    def moved():
        w = two(polities__unrest=0.4, polities__defied=0.5)
        return put(w, 0, polities__example=0.05, polities__defied=0.3, polities__defied_before=0.2)

    one, other = one_and_two(f, moved, params(f))
    assert one == pytest.approx(other, rel=1e-12)
    w = moved()
    put(w, 0, polities__n_leader=1.0, polities__unrest=0.5)
    before = written(f, w)
    apply(f, w, params(f, reach=0.0, take=0.0))
    assert written(f, w) == before


def test_contagion_remembers_a_leader_changed_under_unrest():
    """0.5 of 0.6 at reach 0.5 is news of 0.15 abroad, with nothing going on there any more."""
    w = put(two(polities__defied_before=0.6), 0, polities__news_abroad=0.0)
    got = contagion(0, w, params(contagion, success=0.0), (1, 2, 3, 0))
    assert got == pytest.approx(0.15 * (1 - math.exp(-0.5)))
    assert contagion(0, w, params(contagion, defied=0.0), (1, 2, 3, 0)) == 0.0
