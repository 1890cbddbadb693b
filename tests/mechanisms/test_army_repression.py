"""Troops and dispersal: a hand case, the zero law, the step law and directions."""

import pytest
from toy import apply, key, params, put, world

from thaw.mechanisms.coercion.army_repression import army_repression


def city(**columns):
    """A place of one town of 100,000 in a polity of 1,000,000; 2,000 soldiers here who obey."""
    w = put(world(), towns__polity=1, places__population=100_000, towns__population=100_000)
    put(w, polities__population=1_000_000, towns__order=1, towns__demonstrators=1000)
    put(w, places__army_men=2000, polities__army_men=2000)
    put(w, **columns)
    for kind in ("strikers", "demonstrators", "armed"):
        count = getattr(w.towns, kind)[0]
        getattr(w.places, kind)[0] = count
        getattr(w.polities, kind)[1] = count
    return w


def answer(w, row=0, **override):
    return army_repression(row, w, params(army_repression, **override), key)


def test_own_army_by_hand():
    # Share of the town in its place (1000 + 1 x 100) / (1000 + 1 x 100) = 1, in the country
    # 1100 / (1000 + 1 x 1000) = 0.55, so 0.5 x 2000 + 0.5 x 2000 x 0.55 = 1,550 could come;
    # 0.5 x 1000 + 1 x 100 = 600 are sent: 6 per 1000. After 6 hours 6 x (1 - 1/e) = 3.792723.
    # Force 379.2723 to 1,000: 0.3792723; all are in the street: 10 x 0.3792723 / 0.5792723.
    w = city()
    w.clock.dt[0] = 0.25
    troops, soviet, disperse = answer(w)
    assert troops == pytest.approx(3.792723, rel=1e-6)
    assert soviet == 0.0
    assert disperse == pytest.approx(6.547390, rel=1e-6)


def test_troops_of_a_region_are_shared_among_its_towns_by_where_people_act():
    # Two towns of 100,000 in a region of 500,000, in a country of 1,000,000: 3,000 and 1,000 act.
    # In the region (3000 + 100) / (4000 + 500) = 0.688889, in the country 3100 / 5000 = 0.62:
    # 0.5 x 400 x 0.688889 + 0.5 x 1400 x 0.62 = 571.7778, fewer than the 1,600 wanted: 5.717778.
    # The other town: 0.5 x 400 x 1100 / 4500 + 0.5 x 1400 x 1100 / 5000 = 202.8889: 2.028889.
    w = put(world(towns=2), towns__population=100_000, towns__order=1, places__population=500_000)
    put(w, polities__population=1_000_000, places__army_men=400, polities__army_men=1400)
    w.towns.demonstrators[:] = 3000, 1000
    put(w, places__demonstrators=4000, polities__demonstrators=4000)
    assert answer(w, deploy=100)[0] == pytest.approx(5.717778, rel=1e-6)
    assert answer(w, 1, deploy=100)[0] == pytest.approx(2.028889, rel=1e-6)


def test_a_town_that_rises_today_counts_at_once():
    # The sums are of yesterday, when nobody acted: 3000 + 100 of 3000 + 500 in the region.
    w = put(world(), towns__population=100_000, towns__order=1, places__population=500_000)
    put(w, polities__population=500_000, towns__demonstrators=3000, places__army_men=400)
    assert answer(w, deploy=100)[0] == pytest.approx(0.5 * 400 * 3100 / 3500 / 100, rel=1e-6)


def test_soviet_troops_by_hand():
    # No garrison. A general assault brings 6 x 0.5 x 2 x 1000 = 6,000, of whom 0.55 x 6000 = 3,300
    # could come here; twice 600 are sent: 12 per 1000. At level 1: 600, 6 per 1000.
    w = city(towns__order=0, polities__intervention=2)
    assert answer(w, deploy=100)[1] == pytest.approx(12)
    w.polities.intervention[1] = 1
    troops, soviet, _ = answer(w, deploy=100)
    assert (troops, soviet) == (0.0, pytest.approx(6))
    # A garrison of 5,000 in the place: half stays, 0.5 x 5000 x 0.55 + 0.55 x 3000 come: 5,525,
    # of whom with `ratio` 10 (need 10,100) all are sent: 55.25 per 1000.
    put(w, places__foreign_men=5000, polities__foreign_men=5000)
    assert answer(w, deploy=100, ratio=10)[1] == pytest.approx(55.25)


