"""Hand cases and laws of decide_concession."""

import math

import pytest
from luck import halves, lucky, same, unlucky
from toy import params, put, world

from thaw.contract.reader import read
from thaw.draw import uniform
from thaw.mechanisms.rulers import _common
from thaw.mechanisms.rulers._common import DRIVES, HALF_EXIT, urge
from thaw.mechanisms.rulers.decide_concession import decide_concession as fn
from thaw.mechanisms.rulers.decide_concession import kinds


def scene(**columns):
    w = world(polities=2)
    put(w, polities__population=1e6)
    return put(w, 1, **columns)


def test_urge_is_the_weighted_sum_worked_by_hand():
    # home .4 + .25*.2 = .45 (weight 4: 1.8); abroad .1 + .25*.6 = .25 (weight 1);
    # exit 50 a day of a million = .05 per 1,000, half (weight .8: .4); security .5 (.8: .4);
    # succession 1 (1.3); doctrine (.5-.3)*1.5 = .3; line -.2*1.5 = -.3; pressure .3*.3 = .09;
    # threat .3*-.8 = -.24; mood .2 above the usual (weight 4: .8)
    w = scene(
        polities__unrest=0.4,
        polities__memory_of_unrest=0.2,
        polities__news_abroad=0.1,
        polities__exit_flow=HALF_EXIT * 1000,
        polities__elite_security=0.5,
        polities__succession=1.0,
        polities__reform_wing=0.5,
        polities__line=-0.2,
        polities__ferment=0.2,
    )
    put(w, 0, polities__memory_of_unrest=0.6)
    expected = 1.8 + 0.25 + 0.4 + 0.4 + 1.3 + 0.3 - 0.3 + 0.09 - 0.24 + 0.8
    weights = {"security": 0.8, "doctrine": 1.5, "line": 1.5, "ferment": 4.0}
    assert urge(1, w, params(fn, **weights)) == pytest.approx(expected)


def test_drives_names_every_column_that_the_sum_reads():
    touched = set()
    for part in (_common.urge, _common.leaving, _common.remembered_abroad):
        touched |= set(read(part, (("w", "w"), ("p", "p"))).uses)
    assert touched == set(DRIVES)


ONLY = {
    "economic": {"politics": 0.0, "amnesties": 0.0, "persons": 0.0},
    "political": {"politics": 1.0, "amnesties": 0.0, "persons": 0.0},
    "amnesty": {"politics": 0.0, "amnesties": 1.0, "persons": 0.0},
    "personnel": {"politics": 0.0, "amnesties": 0.0, "persons": 1.0},
}
"""Shares with which only one kind is left."""
KINDS = {"economic": 0.0, "political": 1.0, "amnesty": 2.0, "personnel": 3.0}


def granted(w, key, **override):
    """What is written, by column, after a step in which a concession is made if `key` is lucky."""
    names = [c.split(".")[1] for c in fn.mechanism.writes]
    return dict(zip(names, fn(1, w, params(fn, **override), key), strict=True))


def test_a_concession_worked_by_hand():
    # given = .5*(.5+u); martial law half: trust .5*(1-.25) + .1*.5*.5 = .4
    key = lucky(1, below=0.001)
    w = scene(polities__emergency=0.5)
    given = 0.5 * (0.5 + uniform(key, 1, 1))
    made = granted(w, key)
    assert made["concession"] == made["grant"] == pytest.approx(given)
    assert made["n_concession"] == 1
    assert made["credibility"] == pytest.approx(0.4)


@pytest.mark.parametrize("kind", ONLY)
def test_its_kind(kind):
    assert granted(scene(), lucky(1, below=0.001), **ONLY[kind])["grant_kind"] == KINDS[kind]


def test_without_one_the_stock_fades_and_the_rest_stays():
    w = scene(polities__concession=1.0, polities__grant=0.4, polities__grant_kind=1.0)
    made = granted(w, unlucky(1))
    assert made["concession"] == pytest.approx(math.exp(-1 / 120))
    kept = {"n_concession": 0, "credibility": 0.5, "grant": 0.4, "grant_kind": 1, "answered": 1}
    assert {c: made[c] for c in kept} == kept


