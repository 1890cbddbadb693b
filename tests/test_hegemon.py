"""A case without a hegemon: no polity decides on another, and nothing else of a run changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from toy import apply, params, put, world, written

from thaw.case import load_case
from thaw.case.hegemon import THROUGH_HEGEMON, TIES, held_by
from thaw.case.levers import pull
from thaw.errors import ThawError
from thaw.mechanism import load_mechanism
from thaw.mechanisms import ORDER

VALID = Path(__file__).parent / "cases" / "valid"
OF_THE_FIRST_ROW = {
    "polities__line": 0.9,
    "polities__disclosure": 0.9,
    "polities__reform_wing": 0.9,
    "polities__succession": 0.9,
    "polities__elite_security": 0.9,
    "polities__monopoly": 0.2,
    "polities__complicity": 0.1,
    "polities__pressure": 0.9,
}
"""What another state's rulers are, in columns that do not tell of unrest."""


def answers(name: str, changed: bool, held: bool, draw: int) -> list[float]:
    """What a mechanism writes for the second polity (or a group of it)."""
    f = load_mechanism(name).function
    w = world(places=2, groups=2, polities=2, officials=2, units=1, towns=2)
    for table in ("places", "groups", "towns", "officials"):
        put(w, 1, **{f"{table}__polity": 1})
    put(w, 1, groups__place=1, towns__place=1)
    put(w, 0, units__kind=2, units__place=1, units__strength=100.0)
    put(
        w, slice(None), polities__population=1000.0, polities__unrest=0.5, polities__party_norm=10.0
    )
    if changed:
        put(w, 0, **OF_THE_FIRST_ROW)
    zero = {}
    if held:
        put(w, slice(None), **{f"polities__{c}": 0.0 for c in TIES})
        named = [k.split(".") for k in THROUGH_HEGEMON]
        zero = {parameter: 0.0 for mechanism, parameter in named if mechanism == name}
    apply(f, w, params(f, **zero), row=1, draw_key=(1, 2, draw, 0))
    return written(f, w, 1)


def deciding() -> list[str]:
    return [n for n in ORDER if load_mechanism(n).over in ("polities", "groups")]


@pytest.mark.parametrize("name", deciding())
def test_nothing_of_the_first_row_reaches_the_second(name: str) -> None:
    for draw in range(20):
        assert answers(name, True, True, draw) == answers(name, False, True, draw)


def test_with_a_hegemon_it_does() -> None:
    moved = {n for n in deciding() if answers(n, True, False, 3) != answers(n, False, False, 3)}
    assert moved >= {"disclosure_signal", "line_transmission", "monopoly_ratchet"}


def test_nobody_intervenes_and_pressure_is_each_country_s_own() -> None:
    f = load_mechanism("external_pressure").function
    w = put(world(), 1, polities__unrest=1.0)
    apply(f, w, params(f, patron=0.0), row=0)
    assert w.polities.pressure[0] == pytest.approx(0.3)
    for name in ("hegemon_decision", "base_rates"):
        assert (
            load_mechanism(name)
            .parameters[next(k for k in THROUGH_HEGEMON if k.startswith(name)).split(".")[1]]
            .support[0]
            <= 0
        )


def test_parameters_are_those_of_mechanisms() -> None:
    for key in THROUGH_HEGEMON:
        mechanism, parameter = key.split(".")
        low, high = load_mechanism(mechanism).parameters[parameter].support
        assert low <= 0 <= high


def test_the_case_holds_them_and_a_lever_may_not_be_lost() -> None:
    free, ruled = load_case("twin_republics_1971"), load_case("toy_two")
    assert free.hegemon == "" and [p.name for p in free.polities] == ["ARV", "BRU"]
    assert held_by(ruled) == {} and pull(ruled, []).fixed == {}
    assert pull(free, []).fixed == dict.fromkeys(THROUGH_HEGEMON, 0.0)
    assert all(p.set[c].value == 0.0 for p in free.polities for c in TIES)


def test_a_polity_that_obeys_nobody_is_told(tmp_path: Path) -> None:
    file = tmp_path / "minimal.yaml"
    text = (
        (VALID / "minimal.yaml")
        .read_text()
        .replace("title: One town", "title: One town\nhegemon: none")
    )
    file.write_text(text)
    assert load_case(file).hegemon == ""
    file.write_text(text.replace("hegemon: none", "hegemon: null"))
    assert load_case(file).hegemon == "", "an empty key is as plain as the word"
    obeys = "      obedience: {value: 0.4, unit: share, spread: 0, source: invented}\n"
    file.write_text(text.replace("      terror:", obeys + "      terror:"))
    with pytest.raises(ThawError, match="a case without a hegemon has no obedience") as told:
        load_case(file)
    assert told.value.line and "obedience" in str(told.value.key)


@pytest.mark.thorough
def test_no_intervention_and_no_foreign_rule_in_a_run() -> None:
    import thaw

    runs = thaw.simulate("succession_spillover", "twin_republics_1971", seeds=range(4), workers=1)
    for measure in ("n_intervention", "foreign_rule"):
        if measure in runs.data.measure.values:
            assert float(np.abs(runs.measure(measure)).max()) == 0.0
