"""Error by hand: it grows under a ruler alone and wanes when colleagues dare; step and absence."""

import pytest
from bureau import YEAR, country
from luck import halves, same, unlucky
from toy import params

from thaw.mechanisms.rulers.error_from_isolation import error_from_isolation


def test_error_grows_under_a_ruler_alone_and_wanes_when_colleagues_dare():
    p = params(error_from_isolation, pace=1.0)
    alone = {"polities__monopoly": 1.0, "polities__censorship": 1.0, "polities__plan_gap": 0.2}
    gap = error_from_isolation(1, country(**alone, polities__elite_security=0.0), p, unlucky(1))
    assert gap == pytest.approx(0.2 + 0.5 / YEAR)
    gap = error_from_isolation(1, country(**alone, polities__elite_security=0.9), p, unlucky(1))
    assert gap == pytest.approx(0.2 - 0.4 / YEAR)


def test_at_zero_strength_it_is_absent_and_half_steps_agree():
    make = lambda: country(polities__emergency=0.4)  # noqa: E731
    assert same(error_from_isolation, make(), params(error_from_isolation, pace=0.0), row=1)
    assert not same(error_from_isolation, make(), params(error_from_isolation), row=1)
    for whole, half in halves(error_from_isolation, make, params(error_from_isolation), row=1):
        assert whole == pytest.approx(half, rel=1e-5)
