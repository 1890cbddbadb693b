"""Fire on a crowd: hand cases, the zero law, the step law, directions and published death rates."""

import math

import pytest
from toy import apply, key, params, put, world

from thaw.mechanisms.coercion.fire_on_crowd import fire_on_crowd

NEVER, ALWAYS = 1e-12, 50.0


EVEN = {"spread": 0.0, "lethal": 0.001}


def square(**columns):
    w = put(world(), towns__population=100_000, places__police=2, polities__repression=0.5)
    return put(put(w, towns__demonstrators=4000), **columns)


def answer(w, draw=key, **override):
    return fire_on_crowd(0, w, params(fire_on_crowd, **override), draw)


def share_of_fire(w, n=3000, **override):
    p = params(fire_on_crowd, **override)
    return sum(fire_on_crowd(0, w, p, (1, 2, 3, s))[1] for s in range(n)) / n


def test_hazard_by_hand():
    # 200 officers, 4,000 in the street: pressed 4000 / (4000 + 20 x 200) = 0.5; crowd 4000 / 4200;
    # 1.5 x 0.952381 x 0.5 x 0.5 = 0.357143 a day; in a day 1 - exp(-0.357143) = 0.300327.
    error = math.sqrt(0.3 * 0.7 / 3000)
    assert share_of_fire(square()) == pytest.approx(0.300327, abs=4 * error)
    # Troops who may fire add 1.5 x 0.952381 x 2 x 0.5 = 1.428571: 1 - exp(-1.785714) = 0.832323.
    error = math.sqrt(0.83 * 0.17 / 3000)
    assert share_of_fire(square(towns__order=2)) == pytest.approx(0.832323, abs=4 * error)


def test_death_hazard_by_hand():
    # A burst of yesterday: fired exp(-1.5) = 0.2231302. Mean over the next day
    # (1 - 0.2231302) / 1.5 = 0.5179132. Effect 200 / (200 + 0.1 x 4000) = 1/3.
    # Kill 0.2231302 x 0.5179132 / 3 x 0.001.
    fired, count, kill, _ = answer(square(towns__fired=1, towns__n_fired=1), rate=NEVER, **EVEN)
    assert (fired, count) == (pytest.approx(0.2231302, rel=1e-6), 1.0)
    assert kill == pytest.approx(3.852068e-5, rel=1e-6)
    # All 4,000 armed, under assault by 10 Soviet soldiers per 1000: effect 1200 / 1600 = 0.75,
    # 0.001 + 0.005: kill = 0.2231302 x 0.5179132 x 0.75 x 0.006.
    w = square(towns__fired=1, towns__demonstrators=0, towns__armed=4000, towns__soviet=10)
    w.polities.intervention[:] = 2
    assert answer(w, rate=NEVER, **EVEN)[2] == pytest.approx(5.200292e-4, rel=1e-6)
    # A burst of severity 3 kills three times as many.
    put(w, towns__severity=3)
    assert answer(w, rate=NEVER, **EVEN)[2] == pytest.approx(1.5600876e-3, rel=1e-6)


def test_a_second_burst_counts_only_after_the_first_has_faded():
    fired, count, _, _ = answer(square(), rate=ALWAYS)
    assert (fired, count) == (1.0, 1.0)
    soon = square(towns__fired=1, towns__n_fired=1)
    soon.clock.dt[0] = 0.5
    assert answer(soon, rate=ALWAYS)[:2] == (1.0, 1.0)
    assert answer(square(towns__fired=0.3, towns__n_fired=1), rate=ALWAYS)[:2] == (1.0, 2.0)


def test_zero_is_absence():
    w = square(towns__fired=0.4, towns__n_fired=2, towns__kill_rate=0.01, towns__severity=1.7)
    assert answer(w, rate=0) == (0.4, 2.0, 0.01, 1.7)


def test_an_empty_street_is_passed_over():
    w = square(towns__demonstrators=0, towns__kill_rate=0.01, towns__severity=1.7)
    assert answer(w) == (0.0, 0.0, 0.0, 1.7)


