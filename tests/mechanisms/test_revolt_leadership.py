"""How councils come to act as one, and the seven choices of their leaders."""

import math

import pytest
from toy import apply, one_and_two, params, put, world, written

from thaw.mechanisms.counter_power.revolt_leadership import revolt_leadership as f

CHOICES = {
    "aims": "aims_said",
    "workers": "call_workers",
    "soldiers": "call_soldiers",
    "west": "call_west",
    "disbelief": "distrust",
    "foresight": "foreseen",
    "defence": "rally",
}
COLUMNS = [c.split(".")[1] for c in f.mechanism.writes]


def country(**columns):
    w = put(world(), 1, polities__party=1e5, polities__party_norm=1e5)
    return put(w, 1, polities__dual_power=0.15, polities__federation=0.1, **columns)


def after(w, **override):
    apply(f, w, params(f, **override), row=1)
    return dict(zip(COLUMNS, written(f, w, 1), strict=True))


def test_federation_by_hand():
    """15 of 30 per cent obey: councils come to act as one half; 0.1 a day from 0.1, party intact, no ban."""
    got = after(country())["federation"]
    assert got == pytest.approx(0.5 - 0.4 * math.exp(-0.1))
    # Half the members gone (members 0.5): 0.125 a day.
    left = after(country(polities__party=5e4))["federation"]
    assert left == pytest.approx(0.5 - 0.4 * math.exp(-0.125))
    # A ban: 0.3 x 0.8 beside 0.1 up: to 0.5 x 0.1 / 0.34 at 0.34 a day.
    banned = after(country(polities__emergency=1.0, polities__repression=0.8))["federation"]
    rest = 0.5 * 0.1 / 0.34
    assert banned == pytest.approx(rest + (0.1 - rest) * math.exp(-0.34))


def test_half_steps():
    one, two = one_and_two(
        f,
        lambda: country(polities__emergency=0.5, polities__repression=0.5),
        params(f, organisation=1),
        row=1,
    )
    assert one == pytest.approx(two, rel=1e-12)


def test_at_zero_strength_it_is_absent():
    w = country(polities__rally=0.2, polities__distrust=0.3)
    before = written(f, w, 1)
    assert list(after(w, link=0.0, organisation=1.0).values()) == before


def test_nothing_is_chosen_unless_a_lever_chooses():
    got = after(country(polities__intervention=2.0))
    assert all(got[column] == 0.0 for column in CHOICES.values())


@pytest.mark.parametrize("choice, column", CHOICES.items())
def test_each_choice_moves_its_own_column_and_by_its_dose(choice, column):
    told = [
        after(country(polities__intervention=1.0), **{choice: dose})[column]
        for dose in (0.0, 0.5, 1.0)
    ]
    assert told[0] == 0.0 < told[1] == pytest.approx(told[2] / 2)
    others = after(country(polities__intervention=1.0), **{choice: 1.0})
    assert all(others[c] == 0.0 for c in CHOICES.values() if c != column)
    # heard as far as councils are obeyed: 0.15 / (0.15 + 0.05) = 0.75
    assert told[2] == pytest.approx(0.75 * (0.4 if choice == "defence" else 1.0))


def test_one_organisation_makes_all_seven_and_none_without_councils():
    got = after(country(polities__intervention=1.0), organisation=1.0)
    assert all(got[column] > 0.0 for column in CHOICES.values())
    none = after(put(country(), 1, polities__dual_power=0.0), organisation=1.0)
    assert all(none[column] == 0.0 for column in CHOICES.values())
    both = after(country(), organisation=0.4, aims=0.9)
    assert both["aims_said"] > both["call_workers"] > 0.0


def test_a_call_to_defence_needs_something_to_defend_against():
    assert after(country(), defence=1.0)["rally"] == 0.0


def test_proclaimed_aims_speed_the_federation():
    assert after(country(), aims=1.0)["federation"] > after(country())["federation"]
