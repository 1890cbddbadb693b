"""Forces in another country: what no mechanism sends out is said, never ignored in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from thaw.case import load_case
from thaw.case.abroad import idle_forces
from thaw.cli import main


def with_unit(case, polity, place, kind):
    unit = replace(case.units[0], name="guests", polity=polity, place=place, kind=kind)
    return replace(case, units=(*case.units, unit))


@pytest.mark.parametrize("name", ["bloc_1953", "toy_two", "twin_republics_1971"])
def test_every_unit_of_a_shipped_case_can_act(name):
    assert idle_forces(load_case(name)) == []


@pytest.mark.parametrize(
    "polity, kind, told",
    [
        ("BRU", "army", "unit guests of kind army in another country: no order"),
        ("BRU", "police", "counted in the police of their own"),
        ("BRU", "soviet", "never sent out, since the case has no hegemon"),
        ("ARV", "army", None),
    ],
)
def test_units_in_a_case_without_a_hegemon(polity, kind, told):
    found = idle_forces(with_unit(load_case("twin_republics_1971"), polity, "arva", kind))
    assert (told is None and found == []) or (len(found) == 1 and told in found[0])


def test_troops_of_a_third_state_are_the_hegemon_s_to_send():
    case = load_case("bloc_1953")
    place = next(p.name for p in case.places if p.polity == "HUN")
    [told] = idle_forces(with_unit(case, "POL", place, "soviet"))
    assert "not of USSR: sent out by USSR alone" in told


def test_the_command_says_it(capsys, monkeypatch):
    case = with_unit(load_case("twin_republics_1971"), "BRU", "arva", "army")
    monkeypatch.setattr("thaw.case.load_case", lambda name: case)
    assert main(["cases", "twin_republics_1971"]) == 0
    assert "note: unit guests of kind army" in " ".join(capsys.readouterr().out.split())
