"""A current to restoration by hand: what feeds it and what holds it, step and absence."""

import math

import pytest
from luck import same
from toy import apply, one_and_two, params, put, run, world

from thaw.mechanisms.counter_power.restoration_current import restoration_current as current
from thaw.mechanisms.inter_state.hegemon_decision import hegemon_decision


def country(**columns):
    w = world()
    put(w, polities__party=1000.0, polities__party_norm=1000.0, polities__line=-0.5)
    return put(w, **columns)


def after(days=3000, p=None, **columns):
    w = country(**columns)
    run(current, w, p or params(current), days)
    return float(w.polities.restoration[0])


def test_in_quiet_times_it_stays_small():
    assert after() == pytest.approx(0.05, abs=1e-9)


def test_a_crushed_rising_by_hand():
    """dread 0.3 is half: 0.05 + 0.4 / 2; one step of 100 days at 0.004."""
    w = country(polities__dread=0.3)
    w.clock.dt[0] = 100.0
    apply(current, w, params(current))
    assert w.polities.restoration[0] == pytest.approx(0.25 - 0.20 * math.exp(-0.4), abs=1e-12)


@pytest.mark.parametrize(
    ("columns", "more"),
    [
        ({"polities__dread": 0.5}, {"polities__dread": 2.0}),
        ({"polities__emergency": 0.5, "polities__repression": 1.0}, {"polities__emergency": 1.0}),
        ({"polities__parliament": 0.5, "polities__unrest": 0.5}, {"polities__parliament": 1.0}),
        ({"polities__party": 600.0}, {"polities__party": 50.0}),
    ],
)
def test_what_raises_it_and_more_of_it_raises_it_more(columns, more):
    assert 0.05 < after(**columns) < after(**columns | more)


def test_councils_and_a_campaign_lower_it():
    crushed = {"polities__dread": 1.0}
    alone = after(**crushed)
    assert after(polities__dual_power=0.3, **crushed) < alone
    assert after(polities__dual_power=0.9, **crushed) < after(polities__dual_power=0.3, **crushed)
    assert after(polities__mobilised=0.8, **crushed) < alone
    same_as = params(current, councils=0.0)
    assert after(p=same_as, polities__dual_power=0.9, **crushed) == pytest.approx(alone, abs=1e-9)


def test_a_kept_parliament_alone_is_no_opening():
    assert after(polities__parliament=1.0) == pytest.approx(0.05, abs=1e-9)


@pytest.mark.parametrize(
    ("weight", "columns"),
    [
        ("line", {"polities__line": 0.8}),
        ("succession", {"polities__n_leader": 2.0}),
        ("threat", {"polities__threat": 0.8}),
    ],
)
def test_readings_of_single_accounts_are_off_by_default(weight, columns):
    assert after(**columns) == pytest.approx(0.05, abs=1e-9)
    assert after(p=params(current, **{weight: 0.4}), **columns) > 0.1


def test_the_current_in_halves_and_at_zero_strength():
    one, two = one_and_two(current, lambda: country(polities__dread=1.0), params(current), dt=8.0)
    assert one[0] == pytest.approx(two[0], abs=1e-12)
    assert same(current, country(polities__dread=1.0), params(current, pace=0.0))


def test_the_hegemon_heeds_it_only_where_an_account_says_so():
    w = country(polities__population=1000.0, polities__restoration=0.8, polities__unrest=1.0)

    def entries(weight):
        p = params(hegemon_decision, base=1e-12, restoration=weight)
        return sum(hegemon_decision(1, w, p, (1, 2, 3, n))[0] > 0.0 for n in range(400))

    assert entries(0.0) == 0 < entries(40.0)
