"""Files of published models: shipped ones are sound, mistakes are told with line and nearest name."""

from __future__ import annotations

import importlib
import math

import pytest

from thaw.errors import ThawError
from thaw.files import parse_yaml
from thaw.published import load_published, published_names, settings_of
from thaw.published.pages import shared_rule
from thaw.published.read import check

TEXT = """\
account: toy
title: A toy
source: nobody
says: Nothing much.
switches:
  rule: {values: [floor, round], default: floor, about: how to count, silent: true}
inputs:
  ticks: {value: 10, unit: steps, support: [1, 100], source: assumed}
  powers: {value: [1.0, 2.0], unit: index, support: [0, 10], source: assumed}
presets:
  long: {ticks: 90}
targets:
  - {id: one, preset: long, set: {rule: round}, measure: x, published: 3, accept: 1, known: from memory}
  - {id: two, sweep: {ticks: [1, 2], rule: [floor, round]}, measure: x, accept: [0, 9], known: from memory}
  - {id: sign, contrast: [[1, {ticks: 5}], [-1, {ticks: 6}]], sign: negative, measure: x, known: from memory}
"""


def made(old="", new=""):
    assert old in TEXT
    return check(parse_yaml(TEXT.replace(old, new, 1), "toy.yaml"))


def test_a_sound_file():
    model = made()
    one, two, sign = model.targets
    assert one.settings == ({"rule": "round", "ticks": 90, "powers": [1.0, 2.0]},)
    assert one.accept == (2.0, 4.0) and one.text == "long, rule round"
    assert [(c["ticks"], c["rule"]) for c in two.settings] == [
        (1, "floor"),
        (1, "round"),
        (2, "floor"),
        (2, "round"),
    ]
    assert sign.weights == (1.0, -1.0) and sign.sign == -1 and sign.statistic == "contrast"


@pytest.mark.parametrize(
    "old, new, problem",
    [
        ("default: floor", "default: flor", "toy.yaml:6: switches.rule.default"),
        ("set: {rule: round}", "set: {rul: round}", "did you mean: rule"),
        ("set: {rule: round}", "set: {rule: rund}", "did you mean: round"),
        ("set: {rule: round}", "set: {ticks: 1000}", "toy.yaml:13: .*outside its support"),
        ("preset: long", "preset: lon", "did you mean: long"),
        ("long: {ticks: 90}", "long: {tikcs: 90}", "toy.yaml:11: presets.long.tikcs"),
        ("accept: 1,", "", "'accept' is missing"),
        ("published: 3, ", "", "neither a range nor a tolerance"),
        ("known: from memory}", "known: by heart}", "no way to know a number"),
        ("id: two", "id: one", "appears twice"),
        ("sign: negative, ", "", "no sign is called None"),
        ("known: from memory}", "known: from memory, expect: does not reproduce}", "but not why"),
        ("value: 10,", "value: ten,", "'ten' is not a number"),
        ("says:", "sais:", "did you mean: says"),
        ("support: [1, 100]", "support: 1", "not a pair"),
    ],
)
def test_mistakes_are_told(old, new, problem):
    with pytest.raises(ThawError, match=problem):
        made(old, new)


def test_settings_from_words():
    model = made()
    assert settings_of(model, None, {"powers": "3, 4,5"})["powers"] == [3.0, 4.0, 5.0]
    assert settings_of(model, "long", {"ticks": "20"})["ticks"] == 20
    with pytest.raises(ThawError, match="did you mean: ticks"):
        settings_of(model, None, {"tick": 3})


def test_an_unknown_model():
    with pytest.raises(ThawError, match="did you mean: kuran_1991"):
        load_published("kuran_1919")


@pytest.mark.parametrize("name", published_names())
def test_shipped_models_are_sound(name):
    model = load_published(name)
    assert model.name == name and model.targets and model.departures
    assert callable(importlib.import_module(f"thaw.published.models.{name}").run)
    for entry in model.uses:
        assert shared_rule(*entry.split(".", 1)).__doc__


@pytest.mark.parametrize("name", published_names())
def test_every_target_can_fail(name):
    for target in load_published(name).targets:
        if target.accept is not None:
            assert math.isfinite(target.accept[0]) and target.accept[0] <= target.accept[1], (
                target.name
            )