@pytest.mark.thorough
def test_severity_is_drawn_for_a_new_burst_and_kept_for_it():
    """Logarithms have mean 0 and standard deviation `spread`; fire renewed keeps the old one."""
    p, n = params(fire_on_crowd, rate=ALWAYS), 2000
    logs = [math.log(fire_on_crowd(0, square(), p, (1, 2, 3, s))[3]) for s in range(n)]
    mean = sum(logs) / n
    sd = math.sqrt(sum((x - mean) ** 2 for x in logs) / n)
    assert mean == pytest.approx(0.0, abs=4 * 0.8 / math.sqrt(n))
    assert sd == pytest.approx(0.8, abs=4 * 0.8 / math.sqrt(2 * n))
    soon = square(towns__fired=1, towns__n_fired=1, towns__severity=1.7)
    soon.clock.dt[0] = 0.5
    assert answer(soon, rate=ALWAYS)[3] == 1.7
    late = square(towns__fired=0.3, towns__n_fired=1, towns__severity=1.7)
    assert answer(late, rate=ALWAYS)[3] != 1.7
    assert answer(late, rate=NEVER)[3] == 1.7
    assert answer(late, rate=ALWAYS, spread=0.0)[3] == 1.0


def burst(w, dt, days=12, leave=0.0, **override):
    """Expected deaths per person after fire is opened; people leave at `leave` a day."""
    w.clock.dt[0] = dt
    apply(fire_on_crowd, w, params(fire_on_crowd, rate=ALWAYS / dt, **override))
    deaths, left = 0.0, 1.0
    for _ in range(round(days / dt)):
        deaths += w.towns.kill_rate[0] * dt * left
        left *= math.exp(-leave * dt)
        apply(fire_on_crowd, w, params(fire_on_crowd, rate=NEVER, **override))
    return deaths


def test_deaths_of_a_burst_do_not_depend_on_the_step():
    # A burst fading at 1.5 a day kills 0.001 x 1/3 / 1.5 of those who stay.
    assert burst(square(), 1.0, **EVEN) == pytest.approx(0.001 / 3 / 1.5, rel=1e-6)
    assert burst(square(), 0.05, **EVEN) == pytest.approx(0.001 / 3 / 1.5, rel=1e-6)


@pytest.mark.thorough
def test_half_steps_fire_as_often():
    p = params(fire_on_crowd)
    often = 0
    for s in range(1500):
        w = square()
        w.clock.dt[0] = 0.5
        for half in (0, 1):
            apply(fire_on_crowd, w, p, draw_key=(1, 2, 3, 2 * s + half))
        often += w.towns.n_fired[0] > 0
    assert often / 1500 == pytest.approx(0.300327, abs=4 * math.sqrt(0.3 * 0.7 / 1500))


def test_directions():
    assert share_of_fire(square(towns__demonstrators=0), 300) == 0.0
    few, many = square(towns__demonstrators=200), square(towns__demonstrators=40_000)
    assert share_of_fire(few, 1000) < share_of_fire(many, 1000)
    mild = share_of_fire(square(polities__repression=0.1), 1000)
    assert mild < share_of_fire(square(towns__armed=500), 1000)


def test_police_are_those_of_the_towns_place():
    w = world(places=2, towns=2)
    w.towns.place[:] = 0, 1
    w.places.police[:] = 60, 2
    put(w, polities__repression=0.5, towns__population=100_000, towns__demonstrators=4000)
    p = params(fire_on_crowd)
    often = [sum(fire_on_crowd(i, w, p, (1, 2, 3, s))[1] for s in range(1500)) for i in (0, 1)]
    # 6,000 officers are hardly pressed by 4,000: 1.5 x 0.952381 x 0.5 x 4000 / 124,000 = 0.023.
    assert often[0] / 1500 == pytest.approx(0.0228, abs=0.016)
    assert often[1] / 1500 == pytest.approx(0.300327, abs=0.05)


def test_death_rate_of_a_city_under_fire():
    # 100,000 in the street of 380,000, 10,000 soldiers: the record has 50-100 deaths per 100,000
    # in Poznan, 60-220 in Plovdiv, 3.9-12.5 in the GDR, where fire was opened in few of the towns.
    # People leave at 12 a day (4 of themselves, 8 before troops), nine in ten bursts have a
    # severity of 0.27 to 3.7.
    w = square(towns__population=380_000, towns__troops=26, towns__order=2)
    put(w, towns__demonstrators=100_000)
    usual = 1e5 * burst(w, 1 / 24, leave=12.0, spread=0.0)
    assert 50 < usual < 100
    assert 0.27 * usual < 30 and 3.7 * usual > 220
