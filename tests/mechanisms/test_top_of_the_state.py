"""Inquiry, doubt, blame, authority, rally, generals, error: by hand, sign, step and zero laws."""

import math

import pytest
from luck import halves, lucky, same, unlucky
from toy import params, put, run, world

from thaw.mechanisms.rulers.archive_inquiry import archive_inquiry
from thaw.mechanisms.rulers.blame_allocation import blame_allocation
from thaw.mechanisms.rulers.emergency_rally import emergency_rally
from thaw.mechanisms.rulers.error_from_isolation import error_from_isolation
from thaw.mechanisms.rulers.generals_weight import generals_weight
from thaw.mechanisms.rulers.leader_authority import leader_authority
from thaw.mechanisms.rulers.private_doubt import private_doubt

YEAR = 365.25


def country(**columns):
    w = world(polities=2, officials=2)
    put(w, officials__polity=1, polities__population=1e6)
    return put(w, 1, **columns)


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


def test_doubt_moves_a_position_by_hand():
    # target .8 * .5 read * (1 - .7 * .5) = .26; a day at .004; position up by .6 of it
    w = country(polities__inquiry=0.5)
    put(w, 0, officials__complicity=0.5, officials__position=-0.4)
    doubt, position = private_doubt(0, w, params(private_doubt), unlucky(0))
    assert doubt == pytest.approx(0.26 * (1 - math.exp(-0.004)))
    assert position == pytest.approx(-0.4 + 0.6 * doubt)


@pytest.mark.parametrize("cause", ["inquiry", "known_party", "unrest", "ferment"])
def test_each_cause_of_doubt_raises_it_and_guilt_keeps_it_away(cause):
    w = country(**{f"polities__{cause}": 0.8})
    put(w, 0, officials__complicity=1.0)
    put(w, 1, officials__complicity=0.1)
    p = params(private_doubt)
    guilty, clean = (private_doubt(k, w, p, unlucky(0))[0] for k in (0, 1))
    assert clean > 2 * guilty > 0
    assert private_doubt(1, country(), p, unlucky(0))[0] == 0


def test_positions_come_back_when_doubt_fades():
    w = country(polities__inquiry=0.5)
    put(w, officials__position=-0.4)
    run(private_doubt, w, params(private_doubt), 300, row=0)
    there = w.officials.position[0]
    put(w, 1, polities__inquiry=0.0)
    run(private_doubt, w, params(private_doubt), 3000, row=0)
    assert there > -0.35 > w.officials.position[0] == pytest.approx(-0.4, abs=1e-4)


def test_blame_by_hand_and_by_what_is_named():
    # half of .4 and half of .2 known, one class named of ten: .3 * (1 - .8 * (1 - .06)) * .5 guilt
    told = {
        "polities__known": 0.4,
        "polities__known_party": 0.2,
        "polities__complicity": 0.5,
        "polities__victims": 0.1,
    }
    answer = blame_allocation(1, country(**told), params(blame_allocation), unlucky(1))
    target = 0.3 * (1 - 0.8 * (1 - 0.6 * 0.1)) * 0.5
    assert answer == pytest.approx(target * (1 - math.exp(-0.01)))
    wide = country(**{**told, "polities__victims": 1.0})
    p = params(blame_allocation)
    assert blame_allocation(1, wide, p, unlucky(1)) > answer
    alone = params(blame_allocation, one_man=1.0, wider=0.0)
    assert blame_allocation(1, wide, alone, unlucky(1)) == 0


def test_an_heir_builds_and_an_old_head_does_not():
    def after(**columns):
        w = country(polities__monopoly=1.0, polities__censorship=1.0, **columns)
        put(w, 0, polities__authority=0.3)
        w.clock.t[0] = 5 * YEAR
        return leader_authority(1, w, params(leader_authority, pace=2.0), unlucky(1))

    assert after() == 0.3
    heir = after(polities__n_leader=1.0)
    grown = 0.4 * (1 - math.exp(-5 / 4))
    assert heir == pytest.approx(0.3 + grown * (1 - math.exp(-2 / YEAR)))
    assert after(polities__n_leader=1.0, polities__leader_since=4.9 * YEAR) < heir


