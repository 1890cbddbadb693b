"""Commissions by hand: what they see, when they come, whom a satellite follows; absence."""

import math

import pytest
from bureau import YEAR, country
from luck import lucky, same
from toy import params, put, run

from thaw.mechanisms.rulers.archive_inquiry import archive_inquiry


def test_a_commission_sees_and_ends_by_hand():
    # one year of a commission: 1 - exp(-0.6 (1 - e^-1)); what is left of it e^-1
    w = country(polities__commission=1.0, polities__monopoly=1.0, polities__obedience=0.0)
    run(archive_inquiry, w, params(archive_inquiry), 365, row=1)
    ended = 1 - math.exp(-365 / YEAR)
    assert w.polities.inquiry[1] == pytest.approx(1 - math.exp(-0.6 * ended))
    assert w.polities.commission[1] == pytest.approx(1 - ended)
    assert w.polities.n_inquiry[1] == 0


def chance(**columns):
    w = country(polities__obedience=0.0, **columns)
    p = params(archive_inquiry, base=20.0)
    return sum(archive_inquiry(1, w, p, (1, 2, 3, s))[2] for s in range(4000))


def test_commissions_come_where_rule_is_shared_and_guilt_is_small():
    shared = {"polities__monopoly": 0.5}
    assert chance(polities__monopoly=1.0) == 0
    assert chance(**shared, polities__complicity=0.0) > 1.5 * chance(
        **shared, polities__complicity=0.9
    )
    assert chance(**shared, polities__unrest=1.0) > 1.2 * chance(**shared)
    assert chance(**shared, polities__inquiry=0.9) > 1.2 * chance(**shared)


def test_a_satellite_follows_what_the_hegemon_has_seen():
    w = country(polities__monopoly=1.0, polities__obedience=1.0)
    p = params(archive_inquiry, follow=100.0)
    assert archive_inquiry(1, w, p, lucky(1))[2] == 0
    put(w, 0, polities__inquiry=0.8)
    assert archive_inquiry(1, w, p, lucky(1))[2] == 1


def test_inquiry_at_zero_strength_is_absent():
    w = country(polities__monopoly=0.0)
    assert same(archive_inquiry, w, params(archive_inquiry, base=0.0, follow=0.0), row=1)
