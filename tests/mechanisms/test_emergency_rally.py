"""Rally behind the leader by hand: emergency, threat above the usual; step and absence."""

import math

import pytest
from bureau import YEAR, country
from luck import halves, same, unlucky
from toy import params

from thaw.mechanisms.rulers.emergency_rally import emergency_rally


def test_emergency_lifts_the_leader_by_hand():
    w = country(polities__emergency=0.5, polities__threat=0.3)
    p = params(emergency_rally)
    assert emergency_rally(1, w, p, unlucky(1)) == pytest.approx(1 - 0.7 * math.exp(-0.5 / YEAR))
    calm = country(polities__threat=0.4)
    assert emergency_rally(1, calm, p, unlucky(1)) == 0.3
    assert emergency_rally(1, country(polities__threat=0.9), p, unlucky(1)) > 0.3


def test_at_zero_strength_it_is_absent_and_half_steps_agree():
    make = lambda: country(polities__emergency=0.4)  # noqa: E731
    assert same(emergency_rally, make(), params(emergency_rally, lift=0.0), row=1)
    assert not same(emergency_rally, make(), params(emergency_rally), row=1)
    for whole, half in halves(emergency_rally, make, params(emergency_rally), row=1):
        assert whole == pytest.approx(half, rel=1e-5)