def test_authority_is_lent_by_the_hegemon_and_by_powers_and_asked_back_by_crowds():
    p = params(leader_authority)

    def level(row=1, **columns):
        return leader_authority(row, country(**columns), p, unlucky(1))

    w = country(polities__obedience=1.0)
    put(w, 0, polities__authority=0.1)
    assert leader_authority(1, w, p, unlucky(1)) < 0.3
    put(w, 0, polities__authority=0.6)
    assert leader_authority(1, w, p, unlucky(1)) > 0.3
    w = country()
    assert leader_authority(0, w, p, unlucky(1)) == 0.3
    put(w, 0, polities__pressure=0.0)
    assert leader_authority(0, w, p, unlucky(1)) > 0.3
    w = put(country(), places__polity=1, places__demonstrators=1000, places__aim_loyal=1.0)
    assert leader_authority(1, w, p, unlucky(1)) > level()
    put(w, places__aim_loyal=0.0)
    assert leader_authority(1, w, p, unlucky(1)) == level()


def test_authority_that_was_lost_returns_to_that_of_the_countrys_own_start():
    for start in (0.2, 0.7):
        w = country(polities__authority=0.5 * start, polities__start_authority=start)
        put(w, 0, polities__authority=0.3)
        run(leader_authority, w, params(leader_authority, pace=2.0), 4000, row=1)
        assert w.polities.authority[1] == pytest.approx(start, rel=1e-3)


def test_emergency_lifts_the_leader_by_hand():
    w = country(polities__emergency=0.5, polities__threat=0.3)
    p = params(emergency_rally)
    assert emergency_rally(1, w, p, unlucky(1)) == pytest.approx(1 - 0.7 * math.exp(-0.5 / YEAR))
    calm = country(polities__threat=0.4)
    assert emergency_rally(1, calm, p, unlucky(1)) == 0.3
    assert emergency_rally(1, country(polities__threat=0.9), p, unlucky(1)) > 0.3


def test_commanders_rise_with_troops_in_the_street():
    w = country(polities__intervention=1.0)
    put(w, 0, officials__army=1.0)
    p = params(generals_weight)
    general = generals_weight(0, w, p, unlucky(0))
    assert general == pytest.approx(1 - 0.5 * math.exp(-0.01 * 0.5))
    assert generals_weight(1, w, p, unlucky(0)) == 0.5
    assert generals_weight(0, put(w, polities__intervention=0.0), p, unlucky(0)) == 0.5


def test_error_grows_under_a_ruler_alone_and_wanes_when_colleagues_dare():
    p = params(error_from_isolation, pace=1.0)
    alone = {"polities__monopoly": 1.0, "polities__censorship": 1.0, "polities__plan_gap": 0.2}
    gap = error_from_isolation(1, country(**alone, polities__elite_security=0.0), p, unlucky(1))
    assert gap == pytest.approx(0.2 + 0.5 / YEAR)
    gap = error_from_isolation(1, country(**alone, polities__elite_security=0.9), p, unlucky(1))
    assert gap == pytest.approx(0.2 - 0.4 / YEAR)


BUSY = {
    "polities__inquiry": 0.4,
    "polities__known": 0.4,
    "polities__victims": 0.3,
    "polities__emergency": 0.4,
    "polities__n_leader": 1.0,
    "polities__intervention": 1.0,
    "polities__unrest": 0.5,
}
STRENGTHS = (
    (private_doubt, "pace", 0),
    (blame_allocation, "ask", 1),
    (leader_authority, "pace", 1),
    (emergency_rally, "lift", 1),
    (generals_weight, "lift", 0),
    (error_from_isolation, "pace", 1),
)


@pytest.mark.parametrize("f, strength, row", STRENGTHS)
def test_at_zero_strength_each_is_absent_and_half_steps_agree(f, strength, row):
    def make():
        return put(country(**BUSY), officials__army=1.0, polities__start_authority=0.6)

    assert same(f, make(), params(f, **{strength: 0.0}), row=row)
    assert not same(f, make(), params(f), row=row)
    for whole, half in halves(f, make, params(f), row=row):
        assert whole == pytest.approx(half, rel=1e-5)
