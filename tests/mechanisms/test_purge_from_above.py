"""A purge opened and stopped from above, by hand."""

import math

import pytest
from luck import same
from office import chance, near, office, times
from toy import apply, params, run

from thaw.mechanisms.rulers.purge_from_above import purge_from_above


def test_alarm_threat_and_monopoly_open_it():
    """Hazard 2 a year x e^(1 + 2 x 0.2 + 3 x 0.1) x complicity 0.49 to one half."""
    p = params(purge_from_above, open=2.0, brake=0.5, memory=1e4)
    columns = {
        "polities__alarm": 1.0,
        "polities__threat": 0.5,
        "polities__monopoly": 1.0,
        "polities__complicity": 0.49,
        "polities__disclosure": 0.0,
    }
    rate = 2.0 / 365.25 * math.exp(1.0 * math.exp(-7e-4) + 0.4 + 0.3) * 0.7
    opened = times(
        purge_from_above, p, lambda w: w.polities.n_purge[0] == 1, lambda: office(**columns)
    )
    assert near(opened, chance(rate))


def test_empty_posts_stop_it_and_vigour_falls_in_days():
    """Half of the posts empty: 0.5 a year x e^(4 x 0.5)."""
    p = params(purge_from_above, close=0.5, cost=4.0, stop=0.2)

    def build():
        w = office(polities__purging=1.0, polities__purge=0.8)
        w.officials.filled[:2] = 0.0
        return w

    stopped = times(purge_from_above, p, lambda w: w.polities.n_correction[0] == 1, build)
    assert near(stopped, chance(0.5 / 365.25 * math.exp(2.0)))
    w = office(polities__purging=0.0, polities__purge=0.8, polities__complicity=1e-9)
    apply(purge_from_above, w, params(purge_from_above, stop=0.2, brake=9.0))
    assert w.polities.purge[0] == pytest.approx(0.8 * math.exp(-1.4))


def test_disclosure_ties_hands():
    """With all earlier frame-ups disclosed and `tied` 1 none can be staged."""
    p = params(purge_from_above, open=20.0, tied=1.0)
    w = office(polities__disclosure=1.0, polities__purging=1.0, polities__purge=0.5)
    run(purge_from_above, w, params(purge_from_above, tied=1.0, close=0.0, pace=100.0), 70.0)
    assert w.polities.purge[0] < 1e-3
    assert same(purge_from_above, office(polities__disclosure=1.0, polities__room=1.0), p)


def test_the_police_have_only_so_many_hands():
    """One of the police with two cases each, and one open: half of the room is left."""
    w = office()
    w.officials.fate[1], w.officials.arrested_on[1] = 1.0, 0.0
    apply(purge_from_above, w, params(purge_from_above, cases=2.0))
    assert w.polities.room[0] == 0.5


def test_a_purge_that_breeds_the_next_outlives_one_that_does_not():
    """`backlash` 3 with two in three taken divides the hazard of stopping by e^2."""

    def build():
        w = office(3, polities__purging=1.0)
        w.officials.arrested_on[:2] = 0.0
        return w

    p = params(purge_from_above, close=10.0, cost=0.0, backlash=3.0)
    stopped = times(purge_from_above, p, lambda w: w.polities.n_correction[0] == 1, build)
    assert near(stopped, chance(10.0 / 365.25 * math.exp(-2.0)))


def test_no_hazard_no_purge():
    """At zero strength none is opened, whatever the alarm."""
    p = params(purge_from_above, open=0.0)
    columns = {"polities__alarm": 9.0, "polities__monopoly": 1.0, "polities__complicity": 1.0}
    opened = times(
        purge_from_above, p, lambda w: w.polities.n_purge[0] > 0, lambda: office(**columns), 50
    )
    assert opened == 0