def test_kinds_where_nothing_is_asked_are_the_account_s_own():
    assert kinds(1, scene(), params(fn)) == pytest.approx((0.6, 0.15, 0.15, 0.1))


def test_rulers_give_what_is_asked_for():
    # Politics asked for at half loudness and withdrawal at a half: politics and persons e^3 times as
    # likely, an amnesty e^1.5 times.
    w = scene(polities__asked_political=0.5, polities__asked_national=0.5)
    weights = (0.6, 0.15 * math.exp(3), 0.15 * math.exp(1.5), 0.1 * math.exp(3))
    expected = [x / sum(weights) for x in weights]
    assert kinds(1, w, params(fn)) == pytest.approx(expected)
    assert kinds(1, w, params(fn, heed=0.0)) == pytest.approx((0.6, 0.15, 0.15, 0.1))
    pay = scene(polities__asked_economic=1.0)
    assert kinds(1, pay, params(fn))[0] > 0.95
    assert kinds(1, pay, params(fn, **ONLY["political"]))[1] == 1.0


def drawn(w, **override):
    """Number of concessions of each kind, in the order of `KINDS`, over 10,000 days."""
    count, kind = (
        fn.mechanism.writes.index(f"polities.{c}") for c in ("n_concession", "grant_kind")
    )
    made = [fn(1, w, params(fn, **override), (1, 2, 3, s)) for s in range(10_000)]
    return [sum(m[count] == 1 and m[kind] == k for m in made) for k in KINDS.values()]


def test_kinds_are_drawn_in_their_shares():
    w = scene(polities__asked_political=0.4)
    many = drawn(w, base=0.1)
    assert sum(many) > 500
    for n, share in zip(many, kinds(1, w, params(fn)), strict=True):
        assert abs(n / sum(many) - share) < 4 * math.sqrt(share * (1 - share) / sum(many))


def test_what_is_asked_decides_the_kind_and_not_whether():
    asked = scene(polities__asked_political=0.9, polities__asked_national=0.3)
    for key in [(1, 2, 3, s) for s in range(300)]:
        calm = granted(scene(), key, base=0.05)["n_concession"]
        assert granted(asked, key, base=0.05)["n_concession"] == calm


def test_what_it_answers_by_hand():
    # Asked: pay .2, politics .5, withdrawal .3. Pay meets .2 and half of the other .8: .6;
    # politics .5, half of the .3, and half of what is left: .65 + .175 = .825; an amnesty .75.
    w = scene(polities__asked_economic=0.2, polities__asked_political=0.5)
    put(w, 1, polities__asked_national=0.3)
    key = lucky(1, below=0.001)
    for kind, part in (("economic", 0.6), ("political", 0.825), ("amnesty", 0.75)):
        assert granted(w, key, **ONLY[kind])["answered"] == pytest.approx(part)
    assert granted(w, key, **ONLY["political"], partly=0.0)["answered"] == pytest.approx(0.65)
    assert granted(scene(polities__answered=0.1), key)["answered"] == 1.0


@pytest.mark.thorough
def test_routine_concessions_do_not_wait_for_unrest():
    # Nine of ten economic: with `driven` 0 these come at the same rate in calm and in unrest.
    shares = {"politics": 0.1, "amnesties": 0.0, "persons": 0.0, "heed": 0.0, "base": 0.02}
    calm, stirred = scene(), scene(polities__unrest=0.5)

    def rates(w, driven):
        return [n / 10_000 for n in drawn(w, driven=driven, **shares)[:2]]

    routine = [rates(w, 0.0) for w in (calm, stirred)]
    assert abs(routine[0][0] - routine[1][0]) < 4 * math.sqrt(2 * 0.02 / 10_000)
    assert routine[1][1] > 3 * routine[0][1]
    assert rates(stirred, 1.0)[0] > 3 * rates(calm, 1.0)[0]


