"""What others read of councils: those who act, troops, rulers, and a line from a second centre."""

import math

import pytest
from toy import params, put, world

from thaw.mechanisms.coercion.army_repression import army_repression
from thaw.mechanisms.coercion.fraternisation import fraternisation
from thaw.mechanisms.counter_power.councils import councils
from thaw.mechanisms.inter_state.hegemon_decision import hegemon_decision
from thaw.mechanisms.inter_state.line_transmission import line_transmission
from thaw.mechanisms.rulers.decide_concession import decide_concession
from thaw.mechanisms.rulers.decide_repression import decide_repression
from thaw.mechanisms.society.speak_out import going_home, lift, speak_out
from thaw.world import Spot

KEY = (1, 2, 3, 0)


def site(council=0.5, **columns):
    w = world(sites=1)
    return put(put(w, sites__council=council), 0, **columns)


def lifted(w):
    return lift(0, -1, w, params(speak_out))


def test_a_call_lifts_as_far_as_a_council_is_obeyed():
    plain = lifted(site())
    assert lifted(site(polities__call_lift=1.0)) - plain == pytest.approx(0.5)
    assert lifted(site(council=0.0, polities__call_lift=1.0)) == pytest.approx(plain)
    assert lifted(site(polities__example=0.1, polities__rally=0.2)) - plain == pytest.approx(0.3)


def test_promises_that_are_disbelieved_send_nobody_home():
    spot, p = Spot(0, 0, 0.0, 0.0, 0.0, 0.0), params(speak_out, settle=1.0)
    given = {"polities__granted": 1.0, "polities__answered": 1.0}
    plain = going_home(spot, 1, site(), p)
    assert going_home(spot, 1, site(**given), p) == pytest.approx(2 * plain)
    assert going_home(spot, 1, site(polities__distrust=1.0, **given), p) == pytest.approx(plain)


def dispersed(**columns):
    w = put(world(), places__population=1e5, towns__population=1e5, polities__population=1e5)
    put(w, places__foreign_men=5000.0, polities__foreign_men=5000.0, polities__intervention=2.0)
    put(w, towns__strikers=2000, places__strikers=2000, polities__strikers=2000)
    return army_repression(0, put(w, **columns), params(army_repression), KEY)


def test_those_who_stay_at_home_are_not_driven_from_the_gates():
    rates = [dispersed(polities__dual_power=d)[2] for d in (0.0, 0.5, 1.0)]
    assert rates[0] > rates[1] > rates[2] == pytest.approx(0.2 * rates[0])


def test_an_assault_that_is_foreseen_is_slower():
    plain, awaited = dispersed()[1], dispersed(polities__foreseen=1.0)[1]
    assert awaited / plain == pytest.approx((1 - math.exp(-1.2)) / (1 - math.exp(-4.0)))
    slow = dispersed(polities__foreseen=1.0, polities__intervention=1.0)
    assert slow[1] == dispersed(polities__intervention=1.0)[1]


def test_an_appeal_reaches_foreign_troops_alone():
    def loyal(kind, call):
        w = put(world(units=1), units__kind=kind, units__polity=kind - 1, units__contact=3.0)
        put(w, places__met=0.8, places__order=2.0, polities__intervention=1.0)
        put(w, polities__call_soldiers=call)
        return fraternisation(0, w, params(fraternisation), KEY)[2]

    assert loyal(2, 1.0) < loyal(2, 0.5) < loyal(2, 0.0)
    assert loyal(1, 1.0) == loyal(1, 0.0)


def test_proclaimed_aims_speed_councils():
    def grown(said):
        w = put(world(sites=1), sites__headcount=1000, sites__striking=100, sites__strike_days=2.0)
        return councils(0, put(w, polities__aims_said=said), params(councils), KEY)[1]

    assert grown(1.0) > grown(0.5) > grown(0.0) > 0.0


def conceded(dual_power, **override):
    w = put(world(), polities__dual_power=dual_power)
    p = params(decide_concession, base=0.02, **override)
    return sum(decide_concession(1, w, p, (1, 2, 3, s))[1] for s in range(4000)) / 4000


def test_rulers_bargain_by_the_weight_of_an_account():
    """Log hazard up by 3 x 0.5 where an author says so; by nothing where none does."""
    assert conceded(0.5) == conceded(0.0)
    few, many = (-math.log(1 - conceded(d, councils=3.0)) for d in (0.0, 0.5))
    assert many / few == pytest.approx(math.exp(1.5), rel=0.2)


def test_resolve_reads_councils_by_the_weight_of_an_account():
    def resolve(dual_power, **override):
        w = put(world(), polities__dual_power=dual_power)
        return decide_repression(1, w, params(decide_repression, **override), KEY)[0]

    assert resolve(0.5) == resolve(0.0)
    assert resolve(0.5, councils=0.5) > resolve(0.0) > resolve(0.5, councils=-0.5)


def chance(level=0.0, **columns):
    w = put(world(), polities__population=1e7, polities__party=1e6, polities__party_norm=1e6)
    put(w, 1, polities__unrest=0.75, polities__intervention=level)
    p = params(hegemon_decision)
    return sum(hegemon_decision(1, put(w, 1, **columns), p, (1, 2, 3, s))[1] for s in range(4000))


def test_soldiers_who_went_over_count_as_armed_and_western_workers_restrain():
    assert chance(polities__gone_men=5000.0) > 1.5 * chance()
    assert chance(polities__call_west=1.0) < 0.6 * chance()


def test_a_second_centre_takes_its_part_of_obedience():
    """Moscow at -0.5, Belgrade at 0.5, half the pull: the line that is handed down is 0."""
    p = params(line_transmission, pace=10.0, bend=0.0, brace=0.0, recoil=0.0)
    w = put(world(), polities__obedience=1.0)
    put(w, 0, polities__line=-0.5)
    assert line_transmission(1, w, p, KEY) == pytest.approx(-0.5, abs=1e-3)
    put(w, 1, polities__second_pull=0.5, polities__second_line=0.5)
    assert line_transmission(1, w, p, KEY) == pytest.approx(0.0, abs=1e-3)
