"""Workers' councils: hand cases, the zero law, the step law and directions."""

import math

import pytest
from toy import apply, key, params, put, run, world

from thaw.mechanisms.counter_power.councils import councils
from thaw.mechanisms.society.speak_out import own_lift, speak_out
from thaw.world import Spot


def plant(**columns):
    return put(world(sites=1), sites__headcount=1000, **columns)


def answer(w, **override):
    return councils(0, w, params(councils, **override), key)


def test_by_hand():
    # Half the plant out for 0.6 days before, a day now: 1.6 days, 0.6 of them beyond the first
    # (form_after 1).
    # Growth 1 against fading 0.025 x (1 - 0.5) = 0.0125: target 1 / 1.0125 = 0.987654;
    # 0.987654 x (1 - exp(-1.0125 x 0.6)) = 0.449668.
    days, council = answer(plant(sites__striking=500, sites__strike_days=0.6), form_after=1)
    assert days == pytest.approx(1.6)
    assert council == pytest.approx(0.449668, rel=1e-5)


def test_after_the_strike_by_hand():
    # Strike over: 3 days become 3 exp(-1/3) = 2.149594; the council loses 0.025 a day, and under
    # martial law 1 with resolve 0.5 twice that: 0.8 exp(-0.05) = 0.760984.
    w = plant(sites__strike_days=3, sites__council=0.8, polities__repression=0.5)
    assert answer(w) == (pytest.approx(2.149594, rel=1e-6), pytest.approx(0.8 * math.exp(-0.025)))
    put(w, polities__emergency=1)
    assert answer(w)[1] == pytest.approx(0.760984, rel=1e-5)


def test_zero_is_absence():
    w = plant(sites__striking=900, sites__strike_days=4, sites__council=0.4)
    assert answer(w, form=0) == (4.0, 0.4)


@pytest.mark.parametrize("before", [0.0, 0.3, 0.6, 5.0])
@pytest.mark.parametrize("striking", [100, 500])
def test_two_half_steps_are_one(before, striking):
    p = params(councils)
    one, two = (
        plant(sites__striking=striking, sites__strike_days=before, sites__council=0.2)
        for _ in range(2)
    )
    two.clock.dt[0] = 0.5
    apply(councils, one, p)
    apply(councils, two, p)
    apply(councils, two, p)
    assert two.sites.strike_days[0] == pytest.approx(one.sites.strike_days[0], rel=1e-12)
    assert two.sites.council[0] == pytest.approx(one.sites.council[0], rel=1e-12)


def test_directions():
    assert answer(plant(sites__striking=20))[0] == 0.0  # one in fifty is not yet sustained
    assert answer(plant(sites__striking=21))[0] == 1.0
    fresh = {"sites__striking": 800, "sites__strike_days": 3.0}
    alone, joined = answer(plant(**fresh))[1], answer(plant(polities__dual_power=0.5, **fresh))[1]
    assert joined > alone > 0.5
    assert answer(plant(sites__stratum=5, **fresh)) == (3.0, 0.0)  # security police form none


def test_a_council_speaks_for_no_more_than_the_strike_reaches():
    """A twentieth of the site out, a quarter of `full`: the council comes to a quarter and no further."""
    few = plant(sites__striking=50)
    run(councils, few, params(councils), 60)
    assert 0.2 < few.sites.council[0] < 0.25
    strong = plant(sites__striking=50, sites__council=0.9, sites__strike_days=9)
    run(councils, strong, params(councils), 2)
    assert 0.8 < strong.sites.council[0] < 0.9


def test_a_long_strike_tires_less_where_a_council_leads_it():
    """Two days out at `tire` 0.8 cost 1.6 of motive, half of that under half a council, nothing under a full one."""
    p = params(speak_out, tire=0.8, company=0.0, push=0.0)
    costs = [
        own_lift(Spot(0, 0, 0.0, 0.0, 2.0, 0.0), plant(sites__council=c), p)
        for c in (0.0, 0.5, 1.0)
    ]
    assert costs == pytest.approx([-1.6, -0.8, 0.0])


def test_a_council_outlives_the_strike_but_not_the_ban():
    quiet = plant(sites__council=0.9)
    run(councils, quiet, params(councils), 14)
    banned = plant(sites__council=0.9, polities__emergency=1, polities__repression=0.9)
    run(councils, banned, params(councils), 14)
    assert quiet.sites.council[0] > 0.6 > banned.sites.council[0] > 0.2
    held = plant(sites__council=0.9, sites__striking=1000, sites__strike_days=5)
    put(held, polities__emergency=1, polities__repression=0.9)
    run(councils, held, params(councils), 14)
    assert held.sites.council[0] > 0.95
