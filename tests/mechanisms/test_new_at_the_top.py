"""Officers, a premier carried along, technicians, privilege, an organisation beside the party: by hand."""

import math

import pytest
from luck import halves, same, unlucky
from toy import params, put, run, world

from thaw.mechanisms.counter_power.restoration_current import restoration_current
from thaw.mechanisms.inter_state.line_transmission import line_transmission
from thaw.mechanisms.inter_state.war_and_aid import war_and_aid
from thaw.mechanisms.rulers.carried_along import carried_along
from thaw.mechanisms.rulers.decide_concession import decide_concession
from thaw.mechanisms.rulers.new_stratum import new_stratum
from thaw.mechanisms.rulers.war_readiness import war_readiness
from thaw.mechanisms.society.mass_organisation import mass_organisation

YEAR = 365.25


def country(**columns):
    w = world(polities=2, officials=3)
    put(w, officials__polity=1, polities__population=1e7)
    return put(w, 1, **columns)


def army(*fates):
    w = country()
    put(w, officials__army=1.0, officials__rank=4.0)
    for k, fate in enumerate(fates):
        put(w, k, officials__fate=fate)
    return w


def test_an_army_is_unready_by_the_share_taken_and_recovers():
    w = army(4.0, 0.0, 0.0)
    unready, lost = war_readiness(1, w, params(war_readiness), unlucky(1))
    assert (unready, lost) == (pytest.approx(1 / 3), pytest.approx(1 / 3))
    put(w, 1, polities__unready=unready, polities__officers_lost=lost)
    run(war_readiness, w, params(war_readiness), 365, row=1)
    assert w.polities.unready[1] == pytest.approx(math.exp(-0.3 * 365 / YEAR) / 3)


def test_high_commanders_weigh_more_and_those_let_go_come_back():
    w = put(army(4.0, 0.0, 0.0), 0, officials__rank=1.0)
    top = math.exp(0.9)
    assert war_readiness(1, w, params(war_readiness), unlucky(1))[1] == pytest.approx(
        top / (top + 2)
    )
    back = put(army(5.0, 0.0, 0.0), 1, polities__unready=0.4, polities__officers_lost=1 / 3)
    assert war_readiness(1, back, params(war_readiness), unlucky(1))[0] < 0.1


def test_an_event_of_a_case_stands_where_officers_have_no_rows():
    w = country(polities__unready=0.5)
    put(w, officials__army=0.0)
    assert war_readiness(1, w, params(war_readiness, learn=0.0), unlucky(1)) == (0.5, 0.0)


def test_an_unready_army_loses_more_in_war():
    def dead(unready):
        w = country(polities__war=1.0, polities__unready=unready)
        return war_and_aid(1, w, params(war_and_aid), unlucky(1))[1]

    assert dead(0.5) == pytest.approx(1.5 * dead(0.0))
    assert dead(0.0) > 0


def premier(position=0.8, **columns):
    w = country(polities__leader=0, polities__obedience=1.0, **columns)
    return put(w, 0, officials__position=position)


def test_a_premier_is_carried_in_days_by_hand():
    # councils that half the workforce obeys: .5 / .6 of the way that he would go, at .2 a day
    w = premier(polities__dual_power=0.5)
    run(carried_along, w, params(carried_along), 8, row=1)
    assert w.polities.carried[1] == pytest.approx(0.8 * 0.5 / 0.6 * (1 - math.exp(-1.6)))


def test_who_would_hold_the_line_and_who_obeys_nobody_is_not_carried():
    p = params(carried_along)
    assert carried_along(1, premier(-0.5, polities__dual_power=0.9), p, unlucky(1)) == 0.0
    free = put(premier(polities__dual_power=0.9), 1, polities__obedience=0.0)
    assert carried_along(1, free, p, unlucky(1)) == 0.0
    assert carried_along(1, premier(), p, unlucky(1)) == 0.0, "without a movement nothing"
    assert carried_along(1, premier(polities__armed=5000), p, unlucky(1)) > 0.05


def test_an_assault_ends_it():
    w = premier(polities__dual_power=0.9, polities__carried=0.6, polities__intervention=2.0)
    run(carried_along, w, params(carried_along), 10, row=1)
    assert w.polities.carried[1] == pytest.approx(0.6 * math.exp(-2.0))


def test_the_hegemons_word_counts_less_where_the_premier_has_gone():
    def line(gone, **changed):
        w = country(polities__obedience=1.0, polities__carried=gone, polities__line=-0.8)
        put(w, 1, polities__reform_wing=0.8)
        put(w, 0, polities__line=-0.8)
        return line_transmission(1, w, params(line_transmission, **changed), unlucky(1))

    assert line(0.8) > line(0.0)
    assert line(0.0) == pytest.approx(-0.8)
    assert line(0.8, carried=0.0) == line(0.0)


