"""Acting by hand: motive, rungs, ceiling; what lifts people where they stand; how they go home."""

import pytest
from toy import key, params, put, world

from thaw.mechanisms.society.speak_out import going_home, lift, own_lift, reach, speak_out
from thaw.world import Person, Spot

PERSON = Person(
    hardship=1.0, risk_aversion=0.5, threshold=1.0, conviction=0.2, national=2.0, shock=0.0, act=0
)
ALONE = Spot(site=0, town=0, company=0.0, works=0.0, days=0.0, local=0.0)
P = params(speak_out, rate=0.3, noise=0.2, gap=0.0, ceiling=4.0)


def site(**columns):
    """One site of one group, with rungs at 1.0, 1.2 and 9 (never)."""
    w = world(sites=1)
    put(w, groups__height_strike=1.0, groups__height_demonstrate=1.2, groups__height_arms=9.0)
    return put(w, polities__legitimacy=0.5, groups__fear=0.4, towns__arrest=0.5, **columns)


def angry(**columns):
    """Grievance (1 x 0.9 + 2 x 0.3 + 0.7) x (1 - 0.5) = 1.1, less 0.5 x 0.4 x 0.5 of risk: motive 1.0."""
    return site(
        groups__grievance_econ=0.9, groups__grievance_nat=0.3, groups__grievance_pol=0.7, **columns
    )


def test_at_the_rung_the_hazard_is_the_rate_less_the_ceiling():
    # a = 0.3, b = 0.3 exp(-0.2/0.2) = 0.110364, c = 0.3 exp(-40) = 0; times 4 / (4 + a + b).
    scale = 4.0 / (4.0 + 0.3 + 0.110364)
    assert speak_out(ALONE, PERSON, angry(), P, key) == pytest.approx(
        (0.3 * scale, 0.110364 * scale, 0.0), rel=1e-5
    )


def test_a_believer_speaks_for_the_disowned_leader():
    # conviction 0.2 x 5.5 = 1.1 in place of all other grievance: the same motive of 1.0.
    w = site(groups__grievance_loyal=5.5)
    assert speak_out(ALONE, PERSON, w, P, key) == pytest.approx(
        speak_out(ALONE, PERSON, angry(), P, key)
    )


def test_a_private_shock_lowers_motive_by_as_much():
    # 0.2 less is one `noise`: both hazards fall by e, to 0.3 / e = 0.110364 and 0.3 / e^2 = 0.040601.
    calm = speak_out(ALONE, PERSON._replace(shock=-0.2), angry(), P, key)
    scale = 4.0 / (4.0 + 0.110364 + 0.040601)
    assert calm == pytest.approx((0.110364 * scale, 0.040601 * scale, 0.0), rel=1e-4)


def test_reach_in_a_town_at_rest_takes_the_chance_of_arrest_of_its_place():
    w = angry(places__arrest=0.25)
    assert reach(0, 0, w, P) == pytest.approx((0.45, 0.15, 0.35, 0.0, 0.2))
    assert reach(0, -1, w, P) == pytest.approx((0.45, 0.15, 0.35, 0.0, 0.1))


def test_lift_adds_what_is_known_in_the_town():
    p = params(speak_out, stake=0.5, gap=0.9, crowd=0.8)
    w = site(
        groups__efficacy=0.4,
        places__word=0.1,
        polities__dread=0.05,
        towns__seen=0.5,
        towns__word=0.2,
        towns__shock=0.3,
        towns__dread=0.25,
    )
    # at rest 0.5 x 0.4 + 0.1 - 0.9 - 0.05 = -0.65; in the town 0.8 x 0.5 + 0.2 + 0.3 - 0.25 more.
    assert lift(0, -1, w, p) == pytest.approx(-0.65)
    assert lift(0, 0, w, p) == pytest.approx(0.0)


def test_own_lift_by_cell_workplace_and_length_of_strike():
    p = params(speak_out, company=4.0, push=0.9, half_push=0.05, tire=0.8)
    at = ALONE._replace(company=0.25, works=0.025, days=0.5, local=-0.1)
    # 4 x sqrt(0.25) + 0.9 x 0.5 - 0.8 x 0.5 x (1 - 0.5) - 0.1 = 2.15; the push is full at 0.05.
    w = site(sites__council=0.5)
    assert own_lift(at, w, p) == pytest.approx(2.15)
    assert own_lift(at._replace(works=0.9), w, p) == pytest.approx(2.6)


def test_going_home_is_faster_after_a_grant_and_slower_under_a_council():
    p = params(speak_out, home_strike=0.9, home_demonstrate=4.0, home_arms=0.35, settle=1.0)
    w = site(sites__council=1.0, polities__granted=0.5)
    # 1.5 times as fast; of those on strike half are held by the council.
    rates = [going_home(ALONE, act, w, p) for act in (1, 2, 3)]
    assert rates == pytest.approx([0.675, 6.0, 0.525])