def test_at_base_zero_it_is_absent():
    w = scene(polities__concession=1.0, polities__unrest=1.0, polities__credibility=0.9)
    put(w, 1, polities__grant=0.5, polities__grant_kind=2, polities__answered=0.3)
    assert same(fn, w, params(fn, base=0.0), row=1)


def test_half_steps_agree():
    make = lambda: scene(polities__concession=1.0, polities__credibility=0.9)  # noqa: E731
    for whole, half in halves(fn, make, params(fn), row=1):
        assert whole == pytest.approx(half, rel=1e-9)


def chance(w, **override):
    """Share of 4,000 draws in which a concession is granted."""
    p = params(fn, **override)
    count = fn.mechanism.writes.index("polities.n_concession")
    return sum(fn(1, w, p, (1, 2, 3, s))[count] for s in range(4000)) / 4000


@pytest.mark.thorough
def test_unrest_raises_and_recent_concessions_lower_the_chance():
    calm, stirred = scene(), scene(polities__unrest=0.9)
    waiting = scene(polities__unrest=0.9, polities__concession=1.0)
    assert chance(stirred) > 5 * chance(waiting) > 0
    assert chance(stirred) > 10 * chance(calm)


@pytest.mark.thorough
def test_weights_alone_make_the_two_readings():
    mass = {"security": 0, "succession": 0, "doctrine": 0, "line": 0, "pressure": 0, "base": 0.01}
    elite = {
        "unrest": 0,
        "bloc": 0,
        "memory": 0,
        "exit": 0,
        "base": 0.01,
        "security": 0.8,
        "doctrine": 1.5,
        "line": 1.5,
    }
    stirred = scene(polities__unrest=0.8)
    safe = scene(polities__elite_security=0.9, polities__succession=1.0, polities__line=0.5)
    calm = scene()
    assert chance(stirred, **mass) > 5 * chance(calm, **mass)
    assert chance(safe, **mass) == chance(calm, **mass)
    assert chance(safe, **elite) > 5 * chance(calm, **elite)
    assert chance(stirred, **elite) == chance(calm, **elite)


def test_privilege_stops_politics_and_persons_and_not_pay():
    def given(privilege):
        w = scene(polities__reform=1.0)
        p = params(fn, base=0.1, privilege=privilege)
        every = [fn(1, w, p, (s, 2, 3, 4)) for s in range(6000)]
        fell = [g[3] for g in every if g[1] > 0]
        return sum(k == 0.0 for k in fell), sum(k in (1.0, 3.0) for k in fell)

    (pay, politics), (pay_held, politics_held) = given(0.0), given(2.0)
    assert politics_held < 0.3 * politics
    assert pay_held == pytest.approx(pay, rel=0.12)


def test_a_society_that_has_outgrown_its_rule_raises_the_chance_where_an_account_says_so():
    grown, not_asked = scene(polities__outgrown=0.5), scene(polities__outgrown=-1.0)
    still = scene(polities__outgrown=0.0)
    assert chance(grown, base=0.05) == chance(still, base=0.05)
    assert chance(grown, base=0.05, outgrown=2.0) > 1.8 * chance(still, base=0.05, outgrown=2.0)
    assert chance(not_asked, base=0.05, outgrown=2.0) == chance(still, base=0.05, outgrown=2.0)


def test_what_has_been_told_licenses_politics_and_persons_and_not_pay():
    def given(licence):
        w = scene(polities__disclosure=1.0)
        p = params(fn, base=0.05, licence=licence)
        every = [fn(1, w, p, (s, 2, 3, 4)) for s in range(8000)]
        fell = [g[3] for g in every if g[1] > 0]
        return sum(k == 0.0 for k in fell), sum(k in (1.0, 3.0) for k in fell)

    (pay, politics), (pay_after, politics_after) = given(0.0), given(1.0)
    assert politics_after == pytest.approx(math.e * politics, rel=0.3)
    assert pay_after == pytest.approx(pay, rel=0.15)
