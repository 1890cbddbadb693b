"""A campaign that nobody steers, by hand: spark, overshoot, call back, mark; what it costs."""

import math

import pytest
from luck import lucky, same, unlucky
from toy import apply, one_and_two, params, put, run, world

from thaw.mechanisms.rulers.mass_campaign import mass_campaign as campaign
from thaw.mechanisms.rulers.party_membership import party_membership
from thaw.mechanisms.rulers.security_pact import security_pact


def country(**columns):
    w = world()
    put(w, polities__party=1000.0, polities__party_norm=1000.0, polities__line=-0.5)
    return put(w, **columns)


def begun(**columns):
    w = country()
    put(w, 0, polities__campaigning=1.0, **columns)
    return w


def quiet_run(w, days, **changed):
    run(campaign, w, params(campaign, **changed), days)
    return w.polities


def test_nothing_begins_by_itself():
    assert same(campaign, country(), params(campaign))
    w = country()
    apply(campaign, w, params(campaign, base=0.09), draw_key=lucky(0, below=0.05))
    assert (w.polities.campaigning[0], w.polities.n_campaign[0]) == (1.0, 1.0)


def test_a_threat_puts_it_off():
    """Franklin's sign: with -3 a threat of 1.0 leaves e^-2.1 of the hazard."""
    fewer = [
        sum(
            campaign(
                0, put(country(), polities__threat=t), params(campaign, base=0.09), (1, 2, 3, n)
            )[0]
            for n in range(500)
        )
        for t in (0.3, 1.0)
    ]
    assert fewer[0] > 3 * fewer[1] > 0


def test_a_spark_grows_by_itself_by_hand():
    """Logistic from 0.05 at 0.05 a day: after one day v = 0.05 e^.05 / (0.95 + 0.05 e^.05)."""
    w = begun()
    apply(campaign, w, params(campaign, recall=0.0))
    grown = 0.05 * math.exp(0.05)
    assert w.polities.campaign[0] == pytest.approx(grown / (0.95 + grown), abs=1e-12)


def test_it_overshoots():
    q = quiet_run(begun(), 200, recall=0.0)
    assert q.campaign[0] > 0.9
    assert q.overshoot[0] > 0.5
    assert quiet_run(begun(), 60, recall=0.0).overshoot[0] < q.overshoot[0]
    assert (q.campaign[1], q.overshoot[1]) == (0.0, 0.0), "elsewhere nothing"


def test_it_costs_safety_at_the_top_and_members_by_its_vigour():
    def safe(vigour, **changed):
        w = country(polities__elite_security=0.8, polities__monopoly=0.5, polities__campaign=vigour)
        run(security_pact, w, params(security_pact, **changed), 200)
        return float(w.polities.elite_security[0])

    def members(vigour, beyond=0.0, **changed):
        w = country(polities__campaign=vigour, polities__overshoot=beyond)
        run(party_membership, w, params(party_membership, **changed), 200)
        return float(w.polities.party[0])

    assert safe(0.0) > safe(0.5) > safe(1.0)
    assert safe(1.0, campaign=0.0) == safe(0.0)
    assert members(0.0) > members(0.5) > members(1.0) > members(1.0, beyond=0.9)
    assert members(1.0, campaign=0.0) == members(0.0)


def test_it_is_called_back_and_ends_and_leaves_a_mark():
    q = quiet_run(begun(), 1500, recall=0.5)
    assert (q.campaigning[0], q.campaign[0], q.n_campaign[0]) == (0.0, 0.0, 1.0)
    assert 0.0 < q.mobilised[0] < 1.0
    longer = quiet_run(begun(), 1500, recall=0.005)
    assert longer.mobilised[0] > q.mobilised[0]


def test_nobody_calls_back_what_has_not_gone_too_far():
    w = begun(polities__campaign=0.5)
    apply(campaign, w, params(campaign, slip=0.0, recall=1.0), draw_key=lucky(0, 1, below=0.01))
    assert w.polities.campaigning[0] == 1.0


def test_unlucky_keys_call_nothing_back():
    w = begun(polities__campaign=0.9, polities__overshoot=0.9)
    apply(campaign, w, params(campaign), draw_key=unlucky(0))
    assert w.polities.campaigning[0] == 1.0


def test_the_campaign_in_halves():
    def build():
        return begun(polities__campaign=0.6, polities__overshoot=0.3, polities__mobilised=0.2)

    p = params(campaign, recall=0.0)
    one, two = one_and_two(campaign, build, p)
    assert one == pytest.approx(two, rel=2e-3)


def test_the_campaign_at_zero_strength():
    w = begun(polities__campaign=0.6)
    still = {"base": 0.0, "rise": 0.0, "slip": 0.0, "ebb": 0.0, "recall": 0.0, "lasting": 0.0}
    put(w, polities__mobilised=0.0)
    assert same(campaign, w, params(campaign, **still))
