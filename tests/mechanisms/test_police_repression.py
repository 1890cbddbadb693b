"""Arrests by the security police: a hand case, the zero law, the step law and directions."""

import pytest
from toy import apply, key, params, put, world

from thaw.mechanisms.coercion.police_repression import police_repression


def town(**columns):
    w = put(world(), towns__population=100_000, places__police=2, polities__repression=0.5)
    return put(w, **columns)


def rate(w, row=0, **override):
    return police_repression(row, w, params(police_repression, **override), key)


HAND = {"capacity": 1.0, "limit": 0.5, "army_share": 0.1}


def test_by_hand():
    # 100 thousands x 2 = 200 officers. 2,000 act: 1 x 200 x 0.5 / 2,000 = 0.05 a day each.
    # Street 1,000 / 200 = 5 to an officer: 0.05 / (1 + 5/50) = 0.0454545.
    # Under the limit 0.5: 0.5 x 0.0454545 / 0.5454545 = 0.0416667; reached at once for respond 200.
    w = town(towns__strikers=1000, towns__demonstrators=1000)
    assert rate(w, respond=200, **HAND) == pytest.approx(0.0416667, rel=1e-5)
    # Two hours after, from nothing, 1 - 1/e of it: 0.0263384.
    w.clock.dt[0] = 1 / 12
    assert rate(w, **HAND) == pytest.approx(0.0263384, rel=1e-5)


def test_troops_and_disloyal_police():
    # Troops 10 per 1000 add 1 per 1000: 300 hands, street 3.3333: 0.075 / 1.0666667 = 0.0703125;
    # 0.5 x 0.0703125 / 0.5703125 = 0.0616438.
    w = town(towns__strikers=1000, towns__demonstrators=1000, towns__troops=10)
    assert rate(w, respond=200, **HAND) == pytest.approx(0.0616438, rel=1e-5)
    # Police who would not obey make no arrests.
    w = town(towns__strikers=500, polities__police_loyalty=0.0)
    assert rate(w, respond=200) == 0.0


def test_each_town_has_the_police_of_its_place_by_inhabitants():
    # Town 1 lies in place 1, which has 4 policemen per 1000, and has half as many inhabitants: 200
    # officers for 2,000 who act, as in the hand case. Police of place 0 do not enter.
    w = put(world(places=2, towns=2), polities__repression=0.5)
    w.towns.place[:] = 0, 1
    w.places.police[:] = 60, 4
    put(w, 1, towns__population=50_000, towns__strikers=1000, towns__demonstrators=1000)
    assert rate(w, 1, respond=200, **HAND) == pytest.approx(0.0416667, rel=1e-5)


def test_zero_is_absence():
    w = town(towns__strikers=500, towns__arrest_rate=0.123)
    assert rate(w, respond=0) == 0.123
    assert rate(town(towns__strikers=500), capacity=0) == 0.0


def test_two_half_steps_are_one():
    p = params(police_repression)
    one, two = (town(towns__strikers=500, towns__arrest_rate=0.3) for _ in range(2))
    one.clock.dt[0], two.clock.dt[0] = 0.1, 0.05
    apply(police_repression, one, p)
    apply(police_repression, two, p)
    apply(police_repression, two, p)
    assert two.towns.arrest_rate[0] == pytest.approx(one.towns.arrest_rate[0], rel=1e-12)


def test_directions():
    alone = rate(town(towns__strikers=10))
    crowd = rate(town(towns__strikers=10_000))
    street = rate(town(towns__demonstrators=10_000))
    armed = rate(town(towns__armed=10_000))
    assert 0.5 > alone > crowd > street > armed > 0
    resolute = rate(town(towns__strikers=500, polities__repression=0.9))
    assert resolute > rate(town(towns__strikers=500))


def test_gdr_share_of_arrests():
    # Half a million people, 2 police per 1000, a tenth act, half of them in the street: over three
    # days about 1.3-1.5 percent of participants were arrested in June 1953 (stern-kowalczuk).
    w = town(towns__population=500_000, towns__strikers=25_000, towns__demonstrators=25_000)
    assert 0.005 < 3 * rate(w) < 0.03
