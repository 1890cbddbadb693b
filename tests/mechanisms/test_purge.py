"""A purge by hand: opened and stopped from above, plots, verdicts, posts, lists and limits, tolls, the nulls."""

import math

import numpy as np
import pytest
from luck import same
from toy import apply, one_and_two, params, put, run, world, written

from thaw.mechanisms.rulers.constant_arrests import constant_arrests
from thaw.mechanisms.rulers.constant_sentences import constant_sentences
from thaw.mechanisms.rulers.fill_posts import fill_posts
from thaw.mechanisms.rulers.lists_and_quotas import lists_and_quotas
from thaw.mechanisms.rulers.purge_from_above import purge_from_above
from thaw.mechanisms.rulers.real_opposition import real_opposition
from thaw.mechanisms.rulers.tolls import tolls
from thaw.mechanisms.rulers.verdicts import verdicts


def office(n=4, **columns):
    """One polity with n officials in office, one in four of the police."""
    w = world(polities=1, officials=n, dt=7.0)
    put(w, officials__in_office=1, officials__alive=1)
    w.officials.address[:] = np.arange(n) + 1
    w.officials.police[::4] = 1.0
    return put(w, 0, **columns)


def times(f, p, what, build, seeds=400):
    """Share of seeds in which `what` of the world holds after one step."""
    hits = 0
    for seed in range(seeds):
        w = build()
        apply(f, w, p, 0, (seed, 2, 3, 4))
        hits += what(w)
    return hits / seeds


def chance(rate, days=7.0):
    return 1.0 - math.exp(-rate * days)


def near(share, expected, seeds=400):
    return abs(share - expected) < 4.0 * math.sqrt(expected * (1 - expected) / seeds) + 1e-9


def test_alarm_threat_and_monopoly_open_it():
    """Hazard 2 a year x e^(1 + 2 x 0.2 + 3 x 0.1) x complicity 0.49 to one half."""
    p = params(purge_from_above, open=2.0, brake=0.5, memory=1e4)
    columns = {
        "polities__alarm": 1.0,
        "polities__threat": 0.5,
        "polities__monopoly": 1.0,
        "polities__complicity": 0.49,
        "polities__disclosure": 0.0,
    }
    rate = 2.0 / 365.25 * math.exp(1.0 * math.exp(-7e-4) + 0.4 + 0.3) * 0.7
    opened = times(
        purge_from_above, p, lambda w: w.polities.n_purge[0] == 1, lambda: office(**columns)
    )
    assert near(opened, chance(rate))


def test_empty_posts_stop_it_and_vigour_falls_in_days():
    """Half of the posts empty: 0.5 a year x e^(4 x 0.5)."""
    p = params(purge_from_above, close=0.5, cost=4.0, stop=0.2)

    def build():
        w = office(polities__purging=1.0, polities__purge=0.8)
        w.officials.filled[:2] = 0.0
        return w

    stopped = times(purge_from_above, p, lambda w: w.polities.n_correction[0] == 1, build)
    assert near(stopped, chance(0.5 / 365.25 * math.exp(2.0)))
    w = office(polities__purging=0.0, polities__purge=0.8, polities__complicity=1e-9)
    apply(purge_from_above, w, params(purge_from_above, stop=0.2, brake=9.0))
    assert w.polities.purge[0] == pytest.approx(0.8 * math.exp(-1.4))


def test_disclosure_ties_hands():
    """With all earlier frame-ups disclosed and `tied` 1 none can be staged."""
    p = params(purge_from_above, open=20.0, tied=1.0)
    w = office(polities__disclosure=1.0, polities__purging=1.0, polities__purge=0.5)
    run(purge_from_above, w, params(purge_from_above, tied=1.0, close=0.0, pace=100.0), 70.0)
    assert w.polities.purge[0] < 1e-3
    assert same(purge_from_above, office(polities__disclosure=1.0, polities__room=1.0), p)


def test_the_police_have_only_so_many_hands():
    """One of the police with two cases each, and one open: half of the room is left."""
    w = office()
    w.officials.fate[1], w.officials.arrested_on[1] = 1.0, 0.0
    apply(purge_from_above, w, params(purge_from_above, cases=2.0))
    assert w.polities.room[0] == 0.5


def test_a_purge_that_breeds_the_next_outlives_one_that_does_not():
    """`backlash` 3 with two in three taken divides the hazard of stopping by e^2."""

    def build():
        w = office(3, polities__purging=1.0)
        w.officials.arrested_on[:2] = 0.0
        return w

    p = params(purge_from_above, close=10.0, cost=0.0, backlash=3.0)
    stopped = times(purge_from_above, p, lambda w: w.polities.n_correction[0] == 1, build)
    assert near(stopped, chance(10.0 / 365.25 * math.exp(-2.0)))


def test_the_share_who_conspire_runs_from_none_to_all():
    for share, opposed in ((0.0, 0), (0.3, 0), (0.2, 1), (1.0, 0)):
        p = params(real_opposition, share=share, opposed=0.5, driven=0.0)
        found = times(
            real_opposition,
            p,
            lambda w: w.officials.plotting[0] == 1.0,
            lambda o=opposed: office(officials__opposed=o),
        )
        assert near(found, min(1.0, share * math.exp(0.5 * opposed)))


