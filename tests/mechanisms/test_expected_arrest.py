"""Arrest reckoned with where nobody acts: a hand case, agreement with `see`, step and zero laws."""

import pytest
import toy

from thaw.mechanisms.society.expected_arrest import expected_arrest
from thaw.mechanisms.society.see import see


def quiet(dt=1.0, **columns):
    return toy.put(toy.world(dt=dt), 0, **({"places__police": 2, "places__arrest": 0.5} | columns))


def test_hand_case():
    # 1 - exp(-2.3 * 2 / 1) = 0.989948; after an hour 0.5 + 0.489948 (1 - 1/e) = 0.809707
    p = toy.params(expected_arrest)
    assert expected_arrest(0, quiet(), p, toy.key) == pytest.approx(0.989948, abs=1e-6)
    assert expected_arrest(0, quiet(1 / 24), p, toy.key) == pytest.approx(0.809707, abs=1e-6)


def test_it_is_what_see_gives_in_a_town_where_nobody_acts():
    shared = expected_arrest.mechanism.parameters
    for name, parameter in shared.items():
        assert parameter.default == see.mechanism.parameters[name].default
    w = quiet(30.0, towns__population=1e5, places__police=0.3)
    at_rest = expected_arrest(0, w, toy.params(expected_arrest), toy.key)
    assert at_rest == pytest.approx(see(0, w, toy.params(see), toy.key)[1], abs=1e-12)


def test_zero_attention_changes_nothing():
    p = toy.params(expected_arrest, attention=0.0)
    assert expected_arrest(0, quiet(), p, toy.key) == 0.5


def test_two_half_steps_make_one():
    one, two = toy.one_and_two(expected_arrest, quiet, toy.params(expected_arrest), dt=1 / 24)
    assert one == pytest.approx(two, rel=1e-12)


def test_no_police_no_arrest():
    w = quiet(30.0, places__police=0.0)
    assert expected_arrest(0, w, toy.params(expected_arrest), toy.key) == pytest.approx(0, abs=1e-9)
