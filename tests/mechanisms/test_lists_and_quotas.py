"""Lists and limits by hand."""

import math

import pytest
from office import office
from toy import apply, one_and_two, params

from thaw.mechanisms.rulers.lists_and_quotas import lists_and_quotas


def test_limits_are_carried_out_and_lapse_with_the_purge():
    """A limit of 600 with 90 days: 600 (1 - e^(-7/90)) in a week; none of the rest once it is stopped."""
    w = office(polities__subjects=1e6, polities__purging=1.0, polities__quota_due=600.0)
    p = params(lists_and_quotas, begin=0.0, more=0.0, quiet=0.0)
    apply(lists_and_quotas, w, p)
    done = 600.0 * (1.0 - math.exp(-7.0 / 90.0))
    assert w.polities.quota_shot[0] == pytest.approx(done)
    assert w.polities.quota_due[0] == pytest.approx(600.0 - done)
    w.polities.purging[0] = 0.0
    apply(lists_and_quotas, w, p)
    assert w.polities.quota_due[0] == 0.0 and w.polities.quota_shot[0] == pytest.approx(done)


def test_lists_reach_below_the_bodies():
    w = office(polities__shot_counted=1.0)
    w.officials.fate[:3] = 4.0
    apply(lists_and_quotas, w, params(lists_and_quotas, reach=10.0))
    assert w.polities.n_listed[0] == 20.0 and w.polities.shot_counted[0] == 3.0


def test_half_steps_of_quiet_years():
    p = params(lists_and_quotas, quiet=1e-5, begin=0.0)
    one, two = one_and_two(lists_and_quotas, lambda: office(polities__subjects=1e6), p, dt=7.0)
    assert one == pytest.approx(two, abs=1e-12)


def test_nobody_is_sentenced_at_zero_strength():
    w = office(polities__subjects=1e6, polities__purging=1.0, polities__purge=1.0)
    p = params(lists_and_quotas, begin=0.0, more=0.0, quiet=0.0, reach=0.0)
    apply(lists_and_quotas, w, p)
    assert w.polities.quota_shot[0] == w.polities.quota_due[0] == w.polities.n_listed[0] == 0.0
