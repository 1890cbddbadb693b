"""Work held back: a hand case, who does it, directions, the zero law and the step law."""

import pytest
from toy import key, one_and_two, params, put, run, world

from thaw.mechanisms.economy.work_slowly import work_slowly as f


def group(**columns):
    quiet = dict(
        groups__grievance_econ=0.45,
        groups__grievance_pol=0.15,
        groups__grievance_nat=0.4,
        groups__fear=0.5,
        places__arrest=0.8,
        polities__legitimacy=0.3,
    )
    return put(world(polities=1), **(quiet | columns))


def test_by_hand():
    # 1.0 x 0.7 - 0.5 x 0.5 x 0.8 = 0.5: 0.25 x 0.5 / 1 = 0.125; from 0.05 in a day
    # 0.125 - 0.075 x exp(-0.033) = 0.052435
    w = group(groups__withholding=0.05)
    assert f(0, w, params(f), key) == pytest.approx(0.052435, abs=1e-6)
    run(f, w, params(f), 400)
    assert w.groups.withholding[0] == pytest.approx(0.125, abs=1e-6)


def test_who_holds_back():
    for stratum in range(9):
        moved = f(0, group(groups__stratum=stratum), params(f), key) > 0.0
        assert moved == (stratum in (0, 1, 2, 7))


def test_directions():
    p = params(f, pace=5.0)
    usual = f(0, group(), p, key)
    assert f(0, group(groups__grievance_econ=0.8), p, key) > usual
    assert f(0, group(polities__legitimacy=0.5), p, key) < usual
    assert f(0, group(groups__fear=1.0), p, key) < usual
    assert f(0, group(groups__fear=5.0), p, key) == 0.0
    assert f(0, group(groups__grievance_econ=100.0), p, key) < 0.25


def test_zero_is_absence():
    assert f(0, group(groups__withholding=0.2), params(f, pace=0.0), key) == 0.2


def test_two_half_steps_are_one():
    one, two = one_and_two(f, lambda: group(groups__withholding=0.02), params(f))
    assert two == pytest.approx(one, rel=1e-12)
