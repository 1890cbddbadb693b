"""Hand cases and laws of decide_disclosure."""

import math

import pytest
from luck import halves, lucky, same, unlucky
from toy import params, put, world

from thaw.draw import uniform
from thaw.mechanisms.rulers.decide_disclosure import decide_disclosure as fn


def scene(**columns):
    w = world(polities=2)
    put(w, polities__population=1e6)
    return put(w, 1, **columns)


def chance(w, **override):
    p = params(fn, **override)
    return sum(fn(1, w, p, (1, 2, 3, s))[1] for s in range(4000)) / 4000


def test_a_disclosure_worked_by_hand():
    # dose .4 * (1 - .5*.6) * (1 - .3) * (.5+u) of what is left, .3 wanting where nothing was looked
    # into; censorship first stays at its level of .9
    key = lucky(1, below=1e-4)
    w = scene(polities__elite_security=0.8, polities__disclosure=0.5)
    dose = 0.4 * 0.7 * 0.7 * (0.5 + uniform(key, 1, 1)) * 0.5
    told, count, censor, aloud, named = fn(1, w, params(fn, public=1.0), key)
    assert told == pytest.approx(0.5 + dose)
    assert (aloud, named) == (pytest.approx(dose), 0.3)
    assert fn(1, w, params(fn, public=0.0), key)[3] == 0.0
    assert count == 1
    assert censor == pytest.approx(0.9 * (1 - 0.2 * dose))


def test_what_rulers_have_looked_into_can_be_told():
    key = lucky(1, below=1e-4)
    blind = fn(1, scene(), params(fn), key)[0]
    assert fn(1, scene(polities__inquiry=1.0), params(fn), key)[0] == pytest.approx(blind / 0.7)
    assert fn(1, scene(), params(fn, unseen=0.0), key)[0] == pytest.approx(blind / 0.7)


def test_without_one_only_censorship_moves():
    # a line of .4 aims at .9 - .15*.4 = .84
    told, count, censor, aloud, named = fn(1, scene(polities__line=0.4), params(fn), unlucky(1))
    assert (told, count, aloud, named) == (0, 0, 0, 0)
    assert censor == pytest.approx(0.84 + 0.06 * math.exp(-0.0055))


def test_the_argument_cannot_be_confined():
    # the party's own first, .3; then .3 of the .7 passed over, .51; then .657
    named, seen = 0.0, []
    for _ in range(3):
        w = scene(polities__victims=named)
        named = fn(1, w, params(fn), lucky(1, below=1e-4))[4]
        seen.append(named)
    assert seen == pytest.approx([0.3, 0.51, 0.657])
    stays = fn(1, scene(polities__victims=0.3), params(fn, widen=0.0), lucky(1, below=1e-4))[4]
    assert stays == 0.3


def test_some_are_said_in_public_and_some_are_not():
    p = params(fn, base=0.2)
    made = [fn(1, scene(), p, (1, 2, 3, s)) for s in range(8000)]
    told = [m for m in made if m[1] == 1]
    share = sum(m[3] > 0 for m in told) / len(told)
    assert len(told) > 50 and abs(share - 0.35) < 4 * math.sqrt(0.35 * 0.65 / len(told))
    assert all(m[3] in (0.0, m[0]) for m in told)


@pytest.mark.thorough
def test_complicity_and_one_man_rule_hold_back_and_shrink_it():
    guilty, young = scene(polities__complicity=0.9), scene(polities__complicity=0.1)
    assert chance(young, base=0.1) > 2 * chance(guilty, base=0.1) > 0
    key = lucky(1, below=1e-4)
    p = params(fn)
    assert fn(1, young, p, key)[0] > fn(1, guilty, p, key)[0]
    shared = scene(polities__monopoly=0.5)
    assert chance(shared, base=0.1) > chance(scene(), base=0.1)


def test_pressure_draws_out_more_and_an_enemy_less_as_an_account_has_it():
    # two e-folds for each unit of unrest and mood: exp(2 * .3); -1.5 for threat .3 (its start): exp(-.45)
    key = lucky(1, below=1e-4)
    base = fn(1, scene(), params(fn), key)[0]
    w = scene(polities__unrest=0.2, polities__ferment=0.1)
    assert fn(1, w, params(fn), key)[0] == pytest.approx(base)
    assert fn(1, w, params(fn, forced=2.0), key)[0] == pytest.approx(base * math.exp(0.6))
    assert fn(1, w, params(fn, cautious=-1.5), key)[0] == pytest.approx(base * math.exp(-0.45))


@pytest.mark.thorough
def test_safety_at_the_top_is_nobody_s_cause():
    safe, afraid = scene(polities__elite_security=0.9), scene(polities__elite_security=0.1)
    assert chance(safe, base=0.1) == chance(afraid, base=0.1)


@pytest.mark.thorough
def test_an_admission_calls_for_the_next_where_an_account_says_so():
    # at call 3 a fifth told: exp(.6) * .8 = 1.46 times the first hazard; at 0 it is .8
    first, second = scene(), scene(polities__disclosure=0.2)
    assert chance(second, base=0.1, call=3.0) > 1.2 * chance(first, base=0.1, call=3.0)
    assert chance(second, base=0.1, call=0.0) < chance(first, base=0.1, call=0.0)


@pytest.mark.thorough
def test_causes_that_single_accounts_name_move_it_by_their_weights():
    # each column alone, at weight 1.5: a chance exp(1.5 x column) times as high; the layer counts from .15
    for name, column, over in (
        ("seen", "polities__inquiry", 0.6),
        ("outgrown", "polities__outgrown", 0.6),
        ("stratum", "polities__technocrats", 0.75),
    ):
        still, moved = scene(polities__technocrats=0.15), scene(polities__technocrats=0.15)
        put(moved, 1, **{column: over})
        bare = {"base": 0.05, "complicity": 0.0, "monopoly": 0.0, "threat": 0.0, "pressure": 0.0}
        more = chance(moved, **bare, **{name: 1.5}) / chance(still, **bare, **{name: 1.5})
        assert more == pytest.approx(math.exp(0.9), rel=0.15), name
        assert chance(moved, **bare) == chance(still, **bare), name


def test_what_nobody_has_asked_yet_moves_nothing():
    unasked = scene(polities__outgrown=-1.0)
    known = scene(polities__outgrown=0.0)
    assert chance(unasked, base=0.05, outgrown=3.0) == chance(known, base=0.05, outgrown=3.0)


def test_satellites_follow_moscow():
    alone, after = scene(), put(scene(), 0, polities__disclosure=0.7)
    assert chance(after, base=0.05) > 2 * chance(alone, base=0.05)
    deaf = put(after, 1, polities__obedience=0.0)
    assert chance(deaf, base=0.05) == chance(alone, base=0.05)


def test_a_full_disclosure_leaves_nothing_to_tell():
    w = scene(polities__disclosure=1.0, polities__unrest=1.0)
    assert chance(w, base=0.2) == 0


def test_at_base_zero_it_is_absent():
    w = scene(polities__unrest=1.0, polities__censorship=0.2, polities__disclosure=0.3)
    put(w, 1, polities__told_public=0.2, polities__victims=0.4)
    assert same(fn, w, params(fn, base=0.0), row=1)


def test_half_steps_agree():
    make = lambda: scene(polities__censorship=0.4)  # noqa: E731
    for whole, half in halves(fn, make, params(fn), row=1):
        assert whole == pytest.approx(half, rel=1e-9)