def test_technicians_grow_with_industry_and_where_nobody_rules_alone():
    p = params(new_stratum, pace=10.0)
    still = {"polities__monopoly": 1.0}
    assert new_stratum(1, country(**still), p, unlucky(1)) == pytest.approx(0.15)
    grown = new_stratum(1, country(**still, polities__workers=math.e), p, unlucky(1))
    assert grown == pytest.approx(0.15 + 0.5 * (1 - math.exp(-10 / YEAR)))
    shared = new_stratum(1, country(polities__monopoly=0.6), p, unlucky(1))
    assert shared == pytest.approx(0.15 + 0.12 * (1 - math.exp(-10 / YEAR)))
    swept = new_stratum(1, country(**still, polities__mobilised=1.0), p, unlucky(1))
    assert swept < 0.15


def test_they_feed_a_current_only_where_an_account_says_so():
    w = country(polities__technocrats=0.5)
    plain = restoration_current(1, w, params(restoration_current), unlucky(1))
    assert restoration_current(1, w, params(restoration_current, stratum=0.5), unlucky(1)) > plain
    put(w, 1, polities__technocrats=0.0)
    assert restoration_current(1, w, params(restoration_current), unlucky(1)) == plain


def test_privilege_stops_politics_and_persons_and_not_pay():
    def kinds(privilege):
        w = country(polities__reform=1.0)
        p = params(decide_concession, base=0.1, privilege=privilege)
        given = [decide_concession(1, w, p, (s, 2, 3, 4)) for s in range(6000)]
        fell = [g[3] for g in given if g[1] > 0]
        return sum(k == 0.0 for k in fell), sum(k in (1.0, 3.0) for k in fell)

    (pay, politics), (pay_held, politics_held) = kinds(0.0), kinds(2.0)
    assert politics_held < 0.3 * politics
    assert pay_held == pytest.approx(pay, rel=0.12)


def test_no_organisation_no_change():
    assert same(mass_organisation, country(polities__concession=1.0), params(mass_organisation), 1)


def test_its_voice_follows_line_need_and_terror_by_hand():
    w = country(polities__organised=0.9, polities__own_voice=0.3, polities__terror=0.0)
    put(w, 1, polities__line=0.5, polities__unrest=0.5)
    voice = mass_organisation(1, w, params(mass_organisation), unlucky(1))[1]
    target = 0.5 + 0.4 * 0.5 + 0.4 * 0.5
    assert voice == pytest.approx(target + (0.3 - target) * math.exp(-1.5 / YEAR))
    put(w, 1, polities__terror=1.0, polities__line=-1.0, polities__unrest=0.0)
    assert mass_organisation(1, w, params(mass_organisation), unlucky(1))[1] < 0.3


def test_it_vouches_for_what_is_granted_and_can_warn():
    granted = {"polities__concession": 1.0, "polities__organised": 0.8, "polities__own_voice": 0.8}
    p = params(mass_organisation, pace=0.0)
    word = 1 - 0.5 * math.exp(-0.005 * 0.8 * 0.8)
    assert mass_organisation(1, country(**granted), p, unlucky(1))[2] == pytest.approx(word)
    warned = mass_organisation(1, country(**granted), params(mass_organisation, vouch=-0.005), 1)
    assert warned[2] < 0.5
    silent = country(**{**granted, "polities__concession": 0.0})
    assert mass_organisation(1, silent, p, unlucky(1))[2] == 0.5


def test_members_come_and_go_with_its_voice():
    free = country(polities__organised=0.5, polities__own_voice=0.9, polities__line=1.0)
    bound = country(polities__organised=0.5, polities__own_voice=0.1, polities__line=-1.0)
    p = params(mass_organisation, join=5.0)
    assert mass_organisation(1, free, p, unlucky(1))[0] > 0.5
    assert mass_organisation(1, bound, p, unlucky(1))[0] < 0.5


BUSY = {
    "polities__unready": 0.4,
    "polities__dual_power": 0.5,
    "polities__leader": 0,
    "polities__obedience": 1.0,
    "polities__workers": 2.0,
    "polities__organised": 0.8,
    "polities__concession": 0.5,
    "polities__unrest": 0.5,
}
STRENGTHS = (
    (war_readiness, {"count": 0.0, "learn": 0.0}),
    (carried_along, {"pace": 0.0}),
    (new_stratum, {"pace": 0.0}),
    (mass_organisation, {"pace": 0.0, "vouch": 0.0}),
)


@pytest.mark.parametrize("f, still", STRENGTHS)
def test_at_zero_strength_each_is_absent_and_half_steps_agree(f, still):
    def make():
        return put(country(**BUSY), officials__position=0.8)

    assert same(f, make(), params(f, **still), row=1)
    assert not same(f, make(), params(f), row=1)
    for whole, half in halves(f, make, params(f), row=1):
        assert whole == pytest.approx(half, rel=1e-4)