def test_who_conspires_is_found_in_time():
    """Half a true accusation a year at full vigour: 5 in ten years."""
    w = office(officials__plotting=1.0, polities__purge=1.0)
    w.clock.t[0] = 7.0
    run(real_opposition, w, params(real_opposition, exposed=0.5), 365.25 * 200)
    assert abs(w.officials.accused[0] - 100.0) < 40.0


def test_sentence_is_death_or_camp():
    p = params(verdicts, verdict=0.1, lethal=0.6)

    def build():
        return office(officials__fate=2.0, polities__purging=1.0)

    shot = times(verdicts, p, lambda w: w.officials.fate[0] == 4.0, build)
    camp = times(verdicts, p, lambda w: w.officials.fate[0] == 3.0, build)
    assert near(shot, 0.6 * chance(0.1)) and near(camp, 0.4 * chance(0.1))
    dead = times(verdicts, p, lambda w: w.officials.alive[0] == 0.0, build)
    assert dead == shot


def test_a_stop_lets_those_go_who_have_no_sentence():
    p = params(verdicts, verdict=0.0, review=0.1)
    stopped = {"polities__n_correction": 1.0, "officials__fate": 1.0}
    gone = times(verdicts, p, lambda w: w.officials.fate[0] == 5.0, lambda: office(**stopped))
    assert near(gone, chance(0.1))
    assert same(verdicts, office(officials__fate=1.0, polities__purging=1.0), p)


def test_disclosure_opens_the_camps():
    p = params(verdicts, restore=0.05)
    told = {"polities__disclosure": 0.5, "officials__fate": 3.0}
    out = times(verdicts, p, lambda w: w.officials.fate[0] == 5.0, lambda: office(**told))
    assert near(out, chance(0.025))


def test_a_post_falls_empty_is_filled_and_its_heir_falls():
    w = office(officials__in_office=0.0, polities__purge=1.0)
    apply(fill_posts, w, params(fill_posts, fill=0.0, heir=1.0))
    assert written(fill_posts, w) == [0.0, 1.0]
    apply(fill_posts, w, params(fill_posts, fill=5.0))
    assert written(fill_posts, w) == [1.0, 2.0]
    w.polities.purge[0] = 0.0
    run(fill_posts, w, params(fill_posts, heir=50.0), 70.0)
    assert written(fill_posts, w) == [1.0, 2.0], "no heir falls without a purge"
    w.polities.purge[0] = 1.0
    apply(fill_posts, w, params(fill_posts, heir=50.0, fill=0.0), 0, (9, 2, 3, 1))
    run(fill_posts, w, params(fill_posts, heir=50.0, fill=5.0), 140.0)
    assert w.officials.holders[0] > 2.0


def test_limits_are_carried_out_and_lapse_with_the_purge():
    """A limit of 600 with 90 days: 600 (1 - e^(-7/90)) in a week; none of the rest once it is stopped."""
    w = office(polities__subjects=1e6, polities__purging=1.0, polities__quota_due=600.0)
    p = params(lists_and_quotas, begin=0.0, more=0.0, quiet=0.0)
    apply(lists_and_quotas, w, p)
    done = 600.0 * (1.0 - math.exp(-7.0 / 90.0))
    assert w.polities.quota_shot[0] == pytest.approx(done)
    assert w.polities.quota_due[0] == pytest.approx(600.0 - done)
    w.polities.purging[0] = 0.0
    apply(lists_and_quotas, w, p)
    assert w.polities.quota_due[0] == 0.0 and w.polities.quota_shot[0] == pytest.approx(done)


def test_lists_reach_below_the_bodies():
    w = office(polities__shot_counted=1.0)
    w.officials.fate[:3] = 4.0
    apply(lists_and_quotas, w, params(lists_and_quotas, reach=10.0))
    assert w.polities.n_listed[0] == 20.0 and w.polities.shot_counted[0] == 3.0


def test_half_steps_of_quiet_years():
    p = params(lists_and_quotas, quiet=1e-5, begin=0.0)
    one, two = one_and_two(lists_and_quotas, lambda: office(polities__subjects=1e6), p, dt=7.0)
    assert one == pytest.approx(two, abs=1e-12)


def test_a_body_counts_those_within_it():
    w = world(places=3, polities=1, officials=6)
    w.places.first_official[:], w.places.last_official[:] = (0, 2, 4), (2, 4, 6)
    w.places.within[1] = 0
    w.officials.arrested_on[[0, 2, 3, 5]] = 1.0
    w.officials.fate[2], w.officials.filled[3], w.officials.holders[0] = 4.0, 0.0, 3.0
    for row in range(3):
        apply(tolls, w, params(tolls), row)
    assert w.places.taken.tolist() == [3.0, 2.0, 1.0]
    assert w.places.executed.tolist() == [1.0, 1.0, 0.0]
    assert w.places.vacant.tolist() == [1.0, 1.0, 0.0]
    assert w.places.successors.tolist() == [2.0, 0.0, 0.0]


def test_the_nulls_are_constant():
    p = params(constant_arrests, rate=5.0, lethal=0.5)
    taken = times(constant_arrests, p, lambda w: w.officials.fate[0] >= 3.0, office)
    assert near(taken, chance(5.0 / 365.25))
    w = office(polities__subjects=1000.0)
    apply(constant_sentences, w, params(constant_sentences, rate=0.01, lists=0.002))
    assert w.polities.quota_shot[0] == pytest.approx(10.0 * 7 / 365.25)
    assert w.polities.n_listed[0] == pytest.approx(2.0 * 7 / 365.25)