def test_strikers_in_the_works_are_dispersed_less_than_a_crowd():
    # As the hand case but 1,000 strikers: 6 per 1000 arrive (need 600); they tie down as many as
    # 0.1 x 1000 = 100 in the street: force 6.0; 10 x 0.8 x 6 / 6.2 = 7.7419355.
    w = city(towns__demonstrators=0, towns__strikers=1000)
    assert answer(w, deploy=100)[2] == pytest.approx(7.7419355, rel=1e-6)
    # 20,000 strikers and the 1,550 who could come (share 0.957143: 1,957.143): force 0.978571 in
    # the works, 8 x 0.978571 / 1.178571 = 6.642424. With `gates` 0 only the floor of 100 counts.
    w = city(towns__demonstrators=0, towns__strikers=20_000)
    assert answer(w, deploy=100)[2] == pytest.approx(6.642424, rel=1e-5)
    assert answer(w, deploy=100, gates=0)[2] == pytest.approx(8 * 19.57143 / 19.77143, rel=1e-5)


@pytest.mark.parametrize(("army", "least"), [(0.001, 1.8), (0.01, 5.5), (0.02, 6.0)])
def test_a_small_army_outweighs_a_wave(army, least):
    # One in twenty acts, one in seven of them in the street, everywhere alike; strikers go home at
    # 0.9 a day by themselves. An army of 0.1 percent of the inhabitants trebles that.
    w = city(towns__demonstrators=750, towns__strikers=4250, places__army_men=army * 1e5)
    put(w, polities__army_men=army * 1e6)
    put(w, polities__demonstrators=7500, polities__strikers=42_500)
    assert least < answer(w, deploy=100)[2] < 10


def test_zero_is_absence():
    w = city(towns__troops=3, towns__soviet=2, towns__disperse_rate=1.5)
    assert answer(w, deploy=0) == (3.0, 2.0, 1.5)


def test_nothing_to_do_gives_what_the_formula_gives():
    w = city(towns__order=0, towns__disperse_rate=1.5)
    assert answer(w) == (0.0, 0.0, 0.0)
    near = answer(put(w, towns__troops=1e-12))
    assert near == pytest.approx((0.0, 0.0, 0.0), abs=1e-9)


@pytest.mark.parametrize("order", [0, 1])
def test_two_half_steps_are_one(order):
    p = params(army_repression)
    one, two = (city(towns__order=order, towns__troops=3, towns__soviet=2) for _ in range(2))
    one.clock.dt[0], two.clock.dt[0] = 0.2, 0.1
    apply(army_repression, one, p)
    apply(army_repression, two, p)
    apply(army_repression, two, p)
    for column in ("troops", "soviet", "disperse_rate"):
        a, b = getattr(one.towns, column)[0], getattr(two.towns, column)[0]
        assert b == pytest.approx(a, rel=1e-12)


def test_directions():
    assert answer(city(towns__order=0))[0] == 0.0
    loyal = answer(city(places__army_men=3600, polities__army_men=3600), ratio=10)
    disloyal = answer(city(places__army_men=400, polities__army_men=400), ratio=10)
    assert loyal[0] > disloyal[0] > 0 and loyal[2] > disloyal[2]
    unarmed = answer(city())[2]
    assert answer(city(towns__armed=1000))[2] < unarmed


def test_withdrawal_takes_days_but_troops_wanted_elsewhere_leave_in_hours():
    gone = city(towns__order=0, towns__troops=5)
    assert 3 < answer(gone)[0] < 5
    # 50,000 rise elsewhere. Half of 2,000 stay here, of the rest 1100 / 52,000: 10.21154 per 1000
    # where 30.5 are wanted: from 15, after a day, 10.21154 + 4.78846 exp(-4).
    wanted = city(towns__troops=15)
    put(wanted, polities__demonstrators=51_000)
    after = answer(wanted, ratio=30)[0]
    assert after == pytest.approx(10.21154 + 4.78846 * 0.01831564, rel=1e-6)


def test_no_more_troops_than_there_are():
    w = city(towns__demonstrators=50_000)
    assert answer(w, deploy=100)[0] <= 2000 / 100
